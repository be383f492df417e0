"""Pictures of risk and budget: what is drawn stands where its figure says, and is labelled with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle

from kling_cost.charts import (
    DriverShare,
    Quantiles,
    StrategyRange,
    Swing,
    draw_cost_curve,
    draw_drivers,
    draw_scenes,
    draw_seconds,
    draw_strategy_ranges,
    draw_swings,
    scene_figure,
)
from kling_cost.risk import Distribution

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes

    from kling_cost import Planner, Strategies
    from kling_cost.storyboard.shot import Storyboard

ON = date(2026, 11, 20)
FILM = "scene,duration_s,takes\nHarbour,8,2\nMarket,4.5,3\n"
FOUR = Distribution("credit", Decimal(10), Decimal(10), np.array([0.5, 0.25, 0.125, 0.125]))


@pytest.fixture
def axes() -> Axes:
    return Figure().subplots()


def points(axes: Axes, marker: str) -> list[tuple[float, float]]:
    """Give where marks of a kind stand."""
    marked = [line for line in axes.lines if line.get_marker() == marker]
    return [(float(x), float(y)) for line in marked for x, y in np.asarray(line.get_xydata())]


def texts(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def names(axes: Axes) -> list[str]:
    return [label.get_text() for label in axes.get_yticklabels()]


def bars(axes: Axes) -> list[tuple[float, float]]:
    """Give where each bar begins and how long it is, from the top."""
    drawn = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    drawn.sort(key=lambda bar: (-bar.get_y(), bar.get_x()))
    return [(bar.get_x(), bar.get_width()) for bar in drawn]


def uprights(axes: Axes, colour: str) -> list[float]:
    """Give where upright lines of a colour stand."""
    found = [
        np.asarray(line.get_xdata()) for line in axes.lines if to_hex(line.get_color()) == colour.lower()
    ]
    return [float(xs[0]) for xs in found if len(xs) == 2 and xs[0] == xs[1]]


def test_the_curve_steps_up_at_each_amount_by_its_chance(axes: Axes) -> None:
    assert draw_cost_curve(FOUR, axes, unit="credits") is axes
    curve = max(axes.lines, key=lambda line: len(np.asarray(line.get_xdata())))
    corners = [(float(x), float(y)) for x, y in np.asarray(curve.get_xydata())]
    rises = [(10, 0, 0.5), (20, 0.5, 0.75), (30, 0.75, 0.875), (40, 0.875, 1)]
    assert corners[1:-1] == [(x, y) for x, low, high in rises for y in (low, high)]
    assert axes.get_xlabel() == "credits"


def test_p50_p80_and_p95_are_marked_on_the_curve_and_labelled(axes: Axes) -> None:
    draw_cost_curve(FOUR, axes, unit="credits")
    assert points(axes, "o") == [(10, 0.5), (30, 0.8), (40, 0.95)]
    assert texts(axes) == ["P50  10", "P80  30", "P95  40"]


@pytest.mark.parametrize(
    ("confidence", "marks", "often"),
    [
        (0.9, ["P50  10", "P80  30", "P90  40"], "P90: it does in 90 of 100 such films"),
        (0.85, ["P50  10", "P85  30", "P95  40"], "P85: it does in 85 of 100 such films"),
        (0.7, ["P50  10", "P70  20", "P80  30", "P95  40"], "P70: it does in 70 of 100 such films"),
        (0.875, ["P50  10", "P80  30", "P87.5  30", "P95  40"], "P87.5: it does in 875 of 1000 such films"),
    ],
)
def test_a_confidence_is_marked_in_place_of_the_mark_that_it_is_close_to(
    confidence: float, marks: list[str], often: str, axes: Axes
) -> None:
    draw_cost_curve(FOUR, axes, unit="credits", confidence=confidence)
    assert texts(axes) == marks
    assert often in axes.get_title(loc="left")


def test_a_budget_is_a_line_with_the_chance_to_stay_within_it(axes: Axes) -> None:
    draw_cost_curve(FOUR, axes, unit="credits", budget=Decimal(25))
    assert texts(axes)[-1] == "budget 25: 75 % chance to stay within"
    assert points(axes, "D") == [(25, 0.75)]
    assert uprights(axes, "#D55E00") == [25]


@pytest.mark.parametrize(
    ("budget", "text"),
    [
        ("1000", "budget 1,000: 100 % chance to stay within →"),
        ("-900", "← budget -900: 0 % chance to stay within"),
    ],
)
def test_a_budget_far_outside_is_told_at_that_edge_and_does_not_widen_the_picture(
    budget: str, text: str, axes: Axes
) -> None:
    draw_cost_curve(FOUR, axes, unit="credits", budget=Decimal(budget))
    assert texts(axes)[-1] == text
    assert uprights(axes, "#D55E00") == []
    assert points(axes, "D") == []
    assert -40 < axes.get_xlim()[0] < axes.get_xlim()[1] < 80


def test_a_certified_curve_has_a_band_as_wide_as_its_gap_and_says_so(axes: Axes) -> None:
    sure = Distribution("credit", Decimal(10), Decimal(10), FOUR.chances, gap=Decimal(4))
    draw_cost_curve(sure, axes, unit="credits", budget=Decimal(27))
    (band,) = [patch for patch in axes.patches if isinstance(patch, Polygon)]
    corners = band.get_xy()[:, 0]
    assert (corners.min(), corners.max()) == (10 - 4, 40 + 4)
    assert axes.get_xlabel() == "credits  (dark band: certain within ± 4)"
    # 27 - 4 lies before 30, 27 + 4 beyond it
    assert texts(axes)[-1] == "budget 27: 75 % to 88 % chance to stay within"


def test_a_curve_of_more_steps_than_dots_is_thinned_and_still_right(axes: Axes) -> None:
    chances = np.full(200_000, 1 / 200_000)
    draw_cost_curve(Distribution("USD", Decimal(0), Decimal("0.01"), chances), axes, unit="USD")
    curve = max(axes.lines, key=lambda line: len(np.asarray(line.get_xdata())))
    xs, ys = np.asarray(curve.get_xdata()), np.asarray(curve.get_ydata())
    assert len(xs) < 3_100
    inner = slice(2, -2)
    assert np.abs(ys[inner] - xs[inner] / 2_000).max() < 0.001
    assert texts(axes)[0] == "P50  999.99"


RANGES = [
    StrategyRange(
        name="drafts first",
        planned=Decimal(300),
        quantiles=Quantiles(Decimal(200), Decimal(290), Decimal(400), Decimal(450)),
        within_budget=0.73,
    ),
    StrategyRange(name="fixed", planned=Decimal(500), within_budget=0.0),
    StrategyRange(
        name="partly",
        planned=Decimal(100),
        quantiles=Quantiles(Decimal(80), Decimal(95), Decimal(130), Decimal(150)),
        within_budget=1.0,
        approximate=True,
        floor=True,
        priced="12 of 15",
    ),
]


def test_quantiles_are_read_off_a_distribution() -> None:
    assert list(Quantiles.of(FOUR)) == [10, 10, 40, 40]


def test_a_strategy_is_a_thin_line_a_thick_one_a_tick_and_an_open_mark(axes: Axes) -> None:
    assert draw_strategy_ranges(RANGES, axes, unit="credits") is axes
    assert names(axes) == ["drafts first", "fixed", "partly"]
    assert points(axes, "|") == [(290, 2), (95, 0)]
    assert points(axes, "o") == [(300, 2), (100, 0)]
    assert points(axes, "D") == [(500, 1)]
    level = {
        (float(line.get_linewidth()), tuple(map(float, np.asarray(line.get_xdata()))))
        for line in axes.lines
        if line.get_marker() == "None" and line.get_linewidth() > 1
    }
    assert level == {(2, (200, 450)), (11, (290, 400)), (2, (80, 150)), (11, (95, 130))}


def test_the_figures_of_strategies_stand_beside_them_column_by_column(axes: Axes) -> None:
    draw_strategy_ranges(RANGES, axes, unit="credits", chosen=RANGES[0], budget=Decimal(350))
    assert texts(axes) == [
        *("planned", "300", "500", ">= ~ 100"),
        *("P50", "290", "", "~ 95"),
        *("P90", "400", "", "~ 130"),
        *("in budget", "73 %", "0 %", "<= 100 %"),
        *("priced", "", "", "12 of 15"),
        "budget 350",
    ]
    bold = [text.get_text() for text in axes.texts if text.get_fontweight() == "bold"]
    assert bold == ["300", "290", "400", "73 %", "", "budget 350"]
    assert [label.get_fontweight() for label in axes.get_yticklabels()] == ["bold", "normal", "normal"]


def test_with_a_confidence_stands_what_is_enough_for_it(axes: Axes) -> None:
    ranges = [replace(RANGES[0], enough=Decimal(375)), RANGES[1]]
    draw_strategy_ranges(ranges, axes, unit="credits", confidence=0.85)
    assert texts(axes)[6:9] == ["P85", "375", ""]
    assert "P90" not in texts(axes)


def test_the_figures_of_dear_strategies_have_no_cents(axes: Axes) -> None:
    each = [StrategyRange(name=cost, planned=Decimal(cost)) for cost in ("9999.99", "10000", "12345.67")]
    draw_strategy_ranges(each, axes, unit="USD")
    assert texts(axes) == ["planned", "9,999.99", "10,000", "12,346"]


def test_the_twelve_largest_drivers_are_bars_and_the_others_one(axes: Axes) -> None:
    shares = [DriverShare(str(n), n / 120) for n in range(16)]
    assert draw_drivers(shares, axes) is axes
    assert names(axes) == [str(n) for n in range(15, 3, -1)] + ["4 other shots"]
    assert [width for _, width in bars(axes)] == pytest.approx(
        [n / 120 for n in range(15, 3, -1)] + [6 / 120]
    )
    assert texts(axes)[0] == "12 %"
    assert texts(axes)[-1] == "5 %"
    assert "12 of 16 shots make 95 %" in axes.get_title(loc="left")


def test_others_that_would_make_dwarfs_of_the_bars_have_none(axes: Axes) -> None:
    draw_drivers([DriverShare(str(n), 1 / 200) for n in range(200)], axes)
    assert texts(axes)[-2:] == ["0.5 %", "94.0 % together"]
    assert bars(axes)[-1] == (0, 0)


def swing(name: str, at_low: int, at_high: int) -> Swing:
    return Swing(name=name, low="20 %", high="40 %", at_low=Decimal(at_low), at_high=Decimal(at_high))


def test_an_assumption_is_two_bars_from_the_centre_the_widest_first(axes: Axes) -> None:
    swings = [swing("cap", 95, 103), swing("accept", 130, 80), swing("both up", 110, 120)]
    assert draw_swings(swings, axes, centre=Decimal(100), unit="credits") is axes
    assert names(axes) == ["accept", "both up", "cap"]
    assert sorted(bars(axes)[:2]) == [(100, -20), (100, 30)]
    assert sorted(bars(axes)[2:4]) == [(100, 10), (100, 20)]
    assert sorted(bars(axes)[4:]) == [(100, -5), (100, 3)]
    assert texts(axes)[:4] == ["40 %: 80", "20 %: 130", "20 %: 110", "40 %: 120"]
    # what moves a total to one side only has its other label on the free side of the centre
    assert [text.get_position()[0] for text in axes.texts[2:4]] == [-5, 5]
    assert axes.get_title(loc="left") == "P80 when one assumption moves; as planned it is 100"


def test_seconds_of_film_of_clips_and_of_the_bill_stand_one_below_the_other(
    storyboard_of: Callable[[str], Storyboard], planner: Planner, strategies: Strategies, axes: Axes
) -> None:
    plan = planner.plan(storyboard_of(FILM), strategies["v3-draft-o3-final"], provider="pixverse", on=ON)
    assert draw_seconds(plan, axes) is axes
    # 8 + 4.5 s are fitted to 8 + 5 s; drafts 2 x 8 + 3 x 5 s, finals one take each: 44 / 12.5 = 3.52
    assert names(axes) == ["film", "fitted to clips", "billed, planned takes", "for draft", "for final"]
    assert bars(axes) == [(0, 12.5), (0, 13), (0, 31), (31, 13), (0, 31), (31, 13)]
    assert sorted(texts(axes)) == sorted(["12.5 s", "13 s", "44 s", "31 s", "13 s"])
    assert axes.get_title(loc="left") == "3.5 s billed for each second of film"


def test_stills_alone_have_no_seconds(
    storyboard_of: Callable[[str], Storyboard], planner: Planner, strategies: Strategies, axes: Axes
) -> None:
    board = storyboard_of("product,takes\nimage,4\n")
    draw_seconds(planner.plan(board, strategies["routed"], provider="pixverse", on=ON), axes)
    assert bars(axes) == []
    assert texts(axes) == ["0 s", "0 s", "0 s"]


def test_a_slide_of_scenes_has_the_bars_of_the_scenes_and_a_key(
    storyboard_of: Callable[[str], Storyboard], planner: Planner, strategies: Strategies, axes: Axes
) -> None:
    plan = planner.plan(storyboard_of(FILM), strategies["v3-draft-o3-final"], provider="pixverse", on=ON)
    (slide,) = scene_figure(plan, unit="credits", title="A film", note="").axes
    draw_scenes(plan, axes, unit="credits")
    assert bars(slide) == bars(axes)
    key = slide.get_legend()
    assert key is not None
    assert [text.get_text() for text in key.get_texts()] == ["draft", "final"]
