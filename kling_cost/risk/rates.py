"""Uncertain accept rates: the points at which they are looked at, and the weight of each.

A rate that is shared makes its shots lucky or unlucky together, so totals are mixed over it. The mixture is
an integral over a beta density; written in the logit of the rate it is smooth and dies away on both sides,
where the trapezoidal rule gains digits exponentially with its points.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from math import ceil, hypot, pi, sqrt
from typing import TYPE_CHECKING

import numpy as np

from kling_cost.errors import KlingCostError
from kling_cost.risk.takes_odds import Floats, safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from kling_cost.risk.stakes import Bet, Gamble
    from kling_cost.takes import SharedRate

_FADED = 34.0
"""Where the log density is so far below its peak, the rate is looked at no more: exp(-34) is 2e-15."""
_DEEP = 8.5
"""A normal density is resolved, and its transform has faded, so many standard deviations out."""
_SKEWED = 16.0
"""Where a parameter is small the density is not normal: its transform fades later, as a gamma function's."""
_WIDEST_STEP = 0.5
_MOST_HUB_POINTS = 4096


class TooManySharedRates(KlingCostError):  # noqa: N818 - named after what was found
    """Stages of shots hang on more uncertain accept rates than can be mixed."""

    code = "too-many-uncertain-rates"

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            f"the accept rates of {', '.join(names)} are all uncertain and shots are given up between their "
            "stages: give some of them as one number (0.7 instead of a range), or proceed at the cap"
        )


@dataclass(frozen=True, slots=True)
class Points:
    """Points of an uncertain rate with their weights, which add up to 1; ``step`` parts their logits."""

    rates: Floats
    weights: Floats
    step: float


def points_of(shared: SharedRate, steepness: float = 0.0) -> Points:
    """Lay the points of a shared rate.

    ``steepness`` is how many radians the integrand turns when the logit grows by 1 (see :mod:`.spectrum`).
    """
    alpha, beta = float(shared.alpha), float(shared.beta)
    peak, deviation = np.log(alpha / beta), sqrt((alpha + beta) / (alpha * beta))
    own = _DEEP / deviation + _SKEWED / sqrt(min(alpha, beta))
    step = min(_WIDEST_STEP, 2 * pi / hypot(steepness, own))

    def log_density(logits: Floats) -> Floats:
        density: Floats = -alpha * np.logaddexp(0.0, -logits) - beta * np.logaddexp(0.0, logits)
        return density

    reach = ceil(_FADED / step * max(1 / alpha, 1 / beta, deviation))
    reach = min(reach, ceil(max(deviation * sqrt(2 * _FADED) * 2, 4 * _FADED / min(alpha, beta)) / step))
    logits = peak + step * np.arange(-reach, reach + 1)
    density = log_density(logits)
    kept = density > density.max() - _FADED
    logits, density = logits[kept], np.exp(density[kept] - density.max())
    return Points(safe(np.exp(-np.logaddexp(0.0, -logits))), density / density.sum(), step)


class Rates:
    """The accept rates of all gambles at all points, as arrays of the shape (hub points, points).

    Shared rates are independent of each other, so each is mixed on its own. Only where shots that may be
    given up bring several into one bet, all but one of these become hubs: the outer axis runs over every
    combination of their points, and given one of them the rest are independent again.
    """

    def __init__(self, bets: Iterable[Bet], steepness: Mapping[SharedRate, float] | None = None) -> None:
        """Lay the points.

        Raises:
            TooManySharedRates: when the hubs have too many combinations.
        """
        keys = dict.fromkeys(map(_shared_rates, bets))
        hubs = list(dict.fromkeys(key for each in keys for key in each[1:]))
        shared = dict.fromkeys(key for each in keys for key in each)
        self._points = {key: points_of(key, (steepness or {}).get(key, 0.0)) for key in shared}
        self.hubs = hubs
        combinations = [range(self._points[hub].rates.size) for hub in hubs]
        if np.prod([len(each) for each in combinations]) > _MOST_HUB_POINTS:
            raise TooManySharedRates([hub.name for hub in hubs])
        places = np.array(list(product(*combinations)), dtype=np.intp)
        self._of_hub = {hub: self._points[hub].rates[places[:, n]] for n, hub in enumerate(hubs)}
        self.hub_weights: Floats = np.ones(len(places))
        for n, hub in enumerate(hubs):
            self.hub_weights = self.hub_weights * self._points[hub].weights[places[:, n]]

    def inner(self, bet: Bet) -> SharedRate | None:
        """Give the shared rate that a bet is mixed over for itself, None for none beside the hubs."""
        return next((key for key in _shared_rates(bet) if key not in self._of_hub), None)

    def weights(self, key: SharedRate | None) -> Floats:
        """Give the weights along the inner axis."""
        return np.ones(1) if key is None else self._points[key].weights

    def points(self, key: SharedRate) -> Points:
        """Give the points of a shared rate."""
        return self._points[key]

    def of(self, gamble: Gamble) -> Floats:
        """Give the accept rates of a gamble: shape (hub points or 1, points or 1)."""
        if gamble.shared is None:
            return safe(np.full((1, 1), float(gamble.accept)))
        if gamble.shared in self._of_hub:
            rates = self._of_hub[gamble.shared][:, None]
        else:
            rates = self._points[gamble.shared].rates[None, :]
        return safe(rates**gamble.power)

    def at(self, gamble: Gamble, nodes: NDArray[np.int64]) -> Floats:
        """Give the accept rates of a gamble at some points of the rate that its group is mixed over."""
        rates = self.of(gamble)
        return rates[:, nodes] if rates.shape[1] > 1 else rates


def _shared_rates(bet: Bet) -> tuple[SharedRate, ...]:
    found: list[SharedRate] = []
    for stage in bet:
        for throw in stage:
            shared = throw.gamble.shared if throw.gamble is not None else None
            if shared is not None and shared not in found:
                found.append(shared)
    return tuple(found)
