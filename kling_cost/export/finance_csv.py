"""The finance CSV: one row per line, plain numbers, ISO days, nothing that a spreadsheet would run.

No total rows: the column ``money`` adds up to the total, ``amount`` by its unit. An unpriced shot is a row
with an empty amount and its reason. What columns mean stands in :mod:`kling_cost.export.finance_contract`.
"""

from __future__ import annotations

import csv
from io import StringIO
from operator import itemgetter
from typing import TYPE_CHECKING

from kling_cost.estimate import GroupBy, estimate_columns, estimate_rows
from kling_cost.export.csv_dialects import BYTE_ORDER_MARK, Dialect
from kling_cost.export.finance_contract import FINANCE_COLUMNS, group_columns
from kling_cost.export.spreadsheet_texts import would_turn
from kling_cost.export.tabular import Table, to_csv

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.estimate import Estimate, Group
    from kling_cost.export.tabular import Cell


def to_finance_csv(estimates: Sequence[Estimate], dialect: Dialect = Dialect.RFC4180) -> str:
    """Write the rows of one or several estimates (at least one), all of one storyboard.

    Raises:
        BadExtra: for an extra in credits where the provider charges in a currency.
    """
    columns = estimate_columns(estimates[0])
    cells_of = itemgetter(*columns)
    rows = [cells_of(row) for estimate in estimates for row in estimate_rows(estimate)]
    return to_csv(Table(columns=columns, rows=rows), dialect.form)


def to_groups_csv(groups: Sequence[Group], by: GroupBy, dialect: Dialect = Dialect.RFC4180) -> str:
    """Write the sums of an estimate by group, in the order given."""
    columns = [column.name for column in group_columns(by)]
    return to_csv(Table(columns=columns, rows=[_group_cells(group) for group in groups]), dialect.form)


def _group_cells(group: Group) -> list[Cell]:
    return [
        group.name,
        group.kind.value if group.kind else None,
        group.lines,
        group.unpriced,
        group.billed_s,
        group.amount.number if group.known else None,
        group.amount.unit,
        group.money.number if group.money and group.known else None,
        group.money.unit if group.money else None,
        group.approximate,
        group.floor,
    ]


def texts_that_turn(estimates: Sequence[Estimate]) -> list[str]:
    """Give the texts, each once, that a spreadsheet shows otherwise where it opens ``rfc4180``: 007 as 7.

    Only what people wrote can turn: cells of the storyboard, codes of accounts, names and notes of extras.
    """
    said: dict[str, None] = {}
    for estimate in estimates:
        accounts = estimate.accounts
        said |= dict.fromkeys([accounts.default, accounts.project, accounts.contingency])
        for codes in (accounts.scenes, accounts.stages, accounts.models):
            said |= dict.fromkeys(codes.values())
        for extra in estimate.extras:
            said |= dict.fromkeys([extra.name, extra.account, extra.project, extra.note])
    for shot in estimates[0].entry.plan.storyboard.shots:
        own = (shot.shot_id, shot.scene, shot.description, shot.notes, shot.account, shot.project)
        said |= dict.fromkeys([*own, *shot.extra.values()])
    return [text for text in said if would_turn(text)]


def wrote_finance_csv(text: str) -> bool:
    """Tell whether a text is a finance CSV of ours, lines or groups, in any dialect, by its header.

    It says nothing of the rows: somebody may have edited them since.
    """
    body = text.removeprefix(BYTE_ORDER_MARK)
    lines = [column.name for column in FINANCE_COLUMNS]
    groups = [[column.name for column in group_columns(by)] for by in GroupBy]
    heads = [_head(body, dialect) for dialect in Dialect]
    return any(cells[: len(lines)] == lines or cells in groups for cells in heads)


def _head(body: str, dialect: Dialect) -> list[str]:
    try:
        return next(csv.reader(StringIO(body, newline=""), delimiter=dialect.form.separator), [])
    except csv.Error:  # no CSV at all, or a cell beyond all measure
        return []
