"""The Pareto curve: what spending more delivers, which plan on it is chosen, and what a little more buys."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from matplotlib.colors import to_rgb
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from kling_cost.charts.looks import INK, amount_label, shortened, thousands
from kling_cost.charts.slides import (
    ABOVE_KEY,
    BLUE,
    RED,
    SKY,
    count_amounts,
    draw_budget,
    inches,
    key_above,
    on_slide,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NEXT = Decimal("1.1")
"""What the next 10 % of a budget would buy is shown beside it."""
_ROOM, _ROOM_FOR_BUDGET = 1.15, 1.25
"""How much higher the panel is than the largest value."""
_BUDGET_AT, _BUDGET_TO = 0.96, 0.91
_NEAR = 1.5
_FROM_ZERO = 0.4
"""The axis begins at zero where the least amount is below this share of the largest."""
_BESIDE = 9
"""Points between a label and its mark."""
_SMALL_DOTS = 60
_PALEST = "#DCEEFA"
_LONGEST_HEADING = 90
_LETTER_INCHES = 0.115


@dataclass(frozen=True, slots=True)
class ParetoPoint:
    """A plan by what it costs and the value that it delivers; ``label`` names it where it is chosen.

    ``layers`` parts the value by urgency, the most urgent first: whoever pays for them in that order gets
    the most urgent first, and may get fewer altogether than others for the same money.
    """

    cost: Decimal
    value: float
    label: str = ""
    layers: tuple[float, ...] = ()


def draw_pareto(
    points: Sequence[ParetoPoint],
    axes: Axes,
    *,
    unit: str,
    value_name: str,
    chosen: ParetoPoint | None = None,
    budget: Decimal | None = None,
    layers: Sequence[str] = (),
    more: str | None = None,
) -> Axes:
    """Draw the most value that each amount can deliver as a staircase.

    ``unit`` and ``value_name`` name the axes. Points below the staircase are hollow. Above a
    budget stands what the next 10 % of it would buy, or what is said with ``more``. With ``layers``, their
    names, every point is one of the stairs, and the value is shown layer by layer.
    """
    stairs = sorted(points, key=lambda point: point.cost) if layers else _stairs(points)
    best = max((float(point.value) for point in stairs), default=0.0)
    axes.set_xlim(*_limits(points, budget))
    axes.set_ylim(0, (_ROOM_FOR_BUDGET if budget is not None else _ROOM) * best or 1)
    if layers:
        _draw_layers(axes, stairs, layers)
    else:
        _draw_stairs(axes, stairs, [point for point in points if point not in stairs])
    if budget is not None:
        said = _more(stairs, budget, unit) if more is None else more and f": {more}"
        _draw_budget(axes, budget, f"budget {amount_label(budget, unit)}{said}")
    if chosen is not None:
        _mark(axes, chosen, stairs, unit)
    count_amounts(axes, unit)
    whole = all(point.value == int(point.value) for point in points)
    ticks = [tick for tick in MaxNLocator(5, integer=whole).tick_values(0, best) if 0 <= tick <= best]
    axes.set_yticks(ticks, [_value(tick) for tick in ticks])
    axes.grid(visible=True, axis="y", color="#DDDDDD", linewidth=0.7)
    heading = (
        shortened(value_name, _LONGEST_HEADING)
        if layers
        else f"{shortened(value_name, 70)}, by what is spent"
    )
    axes.set_title(heading, loc="left", fontsize="medium", pad=ABOVE_KEY if layers else None)
    return axes


def pareto_figure(
    points: Sequence[ParetoPoint],
    *,
    unit: str,
    value_name: str,
    title: str,
    note: str,
    chosen: ParetoPoint | None = None,
    budget: Decimal | None = None,
    layers: Sequence[str] = (),
    more: str | None = None,
) -> Figure:
    """Draw a Pareto curve for a slide."""
    draw = partial(
        draw_pareto,
        points,
        unit=unit,
        value_name=value_name,
        chosen=chosen,
        budget=budget,
        layers=layers,
        more=more,
    )
    return on_slide(draw, title=title, note=note)


def _stairs(points: Sequence[ParetoPoint]) -> list[ParetoPoint]:
    """Give the points that deliver more than all that cost less, cheapest first."""
    stairs: list[ParetoPoint] = []
    for point in sorted(points, key=lambda point: (point.cost, -point.value)):
        if not stairs or point.value > stairs[-1].value:
            stairs.append(point)
    return stairs


def _value(value: float) -> str:
    return thousands(round(float(value), 2), 0)


def _limits(points: Sequence[ParetoPoint], budget: Decimal | None) -> tuple[float, float]:
    costs = [float(point.cost) for point in points]
    least, most = min(costs, default=0.0), max(costs, default=0.0)
    if budget is not None and float(budget) <= _NEAR * most:
        least, most = min(least, float(budget)), max(most, float(budget))
    span = most - least or 0.4 * most or 1.0
    return (0.0 if least <= _FROM_ZERO * most else least - 0.12 * span), most + 0.08 * span


def _draw_stairs(axes: Axes, stairs: Sequence[ParetoPoint], below: Sequence[ParetoPoint]) -> None:
    costs = [float(point.cost) for point in stairs]
    values = [float(point.value) for point in stairs]
    if stairs:
        right = axes.get_xlim()[1]
        axes.plot(
            [*costs, right], [*values, values[-1]], drawstyle="steps-post", color=BLUE, linewidth=2, zorder=2
        )
        axes.fill_between(
            [*costs, right], [*values, values[-1]], step="post", color=SKY, alpha=0.2, linewidth=0
        )
    size = 6 if len(stairs) <= _SMALL_DOTS else 3
    look: dict[str, Any] = {"marker": "o", "linestyle": "none", "color": BLUE}
    axes.plot(costs, values, markersize=size, zorder=3, **look)
    rest = [float(point.cost) for point in below], [float(point.value) for point in below]
    axes.plot(*rest, markersize=size, markerfacecolor="white", alpha=0.7, zorder=2.5, **look)


def _draw_layers(axes: Axes, stairs: Sequence[ParetoPoint], names: Sequence[str]) -> None:
    """Stack the layers, the most urgent below and darkest; they differ in lightness, so grey is enough."""
    costs = [*(float(point.cost) for point in stairs), axes.get_xlim()[1]]
    below = [0.0] * len(costs)
    shades = [_mixed(place / max(len(names) - 1, 1)) for place in range(len(names))]
    for layer, shade in enumerate(shades):
        heights = [float(point.layers[layer]) for point in stairs]
        top = [sum(pair) for pair in zip(below, [*heights, *heights[-1:]], strict=True)]
        axes.fill_between(costs, below, top, step="post", facecolor=shade, edgecolor="none")
        axes.plot(costs, top, drawstyle="steps-post", color="white", linewidth=0.8, zorder=2)
        below = top
    dots: dict[str, Any] = {"marker": "o", "markersize": 4, "markevery": slice(len(stairs))}
    look = dots if len(stairs) <= _SMALL_DOTS else {}
    axes.plot(costs, below, drawstyle="steps-post", color=INK, linewidth=1.2, zorder=2.2, **look)
    if len(names) > 1:
        handles = [
            Patch(facecolor=shade, edgecolor=INK, linewidth=0.5, label=name)
            for shade, name in zip(shades, names, strict=True)
        ]
        key_above(axes, handles)


def _mixed(share: float) -> tuple[float, float, float]:
    """Mix the darkest colour of the layers with the palest."""
    dark, pale = to_rgb(BLUE), to_rgb(_PALEST)
    red, green, blue = ((1 - share) * one + share * other for one, other in zip(dark, pale, strict=True))
    return red, green, blue


def _draw_budget(axes: Axes, budget: Decimal, text: str) -> None:
    """Draw the budget, the stretch of its next 10 % and what that would buy."""
    top = axes.get_ylim()[1]
    left, right = axes.get_xlim()
    end = min(float(budget * NEXT), right)
    if left <= budget <= right:
        axes.axvspan(float(budget), end, ymax=_BUDGET_TO, color=RED, alpha=0.13, linewidth=0)
    draw_budget(axes, budget, text, at=_BUDGET_AT * top, top=_BUDGET_TO * top)


def _more(stairs: Sequence[ParetoPoint], budget: Decimal, unit: str) -> str:
    """Say what the next 10 % of a budget would buy, and where that is nothing what the next step costs."""
    within = [point.value for point in stairs if point.cost <= budget]
    beyond = [point for point in stairs if point.cost > budget]
    if not beyond:
        return ": nothing more to buy" if stairs else ""
    if not within:
        return f": too little for any plan, {amount_label(beyond[0].cost, unit)} is the least"
    bought = [point.value for point in beyond if point.cost <= budget * NEXT]
    if bought:
        return f": the next 10 % buys + {_value(bought[-1] - within[-1])}"
    step = f"{amount_label(beyond[0].cost, unit)} buys + {_value(beyond[0].value - within[-1])}"
    return f": the next 10 % buys nothing, {step}"


def _mark(axes: Axes, chosen: ParetoPoint, stairs: Sequence[ParetoPoint], unit: str) -> None:
    """Mark the chosen plan; its label stands above the stairs, to the left where there is room."""
    x, y = float(chosen.cost), chosen.value
    ring: dict[str, Any] = {
        "marker": "o",
        "markersize": 13,
        "markerfacecolor": "none",
        "markeredgewidth": 2.2,
    }
    axes.plot([x], [y], color=INK, zorder=4, clip_on=False, **ring)
    text = f"{shortened(chosen.label or 'chosen')}: {_value(y)} for {amount_label(chosen.cost, unit)}"
    left, right = axes.get_xlim()
    width = len(text) * _LETTER_INCHES / inches(axes)[0] * (right - left)
    fits = x - left > width
    first, last = (x - width, x) if fits else (x, x + width)
    before = [float(point.value) for point in stairs if point.cost <= first][-1:]
    above = [y, *before, *(float(point.value) for point in stairs if first <= point.cost <= last)]
    axes.annotate(
        text,
        (x, max(above)),
        xytext=(-_BESIDE if fits else 0, _BESIDE),
        textcoords="offset points",
        ha="right" if fits else "left",
        va="bottom",
        fontweight="bold",
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        zorder=5,
    )
    axes.plot([x, x], [y, max(above)], color=INK, linewidth=1, zorder=2.4)
