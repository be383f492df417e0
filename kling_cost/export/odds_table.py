"""The odds of a plan, its stages, scenes and shots as a table: a row each, amounts as plain numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.export.tabular import Table
from kling_cost.risk.forecast import QUANTILES, to_decimal

if TYPE_CHECKING:
    from kling_cost.export.tabular import Cell
    from kling_cost.risk import Forecast, Part

_AFTER = ("all_delivered", "cost_per_usable_second")
COLUMNS = ("kind", "name", "unit", "planned", "mean", "sd", *QUANTILES, *_AFTER)
"""What a row holds; mean and sd have ten digits, a quantile is the least amount whose chance reaches it."""


def odds_table(forecast: Forecast | None) -> Table:
    """Set the odds of a plan out; no rows where nothing is a gamble."""
    if forecast is None:
        return Table(columns=COLUMNS, rows=[])
    parts = [
        ("plan", forecast.whole),
        *(("stage", part) for part in forecast.by_stage()),
        *(("scene", part) for part in forecast.by_scene()),
        *(("shot", part) for part in forecast.by_shot()),
    ]
    return Table(columns=COLUMNS, rows=[_row(kind, part) for kind, part in parts])


def _row(kind: str, part: Part) -> list[Cell]:
    return [
        kind,
        part.name,
        part.total.unit,
        part.planned,
        to_decimal(part.total.mean),
        to_decimal(part.total.sd),
        *(part.total.quantile(chance) for chance in QUANTILES.values()),
        to_decimal(part.all_delivered),
        part.cost_per_usable_second,
    ]
