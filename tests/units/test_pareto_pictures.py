"""Pictures of what a budget buys: stairs and layers stand where their plans say."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.figure import Figure

from kling_cost.charts import ParetoPoint, draw_pareto

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@pytest.fixture
def axes() -> Axes:
    return Figure().subplots()


def texts(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


PLANS = [ParetoPoint(Decimal(cost), value) for cost, value in ((300, 7), (100, 2), (200, 1), (360, 8.5))]


def test_the_staircase_rises_where_more_is_delivered_and_what_is_beaten_is_hollow(axes: Axes) -> None:
    assert draw_pareto(PLANS, axes, unit="credits", value_name="Shots", chosen=PLANS[0]) is axes
    stairs = next(line for line in axes.lines if line.get_drawstyle() == "steps-post")
    assert [tuple(map(float, at)) for at in np.asarray(stairs.get_xydata())[:-1]] == [
        (100, 2),
        (300, 7),
        (360, 8.5),
    ]
    hollow = [line for line in axes.lines if line.get_markerfacecolor() == "white"]
    assert [tuple(map(float, at)) for line in hollow for at in np.asarray(line.get_xydata())] == [(200, 1)]
    assert texts(axes) == ["chosen: 7 for 300"]


@pytest.mark.parametrize(
    ("budget", "hint"),
    [
        (330, "budget 330: the next 10 % buys + 1.5"),
        (250, "budget 250: the next 10 % buys nothing, 300 buys + 5"),
        (50, "budget 50: too little for any plan, 100 is the least"),
        (400, "budget 400: nothing more to buy"),
    ],
)
def test_beside_a_budget_stands_what_more_would_buy(budget: int, hint: str, axes: Axes) -> None:
    draw_pareto(PLANS, axes, unit="credits", value_name="Shots", budget=Decimal(budget))
    assert texts(axes) == [hint]


def test_in_layers_more_urgent_shots_stay_when_there_are_fewer_altogether(axes: Axes) -> None:
    layers = [(1, 0), (1, 2), (2, 0)]
    plans = [ParetoPoint(Decimal(100 * n + 100), sum(each), layers=each) for n, each in enumerate(layers)]
    draw_pareto(
        plans,
        axes,
        unit="credits",
        value_name="Shots",
        budget=Decimal(250),
        layers=["priority 1", "priority 2"],
        more="the next 10 % buys nothing",
    )
    outlines = [line for line in axes.lines if line.get_drawstyle() == "steps-post"]
    heights = [np.asarray(line.get_ydata()).tolist() for line in outlines]
    # each layer's own edge, and the outline of all; the last stands to the edge of the picture
    assert heights == [[1, 1, 2, 2], [1, 3, 2, 2], [1, 3, 2, 2]]
    assert texts(axes) == ["budget 250: the next 10 % buys nothing"]
    assert axes.get_title(loc="left") == "Shots"
