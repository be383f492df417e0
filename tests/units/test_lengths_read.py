"""How long each shot is: the ways a length is read in, their order, and the questions that are asked."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from kling_cost import InputRefused, Models
from kling_cost.storyboard.durations import Unit
from kling_cost.storyboard.read import storyboard_in
from kling_cost.storyboard.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost.storyboard.shot import Storyboard


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


EVERY_WAY = table(
    "action,duration,time range,start,end,frames,fps",
    "a,3,0-4,0,9,240,24",
    "b,,4-10,9,14,240,24",
    "c,,,10,15,240,24",
    "d,,,15,,48,24",
    "e,,,16,,,",
    "f,,,20,,,",
)
SHORT = "begins at 20 s and nothing says where it ends; the shot is counted and has no price"


def test_each_row_is_read_in_the_surest_way_that_it_offers(read: Callable[..., Storyboard]) -> None:
    board = read(EVERY_WAY)
    surest_first = [
        ("3", "stated"),
        ("6", "end minus start"),
        ("5", "end minus start"),
        ("2", "frames over fps"),
        ("4", "gap to the next start"),
    ]
    assert ways(board) == [*surest_first, ("None", "None")]
    assert [(warning.row, SHORT in warning.message) for warning in board.warnings] == [(2, False), (7, True)]
    told = "lengths: 1 stated, 2 end minus start, 1 frames over fps, 1 gap to the next start, 1 unknown"
    assert board.assumptions[-1] == told
    assert ways(read(EVERY_WAY, default_duration_s=Decimal(7))) == [*surest_first, ("7", "default asked for")]


def test_a_default_of_the_file_comes_before_the_one_asked_for(read: Callable[..., Storyboard]) -> None:
    shots = [{"shot": 1, "duration": 3}, {"shot": 2, "start": 0}, {"shot": 3, "start": 9}, {"shot": 4}]
    asked = Decimal(7)
    assert [way for _, way in ways(read({"shots": shots}, default_duration_s=asked))] == [
        *("stated", "gap to the next start", "default asked for", "default asked for"),
    ]
    board = read({"default_duration": "6s", "shots": shots}, default_duration_s=asked)
    assert ways(board) == [
        ("3", "stated"),
        ("9", "gap to the next start"),
        *[("6", "default of the file")] * 2,
    ]


@pytest.mark.parametrize(
    ("header", "said", "seconds"),
    [
        ("duration", {}, "48"),
        ("duration_ms", {}, "0.048"),
        ("duration (frames)", {"fps": Fraction(24)}, "2"),
        ("duration", {"unit": Unit.MS}, "0.048"),
        ("duration", {"unit": Unit.FRAMES, "fps": Fraction(16)}, "3"),
        ("duration_ms", {"unit": Unit.SECONDS}, "48"),
        ("frames", {"fps": Fraction(24)}, "2"),
        ("frames", {"fps": Fraction(24), "unit": Unit.MS}, "2"),
        ("duration_s", {}, "48"),
        ("时长（毫秒）", {}, "0.048"),
    ],
)
def test_plain_numbers_count_what_the_user_says_or_else_the_header(
    read: Callable[..., Storyboard], header: str, said: dict[str, Any], seconds: str
) -> None:
    assert lengths(read(table(header, "48"), **said)) == [seconds]


@pytest.mark.parametrize(
    ("text", "shown_as"),
    [
        (table("duration", "61"), "'duration' that are too large for seconds (61): are"),
        (table("duration", "61", "62", "60"), "(61, 62)"),
        (table("duration", "4000", "30", "5000", "6000", "7000"), "(4000, 5000, 6000)"),
        (table("start,end", "0,61.5"), "'start' that are too large for seconds (61.5)"),
        (table("start", "0", "61", "122"), "'start' that are too large for seconds (61, 61)"),
        (table("time", "0", "100", "200"), "'time' that are too large for seconds (100, 100)"),
        (table("time", "100", "90", "100"), "(100, 90, 100)"),
        (table("time range", "0-90", "90-200"), "(90, 110)"),
    ],
)
def test_numbers_mostly_over_a_minute_are_asked_about(
    refusal: Callable[..., tuple[str, str, int | None]], text: str, shown_as: str
) -> None:
    code, message, _ = refusal(text)
    assert code == "unit-unclear"
    assert shown_as in message
    assert message.endswith(
        "frames or milliseconds? Say --unit ms, or --unit frames --fps 24, or --unit s if they are seconds"
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (table("duration", "60"), ["60"]),
        (table("duration", "61", "60"), ["61", "60"]),
        (table("duration", "61s", "62s"), ["61", "62"]),
        (table("duration", "1:01", "1:02"), ["61", "62"]),
        (table("duration_s", "61", "62"), ["61", "62"]),
        (table("product,duration", ",61", ",62"), ["61", "62"]),
        (table("start,end", "100,104", "104,109"), ["4", "5"]),
        (table("start,end", "0:00,1:01", "1:01,2:02"), ["61", "61"]),
        (table("time", "65", "76", "85"), ["11", "9", "None"]),
        (table("duration,start,end", "4,0,4000", "5,4000,9000"), ["4", "5"]),
        (table("duration,start", "4,0", "5,4000", "6,9000"), ["4", "5", "6"]),
        (table("duration,time range", "4,0-4000", "5,4000-9000"), ["4", "5"]),
    ],
)
def test_numbers_that_can_be_seconds_or_need_not_be_read_are_not_asked_about(
    read: Callable[..., Storyboard], text: str, found: list[str]
) -> None:
    assert lengths(read(text)) == found


@pytest.mark.parametrize(
    ("unit", "found"),
    [
        (Unit.SECONDS, ["480", "240"]),
        (Unit.MS, ["0.48", "0.24"]),
        (Unit.FRAMES, ["20", "10"]),
    ],
)
def test_the_answer_to_the_question_ends_it(
    read: Callable[..., Storyboard], unit: Unit, found: list[str]
) -> None:
    assert lengths(read(table("duration", "480", "240"), unit=unit, fps=Fraction(24))) == found


ESTIMATED = "ranges in 'duration' overlap, so each is from-to: the longer one counts"


@pytest.mark.parametrize(
    ("rows", "found", "estimates"),
    [
        (["0-4", "4-9"], ["4", "5"], False),
        (["0-4s", "5-9s"], ["4", "4"], False),
        (["5-8"], ["3"], False),
        (["3-4", "3-5", "4-6"], ["4", "5", "6"], True),
        (["3-5", "4-6"], ["5", "6"], True),
        (["3-5", "5-6"], ["2", "1"], False),
        (["0-4", "4-9", "3-5"], ["4", "5", "2"], False),
        (["0-4", "0-5"], ["4", "5"], False),
        (["3-5 sec", "7", "4-6 sec"], ["5", "7", "6"], True),
    ],
)
def test_ranges_are_film_time_unless_they_overlap(
    read: Callable[..., Storyboard],
    rows: list[str],
    found: list[str],
    estimates: bool,  # noqa: FBT001 - pytest gives it
) -> None:
    board = read(table("duration", *rows))
    assert lengths(board) == found
    assert (ESTIMATED in board.assumptions) == estimates
    assert {way for _, way in ways(board)} == {"stated" if estimates else "end minus start"}


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (["0:00", "0:04", "0:09"], ["4", "5", "None"]),
        (["1:02", "1:04", "1:09"], ["2", "5", "None"]),
        (["1:00", "1:04"], ["4", "None"]),
        (["0:59", "1:04"], ["59", "64"]),
        (["1:05", "1:04"], ["65", "64"]),
        (["1:05", "1:05"], ["65", "65"]),
        (["0:02", "0:04", "0:09"], ["2", "4", "9"]),
        (["0:00", "0:04", "0:00", "0:06"], ["4", "None", "6", "None"]),
        (["5s", "4s", "6s"], ["5", "4", "6"]),
        (["5", "5"], ["5", "5"]),
        (["4", "5"], ["4", "5"]),
    ],
)
def test_times_are_starts_where_they_ascend_from_0_or_far_above_it(
    read: Callable[..., Storyboard], rows: list[str], found: list[str]
) -> None:
    board = read(table("time", *rows))
    said = "times in 'time' do not begin at 0 and ascend, so each is the length of its shot"
    are_lengths = said in board.assumptions
    assert (lengths(board), are_lengths) == (found, "None" not in found)


def test_the_last_shot_ends_with_the_film_where_its_length_is_stated(read: Callable[..., Storyboard]) -> None:
    shots = [{"shot": 1, "start": 0}, {"shot": 2, "start": 8}]
    assert ways(read({"total_duration": "0:20", "shots": shots})) == [
        ("8", "gap to the next start"),
        ("12", "gap to the next start"),
    ]
    assert lengths(read({"total_duration": 8, "shots": shots})) == ["8", "None"]
    assert lengths(read({"shots": shots})) == ["8", "None"]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        (["0:00,", "0:04,5s", "0:09,", "0:15,2s"], ["4", "5", "6", "2"]),
        (["0:00,", ",5s", "0:09,2s"], ["9", "5", "2"]),
        (["0:09,", "0:04,", "0:06,2s"], ["None", "2", "2"]),
        (["0:04,,0:04", "0:09,,0:12"], ["5", "3"]),
    ],
)
def test_a_gap_reaches_to_the_next_start_that_is_known(
    read: Callable[..., Storyboard], rows: list[str], found: list[str]
) -> None:
    assert lengths(read(table("start,duration,end", *rows))) == found


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("TBD", "bad-duration", "'TBD' is not a length; the shot is counted and has no price: write it, or"),
        ("lots", "bad-duration", "'lots' is not a length; the shot is counted"),
        ("", "missing-duration", "has no length; the shot is counted and has no price: write it, or give"),
        ("0", "bad-duration", "a shot of 0 s cannot be made; write a length above 0"),
        ("-3", "bad-duration", "a shot of -3 s cannot be made; write a length above 0"),
        ("3601", "bad-duration", "3601 s is over 3600 s; a shot this long is probably given in frames"),
        ("3600.001", "bad-duration", "3600.001 s is over 3600 s"),
        ("0.0000004", "bad-duration", "a shot of 0 s cannot be made"),
    ],
)
def test_a_length_that_no_shot_can_have_is_told_and_the_shot_counted(
    read: Callable[..., Storyboard], text: str, code: str, message: str
) -> None:
    board = read(table("duration", text, "4", "5"))
    assert lengths(board) == ["None", "4", "5"]
    warning = board.warnings[0]
    assert (warning.level, warning.code, warning.row, warning.column) == ("warning", code, 2, "duration")
    assert warning.message.startswith(message)


def test_shots_without_a_length_are_told_by_what_stands_there(read: Callable[..., Storyboard]) -> None:
    board = read(table("duration", "4", "soon", "TBD", "soon", *[""] * 10))
    assert [(warning.row, warning.message.partition(";")[0]) for warning in board.warnings] == [
        (3, "'soon' is not a length (also rows 5)"),
        (4, "'TBD' is not a length"),
        (6, "has no length (also rows 7, 8, 9, 10, 11, 12, 13, 14 and 1 more)"),
    ]


def test_a_list_without_any_length_is_told_once_with_its_columns(read: Callable[..., Storyboard]) -> None:
    (warning,) = read(table("action,lens", "a,35", "b,50")).warnings
    assert warning.code == "no-lengths"
    assert warning.message == (
        "no length can be read (columns: shot, action, lens); name its column with --map duration_s=COLUMN,"
        " or give --default-duration"
    )
