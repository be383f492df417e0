"""The exact odds against drawn totals of a film of 200 shots: each quantile is inside the sampling error."""

from __future__ import annotations

import os
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from kling_cost.risk.cost import cost_of_stakes
from kling_cost.risk.forecast import QUANTILES
from kling_cost.risk.simulation import simulate
from kling_cost.risk.stakes import Bet, Gamble, Stakes, Throw
from kling_cost.takes import SharedRate

TRIALS = 2_000_000 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 200_000
SIGMAS = 5


def a_film(*, shared: bool) -> Stakes:
    """Give 200 shots in four classes: drafts that may fail before a final, keepers, prices of many sizes."""
    bets: Counter[Bet] = Counter()
    for number in range(200):
        accept = Fraction((20, 30, 45, 60)[number % 4], 100)
        rate = SharedRate(f"class {number % 4}", accept * 30, (1 - accept) * 30) if shared else None
        gamble = Gamble(
            accept=accept,
            cap=(12, 6, 12, 3)[number % 4],
            keepers=1 + (number % 10 == 0),
            fails=number % 5 == 0,
            shared=rate,
            power=1,
        )
        price = Decimal(20 * (3 + number % 13))
        if gamble.fails:
            bets[((Throw(price, gamble, 3),), (Throw(2 * price + 5, None, 1),))] += 1
        else:
            bets[((Throw(price, gamble, 3),),)] += 1
    return Stakes(Decimal(1000), bets)


@pytest.mark.thorough
@pytest.mark.parametrize("shared", [False, True], ids=["known rates", "uncertain rates"])
def test_drawn_totals_agree_with_every_quantile(shared: bool) -> None:  # noqa: FBT001 - a case, not a switch
    stakes = a_film(shared=shared)
    exact = cost_of_stakes(stakes, "c")
    drawn = simulate(stakes, trials=TRIALS, seed=20261121)
    assert abs(drawn.mean - exact.mean) < SIGMAS * exact.sd / TRIALS**0.5
    for chance in QUANTILES.values():
        amount = exact.quantile(chance)
        place = int((amount - drawn.certain) / drawn.step)
        found = np.searchsorted(drawn.steps, place, side="right") / TRIALS
        expected = exact.chance_within(amount)
        assert abs(found - expected) < SIGMAS * (expected * (1 - expected) / TRIALS) ** 0.5


def test_the_same_seed_draws_the_same_and_another_one_does_not() -> None:
    stakes = a_film(shared=True)
    first, again = simulate(stakes, trials=500, seed=1), simulate(stakes, trials=500, seed=1)
    other = simulate(stakes, trials=500, seed=2)
    assert (first.steps == again.steps).all()
    assert (first.steps != other.steps).any()
    assert (first.trials, first.seed) == (500, 1)


def test_nothing_is_drawn_of_no_trials() -> None:
    with pytest.raises(ValueError, match="0 trials"):
        simulate(a_film(shared=False), trials=0, seed=1)


def test_what_was_drawn_is_told_as_it_comes() -> None:
    told: list[int] = []
    simulate(a_film(shared=False), trials=30_000, seed=1, told=told.append)
    assert sum(told) == 30_000
    assert len(told) > 1
