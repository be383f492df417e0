"""Pictures of prices over time: steps, one panel for each unit and measure.

Model and tier have their colour (of Okabe and Ito) and marker, what else differs its dashes, and every line
has its name at its end, so that a picture printed in grey still reads.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from matplotlib.dates import AutoDateLocator, DateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from kling_cost.amounts import grouped
from kling_cost.charts.course_lines import Line, Run, course_units, lines_of, own_name, shared_name
from kling_cost.charts.looks import FAINT, INK, in_style, thousands
from kling_cost.errors import KlingCostError
from kling_cost.pricebook.rate import Basis

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from kling_cost.pricebook.history import Course

MOST_LINES, MOST_PANELS = 12, 4
"""More lines in one panel, or more panels, are no picture any more."""

_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#222222", "#E69F00", "#56B4E9")
_MARKERS = ("o", "s", "^", "D", "v", "P", "h", "p")
_DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)), (0, (10, 3)))
_LABEL_INCHES = 0.2
_LEAST_BETWEEN_DATES = 0.1
_LEAST_DAYS = 14
_LEGEND = "Filled marker: a source states the day. Hollow: in force by that day, the first day is not known."
_CROSS = " Cross: no longer sold."


class TooMuchToDraw(KlingCostError):  # noqa: N818 - named after what happened
    """More prices than a picture can tell apart."""

    code = "too-much-to-draw"

    def __init__(self, found: str, most: str) -> None:
        cure = "draw one model, or less of it with --tier, --audio or --mode"
        super().__init__(f"a picture tells at most {most} apart, and here are {found}; {cure}")


def course_figure(courses: Sequence[Course], *, until: date, seller: str, note: str) -> Figure:
    """Draw prices over time up to a day, one panel for each unit and measure.

    Raises:
        TooMuchToDraw: for more than 12 lines in a panel, or more than 4 panels.
    """
    units = course_units(courses)
    if len(units) > MOST_PANELS:
        raise TooMuchToDraw(f"{len(units)}: {'; '.join(units)}", f"{MOST_PANELS} units")
    heights = [1.3 + _LABEL_INCHES * max(5, len(lines_of(courses, unit))) for unit in units]
    with in_style():
        figure = Figure(figsize=(9.5, 1.1 + sum(heights)), layout="constrained")
        panels = figure.subplots(len(units), 1, sharex=True, squeeze=False, height_ratios=heights)[:, 0]
        for axes, unit in zip(panels, units, strict=True):
            draw_courses(courses, axes, unit=unit, until=until)
        shared = shared_name(courses)
        title = f"{seller}: price of {shared}" if shared else f"{seller}: prices"
        figure.suptitle(title, x=0.01, ha="left", fontsize=13, fontweight="bold")
        crosses = any(not step.rates for course in courses for step in course.steps)
        figure.supxlabel(
            f"{_LEGEND}{_CROSS if crosses else ''}\n{note}", x=0.01, ha="left", fontsize=8, color=FAINT
        )
    return figure


def draw_courses(courses: Sequence[Course], axes: Axes, *, unit: str, until: date) -> Axes:
    """Draw the prices that are in a unit and measure (of :func:`course_units`) as steps up to a day.

    Raises:
        TooMuchToDraw: for more than 12 lines.
    """
    lines = lines_of(courses, unit)
    if len(lines) > MOST_LINES:
        raise TooMuchToDraw(f"{len(lines)} in {unit}", f"{MOST_LINES} prices")
    looks = _looks(courses)
    for line in lines:
        for run in line.runs:
            _draw_run(axes, run, until, looks[line.courses[0].asked])
    _dress(axes, unit, lines)
    _date(axes, lines, since=min(course.steps[0].day for course in courses), until=until)
    _name_lines(axes, courses, lines, until)
    return axes


def _looks(courses: Sequence[Course]) -> dict[object, dict[str, Any]]:
    """Give every price its colour and marker by model and tier, and its dashes among those."""
    families: dict[tuple[str, str | None], list[object]] = {}
    for course in courses:
        families.setdefault((course.asked.model, course.asked.tier), []).append(course.asked)
    return {
        asked: {
            "color": _COLOURS[family % len(_COLOURS)],
            "marker": _MARKERS[family % len(_MARKERS)],
            "linestyle": _DASHES[place % len(_DASHES)],
        }
        for family, members in enumerate(families.values())
        for place, asked in enumerate(members)
    }


def _x(day: date) -> float:
    """Place a day as matplotlib does: in days since 1970."""
    return float((day - date(1970, 1, 1)).days)


def _draw_run(axes: Axes, run: Run, until: date, look: dict[str, Any]) -> None:
    days = [_x(step.day) for step in run.steps]
    amounts = [float(step.rates[0].amount) for step in run.steps]
    end = _x(run.ended or until)
    # What holds is drawn stronger than the way to it, which may be that of many lines at once.
    axes.vlines(days[1:], amounts[:-1], amounts[1:], colors=look["color"], linewidth=0.8)
    axes.hlines(
        amounts, days, [*days[1:], end], colors=look["color"], linestyles=look["linestyle"], linewidth=2
    )
    for step, day, amount in zip(run.steps, days, amounts, strict=True):
        inferred = step.card.file.first_day == "inferred"
        axes.plot(
            [day],
            [amount],
            marker=look["marker"],
            markersize=6.5,
            markeredgecolor=look["color"],
            markerfacecolor="white" if inferred else look["color"],
            linestyle="none",
            zorder=3,
        )
    if run.gone:
        axes.plot(
            [end], amounts[-1:], marker="x", markersize=7, color=look["color"], linestyle="none", zorder=3
        )


def _name_lines(axes: Axes, courses: Sequence[Course], lines: Sequence[Line], until: date) -> None:
    """Write each line's last price and name beside the panel, clear of each other, with a line there."""
    looks = _looks(courses)
    ends = [float(line.runs[-1].steps[-1].rates[0].amount) for line in lines]
    top = axes.get_ylim()[1]
    height = axes.get_position().height * axes.get_figure(root=True).get_figheight()  # type: ignore[union-attr]
    places = _apart(ends, least=top * _LABEL_INCHES / height, top=top)
    for line, end, place in zip(lines, ends, places, strict=True):
        look, last = looks[line.courses[0].asked], line.runs[-1]
        rate = last.steps[-1].rates[0]
        amount = ("~ " if rate.basis is Basis.APPROXIMATE else "") + grouped(rate.amount)
        if last.ended is not None:
            days = [_x(last.ended), _x(until)]
            axes.plot(days, [end, end], color=look["color"], linewidth=0.6, linestyle=(0, (1, 4)))
        axes.annotate(
            "  ".join(part for part in (amount, own_name(line, courses)) if part)
            + (f", until {last.ended}" if last.ended else ""),
            xy=(_x(until), end),
            xytext=(1.03, place),
            textcoords=axes.get_yaxis_transform(),
            va="center",
            fontsize=9,
            color=FAINT if last.ended else INK,
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": look["color"],
                "linewidth": 0.8,
                "shrinkA": 0,
                "shrinkB": 0,
                "relpos": (0, 0.5),
            },
        )


