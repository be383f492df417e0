"""A comparison of plans on a terminal: the ranking, then the chosen plan by scene, then the total."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kling_cost.amounts import Amount, grouped, total
from kling_cost.cli.plan_parts import PART_COLUMNS, is_long, parts_of, unpriced_cells
from kling_cost.cli.render import Column, least_width, table
from kling_cost.cli.report import line_cells
from kling_cost.wording import delivered_text, number_text, unit_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from kling_cost.cli.report import Report
    from kling_cost.compare import Comparison
    from kling_cost.quote import Line


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
    parts.append("")
    if report.by is not None or is_long(chosen):
        parts += [*_parts(report, width), ""]
    elif chosen.lines:
        parts += [_lines(report, width), ""]
    if not chosen.complete:
        parts += ["Without a price", _unpriced(report, width), ""]
    parts.append("\n".join(report.closing()))
    return parts


def _why_no_cheapest(comparison: Comparison) -> str:
    if comparison.comparable:
        return "No strategy has a price for every shot, so none is the cheapest."
    return "Units differ: none is the cheapest until --credit-price or --fx tells all in one currency."


def _ranking(report: Report, width: int, *, several: bool = False) -> RenderableType:
    """Set the plans one below the other; with ``several`` providers each names its own.

    Money then stands below the total, for it is what they are ranked by.
    """
    comparison = report.comparison
    listed = any(entry.money is not None and entry.money.listed for entry in comparison.ranked)
    columns = [
        Column(name=""),
        Column(name="strategy"),
        Column(name="total", number=True),
        Column(name="money", number=True, spare=0 if listed else 1),
        Column(name="P50", number=True, spare=3),
        Column(name="P90", number=True, spare=1),
        Column(name="delivers", spare=4),
        Column(name="billed", number=True, spare=5),
        Column(name="shots priced", number=True, spare=2),
    ]
    rows = [
        [
            ">" if entry is comparison.chosen else "",
            entry.plan.strategy + (f"\nat {entry.plan.provider}" if several else ""),
            report.amount(entry) + (f"\n{money}" if several and money else ""),
            "" if several else money,
            *report.quantiles(entry, 0.5, 0.9),
            delivered_text(entry.plan.delivers),
            f"{grouped(entry.plan.billed_s)} s",
            f"{entry.plan.priced:,} of {entry.plan.shots:,}",
        ]
        for entry, money in zip(comparison.ranked, report.money_column(), strict=True)
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
    columns = [Column(name="strategy"), *(Column(name=name, number=True) for name in providers)]
    if least_width(columns, rows) > width:
        return _ranking(report, width, several=True)
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


def _unit(report: Report) -> str:
    chosen = report.comparison.chosen
    unit = unit_text(chosen.plan.total, report.book.provider(chosen.plan.provider).file)
    return f"{unit} list" if chosen.money is not None and chosen.money.listed else unit


def _parts(report: Report, width: int) -> list[RenderableType]:
    """Set a plan out by its parts, and say where its lines are."""
    parts = parts_of(report)
    lines, billed, _, _, lacking = PART_COLUMNS
    columns = [
        Column(name=parts.name, wraps=True),
        Column(name=lines, number=True, spare=1),
        Column(name=billed, number=True, spare=2),
        Column(name=_unit(report), number=True),
        Column(name=_currency(report), number=True),
        Column(name=lacking, number=True),
    ]
    return [_without_empty(columns, parts.rows(report), width, strong=()), "", parts.said]


def _currency(report: Report) -> str:
    money = report.comparison.chosen.money
    return money.total.unit if money else "money"


def _lines(report: Report, width: int) -> RenderableType:
    """Set the chosen plan's lines out by scene, each scene with its subtotal."""
    chosen = report.comparison.chosen
    columns = [
        Column(name="shot", wraps=True),
        Column(name="stage", spare=2),
        Column(name="clip"),
        Column(name="takes", number=True, spare=1),
        Column(name="billed", number=True, spare=3),
        Column(name="rate", number=True, spare=4),
        Column(name=_unit(report), number=True),
        Column(name="note", spare=5, wraps=True),
    ]
    rows: list[list[str]] = []
    strong: list[int] = []
    scenes: dict[str, list[tuple[Line, Amount]]] = {}
    for line, amount in zip(chosen.plan.lines, chosen.shown_amounts(), strict=True):
        scenes.setdefault(line.scene, []).append((line, amount))
    for scene, lines in scenes.items():
        rows += [line_cells(line, amount) for line, amount in lines]
        if len(scenes) > 1:
            strong.append(len(rows))
            rows.append(_subtotal(scene, lines))
    return _without_empty(columns, rows, width, strong=strong, after=strong)


def _subtotal(scene: str, lines: Sequence[tuple[Line, Amount]]) -> list[str]:
    subtotal = total((amount for _, amount in lines), lines[0][1].unit)
    billed = total((Amount(line.billed_s or Decimal(0), "s") for line, _ in lines), "s")
    approximate = any(line.approximate for line, _ in lines)
    return [
        f"= {scene or 'no scene'}",
        "",
        "",
        "",
        str(billed) if billed.number else "",
        "",
        number_text(subtotal, approximate=approximate, floor=any(line.floor for line, _ in lines)),
        "",
    ]


def _unpriced(report: Report, width: int) -> RenderableType:
    columns = [Column(name="shot"), Column(name="stage", spare=1), Column(name="reason", wraps=True)]
    return table(columns, unpriced_cells(report.comparison.chosen.plan), width=width)
