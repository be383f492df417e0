"""The odds of plans as JSON documents (see ``documents`` and ``risk_documents`` for what each promises)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.amounts import plain
from kling_cost.export.to_documents import to_problem_entries
from kling_cost.risk.forecast import QUANTILES, to_decimal
from kling_cost.rounding import significant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from fractions import Fraction

    from kling_cost.errors import Problem
    from kling_cost.export.documents import PlanName, RiskEntry
    from kling_cost.export.risk_documents import (
        BreakEvenEntry,
        MarginEntry,
        RiskDocument,
        RiskPartEntry,
        SimulatedEntry,
        StrategyRiskEntry,
        TurnEntry,
    )
    from kling_cost.risk import Distribution, Forecast, Part
    from kling_cost.risk.simulation import Simulated
    from kling_cost.sensitivity import BreakEven, Margin, Outlook, StrategyRange, Turn

_CHANCE_DECIMALS = 12
"""Chances are right to this and no further."""
_RATIO_DIGITS = 12


def to_chance(chance: float) -> float:
    """Write a chance to the digits that it is right to."""
    return round(chance, _CHANCE_DECIMALS)


def to_risk_entry(forecast: Forecast, within: float | None) -> RiskEntry:
    """Write what a plan will probably cost; ``within`` is the chance to stay within the budget."""
    return _entry(forecast.whole, within)


def _entry(part: Part, within: float | None = None) -> RiskEntry:
    total, each = part.total, part.cost_per_usable_second
    p5, p50, p80, p90, p95, p99 = (plain(total.quantile(chance)) for chance in QUANTILES.values())
    return {
        "mean": plain(to_decimal(total.mean)),
        "sd": plain(to_decimal(total.sd)),
        "p5": p5,
        "p50": p50,
        "p80": p80,
        "p90": p90,
        "p95": p95,
        "p99": p99,
        "within_budget": None if within is None else to_chance(within),
        "all_delivered": to_chance(part.all_delivered),
        "expected_keepers": None if part.kept is None else to_chance(part.kept),
        "cost_per_usable_second": None if each is None else plain(each),
        "gap": plain(total.gap),
    }


def to_risk_document(
    outlook: Outlook,
    *,
    limit: Decimal | None,
    confidence: Decimal | None,
    simulated: Simulated | None,
    assumptions: Sequence[str],
    warnings: Sequence[Problem] = (),
) -> RiskDocument:
    """Write an outlook; ``limit`` is the budget in the chosen plan's unit."""
    plan, forecast = outlook.chosen, outlook.forecast
    total = forecast.total if forecast else None
    return {
        "schema": "kling-cost/risk/1",
        "on": plan.on.isoformat(),
        "storyboard": {
            "file": plan.storyboard.file,
            "shots": plan.storyboard.shot_count,
            "film_s": plain(plan.storyboard.film_s),
        },
        "chosen": {"provider": plan.provider, "strategy": plan.strategy},
        "unit": plan.unit,
        "whole": _entry(forecast.whole, _within(forecast.total, limit)) if forecast else None,
        "stages": [_part(part) for part in forecast.by_stage()] if forecast else [],
        "scenes": [_part(part) for part in forecast.by_scene()] if forecast else [],
        "shots": [_part(part) for part in forecast.by_shot()] if forecast else [],
        "drivers": [
            {"shot_id": each.shot_id, "scene": each.scene, "share": to_chance(each.share)}
            for each in (forecast.drivers() if forecast else ())
        ],
        "strategies": [_strategy(each) for each in outlook.ranges],
        "first": {by.value: _name(each) if each is not None else None for by, each in outlook.first.items()},  # type: ignore[typeddict-item]  # its keys are the values of RankBy
        "break_even": [_break_even(each) for each in outlook.break_evens],
        "margins": [_margin(each) for each in outlook.margins],
        "confidence": {"chance": plain(confidence), "amount": plain(total.quantile(float(confidence)))}
        if confidence is not None and total
        else None,
        "overrun": plain(to_decimal(total.expected_overrun(limit))) if total and limit is not None else None,
        "simulated": _simulated(simulated) if simulated else None,
        "assumptions": list(assumptions),
        "problems": to_problem_entries(warnings),
    }


def _within(total: Distribution, limit: Decimal | None) -> float | None:
    return None if limit is None else total.chance_within(limit)


def _part(part: Part) -> RiskPartEntry:
    return {"name": part.name, "planned": plain(part.planned), **_entry(part)}


def _name(each: StrategyRange) -> PlanName:
    return {"provider": each.entry.plan.provider, "strategy": each.entry.plan.strategy}


def _strategy(each: StrategyRange) -> StrategyRiskEntry:
    plan = each.entry.plan
    return {
        **_name(each),
        "total": plain(plan.total.number),
        "unit": plan.unit,
        "complete": plan.complete,
        "risk": to_risk_entry(each.forecast, None) if each.forecast else None,
    }


def _number(value: Fraction) -> str:
    return plain(significant(value, _RATIO_DIGITS))


def _break_even(found: BreakEven) -> BreakEvenEntry:
    return {
        "one": found.one,
        "other": found.other,
        "takes": None if found.takes is None else _number(found.takes),
        "accept": None if found.accept is None else to_chance(found.accept),
        "cheaper": found.cheaper,
        "reason": found.reason,
    }


def _turn(turn: Turn | None) -> TurnEntry | None:
    return None if turn is None else {"value": _value(turn.value), "strategy": turn.strategy}


def _margin(margin: Margin) -> MarginEntry:
    return {
        "name": margin.name,
        "kind": "takes" if margin.takes else "accept",
        "value": _value(margin.value),
        "lower": _turn(margin.lower),
        "higher": _turn(margin.higher),
    }


def _value(value: Fraction | int) -> str:
    return str(value) if isinstance(value, int) else _number(value)


def _simulated(drawn: Simulated) -> SimulatedEntry:
    p5, p50, p80, p90, p95, p99 = (plain(drawn.quantile(chance)) for chance in QUANTILES.values())
    return {
        "trials": drawn.trials,
        "seed": drawn.seed,
        "mean": plain(to_decimal(drawn.mean)),
        "p5": p5,
        "p50": p50,
        "p80": p80,
        "p90": p90,
        "p95": p95,
        "p99": p99,
    }
