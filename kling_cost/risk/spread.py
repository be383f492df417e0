"""How widely a total spreads, and how finely uncertain rates must be looked at for it."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from kling_cost.risk.wagers import moments_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kling_cost.risk.rates import Rates
    from kling_cost.risk.takes_odds import Floats
    from kling_cost.risk.wagers import Odds, Wagers
    from kling_cost.takes import SharedRate

_DEEP = 8.5
"""So many standard deviations out a normal distribution's transform has faded to 2e-16."""
_MATTERS = 1e-13


@dataclass(frozen=True, slots=True)
class Spread:
    """The standard deviation of a total, and the steepness of each uncertain rate (see ``points_of``).

    ``of_groups`` are the variances of the groups, each by itself.
    """

    sd: float
    steepness: Mapping[SharedRate, float]
    of_groups: Sequence[float]


def spread_of(groups: Sequence[Wagers], odds: Odds) -> Spread:
    """Measure the spread of a total, in steps.

    Given all rates a total has some standard deviation s, so its characteristic function has faded where
    the frequency reaches 8.5 / s (and no frequency is above pi). Up to there the integrand over a rate turns
    by the frequency for each step that the rate moves the mean.
    """
    rates = odds.rates
    of_groups = [moments_of(group, odds) for group in groups]
    weights = [rates.weights(group.shared) for group in groups]
    within = [
        float(rates.hub_weights @ _along(each.variance, w, rates))
        for each, w in zip(of_groups, weights, strict=True)
    ]
    means = [_along(each.mean, w, rates) for each, w in zip(of_groups, weights, strict=True)]
    squares = [_along(each.mean**2, w, rates) for each, w in zip(of_groups, weights, strict=True)]
    between = [float(rates.hub_weights @ (s - m**2)) for s, m in zip(squares, means, strict=True)]
    mean = np.sum(means, axis=0)
    of_hubs = float(rates.hub_weights @ mean**2 - (rates.hub_weights @ mean) ** 2)
    steepness: dict[SharedRate, float] = {}
    for group, each, own in zip(groups, of_groups, within, strict=True):
        if group.shared is not None:
            deviation = np.sqrt(each.variance + (sum(within) - own))
            slope = np.abs(np.gradient(each.mean, rates.points(group.shared).step, axis=1))
            mattering = rates.weights(group.shared) > _MATTERS * rates.weights(group.shared).max()
            steepness[group.shared] = float(_frequency(deviation, slope)[:, mattering].max())
    steepness |= _of_hubs(rates, mean, sum(within))
    variance = max(sum(within) + sum(between) + of_hubs, 0.0)
    return Spread(sqrt(variance), steepness, [sum(each) for each in zip(within, between, strict=True)])


def _along(values: Floats, weights: Floats, rates: Rates) -> Floats:
    """Mix values over the inner axis: shape (hub points,)."""
    shape = (rates.hub_weights.size, weights.size)
    mixed: Floats = (values if values.shape == shape else np.broadcast_to(values, shape)) @ weights
    return mixed


def _frequency(deviation: Floats, slope: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        highest: Floats = np.minimum(_DEEP / deviation, np.pi) * slope
    return highest


def _of_hubs(rates: Rates, mean: Floats, variance: float) -> dict[SharedRate, float]:
    grid = mean.reshape([rates.points(hub).rates.size for hub in rates.hubs]) if rates.hubs else mean
    return {
        hub: float(
            _frequency(
                np.sqrt(np.array(variance)), np.abs(np.gradient(grid, rates.points(hub).step, axis=n))
            ).max()
        )
        for n, hub in enumerate(rates.hubs)
    }
