"""What one option may cost where its takes are a gamble: a few figures that add up over the rows of a plan.

The whole distribution of a plan is :mod:`kling_cost.risk`'s business and judges every plan in the end; these
figures only say where to look, and bound what no plan can do.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from kling_cost.amounts import ZERO
from kling_cost.risk.cost import cost_of_stakes
from kling_cost.risk.rates import points_of
from kling_cost.risk.stakes import Stakes
from kling_cost.risk.takes_odds import chances_of_takes, safe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kling_cost.breakdown import Bill
    from kling_cost.risk.stakes import Bet, Gamble
    from kling_cost.risk.takes_odds import Floats
    from kling_cost.takes import SharedRate


@dataclass(frozen=True, slots=True)
class _Part:
    """A bet that is made ``times`` times over: amounts and their chances, for each rate that is looked at."""

    amounts: Floats
    chances: Floats
    weights: Floats
    shared: SharedRate | None
    times: int


@dataclass(frozen=True, slots=True, eq=False)
class Odds:
    """What an option may cost.

    ``variance`` is the one that is left when shared accept rates are known; ``sway`` is the standard
    deviation that each of these adds, together with all others that hang on it.
    """

    least: float
    mean: float
    most: float
    variance: float
    sway: Mapping[SharedRate, float]
    certain: float
    parts: Sequence[_Part]

    @classmethod
    def of(cls, bill: Bill, unit: str) -> Odds:
        """Work out the odds of a bill."""
        stakes = Stakes.of([(bill, 1)])
        certain = float(stakes.certain)
        parts = [_part(bet, times, unit) for bet, times in stakes.bets.items()]
        least, mean, most, variance = certain, certain, certain, 0.0
        sway: dict[SharedRate, float] = {}
        for part in parts:
            means = part.amounts @ part.chances
            squares = part.amounts**2 @ part.chances
            mean += part.times * float(means @ part.weights)
            variance += part.times * float(np.maximum(squares - means**2, 0.0) @ part.weights)
            least += part.times * float(part.amounts[0])
            most += part.times * float(part.amounts[-1])
            if part.shared is not None:
                spread = float(means**2 @ part.weights) - float(means @ part.weights) ** 2
                sway[part.shared] = sway.get(part.shared, 0.0) + part.times * sqrt(max(spread, 0.0))
        return cls(least, mean, most, variance, sway, certain, parts)

    def at_luck(self, theta: float) -> float:
        """Give -log E exp(-theta x cost) / theta: a cost that adds up over independent rows (theta > 0)."""
        result = self.certain
        for part in self.parts:
            shrunk = np.exp(-theta * (part.amounts - part.amounts[0])) @ part.chances @ part.weights
            result += part.times * (
                float(part.amounts[0]) - float(np.log(min(shrunk + _LEFT_OUT, 1.0))) / theta
            )
        return result


_LEFT_OUT = 1e-12


def _part(bet: Bet, times: int, unit: str) -> _Part:
    gambles = [throw.gamble for stage in bet for throw in stage if throw.gamble is not None]
    shared = next((gamble.shared for gamble in gambles if gamble.shared is not None), None)
    if len(bet) == 1 and len(bet[0]) == 1 and gambles:
        chances, weights = _takes(gambles[0])
        amounts: Floats = float(bet[0][0].price) * np.arange(1.0, len(chances) + 1)
        some = np.flatnonzero(chances.any(axis=1))
        return _Part(amounts[some], chances[some], weights, shared, times)
    total = cost_of_stakes(Stakes(ZERO, Counter({bet: 1})), unit)
    return _Part(total.amounts(), total.chances[:, np.newaxis], np.ones(1), shared, times)


@lru_cache(maxsize=1024)
def _takes(gamble: Gamble) -> tuple[Floats, Floats]:
    """Give the chances of 1, 2, ... cap takes for each rate looked at, and the weights of the rates."""
    rates, weights = np.array([float(gamble.accept)]), np.ones(1)
    if gamble.shared is not None:
        points = points_of(gamble.shared)
        rates, weights = points.rates**gamble.power, points.weights
    chances = chances_of_takes(gamble, safe(rates))
    chances[-1] += np.maximum(1.0 - chances.sum(axis=0), 0.0)
    return chances, weights
