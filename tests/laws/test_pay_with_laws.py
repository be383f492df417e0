"""Laws of paying with a plan or pack: exact until rounded once, fair, and never worse for a better plan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import floor
from pathlib import Path

from hypothesis import assume, given
from hypothesis import strategies as st

from kling_cost import Amount, MoneyRules, PriceBook
from kling_cost.currencies import decimals_of
from kling_cost.datafiles import SourceFile
from kling_cost.money import CreditPrice, Money, PaidWith
from kling_cost.pricebook.credit_plans import CreditPlanFile, CreditPlans, PlansFile
from kling_cost.pricebook.plan_values import PlanValue, plan_values
from kling_cost.pricebook.rate import Basis
from kling_cost.rounding import rounded, significant
from kling_cost.testing import amounts

CREDIT, SHOP = "shop-credit", "shop"
BOOK = PriceBook()
ON = date(2026, 11, 20)

lines = st.lists(amounts(CREDIT), max_size=12)
list_prices = st.lists(amounts("USD"), max_size=12)
sums = st.integers(1, 10**8).map(lambda cents: Decimal(cents).scaleb(-2))
sizes = st.integers(1, 10**8).map(lambda hundredths: Decimal(hundredths).scaleb(-2))
currencies = st.sampled_from(["USD", "CNY", "JPY", "KWD"])


def packs(unit: str = CREDIT) -> st.SearchStrategy[PaidWith]:
    prices = st.builds(CreditPrice, price=sums, currency=currencies, credits=sizes)
    return prices.map(lambda price: PaidWith("pack", unit, price))


def paid(parts: list[Amount], pack: PaidWith) -> Money:
    money = MoneyRules(paid_with={SHOP: pack}).money_of(parts, pack.unit, SHOP)
    assert money is not None
    return money


def exactly(parts: list[Amount], pack: PaidWith) -> Fraction:
    """Give what the parts cost: amount x price / what the price buys."""
    numbers = sum((Fraction(part.number) for part in parts), Fraction(0))
    return numbers * Fraction(pack.price.price) / Fraction(pack.price.credits)


@given(lines, packs())
def test_a_plan_makes_an_amount_amount_times_price_over_what_it_buys(
    parts: list[Amount], pack: PaidWith
) -> None:
    assert paid(parts, pack).unrounded == exactly(parts, pack)


@given(lines, packs())
def test_money_of_a_plan_is_rounded_half_up_once(parts: list[Amount], pack: PaidWith) -> None:
    total = paid(parts, pack).total
    scale = 10 ** decimals_of(pack.price.currency)
    assert Fraction(total.number) * scale == floor(exactly(parts, pack) * scale + Fraction(1, 2))
    assert total.unit == pack.price.currency


@given(lines, packs())
def test_shares_of_what_a_plan_pays_add_up(parts: list[Amount], pack: PaidWith) -> None:
    money = paid(parts, pack)
    assert sum(money.shares, Decimal(0)) == money.total.number
    assert len(money.shares) == len(parts)


@given(list_prices, sums)
def test_a_pack_that_sells_at_the_list_price_changes_nothing(parts: list[Amount], size: Decimal) -> None:
    pack = PaidWith("pack", "USD", CreditPrice(size, "USD", size))
    at_list = MoneyRules().money_of(parts, "USD")
    assert at_list is not None
    with_pack = paid(parts, pack)
    assert (with_pack.total, with_pack.shares) == (at_list.total, at_list.shares)
    assert with_pack.unrounded == at_list.unrounded
    assert (with_pack.listed, with_pack.converted) == (True, True)
    assert (at_list.listed, at_list.converted) == (False, False)


@given(lines, packs(), st.integers(1, 1000))
def test_ten_packs_price_a_credit_as_one_does(parts: list[Amount], pack: PaidWith, times: int) -> None:
    price = pack.price
    many = CreditPrice(price.price * times, price.currency, price.credits * times)
    assert paid(parts, PaidWith("many", CREDIT, many)) == paid(parts, pack)


@given(lines, packs(), packs())
def test_a_plan_whose_credit_costs_less_never_costs_more(
    parts: list[Amount], one: PaidWith, other: PaidWith
) -> None:
    assume(one.price.currency == other.price.currency)
    better, worse = sorted((one, other), key=lambda pack: exactly([Amount(Decimal(1), CREDIT)], pack))
    assert paid(parts, better).total.number <= paid(parts, worse).total.number
    assert paid(parts, better).unrounded <= paid(parts, worse).unrounded


@given(lines, packs(), amounts(CREDIT))
def test_more_never_costs_less_with_a_plan(parts: list[Amount], pack: PaidWith, more: Amount) -> None:
    assert paid([*parts, more], pack).total.number >= paid(parts, pack).total.number


@given(lines.flatmap(lambda drawn: st.tuples(st.just(drawn), st.permutations(drawn))), packs())
def test_what_a_plan_pays_does_not_depend_on_the_order_of_the_lines(
    two: tuple[list[Amount], list[Amount]], pack: PaidWith
) -> None:
    parts, mixed = two
    assert paid(mixed, pack).total == paid(parts, pack).total


@given(lines, packs())
def test_a_plan_pays_as_a_price_of_the_credit_would(parts: list[Amount], pack: PaidWith) -> None:
    by_price = MoneyRules(credit_prices={CREDIT: pack.price}).money_of(parts, CREDIT, SHOP)
    assert paid(parts, pack) == by_price


@given(lines, packs(), packs())
def test_a_plan_comes_before_a_price_of_the_credit(
    parts: list[Amount], pack: PaidWith, other: PaidWith
) -> None:
    both = MoneyRules(credit_prices={"": other.price}, paid_with={SHOP: pack})
    assert both.money_of(parts, CREDIT, SHOP) == paid(parts, pack)


@given(list_prices, packs("USD"))
def test_a_plan_pays_at_its_own_provider_only(parts: list[Amount], pack: PaidWith) -> None:
    rules = MoneyRules(paid_with={SHOP: pack})
    plainly = MoneyRules().money_of(parts, "USD")
    assert rules.money_of(parts, "USD", "elsewhere") == plainly
    assert rules.money_of(parts, "USD") == plainly


@given(lines, packs("USD"))
def test_a_plan_pays_only_what_it_buys(parts: list[Amount], pack: PaidWith) -> None:
    assert MoneyRules(paid_with={SHOP: pack}).money_of(parts, CREDIT, SHOP) is None


@given(lines, packs(), st.integers(1, 10**6))
def test_an_exchange_rate_is_applied_to_what_a_plan_pays_before_anything_is_rounded(
    parts: list[Amount], pack: PaidWith, rate: int
) -> None:
    exchange = Decimal(rate).scaleb(-3)
    rules = MoneyRules(paid_with={SHOP: pack}, rates={(pack.price.currency, "GBP"): exchange})
    money = rules.money_of(parts, CREDIT, SHOP)
    assert money is not None
    assert money.unrounded == exactly(parts, pack) * Fraction(exchange)
    assert Fraction(money.total.number) * 100 == floor(money.unrounded * 100 + Fraction(1, 2))


@st.composite
def plans_files(draw: st.DrawFn) -> PlansFile:
    """Draw files of up to ten plans, some of nobody knows how many credits, some for nothing."""
    plans = [
        CreditPlanFile(
            id=f"plan-{number}",
            name=f"Plan {number}",
            kind="pack",
            price=draw(st.just(Decimal(0)) | sums),
            currency=draw(st.sampled_from(["USD", "CNY"])),
            credits=draw(st.none() | sizes),
            source="page",
            basis=Basis.THIRD_PARTY,
        )
        for number in range(draw(st.integers(1, 10)))
    ]
    return PlansFile(
        applies_from=ON,
        first_day="stated",
        known_from=ON,
        summary="Drawn.",
        sources={"page": SourceFile(title="A page", link="https://example.com", read_on=ON)},
        unit=CREDIT,
        worth=draw(sizes),
        plans=tuple(plans),
    )


def valued(file: PlansFile) -> list[PlanValue]:
    plans = CreditPlans(name="2026-08-12", provider=SHOP, path=Path("plans.toml"), file=file)
    return list(plan_values(plans, BOOK, ON))


@given(plans_files())
def test_plans_stand_in_the_order_of_money_per_credit_within_each_currency(file: PlansFile) -> None:
    values = valued(file)
    for before, after in pairwise(values):
        assert before.per_credit is not None or after.per_credit is None
        if before.per_credit is not None and after.per_credit is not None:
            alike = before.plan.currency == after.plan.currency
            assert not alike or before.per_credit <= after.per_credit
    currencies = [value.plan.currency for value in values if value.per_credit is not None]
    assert sum(before != after for before, after in pairwise(currencies)) <= 1


@given(plans_files())
def test_no_plan_is_lost_or_added_by_valuing(file: PlansFile) -> None:
    found = sorted(value.plan.id for value in valued(file))
    assert found == sorted(plan.id for plan in file.plans)


@given(plans_files())
def test_the_value_of_a_credit_times_the_credits_is_the_price(file: PlansFile) -> None:
    for value in valued(file):
        if value.per_credit is None:
            assert value.plan.credits is None or value.plan.price == 0
        else:
            assert value.plan.credits is not None
            assert value.per_credit * Fraction(value.plan.credits) == Fraction(value.plan.price)


@given(st.fractions(min_value=0, max_value=10**6), st.integers(0, 6))
def test_a_shown_ratio_is_rounded_half_up(value: Fraction, decimals: int) -> None:
    shown = rounded(value, decimals)
    assert Fraction(shown) * 10**decimals == floor(value * 10**decimals + Fraction(1, 2))
    assert shown.as_tuple().exponent == -decimals


@given(st.fractions(min_value=Fraction(1, 10**9), max_value=10**9), st.integers(1, 8))
def test_a_shown_figure_has_so_many_digits_and_is_the_nearest(value: Fraction, digits: int) -> None:
    shown = significant(value, digits)
    assert len(shown.normalize().as_tuple().digits) <= digits
    last = Fraction(10) ** (shown.adjusted() - digits + 1)
    assert abs(Fraction(shown) - value) <= last / 2


def test_the_figure_of_nothing_is_nothing() -> None:
    assert significant(Fraction(0)) == 0
    assert significant(Fraction(15, 10**5), 1) == Decimal("0.0002")
