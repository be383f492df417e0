"""Slides: whatever is on them, their texts lie neither on each other nor off the page, and grey is enough."""

from __future__ import annotations

import warnings
from decimal import Decimal
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.image import imread
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from kling_cost.charts import (
    DriverShare,
    ParetoPoint,
    Quantiles,
    StrategyRange,
    Swing,
    cost_curve_figure,
    drivers_figure,
    pareto_figure,
    save,
    strategy_ranges_figure,
    swings_figure,
)
from kling_cost.risk import Distribution

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patches import Patch
    from matplotlib.transforms import Bbox

PAGE = {"title": "storyboard.csv: 15 shots, 90 s of film", "note": "PixVerse, card pixverse/2026-02-05"}
LONG = "a name that nobody would ever give to a shot " * 4


def gamble(unit: str, step: str, *, takes: int = 40, gap: str = "0") -> Distribution:
    """Give the total of takes that are each made once, or twice with a chance of 40 %."""
    chances = np.ones(1)
    for _ in range(takes):
        chances = np.convolve(chances, [0.6, 0.4])
    return Distribution(unit, takes * Decimal(step), Decimal(step), chances, gap=Decimal(gap))


def curve(
    total: Distribution, budget: str | None = None, unit: str = "credits", confidence: float | None = None
) -> Figure:
    limit = None if budget is None else Decimal(budget)
    return cost_curve_figure(total, unit=unit, budget=limit, confidence=confidence, **PAGE)


def ranges(
    count: int,
    scale: str = "1000",
    unit: str = "credits",
    budget: str | None = None,
    confidence: float | None = None,
) -> Figure:
    each = [
        StrategyRange(
            name=f"{n} {LONG}",
            planned=(n + 2) * Decimal(scale),
            quantiles=Quantiles(*((n + share) * Decimal(scale) for share in map(Decimal, "1234"))),
            enough=(n + Decimal("4.5")) * Decimal(scale),
            within_budget=1 - n / 40,
            approximate=True,
            floor=n > 3,
            priced=f"{n:,} of 1,000",
        )
        for n in range(count)
    ]
    limit = None if budget is None else Decimal(budget)
    chosen = each[0] if each else None
    return strategy_ranges_figure(each, unit=unit, chosen=chosen, budget=limit, confidence=confidence, **PAGE)


def drivers(count: int) -> Figure:
    shares = [DriverShare(f"{n} {LONG}", 2 * (count - n) / count / (count + 1)) for n in range(count)]
    return drivers_figure(shares, **PAGE)


def swings(*ends: tuple[str, str]) -> Figure:
    each = [
        Swing(name=LONG, low="20 %", high=LONG, at_low=Decimal(low), at_high=Decimal(high))
        for low, high in ends
    ]
    return swings_figure(each, centre=Decimal(100), unit="USD", **PAGE)


def pareto(count: int, chosen: int | None = None, budget: str | None = None) -> Figure:
    plans = [ParetoPoint(Decimal(100 * n + 70), n**0.7) for n in range(count)]
    limit = None if budget is None else Decimal(budget)
    at = None if chosen is None else plans[chosen]
    return pareto_figure(plans, unit="USD", value_name=LONG, chosen=at, budget=limit, **PAGE)


