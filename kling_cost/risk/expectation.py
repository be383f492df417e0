"""What stakes are expected to come to: the mean alone, without a distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.risk.rates import Rates
from kling_cost.risk.wagers import Odds, gathered, mean_of

if TYPE_CHECKING:
    from kling_cost.risk.stakes import Stakes

_STEEPNESS = 16.0
"""So finely a mean looks at an uncertain rate: of one that leans to a side, less gives eight digits only."""


def expected_cost(stakes: Stakes) -> float:
    """Give what stakes are expected to come to, in the unit of their prices.

    Raises:
        TooManySharedRates: when shots hang on too many uncertain accept rates at once.
    """
    if not stakes.bets:
        return float(stakes.certain)
    prices = {price: float(price) for price in stakes.prices}
    gambles = (throw.gamble for bet in stakes.bets for stage in bet for throw in stage)
    shared = {gamble.shared for gamble in gambles if gamble is not None and gamble.shared is not None}
    rates = Rates(stakes.bets, dict.fromkeys(shared, _STEEPNESS))
    return float(stakes.certain) + mean_of(gathered(stakes.bets, rates, prices), Odds(rates, prices))
