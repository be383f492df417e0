"""A fitted budget as people read it: the answer in sentences, then every shot with how it is made."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.amounts import Amount, counted, plain
from kling_cost.budget import made_as, sentences
from kling_cost.budget.wording import objective_text
from kling_cost.cli.render import Column, rendered, table, terminal_width
from kling_cost.export.tabular import Table, to_markdown, to_markdown_text
from kling_cost.risk import Forecast
from kling_cost.rounding import significant
from kling_cost.wording import amount_text, as_shown, number_text, percent_text, qualified, unit_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from kling_cost.budget import BudgetPlan, Chosen, Option
    from kling_cost.pricebook.seller import ProviderFile
    from kling_cost.storyboard.shot import Storyboard

_MOST_ROWS = 1_000


Around = tuple["Sequence[str]", "Sequence[str]"]
"""What is said of extras and contingency before a fitted budget, and what all comes to, after it."""


def budget_text(
    found: BudgetPlan, storyboard: Storyboard, provider: ProviderFile, around: Around, *, to_file: bool
) -> str:
    """Lay a fitted budget out for a terminal or a file; ``around`` is what is said of extras."""
    width = terminal_width(to_file=to_file)
    body = _rows(found, provider)
    columns = [
        Column(
            name=name,
            number=name in body.numbers,
            spare=3 if name == "instead of" else 0,
            wraps=name == "why",
        )
        for name in body.columns
    ]
    cells = [[str(cell) for cell in row] for row in body.rows]
    parts: list[RenderableType] = [
        *_head(found, storyboard, provider),
        *around[0],
        "",
        *_said(found, provider),
        "",
        table(columns, cells, width=width),
        *_more(found),
        *(["", *around[1]] if around[1] else []),
    ]
    return rendered(parts, width=width, to_file=to_file)


def budget_markdown(
    found: BudgetPlan, storyboard: Storyboard, provider: ProviderFile, around: Around, *, to_file: bool
) -> str:
    """Write a fitted budget as Markdown."""
    del to_file
    parts = [
        "  \n".join(map(to_markdown_text, [*_head(found, storyboard, provider), *around[0]])),
        "\n".join(f"- {to_markdown_text(text)}" for text in _said(found, provider)),
        to_markdown(_rows(found, provider)).rstrip(),
        *map(to_markdown_text, _more(found)),
        *(["  \n".join(map(to_markdown_text, around[1]))] if around[1] else []),
    ]
    return "\n\n".join(parts) + "\n"


def _head(found: BudgetPlan, storyboard: Storyboard, provider: ProviderFile) -> list[str]:
    shots = counted(storyboard.shot_count, "shot")
    plan = found.plan
    return [
        f"{storyboard.file}: {shots}, {plain(storyboard.film_s)} s of film",
        f"Prices of {plan.on} at {provider.name} (card {plan.provider}/{plan.card})",
        f"Sought: {objective_text(found.objective, found.priorities)}",
    ]


def _said(found: BudgetPlan, provider: ProviderFile) -> list[str]:
    """Tell the budget; amounts built on approximate prices are marked, the limit as given is not."""

    def amount_said(amount: Amount) -> str:
        text = amount_text(as_shown(amount), provider)
        return qualified(text, approximate=found.plan.approximate and amount is not found.limit.given)

    said = sentences(found, amount_said)
    forecast = Forecast.of(found.plan)
    if forecast is not None and forecast.all_delivered < 1:
        said.insert(1, f"all of them delivered with a chance of {percent_text(forecast.all_delivered)}")
    return said


def _rows(found: BudgetPlan, provider: ProviderFile) -> Table:
    unit = unit_text(Amount(found.plan.total.number, found.plan.unit), provider)
    expected = [f"expected {unit}"] if found.forecast is not None else []
    columns = ["shot", "scene", "priority", "made as", "lines", *expected, "why"]
    rows = [_row(row, found, expected=bool(expected)) for row in found.rows[:_MOST_ROWS]]
    columns[4] = unit
    return Table(columns=columns, rows=rows, numbers=frozenset({"priority", unit, *expected})).without_empty(
        keep=("shot", "made as", unit)
    )


def _row(row: Chosen, found: BudgetPlan, *, expected: bool) -> list[str]:
    unit = found.plan.unit
    cost = "" if row.option is None else _number(row.option, Amount(row.option.cost, unit))
    mean = "" if row.option is None else _number(row.option, Amount(significant(Fraction(row.mean), 5), unit))
    made = made_as(row.option) if row.wish is not None else "no price"
    why = "; ".join(row.reasons) if row.wish is None else ", ".join(row.lowered)
    priority = "" if row.shot.priority is None else str(row.shot.priority)
    return [row.shot.shot_id, row.shot.scene, priority, made, cost, *([mean] if expected else []), why]


def _more(found: BudgetPlan) -> Sequence[str]:
    more = len(found.rows) - _MOST_ROWS
    return [f"and {more:,} more shots, which -o fitted.csv writes"] if more > 0 else []


def _number(option: Option, amount: Amount) -> str:
    approximate = any(line.approximate for line in option.bill.lines)
    return number_text(as_shown(amount), approximate=approximate)
