"""What an amount is in money: the price of a credit and the exchange rates that the user gave.

The one place that divides, and it divides last: everything is multiplied as an exact fraction, a plan's
money is rounded once (half up, to the currency's minor unit), and the rounded total is allotted to the lines
by largest remainder, so that lines add up to the cent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.amounts import Amount, exact, plain
from kling_cost.errors import KlingCostError, MoneyUnknown, NotExact

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

CURRENCY = re.compile(r"[A-Z]{3}")
_JOINT = re.compile(r"(?<=\d)(?=[A-Z])|(?<=[A-Z])(?=\d)")  # 50USD, USD50
_NUMBER = re.compile(r"(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")

# Minor units that are not two decimals (ISO 4217, list one).
_NO_DECIMALS = frozenset(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split()  # noqa: SIM905 - a list to read
)
_THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


def decimals_of(currency: str) -> int:
    """Give the decimals of a currency's minor unit (ISO 4217): USD 2, JPY 0, KWD 3."""
    return 0 if currency in _NO_DECIMALS else 3 if currency in _THREE_DECIMALS else 2


def is_currency(unit: str) -> bool:
    """Tell whether a unit is a currency rather than a provider's credit."""
    return CURRENCY.fullmatch(unit) is not None


class BadMoney(KlingCostError):  # noqa: N818
    """A price of credits, an exchange rate or an amount of money that cannot be read."""

    code = "bad-money"


@dataclass(frozen=True, slots=True)
class CreditPrice:
    """What credits cost: ``price`` of ``currency`` for ``credits`` of them."""

    price: Decimal
    currency: str
    credits: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Money:
    """A plan's money: the rounded total, each line's share (they add up), and the exact value for ranking."""

    total: Amount
    shares: Sequence[Decimal]
    unrounded: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyRules:
    """What the user said about money.

    ``credit_prices`` maps a credit's id, or ``""`` for whatever credit is met, to its price. ``rates`` maps
    (from, to) currencies to the units of ``to`` that one unit of ``from`` buys.
    """

    credit_prices: Mapping[str, CreditPrice] = field(default_factory=dict)
    rates: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)

    def currency_of(self, unit: str) -> str | None:
        """Give the currency in which amounts of ``unit`` can be told, or None if they cannot."""
        price = self._credit_price(unit)
        start = unit if is_currency(unit) else price.currency if price else None
        if start is None:
            return None
        return next((to for source, to in self.rates if source == start), start)

    def factor(self, unit: str) -> Fraction:
        """Give the money that one of ``unit`` is, exactly.

        Raises:
            MoneyUnknown: for credits without a price.
        """
        currency, result = unit, Fraction(1)
        if not is_currency(unit):
            price = self._credit_price(unit)
            if price is None:
                raise MoneyUnknown(unit)
            currency, result = price.currency, _fraction(price.price) / _fraction(price.credits)
        to = self.currency_of(unit)
        return result if to in (None, currency) else result * _fraction(self.rates[currency, str(to)])

    def money_of(self, amounts: Sequence[Amount], unit: str) -> Money | None:
        """Tell a plan's lines, all in ``unit``, in money; None where no price of the credit is known.

        The total is rounded half up once; the shares are in the order of ``amounts`` and add up to it.
        """
        currency = self.currency_of(unit)
        if currency is None:
            return None
        scale = 10 ** decimals_of(currency)
        factor = self.factor(unit) * scale
        parts = [Fraction(amount.number) * factor for amount in amounts]
        whole = sum(parts, Fraction(0))
        minor = (2 * whole + 1).__floor__() // 2
        shares = [Decimal(part).scaleb(-decimals_of(currency)) for part in _allot(minor, parts)]
        total = Decimal(minor).scaleb(-decimals_of(currency))
        return Money(total=Amount(total, currency), shares=shares, unrounded=whole / scale)

    def _credit_price(self, unit: str) -> CreditPrice | None:
        return self.credit_prices.get(unit, self.credit_prices.get(""))

    def describe(self) -> list[str]:
        """Name every price and rate that was given, as the result must."""
        prices = [
            f"credit price: {_credits(price.credits)} = {plain(price.price)} {price.currency}"
            + (f" ({unit})" if unit else "")
            for unit, price in self.credit_prices.items()
        ]
        rates = [
            f"exchange rate: 1 {source} = {plain(rate)} {to}" for (source, to), rate in self.rates.items()
        ]
        return [*prices, *rates]


def _fraction(number: Decimal) -> Fraction:
    return Fraction(exact(number))


def _credits(number: Decimal) -> str:
    return "1 credit" if number == 1 else f"{plain(number)} credits"


def _allot(total: int, parts: Sequence[Fraction]) -> list[int]:
    """Cut ``total`` into whole shares near ``parts``: floors first, the rest to the largest remainders.

    Of equal remainders the earlier line is served first. ``total`` must be the rounded sum of ``parts``.
    """
    shares = [part.__floor__() for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda index: (shares[index] - parts[index], index))
    for index in by_remainder[: total - sum(shares)]:
        shares[index] += 1
    return shares


def read_amount(text: str) -> tuple[Decimal, str | None]:
    """Read ``2000`` or ``50 USD`` (also ``USD 50``): a number and, if given, its currency.

    Commas group thousands and nothing else: ``1.000,50`` is refused, not guessed at.

    Raises:
        BadMoney: for anything else.
    """
    words = _JOINT.sub(" ", text.upper()).split()
    currencies = [word for word in words if CURRENCY.fullmatch(word)]
    numbers = [word for word in words if not CURRENCY.fullmatch(word)]
    if len(numbers) != 1 or len(currencies) > 1 or not _NUMBER.fullmatch(numbers[0]):
        raise BadMoney(f"{text!r} is not an amount; write 2000, 2,000.50 or '50 USD'")
    try:
        return exact(numbers[0].replace(",", "")), currencies[0] if currencies else None
    except NotExact as error:
        raise BadMoney(str(error)) from None


def read_credit_price(text: str) -> CreditPrice:
    """Read ``0.0133 USD`` (of one credit) or ``10 USD / 1000`` (of so many).

    Raises:
        BadMoney: for anything else, and for a price of nothing.
    """
    price_text, slash, credits_text = text.partition("/")
    hint = f"{text!r} is not the price of a credit; write '0.0133 USD', or '10 USD / 1000' for a pack"
    try:
        price, currency = read_amount(price_text)
        credits = exact(credits_text) if slash else Decimal(1)  # noqa: A001 - the field's word
    except (BadMoney, NotExact):
        raise BadMoney(hint) from None
    if currency is None or price <= 0 or credits <= 0:
        raise BadMoney(hint)
    return CreditPrice(price, currency, credits)


def read_exchange_rate(text: str) -> tuple[tuple[str, str], Decimal]:
    """Read ``CNY/USD=0.14``: one CNY is 0.14 USD.

    Raises:
        BadMoney: for anything else.
    """
    pair, _, number_text = text.partition("=")
    source, _, to = pair.strip().upper().partition("/")
    try:
        rate = exact(number_text)
    except NotExact:
        rate = Decimal(0)
    if not (CURRENCY.fullmatch(source) and CURRENCY.fullmatch(to)) or source == to or rate <= 0:
        raise BadMoney(f"{text!r} is not an exchange rate; write CNY/USD=0.14 for 1 CNY = 0.14 USD")
    return (source, to), rate
