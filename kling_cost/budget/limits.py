"""What may be spent, in the unit of a plan: a limit in money becomes the amount that keeps within it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, Amount
from kling_cost.compare import is_budget_of_money
from kling_cost.currencies import decimals_of
from kling_cost.rounding import rounded, scaled

if TYPE_CHECKING:
    from decimal import Decimal

    from kling_cost.money import MoneyRules

_DECIMALS = 20
"""No amount has more of them, so that a limit cut off there allows all that the uncut one does."""

_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Limit:
    """What may be spent: as it was ``given``, and the most of the plan's ``unit`` that is within it."""

    given: Amount
    most: Decimal
    unit: str

    def over(self, amount: Decimal) -> Decimal:
        """Give by how much an amount is over the limit, below zero for under; in money's terms rounded."""
        if self.given.unit == self.unit:
            return EXACT.subtract(amount, self.given.number)
        return rounded(Fraction(amount) - Fraction(self.most), _SHOWN)

    @property
    def amount(self) -> Decimal:
        """What is within the limit, in the plan's unit, as a person would say it."""
        return self.given.number if self.given.unit == self.unit else self.most

    def raised(self, percent: int) -> Limit:
        """Give a limit so much higher."""
        factor = scaled(100 + percent, 2)
        given = Amount(EXACT.multiply(self.given.number, factor), self.given.unit)
        return Limit(given, EXACT.multiply(self.most, factor), self.unit)


def limit_in(unit: str, number: Decimal, currency: str | None, *, provider: str, money: MoneyRules) -> Limit:
    """Tell a limit in the unit of a provider's plans.

    Money is rounded once, half up: within the limit is every amount whose rounded money is. A bare number is
    in the unit itself.

    Raises:
        MoneyUnknown: when the plan's total cannot be told in that currency.
        BadMoney: for a limit in the currency of list prices that are paid in another one.
    """
    nothing = money.money_of((), unit, provider)
    if not is_budget_of_money(unit, currency, nothing) or nothing is None:
        return Limit(Amount(number, unit), number, unit)
    paid = nothing.total.unit
    minor = (Fraction(number) * 10 ** decimals_of(paid)).__floor__()
    factor = money.factor(unit, provider) * 10 ** decimals_of(paid)
    above = Fraction(2 * minor + 1, 2) / factor * 10**_DECIMALS  # the least that is rounded beyond it
    return Limit(Amount(number, paid), scaled(above.__ceil__() - 1, _DECIMALS), unit)
