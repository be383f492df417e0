"""What no plan can exceed that keeps within a limit with some confidence.

The confidence itself is no sum over rows, but it implies some that are. For a total T of rows, kept within L
with a chance of c or more:

1. Least: the sum of what each row costs at least is within L.
2. Markov: E T <= P(T <= L) L + P(T > L) M, with M the sum of what each row costs at most; hence the sum of
   mean - (1 - c) most is within c L. It holds however the rows hang together.
3. Chernoff: E exp(-theta T) >= c exp(-theta L) for any theta > 0; where rows are independent, the sum of
   -log E exp(-theta cost) / theta is within L - log(c) / theta.

Each is a knapsack with costs rounded down, whose best value bounds that of every plan.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from math import floor, log, sqrt
from typing import TYPE_CHECKING

import numpy as np

from kling_cost.budget.choices import items_of
from kling_cost.budget.coarse import rounded, step_needed
from kling_cost.budget.knapsack import best_choices
from kling_cost.budget.odds import Odds

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kling_cost.budget.figures import Figures
    from kling_cost.budget.packed_values import Value

_LOOK, _PROVE = 10_000_000, 150_000_000
"""The work put into each condition to see how good it is, and into the best one."""
_STEPS = 1 << 22
_TRUST = 1e-9
"""Floats are trusted to so much of a step."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What every plan fulfils that keeps within the limit: its costs add up to ``most`` or less."""

    costs: Sequence[Sequence[float]]
    most: float


def conditions(figures: Figures, limit: float, confidence: float, sd: float) -> Iterator[Condition]:
    """Give the conditions; ``sd`` is the deviation of a plan such as one would choose."""

    def of_each(cost: Callable[[Odds], float]) -> list[list[float]]:
        return figures.of_each(np.array([cost(odds) for odds in figures.every]))

    yield Condition(of_each(lambda odds: odds.least), limit)
    short = 1 - confidence
    yield Condition(of_each(lambda odds: odds.mean - short * odds.most), confidence * limit)
    if not figures.independent or not sd:
        return
    best = sqrt(-2 * log(confidence)) / sd  # for a normal distribution
    for theta in (best / 2, best, best * 2):
        yield Condition(of_each(partial(Odds.at_luck, theta=theta)), limit - log(confidence) / theta)


def best_value(conditions: Sequence[Condition], values: Sequence[Sequence[Value]]) -> Value | None:
    """Give a value that no plan under these conditions exceeds; None if there is none at all."""
    found: list[tuple[Value, Condition]] = []
    for condition in conditions:
        value = _best(condition, values, _LOOK)
        if value is None:
            return None
        found.append((value, condition))
    value, condition = min(found, key=lambda each: each[0])
    proven = _best(condition, values, _PROVE)
    return None if proven is None else min(value, proven)


def _best(condition: Condition, values: Sequence[Sequence[Value]], work: int) -> Value | None:
    least = [min(costs) for costs in condition.costs]
    reach = max(sum(max(costs) - low for costs, low in zip(condition.costs, least, strict=True)), 1e-9)
    room = condition.most - sum(least)
    unit = max(min(reach, room), reach * 1e-6) / _STEPS
    most = floor(room / unit + _TRUST * (len(least) + abs(condition.most) / unit * 1e-6 + 1))
    if most < 0:
        return None
    items = items_of(condition.costs, values, lambda cost, least: floor((cost - least) / unit + _TRUST))
    table = best_choices(rounded(items, step_needed(items, most, work), up=False), most)
    place = table.place(most)
    return None if place is None else table.value(place)
