"""Lengths in frames: ranges of them, timecodes, and the frames per second that they need."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from kling_cost import InputRefused, Models
from kling_cost.storyboard.lengths import in_seconds, sensible, shown
from kling_cost.storyboard.read import storyboard_in
from kling_cost.storyboard.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost.storyboard.shot import Storyboard

NTSC = Fraction(30000, 1001)


@pytest.fixture
def read(models: Models) -> Callable[..., Storyboard]:
    def reading(text: str | dict[str, Any], **said: Any) -> Storyboard:  # noqa: ANN401 - what a Reading takes
        name = "x.csv" if isinstance(text, str) else "x.json"
        data = text if isinstance(text, str) else json.dumps(text)
        return storyboard_in(data.encode(), name, models=models, reading=Reading(**said))

    return reading


@pytest.fixture
def refusal(read: Callable[..., Storyboard]) -> Callable[..., tuple[str, str, int | None]]:
    def refused(text: str, **said: Any) -> tuple[str, str, int | None]:  # noqa: ANN401 - what a Reading takes
        with pytest.raises(InputRefused) as found:
            read(text, **said)
        (problem,) = found.value.problems()
        return problem.code, problem.message, problem.row

    return refused


def lengths(board: Storyboard) -> list[str]:
    return [str(shot.seconds) for shot in board.shots]


def ways(board: Storyboard) -> list[tuple[str, str]]:
    return [(str(shot.seconds), str(shot.duration_from)) for shot in board.shots]


def table(header: str, *rows: str) -> str:
    return "\n".join([f"shot,{header}", *(f"{number},{row}" for number, row in enumerate(rows, start=1))])


UNDECIDED = "the last frame in 'frame out' is {}"


@pytest.mark.parametrize(
    ("rows", "found", "how"),
    [
        (["0,48", "48,96"], ["2", "2"], None),
        (["0,47", "48,95"], ["2", "2"], None),
        (["0,47", "48,95", "95,119"], ["1.958333", "1.958333", "1"], "the first one after its shot"),
        (["0,47", "48,95", "96,120", "120,143"], ["2", "2", "1.041667", "1"], None),
        (["1001,1048", "1101,1148"], ["2", "2"], "part of its shot"),
        (["1000,1048", "1101,1149"], ["2", "2"], "the first one after its shot"),
        (["1,1"], ["0.041667"], "part of its shot"),
        (["0,0"], ["None"], "the first one after its shot"),
        (['"1,001","1,048"'], ["2"], "part of its shot"),
        ([",48", "48,"], ["None", "None"], None),
        (["48,0"], ["None"], "the first one after its shot"),
    ],
)
def test_the_last_frame_of_a_range_belongs_to_its_shot_where_the_next_begins_one_later(
    read: Callable[..., Storyboard], rows: list[str], found: list[str], how: str | None
) -> None:
    board = read(table("frame in,frame out", *rows), fps=Fraction(24))
    assert lengths(board) == found
    told = [text for text in board.assumptions if text.startswith(UNDECIDED.format(""))]
    assert told == ([UNDECIDED.format(how)] if how else [])


def test_a_count_of_frames_comes_before_their_range(read: Callable[..., Storyboard]) -> None:
    assert lengths(read(table("frames,frame in,frame out", "24,0,48", ",48,96"), fps=Fraction(24))) == [
        *("1", "2")
    ]


@pytest.mark.parametrize(
    ("tc_in", "tc_out", "fps", "seconds"),
    [
        ("00:00:59;28", "00:01:00;02", NTSC, "0.066733"),  # two labels of the minute are dropped
        ("00:09:59;28", "00:10:00;02", NTSC, "0.133467"),  # but not of the tenth
        ("00:00:59:28", "00:01:00:02", NTSC, "0.133467"),
        ("00:00:59:28", "00:01:00:02", Fraction(30), "0.133333"),
        ("01:00:00:00", "01:00:02:12", Fraction(24), "2.5"),
    ],
)
def test_timecodes_are_counted_in_frames(
    read: Callable[..., Storyboard], tc_in: str, tc_out: str, fps: Fraction, seconds: str
) -> None:
    assert lengths(read(table("tc in,tc out", f"{tc_in},{tc_out}"), fps=fps)) == [seconds]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        (table("tc in,tc out", "00:00:00:00,00:00:02:00"), 2),
        (table("start,end", "0:00,00:00:02:00"), 2),
        (table("duration", "4s", "00:00:02:00"), 3),
        (table("frames", "", "48"), 3),
        (table("time range", "00:00:00:00-00:00:02:00"), 2),
        (table("duration,frames", "4s,48", ",48"), 3),
    ],
)
def test_frames_are_not_read_without_their_rate(
    refusal: Callable[..., tuple[str, str, int | None]], text: str, row: int
) -> None:
    message = "counts frames and nothing says the frames per second; add --fps 24 (or 25, 30, 23.976)"
    assert refusal(text) == ("fps-unknown", message, row)


@pytest.mark.parametrize(
    "header_and_row",
    [
        ("duration,tc in,tc out", "4s,00:00:00:00,00:00:02:00"),
        ("duration,frames", "4s,48"),
        ("duration,timecode", "4s,00:00:00:00"),
        ("start,end,frames", "0:00,0:04,48"),
    ],
)
def test_no_rate_is_asked_for_where_a_surer_length_stands(
    read: Callable[..., Storyboard], header_and_row: tuple[str, str]
) -> None:
    assert lengths(read(table(*header_and_row))) == ["4"]


def test_the_rate_of_a_row_comes_before_the_one_asked_for_and_that_before_the_files(
    read: Callable[..., Storyboard],
) -> None:
    rows = table("frames,fps", "48,12", "48,", "48,what")
    assert lengths(read(rows, fps=Fraction(24))) == ["4", "2", "2"]
    assert lengths(read(table("duration (frames),fps", "48,12", "48,"), fps=Fraction(24))) == ["4", "2"]
    file = {"fps": 16, "shots": [{"shot": 1, "frames": 48}, {"shot": 2, "frames": 48, "fps": 12}]}
    assert lengths(read(file)) == ["3", "4"]
    assert lengths(read(file, fps=Fraction(24))) == ["2", "4"]


def test_a_length_may_reach_an_hour_and_has_six_decimals() -> None:
    assert [sensible(Fraction(seconds)) for seconds in (0, Fraction(1, 10), 3600, 3601)] == [
        *(False, True, True, False)
    ]
    assert [str(in_seconds(Fraction(2, 3))), str(in_seconds(Fraction(10)))] == ["0.666667", "10"]
    assert [shown(Fraction(2, 3)), shown(Fraction(1000))] == ["0.667", "1000"]
