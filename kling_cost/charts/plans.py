"""Pictures of plans.

Colours are those of Okabe and Ito, which colour-blind readers can tell apart; hatches tell apart what shares
a colour, so that a picture printed in grey still reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter

from kling_cost.amounts import total
from kling_cost.breakdown import IMAGE_STAGE
from kling_cost.charts.looks import FAINT, INK, amount_label, in_style, shortened, thousands

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from kling_cost.amounts import Amount
    from kling_cost.plan import Plan
    from kling_cost.quote import Line

_FAMILIAR = {
    "draft": ("#56B4E9", ""),
    "generate": ("#56B4E9", "|||"),
    "reference": ("#56B4E9", "..."),
    "final": ("#0072B2", ""),
    "extend": ("#0072B2", "---"),
    "transform": ("#E69F00", ""),
    "restyle": ("#E69F00", "///"),
}
_IMAGE = ("#009E73", "...")
_OTHERS = (("#CC79A7", "xxx"), ("#D55E00", "\\\\\\"), ("#F0E442", "ooo"), ("#999999", "+++"))
_PALE = 0.35
_HEIGHT = 0.68
"""Of a bar, where one plan or scene stands one above the other."""
_MOST_SCENES = 20
LONGEST_REST = 2.5
"""How many times the longest bar that of all the others may be before it is left out."""


def stage_looks(plans: Sequence[Plan]) -> dict[str, tuple[str, str]]:
    """Give each stage's colour and hatch: the same in every picture for the usual stages."""
    stages = dict.fromkeys(line.stage for plan in plans for line in plan.lines)
    unfamiliar = [stage for stage in stages if stage not in _FAMILIAR and stage != IMAGE_STAGE]
    looks = {stage: look for stage, look in _FAMILIAR.items() if stage in stages}
    looks |= dict(zip(unfamiliar, _OTHERS * len(stages), strict=False))
    return looks | ({IMAGE_STAGE: _IMAGE} if IMAGE_STAGE in stages else {})


def draw_strategies(plans: Sequence[Plan], axes: Axes, *, unit: str, chosen: Plan | None = None) -> Axes:
    """Draw plans of one unit as bars of stacked stages, the first plan on top.

    ``unit`` names the axis. Bars of plans that are not fully priced are pale, and what is a floor
    is labelled so; ``chosen`` is set bold.
    """
    looks = stage_looks(plans)
    places = range(len(plans))[::-1]
    for place, plan in zip(places, plans, strict=True):
        _stack(axes, place, plan.lines, looks, pale=not plan.complete)
        text = (">= " if plan.floor else "") + _amount(plan.total, approximate=plan.approximate)
        if not plan.complete:
            text += f"  ({plan.priced} of {plan.shots} shots)"
        axes.annotate(
            text,
            (float(plan.total.number), place),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontweight="bold" if plan is chosen else "normal",
            color=INK if plan.complete else FAINT,
        )
    axes.set_yticks(list(places), [plan.strategy for plan in plans])
    for label, plan in zip(axes.get_yticklabels(), plans, strict=True):
        label.set_fontweight("bold" if plan is chosen else "normal")
    _dress(axes, unit, room=1.3)
    return axes


def draw_scenes(plan: Plan, axes: Axes, *, unit: str) -> Axes:
    """Draw a plan's cost by scene, in the order of the film, as bars of stacked stages.

    Of more than 20 scenes the dearest are drawn and the others together, without a bar where it would make
    dwarfs of the dearest.
    """
    looks = stage_looks([plan])
    scenes: dict[str, list[Line]] = {}
    for line in plan.lines:
        scenes.setdefault(line.scene or "no scene", []).append(line)
    rows = _dearest(scenes, plan.unit)
    places = range(len(rows))[::-1]
    for place, (_, lines, others) in zip(places, rows, strict=True):
        amount = total((line.amount for line in lines), plan.unit)
        dwarfs = others and float(amount.number) > LONGEST_REST * axes.dataLim.x1
        if not dwarfs:
            _stack(axes, place, lines, looks, pale=False)
        axes.annotate(
            _amount(amount, approximate=any(line.approximate for line in lines))
            + (" together" if dwarfs else ""),
            (0 if dwarfs else float(amount.number), place),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
        )
    axes.set_yticks(list(places), [shortened(name) for name, _, _ in rows])
    _dress(axes, unit, room=1.2)
    return axes