def layered(count: int, chosen: int | None = None, budget: str | None = None) -> Figure:
    """Draw plans that deliver more and more urgent shots, and of the others now more and now fewer."""
    plans = [
        ParetoPoint(Decimal(100 * n + 70), n // 5 + n % 5, layers=(n // 5, n % 5 // 2, n % 5 - n % 5 // 2))
        for n in range(count)
    ]
    return pareto_figure(
        plans,
        unit="USD",
        value_name=LONG,
        chosen=None if chosen is None else plans[chosen],
        budget=None if budget is None else Decimal(budget),
        layers=["priority 1", "priority 2", "no priority"],
        more="the next 10 % buys nothing, 1,234,567.89 over it buys more urgent shots",
        **PAGE,
    )


SLIDES: dict[str, Callable[[], Figure]] = {
    "a curve": lambda: curve(gamble("credit", "25")),
    "a budget at P50": lambda: curve(gamble("credit", "25"), "1400"),
    "a budget at P80": lambda: curve(gamble("credit", "25"), str(gamble("credit", "25").quantile(0.8))),
    "a budget before P80": lambda: curve(gamble("credit", "25"), "1440"),
    "a budget at the edge": lambda: curve(gamble("credit", "25"), "1100"),
    "a budget far beyond": lambda: curve(gamble("credit", "25"), "1000000"),
    "a budget of nothing": lambda: curve(gamble("credit", "25"), "0"),
    "a certain total": lambda: curve(Distribution.certain(Decimal("12.6"), "USD"), "12.6", "USD"),
    "nothing to pay": lambda: curve(Distribution.certain(Decimal(0), "USD"), unit="USD"),
    "one shot": lambda: curve(gamble("USD", "0.84", takes=1), "1", "USD, list price"),
    "a certified curve": lambda: curve(gamble("credit", "25", takes=200, gap="60"), "7000"),
    "huge amounts": lambda: curve(gamble("JPY", "98765432109876543"), "5e18", "JPY"),
    "tiny amounts": lambda: curve(gamble("credit", "0.00000123")),
    "one strategy": lambda: ranges(1),
    "no strategy": lambda: ranges(0),
    "nine strategies": lambda: ranges(9, budget="4500"),
    "twenty dear strategies": lambda: ranges(20, "123456.78", "USD", "1000000"),
    "strategies and P99.5": lambda: ranges(5, "123456.78", "USD", "1000000", confidence=0.995),
    "one driver": lambda: drivers(1),
    "200 drivers": lambda: drivers(200),
    "no driver": lambda: drivers(0),
    "swings": lambda: swings(("80", "130"), ("110", "120"), ("70", "60"), ("100", "100")),
    "many swings": lambda: swings(*((f"{100 + n}.55", f"{99 - 3 * n}") for n in range(20))),
    "no swing": swings,
    "plans": lambda: pareto(15, 9, "1000"),
    "the first plan": lambda: pareto(15, 0, "80"),
    "the last plan": lambda: pareto(15, 14, "99999"),
    "one plan": lambda: pareto(1, 0, "70"),
    "500 plans": lambda: pareto(500, 20, "30000"),
    "no plan": lambda: pareto(0, budget="10"),
    "a budget and P99": lambda: curve(gamble("credit", "25"), "1440", confidence=0.99),
    "a budget and P90": lambda: curve(gamble("credit", "25"), "1440", confidence=0.9),
    "a budget and P87.5": lambda: curve(gamble("credit", "25"), "1440", confidence=0.875),
    "a budget and P100": lambda: curve(gamble("credit", "25"), "1440", confidence=1),
    "a budget and P1": lambda: curve(gamble("credit", "25"), "1440", confidence=0.01),
    "plans in layers": lambda: layered(40, 25, "2600"),
    "the first plan in layers": lambda: layered(40, 0, "80"),
    "the last plan in layers": lambda: layered(40, 39, "99999"),
    "one plan in layers": lambda: layered(1, 0, "70"),
    "500 plans in layers": lambda: layered(500, 20, "30000"),
}


def shown_texts(figure: Figure) -> list[tuple[str, Bbox]]:
    """Give every text that is drawn, and its box on the page."""
    figure.draw_without_rendering()
    hidden = {
        label
        for axes in figure.axes
        for axis, (low, high) in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim()))
        for tick in axis.get_major_ticks()
        for label in (tick.label1, tick.label2)
        if not (axis.get_visible() and low <= tick.get_loc() <= high) or label is tick.label2
    }
    texts = cast("list[Text]", figure.findobj(Text))
    found = [text for text in texts if text not in hidden]
    return [
        (text.get_text(), Text.get_window_extent(text))
        for text in found
        if text.get_visible() and text.get_text().strip()
    ]


@pytest.mark.parametrize("slide", SLIDES)
def test_texts_lie_neither_on_each_other_nor_off_the_page(slide: str) -> None:
    figure = SLIDES[slide]()
    texts = shown_texts(figure)
    assert [title for title, _ in texts if title == PAGE["title"]] == [PAGE["title"]]
    # a dot of the screen is no overlap
    close = [
        (one, other)
        for (one, a), (other, b) in combinations(texts, 2)
        if min(a.x1, b.x1) - max(a.x0, b.x0) > 1 and min(a.y1, b.y1) - max(a.y0, b.y0) > 1
    ]
    assert close == []
    page = figure.bbox
    assert [text for text, box in texts if box.x0 < -1 or box.x1 > page.x1 + 1 or box.y0 < -1] == []


