"""Lengths as people write them, and what only looks like one."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kling_cost.storyboard.durations import Length, Unit, read_frame_range, read_length

FILM = Fraction(24)


def seconds(text: str, *, fps: Fraction | None = None, unit: Unit | None = None) -> Fraction | None:
    """Read a text that must be a length."""
    length = read_length(text, fps=fps, unit=unit)
    assert length is not None, text
    return length.seconds


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8", "8"),
        ("8.5", "17/2"),
        ("8,5", "17/2"),
        (".5", "1/2"),
        ("8s", "8"),
        ("8 S", "8"),
        ("~8s", "8"),
        ("≈8s", "8"),
        ("~ 8", "8"),
        ("ca. 8 s", "8"),
        ("approx 8", "8"),
        ("约8秒", "8"),
        ("約8秒", "8"),
        ("8秒左右", "8"),
        ("~7 sec", "7"),
        ("20 secs.", "20"),
        ("3 seconds", "3"),
        ("3 秒钟", "3"),
        ("8秒间", "8"),
        ("5 segundos", "5"),
        ("5 seg", "5"),
        ("5 secondes", "5"),
        ("5 Sekunden", "5"),
        ("5 Sek.", "5"),
        ("5 сек", "5"),
        ("5초", "5"),
        ("2 min", "120"),
        ("2分", "120"),
        ("1m30s", "90"),
        ("1m30", "90"),
        ("1 min 30 s", "90"),
        ("1 min and 30 s", "90"),
        ("1分30秒", "90"),
        ("1'30\"", "90"),
        ("8\u201d", "8"),
        ("1\u203230\u2033", "90"),
        ("1h 2m 3s", "3723"),
        ("500ms", "1/2"),
        ("500 毫秒", "1/2"),
        ("1,500 ms", "3/2"),
        ("1,500", "3/2"),
        ("1.500", "3/2"),
        ("**8s** ✓", "8"),
        ("_8s_", "8"),
        ("`8`", "8"),
        ('"8"', "8"),
        ("8s (hold)", "8"),
        ("8 (hold)", "8"),
        ("10s (0:00-0:10)", "10"),
        ("(8s)", "8"),
        ("[8s]", "8"),
        ("8s hold", "8"),
        ("hero shot, 8s", "8"),
        ("⏱ 8s", "8"),
        ("\uff18秒", "8"),
        ("0\uff1a05", "5"),
        ("0:05", "5"),
        (":30", "30"),
        ("00:05 min", "5"),
        ("1:30 min", "90"),
        ("1:02:03", "3723"),
        ("0:05.5", "11/2"),
        ("00:00:05,500", "11/2"),
        ("0-5s", "5"),
        ("0\u20135s", "5"),
        ("0s-5s", "5"),
        ("0s to 5s", "5"),
        ("0 → 5s", "5"),
        ("0~5秒", "5"),
        ("0秒から5秒まで", "5"),
        ("从0到5秒", "5"),
        ("0:00\u20130:10", "10"),
        ("0:55 - 1:05", "10"),
        ("0.00 \u2013 3.32", "83/25"),
        ("5-8s", "3"),
        ("1-2 min", "60"),
        ("00:00:05,500 --> 00:00:08,000", "5/2"),
        ("[0-3s]", "3"),
        ("0-3s: wide on the house", "3"),
        ("five seconds", "5"),
        ("about ten sec", "10"),
        ("Five seconds, held", "5"),
        ("one minute", "60"),
        ("deux secondes", "2"),
        ("cinco segundos", "5"),
        ("zehn Sekunden", "10"),
        ("PT5S", "5"),
        ("PT1M5.5S", "131/2"),
        ("P0DT1H", "3600"),
        ("5 sn", "5"),
        ("4 วินาที", "4"),
        ("5 ثوان", "5"),
        ("5 सेकंड", "5"),
        ("5 sekundy", "5"),
        ("-5", "-5"),
        ("\u22125s", "-5"),
        ("0", "0"),
    ],
)
def test_a_length_is_read_however_it_is_written(text: str, expected: str) -> None:
    assert seconds(text) == Fraction(expected)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "TBD", "-", "?", "n/a", "待定", "s", "sec", ":", "seconds"),
        *("thirty-five seconds", "one of the seconds", "five", "one image", "P5D", "PT", "5+24", "5+30"),
        *("48 @ 24fps", "5 at 24"),
        *("5-3", "0:10-0:05", "1-0", "-1-2s", "2024-05-06", "5/6", "1/24", "0:75", "1:61:00", "1:2"),
        *("50%", "$5", "€5", "#5", "5 shots", "0-5 shots", "4k", "1080p", "3D", "v3", "S01", "2E5", "1e3"),
        *(
            "5:00 pm",
            "5s x2",
            "2 x 5s",
            "5s / 10s",
            "8s, 24 fps",
            "1.2.3",
            "1,2,3",
            "5s 1m",
            "5s 5s",
            "5分镜",
        ),
        *("Shot 1 (8s)", "1" * 13, "9" * 500, "8s " + "and then she turns " * 5, "\u0665"),
    ],
)
def test_what_is_no_length_is_none(text: str) -> None:
    assert read_length(text, fps=FILM) is None


@pytest.mark.parametrize("text", ["90 frames", "90f", "90 帧", "90コマ", "90 fr", "90 Bilder", "90 images"])
def test_frames_are_counted_and_are_seconds_once_their_rate_is_known(text: str) -> None:
    unknown = read_length(text)
    assert unknown == Length(seconds=None, frames=Fraction(90))
    assert unknown.needs_fps
    assert read_length(text, fps=FILM) == Length(seconds=Fraction(15, 4), frames=Fraction(90))


@pytest.mark.parametrize("text", ["2s 12f", "2+12", "2 + 12", "2秒+12コマ"])
def test_seconds_and_frames_together_need_the_rate_too(text: str) -> None:
    assert seconds(text) is None
    assert seconds(text, fps=FILM) == Fraction(5, 2)


@pytest.mark.parametrize("unit", [Unit.MS, Unit.FRAMES, Unit.MINUTES])
def test_a_sum_is_of_seconds_and_frames_only_where_plain_numbers_are_seconds(unit: Unit) -> None:
    assert read_length("2+12", fps=FILM, unit=unit) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("48 frames @ 24fps", "2"),
        ("48f@24", "2"),
        ("50 frames (25 fps)", "2"),
        ("48 frames at 23.976 fps", "1001/500"),
    ],
)
def test_frames_with_a_rate_of_their_own_need_no_other(text: str, expected: str) -> None:
    assert seconds(text) == seconds(text, fps=Fraction(60)) == Fraction(expected)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1001-1048", (1001, 1048)),
        ("1,001 - 1,048", (1001, 1048)),
        ("1001", None),
        ("0:01-0:05", None),
        ("1s-5s", None),
        ("1048-1001", None),
        ("TBD", None),
    ],
)
def test_a_range_of_frames_is_read_as_its_first_and_last(text: str, found: tuple[int, int] | None) -> None:
    wanted = None if found is None else (Fraction(found[0]), Fraction(found[1]))
    assert read_frame_range(text) == wanted


@pytest.mark.parametrize(
    ("text", "unit", "expected"),
    [
        ("5000", Unit.MS, "5"),
        ("1,500", Unit.MS, "3/2"),
        ("1,234,000", Unit.MS, "1234"),
        ("0,500", Unit.MS, "1/2000"),
        ("48", Unit.FRAMES, "2"),
        ("1,200", Unit.FRAMES, "50"),
        ("8", Unit.SECONDS, "8"),
        ("8s", Unit.MS, "8"),
        ("0:05", Unit.FRAMES, "5"),
        ("0-48", Unit.FRAMES, "2"),
        ("1000-3000", Unit.MS, "2"),
        ("0.5", Unit.MINUTES, "30"),
        (".25", Unit.MINUTES, "15"),
        ("1", Unit.MINUTES, "60"),
        ("1:30", Unit.MINUTES, "90"),
    ],
)
def test_the_unit_is_that_of_plain_numbers_only(text: str, unit: Unit, expected: str) -> None:
    assert seconds(text, fps=FILM, unit=unit) == Fraction(expected)


def test_a_range_keeps_its_ends_for_the_caller_to_judge() -> None:
    assert read_length("5-8s") == Length(seconds=Fraction(3), range=True, start=Fraction(5), end=Fraction(8))
    assert read_length("0.00 \u2013 3.32") == Length(
        seconds=Fraction("3.32"), bare=True, range=True, start=Fraction(0), end=Fraction("3.32")
    )
    assert read_length("24-48f", fps=FILM) == Length(
        seconds=Fraction(1), frames=Fraction(24), range=True, start=Fraction(1), end=Fraction(2)
    )


@pytest.mark.parametrize(("text", "bare"), [("8", True), ("~8.5", True), ("8s", False), ("0:08", False)])
def test_a_plain_number_is_told_from_one_with_a_unit(text: str, *, bare: bool) -> None:
    length = read_length(text)
    assert length is not None
    assert length.bare is bare
