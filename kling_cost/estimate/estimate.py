"""A plan with everything else that its budget holds, and what it all comes to.

Sums are in money as far as that is known. What cannot be told in one currency is never added up: there are
then several totals, one of each unit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from kling_cost.accounts import Accounts
from kling_cost.amounts import EXACT, ZERO, Amount, plain
from kling_cost.currencies import decimals_of, is_currency
from kling_cost.money import MoneyRules
from kling_cost.rounding import rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal

    from kling_cost.compare import PricedPlan
    from kling_cost.estimate.extras import Extra


class ItemKind(StrEnum):
    """What an item of a budget is."""

    SHOT = "shot"
    EXTRA = "extra"
    CONTINGENCY = "contingency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item besides the shots.

    ``money`` is its amount in money, None for credits without a price. It is ``approximate`` where it stands
    on an approximate price, and a ``floor`` where it is a share of one.
    """

    kind: ItemKind
    name: str
    amount: Amount
    money: Amount | None
    approximate: bool = False
    floor: bool = False
    account: str = ""
    project: str = ""
    note: str = ""

    @property
    def shown(self) -> Amount:
        """Its money or, where that is not known, its credits."""
        return self.money or self.amount


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A priced plan, extras, and a contingency: a share (0.1 is 10 %) of all that stands before it.

    Amounts are in the plan's unit or, where ``money`` tells them, in its currency.
    """

    entry: PricedPlan
    money: MoneyRules = field(default_factory=MoneyRules)
    extras: Sequence[Extra] = ()
    contingency: Decimal = ZERO
    accounts: Accounts = field(default_factory=Accounts)

    @property
    def shots(self) -> Amount:
        """What the shots come to: in money where it is known, else in credits."""
        return self.entry.shown

    @cached_property
    def items(self) -> Sequence[Item]:
        """The extras as given, then the contingency: one item for each unit that the sums are in.

        Raises:
            BadExtra: for an extra in credits where the provider charges in a currency.
        """
        extras = [self._extra(extra) for extra in self.extras]
        if not self.contingency:
            return extras
        sums = _added_up([self.shots, *(item.shown for item in extras)])
        return [*extras, *(self._contingency(each, extras) for each in sums)]

    @cached_property
    def totals(self) -> Sequence[Amount]:
        """What all comes to, once for each unit that does not convert into another; shots' unit first."""
        return _added_up([self.shots, *(item.shown for item in self.items)])

    @property
    def total(self) -> Amount | None:
        """The total, None where there are several."""
        return self.totals[0] if len(self.totals) == 1 else None

    def contingency_in_unit(self) -> Fraction:
        """Give the contingency in the unit of the plan, as much as its takes may run over."""
        plan = self.entry.plan
        found = next((each for each in self.items if each.kind is ItemKind.CONTINGENCY), None)
        if found is None:
            return Fraction(0)
        if found.amount.unit == plan.unit and not (self.entry.money and self.entry.money.listed):
            return Fraction(found.amount.number)
        return Fraction(found.amount.number) / self.money.factor(plan.unit, plan.provider)

    def _extra(self, extra: Extra) -> Item:
        amount, paid = extra.amount(self.entry.plan.unit), self.entry.money
        return Item(
            kind=ItemKind.EXTRA,
            name=extra.name,
            amount=amount,
            money=told(amount, self.entry.plan.provider, self.money),
            approximate=not is_currency(amount.unit) and paid is not None and paid.approximate,
            account=extra.account or self.accounts.default,
            project=extra.project or self.accounts.project,
            note=extra.note,
        )

    def _contingency(self, base: Amount, extras: Sequence[Item]) -> Item:
        of_shots = base.unit == self.shots.unit
        amount = contingency_of(base, self.contingency)
        return Item(
            kind=ItemKind.CONTINGENCY,
            name="Contingency",
            amount=amount,
            money=amount if is_currency(base.unit) else None,
            approximate=(of_shots and self.entry.approximate)
            or any(item.approximate for item in extras if item.shown.unit == base.unit),
            floor=of_shots and self.entry.plan.floor,
            account=self.accounts.contingency or self.accounts.default,
            project=self.accounts.project,
            note=contingency_said(self.contingency),
        )


def told(amount: Amount, provider: str, money: MoneyRules) -> Amount | None:
    """Tell an amount in money; a plan or pack pays for credits, never for what is charged in money."""
    found = money.money_of_total(amount, lambda: [amount], None if is_currency(amount.unit) else provider)
    return found.total if found else None


def contingency_of(base: Amount, share: Decimal) -> Amount:
    """Give a share of an amount, in a currency rounded half up to its minor unit."""
    exact = EXACT.multiply(base.number, share)
    number = rounded(Fraction(exact), decimals_of(base.unit)) if is_currency(base.unit) else exact
    return Amount(number, base.unit)


def contingency_said(share: Decimal) -> str:
    """Say what a contingency is: ``10 % of shots and extras``."""
    return f"{plain(EXACT.scaleb(share, 2))} % of shots and extras"


def _added_up(amounts: Iterable[Amount]) -> list[Amount]:
    sums: dict[str, Amount] = {}
    for amount in amounts:
        sums[amount.unit] = sums[amount.unit] + amount if amount.unit in sums else amount
    return list(sums.values())
