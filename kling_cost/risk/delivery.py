"""The chance that gambles are good: that shots are delivered at all, and that they are what was wanted."""

from __future__ import annotations

from collections import Counter
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from kling_cost.risk.rates import points_of
from kling_cost.risk.stakes import Gamble
from kling_cost.risk.takes_odds import Floats, moments, safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kling_cost.breakdown import Bill
    from kling_cost.takes import SharedRate


def chance_of_all(gambles: Mapping[Gamble, int]) -> float:
    """Give the chance that every gamble finds its keepers, each as often as it is made.

    Those that share an uncertain rate do or do not together; different rates are independent.
    """
    together: dict[SharedRate | None, list[tuple[Gamble, int]]] = {}
    for gamble, count in gambles.items():
        together.setdefault(gamble.shared, []).append((gamble, count))
    return min(prod((_chance_together(*each) for each in together.items()), start=1.0), 1.0)


def _chance_together(shared: SharedRate | None, gambles: Sequence[tuple[Gamble, int]]) -> float:
    """Give the chance that gambles are good that share a rate, or (None) none."""
    if shared is None:
        return prod(float(_good(gamble, np.full(1, float(gamble.accept)))[0]) ** n for gamble, n in gambles)
    points = points_of(shared)
    return float(
        points.weights @ prod(_good(gamble, points.rates**gamble.power) ** n for gamble, n in gambles)
    )


def _good(gamble: Gamble, rates: Floats) -> Floats:
    return moments(gamble, safe(rates)).good


def gambles_in(
    bills: Iterable[tuple[Bill, int]], *, failing: bool, stage: str | None = None
) -> Counter[Gamble]:
    """Count the gambles of bills: all of them, or only those at whose cap a shot is given up."""
    found = Counter[Gamble]()
    for bill, count in bills:
        for line, stake in zip(bill.lines, bill.stakes, strict=True):
            gamble = Gamble.of(stake.takes)
            if gamble and (gamble.fails or not failing) and stage in (None, line.stage):
                found[gamble] += count * stake.pieces
    return found


def copies_good(bills: Iterable[Bill], *, failing: bool) -> list[float]:
    """Give how many of the shots that each bill stands for are expected to be good in every gamble."""
    known: dict[frozenset[tuple[Gamble, int]], float] = {}
    return [sum(_chance_known(known, each) for each in _of_copies(bill, failing=failing)) for bill in bills]


def _chance_known(known: dict[frozenset[tuple[Gamble, int]], float], gambles: Counter[Gamble]) -> float:
    """Give the chance of all; shots of the same gambles are worked out once."""
    alike = frozenset(gambles.items())
    if alike not in known:
        known[alike] = chance_of_all(gambles)
    return known[alike]


def _of_copies(bill: Bill, *, failing: bool) -> Iterable[Counter[Gamble]]:
    """Count the gambles of each shot that a bill stands for, a shot without any too."""
    copies: dict[int, Counter[Gamble]] = {}
    for stake in bill.stakes:
        of_copy = copies.setdefault(stake.copy, Counter())
        gamble = Gamble.of(stake.takes)
        if gamble and (gamble.fails or not failing):
            of_copy[gamble] += stake.pieces
    return copies.values()
