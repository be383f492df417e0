"""The signs by which a column of numbers tells what it counts: film time, lengths, estimates, frames."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.storyboard.durations import Length

_COUNT = re.compile(r"[+-]?[0-9]{1,12}(?:\.[0-9]{0,6})?")


_FAR_FROM_0_S = 60
"""An excerpt of a film may begin at 1:05 or 01:00:00:00; what begins sooner would begin at 0."""


def are_estimates(lengths: Sequence[Length | None]) -> bool:
    """Tell whether ranges are estimates ("5-8 s") and no film time: most begin before the one above ends."""
    ranges = [(found.start, found.end) for found in lengths if found and found.range]
    if not ranges:
        return False
    overlapping = sum(
        1
        for (_, end), (start, _) in pairwise(ranges)
        if start is not None and end is not None and 0 < start < end
    )
    return 2 * overlapping > len(ranges) - 1 and len(ranges) > 1


def are_lengths(lengths: Sequence[Length | None]) -> bool:
    """Tell whether times are lengths and no film time, which begins at 0 or far above it and ascends."""
    points = [found.seconds for found in lengths if found and not found.range and found.seconds is not None]
    ascends = all(before < after for before, after in pairwise(points))
    return bool(points) and 0 not in points and (points[0] < _FAR_FROM_0_S or not ascends)


def plain_number(text: str) -> Fraction | None:
    """Read a count of frames; no exponent, for 1e999999999 would fill the memory with its digits."""
    digits = text.replace(",", "")
    return Fraction(digits) if _COUNT.fullmatch(digits) else None


def count_frames(starts: Sequence[Length | None], ends: Sequence[Length | None]) -> bool:
    """Tell starts and ends that must be frames: whole numbers, each start one above the end before it."""
    spans = [
        (start.seconds, end.seconds)
        for start, end in zip(starts, ends, strict=True)
        if start and end and start.bare and end.bare and start.seconds is not None and end.seconds is not None
    ]
    if len(spans) < 2 or any(number.denominator != 1 for span in spans for number in span):  # noqa: PLR2004
        return False
    return all(start == end + 1 for (_, end), (start, _) in pairwise(spans))