RISING = [slide for slide in SLIDES if "budget" in slide or "plan" in slide or "shot" in slide]


@pytest.mark.parametrize("slide", RISING)
def test_no_label_lies_on_a_line_that_rises(slide: str) -> None:
    figure = SLIDES[slide]()
    figure.draw_without_rendering()
    (axes,) = figure.axes
    to_data = axes.transData.inverted()
    line = max(axes.lines, key=lambda line: len(np.asarray(line.get_xdata())))
    xs, ys = np.asarray(line.get_xdata(), dtype=float), np.asarray(line.get_ydata(), dtype=float)
    for text in axes.texts:
        box = Text.get_window_extent(text).transformed(to_data)
        reached = ys[xs <= box.x1]
        assert reached.size == 0 or reached.max() <= box.y0, text.get_text()


@pytest.mark.parametrize("slide", ["a budget at P50", "nine strategies", "200 drivers", "swings", "plans"])
@pytest.mark.parametrize("ending", ["png", "svg"])
def test_a_slide_is_saved_as_the_same_bytes_twice(slide: str, ending: str) -> None:
    one, other = (save(SLIDES[slide](), Path(f"slide.{ending}")) for _ in range(2))
    assert one == other
    assert len(one) > 10_000


def test_a_slide_is_as_wide_for_its_height_as_a_screen() -> None:
    width, height = curve(gamble("credit", "25")).get_size_inches()
    assert width / height == pytest.approx(16 / 9, abs=0.02)


def test_a_long_title_is_folded_and_a_longer_one_cut() -> None:
    figure = drivers_figure([DriverShare("1", 1.0)], title="many words " * 60, note="as many " * 90)
    texts = dict(shown_texts(figure))
    (title,) = [text for text in texts if text.startswith("many")]
    assert title.count("\n") == 1
    assert title.endswith("…")
    assert all(box.x1 <= figure.bbox.x1 for box in texts.values())


def test_names_that_no_font_here_has_and_control_signs_are_drawn_on_one_line(tmp_path: Path) -> None:
    names = ["港口的清晨，远处的灯塔和回来的渔船在雾里慢慢出现", "two\nlines\x07", "$x^2$", "_hidden"]
    figure = drivers_figure([DriverShare(name, 0.25) for name in names], **PAGE)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")
        (tmp_path / "slide.png").write_bytes(save(figure, tmp_path / "slide.png"))
    assert imread(tmp_path / "slide.png").shape[:2] == (896, 1600)
    shown = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert shown == ["港口的清晨，远处的灯塔和回…", "two lines ", "$x^2$", "_hidden"]


def grey(colour: object) -> float:
    """Give how light a colour is in print, from 0 to 1."""
    red, green, blue = to_rgb(colour)  # type: ignore[arg-type]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def told_apart(one: Patch, other: Patch) -> bool:
    return (
        one.get_hatch() != other.get_hatch()
        or abs(grey(one.get_facecolor()) - grey(other.get_facecolor())) > 0.2
    )


def test_bars_of_different_meaning_are_told_apart_in_grey() -> None:
    (axes,) = swings(("80", "130")).axes
    low, high = (patch for patch in axes.patches if isinstance(patch, Rectangle))
    assert told_apart(low, high)
    shares = [DriverShare(str(n), 1 / 14) for n in range(14)]
    (axes,) = drivers_figure(shares, **PAGE).axes
    first, *_, others = (patch for patch in axes.patches if isinstance(patch, Rectangle))
    assert told_apart(first, others)


def test_layers_are_told_apart_in_grey_each_paler_than_the_one_below() -> None:
    key = layered(40).axes[0].get_legend()
    assert key is not None
    shades = [grey(cast("Patch", handle).get_facecolor()) for handle in key.legend_handles]
    assert [text.get_text() for text in key.get_texts()] == ["priority 1", "priority 2", "no priority"]
    assert [higher - lower > 0.2 for lower, higher in pairwise(shades)] == [True, True]


def widest_line(axes: Axes, place: float) -> object:
    lines = [line for line in axes.lines if np.asarray(line.get_ydata()).tolist() == [place, place]]
    return max(lines, key=lambda line: line.get_linewidth()).get_color()


def test_the_chosen_strategy_is_darker_in_grey_than_the_others() -> None:
    (axes,) = ranges(3).axes
    assert grey(widest_line(axes, 1)) - grey(widest_line(axes, 2)) > 0.2
