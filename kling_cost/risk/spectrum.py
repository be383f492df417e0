"""The characteristic function of a plan's total on the points of the unit circle, where it is not negligible.

A sum of many bets has a smooth distribution, so its characteristic function is next to nothing nearly
everywhere. It never grows when another factor comes in: once the product at a point is so small that all such
points together cannot matter, the point is dropped. Bounds that cost little come first (:mod:`.pull`).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

import numpy as np

from kling_cost.risk.pull import Pull
from kling_cost.risk.takes_odds import Numbers, on_circle
from kling_cost.risk.wagers import bet_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    from numpy.typing import NDArray

    from kling_cost.risk.rates import Rates
    from kling_cost.risk.wagers import Wagers

NEGLIGIBLE = 1e-14
"""All that is dropped changes no cumulative chance by more."""
_AT_ONCE = 2**17
"""So many complex numbers are worked on at once, for the cache's sake."""
_FEW = 256


def spectrum(
    groups: Sequence[Wagers], rates: Rates, steps: Mapping[Decimal, float], size: int
) -> NDArray[np.complex128]:
    """Give E exp(-2 pi i k T / size) for k = 0 ... size / 2, zero where it is negligible.

    The groups should come in the order of their variance, the greatest first.

    A point k that is dropped with a value of at most e changes a sum of chances by at most e / k, for the
    sum of exp(2 pi i k x / size) over a run of x is at most size / (2 k): all together by e (1 + log size).
    """
    circle = _Circle(rates, steps, size)
    least = NEGLIGIBLE / (1.0 + log(size)) / 2.0  # half for points, half for nodes
    points = np.arange(size // 2 + 1, dtype=np.int64)
    if points.size * sum(map(_width, groups)) > _AT_ONCE:
        points = _worth_it(points, (Pull(group, rates, size) for group in groups), least)
    product: Numbers = np.ones((rates.hub_weights.size, points.size), dtype=np.complex128)
    for group in groups:
        product = product * circle.factor(group, points, least / len(groups))
        kept = np.abs(product).max(axis=0) > least
        points, product = points[kept], product[:, kept]
    result = np.zeros(size // 2 + 1, dtype=np.complex128)
    result[points] = rates.hub_weights @ product
    return result


def _width(group: Wagers) -> int:
    return sum(prices.size for prices, _ in group.singles.values()) + len(group.linked)


def _worth_it(points: NDArray[np.int64], pulls: Iterable[Pull], least: float) -> NDArray[np.int64]:
    """Give the points that the bounds do not rule out; a few more of them are sooner done than ruled out."""
    logs = np.zeros(points.size)
    for pull in pulls:
        if points.size <= _FEW:
            break
        logs = logs + pull.log_bound(pull.sums(points))
        kept = logs > np.log(least)
        points, logs = points[kept], logs[kept]
    return points


@dataclass(frozen=True, slots=True)
class _Circle:
    """The unit circle in ``size`` points, and what prices and rates are on it."""

    rates: Rates
    steps: Mapping[Decimal, float]
    size: int

    def factor(self, group: Wagers, points: NDArray[np.int64], least: float) -> Numbers:
        """Give the product of a group's bets, mixed over its rate: shape (hub points, points).

        Of a large group nodes that add less than ``least`` in all are left out; points alike in that are
        worked on together.
        """
        weights, hubs = self.rates.weights(group.shared), self.rates.hub_weights.size
        widest = max((prices.size for prices, _ in group.singles.values()), default=1)
        chunk = max(1, _AT_ONCE // (widest * hubs * weights.size))
        if points.size <= chunk:
            return self._mixed(group, points, np.arange(weights.size))
        pull = Pull(group, self.rates, self.size)
        sums = pull.sums(points)
        order = np.argsort(sums, kind="stable")
        mixed = np.zeros((hubs, points.size), dtype=np.complex128)
        for some in (order[start : start + chunk] for start in range(0, order.size, chunk)):
            matter = np.flatnonzero(weights * pull.bound_at(float(sums[some[0]])) > least / weights.size)
            if matter.size:
                mixed[:, some] = self._mixed(group, points[some], matter)
        return mixed

    def _mixed(self, group: Wagers, points: NDArray[np.int64], nodes: NDArray[np.int64]) -> Numbers:
        """Give what some nodes add to a group's factor: shape (hub points, points)."""
        value = self._values(group, points, nodes)
        shape = (self.rates.hub_weights.size, *value.shape[1:])
        weights = self.rates.weights(group.shared)[nodes]
        mixed: Numbers = np.einsum("q,hqf->hf", weights, np.broadcast_to(value, shape))
        return mixed

    def _values(self, group: Wagers, points: NDArray[np.int64], nodes: NDArray[np.int64]) -> Numbers:
        """Give the product of a group's bets at some nodes: shape (hub points or 1, nodes, points)."""
        value: Numbers = np.ones((1, nodes.size, points.size), dtype=np.complex128)
        for gamble, (prices, counts) in group.singles.items():
            turns = prices.astype(np.int64)[:, None] * points % self.size
            takes = on_circle(gamble, self.rates.at(gamble, nodes), self._turned(turns.ravel()))
            of_prices = np.moveaxis(takes.reshape(*takes.shape[:2], *turns.shape), 2, 0)
            value = value * _powers(of_prices, counts)
        for bet, count in group.linked:
            one = bet_value(
                bet,
                lambda gamble: self.rates.at(gamble, nodes),
                lambda price: self._turned(int(self.steps[price]) * points % self.size),
            )
            value = value * _powers(one[None], np.array([count]))
        return value

    def _turned(self, turns: NDArray[np.int64]) -> Numbers:
        """Give exp(-2 pi i turns / size); whole turns were taken off in whole numbers: no digit is lost."""
        turned: Numbers = np.exp(turns * (-2j * np.pi / self.size))
        return turned


def _powers(values: Numbers, counts: NDArray[np.int64]) -> Numbers:
    """Give the product of values along the first axis, each to the power of its count, by squaring."""
    result: Numbers = np.ones_like(values[0])
    for bit in range(int(counts.max()).bit_length() - 1, -1, -1):
        result *= result
        for place in np.flatnonzero(counts >> bit & 1):
            result *= values[place]
    return result