def _dearest(scenes: dict[str, list[Line]], unit: str) -> list[tuple[str, list[Line], bool]]:
    """Give the dearest scenes and after them the others as one, which the third value tells."""
    if len(scenes) <= _MOST_SCENES:
        return [(scene, lines, False) for scene, lines in scenes.items()]
    dearest = sorted(scenes, key=lambda scene: -_total(scenes[scene], unit))[: _MOST_SCENES - 1]
    shown = [(scene, lines, False) for scene, lines in scenes.items() if scene in dearest]
    rest = [line for scene, lines in scenes.items() if scene not in dearest for line in lines]
    return [*shown, (f"{len(scenes) - len(dearest)} other scenes", rest, True)]


def plan_figure(plans: Sequence[Plan], chosen: Plan, *, unit: str, title: str, note: str) -> Figure:
    """Draw a comparison: strategies side by side above, the chosen plan's cost by scene below."""
    with in_style():
        scenes = min(_MOST_SCENES, len({line.scene for line in chosen.lines}) or 1)
        bars = (len(plans) + 1.5, scenes + 1.5)
        figure = Figure(figsize=(9.5, 1.6 + 0.34 * sum(bars)), layout="constrained")
        upper, lower = figure.subplots(2, 1, height_ratios=bars)
        draw_strategies(plans, upper, unit=unit, chosen=chosen)
        upper.set_title("Cost of every strategy, all takes of all stages", loc="left", fontsize=11)
        draw_scenes(chosen, lower, unit=unit)
        lower.set_title(f"Cost by scene: {chosen.strategy}", loc="left", fontsize=11)
        figure.suptitle(title, x=0.01, ha="left", fontsize=13, fontweight="bold")
        handles = [
            Patch(facecolor=colour, hatch=hatch, edgecolor="white", label=stage)
            for stage, (colour, hatch) in stage_looks([*plans, chosen]).items()
        ]
        if handles:
            # the note is the legend's heading, for two things below the panels would lie on each other
            legend = figure.legend(
                handles=handles,
                loc="outside lower left",
                ncols=len(handles),
                frameon=False,
                title=note,
                title_fontsize=8,
                alignment="left",
            )
            legend.get_title().set_color(FAINT)
        else:
            figure.supxlabel(note, x=0.01, ha="left", fontsize=8, color=FAINT)
    return figure


def _stack(
    axes: Axes, place: int, lines: Sequence[Line], looks: dict[str, tuple[str, str]], *, pale: bool
) -> None:
    left = 0.0
    for stage, (colour, hatch) in looks.items():
        width = float(sum(line.amount.number for line in lines if line.stage == stage))
        if width:
            shade = _paler(colour) if pale else colour
            axes.barh(place, width, left=left, height=_HEIGHT, color=shade, hatch=hatch, edgecolor="white")
            left += width


def _paler(colour: str) -> tuple[float, float, float]:
    """Mix a colour with white, so that what is not fully priced steps back without showing the grid."""
    red, green, blue = to_rgb(colour)
    return (1 - (1 - red) * _PALE, 1 - (1 - green) * _PALE, 1 - (1 - blue) * _PALE)


def _total(lines: Sequence[Line], unit: str) -> float:
    return float(total((line.amount for line in lines), unit).number)


def _amount(amount: Amount, *, approximate: bool) -> str:
    return ("~ " if approximate else "") + amount_label(amount.number, amount.unit)


def _dress(axes: Axes, unit: str, *, room: float) -> None:
    """Take away what says nothing, and leave room for the labels at the bars' ends."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.margins(y=0.02)
    # a plan without any price has no bar, and its label needs the room of one
    low, high = axes.get_ylim()
    axes.set_ylim(min(low, -_HEIGHT / 2), max(high, len(axes.get_yticks()) - 1 + _HEIGHT / 2))
    axes.set_xlim(0, max(axes.dataLim.x1, 0) * room or 1)
    axes.xaxis.set_major_formatter(FuncFormatter(thousands))
    axes.set_xlabel(unit)
    axes.grid(visible=True, axis="x", color="#DDDDDD", linewidth=0.7)
    axes.set_axisbelow(True)
