"""One clip or one storyboard at every provider: what it costs there, in money where that is known.

The yardstick is the maker's own API: a mark-up of 2.10 says that a provider takes 2.10 times its price.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kling_cost.errors import KlingCostError
from kling_cost.money import MoneyRules, paid_with_plan
from kling_cost.plan import Plan
from kling_cost.pricebook.age import stale_prices
from kling_cost.quote import Line, quote_line
from kling_cost.rounding import rounded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date
    from decimal import Decimal
    from fractions import Fraction

    from kling_cost.amounts import Amount
    from kling_cost.clips import Clip
    from kling_cost.errors import Problem
    from kling_cost.money import Money
    from kling_cost.pricebook.book import PriceBook

OFFICIAL = "kling-api"
"""The provider that mark-ups are over: the maker's own API, in US dollars."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """What one provider takes.

    ``priced`` is the clip's line or the storyboard's plan. ``markup`` is the money over that of the official
    API, whether that was asked for or not; None where one of the two is not known in the same currency, or
    does not price everything.
    """

    provider: str
    priced: Line | Plan
    money: Money | None
    markup: Fraction | None = None

    @property
    def line(self) -> Line | None:
        """The clip's line, if a clip was priced."""
        return self.priced if isinstance(self.priced, Line) else None

    @property
    def plan(self) -> Plan | None:
        """The storyboard's plan, if a storyboard was priced."""
        return self.priced if isinstance(self.priced, Plan) else None

    @property
    def amount(self) -> Amount:
        """What it takes, in its own unit."""
        return self.priced.total if isinstance(self.priced, Plan) else self.priced.amount

    @property
    def approximate(self) -> bool:
        """Whether the amount stands on a price that is only approximate, or its money does."""
        return self.priced.approximate or (self.money is not None and self.money.approximate)

    @property
    def floor(self) -> bool:
        """Whether the real price may be higher: a "from" price, or not every shot priced."""
        return self.priced.floor

    @property
    def lines(self) -> Sequence[Line]:
        """The lines that the amount is the sum of."""
        return self.priced.lines if isinstance(self.priced, Plan) else [self.priced]

    @property
    def card(self) -> str:
        """The rate card: ``fal/2026-06-17``."""
        name = self.priced.card if isinstance(self.priced, Plan) else self.priced.rate.card
        return f"{self.provider}/{name}"

    @property
    def bases(self) -> list[str]:
        """How good its prices are."""
        return sorted({line.rate.basis.value for line in self.lines})

    @property
    def shown_markup(self) -> Decimal | None:
        """The mark-up as it is shown, half up to two decimals."""
        return rounded(self.markup, 2) if self.markup is not None else None

    @property
    def complete(self) -> bool:
        """Whether everything that was asked for has a price."""
        return self.plan is None or self.plan.complete


@dataclass(frozen=True, slots=True)
class NotThere:
    """A provider without an answer, and why."""

    provider: str
    reason: str


@dataclass(frozen=True, slots=True)
class Market:
    """Every provider's answer: those with a price, cheapest first, and those without."""

    vendors: Sequence[Vendor]
    without: Sequence[NotThere]

    def assumptions(self, rules: MoneyRules) -> list[str]:
        """Say, each once, what money and plans stand on: of the plans to pay with those that paid."""
        of_plans = (text for vendor in self.vendors if vendor.plan for text in vendor.plan.assumptions)
        return list(dict.fromkeys([*self._paid(rules).describe(), *of_plans]))

    def old_prices(self, rules: MoneyRules, on: date) -> list[Problem]:
        """Warn of every price, of clips and of credits, that was read too long before a day."""
        rates = (line.rate for vendor in self.vendors for line in vendor.lines)
        return [*stale_prices(rates, on), *self._paid(rules).old_plans(on)]

    def _paid(self, rules: MoneyRules) -> MoneyRules:
        here = {vendor.provider for vendor in self.vendors}
        return replace(
            rules, paid_with={name: rules.paid_with[name] for name in rules.paid_with if name in here}
        )


def clip_market(
    clip: Clip,
    book: PriceBook,
    providers: Iterable[str],
    on: date,
    money: MoneyRules,
    *,
    known_on: date | None = None,
    count: int = 1,
) -> Market:
    """Price ``count`` clips at every provider."""

    def ask(provider: str) -> Vendor:
        line = quote_line(clip, book.rate_for(clip, provider, on, known_on=known_on), takes=count)
        worth = money.money_of([line.amount], line.rate.unit, provider)
        return Vendor(provider=provider, priced=line, money=worth)

    return _market(providers, ask)


def storyboard_market(planned: Callable[[str], Plan], providers: Iterable[str], money: MoneyRules) -> Market:
    """Plan one storyboard at every provider; ``planned`` plans it at the one that it is given."""

    def ask(provider: str) -> Vendor | NotThere:
        plan = planned(provider)
        if not plan.priced:
            return NotThere(provider, plan.unpriced[0].reason if plan.unpriced else "nothing to price")
        worth = money.money_of_total(plan.total, plan.amounts, provider)
        return Vendor(provider=provider, priced=plan, money=worth)

    return _market(providers, ask)


def paying_as_you_go(
    rules: MoneyRules, book: PriceBook, providers: Iterable[str], on: date, *, known_on: date | None = None
) -> MoneyRules:
    """Let credits that are simply bought, at one price, be told in money; what the user said comes first."""
    paid = dict(rules.paid_with)
    for provider in providers:
        plans = book.plans(provider, on, known_on=known_on)
        if plans is None or rules.currency_of(plans.file.unit, provider) is not None:
            continue
        simply = [plan for plan in plans.file.plans if plan.kind == "pay-as-you-go" and plan.credits]
        if len(simply) == 1:
            paid[provider] = paid_with_plan(plans, simply[0].id)
    return replace(rules, paid_with=paid)


def _market(providers: Iterable[str], ask: Callable[[str], Vendor | NotThere]) -> Market:
    answers = {provider: _answer(provider, ask) for provider in providers}
    official = answers.get(OFFICIAL) or _answer(OFFICIAL, ask)
    vendors = [answer for answer in answers.values() if isinstance(answer, Vendor)]
    marked = [replace(vendor, markup=_markup(vendor, official)) for vendor in vendors]
    frequency = Counter(vendor.money.total.unit for vendor in vendors if vendor.money)

    def cheapest_first(vendor: Vendor) -> tuple[object, ...]:
        """Most shots first, then what is known in money, the most frequent currency before others."""
        shots = vendor.plan.priced if vendor.plan else 1
        if vendor.money is None:
            return (-shots, 1, vendor.provider)
        currency = vendor.money.total.unit
        return (-shots, 0, -frequency[currency], currency, vendor.money.unrounded, vendor.provider)

    without = [answer for answer in answers.values() if isinstance(answer, NotThere)]
    return Market(sorted(marked, key=cheapest_first), without)


def _answer(provider: str, ask: Callable[[str], Vendor | NotThere]) -> Vendor | NotThere:
    try:
        return ask(provider)
    except KlingCostError as error:
        return NotThere(provider, str(error))


def _markup(vendor: Vendor, official: Vendor | NotThere) -> Fraction | None:
    if isinstance(official, NotThere) or vendor.money is None or official.money is None:
        return None
    alike = vendor.money.total.unit == official.money.total.unit and vendor.complete and official.complete
    return vendor.money.unrounded / official.money.unrounded if alike and official.money.unrounded else None
