"""Pictures of prices over time: every step is where its day and price are, and every line has its name."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from matplotlib.collections import LineCollection
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text

from kling_cost import Audio, Mode
from kling_cost.charts import course_figure, course_units, draw_courses
from kling_cost.charts.courses import TooMuchToDraw
from kling_cost.pricebook.history import price_history
from kling_cost.pricebook.price_filter import PriceFilter

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from kling_cost import PriceBook

ON = date(2026, 11, 20)
PRO = PriceFilter(models=["v3"], tier="pro", mode=Mode.TEXT_TO_VIDEO)


@pytest.fixture
def axes() -> Axes:
    return Figure().subplots()


def day(year: int, month: int, number: int) -> float:
    return float(date2num(date(year, month, number)))  # type: ignore[no-untyped-call]


def levels(axes: Axes) -> set[tuple[float, float, float]]:
    """Give every level stretch: from, to, height."""
    drawn = [found for found in axes.collections if isinstance(found, LineCollection)]
    stretches = [segment for collection in drawn for segment in collection.get_segments()]
    return {
        (float(start[0]), float(end[0]), float(start[1])) for start, end in stretches if start[1] == end[1]
    }


def labels(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def test_a_price_holds_from_its_day_until_the_next_and_the_last_until_the_end(
    book: PriceBook, axes: Axes
) -> None:
    courses = price_history(book, "fal", PriceFilter(models=["v3"], tier="pro", audio=Audio.ON), on=ON)
    draw_courses(courses, axes, unit="USD per second", until=ON)

    assert levels(axes) == {
        (day(2026, 2, 5), day(2026, 3, 10), 0.336),
        (day(2026, 3, 10), day(2026, 11, 20), 0.168),
    }
    assert axes.get_ylim()[0] == 0
    assert axes.get_ylabel() == "USD per second"
    assert labels(axes) == ["2026-03-10", "0.168"]


def test_lines_are_named_by_what_tells_them_apart(book: PriceBook, axes: Axes) -> None:
    draw_courses(price_history(book, "fal", PRO, on=ON), axes, unit="USD per second", until=ON)
    assert labels(axes)[1:] == ["0.112  audio off", "0.168  audio on", "0.196  audio voice"]


def test_what_runs_alike_and_differs_in_one_thing_is_one_line(book: PriceBook, axes: Axes) -> None:
    wanted = PriceFilter(models=["v3"], mode=Mode.TEXT_TO_VIDEO)
    draw_courses(price_history(book, "fal", wanted, on=ON), axes, unit="USD per second", until=ON)
    assert "0.42  4k, audio off/on" in labels(axes)


def test_every_line_has_a_look_of_its_own(book: PriceBook, axes: Axes) -> None:
    wanted = PriceFilter(models=["v3"], mode=Mode.TEXT_TO_VIDEO)
    courses = price_history(book, "fal", wanted, on=ON)
    draw_courses(courses, axes, unit="USD per second", until=ON)
    drawn = [found for found in axes.collections if isinstance(found, LineCollection)]
    long = [found for found in drawn if any(start[1] == end[1] for start, end in found.get_segments())]
    looks = {(str(found.get_color()), str(found.get_linestyle())) for found in long}
    assert len(looks) == len(long) == 7


def test_a_day_that_no_source_states_is_hollow(book: PriceBook, axes: Axes) -> None:
    courses = price_history(book, "fal", PriceFilter(models=["v3"], tier="pro", audio=Audio.ON), on=ON)
    draw_courses(courses, axes, unit="USD per second", until=ON)
    marks = [line for line in axes.lines if line.get_marker() == "o"]
    faces = {float(np.asarray(line.get_xdata())[0]): line.get_markerfacecolor() for line in marks}
    assert faces[day(2026, 2, 5)] == "white"
    assert faces[day(2026, 3, 10)] != "white"


def test_every_unit_has_its_panel_and_a_line_ends_where_its_unit_does(book: PriceBook) -> None:
    wanted = PriceFilter(models=["veo-3.1"], tier="standard", audio=Audio.ON, mode=Mode.TEXT_TO_VIDEO)
    courses = price_history(book, "comfyui", wanted, on=ON)
    assert course_units(courses)[:2] == ["USD per second", "comfy-credit per second"]

    figure = course_figure(courses, until=ON, seller="ComfyUI", note="a note")
    assert [panel.get_ylabel() for panel in figure.axes] == course_units(courses)
    assert ", until 20" in labels(figure.axes[0])[-1]
    assert figure.get_suptitle() == "ComfyUI: price of veo-3.1, standard, audio on, text-to-video"


def test_more_than_a_reader_can_tell_apart_is_refused(book: PriceBook) -> None:
    courses = price_history(book, "fal", on=ON)
    with pytest.raises(TooMuchToDraw, match=r"at most 12 prices apart, and here are \d+ in USD per "):
        course_figure(courses, until=ON, seller="fal", note="")


def test_names_never_lie_on_each_other(book: PriceBook) -> None:
    courses = price_history(book, "fal", PriceFilter(models=["v3"], mode=Mode.TEXT_TO_VIDEO), on=ON)
    figure = course_figure(courses, until=ON, seller="fal", note="a note")
    figure.draw_without_rendering()
    names = [text for text in figure.axes[0].texts if "audio" in text.get_text()]
    boxes = sorted((box.y0, box.y1) for box in (Text.get_window_extent(name) for name in names))
    assert len(boxes) == 7
    assert all(below[1] <= above[0] + 1 for below, above in pairwise(boxes))


def test_names_move_as_far_up_as_down_to_make_room(book: PriceBook) -> None:
    axes = Figure(figsize=(6, 2)).subplots()
    draw_courses(price_history(book, "fal", PRO, on=ON), axes, unit="USD per second", until=ON)
    names = [text for text in axes.texts if isinstance(text, Annotation)]
    moved = [name.xyann[1] - name.xy[1] for name in names]
    assert len(moved) == 3
    assert sum(moved) == pytest.approx(0, abs=1e-9)
    assert moved[0] < 0 < moved[2]


def test_a_picture_of_one_day_names_it_once(book: PriceBook) -> None:
    first = date(2026, 2, 5)
    figure = course_figure(price_history(book, "fal", PRO, on=first), until=first, seller="fal", note="")
    figure.draw_without_rendering()
    ticks = [label.get_text() for label in figure.axes[0].get_xticklabels()]
    assert len(ticks) == len(set(ticks)) > 1
