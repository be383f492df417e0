"""A comparison of plans as a producer reads it: the ranking, the chosen plan by scene, how sure, how much."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from kling_cost.amounts import Amount, grouped, plain, total
from kling_cost.cli.render import Column, table
from kling_cost.cli.words import amount_text, delivered_text, qualified, unit_text
from kling_cost.export.tabular import Table, to_markdown
from kling_cost.money import decimals_of, is_currency

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from rich.console import RenderableType

    from kling_cost.compare import BudgetCheck, Comparison, PricedPlan
    from kling_cost.pricebook.book import PriceBook
    from kling_cost.quote import Line
    from kling_cost.storyboard.shot import Storyboard


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that a plan's output shows."""

    comparison: Comparison
    storyboard: Storyboard
    book: PriceBook
    on: date
    budget: BudgetCheck | None
    default_provider: bool

    def amount(self, entry: PricedPlan) -> str:
        """Write a plan's total, marked for what it is; a currency's rounded to its minor unit."""
        plan, money = entry.plan, entry.money
        same = money is not None and money.total.unit == plan.unit
        total_amount = money.total if money is not None and same else plan.total
        text = amount_text(total_amount, self.book.provider(plan.provider).file)
        return qualified(text, approximate=plan.approximate, floor=not plan.complete)

    def money(self, entry: PricedPlan) -> str:
        """Write a plan's money, or nothing where it is not known or says nothing new."""
        plan, money = entry.plan, entry.money
        if money is None or money.total.unit == plan.unit:
            return ""
        text = amount_text(money.total, self.book.provider(plan.provider).file)
        return qualified(text, approximate=plan.approximate, floor=not plan.complete)

    def headline(self) -> list[str]:
        """Say what was planned, where, and on which day's prices."""
        providers = list(dict.fromkeys(entry.plan.provider for entry in self.comparison.ranked))
        cards = {entry.plan.provider: entry.plan.card for entry in self.comparison.ranked}
        named = [
            f"{self.book.provider(name).file.name} (card {name}/{cards[name]})"
            + (", the default provider" if self.default_provider else "")
            for name in providers
        ]
        shots, film = self.storyboard.shot_count, plain(self.storyboard.film_s)
        return [
            f"{self.storyboard.file}: {shots:,} shot{'s' if shots != 1 else ''}, {film} s of film",
            f"Prices of {self.on} at {'; '.join(named)}",
        ]

    def closing(self) -> list[str]:
        """Say the chosen plan's total, its seconds, its coverage and where it stands to the budget."""
        chosen = self.comparison.chosen
        plan = chosen.plan
        money = self.money(chosen)
        lines = [f"Total  {self.amount(chosen)}" + (f" = {money}" if money else "")]
        lines.append(
            f"       {plain(plan.film_s)} s of film, {plain(plan.fitted_s)} s billed per pass, "
            f"{grouped(plan.billed_s)} s billed over all takes"
        )
        if not plan.complete:
            lines.append(f"       {plan.priced:,} of {plan.shots:,} shots priced: the total is a floor")
        if self.budget is not None:
            lines.append(f"Budget {self._budget(self.budget)}")
        return lines

    def _budget(self, budget: BudgetCheck) -> str:
        provider = self.book.provider(self.comparison.chosen.plan.provider).file
        limit = amount_text(budget.limit, provider)
        gap = type(budget.limit)(abs(budget.over_by), budget.limit.unit)
        if budget.over_by == 0:
            return f"{limit}: exactly met"
        return f"{limit}: {'over' if budget.exceeded else 'under'} by {amount_text(gap, provider)}"


