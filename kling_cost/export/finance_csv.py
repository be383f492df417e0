"""The finance CSV: one row per line, plain numbers, ISO dates, nothing that a spreadsheet would run.

No total rows: the sum of the column ``amount`` is the total. An unpriced shot is a row with an empty amount
and its reason.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.export.tabular import Table, to_csv
from kling_cost.ledger import ledger_columns, ledger_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.compare import PricedPlan


def to_finance_csv(entries: Sequence[PricedPlan]) -> str:
    """Write the lines of one or several plans of one storyboard."""
    columns = ledger_columns(entries[0].plan)
    rows = [
        [row.get(column) for column in columns]
        for entry in entries
        for row in ledger_rows(entry.plan, entry.money)
    ]
    return to_csv(Table(columns=columns, rows=rows))
