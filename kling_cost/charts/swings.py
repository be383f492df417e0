"""What assumptions do to a total: bars from what is planned to both ends of each, the widest first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from matplotlib.patches import Patch

from kling_cost.charts.looks import INK, amount_label, shortened
from kling_cost.charts.slides import (
    ABOVE_KEY,
    BAR,
    BESIDE,
    BLUE,
    ORANGE,
    count_amounts,
    inches,
    key_above,
    label_bar,
    label_inches,
    name_rows,
    on_slide,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_SWINGS = 12
"""More bars than these are no picture any more: what moves a total least is left out."""
_LONGEST_END = 16
_LOW, _HIGH = (ORANGE, "///"), (BLUE, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Swing:
    """What a total becomes when one assumption moves to its low and to its high end, each end as a text."""

    name: str
    low: str
    high: str
    at_low: Decimal
    at_high: Decimal

    @property
    def width(self) -> Decimal:
        """How far apart both totals are."""
        return abs(self.at_high - self.at_low)


def draw_swings(
    swings: Sequence[Swing],
    axes: Axes,
    *,
    centre: Decimal,
    unit: str,
    measure: str = "P80",
    what: str = "assumption",
) -> Axes:
    """Draw how far each assumption moves a total off its ``centre``, the widest 12 first.

    ``measure`` says what of the total, ``what`` what all the assumptions are, ``unit`` names the axis.
    """
    ranked = sorted(swings, key=lambda swing: -swing.width)[:MOST_SWINGS]
    middle = float(centre)
    ends = [_ends(swing, unit) for swing in ranked]
    places = name_rows(axes, [swing.name for swing in ranked])
    axes.set_xlim(*_limits(axes, middle, ends))
    for place, (left, right) in zip(places, ends, strict=True):
        for amount, _, (colour, hatch) in sorted((left, right), key=lambda end: -abs(end[0] - middle)):
            axes.barh(
                place, amount - middle, left=middle, height=BAR, color=colour, hatch=hatch, edgecolor="white"
            )
        label_bar(axes, min(left[0], middle), place, left[1], left=True)
        label_bar(axes, max(right[0], middle), place, right[1])
    count_amounts(axes, unit)
    axes.axvline(middle, color=INK, linewidth=1.4)
    axes.set_title(
        f"{measure} when one {what} moves; as planned it is {amount_label(centre, unit)}",
        loc="left",
        fontsize="medium",
        pad=ABOVE_KEY,
    )
    looks = {f"{what} at its low end": _LOW, "at its high end": _HIGH}
    handles = [
        Patch(facecolor=colour, hatch=hatch, edgecolor="white", label=words)
        for words, (colour, hatch) in looks.items()
    ]
    key_above(axes, handles)
    return axes


def swings_figure(
    swings: Sequence[Swing],
    *,
    centre: Decimal,
    unit: str,
    title: str,
    note: str,
    measure: str = "P80",
    what: str = "assumption",
) -> Figure:
    """Draw how far assumptions move a total for a slide."""
    draw = partial(draw_swings, swings, centre=centre, unit=unit, measure=measure, what=what)
    return on_slide(draw, title=title, note=note)


_End = tuple[float, str, tuple[str, str]]


def _ends(swing: Swing, unit: str) -> tuple[_End, _End]:
    """Give the lesser total and the larger one, each with its label and look."""
    low, high = (
        (float(amount), f"{shortened(end, _LONGEST_END)}: {amount_label(amount, unit)}", look)
        for amount, end, look in ((swing.at_low, swing.low, _LOW), (swing.at_high, swing.high, _HIGH))
    )
    return (low, high) if low[0] <= high[0] else (high, low)


def _limits(axes: Axes, middle: float, ends: Sequence[tuple[_End, _End]]) -> tuple[float, float]:
    """Leave room for the labels on both sides."""
    least = min((left[0] for left, _ in ends), default=middle)
    most = max((right[0] for _, right in ends), default=middle)
    least, most = min(least, middle), max(most, middle)
    letters = max((len(end[1]) for both in ends for end in both), default=0)
    room = min((label_inches("0" * letters) + 3 * BESIDE / 72) / inches(axes)[0], 0.35)
    span = (most - least or 0.4 * abs(middle) or 1.0) / (1 - 2 * room)
    return least - room * span, most + room * span
