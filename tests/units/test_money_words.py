"""What a user says about money: amounts, prices of credits, exchange rates, each read or refused."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from kling_cost import Amount, MoneyRules
from kling_cost.currencies import decimals_of, is_currency
from kling_cost.errors import MoneyUnknown
from kling_cost.money import (
    BadMoney,
    CreditPrice,
    read_amount,
    read_credit_price,
    read_exchange_rate,
)

CREDIT = "pixverse-credit"


@pytest.mark.parametrize(
    ("text", "number", "currency"),
    [
        ("2000", "2000", None),
        ("2,000.50", "2000.50", None),
        ("50 USD", "50", "USD"),
        ("USD 50", "50", "USD"),
        ("50usd", "50", "USD"),
        ("USD50", "50", "USD"),
        (" 1,234,567 eur ", "1234567", "EUR"),
        ("0", "0", None),
    ],
)
def test_an_amount_is_a_number_with_or_without_a_currency(
    text: str, number: str, currency: str | None
) -> None:
    assert read_amount(text) == (Decimal(number), currency)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "USD",
        "1.000,50",
        "1,00",
        "12,34,567",
        "50 USD EUR",
        "50 60",
        "-5",
        "5e3",
        "fifty USD",
        "50 dollars",
        "$50",
        "50.",
    ],
)
def test_what_is_no_amount_is_refused_not_guessed_at(text: str) -> None:
    with pytest.raises(BadMoney, match=r"is not an amount; write 2000, 2,000\.50 or '50 USD'"):
        read_amount(text)


def test_an_amount_has_at_most_sixty_digits() -> None:
    assert read_amount("9" * 60)[0] == int("9" * 60)
    with pytest.raises(BadMoney, match=r"^'9{59}\.\.\. is not an exact number"):
        read_amount("9" * 61)


@pytest.mark.parametrize(
    ("text", "price"),
    [
        ("0.0133 USD", CreditPrice(Decimal("0.0133"), "USD")),
        ("USD 0.0133", CreditPrice(Decimal("0.0133"), "USD")),
        ("10 USD / 1000", CreditPrice(Decimal(10), "USD", Decimal(1000))),
        ("10USD/1000", CreditPrice(Decimal(10), "USD", Decimal(1000))),
    ],
)
def test_a_credit_has_a_price_or_a_pack_has(text: str, price: CreditPrice) -> None:
    assert read_credit_price(text) == price


@pytest.mark.parametrize(
    "text", ["", "0.0133", "0 USD", "10 USD / 0", "10 USD / -5", "10 USD /", "10 USD / many", "USD", "/ 1000"]
)
def test_a_price_of_nothing_or_of_no_currency_is_refused(text: str) -> None:
    with pytest.raises(
        BadMoney, match=r"is not the price of a credit; write '0\.0133 USD', or '10 USD / 1000' for a pack"
    ):
        read_credit_price(text)


@pytest.mark.parametrize("text", ["CNY/USD=0.14", "cny/usd = 0.14", " CNY/USD =0.14 "])
def test_an_exchange_rate_says_what_one_unit_buys(text: str) -> None:
    assert read_exchange_rate(text) == (("CNY", "USD"), Decimal("0.14"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CNY/USD",
        "CNY/USD=",
        "CNY/USD=0",
        "CNY/USD=-1",
        "CNY/USD=x",
        "CNY=0.14",
        "CNY/CNY=1",
        "YUAN/USD=1",
    ],
)
def test_what_is_no_exchange_rate_is_refused(text: str) -> None:
    with pytest.raises(BadMoney, match=r"is not an exchange rate; write CNY/USD=0\.14 for 1 CNY = 0\.14 USD"):
        read_exchange_rate(text)


def test_a_currency_is_three_capitals() -> None:
    assert is_currency("USD")
    assert not is_currency("usd")
    assert not is_currency("pixverse-credit")
    assert [decimals_of(currency) for currency in ("USD", "JPY", "KWD")] == [2, 0, 3]


@pytest.mark.parametrize(
    ("rules", "unit", "currency"),
    [
        (MoneyRules(), "USD", "USD"),
        (MoneyRules(), CREDIT, None),
        (MoneyRules(credit_prices={"": CreditPrice(Decimal(1), "USD")}), CREDIT, "USD"),
        (MoneyRules(credit_prices={CREDIT: CreditPrice(Decimal(1), "USD")}), "kling-credit", None),
        (MoneyRules(rates={("USD", "EUR"): Decimal("0.9")}), "USD", "EUR"),
        (MoneyRules(rates={("CNY", "USD"): Decimal("0.14")}), "USD", "USD"),
        (
            MoneyRules(
                credit_prices={"": CreditPrice(Decimal(1), "CNY")}, rates={("CNY", "USD"): Decimal("0.14")}
            ),
            CREDIT,
            "USD",
        ),
    ],
)
def test_money_is_told_in_a_currency_only_as_far_as_the_user_said(
    rules: MoneyRules, unit: str, currency: str | None
) -> None:
    assert rules.currency_of(unit) == currency
    if currency is None:
        assert rules.money_of([Amount(Decimal(1), unit)], unit) is None
        with pytest.raises(
            MoneyUnknown, match=f"what an amount in {unit} is in USD is not known; give --credit-price"
        ):
            rules.factor(unit)


def test_money_that_is_not_known_names_the_option_that_would_tell() -> None:
    assert str(MoneyUnknown(CREDIT, "EUR")) == (
        "what an amount in pixverse-credit is in EUR is not known; give --credit-price '0.0133 EUR'"
    )
    assert str(MoneyUnknown("USD", "EUR")) == (
        "what an amount in USD is in EUR is not known; give --fx USD/EUR=RATE"
    )


def test_a_price_of_this_credit_stands_before_a_price_of_any() -> None:
    rules = MoneyRules(
        credit_prices={"": CreditPrice(Decimal(1), "USD"), CREDIT: CreditPrice(Decimal(2), "USD")}
    )
    assert rules.factor(CREDIT) == 2
    assert rules.factor("kling-credit") == 1


def test_one_of_a_unit_is_so_much_money_exactly() -> None:
    pack = CreditPrice(Decimal(10), "CNY", Decimal(3))
    rules = MoneyRules(credit_prices={CREDIT: pack}, rates={("CNY", "USD"): Decimal("0.14")})
    assert rules.factor(CREDIT) == Fraction(10, 3) * Fraction(14, 100)
    assert rules.factor("CNY") == Fraction(14, 100)
    assert rules.factor("USD") == 1


def test_every_price_and_rate_that_was_given_is_named() -> None:
    rules = MoneyRules(
        credit_prices={
            "": CreditPrice(Decimal("0.01330"), "USD"),
            CREDIT: CreditPrice(Decimal(10), "USD", Decimal(1000)),
        },
        rates={("CNY", "USD"): Decimal("0.14")},
    )
    assert rules.describe() == [
        "credit price: 1 credit = 0.0133 USD",
        "credit price: 1000 credits = 10 USD (pixverse-credit)",
        "exchange rate: 1 CNY = 0.14 USD",
    ]
    assert MoneyRules().describe() == []
