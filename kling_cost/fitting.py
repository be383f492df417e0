"""Seconds of shots into clips that a provider makes: rounded up, split, or several shots packed into one."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, ZERO

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost.pricebook.lengths import Lengths


@lru_cache(maxsize=4096)
def fit(seconds: Decimal, lengths: Lengths) -> tuple[int, ...]:
    """Give the clips (whole seconds, longer first) that cover ``seconds``.

    In this order: the fewest clips, then the least billed seconds, then the most equal lengths
    (22 -> 11 + 11, 31 -> 11 + 10 + 10). ``seconds`` must be above zero.
    """
    full, rest = EXACT.divmod(seconds, Decimal(lengths.longest))
    count = int(full) + bool(rest)
    target = ceil(seconds)
    if lengths.gapless:
        each, longer = divmod(max(target, count * lengths.shortest), count)
        return (each + 1,) * longer + (each,) * (count - longer)
    return _fit_with_gaps(target, count, lengths.seconds)


def _fit_with_gaps(target: int, count: int, allowed: tuple[int, ...]) -> tuple[int, ...]:
    """Choose ``count`` lengths from a set with gaps: least sum of at least ``target``, then most equal.

    Most equal is the least sum of squares. Sums are extended one clip at a time, keeping for each sum the
    most equal choice; that choice is unaffected by what is added later, because squares add up.
    """
    best: dict[int, tuple[int, tuple[int, ...]]] = {0: (0, ())}
    enough = target + max(allowed)
    for _ in range(count):
        grown: dict[int, tuple[int, tuple[int, ...]]] = {}
        for done, (squares, clips) in best.items():
            for length in allowed:
                candidate = (squares + length * length, (*clips, length))
                if done + length <= enough and (
                    done + length not in grown or candidate[0] < grown[done + length][0]
                ):
                    grown[done + length] = candidate
        best = grown
    billed = min(done for done in best if done >= target)
    return tuple(sorted(best[billed][1], reverse=True))


def pack(count: int, bill: Callable[[int, int], Decimal | None], *, most: int) -> tuple[int, ...]:
    """Divide ``count`` neighbouring shots, in their order, into clips so that they bill least.

    ``bill(first, end)`` is what one clip of the shots ``first`` to ``end - 1`` costs over all its takes, or
    None where they cannot share one; a shot alone always has a bill. ``most`` is the most shots of a clip.
    Of divisions that bill the same the one is taken in which the fewest pairs of shots share a clip, for a
    rejected take repeats them all; of those, the one whose first shots stay alone. Exact, by dynamic
    programming from the last shot on: how the rest is best divided does not depend on what stands before.

    Returns:
        How many shots each clip holds.
    """
    best: list[tuple[Decimal, int, int]] = [(ZERO, 0, 0)]  # from the end: bill, sharing pairs, first clip
    for first in range(count - 1, -1, -1):
        found: tuple[Decimal, int, int] | None = None
        for size in range(1, min(most, count - first) + 1):
            billed = bill(first, first + size)
            if billed is None:
                continue
            rest, pairs, _ = best[-size]
            candidate = (EXACT.add(billed, rest), pairs + size * (size - 1) // 2, size)
            found = candidate if found is None else min(found, candidate)
        if found is None:
            raise ValueError(f"shot {first} has no bill of its own")
        best.append(found)
    sizes: list[int] = []
    left = count
    while left:
        sizes.append(best[left][2])
        left -= sizes[-1]
    return tuple(sizes)
