"""A verdict as people read it on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.cli.gate.parts import (
    causes_of,
    first_of,
    found_of,
    headline,
    more_rows_said,
    rows_of,
    rulings_of,
    verdict_said,
)
from kling_cost.cli.render import Column, table
from kling_cost.export.tabular import for_people

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from kling_cost.cli.gate.judged import Judged
    from kling_cost.export.tabular import Table


def gate_parts(judged: Judged, width: int) -> list[RenderableType]:
    """Lay a verdict out for a terminal of ``width`` columns."""
    parts: list[RenderableType] = [
        *headline(judged),
        "",
        _laid_out(rulings_of(judged), width, "result"),
        "",
    ]
    if judged.difference is not None and judged.difference.causes:
        parts += [_laid_out(causes_of(judged.difference, judged.case.seller), width, ""), ""]
        parts.append(_laid_out(rows_of(judged.difference, judged.case.seller), width, "causes"))
        parts += [*filter(None, [more_rows_said(judged.difference)]), ""]
    found = found_of(judged.verdict)
    parts += [*first_of(found), ""] if found else []
    return [*parts, verdict_said(judged.verdict)]


def _laid_out(cells: Table, width: int, wraps: str) -> RenderableType:
    columns = [Column(name=name, number=name in cells.numbers, wraps=name == wraps) for name in cells.columns]
    rows: Sequence[list[str]] = [[for_people(cell) for cell in row] for row in cells.rows]
    return table(columns, rows, width=width)
