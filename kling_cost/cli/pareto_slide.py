"""The Pareto curve of ``kling-cost chart``: how many shots a budget buys, and what a little more would."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kling_cost.budget import fit_budget
from kling_cost.charts import ParetoPoint, pareto_figure
from kling_cost.charts.looks import amount_label, share_label
from kling_cost.cli.drawing import NothingToDraw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from kling_cost.budget import BudgetPlan, Worth
    from kling_cost.cli.drawing import Drawing
    from kling_cost.strategies import Strategy

_BOUNDLESS = Decimal(10) ** 12
_MOST_LAYERS = 5


def pareto(drawing: Drawing) -> Figure:
    """Draw how many shots each budget delivers, each made as it may be made under any of the strategies."""
    found = _fitted(drawing)
    points = [_point(each.spend, each.worth) for each in found.curve]
    most, shots = points[-1].value, drawing.planned.storyboard.shot_count
    if not most:
        raise NothingToDraw(drawing.show, "no shot has a price", "kling-cost plan says why")
    chosen = _point(found.needed, found.worth) if drawing.limit and found.worth.shot_count else None
    notes = [_made_under(drawing.asked.strategies)]
    notes += [f"{most:,.0f} of {shots:,} shots priced"] if most < shots else []
    return pareto_figure(
        points,
        unit=drawing.unit + _meant(found),
        value_name=_heading(found, drawing.unit),
        chosen=chosen,
        budget=drawing.most,
        layers=_layer_names(found.priorities),
        more=_more(found, drawing.unit),
        **drawing.page(*notes, covers=False),
    )


def _fitted(drawing: Drawing) -> BudgetPlan:
    asked = drawing.asked
    limit, currency = drawing.budget or (_BOUNDLESS, None)
    return fit_budget(
        asked.storyboard,
        planner=asked.planner,
        models=asked.tables.models,
        strategies=asked.strategies,
        provider=drawing.chosen.provider,
        on=asked.on,
        limit=limit,
        currency=currency,
        known_on=asked.known_on,
        choices=asked.choices,
        money=asked.money if drawing.budget else None,
        confidence=drawing.confidence,
    )


def _made_under(strategies: Sequence[Strategy]) -> str:
    named = strategies[0].name if len(strategies) == 1 else f"one of {len(strategies):,} strategies"
    return f"each shot made under {named}"


def _point(spend: Decimal, worth: Worth) -> ParetoPoint:
    first, last = worth.shots[: _MOST_LAYERS - 1], worth.shots[_MOST_LAYERS - 1 :]
    layers = (*first, *([sum(last)] if last else []))
    return ParetoPoint(spend, worth.shot_count, layers=layers)


def _layer_names(priorities: Sequence[int | None]) -> list[str]:
    names = ["no priority" if each is None else f"priority {each}" for each in priorities]
    if len(names) > _MOST_LAYERS:
        names[_MOST_LAYERS - 1 :] = [f"{names[_MOST_LAYERS - 1]} and later"]
    return names


def _meant(found: BudgetPlan) -> str:
    if found.forecast is None:
        return ""
    if found.confidence is None:
        return " for the planned takes"
    return f" that are enough with a chance of {share_label(found.confidence)}"


def _heading(found: BudgetPlan, unit: str) -> str:
    order = ", most urgent first" if len(found.priorities) > 1 else ""
    shots = found.curve[-1].worth.shot_count
    least, best = (amount_label(each, unit) for each in (found.least_for_all, found.least_for_wish))
    return f"Shots delivered of {shots:,}{order}: all from {least}, all at their best from {best}"


def _more(found: BudgetPlan, unit: str) -> str:
    """Say what the next 10 % of the budget would buy, and where that is nothing what the next step costs."""
    if found.next_step is not None:
        return f"the next 10 % buys {_gain(found.worth, found.next_step.worth)}"
    if found.next_price is None:
        return "nothing more to buy"
    price = amount_label(found.next_price.extra, unit)
    return f"the next 10 % buys nothing, {price} over it buys {_gain(found.worth, found.next_price.worth)}"


def _gain(before: Worth, after: Worth) -> str:
    shots = after.shot_count - before.shot_count
    if shots > 0:
        return "1 shot more" if shots == 1 else f"{shots:,} shots more"
    if after.shots > before.shots:
        return "more urgent shots"
    return "better clips" if after.quality > before.quality else "likelier keepers"
