"""Bets with whole prices on the lattice, gathered by the shared rate that they hang on, and their moments."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from kling_cost.risk.stakes import may_fail
from kling_cost.risk.takes_odds import Floats, Moments, Numbers, generating, moments, whole_power

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from numpy.typing import NDArray

    from kling_cost.risk.rates import Rates
    from kling_cost.risk.stakes import Bet, Gamble, Throw
    from kling_cost.takes import SharedRate


Step = TypeVar("Step", int, float)


@dataclass(frozen=True, slots=True)
class BetMoments:
    """Of what a bet costs, for each rate, in steps of the lattice: the mean and the mean square."""

    mean: Floats
    square: Floats

    @property
    def variance(self) -> Floats:
        """The variance, given the rates."""
        variance: Floats = np.maximum(self.square - self.mean**2, 0.0)
        return variance


@dataclass(frozen=True, slots=True)
class Wagers:
    """The bets that are mixed over one shared rate (None: over none but the hubs).

    ``singles`` are those of one throw: for each gamble what a take costs in steps, and how often it is thrown
    at that price. ``linked`` are those whose later stages hang on the earlier ones.
    """

    shared: SharedRate | None
    singles: Mapping[Gamble, tuple[Floats, NDArray[np.int64]]]
    linked: Sequence[tuple[Bet, int]]


def gathered(bets: Mapping[Bet, int], rates: Rates, steps: Mapping[Decimal, float]) -> list[Wagers]:
    """Gather bets by their shared rate; ``steps`` says what each price is in steps."""
    singles: dict[SharedRate | None, dict[Gamble, Counter[float]]] = {}
    linked: dict[SharedRate | None, list[tuple[Bet, int]]] = {}
    for bet, count in bets.items():
        shared, throw = rates.inner(bet), bet[0][0]
        if len(bet) == len(bet[0]) == 1 and throw.gamble is not None:
            singles.setdefault(shared, {}).setdefault(throw.gamble, Counter())[steps[throw.price]] += count
        else:
            linked.setdefault(shared, []).append((bet, count))
    return [
        Wagers(
            shared,
            {
                gamble: (np.array(list(prices), dtype=np.float64), np.array(list(prices.values())))
                for gamble, prices in singles.get(shared, {}).items()
            },
            linked.get(shared, []),
        )
        for shared in dict.fromkeys((*singles, *linked))
    ]


class Odds:
    """Moments of bets in steps of a lattice; those of a gamble's takes are worked out once."""

    def __init__(self, rates: Rates, steps: Mapping[Decimal, float]) -> None:
        """Take the rates, and what each price is in steps."""
        self.rates, self._steps = rates, steps
        self._moments: dict[Gamble, Moments] = {}

    def takes(self, gamble: Gamble) -> Moments:
        """Give the moments of a gamble's takes."""
        if gamble not in self._moments:
            self._moments[gamble] = moments(gamble, self.rates.of(gamble))
        return self._moments[gamble]

    def of(self, bet: Bet) -> BetMoments:
        """Give the moments of a bet: what hangs on a stage is paid with the chance that it is passed."""
        mean, square = np.zeros((1, 1)), np.zeros((1, 1))
        for stage in reversed(bet):
            cost, cost_square, passed, cost_if_passed = self._stage(stage)
            if not may_fail(stage):
                passed, cost_if_passed = np.ones((1, 1)), cost
            square = cost_square + 2 * cost_if_passed * mean + passed * square
            mean = cost + passed * mean
        return BetMoments(mean, square)

    def _stage(self, stage: Sequence[Throw]) -> tuple[Floats, Floats, Floats, Floats]:
        """Give a stage's mean cost and mean square, the chance that it is passed, and the mean if so."""
        parts = [self._throw(throw) for throw in stage]
        cost = sum((mean for mean, *_ in parts), np.zeros((1, 1)))
        variance = sum((square - mean**2 for mean, square, *_ in parts), np.zeros((1, 1)))
        if len(parts) == 1:
            return cost, parts[0][1], parts[0][2], parts[0][3]
        passed = prod((part[2] for part in parts), start=np.ones((1, 1)))
        if_passed = np.zeros((1, 1))
        for place, part in enumerate(parts):
            others = prod((other[2] for n, other in enumerate(parts) if n != place), start=np.ones((1, 1)))
            if_passed = if_passed + part[3] * others
        return cost, variance + cost**2, passed, if_passed

    def _throw(self, throw: Throw) -> tuple[Floats, Floats, Floats, Floats]:
        """Give a throw's mean cost, mean square, chance to pass, and mean cost where it passes."""
        steps = self._steps[throw.price]
        if throw.gamble is None:
            cost = np.full((1, 1), steps * throw.takes)
            return cost, cost**2, np.ones((1, 1)), cost
        takes = self.takes(throw.gamble)
        good = takes.good if throw.gamble.fails else np.ones((1, 1))
        if_good = takes.mean_if_good if throw.gamble.fails else takes.mean
        return steps * takes.mean, steps**2 * takes.square, good, steps * if_good


