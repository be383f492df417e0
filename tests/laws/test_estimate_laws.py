"""Laws of estimates: lines, extras and contingency add up, however they are grouped and in whatever units."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from kling_cost import Models, MoneyRules, Planner, PriceBook, Strategies, TakesRules
from kling_cost.accounts import Accounts
from kling_cost.amounts import EXACT, Amount
from kling_cost.compare import compare_plans
from kling_cost.currencies import is_currency
from kling_cost.errors import MoneyUnknown
from kling_cost.estimate import (
    Estimate,
    Extra,
    GroupBy,
    ItemKind,
    check_estimate,
    estimate_rows,
    groups_of,
    rest_of,
)
from kling_cost.money import CreditPrice
from kling_cost.testing import storyboards

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from random import Random

BOOK, MODELS, TAKES = PriceBook(), Models(), TakesRules()
STRATEGIES = list(Strategies(models=MODELS))
ON = date(2026, 11, 20)
PLANNER = Planner(book=BOOK, models=MODELS, takes=TAKES)
PRICE = {"": CreditPrice(Decimal(10), "USD", Decimal(999))}
EUROS = {("EUR", "USD"): Decimal("1.0837")}
DOLLARS = {("USD", "EUR"): Decimal("0.9228")}
IN_CENTS = st.integers(1, 10**6).map(lambda cents: Decimal(cents).scaleb(-2))


@st.composite
def extras(draw: st.DrawFn, number: int) -> Extra:
    currency = draw(st.sampled_from([None, "USD", "EUR"]))
    return Extra(
        name=f"Extra {number}",
        number=draw(IN_CENTS),
        currency=currency,
        account=draw(st.sampled_from(["", "4100"])),
    )


@st.composite
def estimates(draw: st.DrawFn, *, told: bool | None = None) -> Estimate:
    """Draw estimates of plans in credits or dollars; ``told`` ones can be told in dollars as a whole."""
    plan = PLANNER.plan(
        draw(storyboards(most_shots=4)),
        draw(st.sampled_from(STRATEGIES)),
        provider=draw(st.sampled_from(["pixverse", "fal", "kling-app"])),
        on=ON,
    )
    known = told if told is not None else draw(st.booleans())
    money = MoneyRules(credit_prices=PRICE if known else {}, rates=EUROS if known else {})
    return Estimate(
        entry=compare_plans([plan], money).chosen,
        money=money,
        extras=[draw(extras(number)) for number in range(draw(st.integers(0, 3)))],
        contingency=draw(st.integers(0, 100).map(lambda percent: Decimal(percent).scaleb(-2))),
        accounts=Accounts(
            default="4000",
            stages={"draft": "4110"},
            scenes={"Market": "4300"},
            contingency="9900",
            project="P",
        ),
    )


def by_unit(amounts: Iterable[Amount]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for amount in amounts:
        sums[amount.unit] = EXACT.add(sums.get(amount.unit, Decimal(0)), amount.number)
    return {unit: number for unit, number in sums.items() if number}


def in_money(rows: Iterable[Mapping[str, object]]) -> list[Amount]:
    """Give each row's money or, where that is not known, its amount."""
    found = []
    for row in rows:
        number, unit = (
            (row["money"], row["currency"]) if row["money"] is not None else (row["amount"], row["unit"])
        )
        if isinstance(number, Decimal):
            found.append(Amount(number, str(unit)))
    return found


@given(estimates())
def test_the_rows_add_up_to_the_totals(estimate: Estimate) -> None:
    assert by_unit(in_money(estimate_rows(estimate))) == by_unit(estimate.totals)


@given(estimates(), st.sampled_from(GroupBy))
def test_sums_by_group_add_up_to_the_totals_and_lose_no_line(estimate: Estimate, by: GroupBy) -> None:
    groups = groups_of(estimate, by)

    assert by_unit(group.money or group.amount for group in groups) == by_unit(estimate.totals)
    assert sum(group.lines for group in groups) == len(estimate.entry.plan.lines)
    assert len(
        {(group.name, group.kind, group.amount.unit, group.money and group.money.unit) for group in groups}
    ) == (len(groups))


