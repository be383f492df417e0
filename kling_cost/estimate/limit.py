"""A budget held against an estimate: what extras and contingency leave of it for the shots.

A budget in money is for everything. One in a provider's credits can only be held against credits, and says
which extras it leaves out.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, Amount, total
from kling_cost.compare import BudgetCheck, check_budget
from kling_cost.currencies import decimals_of, is_currency
from kling_cost.errors import MoneyUnknown
from kling_cost.estimate.estimate import contingency_of, told
from kling_cost.rounding import scaled

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from kling_cost.estimate.estimate import Estimate
    from kling_cost.estimate.extras import Extra
    from kling_cost.money import MoneyRules

_DECIMALS = 2
"""Of credits that a contingency leaves; what is less than that nobody budgets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """What a film's budget holds besides its shots, for plans in ``unit`` at ``provider``."""

    extras: Sequence[Extra]
    contingency: Decimal
    unit: str
    provider: str
    money: MoneyRules

    def extras_in(self, unit: str) -> Amount:
        """Add up the extras in the unit of a budget; in credits only those that are credits.

        Raises:
            MoneyUnknown: for one that cannot be told in the currency of the budget.
        """
        amounts = [extra.amount(self.unit) for extra in self.extras]
        if not is_currency(unit):
            return total((amount for amount in amounts if amount.unit == unit), unit)
        in_money = [
            amount if amount.unit == unit else told(amount, self.provider, self.money) or amount
            for amount in amounts
        ]
        for amount in in_money:
            if amount.unit != unit:
                raise MoneyUnknown(amount.unit, unit)
        return total(in_money, unit)

    def left_out_of(self, unit: str) -> Sequence[Extra]:
        """Give the extras that a budget in this unit is not held against."""
        if is_currency(unit):
            return []
        return [extra for extra in self.extras if extra.amount(self.unit).unit != unit]

    def left_for_shots(self, number: Decimal, currency: str | None, *, set_aside: bool) -> Decimal:
        """Give what a budget leaves for the shots, cut off at its cents; below zero if nothing.

        The contingency is for what goes wrong: with ``set_aside`` it is kept out of reach, without it the
        shots may use it up, as their odds do.

        Raises:
            MoneyUnknown: for an extra that cannot be told in the currency of the budget.
        """
        unit = currency or self.unit
        extras = self.extras_in(unit).number
        share = 1 + Fraction(self.contingency) if set_aside else Fraction(1)
        left = Fraction(number) / share - Fraction(extras)
        if not extras and share == 1:
            return number
        decimals = decimals_of(unit) if is_currency(unit) else _DECIMALS
        return scaled((left * 10**decimals).__floor__(), decimals)


def check_estimate(estimate: Estimate, number: Decimal, currency: str | None) -> BudgetCheck:
    """Hold an estimate, extras and contingency included, against a budget.

    Raises:
        MoneyUnknown, BadMoney: as ``check_budget`` does, and for extras that cannot be told in its currency.
    """
    check = check_budget(estimate.entry, number, currency)
    unit = check.limit.unit
    spent = Amount(EXACT.add(check.over_by, number), unit)
    before = spent + rest_of(estimate).extras_in(unit)
    whole = before + contingency_of(before, estimate.contingency)
    return BudgetCheck(check.limit, EXACT.subtract(whole.number, number))


def rest_of(estimate: Estimate) -> Rest:
    """Give what an estimate holds besides its shots."""
    plan = estimate.entry.plan
    return Rest(
        extras=estimate.extras,
        contingency=estimate.contingency,
        unit=plan.unit,
        provider=plan.provider,
        money=estimate.money,
    )
