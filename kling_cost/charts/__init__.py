"""Pictures: data in, Axes out. The only room that knows matplotlib."""

from __future__ import annotations

from kling_cost.charts.cost_curve import cost_curve_figure, draw_cost_curve
from kling_cost.charts.course_lines import course_units
from kling_cost.charts.courses import course_figure, draw_courses
from kling_cost.charts.drivers import DriverShare, draw_drivers, drivers_figure
from kling_cost.charts.looks import save
from kling_cost.charts.pareto import ParetoPoint, draw_pareto, pareto_figure
from kling_cost.charts.plans import draw_scenes, draw_strategies, plan_figure, stage_looks
from kling_cost.charts.scenes import scene_figure
from kling_cost.charts.seconds import draw_seconds, seconds_figure
from kling_cost.charts.strategy_ranges import (
    Quantiles,
    StrategyRange,
    draw_strategy_ranges,
    strategy_ranges_figure,
)
from kling_cost.charts.swings import Swing, draw_swings, swings_figure

__all__ = [
    "DriverShare",
    "ParetoPoint",
    "Quantiles",
    "StrategyRange",
    "Swing",
    "cost_curve_figure",
    "course_figure",
    "course_units",
    "draw_cost_curve",
    "draw_courses",
    "draw_drivers",
    "draw_pareto",
    "draw_scenes",
    "draw_seconds",
    "draw_strategies",
    "draw_strategy_ranges",
    "draw_swings",
    "drivers_figure",
    "pareto_figure",
    "plan_figure",
    "save",
    "scene_figure",
    "seconds_figure",
    "stage_looks",
    "strategy_ranges_figure",
    "swings_figure",
]
