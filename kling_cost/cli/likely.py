"""The odds of plans as text: probable totals, chances to stay within a budget, cost of a usable second."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from kling_cost.amounts import Amount, counted, plain, share
from kling_cost.cli.budget_rest import limit_of_shots
from kling_cost.cli.options import Spoken
from kling_cost.cli.settings.option import setting
from kling_cost.money import read_amount
from kling_cost.rounding import rounded, significant
from kling_cost.wording import amount_text, as_shown, percent_text, qualified

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from kling_cost.cli.planning import Planned
    from kling_cost.compare import PricedPlan
    from kling_cost.money import MoneyRules
    from kling_cost.plan import PlanKey
    from kling_cost.pricebook.seller import ProviderFile
    from kling_cost.risk import Forecast

SHOWN = {"P50": 0.5, "P80": 0.8, "P95": 0.95}
"""The quantiles that a plan shows."""
_SAME = 1e-12
_FINE = 12
_WORTH_A_WORD = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Likely:
    """What a plan will probably cost, held against a limit (in its unit) and a confidence, where given."""

    entry: PricedPlan
    forecast: Forecast
    provider: ProviderFile
    money: MoneyRules
    limit: Decimal | None
    """What a budget leaves for the shots."""
    confidence: Decimal | None
    contingency: Fraction | None = None
    """How much the shots may come to beyond their sum, in the plan's unit."""

    @property
    def within(self) -> float | None:
        """The chance to stay within the limit."""
        return None if self.limit is None else self.forecast.total.chance_within(self.limit)

    @property
    def fails(self) -> bool:
        """Whether the chance to stay within the limit is lower than the confidence asked for."""
        if self.within is None or self.confidence is None:
            return False
        return self.within + _SAME < float(self.confidence)

    def amount(self, number: Decimal, *, ratio: bool = False) -> str:
        """Write an amount of the plan's unit, and its money where that says anything new.

        A total is a floor where the plan's is; a ``ratio`` leaves out on both sides what has no price.
        """
        plan, unit = self.entry.plan, self.entry.plan.unit
        exact, floor = Amount(number, unit), plan.floor and not ratio
        text = qualified(
            amount_text(as_shown(exact), self.provider), approximate=plan.approximate, floor=floor
        )
        if self.entry.money is None or not self.entry.money.converted:
            return text
        money = self.money.money_of_total(exact, lambda: [exact], plan.provider)
        if money is None:
            return text
        told = amount_text(money.total, self.provider)
        return f"{text} = {qualified(told, approximate=self.entry.approximate, floor=floor)}"

    def quantile(self, chance: float) -> str:
        """Write the amount that is enough with a chance."""
        return self.amount(self.forecast.total.quantile(chance))

    def lines(self) -> list[str]:
        """Say the odds, a line each."""
        total, forecast = self.forecast.total, self.forecast
        lines = [f"{name}  {self.quantile(chance)}" for name, chance in SHOWN.items()]
        if total.gap:
            gap = amount_text(Amount(total.gap, total.unit), self.provider)
            lines.append(f"each within {gap}: the amounts are too fine to be told apart")
        if self.confidence is not None:
            wanted = percent_text(float(self.confidence))
            lines.append(f"{wanted} sure with {self.quantile(float(self.confidence))}")
        if self.within is not None and self.limit is not None:
            lines.append(f"within the budget with a chance of {percent_text(self.within)}{self._overrun()}")
        if self.contingency:
            covered = Fraction(self.entry.plan.total.number) + self.contingency
            chance = total.chance_within(rounded(covered, _FINE))
            lines.append(f"the contingency is enough with a chance of {percent_text(chance)}")
        priced = "shot" if self.entry.plan.complete else "priced shot"
        if forecast.all_delivered < 1:
            lines.append(f"every {priced} delivered with a chance of {percent_text(forecast.all_delivered)}")
        shots, kept = self.entry.plan.priced, forecast.expected_keepers
        if shots - kept >= _WORTH_A_WORD:
            lines.append(
                f"{plain(rounded(Fraction(kept), 1))} of {counted(shots, priced)} expected to get good takes"
            )
        if (each := forecast.cost_per_usable_second) is not None:
            cost = self.amount(significant(Fraction(each), 4), ratio=True)
            lines.append(f"{cost} for each usable second of film")
        heads = ["Likely ", *[" " * len("Likely ")] * (len(lines) - 1)]
        return [head + line for head, line in zip(heads, lines, strict=True)]

    def _overrun(self) -> str:
        over = self.forecast.total.expected_overrun(self.limit) if self.limit is not None else 0.0
        return f"; if over, by {self.amount(significant(Fraction(over), 3))} on average" if over else ""


def likely_of(
    planned: Planned, budget: tuple[Decimal, str | None] | None, confidence: Decimal | None
) -> Mapping[PlanKey, Likely]:
    """Give the odds of every plan in which something is a gamble; numpy is only imported if one has any.

    Raises:
        MoneyUnknown, BadMoney: for a limit in a currency in which the chosen plan cannot be told.
    """
    gambling = [
        entry
        for entry in planned.comparison.ranked
        if any(bill.gambles for bill in entry.plan.breakdown.bills)
    ]
    if not gambling:
        return {}
    from kling_cost.risk import Forecast  # noqa: PLC0415 - only gambles need numpy

    chosen = planned.comparison.chosen.plan
    found = {}
    for entry in gambling:
        plan = entry.plan
        limit = None
        if budget is not None and plan.provider == chosen.provider:
            limit = limit_of_shots(planned, plan, budget).most
        found[plan.key] = Likely(
            entry=entry,
            forecast=Forecast(plan),
            provider=planned.tables.book.provider(plan.provider).file,
            money=planned.money,
            limit=limit,
            confidence=confidence,
            contingency=planned.estimate.contingency_in_unit() if entry is planned.estimate.entry else None,
        )
    return found


def confidence_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--confidence``."""
    return setting(
        "--confidence",
        key="confidence",
        metavar="CHANCE",
        type=Spoken("chance", share),
        help="How sure to be, 0.9 or 90%: says the budget that holds with this chance; with --budget, exit "
        "code 4 when the chance to stay within it is lower.",
    )(function)


def budget_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--budget``; the command gets it as ``limit``."""
    return setting(
        "--budget",
        "limit",
        key="budget",
        metavar="AMOUNT",
        type=Spoken("amount", read_amount),
        help="Say over or under: 2000 in the plan's unit, or '50 USD'. Exit code 4 when over.",
    )(function)
