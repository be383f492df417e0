"""What drives the spread of a plan's total: each bill's share of the variance.

A share is the covariance of the shot's cost with the total, by the variance of the total: shares add up to 1.
Shots that are lucky or unlucky together drive the spread together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kling_cost.risk.rates import Rates
from kling_cost.risk.stakes import Stakes
from kling_cost.risk.wagers import Odds, gathered, moments_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.breakdown import Bill
    from kling_cost.risk.stakes import Bet
    from kling_cost.risk.takes_odds import Floats
    from kling_cost.takes import SharedRate


def variance_shares(bills: Sequence[tuple[Bill, int]]) -> list[float]:
    """Give for each bill the share of the variance that one row with it has; 0 if all is certain."""
    stakes = Stakes.of(bills)
    if not stakes.bets:
        return [0.0] * len(bills)
    covariances = _Covariances(stakes)
    each = [
        sum(count * covariances.of(bet) for bet, count in Stakes.of([(bill, 1)]).bets.items())
        for bill, _ in bills
    ]
    whole = sum(covariance * count for covariance, (_, count) in zip(each, bills, strict=True))
    return [covariance / whole if whole > 0 else 0.0 for covariance in each]


class _Covariances:
    """Covariances of bets with the total that they are part of.

    Given all shared rates bets are independent; over a rate a bet moves with all that share it.
    """

    def __init__(self, stakes: Stakes) -> None:
        self._rates = Rates(stakes.bets)
        prices = {price: float(price) for price in stakes.prices}
        self._odds = Odds(self._rates, prices)
        self._means = {
            group.shared: self._spread(moments_of(group, self._odds).mean, group.shared)
            for group in gathered(stakes.bets, self._rates, prices)
        }
        self._of_hubs = np.sum(
            [mean @ self._rates.weights(shared) for shared, mean in self._means.items()], axis=0
        )
        self._known: dict[Bet, float] = {}

    def _spread(self, values: Floats, shared: SharedRate | None) -> Floats:
        shape = (self._rates.hub_weights.size, self._rates.weights(shared).size)
        return np.broadcast_to(values, shape)

    def of(self, bet: Bet) -> float:
        """Give the covariance of a bet with the total."""
        if bet not in self._known:
            self._known[bet] = self._covariance(bet)
        return self._known[bet]

    def _covariance(self, bet: Bet) -> float:
        shared, hubs, odds = self._rates.inner(bet), self._rates.hub_weights, self._odds.of(bet)
        weights = self._rates.weights(shared)
        mean, together = self._spread(odds.mean, shared), self._means[shared]
        over_rate = mean @ weights
        own = self._spread(odds.variance, shared) @ weights
        with_rate = (mean * together) @ weights - over_rate * (together @ weights)
        with_hubs = float(hubs @ (over_rate * self._of_hubs) - (hubs @ over_rate) * (hubs @ self._of_hubs))
        return float(hubs @ (own + with_rate)) + with_hubs
