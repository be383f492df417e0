"""The odds of every choice of a task as arrays, so that those of a plan are added up at once."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from kling_cost.budget.odds import Odds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.budget.task import Picks, Task
    from kling_cost.risk.takes_odds import Floats

_NOTHING = Odds(0.0, 0.0, 0.0, 0.0, {}, 0.0, ())


@dataclass(frozen=True, slots=True)
class Spread:
    """The standard deviation of a plan's total, and what each shared accept rate adds to it."""

    deviation: float
    sway: Floats


@dataclass(frozen=True, slots=True)
class Tilt:
    """The stand-in for the confidence: what a unit of variance and a unit of each sway count as costs."""

    variance: float
    sway: Floats


class Figures:
    """The odds of every choice of every row; rows that are alike share theirs."""

    def __init__(self, task: Task) -> None:
        """Work them out."""
        known: dict[int, Odds] = {id(None): _NOTHING}
        kinds: dict[tuple[int, int | None], int] = {}
        each: list[Odds] = []
        for row in task.rows:
            if row.kind in kinds:
                continue
            kinds[row.kind] = len(each)
            for option in row.choices:
                if option is not None and id(option) not in known:
                    known[id(option)] = Odds.of(option.bill, task.unit)
                each.append(known[id(option)])
        self._starts = np.array([kinds[row.kind] for row in task.rows], dtype=np.intp)
        self._sizes = [len(row.choices) for row in task.rows]
        self._each = each
        self._means = np.array([odds.mean for odds in each])
        self._variances = np.array([odds.variance for odds in each])
        rates = list(dict.fromkeys(rate for odds in each for rate in odds.sway))
        self._sways = np.array([[odds.sway.get(rate, 0.0) for rate in rates] for odds in each])
        self.independent = not rates
        self.no_tilt = Tilt(0.0, np.zeros(len(rates)))

    def __getitem__(self, place: tuple[int, int]) -> Odds:
        """Give the odds of a row's choice."""
        row, pick = place
        return self._each[int(self._starts[row]) + pick]

    def of_each(self, figures: Floats) -> list[list[float]]:
        """Give for each row one figure of each choice; rows that are alike share one list."""
        lists: dict[int, list[float]] = {}
        return [
            lists.setdefault(int(start), figures[start : start + size].tolist())
            for start, size in zip(self._starts, self._sizes, strict=True)
        ]

    @property
    def every(self) -> Sequence[Odds]:
        """All odds, in the order that :meth:`of_each` wants."""
        return self._each

    def mean(self, picks: Picks) -> float:
        """Give what a plan is expected to cost."""
        return float(self._means[self._picked(picks)].sum())

    def spread(self, picks: Picks) -> Spread:
        """Give how widely a plan's total spreads."""
        picked = self._picked(picks)
        sway: Floats = self._sways[picked].sum(axis=0)
        return Spread(sqrt(float(self._variances[picked].sum()) + float(sway @ sway)), sway)

    def tilted(self, tilt: Tilt) -> Floats:
        """Give what each choice counts as."""
        costs: Floats = self._means + tilt.variance * self._variances + self._sways @ tilt.sway
        return costs

    def _picked(self, picks: Picks) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
        picked: np.ndarray[tuple[int], np.dtype[np.intp]] = self._starts + np.array(picks, dtype=np.intp)
        return picked
