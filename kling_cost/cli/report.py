"""What the output of a plan says, however it is written: totals, headline, closing lines, cells of lines."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, Amount, counted, grouped, plain
from kling_cost.cli.estimate_text import estimate_lines
from kling_cost.rounding import rounded
from kling_cost.wording import amount_text, as_shown, budget_said, number_text, qualified

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from kling_cost.cli.likely import Likely
    from kling_cost.compare import BudgetCheck, Comparison, PricedPlan
    from kling_cost.estimate import Estimate, GroupBy
    from kling_cost.packing import Packing
    from kling_cost.plan import Plan, PlanKey
    from kling_cost.pricebook.book import PriceBook
    from kling_cost.quote import Line
    from kling_cost.storyboard.shot import Storyboard


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that a plan's output shows."""

    comparison: Comparison
    estimate: Estimate
    storyboard: Storyboard
    book: PriceBook
    on: date
    budget: BudgetCheck | None
    default_provider: bool
    likely: Mapping[PlanKey, Likely] = field(default_factory=dict)
    """The odds of those plans in which something is a gamble."""
    by: GroupBy | None = None
    """What sums are asked for by, in place of lines."""

    def quantiles(self, entry: PricedPlan, *chances: float) -> list[str]:
        """Write what is enough with each chance, without the unit; nothing where no plan is a gamble."""
        plan, likely = entry.plan, self.likely.get(entry.plan.key)
        if not self.likely:
            return [""] * len(chances)
        total = likely.forecast.total if likely else None
        amounts = [
            Amount(total.quantile(chance) if total else plan.total.number, plan.unit) for chance in chances
        ]
        return [
            number_text(as_shown(amount), approximate=plan.approximate, floor=plan.floor)
            for amount in amounts
        ]

    def amount(self, entry: PricedPlan) -> str:
        """Write a plan's total, marked for what it is; a currency's rounded to its minor unit."""
        plan, cents = entry.plan, entry.in_cents
        total_amount = cents.total if cents else plan.total
        listed = bool(entry.money and entry.money.listed)
        text = amount_text(total_amount, self.book.provider(plan.provider).file)
        return qualified(text, approximate=plan.approximate, floor=plan.floor, listed=listed)

    def money(self, entry: PricedPlan) -> str:
        """Write a plan's money, or nothing where it is not known or says nothing new."""
        return self._money(entry) if entry.money is not None and entry.money.converted else ""

    def money_column(self) -> list[str]:
        """Write the money of every plan where it says anything new of one of them, so that all compare."""
        anew = any(map(self.money, self.comparison.ranked))
        return [self._money(entry) if anew else "" for entry in self.comparison.ranked]

    def _money(self, entry: PricedPlan) -> str:
        plan, money = entry.plan, entry.money
        if money is None:
            return ""
        text = amount_text(money.total, self.book.provider(plan.provider).file)
        return qualified(text, approximate=entry.approximate, floor=plan.floor)

    def headline(self) -> list[str]:
        """Say what was planned, where, and on which day's prices."""
        providers = list(dict.fromkeys(entry.plan.provider for entry in self.comparison.ranked))
        cards = {entry.plan.provider: entry.plan.card for entry in self.comparison.ranked}
        named = [
            f"{self.book.provider(name).file.name} (card {name}/{cards[name]})"
            + (", the default provider" if self.default_provider else "")
            for name in providers
        ]
        shots, film = counted(self.storyboard.shot_count, "shot"), plain(self.storyboard.film_s)
        return [
            f"{self.storyboard.file}: {shots}, {film} s of film",
            f"Prices of {self.on} at {'; '.join(named)}",
        ]

    def closing(self) -> list[str]:
        """Say the chosen plan's total, its seconds, its coverage and where it stands to the budget."""
        chosen = self.comparison.chosen
        plan = chosen.plan
        money, listed = self.money(chosen), chosen.money is not None and chosen.money.listed
        paid = f" price = {money} paid" if listed else f" = {money}" if money else ""
        lines = [f"{'Shots' if self.estimate.items else 'Total'}  {self.amount(chosen)}{paid}"]
        lines.append(
            f"       {grouped(plan.film_s)} s of {'film' if plan.complete else 'priced film'}, "
            f"{grouped(plan.fitted_s)} s billed per pass, "
            f"{grouped(plan.billed_s)} s billed over all takes"
        )
        if plan.packing is not None:
            lines.append(self._packing(plan, plan.packing))
        if not plan.complete:
            lines.append(f"       {plan.priced:,} of {plan.shots:,} shots priced: the total is a floor")
        elif plan.floor:
            lines.append('       some prices are "from" prices: the total is a floor')
        if likely := self.likely.get(plan.key):
            lines += likely.lines()
        seller = self.book.provider(plan.provider).file
        lines += estimate_lines(self.estimate, seller)
        if self.budget is not None:
            lines.append(f"Budget {budget_said(self.budget, seller, floor=plan.floor)}")
        return lines

    def _packing(self, plan: Plan, packing: Packing) -> str:
        """Say both bills and what is saved; in a currency of the totals as rounded, so that they add up."""
        if not packing.groups:
            return f"Packed nothing: {packing.reason}"
        provider = self.book.provider(plan.provider).file
        before, after = as_shown(packing.unpacked), as_shown(plan.total)
        saved = Amount(EXACT.subtract(before.number, after.number), plan.unit)
        share = 1 - Fraction(plan.total.number) / Fraction(packing.unpacked.number)
        percent = rounded(100 * share, 0)
        clips = f"{packing.shots:,} shots in {len(packing.groups):,} clip{'s' if packing.groups[1:] else ''}"
        seconds = f"{grouped(plan.billed_s)} s billed instead of {grouped(packing.unpacked_billed_s)} s"
        bills = f"{amount_text(after, provider)} instead of {amount_text(before, provider)}"
        return f"Packed {clips}: {seconds}, {bills}, {amount_text(saved, provider)} less (-{percent} %)"


def line_cells(line: Line, amount: Amount) -> list[str]:
    """Write a line as people read it: shot, stage, clip, takes, billed seconds, rate, amount, note."""
    clip = line.clip
    made = f"{clip.model} {clip.tier or ''} ".strip()
    if clip.seconds is None:
        made += f" {clip.mode.value}, {line.rate.resolution}"
    else:
        sound = f"audio {clip.audio.value}, " if clip.product.sound_is_chosen else ""
        made += f" {clip.mode.value}, {sound}{plain(clip.seconds)} s"
    return [
        line.shot_id or "",
        line.stage,
        made,
        f"{line.takes:,}",
        f"{grouped(line.billed_s)} s" if line.billed_s is not None else "",
        f"{grouped(line.rate.amount)}/{'s' if line.rate.per == 'second' else line.rate.per.value}",
        number_text(amount, approximate=line.approximate, floor=line.floor),
        line.note,
    ]
