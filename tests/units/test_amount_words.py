"""Numbers in and out: what is exact, how it is written, what is a share."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kling_cost.amounts import Amount, counted, exact, grouped, plain, share
from kling_cost.errors import NotAShare, NotExact


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (8, "8"),
        (-3, "-3"),
        (Decimal("0.084"), "0.084"),
        ("0.084", "0.084"),
        (" 8 ", "8"),
        ("1e3", "1000"),
        ("-0.5", "-0.5"),
    ],
)
def test_whole_numbers_decimals_and_their_text_are_exact(value: object, number: str) -> None:
    assert exact(value) == Decimal(number)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "eight",
        "8 s",
        "1,5",
        "1_000",
        "nan",
        "inf",
        "-Infinity",
        True,
        None,
        1.5,
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("Infinity"),
    ],
    ids=repr,
)
def test_anything_else_is_refused_with_what_is_allowed(value: object) -> None:
    with pytest.raises(NotExact, match=r"is not an exact number; "):
        exact(value)


def test_a_float_is_refused_as_what_it_is() -> None:
    with pytest.raises(NotExact, match=r"^0\.1 is not an exact number; a float is a binary fraction"):
        exact(0.1)
    with pytest.raises(NotExact, match=r"^'1_000' is not an exact number; write it in digits, such as 8"):
        exact("1_000")


def test_a_number_has_at_most_sixty_digits() -> None:
    longest = "1" * 59 + ".1"
    assert str(exact(longest)) == longest
    for too_long in (longest + "1", int("1" * 61), Decimal("1E-61"), Decimal("1E+61")):
        with pytest.raises(NotExact):
            exact(too_long)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("2450", "2450"),
        ("2450.00", "2450"),
        ("0.0840", "0.084"),
        ("1E+3", "1000"),
        ("1E-7", "0.0000001"),
        ("0", "0"),
        ("-0.0", "0"),
        ("-1.50", "-1.5"),
        ("100", "100"),
    ],
)
def test_a_number_is_written_plainly(number: str, text: str) -> None:
    assert plain(Decimal(number)) == text


@pytest.mark.parametrize(
    ("number", "decimals", "text"),
    [
        ("2450", 0, "2,450"),
        ("0.5", 2, "0.50"),
        ("1234567.891", 2, "1,234,567.891"),
        ("999", 0, "999"),
        ("-1234.5", 2, "-1,234.50"),
        ("-0.5", 0, "-0.5"),
        ("0", 2, "0.00"),
        ("1E+3", 0, "1,000"),
    ],
)
def test_a_number_for_people_has_its_thousands_grouped(number: str, decimals: int, text: str) -> None:
    assert grouped(Decimal(number), decimals) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0 shots"), (1, "1 shot"), (2, "2 shots"), (1000, "1,000 shots"), (Decimal("1.0"), "1 shot")],
)
def test_one_thing_is_counted_in_the_singular(number: int | Decimal, text: str) -> None:
    assert counted(number, "shot") == text


def test_an_amount_is_read_with_its_unit() -> None:
    assert str(Amount(Decimal("2450.50"), "pixverse-credit")) == "2,450.5 pixverse-credit"


@pytest.mark.parametrize(
    ("text", "number"), [("0.25", "0.25"), ("25%", "0.25"), (" 25 % ", "0.25"), ("1", "1"), ("100%", "1")]
)
def test_a_share_is_a_fraction_or_a_percentage(text: str, number: str) -> None:
    assert share(text) == Decimal(number)


@pytest.mark.parametrize("text", ["0", "0%", "1.01", "101%", "-0.5", "half", "", "%", "0.5%%", "nan"])
def test_a_share_is_above_0_and_at_most_1(text: str) -> None:
    with pytest.raises(NotAShare, match=r"is not a share above 0 and at most 1; write 0\.25 or 25%"):
        share(text)
