"""How hard gambles pull the characteristic function of a total towards zero: bounds that cost little.

The factor of a gamble at price a is at most exp(-p s) with s = sin(pi k a / size)^2 and a number p that
depends on its rate alone. The sums of s over all prices bound a whole group at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kling_cost.risk.takes_odds import Floats, moments

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kling_cost.risk.rates import Rates
    from kling_cost.risk.stakes import Gamble
    from kling_cost.risk.wagers import Wagers

_TABLE = np.geomspace(1e-3, 1e6, 256)
_CELLS = np.linspace(1.0, 0.0, 25)
"""Powers of the least sine that is looked at: the ends of the cells."""
_NOTHING = 1e-300
_FEW = 1 / 32
"""So small a share of the points is worked out one by one."""


class Pull:
    """The pull of a group of bets that are mixed over one rate."""

    def __init__(self, group: Wagers, rates: Rates, size: int) -> None:
        """Take the bets, their rates, and how many points the unit circle has."""
        self._singles = list(group.singles.values())
        self._weights = rates.weights(group.shared)
        each = [_pull(gamble, rates.of(gamble)) for gamble in group.singles]
        mixed = group.shared is not None
        self._pull = np.min(each, axis=0) if each and mixed else np.full(self._weights.size, float(not mixed))
        self._scales = [1.0 if mixed else float(pull[0]) for pull in each]
        self._size = size

    def sums(self, points: NDArray[np.int64]) -> Floats:
        """Give at each point the sum of the squared sines, each as often as its bet is made."""
        if points.size > _FEW * self._size:
            return self._everywhere()[points]
        total = np.zeros(points.size)
        for scale, (prices, counts) in zip(self._scales, self._singles, strict=True):
            turns = prices.astype(np.int64)[:, None] * points % self._size
            sines = np.sin(turns * (np.pi / self._size))
            total += np.einsum("p,pk,pk->k", scale * counts, sines, sines)
        return total

    def _everywhere(self) -> Floats:
        """Give the sums at all points: sin^2 x is (1 - cos 2x) / 2, so one transform gives them."""
        counted = np.zeros(self._size)
        for scale, (prices, counts) in zip(self._scales, self._singles, strict=True):
            np.add.at(counted, prices.astype(np.int64) % self._size, scale * counts)
        sums: Floats = (counted.sum() - np.fft.rfft(counted).real) / 2
        return sums

    def bound_at(self, total: float) -> Floats:
        """Give for each node of the rate what the group's factor is at most."""
        bound: Floats = np.exp(-self._pull * total)
        return bound

    def log_bound(self, totals: Floats) -> Floats:
        """Give the log of what the group, mixed over its rate, is at most: it falls as the total grows."""
        if self._weights.size == 1:
            linear: Floats = -float(self._pull[0]) * totals
            return linear
        if totals.size <= _TABLE.size:
            return self._log_mixed(totals)
        below = np.searchsorted(_TABLE, totals, side="right") - 1
        bound: Floats = np.where(below >= 0, self._log_mixed(_TABLE)[below], 0.0)
        return bound

    def _log_mixed(self, totals: Floats) -> Floats:
        bounds = np.exp(-self._pull * totals[:, None])
        mixed: Floats = np.log(np.maximum(np.einsum("kq,q->k", bounds, self._weights), _NOTHING))
        return mixed


def _pull(gamble: Gamble, accept: Floats) -> Floats:
    """Give for each rate a p with |E exp(i w N)| <= exp(-p s) for all w, where s = sin(w / 2)^2.

    With N' of the same chances, the square of the left is 1 - 2 E sin(w (N - N') / 2)^2. Up to w = pi / cap
    no sine is below 2 / pi of its argument, which leaves 8 / pi^2 variance s. Beyond, without a cap the left
    would be r^keepers with r = p / sqrt(p^2 + 4 q s), and the cap changes it by twice the chance of reaching
    it without keepers, with one keeper by (1 + r) times that: it falls as s grows, so that its value at the
    near end of a cell bounds it. With more keepers the two likeliest neighbours, of chances a and b, leave
    1 - 2 a b s / (a + b), and the better bound counts. Over hubs it is the least.
    """
    if gamble.cap <= gamble.keepers:
        return np.zeros(accept.shape[1])
    miss, found = 1.0 - accept, moments(gamble, accept)
    sines = (np.sin(np.pi / (2 * gamble.cap)) ** 2) ** _CELLS
    never, rate = (1.0 - found.good)[:, :, None], accept[:, :, None]
    ratio = rate / np.sqrt(rate**2 + 4.0 * (1.0 - rate) * sines)
    most = ratio**gamble.keepers + never * (1.0 + ratio if gamble.keepers == 1 else 2.0)
    beyond = (-np.log(most[:, :, :-1]) / sines[1:]).min(axis=2)
    bound: Floats = np.clip(np.minimum(beyond, 8.0 / np.pi**2 * found.variance), 0.0, None)
    if gamble.keepers > 1:
        more = gamble.keepers * miss
        bound = np.maximum(bound, 2.0 * accept**gamble.keepers * more / (1.0 + more))
    least: Floats = bound.min(axis=0)
    return least
