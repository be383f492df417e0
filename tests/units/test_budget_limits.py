"""What may be spent: a limit in the plan's unit or in money, which is rounded once, half up."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_cost.amounts import Amount
from kling_cost.budget.limits import limit_in
from kling_cost.errors import MoneyUnknown
from kling_cost.money import BadMoney, CreditPrice, MoneyRules, PaidWith

CREDIT = "pixverse-credit"
NO_RULES = MoneyRules()


def priced(price: str, currency: str = "USD", credits: str = "1") -> MoneyRules:  # noqa: A002 - the field's word
    return MoneyRules(credit_prices={"": CreditPrice(Decimal(price), currency, Decimal(credits))})


def within(limit: Decimal, currency: str | None, money: MoneyRules, unit: str = CREDIT) -> Decimal:
    return limit_in(unit, limit, currency, provider="pixverse", money=money).most


def test_a_bare_number_is_in_the_unit_of_the_plan_whatever_a_credit_costs() -> None:
    assert within(Decimal(5000), None, NO_RULES) == 5000
    assert within(Decimal(5000), None, priced("0.0133")) == 5000


def test_money_is_rounded_half_up_so_half_a_cent_over_the_limit_is_too_much() -> None:
    most = within(Decimal(5), "USD", priced("0.01"))
    assert Decimal("500.4999") < most < Decimal("500.5")  # 500.5 credits are 5.005 dollars: 5.01


def test_a_limit_finer_than_a_cent_allows_whole_cents_below_it() -> None:
    assert Decimal(500) <= within(Decimal("5.009"), "USD", priced("0.01")) < Decimal("500.5")


def test_a_currency_without_minor_units_is_rounded_to_whole_ones() -> None:
    assert Decimal("100.4") < within(Decimal(100), "JPY", priced("1", "JPY")) < Decimal("100.5")


@given(
    st.integers(0, 10**5).map(lambda n: Decimal(n).scaleb(-2)),
    st.integers(1, 999).map(lambda n: Decimal(n).scaleb(-4)),
    st.integers(-3, 3),
)
def test_within_the_limit_is_what_the_check_of_a_budget_lets_pass(
    limit: Decimal, price: Decimal, near: int
) -> None:
    money = priced(str(price))
    most = within(limit, "USD", money)
    amount = Amount(most.quantize(Decimal("0.01")) + Decimal(near).scaleb(-2), CREDIT)
    told = money.money_of([amount], CREDIT, "pixverse")
    assert told is not None
    assert (amount.number <= most) == (told.total.number <= limit)


def test_amounts_in_a_currency_are_rounded_like_any_money() -> None:
    assert Decimal("2.004") < within(Decimal(2), None, NO_RULES, "USD") < Decimal("2.005")


def test_money_that_is_not_known_is_refused_with_a_cure() -> None:
    with pytest.raises(MoneyUnknown, match="--credit-price"):
        within(Decimal(50), "USD", NO_RULES)
    with pytest.raises(MoneyUnknown, match="--fx"):
        within(Decimal(50), "EUR", NO_RULES, "USD")


def test_a_limit_in_list_prices_is_refused_where_something_else_is_paid() -> None:
    paid = PaidWith("pro", "USD", CreditPrice(Decimal(8), "EUR", Decimal(10)))
    money = MoneyRules(paid_with={"fal": paid})
    with pytest.raises(BadMoney, match="give the budget in EUR"):
        limit_in("USD", Decimal(8), "USD", provider="fal", money=money)
    assert limit_in("USD", Decimal(8), "EUR", provider="fal", money=money).most > 10


def test_what_is_over_a_limit_is_told_as_the_limit_was() -> None:
    in_credits = limit_in(CREDIT, Decimal(100), None, provider="pixverse", money=NO_RULES)
    assert in_credits.over(Decimal(120)) == 20
    assert in_credits.raised(10).most == 110
    in_dollars = limit_in("USD", Decimal(2), None, provider="fal", money=NO_RULES)
    assert in_dollars.over(Decimal("2.5")) == Decimal("0.5")
    assert in_dollars.amount == 2
    in_money = limit_in(CREDIT, Decimal(1), "USD", provider="pixverse", money=priced("0.03"))
    assert in_money.over(Decimal(40)) == Decimal("6.5000")
    assert in_money.amount == in_money.most
