"""Pictures: data in, Axes out. The only room that knows matplotlib."""

from __future__ import annotations

from kling_cost.charts.course_lines import course_units
from kling_cost.charts.courses import course_figure, draw_courses
from kling_cost.charts.looks import save
from kling_cost.charts.plans import draw_scenes, draw_strategies, plan_figure, stage_looks

__all__ = [
    "course_figure",
    "course_units",
    "draw_courses",
    "draw_scenes",
    "draw_strategies",
    "plan_figure",
    "save",
    "stage_looks",
]
