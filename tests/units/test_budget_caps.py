"""Lower caps on takes, the chance of a keeper that they leave, and options that nobody needs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_cost import Models, PriceBook
from kling_cost.breakdown import Bill, Stake
from kling_cost.budget.caps import RUNGS, chance_kept, lower_caps
from kling_cost.budget.dominance import Dearness
from kling_cost.budget.odds import Odds
from kling_cost.quote import quote_line
from kling_cost.risk import cost_of
from kling_cost.storyboard.shot import AtCap
from kling_cost.takes import SharedRate, Takes

BOOK, MODELS, ON = PriceBook(), Models(), date(2026, 11, 20)


def bill(*takes: Takes, seconds: int = 5, pieces: int = 1) -> Bill:
    """Bill a stage of one V3 Standard clip after another; a take of 5 s is 100 credits."""
    clip = MODELS.clip(model="v3", tier="standard", audio="off", duration_s=seconds)
    rate = BOOK.rate_for(clip, "pixverse", ON)
    lines = [
        quote_line(clip, rate, takes=each.planned * pieces, stage=f"stage {number}")
        for number, each in enumerate(takes)
    ]
    return Bill(lines=tuple(lines), stakes=tuple(Stake(each, pieces=pieces) for each in takes))


def gamble(accept: str, cap: int, keepers: int = 1, *, at_cap: AtCap = AtCap.PROCEED) -> Takes:
    rate = Fraction(accept)
    return Takes(planned=min(4, cap), accept=rate, cap=cap, keepers=keepers, at_cap=at_cap)


QUARTER = gamble("1/4", 12)


def test_fixed_takes_keep_for_sure_and_have_no_lower_cap() -> None:
    assert chance_kept(bill(Takes(planned=3))) == 1
    assert list(lower_caps(bill(Takes(planned=3)))) == []


def test_the_chance_kept_is_that_of_a_keeper_within_the_cap() -> None:
    assert chance_kept(bill(QUARTER)) == pytest.approx(1 - 0.75**12)
    assert chance_kept(bill(QUARTER, QUARTER)) == pytest.approx((1 - 0.75**12) ** 2)
    assert chance_kept(bill(QUARTER, pieces=3)) == pytest.approx((1 - 0.75**12) ** 3)


def test_two_keepers_are_a_negative_binomial() -> None:
    """At least 2 good ones of 5, each with a chance of 1/4."""
    few = sum(comb(5, kept) * 0.25**kept * 0.75 ** (5 - kept) for kept in (0, 1))
    assert chance_kept(bill(gamble("1/4", 5, keepers=2))) == pytest.approx(1 - few)


def test_an_uncertain_rate_is_one_and_the_same_for_all_clips_of_the_row() -> None:
    """Any rate is as likely: of 2 takes none is good with a chance of 1/3, of 2 x 2 both fail with 1/5."""
    anything = SharedRate("all", Fraction(1), Fraction(1))
    takes = Takes(planned=2, accept=Fraction(1, 2), cap=2, shared=anything)
    assert chance_kept(bill(takes)) == pytest.approx(2 / 3, abs=1e-9)
    both = 1 - 2 * Fraction(1, 3) + Fraction(1, 5)
    assert chance_kept(bill(takes, takes)) == pytest.approx(float(both), abs=1e-9)


def test_caps_are_lowered_rung_by_rung() -> None:
    """0.95, 0.9 and 0.8 of 0.968 are 0.920, 0.871 and 0.775: 9, 8 and 6 takes."""
    lower = list(lower_caps(bill(QUARTER)))
    assert [each.stakes[0].takes.cap for each in lower] == [9, 8, 6]
    assert [each.lines[0].takes for each in lower] == [4, 4, 4]
    assert lower[0].assumed[-1].text == "at most 9 takes instead of 12, for the budget"


def test_a_cap_below_the_planned_takes_lowers_them_too() -> None:
    lower = list(lower_caps(bill(gamble("9/10", 4))))
    assert [(each.stakes[0].takes.cap, each.lines[0].takes, each.amount) for each in lower] == [
        (2, 2, Decimal(200)),
        (1, 1, Decimal(100)),
    ]


@given(
    st.lists(
        st.builds(
            lambda percent, cap, keepers: gamble(f"{percent}/100", cap + keepers, keepers),
            st.integers(1, 100),
            st.integers(0, 20),
            st.integers(1, 3),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_a_lower_cap_never_costs_more_and_leaves_the_share_of_its_rung(takes: list[Takes]) -> None:
    whole = bill(*takes)
    for lower in lower_caps(whole):
        assert (
            float(min(RUNGS)) * chance_kept(whole) - 1e-9 <= chance_kept(lower) <= chance_kept(whole) + 1e-12
        )
        assert Dearness(lower).never_above(Dearness(whole))
        assert (lower.amount or 0) <= (whole.amount or 0)


several = st.lists(
    st.builds(
        lambda percent, cap, fails: gamble(
            f"{percent}/4", cap, at_cap=AtCap.FAIL if fails else AtCap.PROCEED
        ),
        st.integers(1, 3),
        st.integers(1, 4),
        st.booleans(),
    )
    | st.integers(1, 3).map(lambda planned: Takes(planned=planned)),
    min_size=1,
    max_size=3,
)
bills = st.builds(lambda takes, seconds: bill(*takes, seconds=seconds), several, st.integers(3, 5))


@given(bills, bills)
def test_what_never_costs_more_is_within_any_limit_at_least_as_surely(one: Bill, other: Bill) -> None:
    if not Dearness(one).never_above(Dearness(other)):
        return
    cheap, dear = (cost_of([(each, 1)], "pixverse-credit") for each in (one, other))
    for limit in range(0, 1500, 20):
        assert cheap.chance_within(Decimal(limit)) >= dear.chance_within(Decimal(limit)) - 1e-9


@given(bills)
def test_the_odds_of_a_bill_are_those_of_its_distribution(made: Bill) -> None:
    odds, total = Odds.of(made, "pixverse-credit"), cost_of([(made, 1)], "pixverse-credit")
    assert odds.mean == pytest.approx(total.mean)
    assert odds.variance == pytest.approx(total.sd**2, abs=1e-6)
    likely = total.amounts()[total.chances > 1e-12]
    assert odds.least <= likely.min() + 1e-9
    assert odds.most >= likely.max() - 1e-9
    assert odds.least <= odds.at_luck(0.01) <= odds.mean + 1e-9


def test_a_bill_of_more_stages_is_never_cheaper() -> None:
    one, two = Dearness(bill(QUARTER)), Dearness(bill(QUARTER, Takes(planned=1)))
    assert one.never_above(two)
    assert not two.never_above(one)
    assert not Dearness(bill(gamble("1/2", 12))).never_above(one)