def moments_of(group: Wagers, odds: Odds) -> BetMoments:
    """Give the moments of all bets of a group together, for each rate."""
    mean, variance = np.zeros((1, 1)), np.zeros((1, 1))
    for gamble, (prices, counts) in group.singles.items():
        takes = odds.takes(gamble)
        mean = mean + float(counts @ prices) * takes.mean
        variance = variance + float(counts @ prices**2) * takes.variance
    for bet, count in group.linked:
        one = odds.of(bet)
        mean, variance = mean + count * one.mean, variance + count * one.variance
    return BetMoments(mean, variance + mean**2)


def mean_of(groups: Sequence[Wagers], odds: Odds) -> float:
    """Give the mean of all bets, over all rates."""
    rates, mean = odds.rates, 0.0
    for group in groups:
        weights = rates.weights(group.shared)
        each = np.broadcast_to(moments_of(group, odds).mean, (rates.hub_weights.size, weights.size))
        mean += float(rates.hub_weights @ each @ weights)
    return mean


def extent(bets: Mapping[Bet, int], steps: Mapping[Decimal, Step]) -> tuple[Step, Step]:
    """Give the least and the most that bets may cost together, in steps, of which any may be below zero."""
    ends = [(low * count, high * count) for bet, count in bets.items() for low, high in _ends(bet, steps)]
    return sum(low for low, _ in ends), sum(high for _, high in ends)


def _ends(bet: Bet, steps: Mapping[Decimal, Step]) -> Iterator[tuple[Step, Step]]:
    """Give the least and the most that each throw of a bet may cost."""
    for number, stage in enumerate(bet):
        made_at_all = not any(may_fail(earlier) for earlier in bet[:number])
        for throw in stage:
            fewest = most = throw.takes
            if throw.gamble is not None:
                fewest, most = min(throw.gamble.keepers, throw.gamble.cap), throw.gamble.cap
            costs = [count * steps[throw.price] for count in (fewest if made_at_all else 0, fewest, most)]
            yield min(costs), max(costs)


def bet_value(bet: Bet, accept: Callable[[Gamble], Floats], take: Callable[[Decimal], Numbers]) -> Numbers:
    """Give the generating function of a bet: shape (hub points, points of the rate, points).

    ``accept`` gives the rates of a gamble, ``take`` what a take of a price stands for: shape (points,).
    """
    value: Numbers = np.ones((1, 1, 1))
    for stage in reversed(bet):
        # What ends at a cap is added up by itself: as all less what passed, the far tails would cancel out.
        passed: Numbers = np.ones((1, 1, 1))
        ended: Numbers = np.zeros((1, 1, 1))
        for throw in stage:
            one = take(throw.price)[None, None, :]
            good, bad = whole_power(one, throw.takes), np.zeros((1, 1, 1))
            if throw.gamble is not None:
                good, bad = generating(throw.gamble, accept(throw.gamble)[:, :, None], one)
            if throw.gamble is None or not throw.gamble.fails:
                good, bad = good + bad, np.zeros((1, 1, 1))
            ended = ended * (good + bad) + passed * bad
            passed = passed * good
        value = passed * value + ended
    return value
