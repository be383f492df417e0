"""What a budget holds besides its lines, as part of a plan's JSON document (see ``estimate_documents``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.amounts import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kling_cost.amounts import Amount
    from kling_cost.estimate import Estimate, Group
    from kling_cost.export.amount_documents import AmountEntry, MoneyEntry
    from kling_cost.export.estimate_documents import EstimateEntry, SumEntry


def to_estimate_entry(estimate: Estimate) -> EstimateEntry:
    """Write extras, contingency and what all comes to."""
    return {
        "items": [
            {
                "kind": item.kind.value,
                "name": item.name,
                **_amount(item.amount),
                "money": _money(item.money),
                "approximate": item.approximate,
                "floor": item.floor,
                "account": item.account,
                "project": item.project,
                "note": item.note,
            }
            for item in estimate.items
        ],
        "contingency": plain(estimate.contingency),
        "totals": [_amount(amount) for amount in estimate.totals],
    }


def to_group_entries(groups: Iterable[Group]) -> list[SumEntry]:
    """Write sums by group."""
    return [
        {
            "name": group.name,
            "kind": group.kind.value if group.kind else None,
            "lines": group.lines,
            "unpriced": group.unpriced,
            "billed_s": plain(group.billed_s),
            **_amount(group.amount),
            "money": _money(group.money),
            "approximate": group.approximate,
            "floor": group.floor,
        }
        for group in groups
    ]


def _amount(amount: Amount) -> AmountEntry:
    return {"amount": plain(amount.number), "unit": amount.unit}


def _money(money: Amount | None) -> MoneyEntry | None:
    return {"amount": plain(money.number), "currency": money.unit} if money else None
