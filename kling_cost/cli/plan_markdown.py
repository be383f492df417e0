"""A comparison of plans as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.cli.plan_parts import PART_COLUMNS, is_long, parts_of, unpriced_cells
from kling_cost.cli.report import line_cells
from kling_cost.export.tabular import Table, to_markdown, to_markdown_text
from kling_cost.wording import delivered_text

if TYPE_CHECKING:
    from kling_cost.cli.report import Report


def plan_markdown(report: Report) -> str:
    """Write the report as Markdown, for a pull request or a wiki."""
    comparison = report.comparison
    chosen = comparison.chosen.plan
    odds = {"P50": 0.5, "P90": 0.9} if report.likely else {}
    ranking = Table(
        columns=["strategy", "provider", "total", "money", *odds, "delivers", "shots priced"],
        rows=[
            [
                entry.plan.strategy,
                entry.plan.provider,
                report.amount(entry),
                money,
                *report.quantiles(entry, *odds.values()),
                delivered_text(entry.plan.delivers),
                f"{entry.plan.priced} of {entry.plan.shots}",
            ]
            for entry, money in zip(comparison.ranked, report.money_column(), strict=True)
        ],
        numbers=frozenset({"total", "money", *odds}),
    )
    parts = [*map(to_markdown_text, report.headline()), to_markdown(ranking)]
    parts += [f"**{chosen.strategy}** at {chosen.provider}:"]
    parts += _parts(report) if report.by is not None or is_long(chosen) else [to_markdown(_lines(report))]
    if not chosen.complete:
        rows = unpriced_cells(chosen)
        parts.append(to_markdown(Table(columns=["shot without a price", "stage", "reason"], rows=rows)))
    parts.append("  \n".join(map(to_markdown_text, report.closing())))
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


def _lines(report: Report) -> Table:
    chosen = report.comparison.chosen
    return Table(
        columns=["scene", "shot", "stage", "clip", "takes", "billed", "rate", "amount", "note"],
        rows=[
            [line.scene, *line_cells(line, amount)]
            for line, amount in zip(chosen.plan.lines, chosen.shown_amounts(), strict=True)
        ],
        numbers=frozenset({"takes", "billed", "rate", "amount"}),
    )


def _parts(report: Report) -> list[str]:
    """Set a plan out by its parts, and say where its lines are."""
    parts = parts_of(report)
    table = Table(
        columns=[parts.name, *PART_COLUMNS], rows=parts.rows(report), numbers=frozenset(PART_COLUMNS)
    )
    return [to_markdown(table.without_empty(keep=[parts.name])), parts.said]