def _apart(heights: Sequence[float], *, least: float, top: float) -> list[float]:
    """Move heights as little as keeps them ``least`` apart and below ``top``, in their order."""
    order = sorted(range(len(heights)), key=lambda n: (heights[n], -n))
    # Those that would collide become one pile around their mean: (its lowest place, how many).
    piles: list[tuple[float, int]] = []
    for n in order:
        low, size = heights[n], 1
        while piles and piles[-1][0] + piles[-1][1] * least > low:
            below, below_size = piles.pop()
            together = size + below_size
            low = (below * below_size + (low - below_size * least) * size) / together
            size = together
        piles.append((low, size))
    places = [low + place * least for low, size in piles for place in range(size)]
    ceiling = top
    for place in reversed(range(len(places))):
        places[place] = min(places[place], ceiling)
        ceiling = places[place] - least
    moved = dict(zip(order, places, strict=True))
    return [moved[n] for n in range(len(heights))]


def _dress(axes: Axes, unit: str, lines: Sequence[Line]) -> None:
    """Begin at zero, and take away what says nothing."""
    amounts = (step.rates[0].amount for line in lines for run in line.runs for step in run.steps)
    axes.set_ylim(0, 1.1 * float(max(amounts)))
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.yaxis.set_major_formatter(FuncFormatter(thousands))
    axes.set_ylabel(unit)
    axes.grid(visible=True, axis="y", color="#DDDDDD", linewidth=0.7)
    axes.set_axisbelow(True)


def _date(axes: Axes, lines: Sequence[Line], *, since: date, until: date) -> None:
    """Show the days from one to the other, and date above the panel what changed in it."""
    span = max(_x(until) - _x(since), _LEAST_DAYS)
    axes.set_xlim(_x(until) - 1.02 * span, _x(until) + 0.005 * span)
    axes.xaxis.set_major_locator(AutoDateLocator(minticks=3, maxticks=7))  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(DateFormatter("%Y-%m-%d"))  # type: ignore[no-untyped-call]
    above = axes.get_xaxis_transform()
    dated = float("-inf")
    for day in sorted({step.day for line in lines for run in line.runs for step in run.steps[1:]}):
        axes.axvline(_x(day), color=FAINT, linewidth=0.6, linestyle=(0, (2, 3)), zorder=0)
        if _x(day) - dated >= _LEAST_BETWEEN_DATES * span:
            dated = _x(day)
            axes.text(dated, 1.01, str(day), transform=above, ha="center", fontsize=8, color=FAINT)
