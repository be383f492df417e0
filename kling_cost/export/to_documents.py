"""Prices, plans and problems as JSON documents (see ``documents`` for what each promises)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, cast

from kling_cost.amounts import plain
from kling_cost.estimate import Estimate, groups_of
from kling_cost.export.to_estimate_entries import to_estimate_entry, to_group_entries
from kling_cost.ledger import line_cells

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from kling_cost.amounts import Amount
    from kling_cost.clips import Clip
    from kling_cost.compare import BudgetCheck, Comparison, PricedPlan
    from kling_cost.datafiles import SourceFile
    from kling_cost.errors import Problem
    from kling_cost.estimate import GroupBy
    from kling_cost.export.amount_documents import MoneyEntry
    from kling_cost.export.documents import (
        ClipEntry,
        FinalEntry,
        LineEntry,
        PackingEntry,
        PlanDocument,
        PlanEntry,
        PlanName,
        PriceDocument,
        ProblemEntry,
        ProblemsDocument,
        RiskEntry,
        SourceEntry,
    )
    from kling_cost.money import Money
    from kling_cost.packing import Packing
    from kling_cost.plan import Plan
    from kling_cost.pricebook.rate import Source
    from kling_cost.quote import Line
    from kling_cost.risk import Forecast
    from kling_cost.storyboard.shot import Storyboard


def to_problems_document(problems: Iterable[Problem]) -> ProblemsDocument:
    """Write a refusal."""
    return {"schema": "kling-cost/problems/1", "problems": to_problem_entries(problems)}


def to_problem_entries(problems: Iterable[Problem]) -> list[ProblemEntry]:
    """Write faults and doubts."""
    return [
        {
            "level": problem.level,
            "file": problem.file,
            "row": problem.row,
            "column": problem.column,
            "code": problem.code,
            "message": problem.message,
        }
        for problem in problems
    ]


def to_source_entry(source: Source | SourceFile) -> SourceEntry:
    """Write where a price or a strategy comes from."""
    return {
        "title": source.title,
        "link": source.link,
        "read_on": source.read_on.isoformat(),
        "note": source.note,
    }


def to_money_entry(money: Money | None) -> MoneyEntry | None:
    """Write money, where it is known."""
    return {"amount": plain(money.total.number), "currency": money.total.unit} if money else None


def to_final_entry(plan: Plan) -> FinalEntry:
    """Write the clip that most of a plan's film is delivered in."""
    final = plan.delivers
    return {"model": final.model, "tier": final.tier, "audio": final.audio}


def to_clip_entry(clip: Clip, resolution: str | None) -> ClipEntry:
    """Write a clip, with the resolution that it is delivered in."""
    return {
        "model": clip.model,
        "product": clip.product.value,
        "mode": clip.mode.value,
        "video_input": clip.video_input,
        "tier": clip.tier,
        "resolution": resolution,
        "audio": None if clip.seconds is None else clip.audio.value,
        "duration_s": None if clip.seconds is None else plain(clip.seconds),
    }


def to_price_document(line: Line, on: date, money: Money | None) -> PriceDocument:
    """Write the price of one clip."""
    clip, rate = line.clip, line.rate
    return {
        "schema": "kling-cost/price/1",
        "provider": rate.provider,
        "on": on.isoformat(),
        "clip": to_clip_entry(clip, rate.resolution),
        "quantity": plain(line.quantity),
        "quantity_unit": rate.per.value,
        "unit_price": plain(rate.amount),
        "amount": plain(line.amount.number),
        "unit": line.amount.unit,
        "money": to_money_entry(money),
        "rate_ref": rate.ref,
        "basis": rate.basis.value,
        "floor": line.floor,
        "source": to_source_entry(rate.source),
    }


_LINE_KEYS = [
    "shot_id",
    "scene",
    "stage",
    "clip_no",
    "model",
    "mode",
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
    "rate_ref",
    "basis",
    "note",
]


def to_line_entries(lines: Sequence[Line], money: Sequence[Decimal | None] | None = None) -> list[LineEntry]:
    """Write lines, each with its share of the money where that is known."""
    shares = [None] * len(lines) if money is None else money
    return [_line(line, share) for line, share in zip(lines, shares, strict=True)]


