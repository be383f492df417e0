"""Strategies as ranges: what each is likely to cost, beside what its planned takes add up to."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from matplotlib.lines import Line2D

from kling_cost.charts.looks import FAINT, INK, amount_label, quantile_name, share_label
from kling_cost.charts.slides import (
    BLUE,
    SKY,
    count_amounts,
    draw_budget,
    key_above,
    label_inches,
    name_rows,
    on_slide,
    write_table,
)
from kling_cost.rounding import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kling_cost.risk import Distribution

_FROM_ZERO = 0.5
"""The axis begins at zero where the least amount is below this share of the largest."""
_HEAD = 0.8
"""How many rows above the first the names of columns stand, and a budget."""
_LETTERS = 22
"""Of a strategy's name, for the table beside the panel needs its room."""
_BESIDE_NAMES, _MOST_TICKS = 7.6, 4
_ROOM_OF_A_TICK, _ROOM_OF_A_MARK = 1.2, 0.03
_USUAL = 0.9
_NO_CENTS = 10_000
"""From here on they are left out of the table."""


class Quantiles(NamedTuple):
    """What a total is within, with a chance of 5, 50, 90 and 95 %."""

    p5: Decimal
    p50: Decimal
    p90: Decimal
    p95: Decimal

    @classmethod
    def of(cls, total: Distribution) -> Quantiles:
        """Read them off a distribution."""
        return cls(*(total.quantile(chance) for chance in (0.05, 0.5, 0.9, 0.95)))


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyRange:
    """What a strategy costs: by its planned takes, and by chance where it has a gamble.

    ``within_budget`` is the chance to stay within the budget of the picture, ``priced`` how much of the film
    its amounts are for where that is not all: ``14 of 21``; a ``floor`` is pale. ``enough`` is what it is
    within with the confidence of the picture.
    """

    name: str
    planned: Decimal
    quantiles: Quantiles | None = None
    enough: Decimal | None = None
    within_budget: float | None = None
    approximate: bool = False
    floor: bool = False
    priced: str = ""

    @property
    def chance(self) -> str:
        """The chance to stay within the budget; what is not priced can only lower it."""
        if self.within_budget is None:
            return ""
        return ("<= " if self.floor else "") + share_label(self.within_budget)

    def amount(self, number: Decimal, unit: str) -> str:
        """Write one of its amounts: ``~ 2,450``."""
        if number >= _NO_CENTS:
            number, unit = rounded(Fraction(number), 0), ""
        return ("~ " if self.approximate else "") + amount_label(number, unit)


def draw_strategy_ranges(
    ranges: Sequence[StrategyRange],
    axes: Axes,
    *,
    unit: str,
    chosen: StrategyRange | None = None,
    budget: Decimal | None = None,
    confidence: float | None = None,
) -> Axes:
    """Draw strategies as ranges in the order given, their figures in a table beside; ``unit`` names the axis.

    ``chosen`` is set bold and darker. With a ``confidence`` the table has what is enough for it, not P90.
    """
    places = name_rows(axes, [each.name for each in ranges], least=3, letters=_LETTERS)
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + 1.1 * _HEAD)
    head = len(ranges) - 1 + _HEAD
    axes.set_xlim(*_limits(ranges, budget))
    for place, each, name in zip(places, ranges, axes.get_yticklabels(), strict=True):
        weight = "bold" if each is chosen else "normal"
        name.set(fontweight=weight, color=FAINT if each.floor else INK)
        _draw_range(axes, place, each, BLUE if each is chosen else SKY)
        axes.axhline(place, color="#DDDDDD", linewidth=0.7, zorder=0)
    table = write_table(axes, head, _columns(ranges, unit, confidence), list(axes.get_yticklabels()))
    room = (_BESIDE_NAMES - table) / label_inches(amount_label(Decimal(int(axes.get_xlim()[1])), ""))
    count_amounts(axes, unit, ticks=min(max(int(room / _ROOM_OF_A_TICK), 1), _MOST_TICKS))
    if budget is not None:
        draw_budget(axes, budget, f"budget {amount_label(budget, unit)}", at=head, top=head - 0.3)
    key_above(axes, _key(ranges))
    return axes


