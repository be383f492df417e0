"""The shots that cost more than in what a storyboard is compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.amounts import Amount
from kling_cost.gate.case import at_rows, shot_named
from kling_cost.wording import amount_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.causes import Difference, RowChange
    from kling_cost.gate.verdict import Finding
    from kling_cost.pricebook.seller import ProviderFile


def risen_shots(difference: Difference, base: str, seller: ProviderFile) -> Sequence[Finding]:
    """Find the shots that cost more than in the base, the greatest rise first, by their sums."""
    rows = sorted((row for row in difference.rows if row.change > 0), key=lambda row: -row.change)
    return [
        finding
        for row in rows
        for message in [_rise_said(row, amount_text(Amount(row.change, difference.unit), seller), base)]
        for shot in row.after
        for finding in at_rows(shot, message)
    ]


def _rise_said(row: RowChange, rise: str, base: str) -> str:
    """Say by how much a shot costs more, and why."""
    if not row.before:
        return f"{shot_named(row.name)} is not in {base} and costs {rise}"
    causes = ", ".join(cause.said for cause, amount in row.causes.items() if amount > 0)
    return f"{shot_named(row.name)} costs {rise} more than in {base} ({causes})"
