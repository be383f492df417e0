"""What is left out of a distribution, and what a coarser lattice may do to its quantiles."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kling_cost.risk.cost import cost_of_stakes
from kling_cost.risk.stakes import Bet, Gamble, Stakes, Throw
from kling_cost.takes import SharedRate

Floats = NDArray[np.float64]
PERCENTS = [percent / 100 for percent in range(1, 100)]
UNCERTAIN = [SharedRate("hero", Fraction(5), Fraction(20)), SharedRate("crowd", Fraction(30), Fraction(12))]


def odds_of_takes(gamble: Gamble, accept: float) -> Floats:
    """Give the chance of 0, 1, 2, ... cap takes of one keeper."""
    chances = np.zeros(gamble.cap + 1)
    chances[1:] = accept * (1 - accept) ** np.arange(gamble.cap)
    chances[-1] += (1 - accept) ** gamble.cap
    return chances


def convolved(bets: dict[Bet, int], step: Decimal, rates: dict[SharedRate, float]) -> Floats:
    """Give the chances of 0, 1, 2, ... steps: sums of products above zero, so a far tail is right too."""
    total = np.ones(1)
    for ((throw,),), count in bets.items():
        assert throw.gamble is not None
        shared = throw.gamble.shared
        takes = odds_of_takes(throw.gamble, float(throw.gamble.accept) if shared is None else rates[shared])
        price = int(throw.price / step)
        one = np.zeros((takes.size - 1) * price + 1)
        one[::price] = takes
        for _ in range(count):
            total = np.convolve(total, one)
    return total


def gamble(accept: Fraction, cap: int, shared: SharedRate | None = None, *, fails: bool = False) -> Gamble:
    if shared is not None:
        accept = shared.alpha / (shared.alpha + shared.beta)
    return Gamble(accept=accept, cap=cap, keepers=1, fails=fails, shared=shared, power=1)


percents = st.builds(Fraction, st.integers(1, 99), st.just(100))
caps = st.integers(2, 12)


@settings(max_examples=30)
@given(
    st.lists(st.tuples(percents, caps, st.integers(10, 70), st.integers(3, 25)), min_size=2, max_size=5),
    st.integers(0, 1000),
)
def test_no_more_is_left_out_of_the_range_than_is_stated(
    kinds: list[tuple[Fraction, int, int, int]], certain: int
) -> None:
    bets: Counter[Bet] = Counter()
    for accept, cap, price, count in kinds:
        bets[((Throw(Decimal(price), gamble(accept, cap), 1),),)] += count
    bets[((Throw(Decimal(1), gamble(Fraction(1, 2), 2), 1),),)] += 1  # so that the lattice is of ones
    found = cost_of_stakes(Stakes(Decimal(certain), bets), "c")
    whole = convolved(bets, Decimal(1), {})
    first = int(found.first) - certain
    left_out = whole[:first].sum() + whole[first + found.chances.size :].sum()
    assert left_out <= found.left_out <= 1e-12
    assert np.abs(found.chances - whole[first : first + found.chances.size]).max() <= 1e-12
    assert np.abs(found.cumulative - np.cumsum(whole)[first : first + found.chances.size]).max() <= 1e-11


def test_the_range_of_uncertain_rates_holds_all_but_what_is_stated() -> None:
    shared = UNCERTAIN[0]
    bets: dict[Bet, int] = {
        ((Throw(Decimal(price), gamble(Fraction(1), 12, shared), 1),),): count
        for price, count in ((7, 40), (30, 60))
    }
    found = cost_of_stakes(Stakes(Decimal(0), Counter(bets)), "c")
    rates = np.linspace(0.0, 1.0, 101)[1:-1]
    density = rates ** float(shared.alpha - 1) * (1 - rates) ** float(shared.beta - 1)
    low = high = 0.0
    for rate, weight in zip(rates, density / density.sum(), strict=True):
        whole = convolved(bets, Decimal(1), {shared: float(rate)})
        low += weight * whole[: int(found.first)].sum()
        high += weight * whole[int(found.first) + found.chances.size :].sum()
    assert low + high <= found.left_out <= 1e-12


@st.composite
def fine_stakes(draw: st.DrawFn) -> Stakes:
    """Draw stakes whose prices have next to no step in common, some with a later stage that hangs on them."""
    bets: Counter[Bet] = Counter()
    prices = st.integers(20, 400).map(lambda cents: Decimal(cents).scaleb(-2))
    for _ in range(draw(st.integers(1, 5))):
        shared = draw(st.sampled_from([None, None, *UNCERTAIN]))
        fails = shared is None and draw(st.booleans())
        throw = Throw(draw(prices), gamble(draw(percents), draw(caps), shared, fails=fails), 1)
        later = ((Throw(draw(prices), None, draw(st.integers(1, 3))),),) if fails else ()
        bets[((throw,), *later)] += draw(st.integers(1, 12))
    return Stakes(Decimal(draw(st.integers(0, 500))), bets)


HOPELESS = Stakes(
    Decimal(0),
    Counter(
        {
            (
                (Throw(Decimal("0.43"), gamble(Fraction(1, 100), 3, fails=True), 1),),
                (Throw(Decimal("0.87"), None, 1),),
            ): 6
        }
    ),
)


@given(fine_stakes(), st.integers(5, 12))
@example(HOPELESS, 5)
def test_a_coarse_lattice_has_every_true_quantile_within_its_gap(stakes: Stakes, power: int) -> None:
    exact = cost_of_stakes(stakes, "c")
    coarse = cost_of_stakes(stakes, "c", most_points=2**power)
    assert exact.gap == 0
    assert coarse.chances.size <= max(2**power, 2**10)
    for chance in PERCENTS:
        assert abs(exact.quantile(chance) - coarse.quantile(chance)) <= coarse.gap
    assert abs(exact.mean - coarse.mean) <= float(coarse.gap) + 1e-9 * exact.mean


def test_a_range_holds_the_likeliest_total_where_hardly_a_take_is_good_enough() -> None:
    """Six shots with three takes at 0.43 each: none is good enough with a chance of 0.99 ** 18."""
    found = cost_of_stakes(HOPELESS, "c")
    assert found.quantile(0.12) == found.quantile(0.83) == Decimal("7.74")
    assert found.chance_within(Decimal("7.74")) == pytest.approx(0.99**18)


@pytest.mark.parametrize(("power", "part"), [(12, 0.2), (14, 0.06), (16, 0.02), (20, 0.001)])
def test_the_gap_is_small_beside_the_range(power: int, part: float) -> None:
    prices = ["1.0001", "2.2203", "0.6307", "4.5001", "3.3333"]
    bets: Counter[Bet] = Counter()
    for price in prices:
        bets[((Throw(Decimal(price), gamble(Fraction(3, 10), 12), 1),),)] += 40
    coarse = cost_of_stakes(Stakes(Decimal(0), bets), "c", most_points=2**power)
    wide = coarse.quantile(0.99) - coarse.quantile(0.01)
    assert 0 <= float(coarse.gap) <= part * float(wide)
