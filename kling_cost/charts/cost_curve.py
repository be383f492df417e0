"""The cost curve: the chance that a total stays within an amount, read off at P50, P80 and P95."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import Polygon
from matplotlib.ticker import FuncFormatter

from kling_cost.charts.looks import INK, amount_label, quantile_name, share_label
from kling_cost.charts.slides import (
    BLUE,
    RED,
    SKY,
    count_amounts,
    draw_budget,
    inches,
    label_inches,
    on_slide,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from kling_cost.risk import Distribution

    Floats = NDArray[np.float64]

_MARKED = (0.5, 0.8, 0.95)
_EXPLAINED = 0.8
_APART = 0.07
"""Labels of chances that are closer than this would lie on each other."""
_SHOWN = (0.001, 0.999)
"""The chances at which the picture begins and ends."""
_MOST_STEPS = 1_500
"""More steps than a screen has dots make a file large and nothing clearer."""
_TOP, _BUDGET_AT, _BUDGET_TO = 1.09, 1.14, 1.09
_MARGIN = 0.06
_SURE = 1e-9
_BESIDE = 6
"""Points between a label and its mark."""


def draw_cost_curve(
    total: Distribution,
    axes: Axes,
    *,
    unit: str,
    budget: Decimal | None = None,
    confidence: float | None = None,
) -> Axes:
    """Draw the chance that a total stays within an amount; ``unit`` names the axis.

    P50, P80 and P95 are marked with their amounts, a budget with the chance to stay within it; a
    ``confidence`` is marked too, in place of the one that it is close to. Where the distribution is only
    certified, a band shows where the curve may lie.
    """
    marked = _marked(confidence)
    left, right = _range(total, budget, marked, axes)
    amounts, chances = _corners(total, left, right)
    axes.fill_between(amounts, chances, color=SKY, alpha=0.28, linewidth=0)
    if total.gap > 0:
        _draw_band(axes, amounts, chances, float(total.gap))
        unit += f"  (dark band: certain within \N{PLUS-MINUS SIGN} {amount_label(total.gap, total.unit)})"
    axes.plot(amounts, chances, color=BLUE, linewidth=2.4, zorder=3)
    axes.set_xlim(left, right)
    axes.set_ylim(0, _TOP if budget is None else 2 * _BUDGET_AT - _TOP)
    _mark(axes, total, marked, budget)
    if budget is not None:
        within = total.chance_within(budget)
        text = f"budget {amount_label(budget, total.unit)}: {_chance(total, budget)} chance to stay within"
        draw_budget(axes, budget, text, at=_BUDGET_AT, top=_BUDGET_TO)
        if left <= budget <= right:
            axes.plot([float(budget)], [within], marker="D", markersize=8, color=RED, zorder=4)
    count_amounts(axes, unit)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    axes.yaxis.set_major_formatter(FuncFormatter(lambda chance, _: f"{100 * chance:.0f} %"))
    axes.hlines([0.25, 0.5, 0.75, 1], left, right, color="#DDDDDD", linewidth=0.7, zorder=0)
    axes.set_title(_statement(confidence), loc="left", fontsize="medium")
    return axes


def cost_curve_figure(
    total: Distribution,
    *,
    unit: str,
    title: str,
    note: str,
    budget: Decimal | None = None,
    confidence: float | None = None,
) -> Figure:
    """Draw a cost curve for a slide."""
    draw = partial(draw_cost_curve, total, unit=unit, budget=budget, confidence=confidence)
    return on_slide(draw, title=title, note=note)


def _marked(confidence: float | None) -> list[float]:
    """Give the chances that are marked, the least first."""
    if confidence is None:
        return list(_MARKED)
    return sorted([confidence, *(chance for chance in _MARKED if abs(chance - confidence) > _APART)])


def _statement(confidence: float | None) -> str:
    chance = confidence or _EXPLAINED
    films = 100 if _whole(100 * chance) else 1000
    often = f"in {films * chance:.0f} of {films} such films" if _whole(films * chance) else "that often"
    return f"Chance that the total stays within an amount ({quantile_name(chance)}: it does {often})"


def _whole(number: float) -> bool:
    return abs(number - round(number)) < _SURE


def _chance(total: Distribution, budget: Decimal) -> str:
    """Say how likely it is to stay within a budget: a range where the distribution is only certified."""
    least, most = (share_label(total.chance_within(budget + gap)) for gap in (-total.gap, total.gap))
    return least if least == most else f"{least} to {most}"


def _range(
    total: Distribution, budget: Decimal | None, marked: Sequence[float], axes: Axes
) -> tuple[float, float]:
    """Choose where the axis begins and ends: at what is likely, a budget near it, room for the labels."""
    low, high = (float(total.quantile(chance)) for chance in _SHOWN)
    low, high = low - float(total.gap), high + float(total.gap)
    high = max(high, float(total.quantile(marked[-1])))
    span = high - low or 0.4 * abs(high) or 1.0
    if budget is not None and low - span <= budget <= high + span:
        low, high = min(low, float(budget)), max(high, float(budget))
    margin = _MARGIN * max(span, high - low)
    low, high = low - margin, high + margin
    for chance in marked:
        mark = total.quantile(chance)
        room = label_inches(_label(chance, mark, total.unit)) + 3 * _BESIDE / 72
        share = min(room / inches(axes)[0], 0.5)
        low = min(low, (float(mark) - share * high) / (1 - share))
    return low, high


def _corners(total: Distribution, left: float, right: float) -> tuple[Floats, Floats]:
    """Give the corners of the staircase between two amounts, thinned to what can be seen."""
    amounts, rises = total.amounts(), total.cumulative
    steps = np.flatnonzero((total.chances > 0) & (amounts >= left) & (amounts <= right))
    if len(steps) > _MOST_STEPS:
        steps = steps[np.linspace(0, len(steps) - 1, _MOST_STEPS).astype(int)]
    before = int(np.searchsorted(amounts, left))
    heights = np.concatenate(([rises[before - 1] if before else 0.0], np.clip(rises[steps], 0, 1)))
    corners = np.concatenate(([left], np.repeat(amounts[steps], 2), [right]))
    return corners, np.repeat(heights, 2)


def _draw_band(axes: Axes, amounts: Floats, chances: Floats, gap: float) -> None:
    """Shade where the curve may lie: each of its points may be so far to the left or right."""
    inner = slice(1, -1)
    lower = np.column_stack((amounts[inner] + gap, chances[inner]))
    upper = np.column_stack((amounts[inner] - gap, chances[inner]))
    axes.add_patch(
        Polygon(np.concatenate((lower, upper[::-1])), color=BLUE, alpha=0.35, linewidth=0, zorder=2)
    )


def _label(chance: float, amount: Decimal, unit: str) -> str:
    return f"{quantile_name(chance)}  {amount_label(amount, unit)}"


def _mark(axes: Axes, total: Distribution, marked: Sequence[float], budget: Decimal | None) -> None:
    """Mark what is read off the curve; labels stand above it on the left, where it never is.

    Each is at the height of its chance, so that close amounts are no reason for close labels. A budget's
    line goes between a label and its mark where it would cross the label, and a thin line joins them.
    """
    left, right = axes.get_xlim()
    for chance in marked:
        amount = total.quantile(chance)
        x = float(amount)
        axes.plot([x, x], [0, chance], color=INK, linewidth=1, linestyle=(0, (3, 2)), zorder=2)
        axes.plot([x], [chance], marker="o", markersize=7, color=INK, zorder=4)
        label = _label(chance, amount, total.unit)
        width = (label_inches(label) + 2 * _BESIDE / 72) / inches(axes)[0] * (right - left)
        end = x if budget is None else float(budget)
        if not (x - width < end < x and left < end - width):
            end = x
        axes.plot([end, x], [chance, chance], color=INK, linewidth=0.8, zorder=2)
        axes.annotate(
            label,
            (end, chance),
            xytext=(-_BESIDE, _BESIDE),
            textcoords="offset points",
            ha="right",
            va="bottom",
            fontweight="bold",
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
            zorder=4.5,
        )