def strategy_ranges_figure(
    ranges: Sequence[StrategyRange],
    *,
    unit: str,
    title: str,
    note: str,
    chosen: StrategyRange | None = None,
    budget: Decimal | None = None,
    confidence: float | None = None,
) -> Figure:
    """Draw strategies as ranges for a slide."""
    draw = partial(
        draw_strategy_ranges, ranges, unit=unit, chosen=chosen, budget=budget, confidence=confidence
    )
    return on_slide(draw, title=title, note=note, rows=len(ranges))


def _limits(ranges: Sequence[StrategyRange], budget: Decimal | None) -> tuple[float, float]:
    amounts = [float(amount) for each in ranges for amount in (each.planned, *(each.quantiles or ()))]
    least, most = min(amounts, default=0.0), max(amounts, default=0.0)
    if budget is not None and float(budget) <= 1.5 * most:
        least, most = min(least, float(budget)), max(most, float(budget))
    if least <= _FROM_ZERO * most:
        right = 1.05 * most or 1.0
        return (-_ROOM_OF_A_MARK * right if least <= _ROOM_OF_A_MARK * right else 0.0), right
    margin = 0.08 * (most - least) or 0.4 * most or 1.0
    return least - margin, most + margin


def _draw_range(axes: Axes, place: float, each: StrategyRange, colour: str) -> None:
    fade = 0.4 if each.floor else 1
    planned = float(each.planned)
    if each.quantiles is None:
        axes.plot([planned], [place], **_look("point", colour), alpha=fade)
        return
    p5, p50, p90, p95 = map(float, each.quantiles)
    axes.plot([p5, p95], [place, place], **_look("thin", colour), alpha=fade)
    axes.plot([p50, p90], [place, place], **_look("thick", colour), alpha=fade)
    axes.plot([p50], [place], **_look("tick", INK), alpha=fade)
    axes.plot([planned], [place], **_look("open", INK))


def _look(part: str, colour: str) -> dict[str, Any]:
    """Give how a part of a range is drawn; the parts differ in form, not only in colour."""
    forms: dict[str, dict[str, Any]] = {
        "thin": {"linewidth": 2, "solid_capstyle": "butt", "zorder": 2},
        "thick": {"linewidth": 11, "solid_capstyle": "butt", "zorder": 2.2},
        "tick": {"marker": "|", "markersize": 19, "markeredgewidth": 2.6, "linestyle": "none", "zorder": 3},
        "open": {
            "marker": "o",
            "markersize": 8,
            "markeredgewidth": 1.6,
            "markerfacecolor": "white",
            "linestyle": "none",
            "zorder": 4,
        },
        "point": {"marker": "D", "markersize": 9, "linestyle": "none", "zorder": 3},
    }
    return {"color": colour} | forms[part]


def _key(ranges: Sequence[StrategyRange]) -> list[Line2D]:
    parts = {"tick": "P50", "thick": "P50 to P90", "thin": "P5 to P95", "open": "planned takes"}
    gambles = [each for each in ranges if each.quantiles is not None]
    shown = parts if gambles else {}
    if len(gambles) < len(ranges):
        shown = shown | {"point": "fixed takes: no gamble"}
    return [
        Line2D([], [], **_look(part, INK if part in {"tick", "open"} else BLUE) | {"label": words})
        for part, words in shown.items()
    ]


def _columns(ranges: Sequence[StrategyRange], unit: str, confidence: float | None) -> dict[str, list[str]]:
    """Give the columns of the table, without those that say nothing."""
    if confidence is None:
        sure = [each.quantiles.p90 if each.quantiles else None for each in ranges]
    else:
        sure = [each.enough for each in ranges]
    columns = {
        "planned": [(">= " if each.floor else "") + each.amount(each.planned, unit) for each in ranges],
        "P50": [each.amount(each.quantiles.p50, unit) if each.quantiles else "" for each in ranges],
        quantile_name(confidence or _USUAL): [
            "" if amount is None else each.amount(amount, unit)
            for each, amount in zip(ranges, sure, strict=True)
        ],
        "in budget": [each.chance for each in ranges],
        "priced": [each.priced for each in ranges],
    }
    return {name: cells for name, cells in columns.items() if any(cells)}
