"""The lengths in which a provider makes clips: a set of whole seconds."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Lengths:
    """Allowed clip lengths in seconds, ascending, without repeats, at least one."""

    seconds: tuple[int, ...]

    @classmethod
    def of(cls, seconds: Iterable[int]) -> Lengths:
        """Build from lengths in any order."""
        return cls(tuple(sorted(set(seconds))))

    def allows(self, seconds: Decimal) -> bool:
        """Tell whether a clip of exactly this length is made."""
        return seconds in self.seconds

    def nearest(self, seconds: Decimal) -> int:
        """Give the allowed length closest to ``seconds``; of two equally close ones, the longer."""
        return min(self.seconds, key=lambda length: (abs(length - seconds), -length))

    def at_least(self, seconds: Decimal | int) -> int | None:
        """Give the shortest allowed length that is not below ``seconds``, or None if all are."""
        index = bisect_left(self.seconds, seconds)
        return self.seconds[index] if index < len(self.seconds) else None

    @property
    def shortest(self) -> int:
        """The shortest clip."""
        return self.seconds[0]

    @property
    def longest(self) -> int:
        """The longest clip."""
        return self.seconds[-1]

    @property
    def gapless(self) -> bool:
        """Whether every whole second between the shortest and the longest is allowed."""
        return all(after - before == 1 for before, after in pairwise(self.seconds))

    def __str__(self) -> str:
        """Write ``3..15``, or ``5, 10`` where there are gaps."""
        if self.gapless and len(self.seconds) > 1:
            return f"{self.shortest}..{self.longest}"
        return ", ".join(str(length) for length in self.seconds)
