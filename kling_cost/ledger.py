"""A plan's lines as flat rows with named columns: the one shape that CSV, JSON and data frames share.

Values keep their type here (exact numbers, dates, text, None); how each is written is the writer's business.
"""

from __future__ import annotations

from itertools import repeat
from typing import TYPE_CHECKING

from kling_cost.accounts import Accounts
from kling_cost.packing import JOINT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from kling_cost.money import Money
    from kling_cost.plan import Plan
    from kling_cost.quote import Line
    from kling_cost.storyboard.shot import Shot

Value = str | int | bool | None
"""What a cell may hold besides an exact number or a date."""
_Cells = dict[str, "Value | Decimal | date"]

LINE_COLUMNS = (
    "kind",
    "provider",
    "strategy",
    "on",
    "project",
    "account",
    "shot_id",
    "scene",
    "stage",
    "clip_no",
    "model",
    "mode",
    "video_input",
    "tier",
    "resolution",
    "audio",
    "clip_s",
    "takes",
    "billed_s",
    "quantity",
    "quantity_unit",
    "unit_price",
    "amount",
    "unit",
    "money",
    "currency",
    "rate_ref",
    "card",
    "basis",
    "source",
    "note",
    "reason",
)
"""The columns of every row, in their order.

``kind`` is ``shot`` for what is made of the storyboard; other items of a budget have kinds of their own.
``shot_id`` joins the ids of shots that were packed into one clip by ``+``: such a row is for all of them.
``reason`` says why an unpriced shot has no amount.
"""

SHOT_COLUMNS = ("description", "priority", "notes")
"""Columns of the storyboard that a line does not need but its reader does."""


def ledger_columns(plan: Plan) -> list[str]:
    """Give the columns of a plan's rows: the fixed ones, then the storyboard's own.

    An own column that is called like one of ours gets ``storyboard_`` in front.
    """
    return [*LINE_COLUMNS, *SHOT_COLUMNS, *_own_names(plan.storyboard.extra_columns).values()]


def _own_names(columns: Sequence[str]) -> dict[str, str]:
    """Give each of the storyboard's own columns a name that no other column has."""
    taken = {*LINE_COLUMNS, *SHOT_COLUMNS}
    names: dict[str, str] = {}
    for column in columns:
        name = column
        while name in taken:
            name = f"storyboard_{name}"
        taken.add(name)
        names[column] = name
    return names


def ledger_rows(
    plan: Plan, money: Money | None, accounts: Accounts | None = None
) -> Iterator[dict[str, Value | Decimal | date]]:
    """Give a row per line and, after them, a row per unpriced stage with an empty amount and its reason."""
    accounts = accounts or Accounts()
    head: dict[str, Value | date] = {
        "kind": "shot",
        "provider": plan.provider,
        "strategy": plan.strategy,
        "on": plan.on,
        "card": f"{plan.provider}/{plan.card}",
        "unit": plan.unit,
        "currency": money.total.unit if money else None,
    }
    names = _own_names(plan.storyboard.extra_columns)
    rows, bills = plan.breakdown.rows, plan.breakdown.bills
    shares: Iterator[Decimal | None] = iter(money.shares) if money else repeat(None)
    alike = [[head | line_cells(line) | {"reason": None} for line in bill.lines] for bill in bills]
    for shot, number in zip(rows.shots, rows.numbers, strict=True):
        if alike[number]:
            own = _shot_cells(shot, names) | {"project": accounts.project_of(shot)}
            for cells, line in zip(alike[number], bills[number].lines, strict=True):
                account = accounts.account_of(shot, line.stage, line.clip.model)
                yield {**cells, **own, "account": account, "money": next(shares)}
    empty = dict.fromkeys(LINE_COLUMNS) | head
    for entry in plan.unpriced:
        yield {
            **empty,
            **_shot_cells(entry.shot, names),
            "project": accounts.project_of(entry.shot),
            "account": accounts.account_of(entry.shot, entry.stage, entry.model),
            "stage": entry.stage,
            "model": entry.model or None,
            "reason": entry.reason,
        }


def line_cells(line: Line) -> dict[str, Value | Decimal]:
    """Give what a line says of itself; its plan and its money are not its own."""
    clip, rate = line.clip, line.rate
    return {
        "shot_id": line.shot_id,
        "scene": line.scene,
        "stage": line.stage,
        "clip_no": line.clip_no,
        "model": clip.model,
        "mode": clip.mode.value,
        "video_input": clip.video_input,
        "tier": clip.tier,
        "resolution": rate.resolution,
        "audio": None if clip.seconds is None else clip.audio.value,
        "clip_s": clip.seconds,
        "takes": line.takes,
        "billed_s": line.billed_s,
        "quantity": line.quantity,
        "quantity_unit": rate.per.value,
        "unit_price": rate.amount,
        "amount": line.amount.number,
        "unit": line.amount.unit,
        "rate_ref": rate.ref,
        "basis": rate.basis.value,
        "source": rate.source.link or rate.source.title,
        "note": line.note,
    }


def _shot_cells(shot: Shot, names: Mapping[str, str]) -> _Cells:
    """Give what a line does not know: whose it is, and the storyboard's own cells; a group has its shots'."""
    cells = _joined([_own_cells(cut, names) for cut in shot.cuts]) if shot.cuts else _own_cells(shot, names)
    cells["shot_id"], cells["scene"] = shot.shot_id, shot.scene
    return cells


def _own_cells(shot: Shot, names: Mapping[str, str]) -> _Cells:
    own: _Cells = {"description": shot.description, "priority": shot.priority, "notes": shot.notes}
    for column, name in names.items():
        own[name] = shot.extra.get(column, "")
    return own


def _joined(cells: Sequence[_Cells]) -> _Cells:
    """Join the cells of shots that share a clip: what all say alike once, texts with ``+``, else nothing."""
    joined: _Cells = {}
    for name in cells[0]:
        said = list(dict.fromkeys(each[name] for each in cells))
        texts = [text for text in said if isinstance(text, str)]
        joined[name] = said[0] if len(said) == 1 else None
        if len(texts) == len(said) > 1:
            joined[name] = f" {JOINT} ".join(text for text in texts if text)
    return joined
