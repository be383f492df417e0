"""Film seconds against billed seconds: what is paid for each second that the audience sees."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, ZERO, grouped
from kling_cost.charts.plans import stage_looks
from kling_cost.charts.slides import BAR, GREY, count_amounts, label_bar, name_rows, on_slide
from kling_cost.rounding import rounded

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kling_cost.plan import Plan

_FILM, _FITTED = ("#444444", ""), (GREY, "")


def draw_seconds(plan: Plan, axes: Axes) -> Axes:
    """Draw the seconds of a plan's film, of its clips, and those that are billed: over all takes, by stage.

    Images have no seconds, and unpriced shots are left out.
    """
    billed = _billed(plan)
    looks = stage_looks([plan])
    parts = billed if len(billed) > 1 else {}
    names = ["film", "fitted to clips", "billed, planned takes", *(f"for {stage}" for stage in parts)]
    film, fitted, of_all, *of_stages = name_rows(axes, names)
    _bar(axes, film, plan.film_s, _FILM)
    _bar(axes, fitted, plan.fitted_s, _FITTED)
    own_row = dict(zip(parts, of_stages, strict=True))
    below = ZERO
    for stage, seconds in billed.items():
        _bar(axes, of_all, seconds, looks[stage], left=below, labelled=False)
        if stage in own_row:
            _bar(axes, own_row[stage], seconds, looks[stage], left=below)
        below = EXACT.add(below, seconds)
    label_bar(axes, float(below), of_all, f"{grouped(below)} s", bold=True)
    count_amounts(axes, "seconds")
    axes.set_xlim(0, 1.15 * max(float(plan.billed_s), float(plan.film_s)) or 1)
    axes.grid(visible=True, axis="x", color="#DDDDDD", linewidth=0.7)
    axes.set_title(_statement(plan), loc="left", fontsize="medium")
    return axes


def seconds_figure(plan: Plan, *, title: str, note: str) -> Figure:
    """Draw film seconds against billed seconds for a slide."""
    return on_slide(partial(draw_seconds, plan), title=title, note=note)


def _billed(plan: Plan) -> dict[str, Decimal]:
    """Give the billed seconds of every stage that has any, in the order of the looks."""
    billed = dict.fromkeys(stage_looks([plan]), ZERO)
    for line, rows in plan.breakdown.different_lines():
        if line.billed_s is not None:
            seconds = EXACT.multiply(line.billed_s, Decimal(rows))
            billed[line.stage] = EXACT.add(billed[line.stage], seconds)
    return {stage: seconds for stage, seconds in billed.items() if seconds}


def _statement(plan: Plan) -> str:
    if not plan.film_s:
        return "No seconds of film that have a price"
    ratio = rounded(Fraction(plan.billed_s) / Fraction(plan.film_s), 1)
    partly = "" if plan.complete else f" ({plan.priced:,} of {plan.shots:,} shots)"
    return f"{grouped(ratio)} s billed for each second of film{partly}"


def _bar(
    axes: Axes,
    place: int,
    seconds: Decimal,
    look: tuple[str, str],
    *,
    left: Decimal = ZERO,
    labelled: bool = True,
) -> None:
    colour, hatch = look
    if seconds:
        axes.barh(
            place, float(seconds), left=float(left), height=BAR, color=colour, hatch=hatch, edgecolor="white"
        )
    if labelled:
        label_bar(axes, float(EXACT.add(left, seconds)), place, f"{grouped(seconds)} s")
