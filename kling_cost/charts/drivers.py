"""What drives the spread of a total: the parts of a film by their share of its variance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from kling_cost.charts.looks import share_label
from kling_cost.charts.plans import LONGEST_REST
from kling_cost.charts.slides import BAR, BLUE, GREY, label_bar, name_rows, on_slide

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_DRIVERS = 12
"""More bars than these are no picture any more; the others are one bar."""
_SMALL = 0.1
"""Where no share is larger, they are told apart by a decimal."""


@dataclass(frozen=True, slots=True)
class DriverShare:
    """A part of the film and its share of the variance of the total, from 0 to 1."""

    name: str
    share: float


def draw_drivers(drivers: Sequence[DriverShare], axes: Axes, *, parts: str = "shots") -> Axes:
    """Draw parts of a film as bars by their share of the spread, the largest first.

    Of more than 12 the largest are drawn and the others together, without a bar where it would be far the
    longest; ``parts`` names them: ``87 other shots``.
    """
    ranked = sorted(drivers, key=lambda driver: -driver.share)
    most = MOST_DRIVERS + (len(ranked) == MOST_DRIVERS + 1)
    shown, others = ranked[:most], ranked[most:]
    largest = shown[0].share if shown else 0.0
    decimals = 1 if largest < _SMALL else 0
    names = [driver.name for driver in shown] + [f"{len(others):,} other {parts}"] * bool(others)
    for place, driver in zip(name_rows(axes, names), shown, strict=False):
        axes.barh(place, driver.share, height=BAR, color=BLUE, edgecolor="white")
        label_bar(axes, driver.share, place, share_label(driver.share, decimals))
    rest = sum(driver.share for driver in others)
    bar = rest if rest <= LONGEST_REST * largest else 0.0
    if others:
        axes.barh(0, bar, height=BAR, color=GREY, hatch="///", edgecolor="white")
        label_bar(axes, bar, 0, share_label(rest, decimals) + ("" if bar else " together"))
    axes.set_xlim(0, 1.12 * max(largest, bar) or 1)
    axes.xaxis.set_visible(False)
    for side in ("top", "right", "bottom"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0)
    made = f": {len(shown)} of {len(ranked):,} {parts} make {share_label(1 - rest)}" if others else ""
    axes.set_title(f"Share of the spread (variance) of the total{made}", loc="left", fontsize="medium")
    return axes


def drivers_figure(drivers: Sequence[DriverShare], *, title: str, note: str, parts: str = "shots") -> Figure:
    """Draw what drives the spread for a slide."""
    return on_slide(partial(draw_drivers, drivers, parts=parts), title=title, note=note)