def plan_report(report: Report, width: int) -> list[RenderableType]:
    """Lay the report out for a terminal of ``width`` columns."""
    comparison = report.comparison
    chosen = comparison.chosen.plan
    several = len({entry.plan.provider for entry in comparison.ranked}) > 1
    parts: list[RenderableType] = ["\n".join(report.headline()), ""]
    if len(comparison.ranked) > 1:
        parts += [_matrix(report, width) if several else _ranking(report, width), ""]
        if comparison.cheapest is None:
            parts += [_why_no_cheapest(comparison), ""]
    parts.append(f"{chosen.strategy} at {chosen.provider}, delivered in {delivered_text(chosen.delivers)}")
    parts += ["", _lines(report, width), ""]
    if chosen.unpriced:
        parts += ["Without a price", _unpriced(report, width), ""]
    parts.append("\n".join(report.closing()))
    return parts


def _why_no_cheapest(comparison: Comparison) -> str:
    if comparison.comparable:
        return "No strategy has a price for every shot, so none is the cheapest."
    return "Units differ: none is the cheapest until --credit-price or --fx tells all in one currency."


def _ranking(report: Report, width: int) -> RenderableType:
    comparison = report.comparison
    columns = [
        Column(name=""),
        Column(name="strategy"),
        Column(name="total", number=True),
        Column(name="money", number=True, spare=1),
        Column(name="delivers", spare=4),
        Column(name="billed", number=True, spare=3),
        Column(name="shots priced", number=True, spare=2),
    ]
    rows = [
        [
            ">" if entry is comparison.chosen else "",
            entry.plan.strategy,
            report.amount(entry),
            report.money(entry),
            delivered_text(entry.plan.delivers),
            f"{grouped(entry.plan.billed_s)} s",
            f"{entry.plan.priced:,} of {entry.plan.shots:,}",
        ]
        for entry in comparison.ranked
    ]
    return _without_empty(columns, rows, width, strong=[comparison.ranked.index(comparison.chosen)])


def _matrix(report: Report, width: int) -> RenderableType:
    """Set strategies against providers, each provider in its own unit and, where known, in money."""
    comparison = report.comparison
    providers = list(dict.fromkeys(entry.plan.provider for entry in comparison.ranked))
    strategies = list(dict.fromkeys(entry.plan.strategy for entry in comparison.ranked))
    by_name = {(entry.plan.strategy, entry.plan.provider): entry for entry in comparison.ranked}
    rows: list[list[str]] = []
    strong: list[int] = []
    for strategy in strategies:
        row = [strategy]
        for provider in providers:
            entry = by_name[strategy, provider]
            money = report.money(entry)
            mark = "> " if entry is comparison.chosen else ""
            row.append(mark + report.amount(entry) + (f"\n{money}" if money else ""))
        if any(cell.startswith("> ") for cell in row):
            strong.append(len(rows))
        rows.append(row)
    columns = [Column(name="strategy", wraps=True), *(Column(name=name, number=True) for name in providers)]
    return table(columns, rows, width=width, strong=strong)


def _without_empty(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    width: int,
    *,
    strong: Sequence[int],
    after: Sequence[int] = (),
) -> RenderableType:
    used = [n for n, column in enumerate(columns) if not column.name or any(row[n] for row in rows)]
    shown = [[row[n] for n in used] for row in rows]
    return table([columns[n] for n in used], shown, width=width, strong=strong, after=after)


def _lines(report: Report, width: int) -> RenderableType:
    """Set the chosen plan's lines out by scene, each scene with its subtotal."""
    chosen = report.comparison.chosen
    provider = report.book.provider(chosen.plan.provider).file
    columns = [
        Column(name="shot", wraps=True),
        Column(name="stage", spare=2),
        Column(name="clip"),
        Column(name="takes", number=True),
        Column(name="billed", number=True, spare=3),
        Column(name="rate", number=True, spare=4),
        Column(name=unit_text(chosen.plan.total, provider), number=True),
        Column(name="note", spare=5, wraps=True),
    ]
    rows: list[list[str]] = []
    strong: list[int] = []
    shown = zip(chosen.plan.lines, _shown_amounts(chosen), strict=True)
    scenes = [(scene, list(lines)) for scene, lines in groupby(shown, key=lambda pair: pair[0].scene)]
    for scene, lines in scenes:
        rows += [_line_cells(line, amount) for line, amount in lines]
        if len(scenes) > 1:
            strong.append(len(rows))
            rows.append(_subtotal(scene, lines))
    return _without_empty(columns, rows, width, strong=strong, after=strong)


