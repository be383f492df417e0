"""A fitted budget as a JSON document (see ``budget_documents`` for what it promises)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.amounts import plain
from kling_cost.compare import PricedPlan
from kling_cost.estimate import Estimate
from kling_cost.export.to_documents import to_line_entries, to_problem_entries
from kling_cost.export.to_estimate_entries import to_estimate_entry
from kling_cost.export.to_risk_documents import to_chance

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.amounts import Amount
    from kling_cost.budget import BudgetPlan, Chosen, Option, Step, Worth
    from kling_cost.errors import Problem
    from kling_cost.export.budget_documents import (
        BudgetDocument,
        FittedShotEntry,
        ObstacleEntry,
        OptionEntry,
        StepEntry,
        WorthEntry,
    )
    from kling_cost.storyboard.shot import Storyboard


def to_budget_document(
    found: BudgetPlan,
    *,
    storyboard: Storyboard,
    asked: Amount | None = None,
    estimate: Estimate | None = None,
    assumptions: Sequence[str] = (),
    warnings: Sequence[Problem] = (),
) -> BudgetDocument:
    """Write the best plan within a budget; ``storyboard`` is all that was asked for.

    ``asked`` is the budget for everything, where extras and a contingency of ``estimate`` leave less of it
    for the shots. ``assumptions`` are those of reading, money and estimate.
    """
    plan, forecast = found.plan, found.forecast
    given = asked or found.limit.given
    return {
        "schema": "kling-cost/budget/1",
        "on": plan.on.isoformat(),
        "storyboard": {
            "file": storyboard.file,
            "shots": storyboard.shot_count,
            "film_s": plain(storyboard.film_s),
        },
        "provider": plan.provider,
        "asked": {"amount": plain(given.number), "unit": given.unit},
        "limit": {"amount": plain(found.limit.given.number), "unit": found.limit.given.unit},
        "most": plain(found.limit.most),
        "unit": plan.unit,
        "confidence": found.confidence,
        "objective": found.objective.value,
        "fits": found.fits,
        "total": plain(plan.total.number),
        "needed": plain(found.needed),
        "p50": plain(forecast.quantile(0.5)) if forecast else None,
        "p90": plain(forecast.quantile(0.9)) if forecast else None,
        "within": None if found.chance_within is None else to_chance(found.chance_within),
        "worth": _worth(found.worth),
        "priorities": list(found.priorities),
        "optimal": found.proof.optimal,
        "bound": None if found.proof.bound is None else _worth(found.proof.bound),
        "shots": [_shot(row) for row in found.rows],
        "lines": to_line_entries(plan.lines),
        "curve": [{"spend": plain(point.spend), "worth": _worth(point.worth)} for point in found.curve],
        "next_price": _step(found.next_price),
        "next_step": _step(found.next_step),
        "least_for_all": plain(found.least_for_all),
        "least_for_wish": plain(found.least_for_wish),
        "obstacle": _obstacle(found),
        "estimate": to_estimate_entry(estimate or Estimate(entry=PricedPlan(plan, None))),
        "assumptions": [*assumptions, *found.assumptions, *plan.assumptions],
        "problems": to_problem_entries(warnings),
    }


def _worth(worth: Worth) -> WorthEntry:
    return {
        "shots": worth.shot_count,
        "by_priority": list(worth.shots),
        "quality": worth.quality,
        "expected_keepers": worth.kept / 1000,
    }


def _option(option: Option | None) -> OptionEntry | None:
    if option is None:
        return None
    caps = dict.fromkeys(stake.takes.cap for stake in option.bill.stakes if stake.takes.cap is not None)
    return {
        "strategy": option.strategy,
        "model": option.delivered.model,
        "tier": option.delivered.tier,
        "audio": option.delivered.audio,
        "caps": list(caps),
        "amount": plain(option.cost),
        "kept": to_chance(option.kept),
    }


def _shot(row: Chosen) -> FittedShotEntry:
    return {
        "shot_id": row.shot.shot_id,
        "priority": row.shot.priority,
        "option": _option(row.option),
        "wish": _option(row.wish),
        "expected": plain(row.mean),
        "lowered": list(row.lowered),
        "reasons": list(row.reasons),
    }


def _step(step: Step | None) -> StepEntry | None:
    if step is None:
        return None
    return {
        "extra": plain(step.extra),
        "worth": _worth(step.worth),
        "shots": [change.shot.shot_id for change in step.changes],
    }


def _obstacle(found: BudgetPlan) -> ObstacleEntry | None:
    if found.obstacle is None:
        return None
    return {
        "dearest": [shot.shot_id for shot in found.obstacle.dearest],
        "their_least": plain(found.obstacle.their_least),
        "passed_at": found.obstacle.passed_at.shot_id,
    }
