"""Accept rates that are uncertain and shared: what is mixed over them is the same wherever it is looked at.

The other points here are half as far apart, lie between the shipped ones, and reach farther out.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kling_cost import TakesRules
from kling_cost.risk import rates
from kling_cost.risk.cost import cost_of_stakes
from kling_cost.risk.rates import Points, TooManySharedRates, points_of
from kling_cost.risk.stakes import Bet, Gamble, Stakes, Throw
from kling_cost.risk.takes_odds import moments, safe
from kling_cost.takes import SharedRate

if TYPE_CHECKING:
    from kling_cost.risk import Distribution

EXACT = 1e-11
WIDEST, NARROWEST = (Fraction(6, 10), Fraction(9, 10)), (Fraction(300), Fraction(6000))


def finer(shared: SharedRate, steepness: float = 0.0) -> Points:
    """Lay points for half of the step, between the shipped ones."""
    alpha, beta, step = float(shared.alpha), float(shared.beta), points_of(shared, steepness).step / 2
    reach = max(60 / min(alpha, beta), 40 * np.sqrt(1 / alpha + 1 / beta), 10.0)
    logits = np.log(alpha / beta) + step * (np.arange(-int(reach / step), int(reach / step)) + 0.25)
    density = -alpha * np.logaddexp(0.0, -logits) - beta * np.logaddexp(0.0, logits)
    kept = density > density.max() - 37.0
    weights = np.exp(density[kept] - density.max())
    return Points(safe(np.exp(-np.logaddexp(0.0, -logits[kept]))), weights / weights.sum(), step)


def farthest_apart(bets: Counter[Bet]) -> float:
    """Give the largest difference of a chance between shipped and finer points."""
    stakes = Stakes(Decimal(0), bets)
    found = cost_of_stakes(stakes, "c")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rates, "points_of", finer)
        other = cost_of_stakes(stakes, "c")
    first = min(found.first, other.first)
    return float(np.abs(_laid(found, first) - _laid(other, first)).max())


def _laid(found: Distribution, first: Decimal) -> np.ndarray:
    whole = np.zeros(2**20)
    start = int((found.first - first) / found.step)
    whole[start : start + found.chances.size] = found.chances
    return whole


def throw(
    shared: SharedRate,
    price: int = 1,
    *,
    cap: int = 12,
    keepers: int = 1,
    power: int = 1,
    fails: bool = False,
) -> Throw:
    accept = shared.alpha / (shared.alpha + shared.beta)
    gamble = Gamble(accept=accept, cap=cap, keepers=keepers, fails=fails, shared=shared, power=power)
    return Throw(Decimal(price), gamble, 1)


def spread_evenly(least: float, most: float) -> st.SearchStrategy[float]:
    """Draw numbers whose logarithms are even."""
    return st.floats(np.log(least), np.log(most)).map(lambda log: float(np.exp(log)))


def hundredths(number: float) -> Fraction:
    return Fraction(round(100 * number), 100)


parameters = st.tuples(
    spread_evenly(0.6, 300).map(hundredths), spread_evenly(0.9, 6000).map(hundredths)
) | st.sampled_from([WIDEST, NARROWEST])


@settings(max_examples=20)
@given(
    parameters,
    spread_evenly(1, 500).map(int),
    st.integers(1, 40),
    st.integers(1, 3),
    st.sampled_from([1, 1, 2]),
)
def test_the_shots_of_a_class_come_to_the_same_however_finely_its_rate_is_looked_at(
    parameters: tuple[Fraction, Fraction], count: int, cap: int, keepers: int, power: int
) -> None:
    shared = SharedRate("hero", *parameters)
    bet: Bet = ((throw(shared, cap=cap, keepers=keepers, power=power),),)
    assert farthest_apart(Counter({bet: count})) <= EXACT


@pytest.mark.parametrize("count", [1, 20, 200])
@pytest.mark.parametrize(
    "parameters", [WIDEST, NARROWEST, (Fraction(42), Fraction(124)), (Fraction(2), Fraction(300))]
)
def test_so_they_do_at_the_ends_of_what_is_promised(
    parameters: tuple[Fraction, Fraction], count: int
) -> None:
    shared = SharedRate("hero", *parameters)
    for cap in (2, 40):
        assert farthest_apart(Counter({((throw(shared, cap=cap),),): count})) <= EXACT


SHIPPED = {known.name: known.rate() for known in TakesRules().classes}


@settings(max_examples=10)
@given(st.lists(st.sampled_from(sorted(SHIPPED)), min_size=2, max_size=6, unique=True), st.data())
def test_a_film_of_several_shipped_classes_comes_to_the_same(names: list[str], data: st.DataObject) -> None:
    bets: Counter[Bet] = Counter()
    for name in names:
        rate = SHIPPED[name]
        assert rate.beta is not None
        shared = SharedRate(name, *rate.beta)
        for seconds in data.draw(st.lists(st.integers(3, 15), min_size=1, max_size=4)):
            bets[((throw(shared, 20 * seconds),),)] += data.draw(st.integers(1, 20))
    assert farthest_apart(bets) <= EXACT


usual = st.tuples(spread_evenly(2, 60).map(hundredths), spread_evenly(2, 200).map(hundredths))


@settings(max_examples=10)
@given(usual, usual, st.integers(1, 12), st.integers(1, 12))
def test_a_shot_on_two_uncertain_rates_comes_to_the_same(
    first: tuple[Fraction, Fraction], second: tuple[Fraction, Fraction], draft_cap: int, final_cap: int
) -> None:
    draft = throw(SharedRate("draft", *first), cap=draft_cap, fails=True)
    final = throw(SharedRate("final", *second), 3, cap=final_cap)
    assert farthest_apart(Counter({((draft,), (final,)): 3})) <= EXACT


def moment(shared: SharedRate, kept: int, missed: int) -> float:
    """Give E p^kept (1 - p)^missed in closed form."""
    mean, alpha, beta = Fraction(1), shared.alpha, shared.beta
    for _ in range(kept):
        mean, alpha = mean * alpha / (alpha + beta), alpha + 1
    for _ in range(missed):
        mean, beta = mean * beta / (alpha + beta), beta + 1
    return float(mean)


@given(parameters, st.integers(0, 40), st.integers(0, 60))
def test_the_points_of_a_rate_have_its_moments(
    parameters: tuple[Fraction, Fraction], kept: int, missed: int
) -> None:
    shared = SharedRate("hero", *parameters)
    points = points_of(shared)
    found = points.weights @ (points.rates**kept * (1.0 - points.rates) ** missed)
    assert abs(found - moment(shared, kept, missed)) <= 1e-12
    assert abs(points.weights.sum() - 1.0) <= 1e-14
    assert points.rates.min() > 0.0


@given(parameters, st.integers(1, 40), st.integers(1, 4))
def test_the_moments_of_takes_are_those_of_the_waits_for_keepers(
    parameters: tuple[Fraction, Fraction], cap: int, keepers: int
) -> None:
    """Of a negative binomial: its chances summed one by one, each step from the chance before."""
    alpha, beta = parameters
    accept = float(alpha / (alpha + beta))
    gamble = throw(SharedRate("hero", alpha, beta), cap=cap, keepers=keepers).gamble
    assert gamble is not None
    chances = np.zeros(cap + 1)
    chances[0] = 1.0  # of so many keepers yet
    mean = square = 0.0
    missing = 1.0
    for take in range(1, cap + 1):
        mean, square = mean + missing, square + (2 * take - 1) * missing
        chances = accept * np.concatenate(([0.0], chances[:-1])) + (1 - accept) * chances
        missing = chances[:keepers].sum()
    found = moments(gamble, np.array([[accept]]))
    assert float(found.mean[0, 0]) == pytest.approx(mean, rel=1e-12)
    assert float(found.square[0, 0]) == pytest.approx(square, rel=1e-12)
    assert float(found.good[0, 0]) == pytest.approx(1.0 - missing, abs=1e-12)


@pytest.mark.parametrize(
    ("alpha", "beta"), [("0.05", "0.08"), ("1e9", "1e9"), ("0.5", "1e6"), ("1e6", "0.5")]
)
def test_the_strangest_uncertain_rates_have_a_distribution(alpha: str, beta: str) -> None:
    shared = SharedRate("odd", Fraction(alpha), Fraction(beta))
    found = cost_of_stakes(Stakes(Decimal(0), Counter({((throw(shared),),): 5})), "c")
    accept = float(shared.alpha / (shared.alpha + shared.beta))
    assert abs(found.chances.sum() - 1.0) <= 1e-9
    assert Decimal(5) <= found.quantile(0.5) <= 60
    assert 5.0 <= found.mean <= 60.0 * (1 - accept) + 12


def test_too_many_uncertain_rates_that_hang_on_each_other_are_refused_by_name() -> None:
    names = [SharedRate(name, *WIDEST) for name in ("draft", "look", "final")]
    bet: Bet = tuple((throw(shared, fails=True),) for shared in names)
    with pytest.raises(TooManySharedRates, match=r"look, final are all uncertain .* proceed at the cap"):
        cost_of_stakes(Stakes(Decimal(0), Counter({bet: 2})), "c")
