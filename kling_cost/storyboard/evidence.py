"""Whether a table is a list of shots, judged by its columns; and what it seems to be where it is not."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kling_cost.storyboard.headers import listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kling_cost.storyboard.headers import Header
    from kling_cost.storyboard.vocabulary import Vocabulary

LENGTHS = ("duration_s", "start", "end", "time_range", "frames", "frame_in", "frame_out", "frame_range")
"""The meanings that a length can be read from."""
_WEIGHTS: Mapping[str, int] = {
    "scene": 2,
    "prompt": 2,
    "camera": 2,
    "shot_size": 2,
    "description": 1,
    "dialogue": 1,
    "shot_id": 1,
}
_STRONG_ID = 3
_LENGTH = 2
_AGAINST = 2
_ENOUGH = 3
_FILMED = frozenset(_WEIGHTS) - {"shot_id", "dialogue"}
"""What shows that something is filmed; words are also spoken where nothing is."""
_SURELY_AGAINST = 2
_ASSETS = "an asset list"


def doubt(header: Header, vocabulary: Vocabulary) -> str | None:
    """Say why a table is not taken for a list of shots; None if it is one.

    Shots are told by a shot's number, by what is filmed and by a length. A table whose other columns are
    those of assets, measurements or slides must have the more of them.
    """
    if header.own:
        return None
    has_length = any(meaning in header.columns for meaning in LENGTHS)
    names_shots = "shot_id" in header.strong
    filmed = not _FILMED.isdisjoint(header.columns)
    against = [kind for name in header.names if (kind := vocabulary.against(name))]
    measured = sum(1 for kind in against if kind != _ASSETS)  # shots have files and licences, too
    if names_shots and has_length and (filmed or measured < _SURELY_AGAINST):
        return None
    weight = sum(_WEIGHTS.get(meaning, 0) for meaning in header.columns)
    weight += (_STRONG_ID if names_shots else 0) + (_LENGTH if has_length else 0)
    weight -= _AGAINST * len(against)
    states_length = "duration_s" in header.columns and "shot_id" in header.columns
    if weight >= _ENOUGH and (names_shots or filmed or states_length):
        return None
    seems = seems_to_be(header.names, vocabulary)
    if not seems and has_length and "dialogue" in header.columns and not filmed:
        return f"its columns ({listed(header.names)}) are those of a transcript"
    return seems or f"its columns ({listed(header.names)}) do not say what is filmed or how long it is"


def seems_to_be(names: Sequence[str], vocabulary: Vocabulary, *, least: int = 1) -> str | None:
    """Say what a table is by its columns, of which at ``least`` so many must say so; None if unknown."""
    against = [(name, kind) for name in names if (kind := vocabulary.against(name))]
    if len(against) < least:
        return None
    kind = Counter(kind for _, kind in against).most_common(1)[0][0]
    words = listed(name for name, other in against if other == kind)
    return f"its columns ({listed(names)}) are those of {kind} ({words})"
