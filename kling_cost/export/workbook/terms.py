"""How amounts become money, as formulas: the named cells that hold prices and rates, and rounding by them.

A plan's money is rounded once and cut up among its lines by largest remainder, the earlier line first, as
:mod:`kling_cost.money` does. Spreadsheets reckon in binary, so every step is rounded before it is compared.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.currencies import decimals_of
from kling_cost.rounding import rounded

if TYPE_CHECKING:
    from kling_cost.money import CreditPrice, MoneyRules

CREDIT_PRICE, CREDITS_BOUGHT, CONTINGENCY = "Credit_price", "Credits_bought", "Contingency"
SHOTS_AMOUNT, SHOTS_TOTAL, GRAND_TOTAL = "Shots_amount", "Shots_total", "Grand_total"
MONEY_STEPS, CUT_OFF = "Money_steps", "Cut_off"

_GUARD, _GUARD_OF_SUM = 7, 6
"""The decimals of a cent that count: below them lies what binary numbers add."""
_PARTS = 10**7
_PLACES = "1E+7"
"""Remainders are kept in so many parts, and rows told apart by as many; both fit a double exactly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What an amount is in ``currency``: by the price of credits, an exchange rate, both, neither."""

    currency: str
    price: CreditPrice | None
    exchange: tuple[str, str] | None

    @property
    def decimals(self) -> int:
        """The decimals of the currency's minor unit."""
        return decimals_of(self.currency)

    def steps(self, amount: str) -> str:
        """Give the formula of an amount in minor units, not rounded: multiplied first, divided last."""
        factors = [amount]
        factors += [CREDIT_PRICE] if self.price else []
        factors += [rate_name(self.exchange)] if self.exchange else []
        factors += [str(10**self.decimals)] if self.decimals else []
        return "*".join(factors) + (f"/{CREDITS_BOUGHT}" if self.price else "")

    def money(self, amount: str) -> str:
        """Give the formula of an amount's money, rounded half up to the minor unit."""
        return self._of_steps(f"ROUND(ROUND({self.steps(amount)},{_GUARD_OF_SUM}),0)")

    def all_steps(self) -> str:
        """Give the formula of all lines' money in minor units, rounded once."""
        return f"=ROUND(ROUND({self.steps('SUM(Lines[Amount])')},{_GUARD_OF_SUM}),0)"

    def total(self) -> str:
        """Give the formula of all lines' money."""
        return "=" + self._of_steps(MONEY_STEPS)

    def whole(self) -> str:
        """Give the formula of a line's minor units, rounded down."""
        return f"=INT({self._guarded()})"

    def rank(self) -> str:
        """Give the formula of a line's turn: the larger its remainder the higher, then the earlier row."""
        rest = f"ROUND(({self._guarded()}-{_of_row('Whole')})*{_PLACES},0)"
        return f"={rest}*{_PLACES}+{_PLACES}-ROW()"

    def cut_off(self) -> str:
        """Give the formula of the last turn that gets one more minor unit."""
        left = f"{MONEY_STEPS}-SUM(Lines[Whole])"
        return f"=IF({left}<1,9E+99,LARGE(Lines[Rank],{left}))"

    def share(self) -> str:
        """Give the formula of a line's money."""
        steps = f"({_of_row('Whole')}+IF({_of_row('Rank')}>={CUT_OFF},1,0))"
        return "=" + self._of_steps(steps)

    def _guarded(self) -> str:
        return f"ROUND({self.steps(_of_row('Amount'))},{_GUARD})"

    def _of_steps(self, steps: str) -> str:
        return f"{steps}/{10**self.decimals}" if self.decimals else steps


def terms_of(money: MoneyRules, unit: str, provider: str | None) -> Terms | None:
    """Give the terms of amounts of ``unit``, spent at a provider; None where their money is not known."""
    currency = money.currency_of(unit, provider)
    if currency is None:
        return None
    price = money.price_of(unit, provider)
    start = price.currency if price else unit
    return Terms(currency=currency, price=price, exchange=None if start == currency else (start, currency))


def rate_name(pair: tuple[str, str]) -> str:
    """Name the cell of an exchange rate: ``FX_CNY_USD`` is the USD that one CNY buys."""
    return "FX_" + "_".join(pair)


def share_of(base: str, decimals: int | None) -> str:
    """Give the formula of the contingency on a sum: rounded to so many decimals, exact with None."""
    exact = f"({base})*{CONTINGENCY}"
    return f"=ROUND(ROUND({exact},{_GUARD_OF_SUM}),{decimals})" if decimals is not None else f"={exact}"


def _of_row(column: str) -> str:
    return f"Lines[[#This Row],[{column}]]"


def allotted_by(steps: Fraction, row: int) -> tuple[int, int]:
    """Give what the formulas of ``Whole`` and ``Rank`` come to for an exact number of minor units."""
    guarded = Fraction(rounded(steps, _GUARD))
    whole = guarded.__floor__()
    return whole, int((guarded - whole) * _PARTS) * _PARTS + _PARTS - row
