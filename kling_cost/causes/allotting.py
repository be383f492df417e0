"""A rounded sum cut into whole steps near its exact parts, by largest remainder; no part, no step."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction


def allotted(steps: int, parts: Sequence[Fraction]) -> list[int]:
    """Cut ``steps`` into whole numbers, each near its part, that add up to it.

    Every part is cut off downwards, and what then lacks goes to the largest remainders; of equal ones the
    earlier is served first. Parts of exactly nothing stay nothing. The exact sum must be less than one step
    from ``steps``, as it is if both ends of a change were rounded to the nearest step.
    """
    shares = [part.__floor__() for part in parts]
    lacking = [share - part for share, part in zip(shares, parts, strict=True)]
    served = sorted((n for n, part in enumerate(parts) if part), key=lambda n: lacking[n])
    for number in served[: steps - sum(shares)]:
        shares[number] += 1
    return shares
