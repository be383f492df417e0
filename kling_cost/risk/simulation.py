"""A sampler of totals, to check the exact distribution against; nothing else of kling-cost draws numbers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np

from kling_cost.amounts import EXACT
from kling_cost.risk.lattice import in_steps, step_of
from kling_cost.risk.stakes import may_fail
from kling_cost.risk.takes_odds import safe

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from kling_cost.risk.stakes import Bet, Gamble, Stakes, Throw
    from kling_cost.takes import SharedRate

_DRAWS_AT_ONCE = 2**21


@dataclass(frozen=True, slots=True)
class Simulated:
    """Totals as they were drawn, in steps above what is certain, sorted."""

    certain: Decimal
    step: Decimal
    steps: NDArray[np.int64]
    seed: int

    @property
    def trials(self) -> int:
        """How many were drawn."""
        return self.steps.size

    def quantile(self, chance: float) -> Decimal:
        """Give the least drawn total that at least this share of the draws does not exceed."""
        place = max(int(np.ceil(chance * self.steps.size)) - 1, 0)
        return EXACT.add(self.certain, EXACT.multiply(self.step, Decimal(int(self.steps[place]))))

    @property
    def mean(self) -> float:
        """The mean of the draws."""
        return float(self.certain) + float(self.step) * float(self.steps.mean())


def simulate(
    stakes: Stakes, *, trials: int, seed: int, told: Callable[[int], object] | None = None
) -> Simulated:
    """Draw ``trials`` totals with the generator PCG64 from ``seed``; ``told`` is given how many are new.

    Raises:
        ValueError: for less than one trial.
    """
    if trials < 1:
        raise ValueError(f"{trials} trials draw nothing")
    step = step_of(stakes.prices)
    steps = {price: in_steps(price, step) for price in stakes.prices}
    generator = np.random.default_rng(seed)
    bets = max(sum(stakes.bets.values()), 1)
    at_once = max(_DRAWS_AT_ONCE // bets, 1)
    drawn = []
    for start in range(0, trials, at_once):
        some = min(at_once, trials - start)
        drawn.append(_Draw(generator, steps, some).totals(stakes.bets))
        if told:
            told(some)
    return Simulated(stakes.certain, step, np.sort(np.concatenate(drawn)), seed)


class _Draw:
    """Some trials at once; a shared rate is drawn once for each of them."""

    def __init__(self, generator: np.random.Generator, steps: Mapping[Decimal, int], trials: int) -> None:
        self._generator, self._steps, self._trials = generator, steps, trials
        self._rates: dict[SharedRate, NDArray[np.float64]] = {}

    def totals(self, bets: Mapping[Bet, int]) -> NDArray[np.int64]:
        """Draw every bet as often as it is made, and add up."""
        totals = np.zeros(self._trials, dtype=np.int64)
        for bet, count in bets.items():
            totals += self._bet(bet, count).sum(axis=1)
        return totals

    def _bet(self, bet: Bet, count: int) -> NDArray[np.int64]:
        cost = np.zeros((self._trials, count), dtype=np.int64)
        alive = np.ones(cost.shape, dtype=np.bool_)
        for stage in bet:
            good = alive
            for throw in stage:
                takes, kept = self._throw(throw, count)
                cost += np.where(alive, takes * self._steps[throw.price], 0)
                good = good & (kept | (throw.gamble is None or not throw.gamble.fails))
            alive = good if may_fail(stage) else alive
        return cost

    def _throw(self, throw: Throw, count: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Draw takes, and whether the keepers came."""
        shape = (self._trials, count)
        if throw.gamble is None:
            return np.full(shape, throw.takes), np.ones(shape, dtype=np.bool_)
        gamble, rates = throw.gamble, self._accept(throw.gamble)[:, None]
        if gamble.keepers == 1:
            needed = self._generator.geometric(rates, shape)
        else:
            needed = self._generator.negative_binomial(gamble.keepers, rates, shape) + gamble.keepers
        return np.minimum(needed, gamble.cap), needed <= gamble.cap

    def _accept(self, gamble: Gamble) -> NDArray[np.float64]:
        shared = gamble.shared
        if shared is None:
            return np.full(self._trials, float(gamble.accept))
        if shared not in self._rates:
            self._rates[shared] = self._generator.beta(float(shared.alpha), float(shared.beta), self._trials)
        return safe(self._rates[shared] ** gamble.power)
