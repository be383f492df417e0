"""Laws of exact numbers and amounts: nothing is rounded, nothing is guessed, units never mix."""

from __future__ import annotations

from decimal import Decimal, Inexact
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_cost.amounts import EXACT, Amount, exact, grouped, plain, share, total
from kling_cost.errors import UnitMismatch
from kling_cost.testing import amounts

numbers = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=9)
credits_ = amounts("pixverse-credit")


@given(numbers)
def test_a_number_written_plainly_reads_back_as_itself(number: Decimal) -> None:
    assert exact(plain(number)) == number


@given(numbers)
def test_a_plain_number_has_no_exponent_and_no_trailing_zeros(number: Decimal) -> None:
    text = plain(number)
    assert "E" not in text.upper()
    assert not ("." in text and text.endswith(("0", ".")))
    assert text != "-0"


@given(numbers, st.integers(0, 4))
def test_a_grouped_number_has_the_same_value_and_at_least_its_decimals(number: Decimal, least: int) -> None:
    text = grouped(number, least)
    whole, _, fraction = text.partition(".")
    assert Decimal(text.replace(",", "")) == number
    assert len(fraction) >= least
    assert all(len(group) == 3 for group in whole.lstrip("-").split(",")[1:])


@given(st.integers())
def test_a_whole_number_is_exact_as_it_is(number: int) -> None:
    assert exact(number) == number
    assert exact(f" {number} ") == number


@given(st.lists(credits_).flatmap(lambda parts: st.tuples(st.just(parts), st.permutations(parts))))
def test_a_total_does_not_depend_on_the_order(two: tuple[list[Amount], list[Amount]]) -> None:
    parts, mixed = two
    assert total(mixed, "pixverse-credit") == total(parts, "pixverse-credit")


@given(st.lists(credits_), st.lists(credits_))
def test_the_total_of_two_lists_is_the_sum_of_their_totals(left: list[Amount], right: list[Amount]) -> None:
    unit = "pixverse-credit"
    assert total([*left, *right], unit) == total(left, unit) + total(right, unit)


@given(st.lists(credits_))
def test_a_total_is_the_exact_sum(parts: list[Amount]) -> None:
    expected = sum((Fraction(part.number) for part in parts), Fraction(0))
    assert Fraction(total(parts, "pixverse-credit").number) == expected


@given(credits_, amounts("USD"))
def test_amounts_of_two_units_never_add_up(left: Amount, right: Amount) -> None:
    with pytest.raises(UnitMismatch, match=r"pixverse-credit and in USD do not add up"):
        left + right


def test_a_sum_keeps_more_digits_than_the_usual_28() -> None:
    large, small = Amount(Decimal(10) ** 40, "USD"), Amount(Decimal("0.000000001"), "USD")
    assert str((large + small).number) == "1" + "0" * 40 + ".000000001"


def test_the_core_raises_rather_than_round() -> None:
    with pytest.raises(Inexact):
        EXACT.multiply(Decimal(10**399 + 1), Decimal("1.01"))


@given(st.integers(1, 10_000))
def test_a_percentage_is_the_same_share_as_its_fraction(hundredths: int) -> None:
    number = Decimal(hundredths).scaleb(-4)
    assert share(f"{plain(number * 100)}%") == share(plain(number)) == number


@given(st.text("0123456789", min_size=1, max_size=40).filter(lambda digits: digits.strip("0")))
def test_a_percentage_keeps_every_digit(digits: str) -> None:
    number = Fraction(f"33.{digits}") / 100
    assert Fraction(share(f"33.{digits}%")) == number
