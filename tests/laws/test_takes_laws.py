"""Laws of takes: fixed, a gamble with its cap, or the default."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil

from hypothesis import given
from hypothesis import strategies as st

from kling_cost import TakesRules
from kling_cost.takes import Takes

RULES = TakesRules()
accepts = st.integers(1, 1000).map(lambda thousandths: Decimal(thousandths).scaleb(-3))
takes_given = st.integers(1, 1000)


@given(accepts, st.none() | takes_given)
def test_a_gamble_plans_the_least_takes_whose_expected_keepers_are_one_at_most_its_cap(
    accept: Decimal, cap: int | None
) -> None:
    allowed = RULES.gamble_cap if cap is None else cap
    planned = RULES.plan(takes=cap, accept=accept)
    assert planned.planned == min(ceil(1 / Fraction(accept)), allowed)
    assert planned.cap == allowed
    assert planned.accept == accept
    assert planned.given


@given(accepts, takes_given)
def test_a_gamble_that_is_not_capped_expects_a_keeper_and_one_take_less_does_not(
    accept: Decimal, cap: int
) -> None:
    planned = RULES.plan(takes=cap, accept=accept).planned
    assert 1 <= planned <= cap
    assert planned * accept >= 1 or planned == cap
    assert (planned - 1) * accept < 1


@given(accepts, accepts)
def test_a_better_accept_rate_never_plans_more_takes(one: Decimal, other: Decimal) -> None:
    worse, better = sorted([one, other])
    assert RULES.plan(takes=None, accept=better).planned <= RULES.plan(takes=None, accept=worse).planned


@given(takes_given)
def test_takes_alone_are_fixed(takes: int) -> None:
    assert RULES.plan(takes=takes, accept=None) == Takes(planned=takes)


def test_without_a_word_the_default_is_taken_and_known_as_such() -> None:
    assert RULES.plan(takes=None, accept=None) == Takes(planned=3, given=False)
    assert RULES.default_takes == 3
    assert RULES.gamble_cap == 12


def test_the_default_says_where_it_comes_from() -> None:
    assert "Kling 3.0 production plan" in RULES.default_reason()
    assert "invideo" in RULES.default_reason()
