"""An editor's animatic as an OpenTimelineIO timeline: each clip of the first filled video track is a shot.

Gaps, black and transitions are none, and what a transition overlaps is not added to a shot's length. Edit
lists are read next door, in :mod:`kling_cost.storyboard.readers.edit_list`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import isfinite
from typing import TYPE_CHECKING, Any

from kling_cost.storyboard.readers.cut import MISSING, CutShot, content_of_cut, counted, length_cells
from kling_cost.storyboard.readers.edit_list import edl_tables, looks_like_edl
from kling_cost.storyboard.readers.json_text import read_documents, well_formed
from kling_cost.storyboard.table import Content, FileFault

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["edl_tables", "looks_like_edl", "looks_like_otio", "otio_tables"]

_LOOKED_AT = 100_000
_SCHEMA = re.compile(r'"OTIO_SCHEMA"\s*:')
_NOT_PICTURES = frozenset({"black", "slug", "smptebars", "bars", "colorbars"})
_TEXT_KEYS = frozenset({"description", "comment", "comments", "note", "notes", "prompt", "action"})
_SCENE_KEYS = frozenset({"scene", "scene_name", "scenename", "scene_id", "scene_number"})
_LONGEST_REASON = 200
_ENDLESS = 1e12


def looks_like_otio(text: str) -> bool:
    """Tell whether a text is a timeline of OpenTimelineIO: JSON that names its schema."""
    begin = text.removeprefix("\ufeff").lstrip()[:1]
    return begin in {"{", "["} and _SCHEMA.search(text, 0, _LOOKED_AT) is not None


def otio_tables(text: str) -> Content:
    """Read the JSON of an OpenTimelineIO timeline.

    Raises:
        FileFault: when it is no timeline, has no video clips, or the library is not installed.
    """
    try:
        from opentimelineio import core  # noqa: PLC0415 - an extra, and only timelines need it
    except ImportError:
        raise FileFault("missing-extra", MISSING) from None
    # the parser is written in C++ and crashes on deep nesting, and on names that stand twice
    read_documents(text)
    try:
        # not by way of the adapters, which look for plugins in the environment
        root = core.deserialize_json_from_string(well_formed(text.removeprefix("\ufeff")))
        return _content(root)
    except FileFault:
        raise
    except Exception as error:  # noqa: BLE001 - a broken file raises whatever its C++ happens to stumble over
        reason = " ".join(str(error).split())[:_LONGEST_REASON]
        message = f"is not a readable OpenTimelineIO timeline ({reason}); export it again"
        raise FileFault("not-otio", message) from None


def _content(root: Any) -> Content:  # noqa: ANN401 - the library has no types
    notes: list[str] = []
    timelines = [root]
    if _kind(root) == "SerializableCollection":
        timelines = [item for item in root if _kind(item) == "Timeline"]
        notes = counted(len(timelines[1:]), "further timeline is not read", "further timelines are not read")
    tracks = _video_tracks(timelines[0]) if timelines else []
    if not tracks:
        found = _kind(root)
        message = f"is an OpenTimelineIO {found} without a video track; export the whole timeline"
        raise FileFault("no-shots-found", message)
    filled = [track for track in tracks if any(_is_shot(item) for item in track)]
    track = (filled or tracks)[0]
    notes += counted(len(filled[1:]), "further video track is not read", "further video tracks are not read")
    shots = [_shot(item, place) for place, item in enumerate(filter(_is_shot, track), start=1)]
    unknown = sum(1 for shot in shots if not any(shot.length))
    notes += counted(unknown, "clip has no length", "clips have no length")
    return content_of_cut("OpenTimelineIO", shots, [*notes, *_left_out(track)])


def _kind(item: Any) -> str:  # noqa: ANN401
    return type(item).__name__


def _video_tracks(root: Any) -> list[Any]:  # noqa: ANN401
    stack = root.tracks if _kind(root) == "Timeline" else root
    items = {"Track": [root], "Stack": stack}.get(_kind(stack), [])
    return [item for item in items if _kind(item) == "Track" and item.kind == "Video" and item.enabled]


def _is_shot(item: Any) -> bool:  # noqa: ANN401
    """Tell the clips and the compound clips of a track from its gaps, transitions and black."""
    if _kind(item) in {"Stack", "Track"}:
        return bool(item.enabled)
    return _kind(item) == "Clip" and item.enabled and not _is_black(item)


def _is_black(clip: Any) -> bool:  # noqa: ANN401
    kind = getattr(clip.media_reference, "generator_kind", None)
    return isinstance(kind, str) and kind.casefold() in _NOT_PICTURES


def _left_out(track: Any) -> Iterator[str]:  # noqa: ANN401
    kinds = Counter(_kind(item) for item in track if not _is_shot(item))
    yield from counted(kinds["Gap"], "gap is no shot", "gaps are no shots")
    yield from counted(kinds["Transition"], "transition changes no length", "transitions change no length")
    others = kinds.total() - kinds["Gap"] - kinds["Transition"]
    black = "switched off or black and is no shot", "switched off or black and are no shots"
    yield from counted(others, f"clip is {black[0]}", f"clips are {black[1]}")


def _shot(item: Any, place: int) -> CutShot:  # noqa: ANN401
    media = getattr(item, "media_reference", None)
    said = [item.metadata, *([media.metadata] if media is not None else [])]
    markers = [text for marker in item.markers for text in (marker.name, marker.comment)]
    return CutShot(
        number=str(place),
        name=item.name.strip(),
        length=_length(item),
        scene=next(_texts(said, _SCENE_KEYS), ""),
        texts=[text for text in (*_texts(said, _TEXT_KEYS), *map(str.strip, markers)) if text],
    )


def _length(item: Any) -> tuple[str, str, str]:  # noqa: ANN401
    """Give an item's length in the cut; nothing where neither the cut nor the media says it."""
    try:
        duration = item.trimmed_range().duration
    except Exception:  # noqa: BLE001 - the library's own errors, a missing range among them
        return "", "", ""
    value, rate = duration.value, duration.rate
    if not (isfinite(value) and abs(value) < _ENDLESS and 0 < rate < _ENDLESS):
        return "", "", ""
    # the digits that were written, not the binary fraction that stands for them
    return length_cells(Fraction(repr(value)), Fraction(repr(rate)))


def _texts(value: Any, keys: frozenset[str], *, wanted: bool = False) -> Iterator[str]:  # noqa: ANN401
    """Give the texts that stand under any of the keys, however deep."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, keys, wanted=key.casefold() in keys)
    elif isinstance(value, str):
        if wanted and value.strip():
            yield value.strip()
    elif isinstance(value, Sequence):
        for inner in value:
            yield from _texts(inner, keys, wanted=wanted)
    elif wanted and isinstance(value, (int, float)) and not isinstance(value, bool):
        yield f"{value:g}"
