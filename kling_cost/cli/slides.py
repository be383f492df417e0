"""The pictures that ``kling-cost chart`` can show, each drawn from what it needs of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.breakdown.stage_takes import PLAIN
from kling_cost.charts import (
    DriverShare,
    Quantiles,
    StrategyRange,
    Swing,
    cost_curve_figure,
    drivers_figure,
    plan_figure,
    scene_figure,
    seconds_figure,
    strategy_ranges_figure,
    swings_figure,
)
from kling_cost.charts.looks import quantile_name, share_label
from kling_cost.cli.drawing import NothingToDraw
from kling_cost.cli.pareto_slide import pareto
from kling_cost.risk import Forecast
from kling_cost.sensitivity import swings

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from kling_cost.cli.drawing import Drawing
    from kling_cost.plan import Plan

_USUAL = 0.8
"""What swings where no confidence is asked for: the P80."""


def plan(drawing: Drawing) -> Figure:
    """Draw strategies side by side as stacked stages, and the chosen one's cost by scene."""
    page = drawing.page(covers=False)
    return plan_figure(drawing.plans, drawing.chosen, unit=drawing.unit, **page)


def curve(drawing: Drawing) -> Figure:
    """Draw the chance to stay within each amount."""
    return cost_curve_figure(
        drawing.gambles().total,
        unit=drawing.unit,
        budget=drawing.most,
        confidence=drawing.confidence,
        **drawing.page(drawing.chosen.strategy),
    )


def strategies(drawing: Drawing) -> Figure:
    """Draw every strategy as the range of what it probably costs."""
    drawing.check_gambles(drawing.plans)
    ranges = [_range(each, drawing) for each in drawing.plans]
    return strategy_ranges_figure(
        ranges,
        unit=drawing.unit,
        chosen=ranges[drawing.plans.index(drawing.chosen)],
        budget=drawing.most,
        confidence=drawing.confidence,
        **drawing.page(covers=False),
    )


def _range(plan: Plan, drawing: Drawing) -> StrategyRange:
    forecast, planned, limit = Forecast.of(plan), plan.total.number, drawing.most
    enough = within = None
    if limit is not None:
        within = forecast.total.chance_within(limit) if forecast else float(planned <= limit)
    if forecast and drawing.confidence is not None:
        enough = forecast.total.quantile(drawing.confidence)
    return StrategyRange(
        name=plan.strategy,
        planned=planned,
        quantiles=Quantiles.of(forecast.total) if forecast else None,
        enough=enough,
        within_budget=within,
        approximate=plan.approximate,
        floor=plan.floor,
        priced="" if plan.complete else f"{plan.priced:,} of {plan.shots:,}",
    )


def drivers(drawing: Drawing) -> Figure:
    """Draw which shots make the spread of the total."""
    found = drawing.gambles().drivers()
    if not found:
        raise NothingToDraw(drawing.show, "every take is made in any case", "give an accept rate below 1")
    shares = [DriverShare(_shot_name(each.shot_id, each.scene), each.share) for each in found]
    return drivers_figure(shares, **drawing.page(drawing.chosen.strategy))


def _shot_name(shot_id: str, scene: str) -> str:
    name = f"shot {shot_id}" if shot_id.isdecimal() else shot_id
    return f"{name}, {scene}" if scene else name


def sensitivity(drawing: Drawing) -> Figure:
    """Draw how far each uncertain accept rate moves what the plan stays within."""
    drawing.gambles()
    chance = drawing.confidence or _USUAL
    found = swings(drawing.chosen, chance=chance)
    if not found:
        why = f"no accept rate in {drawing.chosen.strategy} is uncertain"
        cure = "give a range, --accept 0.2..0.4 or 41/164, or shot_class in rows"
        raise NothingToDraw(drawing.show, why, cure)
    moved = [
        Swing(
            name="all shots" if each.name == PLAIN else each.name,
            low=share_label(each.low),
            high=share_label(each.high),
            at_low=each.at_low,
            at_high=each.at_high,
        )
        for each in found
    ]
    ends = "rates two standard deviations to either side"
    return swings_figure(
        moved,
        centre=found[0].base,
        unit=drawing.unit,
        measure=quantile_name(chance),
        what="accept rate",
        **drawing.page(drawing.chosen.strategy, ends),
    )


def scenes(drawing: Drawing) -> Figure:
    """Draw the chosen plan's cost by scene and stage."""
    return scene_figure(drawing.chosen, unit=drawing.unit, **drawing.page(drawing.chosen.strategy))


def seconds(drawing: Drawing) -> Figure:
    """Draw the seconds of film against those that are billed."""
    return seconds_figure(drawing.chosen, **drawing.page(drawing.chosen.strategy))


PICTURES = {
    "plan": plan,
    "curve": curve,
    "strategies": strategies,
    "drivers": drivers,
    "swings": sensitivity,
    "pareto": pareto,
    "scenes": scenes,
    "seconds": seconds,
}
