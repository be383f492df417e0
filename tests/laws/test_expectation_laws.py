"""Laws of what stakes are expected to come to: exact fractions beside the mean that is reckoned."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from kling_cost.risk.expectation import expected_cost
from kling_cost.risk.stakes import Bet, Gamble, Stakes, Throw
from kling_cost.takes import AcceptRate, SharedRate

counts = st.integers(0, 40).flatmap(lambda kept: st.tuples(st.just(kept), st.integers(max(kept, 1), 200)))


@given(counts, st.integers(1, 40), st.integers(1, 1000), st.integers(1, 50))
def test_a_gamble_costs_its_expected_takes_however_uncertain_its_rate(
    counted: tuple[int, int], cap: int, price: int, clips: int
) -> None:
    """Take k + 1 is made with the chance that k takes missed: the k-th moment of a beta distribution."""
    rate = AcceptRate.counted(*counted)
    alpha, beta = rate.beta or (Fraction(0), Fraction(0))
    takes, missed = Fraction(0), Fraction(1)
    for k in range(cap):
        takes += missed
        missed *= (beta + k) / (alpha + beta + k)
    gamble = Gamble(
        accept=rate.mean, cap=cap, keepers=1, fails=False, shared=SharedRate("all", alpha, beta), power=1
    )
    bets: Counter[Bet] = Counter({((Throw(Decimal(price), gamble, 1),),): clips})
    exact = float(7 + takes * price * clips)
    assert abs(expected_cost(Stakes(Decimal(7), bets)) - exact) <= 1e-11 * exact


@given(st.integers(0, 10**6))
def test_what_is_certain_is_expected(cents: int) -> None:
    assert expected_cost(Stakes(Decimal(cents).scaleb(-2), Counter())) == cents / 100
