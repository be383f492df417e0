"""What bills will cost: the exact distribution of their sum.

The generating functions of all bets are multiplied on the unit circle and brought back by one inverse FFT
over the range that matters. Where the amounts' own lattice is too fine for that, prices are rounded to a
coarser one, and what the rounding may do to a total is bounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from math import ceil, floor
from typing import TYPE_CHECKING

import numpy as np

from kling_cost.amounts import EXACT
from kling_cost.risk.distribution import Distribution
from kling_cost.risk.lattice import in_steps, step_of
from kling_cost.risk.rates import Rates
from kling_cost.risk.spectrum import NEGLIGIBLE, spectrum
from kling_cost.risk.spread import spread_of
from kling_cost.risk.stakes import Stakes
from kling_cost.risk.wagers import Odds, extent, gathered, mean_of
from kling_cost.risk.window import LEFT_OUT, range_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kling_cost.breakdown import Bill
    from kling_cost.risk.spread import Spread
    from kling_cost.risk.stakes import Bet
    from kling_cost.risk.takes_odds import Floats
    from kling_cost.risk.wagers import Wagers

MOST_POINTS = 2**20
"""The longest lattice that is brought back exactly."""
_SMALL = 2**10
"""So short a lattice is taken whole, without looking for the range that matters."""


def cost_of(bills: Iterable[tuple[Bill, int]], unit: str) -> Distribution:
    """Give the distribution of what bills cost together; each comes with how many rows have it."""
    return cost_of_stakes(Stakes.of(bills), unit)


def cost_of_stakes(stakes: Stakes, unit: str, *, most_points: int = MOST_POINTS) -> Distribution:
    """Give the distribution of what stakes come to, on a lattice of ``most_points`` at most.

    Raises:
        TooManySharedRates: when shots hang on too many uncertain accept rates at once.
    """
    if not stakes.bets:
        return Distribution.certain(stakes.certain, unit)
    step = step_of(stakes.prices)
    total = _Total.of(stakes.bets, {price: in_steps(price, step) for price in stakes.prices})
    if total.points <= most_points:
        return total.distribution(unit, stakes.certain, step)
    return _coarsely(stakes, unit, EXACT.multiply(step, Decimal(ceil(2 * total.points / most_points))))


def _coarsely(stakes: Stakes, unit: str, step: Decimal) -> Distribution:
    """Give the distribution on a coarse lattice, and bound how far that is from the truth.

    Every price is a whole number of steps and a rest. The sum of the rests is a total like any other, so its
    range is known, but for a chance of :data:`LEFT_OUT` at each end: what is rounded is shifted by the mean
    of the rests, and no quantile is farther off than the range is wide.
    """
    whole = {price: round(price / step) for price in stakes.prices}
    rests = {
        price: float(EXACT.subtract(price, EXACT.multiply(step, Decimal(steps))))
        for price, steps in whole.items()
    }
    rates = Rates(stakes.bets)
    groups, odds = gathered(stakes.bets, rates, rests), Odds(rates, rests)
    mean, sd = mean_of(groups, odds), spread_of(groups, odds).sd
    least, most = extent(stakes.bets, rests)
    low, high = range_of(groups, rates, rests, sd) if sd else (mean, mean)
    low, high = max(low, least), min(high, most)
    shift, gap = _in_tenths(mean, step), max(high - mean, mean - low) + float(step) / _TENTHS
    return _Total.of(stakes.bets, whole).distribution(
        unit, EXACT.add(stakes.certain, shift), step, gap=_in_tenths(gap, step), left_out=2 * LEFT_OUT
    )


_TENTHS = 1000


def _in_tenths(amount: float, step: Decimal) -> Decimal:
    """Round an amount up to a thousandth of a step: finer than that the lattice says nothing."""
    parts = (Decimal(amount) * _TENTHS / step).to_integral_value(ROUND_CEILING)
    return EXACT.scaleb(EXACT.multiply(parts, step), -3)


@dataclass(frozen=True, slots=True)
class _Total:
    """Bets with prices in whole steps, and the range of what they come to, in steps."""

    bets: Mapping[Bet, int]
    steps: Mapping[Decimal, int]
    first: int
    last: int
    left_out: float
    spread: Spread
    groups: Sequence[Wagers]

    @classmethod
    def of(cls, bets: Mapping[Bet, int], steps: Mapping[Decimal, int]) -> _Total:
        first, last = extent(bets, steps)
        rates = Rates(bets)
        groups = gathered(bets, rates, steps)
        spread = spread_of(groups, Odds(rates, steps))
        # Those that spread most come first: they leave the least to do for the others.
        places = sorted(range(len(groups)), key=lambda place: -spread.of_groups[place])
        groups = [groups[place] for place in places]
        if last - first < _SMALL or not spread.sd:
            return cls(bets, steps, first, last, 0.0, spread, groups)
        low, high = range_of(groups, rates, steps, spread.sd)
        return cls(bets, steps, floor(max(first, low)), ceil(min(last, high)), 2 * LEFT_OUT, spread, groups)

    @property
    def points(self) -> int:
        """How many totals there are in the range."""
        return self.last - self.first + 1

    def distribution(
        self, unit: str, certain: Decimal, step: Decimal, *, gap: Decimal = Decimal(0), left_out: float = 0.0
    ) -> Distribution:
        """Bring the distribution back."""
        start = EXACT.add(certain, EXACT.multiply(step, Decimal(self.first)))
        out = self.left_out + left_out + NEGLIGIBLE
        return Distribution(unit, start, step, self._chances(), left_out=out, gap=gap)

    def _chances(self) -> Floats:
        """Give the chance of every total in the range; what lies outside is wrapped into it."""
        rates = Rates(self.bets, self.spread.steepness)
        size = _smooth(self.points)
        values = spectrum(self.groups, rates, self.steps, size)
        turns = self.first % size * np.arange(values.size, dtype=np.int64) % size
        chances = np.fft.irfft(values * np.exp(2j * np.pi / size * turns), size)
        kept: Floats = np.maximum(chances[: self.points], 0.0)
        return kept


def _smooth(least: int) -> int:
    """Give an even length of at least ``least`` that an FFT divides into small factors."""
    power = 1 << max(least - 1, 1).bit_length()
    return next(size for size in (power * 5 // 8, power * 3 // 4, power) if size >= least and size % 2 == 0)
