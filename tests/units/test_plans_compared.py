"""Plans side by side: ranking, ties, what is cheapest, what is chosen, and budgets."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kling_cost import Amount, MoneyRules
from kling_cost.compare import Comparison, check_budget, compare_plans
from kling_cost.errors import MoneyUnknown
from kling_cost.money import CreditPrice

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost import Plan, Planner, Strategies
    from kling_cost.storyboard.shot import Storyboard

ON = date(2026, 11, 20)
DOLLARS = MoneyRules(credit_prices={"": CreditPrice(Decimal("0.01"), "USD")})
ONE_SHOT = "duration_s,takes\n10,10\n"
WITH_AN_EDIT = "shot_id,duration_s,mode,takes\n1,10,,10\n2,5,video-edit,1\n"


@pytest.fixture
def plans_of(
    storyboard_of: Callable[[str], Storyboard], planner: Planner, strategies: Strategies
) -> Callable[..., list[Plan]]:
    def plans(text: str, *asked: tuple[str, str]) -> list[Plan]:
        board = storyboard_of(text)
        return [
            planner.plan(board, strategies[strategy], provider=provider, on=ON)
            for strategy, provider in asked
        ]

    return plans


def names(comparison: Comparison) -> list[tuple[str, str]]:
    return [(entry.plan.strategy, entry.plan.provider) for entry in comparison.ranked]


DRAFT = ("v3-draft-o3-final", "pixverse")
V3 = ("v3-pro-throughout", "pixverse")
O3 = ("o3-pro-throughout", "pixverse")
ROUTED = ("routed", "pixverse")
RESTYLE = ("generate-then-restyle", "pixverse")


def test_plans_are_ranked_from_the_cheapest_up(plans_of: Callable[..., list[Plan]]) -> None:
    comparison = compare_plans(plans_of(ONE_SHOT, O3, V3, DRAFT), MoneyRules())
    assert names(comparison) == [DRAFT, V3, O3]
    assert [entry.plan.total.number for entry in comparison.ranked] == [2450, 3500, 4500]
    assert comparison.cheapest is comparison.chosen is comparison.ranked[0]
    assert comparison.comparable


def test_plans_that_cost_the_same_stay_in_the_order_given(plans_of: Callable[..., list[Plan]]) -> None:
    assert names(compare_plans(plans_of(ONE_SHOT, ROUTED, V3), MoneyRules())) == [ROUTED, V3]
    assert names(compare_plans(plans_of(ONE_SHOT, V3, ROUTED), MoneyRules())) == [V3, ROUTED]


def test_a_fully_priced_plan_stands_before_a_cheaper_partial_one(plans_of: Callable[..., list[Plan]]) -> None:
    comparison = compare_plans(plans_of(ONE_SHOT, RESTYLE, O3), MoneyRules())
    assert names(comparison) == [O3, RESTYLE]
    assert comparison.ranked[1].plan.total.number == 0
    assert comparison.cheapest is comparison.ranked[0]


def test_without_a_fully_priced_plan_nothing_is_cheapest_and_the_most_covered_is_chosen(
    plans_of: Callable[..., list[Plan]],
) -> None:
    comparison = compare_plans(plans_of(WITH_AN_EDIT, RESTYLE, O3, V3), MoneyRules())
    assert comparison.cheapest is None
    assert names(comparison) == [V3, O3, RESTYLE]
    assert (comparison.chosen.plan.strategy, comparison.chosen.plan.priced) == ("v3-pro-throughout", 1)


def test_plans_in_different_units_are_not_compared_and_stay_by_provider(
    plans_of: Callable[..., list[Plan]],
) -> None:
    asked = [(strategy, provider) for provider in ("pixverse", "kling-api") for strategy, _ in (O3, DRAFT)]
    comparison = compare_plans(plans_of(ONE_SHOT, *asked), MoneyRules())
    assert not comparison.comparable
    assert comparison.cheapest is None
    assert names(comparison) == [
        DRAFT,
        O3,
        ("v3-draft-o3-final", "kling-api"),
        ("o3-pro-throughout", "kling-api"),
    ]
    assert comparison.chosen is comparison.ranked[0]


def test_plans_in_different_units_are_compared_in_money_where_it_is_known(
    plans_of: Callable[..., list[Plan]],
) -> None:
    asked = [O3, ("o3-pro-throughout", "kling-api"), DRAFT]
    comparison = compare_plans(plans_of(ONE_SHOT, *asked), DOLLARS)
    assert comparison.comparable
    assert names(comparison) == [asked[1], DRAFT, O3]
    money = [entry.money.total for entry in comparison.ranked if entry.money]
    assert money == [Amount(Decimal(dollars), "USD") for dollars in ("14.00", "24.50", "45.00")]
    assert comparison.cheapest is comparison.ranked[0]


def test_money_in_two_currencies_is_not_compared(plans_of: Callable[..., list[Plan]]) -> None:
    euros = MoneyRules(credit_prices={"": CreditPrice(Decimal("0.01"), "EUR")})
    comparison = compare_plans(plans_of(ONE_SHOT, O3, ("o3-pro-throughout", "kling-api")), euros)
    assert not comparison.comparable
    assert comparison.cheapest is None


def test_the_money_of_plans_of_one_unit_does_not_change_their_order(
    plans_of: Callable[..., list[Plan]],
) -> None:
    tiny = MoneyRules(credit_prices={"": CreditPrice(Decimal("0.0000001"), "USD")})
    comparison = compare_plans(plans_of(ONE_SHOT, O3, V3, DRAFT), tiny)
    assert names(comparison) == [DRAFT, V3, O3]
    assert {entry.money.total.number for entry in comparison.ranked if entry.money} == {0}


@pytest.mark.parametrize(
    ("limit", "over_by", "exceeded"), [("2450", "0", False), ("2449.5", "0.5", True), ("3000", "-550", False)]
)
def test_a_budget_without_a_currency_is_in_the_plans_unit(
    plans_of: Callable[..., list[Plan]],
    limit: str,
    over_by: str,
    exceeded: bool,  # noqa: FBT001 - pytest gives it
) -> None:
    entry = compare_plans(plans_of(ONE_SHOT, DRAFT), DOLLARS).chosen
    check = check_budget(entry, Decimal(limit), None)
    assert check.limit == Amount(Decimal(limit), "pixverse-credit")
    assert (check.over_by, check.exceeded) == (Decimal(over_by), exceeded)


def test_a_budget_in_money_is_held_against_the_rounded_money(plans_of: Callable[..., list[Plan]]) -> None:
    entry = compare_plans(plans_of(ONE_SHOT, DRAFT), DOLLARS).chosen
    check = check_budget(entry, Decimal(20), "USD")
    assert check.limit == Amount(Decimal(20), "USD")
    assert check.over_by == Decimal("4.50")


@pytest.mark.parametrize("currency", [None, "USD"])
def test_a_budget_of_a_plan_in_a_currency_needs_no_price_of_a_credit(
    plans_of: Callable[..., list[Plan]], currency: str | None
) -> None:
    entry = compare_plans(plans_of("duration_s,takes\n5,1\n", ("routed", "kling-api")), MoneyRules()).chosen
    assert check_budget(entry, Decimal("0.84"), currency).over_by == 0
    assert check_budget(entry, Decimal("0.83"), currency).exceeded


def test_a_budget_in_a_plans_own_currency_stands_beside_money_in_another(
    plans_of: Callable[..., list[Plan]],
) -> None:
    rules = MoneyRules(rates={("USD", "EUR"): Decimal("0.5")})
    entry = compare_plans(plans_of("duration_s,takes\n5,1\n", ("routed", "kling-api")), rules).chosen
    assert check_budget(entry, Decimal(1), "USD").over_by == Decimal("-0.16")
    assert check_budget(entry, Decimal(1), None).over_by == Decimal("-0.16")
    assert check_budget(entry, Decimal(1), "EUR").over_by == Decimal("-0.58")


def test_a_budget_in_money_that_is_not_known_is_refused(plans_of: Callable[..., list[Plan]]) -> None:
    entry = compare_plans(plans_of(ONE_SHOT, DRAFT), MoneyRules()).chosen
    with pytest.raises(MoneyUnknown, match="what an amount in pixverse-credit is in USD is not known"):
        check_budget(entry, Decimal(50), "USD")


def test_the_floor_of_a_partial_plan_over_the_limit_is_over(plans_of: Callable[..., list[Plan]]) -> None:
    entry = compare_plans(plans_of(WITH_AN_EDIT, V3), MoneyRules()).chosen
    assert not entry.plan.complete
    assert check_budget(entry, Decimal(3499), None).exceeded
    assert not check_budget(entry, Decimal(3500), None).exceeded
