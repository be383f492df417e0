"""The figures of a quote as a lock holds them: made once when it is locked, and again when it is verified."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.ledger import line_cells
from kling_cost.lock.file import Figure, Figures, LockedGap, LockedItem, LockedLine

if TYPE_CHECKING:
    from decimal import Decimal

    from kling_cost.accounts import Accounts
    from kling_cost.amounts import Amount
    from kling_cost.compare import ToldLine
    from kling_cost.estimate import Estimate
    from kling_cost.plan import Plan

ODDS = ("p50", "p80", "p90", "p95")
"""The quantiles that are locked."""


def figures_of(estimate: Estimate) -> Figures:
    """Give the figures of the whole quote."""
    entry, plan = estimate.entry, estimate.entry.plan
    return Figures(
        total=_figure(plan.total),
        money=_figure(entry.money.total) if entry.money else None,
        shots=plan.shots,
        priced=plan.priced,
        floor=plan.floor,
        approximate=entry.approximate,
        items=tuple(
            LockedItem(name=item.name, amount=item.shown.number, unit=item.shown.unit)
            for item in estimate.items
        ),
        totals=tuple(map(_figure, estimate.totals)),
        odds=_odds(plan),
    )


def lines_of(estimate: Estimate) -> tuple[LockedLine, ...]:
    """Give the lines of a quote."""
    return tuple(_line(told, estimate.accounts) for told in estimate.entry.told_lines())


def _line(told: ToldLine, accounts: Accounts) -> LockedLine:
    cells = line_cells(told.line)
    said = {name: cells[name] for name in LockedLine.model_fields if name in cells}
    of_shot = {
        "shot_id": told.shot.shot_id,
        "row": told.shot.row,
        "money": told.money.number if told.money else None,
        "account": accounts.account_of(told.shot, told.line.stage, told.line.clip.model),
    }
    return LockedLine.model_validate(said | of_shot)


def gaps_of(plan: Plan) -> tuple[LockedGap, ...]:
    """Give what of a quote has no price."""
    return tuple(
        LockedGap(shot_id=each.shot.shot_id, row=each.shot.row, stage=each.stage, reason=each.reason)
        for each in plan.unpriced
    )


def _figure(amount: Amount) -> Figure:
    return Figure(amount=amount.number, unit=amount.unit)


def _odds(plan: Plan) -> dict[str, Decimal] | None:
    if not any(bill.gambles for bill in plan.breakdown.bills):
        return None
    from kling_cost.risk.forecast import QUANTILES, Forecast  # noqa: PLC0415 - only gambles need numpy

    total = Forecast(plan).total
    return {name: total.quantile(QUANTILES[name]) for name in ODDS}