@given(estimates(), st.sampled_from(GroupBy))
def test_groups_have_the_seconds_and_the_marks_of_what_is_in_them(estimate: Estimate, by: GroupBy) -> None:
    lines = estimate.entry.plan.lines
    groups = groups_of(estimate, by)

    assert sum((group.billed_s for group in groups), Decimal(0)) == estimate.entry.plan.billed_s
    assert any(group.approximate for group in groups if group.lines) == any(
        line.approximate for line in lines
    )
    unmarked = [group for group in groups if not group.approximate and group.kind is ItemKind.SHOT]
    if by is GroupBy.STAGE:
        stages = {line.stage for line in lines if line.approximate}
        assert not stages & {group.name for group in unmarked}
        assert stages <= {group.name for group in groups if group.approximate}
    if by is GroupBy.ACCOUNT:
        doubtful = {item.account for item in estimate.items if item.approximate}
        assert doubtful <= {group.name for group in groups if group.approximate}


@given(estimates())
def test_a_budget_from_which_nothing_is_taken_is_left_as_it_was_given(estimate: Estimate) -> None:
    alone = rest_of(replace(estimate, extras=()))

    assert str(alone.left_for_shots(Decimal("12.3456"), None, set_aside=False)) == "12.3456"


@given(estimates())
def test_sums_by_account_are_those_of_the_rows_accounts(estimate: Estimate) -> None:
    rows: Counter[tuple[str, str]] = Counter()
    for row in estimate_rows(estimate):
        for amount in in_money([row]):
            rows[str(row["account"]), amount.unit] += amount.number  # type: ignore[assignment]

    groups: Counter[tuple[str, str]] = Counter()
    for group in groups_of(estimate, GroupBy.ACCOUNT):
        amount = group.money or group.amount
        groups[group.name, amount.unit] += amount.number  # type: ignore[assignment]
    assert +groups == +rows


@given(estimates(told=True))
def test_what_can_be_told_in_one_currency_has_one_total_in_its_cents(estimate: Estimate) -> None:
    assert estimate.total is not None
    assert estimate.total.unit == "USD"
    assert estimate.total.number == EXACT.quantize(estimate.total.number, Decimal("0.01"))


@given(estimates())
def test_without_extras_and_contingency_an_estimate_is_its_plan(estimate: Estimate) -> None:
    alone = replace(estimate, extras=(), contingency=Decimal(0))

    assert alone.items == []
    assert alone.totals == [alone.shots]


@given(estimates(), st.randoms())
def test_the_order_of_extras_changes_no_total(estimate: Estimate, random: Random) -> None:
    shuffled = list(estimate.extras)
    random.shuffle(shuffled)

    assert by_unit(replace(estimate, extras=shuffled).totals) == by_unit(estimate.totals)


@given(estimates(told=True))
def test_the_contingency_is_its_share_of_all_else_to_half_a_cent(estimate: Estimate) -> None:
    assert estimate.total is not None
    items = [item for item in estimate.items if item.kind is ItemKind.CONTINGENCY]
    number = sum((item.shown.number for item in items), Decimal(0))
    base = Fraction(estimate.total.number) - Fraction(number)

    assert abs(Fraction(number) - base * Fraction(estimate.contingency)) <= Fraction(1, 200)
    assert len(items) == (1 if estimate.contingency else 0)


@given(estimates(told=False), IN_CENTS)
def test_a_budget_in_the_currency_of_plan_and_extras_needs_no_rate_whatever_they_are_told_in(
    estimate: Estimate, limit: Decimal
) -> None:
    dollars = [Extra(name="Music", number=Decimal(5), currency="USD")]
    told = replace(estimate, extras=dollars, money=MoneyRules(rates=DOLLARS))
    if told.entry.plan.unit == "USD":
        entry = compare_plans([told.entry.plan], told.money).chosen
        assert rest_of(replace(told, entry=entry)).extras_in("USD") == Amount(Decimal(5), "USD")
        assert check_estimate(replace(told, entry=entry), limit, "USD").limit == Amount(limit, "USD")


