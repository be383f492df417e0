"""An estimate as flat rows: those of its plan's ledger, then one for each extra and for the contingency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.ledger import ledger_columns, ledger_rows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from decimal import Decimal

    from kling_cost.estimate.estimate import Estimate
    from kling_cost.ledger import Value


def estimate_columns(estimate: Estimate) -> list[str]:
    """Give the columns of an estimate's rows: those of its plan."""
    return ledger_columns(estimate.entry.plan)


def estimate_rows(estimate: Estimate) -> Iterator[dict[str, Value | Decimal | date]]:
    """Give the rows of the plan, then those of the items; money adds up to the totals, amounts by unit."""
    plan = estimate.entry.plan
    yield from ledger_rows(plan, estimate.entry.money, estimate.accounts)
    empty = dict.fromkeys(estimate_columns(estimate))
    for item in estimate.items:
        yield empty | {
            "kind": item.kind.value,
            "provider": plan.provider,
            "strategy": plan.strategy,
            "on": plan.on,
            "project": item.project,
            "account": item.account,
            "amount": item.amount.number,
            "unit": item.amount.unit,
            "money": item.money.number if item.money else None,
            "currency": item.money.unit if item.money else None,
            "description": item.name,
            "note": item.note,
        }