def _shown_amounts(entry: PricedPlan) -> list[Amount]:
    """Give each line's amount as shown: in a currency its share of the rounded total, so that they add up."""
    money = entry.money
    if money is None or money.total.unit != entry.plan.unit:
        return [line.amount for line in entry.plan.lines]
    return [Amount(number, entry.plan.unit) for number in money.shares]


def _subtotal(scene: str, lines: Sequence[tuple[Line, Amount]]) -> list[str]:
    subtotal = total((amount for _, amount in lines), lines[0][1].unit)
    billed = total((Amount(line.billed_s or Decimal(0), "s") for line, _ in lines), "s")
    approximate = any(line.approximate for line, _ in lines)
    return [
        f"= {scene or 'no scene'}",
        "",
        "",
        "",
        str(billed),
        "",
        _number(subtotal, approximate=approximate),
        "",
    ]


def _number(amount: Amount, *, approximate: bool) -> str:
    decimals = decimals_of(amount.unit) if is_currency(amount.unit) else 0
    return qualified(grouped(amount.number, decimals), approximate=approximate)


def _line_cells(line: Line, amount: Amount) -> list[str]:
    clip = line.clip
    made = f"{clip.model} {clip.tier or ''} ".strip()
    if clip.seconds is None:
        made += f" {clip.mode.value}, {line.rate.resolution}"
    else:
        made += f" {clip.mode.value}, audio {clip.audio.value}, {plain(clip.seconds)} s"
    return [
        line.shot_id or "",
        line.stage,
        made,
        f"{line.takes:,}",
        f"{grouped(line.billed_s)} s" if line.billed_s is not None else "",
        f"{grouped(line.rate.amount)}/{'s' if line.rate.per == 'second' else line.rate.per.value}",
        _number(amount, approximate=line.approximate),
        line.note,
    ]


def _unpriced(report: Report, width: int) -> RenderableType:
    columns = [Column(name="shot"), Column(name="stage", spare=1), Column(name="reason", wraps=True)]
    rows = [
        [entry.shot.shot_id, entry.stage, entry.reason] for entry in report.comparison.chosen.plan.unpriced
    ]
    return table(columns, rows, width=width)


def plan_markdown(report: Report) -> str:
    """Write the report as Markdown, for a pull request or a wiki."""
    comparison = report.comparison
    chosen = comparison.chosen.plan
    ranking = Table(
        columns=["strategy", "provider", "total", "money", "delivers", "shots priced"],
        rows=[
            [
                entry.plan.strategy,
                entry.plan.provider,
                report.amount(entry),
                report.money(entry),
                delivered_text(entry.plan.delivers),
                f"{entry.plan.priced} of {entry.plan.shots}",
            ]
            for entry in comparison.ranked
        ],
        numbers=frozenset({"total", "money"}),
    )
    names = ["scene", "shot", "stage", "clip", "takes", "billed", "rate", "amount", "note"]
    lines = Table(
        columns=names,
        rows=[
            [line.scene, *_line_cells(line, amount)]
            for line, amount in zip(chosen.lines, _shown_amounts(comparison.chosen), strict=True)
        ],
        numbers=frozenset({"takes", "billed", "rate", "amount"}),
    )
    parts = [*report.headline(), to_markdown(ranking)]
    parts += [f"**{chosen.strategy}** at {chosen.provider}:", to_markdown(lines)]
    if chosen.unpriced:
        rows = [[entry.shot.shot_id, entry.stage, entry.reason] for entry in chosen.unpriced]
        parts.append(to_markdown(Table(columns=["shot without a price", "stage", "reason"], rows=rows)))
    parts.append("  \n".join(line.strip() for line in report.closing()))
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"