def _line(line: Line, share: Decimal | None) -> LineEntry:
    cells = line_cells(line) | {"money": share}
    written = {key: plain(value) if isinstance(value := cells[key], Decimal) else value for key in _LINE_KEYS}
    return cast("LineEntry", written)


def _plan_name(entry: PricedPlan) -> PlanName:
    return {"provider": entry.plan.provider, "strategy": entry.plan.strategy}


def _packing(packing: Packing, saved: Amount) -> PackingEntry:
    return {
        "groups": [
            {
                "shot_id": group.shot_id,
                "scene": group.scene,
                "shots": [cut.shot_id for cut in group.cuts],
                "cuts_s": [plain(cut.seconds) for cut in group.cuts if cut.seconds is not None],
            }
            for group in packing.groups
        ],
        "shots": packing.shots,
        "clips": len(packing.groups),
        "unpacked": {"amount": plain(packing.unpacked.number), "unit": packing.unpacked.unit},
        "unpacked_billed_s": plain(packing.unpacked_billed_s),
        "saved": {"amount": plain(saved.number), "unit": saved.unit},
        "reason": packing.reason,
    }


def _risk(odds: tuple[Forecast, float | None] | None) -> RiskEntry | None:
    if odds is None:
        return None
    from kling_cost.export.to_risk_documents import to_risk_entry  # noqa: PLC0415 - only gambles need numpy

    return to_risk_entry(*odds)


def _plan(entry: PricedPlan, odds: tuple[Forecast, float | None] | None) -> PlanEntry:
    plan, money = entry.plan, entry.money
    return {
        **_plan_name(entry),
        "final": to_final_entry(plan),
        "total": {"amount": plain(plan.total.number), "unit": plan.unit},
        "money": to_money_entry(money),
        "film_s": plain(plan.film_s),
        "fitted_s": plain(plan.fitted_s),
        "billed_s": plain(plan.billed_s),
        "coverage": {"shots": plan.shots, "priced": plan.priced},
        "floor": plan.floor,
        "packing": _packing(plan.packing, plan.saved) if plan.packing and plan.saved else None,
        "risk": _risk(odds),
        "lines": to_line_entries(plan.lines, money.shares if money else None),
        "unpriced": [
            {"shot_id": unpriced.shot.shot_id, "stage": unpriced.stage, "reason": unpriced.reason}
            for unpriced in plan.unpriced
        ],
    }


def to_plan_document(
    comparison: Comparison,
    *,
    on: date,
    storyboard: Storyboard,
    estimate: Estimate | None = None,
    by: GroupBy | None = None,
    budget: BudgetCheck | None,
    odds: Mapping[tuple[str, str], tuple[Forecast, float | None]] | None = None,
    assumptions: Sequence[str],
    warnings: Sequence[Problem] = (),
) -> PlanDocument:
    """Write plans in the order of their ranking; ``assumptions`` are the chosen plan's and the request's.

    ``estimate`` stands on the chosen plan; without one there are only its shots. ``odds`` holds the forecasts
    of plans that are a gamble, by provider and strategy.
    """
    estimate = estimate or Estimate(entry=comparison.chosen)
    cheapest = comparison.cheapest
    return {
        "schema": "kling-cost/plan/1",
        "on": on.isoformat(),
        "storyboard": {
            "file": storyboard.file,
            "shots": storyboard.shot_count,
            "film_s": plain(storyboard.film_s),
        },
        "plans": [_plan(entry, (odds or {}).get(entry.plan.key)) for entry in comparison.ranked],
        "cheapest": _plan_name(cheapest) if cheapest else None,
        "chosen": _plan_name(comparison.chosen),
        "estimate": to_estimate_entry(estimate),
        "groups": to_group_entries(groups_of(estimate, by)) if by else None,
        "budget": {
            "limit": plain(budget.limit.number),
            "unit": budget.limit.unit,
            "over_by": plain(budget.over_by),
        }
        if budget
        else None,
        "assumptions": list(assumptions),
        "problems": to_problem_entries(warnings),
    }
