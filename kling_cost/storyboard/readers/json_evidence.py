"""Whether records of JSON look like shots, by what their names mean; for lists whose key does not say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.storyboard.readers import json_names as names
from kling_cost.storyboard.vocabulary import shipped_vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from kling_cost.storyboard.readers.json_text import Json

_LOOKED_AT = 20
_DEEPEST = 1
_SHOWN = frozenset({"prompt", "description", "shot_size", "camera", "start_image"})
_OF_SHOTS = (
    frozenset({"shot_id", "scene", "dialogue", "frames", "frame_in", "frame_out", "time_range"}) | _SHOWN
)
_SPOKEN = frozenset({"text", "speaker", "transcript", "words", "tokens", "caption", "subtitle"})
"""Names of what is said: they mean a description elsewhere, and a transcript where nothing else is shown."""
_NAMES_ALONE = frozenset({"name", "title", "label"})
_DRAWN = frozenset({"reference", "direction"})
"""Boords names a frame's picture and what happens in it so."""


def looks_like_shot(record: Mapping[str, Json]) -> bool:
    """Tell whether an object has one value at least that a shot has: a number, words for it, a length."""
    return any(names.is_time(key) or _meanings(key) & _OF_SHOTS for key in _keys(record, 0))


def show_something(records: Iterable[Mapping[str, Json]]) -> bool:
    """Tell whether records say what is to be seen, and are no transcript."""
    keys = {key for record in records for key in record}
    folded = {names.folded(key) for key in keys}
    if folded & _DRAWN:
        return True
    shown = {key for key in keys if _meanings(key) & _SHOWN}
    return any(names.folded(key) not in _SPOKEN | _NAMES_ALONE for key in shown)


def are_shots_by_content(items: Json) -> bool:
    """Tell a list whose objects show something and last: what ``frames`` and ``segments`` must do."""
    if not isinstance(items, list):
        return False
    records = [item for item in items[:_LOOKED_AT] if isinstance(item, dict)]
    lasting = any(names.is_time(key) for record in records for key in record)
    return len(records) == len(items[:_LOOKED_AT]) and lasting and show_something(records)


def lack_numbers(headers: Iterable[str]) -> bool:
    """Tell columns that show something, and neither number a shot or a scene nor say how long it is."""
    found = list(headers)
    named = frozenset().union(*map(_meanings, found)) & {"shot_id", "scene"}
    return not named and not any(map(names.is_time, found)) and show_something([dict.fromkeys(found)])


def is_workflow(objects: Collection[object]) -> bool:
    """Tell ComfyUI's graph of nodes, each of which names its class."""
    nodes = [node for node in objects if isinstance(node, dict) and "class_type" in node]
    return bool(nodes) and len(nodes) == len(objects)


def _meanings(key: str) -> frozenset[str]:
    return frozenset(sense.meaning for sense in shipped_vocabulary().meanings(key))


def _keys(record: Mapping[str, Json], depth: int) -> Iterator[str]:
    for key, value in record.items():
        yield key
        if isinstance(value, dict) and depth < _DEEPEST:
            yield from _keys(value, depth + 1)
