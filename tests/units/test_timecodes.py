"""Timecodes, frame rates, and the units and rates that headers state."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kling_cost.storyboard.durations import Unit, fps_of_header, read_fps, read_length, unit_of_header

FILM = Fraction(24)
NTSC = Fraction(30000, 1001)


@pytest.mark.parametrize(
    ("text", "fps", "expected"),
    [
        ("00:00:05:12", FILM, "11/2"),
        ("01:00:00:00", Fraction(25), "3600"),
        ("00:00:01:00", Fraction(24000, 1001), "1001/1000"),
        ("00:01:00;02", NTSC, "60.06"),
        ("00;01;00;02", NTSC, "60.06"),
        ("00:10:00;00", NTSC, "599.9994"),
        ("00:01:00;02", Fraction(30), "60.06"),
        ("00:01:00;04", Fraction(60000, 1001), "60.06"),
        ("00:00:00:00 - 00:00:05:12", FILM, "11/2"),
    ],
)
def test_a_timecode_is_exact_at_its_rate(text: str, fps: Fraction, expected: str) -> None:
    length = read_length(text, fps=fps)
    assert length is not None
    assert length.seconds == Fraction(expected)


@pytest.mark.parametrize(
    ("text", "fps"),
    [
        ("00:00:05:24", FILM),  # a second of 24 frames ends with 23
        ("00:00:60:00", FILM),
        ("00:60:00:00", FILM),
        ("00:01:00;00", NTSC),  # dropped
        ("00:01:00;03", Fraction(60000, 1001)),
        ("00:00:05;12", FILM),  # there is no drop-frame at 24
        ("00:00:05:12", Fraction(25, 2)),
    ],
)
def test_a_timecode_that_does_not_exist_is_none(text: str, fps: Fraction) -> None:
    assert read_length(text, fps=fps) is None


def test_a_timecode_without_a_rate_says_that_it_needs_one() -> None:
    length = read_length("00:00:05:12")
    assert length is not None
    assert length.needs_fps
    spanned = read_length("00:00:00:00 - 00:00:05:12")
    assert spanned is not None
    assert (spanned.needs_fps, spanned.range) == (True, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24", "24"),
        ("24 fps", "24"),
        ("25p", "25"),
        ("24/1", "24"),
        ("12.5", "25/2"),
        ("23.976", "24000/1001"),
        ("23.98", "24000/1001"),
        ("23.97", "24000/1001"),
        ("23,976 fps", "24000/1001"),
        ("29.97", "30000/1001"),
        ("59.94", "60000/1001"),
        ("30000/1001", "30000/1001"),
        ("25 img/s", "25"),
        ("24帧/秒", "24"),
    ],
)
def test_a_frame_rate_is_read_exactly(text: str, expected: str) -> None:
    assert read_fps(text) == Fraction(expected)


@pytest.mark.parametrize("text", ["", "0", "0.5", "24/0", "1e3", "fast", "-24", "50i", "99999", "24 fps max"])
def test_what_is_no_frame_rate_is_none(text: str) -> None:
    assert read_fps(text) is None


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("duration_ms", Unit.MS),
        ("duration (ms)", Unit.MS),
        ("时长(毫秒)", Unit.MS),
        ("durationSec", Unit.SECONDS),
        ("时长(秒)", Unit.SECONDS),
        ("时长秒", Unit.SECONDS),
        ("秒数", Unit.SECONDS),
        ("shot_length_sec", Unit.SECONDS),
        ("Length [s]", Unit.SECONDS),
        ("clip_seconds", Unit.SECONDS),
        ("Dauer (Sek.)", Unit.SECONDS),
        ("Duration (frames)", Unit.FRAMES),
        ("frame(s)", Unit.FRAMES),
        ("コマ数", Unit.FRAMES),
        ("frames", Unit.FRAMES),
        ("Duration (min)", Unit.MINUTES),
        ("Duration [min.]", Unit.MINUTES),
        ("Dauer in min", Unit.MINUTES),
        ("Minuten", Unit.MINUTES),
        ("mins", Unit.MINUTES),
        ("duration_minutes", Unit.MINUTES),
        ("minute(s)", Unit.MINUTES),
        ("时长(分)", Unit.MINUTES),
        ("时长分", Unit.MINUTES),
        ("时长(分钟)", Unit.MINUTES),
        ("分", Unit.MINUTES),
        ("Frames @24fps", Unit.FRAMES),
        ("durationInFrames", Unit.FRAMES),
        ("Frame Range", Unit.FRAMES),
        ("min_duration_s", Unit.SECONDS),
        ("duration_min", None),
        ("Duration (min/max)", None),
        ("Length min:sec", None),
        ("时长(分:秒)", None),
        ("Length (m)", None),
        ("评分", None),
        ("部分", None),
        ("duration", None),
        ("尺(秒+コマ)", None),
        ("Duration (mm:ss)", None),
        ("fps", None),
        ("frames per second", None),
        ("Shot's length", None),
        ("分镜", None),
    ],
)
def test_a_header_states_its_unit(header: str, unit: Unit | None) -> None:
    assert unit_of_header(header) is unit


@pytest.mark.parametrize(
    ("header", "fps"),
    [("Frames @24fps", 24), ("Length (frames @ 25 fps)", 25), ("frames", None), ("Frames (24)", None)],
)
def test_a_header_may_state_the_rate_of_its_frames(header: str, fps: int | None) -> None:
    assert fps_of_header(header) == fps
