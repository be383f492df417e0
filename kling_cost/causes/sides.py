"""One of two estimates that are compared: what its shots come to, and the price list that it stands on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from kling_cost.compare import PricedPlan
from kling_cost.currencies import is_currency
from kling_cost.errors import KlingCostError, LengthNotAllowed
from kling_cost.money import MoneyRules
from kling_cost.quote import units_per_take

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from kling_cost.amounts import Amount
    from kling_cost.clips import Clip
    from kling_cost.estimate import Estimate, Item
    from kling_cost.pricebook.book import PriceBook
    from kling_cost.pricebook.lengths import Lengths
    from kling_cost.pricebook.load import Card
    from kling_cost.pricebook.rate import Rate


class NotComparable(KlingCostError):  # noqa: N818 - named after what was found
    """Two estimates that cannot be told in one unit; the message says how both are told in money."""

    code = "not-comparable"

    def __init__(self, before: str, after: str) -> None:
        cure = "--credit-price '0.0133 USD' or --pay-with PLAN, and --fx where currencies differ"
        if is_currency(before) and is_currency(after):
            cure = f"--fx {before}/{after}=RATE"
        super().__init__(f"a total in {before} and one in {after} do not compare; give {cure}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """An estimate, the book whose prices its plan has, and what was known (None: all we know today)."""

    estimate: Estimate
    book: PriceBook
    known_on: date | None = None

    @property
    def unit(self) -> str:
        """The unit in which its shots are told: money where that is known."""
        return self.estimate.shots.unit

    @property
    def total(self) -> Amount:
        """What all comes to that is told in that unit, as it is shown."""
        return self.estimate.totals[0]

    @property
    def floor(self) -> bool:
        """Whether the total may be higher."""
        return self.estimate.entry.plan.floor

    @property
    def approximate(self) -> bool:
        """Whether the total stands on an approximate price."""
        items = (item for item in self.items if item.approximate)
        return self.estimate.entry.approximate or any(items)

    @property
    def items(self) -> Sequence[Item]:
        """The extras and the contingency that are told in the unit of the shots."""
        return [item for item in self.estimate.items if item.shown.unit == self.unit]

    @property
    def left_out(self) -> Sequence[Item]:
        """Those that are not, and so are in no total of that unit."""
        return [item for item in self.estimate.items if item.shown.unit != self.unit]

    @property
    def factor(self) -> Fraction:
        """How much of the unit one of the plan's own unit is."""
        entry = self.estimate.entry
        if entry.money is None:
            return Fraction(1)
        return self.estimate.money.factor(entry.plan.unit, entry.plan.provider)

    def in_own_unit(self) -> Side:
        """Give the same with its shots told in what the provider charges, whatever money was known."""
        plan, money = self.estimate.entry.plan, MoneyRules()
        entry = PricedPlan(plan, money.money_of_total(plan.total, plan.amounts, plan.provider))
        return replace(self, estimate=replace(self.estimate, entry=entry, money=money))


def told_alike(before: Side, after: Side) -> tuple[Side, Side]:
    """Give both in one unit: the money that both are told in, else the unit that both providers charge.

    Raises:
        NotComparable: when there is none.
    """
    if before.unit == after.unit:
        return before, after
    if before.estimate.entry.plan.unit == after.estimate.entry.plan.unit:
        return before.in_own_unit(), after.in_own_unit()
    raise NotComparable(before.unit, after.unit)


@dataclass(frozen=True, slots=True)
class Charge:
    """What one take of a clip is charged: so many ``units`` of a ``measure``, at ``each``."""

    measure: tuple[object, ...]
    units: Decimal
    each: Decimal


class Tariff:
    """The price list that a plan stands on, asked for clips that the plan itself may not have."""

    def __init__(self, side: Side) -> None:
        plan = side.estimate.entry.plan
        self._book, self._where, self._known_on = side.book, (plan.provider, plan.on), side.known_on
        self.unit, self.factor = plan.unit, side.factor
        self.lengths: Callable[[Clip], Lengths | None] = cache(self._lengths)
        self.charge: Callable[[Clip, Decimal | None], Charge | None] = cache(self._charge)

    @property
    def card(self) -> Card | None:
        """The card in force, None where the book has none (any more)."""
        try:
            return self._book.card(*self._where, known_on=self._known_on)
        except KlingCostError:
            return None

    def _lengths(self, kind: Clip) -> Lengths | None:
        """Give the lengths in which a kind of clip is sold, None where it is not sold."""
        try:
            return self._book.lengths_for(kind, *self._where, known_on=self._known_on)
        except KlingCostError:
            return None

    def _charge(self, kind: Clip, seconds: Decimal | None) -> Charge | None:
        """Give what a clip is charged, None where it has no price.

        A length that is not sold has the price of the others, if that is one for any length.
        """
        rate = self._rate(kind, seconds)
        if rate is None:
            return None
        units = units_per_take(replace(kind, seconds=seconds), rate)
        return Charge((rate.per, rate.clip_s, rate.block_s), units, rate.amount)

    def _rate(self, kind: Clip, seconds: Decimal | None) -> Rate | None:
        clip = replace(kind, seconds=seconds)
        try:
            return self._book.rate_for(clip, *self._where, known_on=self._known_on)
        except LengthNotAllowed:
            lengths = self.lengths(kind)
        except KlingCostError:
            return None
        if seconds is None or lengths is None:
            return None
        nearest = self._rate(kind, Decimal(lengths.nearest(seconds)))
        return nearest if nearest is not None and nearest.clip_s is None else None
