"""The difference between two estimates as a JSON document and as a table of shots and causes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.amounts import plain
from kling_cost.export.tabular import Table
from kling_cost.export.to_documents import to_final_entry, to_problem_entries
from kling_cost.rounding import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from kling_cost.amounts import Amount
    from kling_cost.causes import CauseShare, Difference, RowChange, Side
    from kling_cost.errors import Problem
    from kling_cost.export.amount_documents import AmountEntry
    from kling_cost.export.difference_documents import (
        CauseEntry,
        DifferenceDocument,
        EstimateSideEntry,
        RowChangeEntry,
    )
    from kling_cost.export.tabular import Cell
    from kling_cost.storyboard.shot import Shot

_COLUMNS = ("kind", "shot_id", "scene", "before_row", "after_row", "cause", "amount", "unit")


def to_difference_document(
    found: Difference, files: tuple[str, str], *, assumptions: Sequence[str], warnings: Sequence[Problem]
) -> DifferenceDocument:
    """Write a difference; ``files`` are what either side was read from."""
    return {
        "schema": "kling-cost/difference/1",
        "before": _side(found.before, files[0]),
        "after": _side(found.after, files[1]),
        "change": _amount(found.change),
        "percent": None if found.percent is None else plain(rounded(found.percent, 2)),
        "causes": [_cause(share) for share in found.causes],
        "rows": [_row(row) for row in found.rows],
        "assumptions": list(assumptions),
        "problems": to_problem_entries(warnings),
    }


def to_difference_table(found: Difference) -> Table:
    """Give a row for each shot and cause; the amounts add up to the change."""
    rows: list[list[Cell]] = [
        [
            row.kind.value,
            row.name,
            _scene(row),
            next(iter(_file_rows(row.before)), None),
            next(iter(_file_rows(row.after)), None),
            cause.value,
            amount,
            found.unit,
        ]
        for row in found.rows
        for cause, amount in row.causes.items()
    ]
    return Table(columns=_COLUMNS, rows=rows)


def _side(side: Side, file: str) -> EstimateSideEntry:
    plan = side.estimate.entry.plan
    return {
        "file": file,
        "provider": plan.provider,
        "strategy": plan.strategy,
        "on": plan.on.isoformat(),
        "known_on": side.known_on.isoformat() if side.known_on else None,
        "card": f"{plan.provider}/{plan.card}",
        "final": to_final_entry(plan),
        "film_s": plain(plan.storyboard.film_s),
        "total": _amount(side.total),
        "approximate": side.approximate,
        "floor": side.floor,
        "coverage": {"shots": plan.shots, "priced": plan.priced},
        "left_out": [{"name": item.name, **_amount(item.shown)} for item in side.left_out],
    }


def _cause(share: CauseShare) -> CauseEntry:
    return {
        "cause": share.cause.value,
        "amount": plain(share.amount.number),
        "shots": [row.name for row in share.rows],
    }


def _row(row: RowChange) -> RowChangeEntry:
    return {
        "kind": row.kind.value,
        "shot_id": row.name,
        "scene": _scene(row),
        "before_rows": _file_rows(row.before),
        "after_rows": _file_rows(row.after),
        "before": _number(row.was),
        "after": _number(row.becomes),
        "change": plain(row.change),
        "causes": [{"cause": cause.value, "amount": plain(amount)} for cause, amount in row.causes.items()],
    }


def _scene(row: RowChange) -> str:
    return next((shot.scene for shot in (*row.after, *row.before)), "")


def _file_rows(shots: Sequence[Shot]) -> list[int]:
    return [each.row for shot in shots for each in shot.cuts or (shot,) if each.row is not None]


def _number(number: Decimal | None) -> str | None:
    return None if number is None else plain(number)


def _amount(amount: Amount) -> AmountEntry:
    return {"amount": plain(amount.number), "unit": amount.unit}
