"""Uncertain accept rates taken one by one: given them, rows are independent of each other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from kling_cost.risk import cost_of
from kling_cost.risk.rates import points_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kling_cost.breakdown import Bill
    from kling_cost.budget.task import Task
    from kling_cost.risk import Distribution
    from kling_cost.risk.takes_odds import Floats
    from kling_cost.takes import SharedRate

STEEPNESS = 8.0
"""So finely are rates looked at: the chance of a plan to fit turns no faster than that in their logit."""


@dataclass(frozen=True, slots=True)
class Luck:
    """One value for each uncertain rate, and the weight of having them all."""

    rates: Mapping[SharedRate, float]
    weight: float


def lucks(task: Task, most: int) -> list[Luck] | None:
    """Give every combination of rates that is looked at; None for more of them than ``most``."""
    bills = [option.bill for row in task.rows for option in row.choices if option is not None]
    shared = dict.fromkeys(
        stake.takes.shared for bill in bills for stake in bill.stakes if stake.takes.shared is not None
    )
    points = {rate: points_of(rate, STEEPNESS) for rate in shared}
    if np.prod([each.rates.size for each in points.values()], dtype=np.float64) > most:
        return None
    pairs = [list(zip(each.rates, each.weights, strict=True)) for each in points.values()]
    return [
        Luck(
            {rate: float(value) for rate, (value, _) in zip(shared, chosen, strict=True)},
            float(np.prod([weight for _, weight in chosen])),
        )
        for chosen in product(*pairs)
    ]


class TotalsAt:
    """What bills cost, given the rates; each is worked out once for the rates that it hangs on."""

    def __init__(self, unit: str) -> None:
        """Take the unit of the bills."""
        self._unit = unit
        self._known: dict[tuple[object, ...], Distribution] = {}

    def of(self, bill: Bill | None, luck: Luck) -> Distribution:
        """Give the distribution of a bill's cost; nothing costs nothing."""
        key = (id(bill), *_own(bill, luck))
        if key not in self._known:
            self._known[key] = cost_of([] if bill is None else [(_given(bill, luck), 1)], self._unit)
        return self._known[key]


def _own(bill: Bill | None, luck: Luck) -> Sequence[float]:
    if bill is None:
        return ()
    shared = dict.fromkeys(stake.takes.shared for stake in bill.stakes)
    return [luck.rates[rate] for rate in shared if rate is not None]


def _given(bill: Bill, luck: Luck) -> Bill:
    """Give a bill whose accept rates are known."""
    stakes = []
    for stake in bill.stakes:
        shared, takes = stake.takes.shared, stake.takes
        if shared is not None:
            known = Fraction(luck.rates[shared] ** takes.power)
            takes = replace(takes, accept=known, shared=None, power=1)
        stakes.append(replace(stake, takes=takes))
    return replace(bill, stakes=tuple(stakes))


def weights_of(each: Sequence[Luck]) -> Floats:
    """Give the weights of all combinations."""
    return np.array([luck.weight for luck in each])
