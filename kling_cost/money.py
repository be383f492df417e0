"""What an amount is in money: the price of a credit and the exchange rates that the user gave.

The one place that divides, and it divides last: everything is multiplied as an exact fraction, a plan's
money is rounded once (half up, to the currency's minor unit), and the rounded total is allotted to the lines
by largest remainder, so that lines add up to the cent.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.amounts import Amount, exact, plain
from kling_cost.currencies import CURRENCY, decimals_of, is_currency
from kling_cost.errors import KlingCostError, MoneyUnknown, NotExact
from kling_cost.pricebook.age import old_sources
from kling_cost.pricebook.rate import Basis
from kling_cost.rounding import Shares, scaled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from kling_cost.datafiles import SourceFile
    from kling_cost.errors import Problem
    from kling_cost.pricebook.credit_plans import CreditPlans

_JOINT = re.compile(r"(?<=\d)(?=[A-Z])|(?<=[A-Z])(?=\d)")  # 50USD, USD50
_NUMBER = re.compile(r"(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")


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
class PaidWith:
    """A plan or pack that pays at one provider: its price buys ``price.credits`` of ``unit``.

    ``unit`` is what the provider's rate cards are in; where that is a currency, so much at the list price.
    """

    plan: str
    unit: str
    price: CreditPrice
    approximate: bool = False
    source: SourceFile | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """A plan's money: the rounded total, each line's share (they add up), and the exact value for ranking.

    ``converted`` is False where it only rounds amounts that are in this currency already, ``listed`` True
    where these are list prices for which a plan pays another sum, ``approximate`` where that plan's price is.
    """

    total: Amount
    shares: Sequence[Decimal]
    unrounded: Fraction
    converted: bool
    listed: bool = False
    approximate: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyRules:
    """What the user said about money.

    ``credit_prices`` maps a credit's id, or ``""`` for whatever credit is met, to its price. ``paid_with``
    maps a provider to the plan or pack that pays there, which comes before a price of its credit. ``rates``
    maps (from, to) currencies to the units of ``to`` that one unit of ``from`` buys.
    """

    credit_prices: Mapping[str, CreditPrice] = field(default_factory=dict)
    paid_with: Mapping[str, PaidWith] = field(default_factory=dict)
    rates: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)

    def currency_of(self, unit: str, provider: str | None = None) -> str | None:
        """Give the currency in which amounts of ``unit``, spent at a provider, can be told, or None."""
        price = self.price_of(unit, provider)
        start = price.currency if price else unit if is_currency(unit) else None
        if start is None:
            return None
        return next((to for source, to in self.rates if source == start), start)

    def price_of(self, unit: str, provider: str | None = None) -> CreditPrice | None:
        """Give the price that pays for amounts of ``unit``, spent at a provider; None without one."""
        paid = self._paying(unit, provider)
        if paid is not None:
            return paid.price
        return None if is_currency(unit) else self.credit_prices.get(unit, self.credit_prices.get(""))

    def factor(self, unit: str, provider: str | None = None) -> Fraction:
        """Give the money that one of ``unit``, spent at a provider, is, exactly.

        Raises:
            MoneyUnknown: for credits without a price.
        """
        currency, result = unit, Fraction(1)
        price = self.price_of(unit, provider)
        if price is not None:
            currency, result = price.currency, _fraction(price.price) / _fraction(price.credits)
        elif not is_currency(unit):
            raise MoneyUnknown(unit)
        to = self.currency_of(unit, provider)
        return result if to in (None, currency) else result * _fraction(self.rates[currency, str(to)])

    def money_of(self, amounts: Sequence[Amount], unit: str, provider: str | None = None) -> Money | None:
        """Tell a plan's lines, all in ``unit``, in money; None where no price of the credit is known.

        A plan or pack counts by its price per unit, however many of them the amounts fill.
        The total is rounded half up once; the shares are in the order of ``amounts`` and add up to it.
        """
        counts = Counter(amount.number for amount in amounts)
        whole = sum((Fraction(number) * count for number, count in counts.items()), Fraction(0))
        return self._money(whole, lambda: amounts, unit, provider)

    def money_of_total(
        self, total: Amount, amounts: Callable[[], Sequence[Amount]], provider: str | None = None
    ) -> Money | None:
        """Tell lines in money as :meth:`money_of` does, by their sum; ``amounts`` gives them for shares."""
        return self._money(Fraction(total.number), amounts, total.unit, provider)

    def _money(
        self, whole: Fraction, amounts: Callable[[], Sequence[Amount]], unit: str, provider: str | None
    ) -> Money | None:
        currency = self.currency_of(unit, provider)
        if currency is None:
            return None
        decimals, paid = decimals_of(currency), self._paying(unit, provider)
        factor = self.factor(unit, provider) * 10**decimals
        parts = whole * factor
        minor = (2 * parts + 1).__floor__() // 2
        return Money(
            total=Amount(scaled(minor, decimals), currency),
            shares=Shares(minor, decimals, factor, amounts),
            unrounded=parts / 10**decimals,
            converted=currency != unit or paid is not None,
            listed=paid is not None and is_currency(unit),
            approximate=paid is not None and paid.approximate,
        )

    def _paying(self, unit: str, provider: str | None) -> PaidWith | None:
        paid = self.paid_with.get(provider or "")
        return paid if paid is not None and paid.unit == unit else None

    def old_plans(self, on: date) -> list[Problem]:
        """Warn of plans whose price was read too long before a day."""
        return old_sources(
            ((f"{name} {paid.plan}", paid.source) for name, paid in self.paid_with.items()), on
        )

    def describe(self) -> list[str]:
        """Name every price and rate that was given, as the result must."""
        prices = [
            f"credit price: {_credits(price.credits)} = {plain(price.price)} {price.currency}"
            + (f" ({unit})" if unit else "")
            for unit, price in self.credit_prices.items()
        ]
        plans = [
            f"paid with {provider} {paid.plan}: {_credits(paid.price.credits, paid.unit)} = "
            f"{plain(paid.price.price)} {paid.price.currency}{' (approximate)' if paid.approximate else ''}"
            for provider, paid in self.paid_with.items()
        ]
        rates = [
            f"exchange rate: 1 {source} = {plain(rate)} {to}" for (source, to), rate in self.rates.items()
        ]
        return [*plans, *prices, *rates]


def paid_with_plan(plans: CreditPlans, name: str) -> PaidWith:
    """Pay with a plan or pack of a provider, by its id or name.

    Raises:
        UnknownPlan: with the closest one.
        BadMoney: for one that costs nothing, or of which nobody says how many credits it holds.
    """
    plan = plans.named(name)
    buys = plans.buys(plan)
    if buys is None or not plan.price:
        why = "costs nothing" if buys else "does not say how many credits it holds"
        raise BadMoney(f"{plans.provider} {plan.id} {why}, so it cannot price a credit; see kling-cost plans")
    price, source = CreditPrice(plan.price, plan.currency, buys), plans.file.sources[plan.source]
    return PaidWith(plan.id, plans.file.unit, price, plan.basis is Basis.APPROXIMATE, source)


def _fraction(number: Decimal) -> Fraction:
    return Fraction(exact(number))


def _credits(number: Decimal, unit: str = "") -> str:
    if is_currency(unit):
        return f"{plain(number)} {unit} of list price"
    return "1 credit" if number == 1 else f"{plain(number)} credits"


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