@given(estimates())
def test_what_has_no_price_is_counted_in_every_grouping_and_where_the_rows_book_it(
    estimate: Estimate,
) -> None:
    rows = [row for row in estimate_rows(estimate) if row["reason"]]
    for by in GroupBy:
        groups = groups_of(estimate, by)
        assert any(group.unpriced for group in groups) == bool(rows)
        assert all(group.floor for group in groups if group.unpriced)
    booked = {group.name for group in groups_of(estimate, GroupBy.ACCOUNT) if group.unpriced}
    assert booked == {row["account"] for row in rows}
    staged = {group.name for group in groups_of(estimate, GroupBy.STAGE) if group.unpriced}
    assert staged == {row["stage"] for row in rows}
    modelled = {group.name for group in groups_of(estimate, GroupBy.MODEL) if group.unpriced}
    assert modelled == {row["model"] or "" for row in rows}


@given(estimates())
def test_a_share_of_what_is_doubtful_is_doubtful_itself(estimate: Estimate) -> None:
    for item in estimate.items:
        if item.kind is ItemKind.CONTINGENCY and item.shown.unit == estimate.shots.unit:
            assert item.approximate or not estimate.entry.approximate
            assert item.floor == estimate.entry.plan.floor


@given(estimates(told=True))
def test_a_budget_of_exactly_the_total_is_met_and_a_cent_less_is_not(estimate: Estimate) -> None:
    assert estimate.total is not None
    total = estimate.total.number

    assert check_estimate(estimate, total, "USD").over_by == 0
    assert check_estimate(estimate, total - Decimal("0.01"), "USD").exceeded


@given(estimates(told=True), IN_CENTS)
def test_shots_within_what_is_left_for_them_keep_the_whole_within_the_budget(
    estimate: Estimate, limit: Decimal
) -> None:
    left = Fraction(rest_of(estimate).left_for_shots(limit, "USD", set_aside=True))

    check = check_estimate(estimate, limit, "USD")

    if Fraction(estimate.shots.number) <= left:
        assert not check.exceeded


@given(estimates(told=True), IN_CENTS)
def test_beyond_what_is_left_for_the_shots_the_budget_breaks_but_for_the_rounding_of_the_contingency(
    estimate: Estimate, limit: Decimal
) -> None:
    left = Fraction(rest_of(estimate).left_for_shots(limit, "USD", set_aside=True))

    if Fraction(estimate.shots.number) > left + Fraction(3, 200):
        assert check_estimate(estimate, limit, "USD").exceeded


@given(estimates(told=False), IN_CENTS)
def test_a_budget_in_credits_counts_credits_only_and_names_what_it_leaves_out(
    estimate: Estimate, limit: Decimal
) -> None:
    unit, rest = estimate.entry.plan.unit, rest_of(estimate)
    if is_currency(unit):
        return

    counted = [extra for extra in estimate.extras if extra.currency is None]
    assert rest.extras_in(unit).number == sum((extra.number for extra in counted), Decimal(0))
    assert list(rest.left_out_of(unit)) == [extra for extra in estimate.extras if extra.currency]
    assert rest.left_for_shots(limit, None, set_aside=False) == limit - rest.extras_in(unit).number


@given(estimates(told=False))
def test_an_extra_in_another_currency_than_the_budgets_is_refused_not_guessed(estimate: Estimate) -> None:
    euros = replace(estimate, extras=[Extra(name="Music", number=Decimal(5), currency="EUR")])
    if not is_currency(euros.entry.plan.unit):
        return
    try:
        check_estimate(euros, Decimal(100), "USD")
    except MoneyUnknown as error:
        assert "EUR" in str(error)  # noqa: PT017 - a law has no room for raises
    else:
        raise AssertionError
