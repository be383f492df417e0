"""The number of takes of one gamble: its chances, its moments, its generating function.

A truncated negative binomial (with one keeper: geometric). With accept rate p and q = 1 - p, the n-th keeper
comes with take k with chance C(k - 1, n - 1) p^n q^(k - n); what has not come by the cap never does.
Arrays of rates have the shape (hub nodes, nodes), see :mod:`kling_cost.risk.rates`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from kling_cost.risk.stakes import Gamble

Floats = NDArray[np.float64]
Numbers = NDArray[Any]
"""Real or complex numbers."""
_LEAST_RATE = 1e-15
"""A rate below it is taken as it: no cap is high enough for the difference to show."""
_MOST_RATE = 1 - 2**-53
"""Where logs of missing are taken: at a rate of 1 nothing is missed, and the log would be without end."""
_ONE_THREAD = 2**18
"""Products of matrices of no more multiplications stay on one thread: more threads would rather wait."""
_MANY = 64
"""From so many takes on it is less work to double the powers of one take than to go through all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """Of a number of takes, for each rate.

    ``good`` is the chance of all keepers, ``mean_if_good`` the mean of the takes where they came (and zero
    where not).
    """

    mean: Floats
    square: Floats
    good: Floats
    mean_if_good: Floats

    @property
    def variance(self) -> Floats:
        """The variance of the takes."""
        variance: Floats = np.maximum(self.square - self.mean**2, 0.0)
        return variance


def safe(rates: Floats) -> Floats:
    """Keep rates away from zero."""
    return np.minimum(np.maximum(rates, _LEAST_RATE), 1.0)


def chances_of_takes(gamble: Gamble, rates: Floats) -> Floats:
    """Give the chance that the last keeper comes with take 1, 2, ... cap: shape (cap, *rates)."""
    if gamble.keepers == 1:
        geometric: Floats = rates * _chances_of_more(gamble, rates)
        return geometric
    takes = np.arange(gamble.keepers, gamble.cap + 1)
    chances = np.zeros((gamble.cap, *rates.shape))
    if takes.size == 0:
        return chances
    more = takes - gamble.keepers
    ways = np.cumsum(np.log(np.maximum(takes - 1, 1) / np.maximum(more, 1)) * (more > 0))
    missed = _column(more, rates) * np.log1p(-np.minimum(rates, _MOST_RATE))
    chances[gamble.keepers - 1 :] = np.exp(_column(ways, rates) + missed + gamble.keepers * np.log(rates))
    return chances


def _column(values: Numbers, rates: Floats) -> Numbers:
    """Stand values along an axis before those of the rates."""
    return values.reshape((-1, *([1] * rates.ndim)))


def moments(gamble: Gamble, rates: Floats) -> Moments:
    """Give the moments of a gamble's takes for each rate."""
    takes = np.arange(1.0, gamble.cap + 1)
    chances = chances_of_takes(gamble, rates).reshape(gamble.cap, -1)
    good, mean, square = (np.array([takes**0, takes, takes**2]) @ chances).reshape(-1, *rates.shape)
    good = np.minimum(good, 1.0)
    bad = 1.0 - good
    return Moments(
        mean=mean + gamble.cap * bad, square=square + gamble.cap**2 * bad, good=good, mean_if_good=mean
    )


def generating(gamble: Gamble, rates: Floats, take: Numbers) -> tuple[Numbers, Numbers]:
    """Give the generating function of the takes, where the keepers come and where they do not.

    ``take`` is what one take stands for (a point of the unit circle, or exp(theta x price)); its shape and
    that of ``rates`` are broadcast.
    """
    if gamble.keepers == 1:
        missed = (1.0 - rates) * take
        total, power = _geometric(missed, gamble.cap)
        return rates * take * total, power
    chances = chances_of_takes(gamble, rates)
    good = np.zeros(np.broadcast_shapes(rates.shape, take.shape), dtype=take.dtype)
    for chance in chances[::-1]:
        good = (good + chance) * take
    return good, np.maximum(1.0 - chances.sum(axis=0), 0.0) * whole_power(take, gamble.cap)


def on_circle(gamble: Gamble, rates: Floats, take: Numbers) -> Numbers:
    """Give the generating function of the takes however they end, at points of the unit circle.

    It is 1 - (1 - z) (c_0 + c_1 z + c_2 z^2 + ...) where c_n is the chance of more than n takes: one product
    of matrices, and as exact as can be near 1. Shape (*rates, points).
    """
    if gamble.keepers == 1 and gamble.cap > _MANY:
        value, _ = _geometric((1.0 - rates)[..., None] * take, gamble.cap)
    else:
        value = _power_series(_chances_of_more(gamble, rates), take)
    value *= 1.0 - take
    return np.subtract(1.0, value, out=value)


def tilted(gamble: Gamble, rates: Floats, take: Floats) -> Floats:
    """Give the generating function of the takes however they end, at real points: shape (*rates, points)."""
    chances = chances_of_takes(gamble, rates)
    chances[-1] += np.maximum(1.0 - chances.sum(axis=0), 0.0)
    return _power_series(chances, take) * take


def _power_series(coefficients: Floats, at: Numbers) -> Numbers:
    """Give c_0 + c_1 z + c_2 z^2 + ... at every z, as one product of matrices."""
    columns = coefficients.reshape(len(coefficients), -1).T
    total = np.empty((len(columns), at.size), dtype=at.dtype)
    width = max(_ONE_THREAD // (2 * columns.size), 1)
    for start in range(0, at.size, width):
        some = slice(start, start + width)
        powers = np.ones((len(coefficients), at[some].size), dtype=at.dtype)
        powers[1:] = at[some]
        # Coefficients are real: a product with real and imaginary parts is half the work of a complex one.
        parts = np.multiply.accumulate(powers, axis=0, out=powers).view(np.float64)
        total[:, some] = (columns @ parts).view(at.dtype)
    return total.reshape(*coefficients.shape[1:], at.size)


def _chances_of_more(gamble: Gamble, rates: Floats) -> Floats:
    """Give the chance of more than 0, 1, ... cap - 1 takes: shape (cap, *rates)."""
    if gamble.keepers == 1:
        geometric: Floats = (1.0 - rates) ** _column(np.arange(gamble.cap), rates)
        return geometric
    more = np.ones((gamble.cap, *rates.shape))
    more[1:] -= np.cumsum(chances_of_takes(gamble, rates)[:-1], axis=0)
    return np.maximum(more, 0.0)


def _geometric(ratio: Numbers, count: int) -> tuple[Numbers, Numbers]:
    """Give 1 + r + ... + r^(count - 1) and r^count, by doubling: no division, so nothing cancels."""
    total, power = np.ones_like(ratio), ratio.copy()
    for bit in bin(count)[3:]:
        total *= 1.0 + power
        power *= power
        if bit == "1":
            total *= ratio
            total += 1.0
            power *= ratio
    return total, power


def whole_power(base: Numbers, exponent: int) -> Numbers:
    """Give a whole power of complex numbers by squaring, which is faster than ``np.power`` and as exact."""
    result = np.ones_like(base)
    for bit in f"{exponent:b}":
        result = result * result
        if bit == "1":
            result = result * base
    return result
