"""A plan's cost by scene and stage on a slide of its own; :mod:`kling_cost.charts.plans` draws the bars."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.patches import Patch

from kling_cost.charts.plans import draw_scenes, stage_looks
from kling_cost.charts.slides import ABOVE_KEY, key_above, on_slide

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from kling_cost.plan import Plan

_LEAST_ROWS = 4


def scene_figure(plan: Plan, *, unit: str, title: str, note: str) -> Figure:
    """Draw a plan's cost by scene and stage for a slide; ``unit`` names the axis."""

    def draw(axes: Axes) -> Axes:
        draw_scenes(plan, axes, unit=unit)
        low, high = axes.get_ylim()
        spare = max(0, _LEAST_ROWS - len(axes.get_yticks())) / 2
        axes.set_ylim(low - spare, high + spare)
        axes.set_title("Cost by scene, all takes of all stages", loc="left", fontsize="medium", pad=ABOVE_KEY)
        handles = [
            Patch(facecolor=colour, hatch=hatch, edgecolor="white", label=stage)
            for stage, (colour, hatch) in stage_looks([plan]).items()
        ]
        key_above(axes, handles)
        return axes

    return on_slide(draw, title=title, note=note)
