"""Laws of money: rounded half up once, allotted by largest remainder, checked against exact fractions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_cost import Amount, MoneyRules
from kling_cost.currencies import decimals_of
from kling_cost.errors import MoneyUnknown
from kling_cost.money import CreditPrice, Money
from kling_cost.testing import amounts

CREDIT = "pixverse-credit"
DECIMALS = {"USD": 2, "EUR": 2, "JPY": 0, "KRW": 0, "KWD": 3, "BHD": 3}

lines = st.lists(amounts(CREDIT), max_size=12)
currencies = st.sampled_from(sorted(DECIMALS))
prices = st.builds(
    CreditPrice,
    price=st.integers(1, 10**6).map(lambda n: Decimal(n).scaleb(-4)),
    currency=currencies,
    credits=st.integers(1, 3000).map(Decimal),
)


def told(parts: list[Amount], price: CreditPrice) -> Money:
    money = MoneyRules(credit_prices={CREDIT: price}).money_of(parts, CREDIT)
    assert money is not None
    return money


def exact_minor_units(parts: list[Amount], price: CreditPrice) -> list[Fraction]:
    """Give each line's money in minor units, exactly."""
    each = Fraction(price.price) / Fraction(price.credits) * 10 ** DECIMALS[price.currency]
    return [Fraction(part.number) * each for part in parts]


def in_minor_units(number: Decimal, currency: str) -> Fraction:
    return Fraction(number) * Fraction(10) ** DECIMALS[currency]


@given(lines, prices)
def test_a_total_is_rounded_half_up_once(parts: list[Amount], price: CreditPrice) -> None:
    total = told(parts, price).total
    whole = sum(exact_minor_units(parts, price), Fraction(0))
    assert in_minor_units(total.number, price.currency) == floor(whole + Fraction(1, 2))
    assert total.unit == price.currency


@given(lines, prices)
def test_the_unrounded_total_is_exact(parts: list[Amount], price: CreditPrice) -> None:
    whole = sum(exact_minor_units(parts, price), Fraction(0))
    assert told(parts, price).unrounded == whole / 10 ** DECIMALS[price.currency]


@given(lines, prices)
def test_shares_add_up_to_the_total(parts: list[Amount], price: CreditPrice) -> None:
    money = told(parts, price)
    assert sum(money.shares, Decimal(0)) == money.total.number
    assert len(money.shares) == len(parts)


@given(lines, prices)
def test_every_share_is_within_one_minor_unit_of_its_exact_value(
    parts: list[Amount], price: CreditPrice
) -> None:
    shares = told(parts, price).shares
    for share, value in zip(shares, exact_minor_units(parts, price), strict=True):
        assert abs(in_minor_units(share, price.currency) - value) < 1


@given(lines, prices)
def test_shares_are_those_of_the_largest_remainders_served_one_by_one(
    parts: list[Amount], price: CreditPrice
) -> None:
    values = exact_minor_units(parts, price)
    expected = [floor(value) for value in values]
    while sum(expected) < floor(sum(values, Fraction(0)) + Fraction(1, 2)):
        short = [value - share for value, share in zip(values, expected, strict=True)]
        expected[short.index(max(short))] += 1
    shares = [in_minor_units(share, price.currency) for share in told(parts, price).shares]
    assert shares == expected


@given(lines.flatmap(lambda drawn: st.tuples(st.just(drawn), st.permutations(drawn))), prices)
def test_a_total_does_not_depend_on_the_order_of_the_lines(
    two: tuple[list[Amount], list[Amount]], price: CreditPrice
) -> None:
    parts, mixed = two
    assert told(mixed, price).total == told(parts, price).total


@given(amounts(CREDIT), st.integers(1, 20), prices)
def test_shares_of_equal_lines_differ_by_one_minor_unit_at_most_and_the_larger_come_first(
    amount: Amount, count: int, price: CreditPrice
) -> None:
    shares = [in_minor_units(share, price.currency) for share in told([amount] * count, price).shares]
    assert max(shares) - min(shares) <= 1
    assert shares == sorted(shares, reverse=True)


@given(lines, prices, st.integers(0, 12))
def test_the_share_of_nothing_is_nothing(parts: list[Amount], price: CreditPrice, place: int) -> None:
    place = min(place, len(parts))
    with_nothing = [*parts[:place], Amount(Decimal(0), CREDIT), *parts[place:]]
    money = told(with_nothing, price)
    assert money.shares[place] == 0
    assert money.total == told(parts, price).total


@given(lines, prices)
def test_money_is_written_with_the_decimals_of_its_currency(parts: list[Amount], price: CreditPrice) -> None:
    money = told(parts, price)
    for number in (money.total.number, *money.shares):
        assert number.as_tuple().exponent == -DECIMALS[price.currency]


@given(lines, st.integers(1, 10**5), st.integers(1, 500))
def test_a_pack_costs_the_same_however_its_price_is_given(parts: list[Amount], cents: int, size: int) -> None:
    pack = CreditPrice(Decimal(cents).scaleb(-2), "USD", Decimal(size))
    ten_packs = CreditPrice(Decimal(cents * 10).scaleb(-2), "USD", Decimal(size * 10))
    assert told(parts, pack) == told(parts, ten_packs)


@given(lines, prices, st.integers(1, 10**6))
def test_an_exchange_rate_is_multiplied_before_anything_is_rounded(
    parts: list[Amount], price: CreditPrice, rate: int
) -> None:
    exchange = Decimal(rate).scaleb(-3)
    rules = MoneyRules(credit_prices={"": price}, rates={(price.currency, "GBP"): exchange})
    money = rules.money_of(parts, CREDIT)
    assert money is not None
    scale = Fraction(100, 10 ** DECIMALS[price.currency])
    pence = sum(exact_minor_units(parts, price), Fraction(0)) * scale * Fraction(exchange)
    assert Fraction(money.total.number) * 100 == floor(pence + Fraction(1, 2))
    assert money.total.unit == "GBP"


@given(st.lists(amounts("USD"), max_size=12))
def test_a_currency_needs_no_price_of_a_credit(parts: list[Amount]) -> None:
    money = MoneyRules().money_of(parts, "USD")
    assert money is not None
    assert money.total.unit == "USD"
    assert money.unrounded == sum((Fraction(part.number) for part in parts), Fraction(0))


@given(lines)
def test_credits_without_a_price_have_no_money_rather_than_none_of_it(parts: list[Amount]) -> None:
    assert MoneyRules().money_of(parts, CREDIT) is None
    with pytest.raises(MoneyUnknown, match="give --credit-price"):
        MoneyRules().factor(CREDIT)


@pytest.mark.parametrize(("currency", "decimals"), sorted(DECIMALS.items()))
def test_a_currency_has_the_decimals_of_iso_4217(currency: str, decimals: int) -> None:
    assert decimals_of(currency) == decimals


def test_half_a_cent_is_rounded_up_and_given_to_the_first_of_equal_lines() -> None:
    price = CreditPrice(Decimal("0.005"), "USD")
    one = told([Amount(Decimal(1), CREDIT)], price)
    assert one.total == Amount(Decimal("0.01"), "USD")
    three = told([Amount(Decimal(1), CREDIT)] * 3, price)
    assert three.total == Amount(Decimal("0.02"), "USD")
    assert three.shares == [Decimal("0.01"), Decimal("0.01"), Decimal("0.00")]
