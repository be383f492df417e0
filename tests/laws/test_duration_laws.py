"""Laws of lengths: every way of writing one reads back the same, and any text at all is one or none."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_cost.amounts import plain
from kling_cost.rounding import rounded
from kling_cost.storyboard.durations import Length, Unit, read_fps, read_length, unit_of_header
from kling_cost.storyboard.spellings import SPELLED_NUMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RATES = (
    Fraction(24),
    Fraction(25),
    Fraction(30),
    Fraction(24000, 1001),
    Fraction(30000, 1001),
    Fraction(60000, 1001),
)
tenths = st.integers(1, 36_000).map(lambda count: Fraction(count, 10))
millis = st.integers(1, 3_600_000).map(lambda count: Fraction(count, 1000))
whole = st.integers(1, 3600).map(Fraction)


def number(length: Fraction) -> str:
    return plain(rounded(length, 3))


def clock(length: Fraction) -> str:
    minutes, seconds = divmod(length, 60)
    text = number(seconds)
    return f"{minutes}:{text if seconds >= 10 else '0' + text}"


def long_clock(length: Fraction) -> str:
    hours, rest = divmod(length, 3600)
    minutes, _, seconds = clock(rest).partition(":")
    return f"{hours}:{minutes:0>2}:{seconds}"


WAYS: dict[str, Callable[[Fraction], str]] = {
    "plain": number,
    "comma": lambda length: number(length).replace(".", ","),
    "unit": lambda length: f"{number(length)}s",
    "spaced": lambda length: f" {number(length)} SEC. ",
    "about": lambda length: f"~{number(length)} seconds",
    "bold": lambda length: f"**{number(length)}s** ✓",
    "noted": lambda length: f"{number(length)} s (hold 2)",
    "bracketed": lambda length: f"[{number(length)} sec]",
    "chinese": lambda length: f"约{number(length)}秒",
    "wide": lambda length: f"{number(length)}秒".translate({ord(a): ord(a) + 0xFEE0 for a in "0123456789."}),
    "spanish": lambda length: f"{number(length).replace('.', ',')} segundos",
    "german": lambda length: f"ca. {number(length).replace('.', ',')} Sek.",
    "clock": clock,
    "long clock": long_clock,
    "iso": lambda length: f"PT{length // 60}M{number(length % 60)}S",
    "minutes": lambda length: f"{length // 60}m{number(length % 60)}s",
    "chinese minutes": lambda length: f"{length // 60}分{number(length % 60)}秒",
    "primes": lambda length: f"{length // 60}'{number(length % 60)}\"",
    "milliseconds": lambda length: f"{number(length * 1000)} ms",
    "grouped milliseconds": lambda length: f"{int(length * 1000):,} ms",
    "from nothing": lambda length: f"0-{number(length)}s",
    "from nothing to": lambda length: f"0s to {number(length)}s",
    "range of clocks": lambda length: f"1:00 \u2013 {clock(60 + length)}",
    "plain range": lambda length: f"2.00 \u2013 {number(2 + length)}",
}


@pytest.mark.parametrize("way", WAYS)
@given(length=millis | tenths | whole)
def test_every_way_of_writing_a_length_reads_back_to_the_same_seconds(way: str, length: Fraction) -> None:
    text = WAYS[way](length)
    read = read_length(text)
    assert read is not None, text
    assert read.seconds == length, text
    assert read.range is ("range" in way or "nothing" in way)
    assert read.bare is (way in {"plain", "comma", "plain range"})


@given(
    st.integers(1, 9999),
    st.sampled_from(RATES),
    st.sampled_from(["{} frames", "{}f", "{:,} fr", "{}コマ", "~{} 帧"]),
)
def test_frames_are_that_many_over_the_rate(count: int, fps: Fraction, style: str) -> None:
    read = read_length(style.format(count), fps=fps)
    assert read == Length(seconds=count / fps, frames=Fraction(count))
    assert read == read_length(f"{count} frames", fps=fps, unit=Unit.MS)


@given(st.integers(1, 10**7))
def test_plain_numbers_count_what_the_unit_says(count: int) -> None:
    assert read_length(str(count), unit=Unit.MS) == Length(seconds=Fraction(count, 1000), bare=True)
    in_frames = read_length(str(count), unit=Unit.FRAMES, fps=Fraction(25))
    assert in_frames == Length(seconds=Fraction(count, 25), frames=Fraction(count), bare=True)


@given(st.integers(0, 9999), st.integers(0, 999), st.sampled_from(RATES))
def test_seconds_and_frames_are_both_together_or_no_length(count: int, frames: int, fps: Fraction) -> None:
    read = read_length(f"{count}+{frames}", fps=fps)
    assert (read is None) is (frames >= fps)
    assert read is None or read == Length(seconds=count + frames / fps)


@given(whole, st.integers(0, 29), st.sampled_from(RATES))
def test_a_timecode_without_drops_counts_every_label(length: Fraction, frame: int, fps: Fraction) -> None:
    labels = -(-fps // 1)
    minutes, seconds = divmod(int(length), 60)
    hours, minutes = divmod(minutes, 60)
    frame %= labels
    read = read_length(f"{hours:02}:{minutes:02}:{seconds:02}:{frame:02}", fps=fps)
    assert read is not None
    assert read.seconds == (length * labels + frame) / fps


def drop_frame_labels(labels: int, minutes: int) -> Iterator[str]:
    """Count as drop-frame does: the first labels of a minute are left out, but of every tenth minute."""
    for minute in range(minutes):
        for second in range(60):
            for frame in range(labels):
                if not (minute % 10 and second == 0 and frame < labels // 15):
                    yield f"00:{minute:02}:{second:02};{frame:02}"


@pytest.mark.parametrize(("labels", "stride"), [(30, 1), (60, 7)])
def test_drop_frame_timecode_is_the_count_of_frames_over_the_rate(labels: int, stride: int) -> None:
    fps = Fraction(labels * 1000, 1001)
    for count, label in enumerate(drop_frame_labels(labels, 20)):
        if count % stride == 0 or label.split(":")[2] < "00;08":
            read = read_length(label, fps=fps)
            assert read is not None, label
            assert read.seconds == count / fps, label


written_badly = st.text(
    st.sampled_from("0123456789.,:;-~ smhf秒分帧'\"()[]*→to\u2013") | st.characters(), max_size=100
)


@given(st.text() | written_badly, st.sampled_from([None, *RATES]), st.sampled_from([None, *Unit]))
def test_any_text_is_a_length_or_none(text: str, fps: Fraction | None, unit: Unit | None) -> None:
    read = read_length(text, fps=fps, unit=unit)
    if read is None:
        return
    digits = any(letter in "0123456789" for letter in normalize("NFKC", text))
    assert digits or any(word in text.casefold() for word in SPELLED_NUMBERS)
    if read.range and read.seconds is not None:
        assert read.start is not None
        assert read.end is not None
        assert read.end - read.start == read.seconds >= 0
    if read.seconds is None:
        assert fps is None


@given(st.text() | written_badly)
def test_any_text_is_a_rate_or_none_and_a_header_of_any_text_has_a_unit_or_none(text: str) -> None:
    rate = read_fps(text)
    assert rate is None or 1 <= rate <= 1000
    assert unit_of_header(text) in {None, *Unit}


@pytest.mark.parametrize(
    "text",
    [
        "9" * 10**6,
        "1:" * 40,
        "1-" * 40,
        "1s" * 40,
        "(" * 80,
        "1 " * 40,
        "1." * 40 + "s",
        "1+" * 40,
        "@1" * 40,
        "one " * 20,
    ],
)
def test_hostile_text_is_none_at_once(text: str) -> None:
    assert read_length(text, fps=Fraction(24)) is None


@given(st.integers(1, 240))
def test_a_rate_reads_back_as_it_is_written(labels: int) -> None:
    assert read_fps(str(labels)) == labels
    assert read_fps(f"{labels * 1000}/1001") == (Fraction(labels * 1000, 1001) if labels > 1 else None)
