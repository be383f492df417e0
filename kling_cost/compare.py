"""Plans side by side: which is cheapest, and which one an answer speaks of.

Strategies do not deliver the same picture, so a ranking compares money and nothing else; what each plan
delivers stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple

from kling_cost.amounts import EXACT, Amount
from kling_cost.currencies import is_currency
from kling_cost.errors import MoneyUnknown
from kling_cost.money import BadMoney, MoneyRules

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from kling_cost.money import Money
    from kling_cost.plan import Plan
    from kling_cost.quote import Line
    from kling_cost.storyboard.shot import Shot


class ToldLine(NamedTuple):
    """A line of a plan with its shot, whose ``number`` counts the plan's rows from 1.

    ``shown`` is its amount, in a currency its share of the rounded total; ``money`` is None where that is not
    known.
    """

    number: int
    shot: Shot
    line: Line
    shown: Amount
    money: Amount | None


@dataclass(frozen=True, slots=True)
class PricedPlan:
    """A plan with its money, where that can be told."""

    plan: Plan
    money: Money | None

    @property
    def shown(self) -> Amount:
        """The total in money where that is known, else in the plan's unit."""
        return self.plan.total if self.money is None else self.money.total

    @property
    def approximate(self) -> bool:
        """Whether the total stands on an approximate price, of a clip or of the credits."""
        return self.plan.approximate or (self.money is not None and self.money.approximate)

    def told_lines(self) -> Iterator[ToldLine]:
        """Give each line with its shot and as it is told: its amount as shown, and its share of the money."""
        rows = enumerate(self.plan.breakdown.of_each_row(), 1)
        lines = ((number, shot, line) for number, (shot, bill) in rows for line in bill.lines)
        shares = repeat(None) if self.money is None else self.money.shares
        currency = "" if self.money is None else self.money.total.unit
        for told, shown, share in zip(lines, self.shown_amounts(), shares, strict=False):
            yield ToldLine(*told, shown, None if share is None else Amount(share, currency))

    @property
    def in_cents(self) -> Money | None:
        """A plan whose unit is a currency rounded in that currency; None for one in credits."""
        if self.money is not None and not self.money.converted:
            return self.money
        if not is_currency(self.plan.unit):
            return None
        return MoneyRules().money_of_total(self.plan.total, self.plan.amounts)

    def shown_amounts(self) -> list[Amount]:
        """Give the lines' amounts as shown: in a currency their shares of the rounded total, which add up."""
        cents = self.in_cents
        return (
            self.plan.amounts() if cents is None else [Amount(each, self.plan.unit) for each in cents.shares]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Plans in the order of their ranking.

    ``comparable`` says whether all totals are in one credit or their money in one currency; if not, nothing
    is cheapest.
    ``chosen`` is the plan that exit codes and exports speak of.
    """

    ranked: Sequence[PricedPlan]
    comparable: bool
    cheapest: PricedPlan | None
    chosen: PricedPlan


def compare_plans(plans: Sequence[Plan], money: MoneyRules) -> Comparison:
    """Rank plans (at least one): most shots priced first, then by total; equal ones stay in the order given.

    Totals are compared in money if all can be told in one currency, in credits if all are in the same, and
    otherwise not at all: plans then stay grouped by provider in the order given. A list price in a currency
    says nothing where a plan pays another sum for it. The chosen plan is the cheapest complete one; without
    one, the plan with most shots priced.
    """
    priced = [
        PricedPlan(plan, money.money_of_total(plan.total, plan.amounts, plan.provider)) for plan in plans
    ]
    units = {entry.plan.unit for entry in priced}
    currencies = {entry.money.total.unit if entry.money else None for entry in priced}
    in_money = len(currencies) == 1 and None not in currencies
    comparable = in_money or (len(units) == 1 and not any(map(is_currency, units)))
    providers = list(dict.fromkeys(entry.plan.provider for entry in priced))

    def cost(entry: PricedPlan) -> Fraction:
        if in_money and entry.money is not None:
            return entry.money.unrounded
        return Fraction(entry.plan.total.number)

    def rank(entry: PricedPlan) -> tuple[int, int, Fraction]:
        group = 0 if comparable else providers.index(entry.plan.provider)
        return (-entry.plan.priced, group, cost(entry))

    ranked = sorted(priced, key=rank)
    complete = [entry for entry in ranked if entry.plan.complete]
    cheapest = complete[0] if complete and comparable else None
    most_priced = max(ranked, key=lambda entry: entry.plan.priced)
    return Comparison(ranked=ranked, comparable=comparable, cheapest=cheapest, chosen=cheapest or most_priced)


@dataclass(frozen=True, slots=True)
class BudgetCheck:
    """A limit, and by how much a plan's total is over it; below zero it is under."""

    limit: Amount
    over_by: Decimal

    @property
    def exceeded(self) -> bool:
        """Whether the total is over the limit. The total of a partial plan is a floor: over is over."""
        return self.over_by > 0


def is_budget_of_money(unit: str, currency: str | None, money: Money | None) -> bool:
    """Tell whether a budget is held against a plan's money, or else against amounts in its own ``unit``.

    Raises:
        MoneyUnknown: when the plan cannot be told in the currency of the budget.
        BadMoney: for a budget in the currency of list prices that are paid in another one.
    """
    wanted = currency or unit
    if money is not None and money.total.unit == wanted:
        return True
    if wanted != unit:
        raise MoneyUnknown(unit if money is None else money.total.unit, wanted)
    if money is not None and money.listed:
        paid = money.total.unit
        raise BadMoney(
            f"the totals in {wanted} are list prices, and {paid} is paid; give the budget in {paid}"
        )
    return False


def check_budget(entry: PricedPlan, number: Decimal, currency: str | None) -> BudgetCheck:
    """Hold a plan against a limit, in the plan's unit or, with ``currency``, in money as shown: rounded.

    Raises:
        MoneyUnknown: when the plan's total cannot be told in that currency.
        BadMoney: for a limit in the currency of list prices that are paid in another one.
    """
    in_money = is_budget_of_money(entry.plan.unit, currency, entry.money)
    spent = entry.shown if in_money else entry.plan.total
    return BudgetCheck(Amount(number, spent.unit), EXACT.subtract(spent.number, number))
