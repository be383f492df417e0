"""A distribution of an amount on an even lattice, and what is read off it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from kling_cost.amounts import EXACT, ZERO

if TYPE_CHECKING:
    from kling_cost.risk.takes_odds import Floats

WITHIN = 1e-12
"""Chances are reckoned to this; a cumulative chance that lacks no more of a wanted one has reached it."""


@dataclass(frozen=True)
class Distribution:
    """The chances of an amount: ``chances[n]`` is that of ``first`` + n x ``step``, in ``unit``.

    ``left_out`` bounds the chance of everything that is not in there. ``gap`` is zero where the lattice is
    that of the amounts themselves; where it had to be coarser, quantiles are within ``gap`` of the true ones.
    """

    unit: str
    first: Decimal
    step: Decimal
    chances: Floats
    left_out: float = 0.0
    gap: Decimal = ZERO

    @classmethod
    def certain(cls, amount: Decimal, unit: str) -> Distribution:
        """Give the distribution of an amount that is no gamble."""
        return cls(unit, amount, Decimal(1), np.ones(1))

    @cached_property
    def cumulative(self) -> Floats:
        """The chance of each amount or less."""
        summed: Floats = np.minimum(np.cumsum(self.chances), 1.0)
        return summed

    def amount(self, place: int) -> Decimal:
        """Give the amount at a place of the lattice."""
        return EXACT.add(self.first, EXACT.multiply(self.step, Decimal(place)))

    def amounts(self) -> Floats:
        """Give all amounts as floats, for pictures."""
        places = np.arange(self.chances.size, dtype=np.float64)
        return float(self.first) + float(self.step) * places

    def quantile(self, chance: float) -> Decimal:
        """Give the least amount whose cumulative chance reaches ``chance``.

        Raises:
            ValueError: for a chance that is not above 0 and at most 1.
        """
        if not 0 < chance <= 1:
            raise ValueError(f"a chance of {chance} is not above 0 and at most 1")
        place = int(np.searchsorted(self.cumulative, chance - WITHIN))
        return self.amount(min(place, self._last))

    def chance_within(self, limit: Decimal) -> float:
        """Give the chance of ``limit`` or less."""
        place = self._place(limit)
        return 0.0 if place < 0 else 1.0 if place >= self._last else float(self.cumulative[place])

    def expected_overrun(self, limit: Decimal) -> float:
        """Give by how much the amount is expected to be over ``limit`` when it is over; 0 if it never is."""
        place = self._place(limit)
        over = np.maximum(self.chances[max(place + 1, 0) :], 0.0)
        chance = over.sum()
        if chance <= WITHIN:
            return 0.0
        places = np.arange(max(place + 1, 0), self.chances.size, dtype=np.float64)
        beyond = float(EXACT.subtract(self.first, limit)) + float(self.step) * places
        return float((beyond * over).sum() / chance)

    @cached_property
    def mean(self) -> float:
        """The expected amount."""
        return float(self.first) + float(self.step) * self._mean_place

    @cached_property
    def sd(self) -> float:
        """The standard deviation."""
        places = np.arange(self.chances.size) - self._mean_place
        return float(self.step) * float(np.sqrt(max((self.chances * places**2).sum(), 0.0)))

    @cached_property
    def _mean_place(self) -> float:
        return float((self.chances * np.arange(self.chances.size)).sum())

    @cached_property
    def _last(self) -> int:
        """The last place that has a chance worth the name."""
        return int(np.searchsorted(self.cumulative, self.cumulative[-1] - WITHIN))

    def _place(self, amount: Decimal) -> int:
        """Give the last place whose amount is not above ``amount``, -1 for none."""
        if amount < self.first:
            return -1
        steps = EXACT.divide_int(EXACT.subtract(amount, self.first), self.step)
        return min(int(steps), self.chances.size - 1)
