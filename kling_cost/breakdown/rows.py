"""The rows of a storyboard, sorted by what they ask for.

Storyboards repeat themselves: rows that ask the same come to the same, so that each kind of row is broken
down once, however long the film is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import TYPE_CHECKING

from kling_cost.storyboard.shot import Shot

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

# What a shot says of itself and no price depends on; whatever else a shot may learn to say is asked for.
_WORDS = frozenset(
    {
        "shot_id",
        "scene",
        "description",
        "prompt",
        "dialogue",
        "references",
        "duration_from",
        "priority",
        "notes",
        "row",
        "line",
        "extra",
    }
)
_NAMES = tuple(field.name for field in fields(Shot) if field.name not in {*_WORDS, "cuts"})
_asked = attrgetter(*_NAMES)


@dataclass(frozen=True, slots=True)
class Ask:
    """What some rows ask for: a shot without its words, and whether it is the film's first video shot."""

    shot: Shot
    first: bool


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a storyboard and what they ask for, in the order in which it is first asked.

    ``numbers`` gives for each row its place among ``asks``, ``counts`` for each ask how many rows have it.
    """

    shots: Sequence[Shot]
    asks: Sequence[Ask]
    numbers: Sequence[int]
    counts: Sequence[int]

    @classmethod
    def of(cls, shots: Sequence[Shot]) -> Rows:
        """Sort rows by what they ask for."""
        opener = next((n for n, shot in enumerate(shots) if _is_of_known_length(shot)), None)
        known: dict[Hashable, int] = {}
        asks: list[Ask] = []
        numbers: list[int] = []
        for place, shot in enumerate(shots):
            key = (
                (place == opener, _asked(shot), _together(shot))
                if shot.cuts or place == opener
                else _asked(shot)
            )
            number = known.setdefault(key, len(asks))
            if number == len(asks):
                asks.append(Ask(_without_words(shot), first=place == opener))
            numbers.append(number)
        counts = Counter(numbers)
        return cls(tuple(shots), asks, numbers, [counts[number] for number in range(len(asks))])


def _is_of_known_length(shot: Shot) -> bool:
    return shot.seconds is not None and not shot.is_image


def _together(shot: Shot) -> tuple[Hashable, ...]:
    """Give what the cuts of a group ask for, and all that matters of its scene: whether it has one."""
    return (bool(shot.scene), *map(_asked, shot.cuts))


def _without_words(shot: Shot) -> Shot:
    asked = dict(zip(_NAMES, _asked(shot), strict=True))
    scene = shot.scene if shot.cuts else ""
    return Shot(shot_id="", scene=scene, cuts=tuple(map(_without_words, shot.cuts)), **asked)
