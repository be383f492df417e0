"""Seconds of a shot into clips that a provider makes: rounded up, or split where one clip is not enough."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT

if TYPE_CHECKING:
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
