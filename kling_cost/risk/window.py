"""The range that matters: outside of it the total falls with a chance below a proven bound.

Chernoff: for theta > 0 the chance of a total of x or more is at most E exp(theta T) / exp(theta x), and
likewise below; each of the tilts that are tried gives a bound, the narrowest one is taken.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

import numpy as np

from kling_cost.risk.takes_odds import Floats, Numbers, tilted
from kling_cost.risk.wagers import bet_value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from kling_cost.risk.rates import Rates
    from kling_cost.risk.wagers import Wagers

LEFT_OUT = 2e-14
"""The most that may be left out at each end."""
_TILTS = np.geomspace(0.7, 25.0, 7)
"""In standard deviations: a normal tail of this chance wants a tilt of about 8, a heavy one less."""


def range_of(
    groups: Sequence[Wagers], rates: Rates, steps: Mapping[Decimal, float], sd: float
) -> tuple[float, float]:
    """Give the least and the greatest total in steps, but for a chance of :data:`LEFT_OUT` at each end."""
    tilts = np.concatenate((-_TILTS, _TILTS)) / sd
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        bounds = (_log_mean_exp(groups, rates, steps, tilts) - log(LEFT_OUT)) / np.abs(tilts)
    bounds[~np.isfinite(bounds)] = np.inf
    return -float(bounds[tilts < 0].min()), float(bounds[tilts > 0].min())


def _log_mean_exp(
    groups: Sequence[Wagers], rates: Rates, steps: Mapping[Decimal, float], tilts: Floats
) -> Floats:
    """Give log E exp(tilt x total) for each tilt."""
    total = np.log(rates.hub_weights)[:, None] + np.zeros((1, tilts.size))
    for group in groups:
        inner: Numbers = np.zeros((1, 1, tilts.size))
        for gamble, (prices, counts) in group.singles.items():
            takes = np.exp(prices[:, None] * tilts)
            logs = np.log(tilted(gamble, rates.of(gamble), takes.ravel()))
            inner = inner + np.einsum("p,hqpt->hqt", counts, logs.reshape(*logs.shape[:2], *takes.shape))
        for bet, count in group.linked:
            value = bet_value(bet, rates.of, lambda price: np.exp(steps[price] * tilts))
            inner = inner + count * np.log(value)
        weights = np.log(rates.weights(group.shared))[None, :, None]
        total = total + _log_sum(inner + weights, axis=1)
    return _log_sum(total, axis=0)


def _log_sum(logs: Floats, axis: int) -> Floats:
    peak = logs.max(axis=axis, keepdims=True)
    summed: Floats = np.log(np.exp(logs - peak).sum(axis=axis)) + peak.squeeze(axis)
    return summed
