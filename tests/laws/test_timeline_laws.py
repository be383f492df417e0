"""Laws of timelines: what opentimelineio writes reads back to the frame, and no text breaks the readers."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import otio_cmx3600_adapter.cmx_3600 as edl
from hypothesis import given
from hypothesis import strategies as st
from opentimelineio import opentime, schema

from kling_cost.storyboard.readers.timeline import edl_tables, looks_like_edl, looks_like_otio, otio_tables
from kling_cost.storyboard.table import FileFault

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost.storyboard.table import Content

RATES = {
    Fraction(24): "24",
    Fraction(25): "25",
    Fraction(30): "30",
    Fraction(24000, 1001): "24000/1001",
    Fraction(30000, 1001): "30000/1001",
    Fraction(60000, 1001): "60000/1001",
}
rates = st.sampled_from(sorted(RATES))
lengths = st.lists(st.integers(1, 5000), min_size=1, max_size=8)


def timeline_of(frames: list[int], gaps: list[int], rate: Fraction) -> Any:  # noqa: ANN401 - no types there
    """Cut shots sh1, sh2, ... one after the other, a gap before each that has one."""
    track = schema.Track(kind="Video")
    for place, count in enumerate(frames, start=1):
        gap = gaps[place - 1] if place <= len(gaps) else 0
        if gap:
            track.append(schema.Gap(source_range=a_range(0, gap, rate)))
        track.append(schema.Clip(name=f"sh{place}", source_range=a_range(10 * place, count, rate)))
    timeline = schema.Timeline("drawn")
    timeline.tracks.append(track)
    return timeline


def a_range(start: int, frames: int, rate: Fraction) -> Any:  # noqa: ANN401
    times = (opentime.RationalTime(value, float(rate)) for value in (start, frames))
    return opentime.TimeRange(*times)


def cells_of(content: Content) -> list[tuple[str, ...]]:
    (table,) = content.tables
    assert table.rows[0].cells == ("shot_id", "frames", "fps")
    return [tuple(row.cells) for row in table.rows[1:]]


def expected(frames: list[int], rate: Fraction) -> list[tuple[str, str, str]]:
    return [(f"sh{place}", str(count), RATES[rate]) for place, count in enumerate(frames, start=1)]


@given(lengths, st.lists(st.integers(0, 50), max_size=8), rates)
def test_a_timeline_reads_back_with_the_frames_it_was_cut_from(
    frames: list[int], gaps: list[int], rate: Fraction
) -> None:
    text = timeline_of(frames, gaps, rate).to_json_string()
    assert looks_like_otio(text)
    assert cells_of(otio_tables(text)) == expected(frames, rate)


@given(lengths, st.lists(st.integers(0, 50), max_size=8), rates)
def test_an_edit_list_reads_back_with_the_frames_it_was_cut_from(
    frames: list[int], gaps: list[int], rate: Fraction
) -> None:
    """The library writes drop-frame timecode where the rate has it."""
    text = edl.write_to_string(timeline_of(frames, gaps, rate), rate=float(rate))
    assert looks_like_edl(text)
    assert cells_of(edl_tables(text, fps=rate)) == expected(frames, rate)


PIECES = [
    '{"OTIO_SCHEMA": "Timeline.1", "tracks": ',
    '{"OTIO_SCHEMA": "Stack.1", "children": [',
    '{"OTIO_SCHEMA": "Track.1", "kind": "Video", "children": [',
    '{"OTIO_SCHEMA": "Clip.2", "name": "a"',
    '"source_range": {"OTIO_SCHEMA": "TimeRange.1"',
    "]}",
    "}",
    ",",
    "null",
    "TITLE: x\n",
    "FCM: DROP FRAME\n",
    "001 AX V C",
    "001 BL B D 024",
    " 00:00:00:00",
    " 01:00:59;29",
    " 99:99:99:99",
    " 5",
    "\n",
    "* FROM CLIP NAME: a\n",
    "* LOC: 01:00:00:00 RED x\n",
    "M2 a 048.0 00:00:00:00\n",
]
rubbish = st.text() | st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@st.composite
def broken(draw: st.DrawFn) -> str:
    """Draw a timeline with a part of its text taken out or replaced."""
    text: str = timeline_of(draw(st.lists(st.integers(1, 9), max_size=3)), [], Fraction(24)).to_json_string(
        indent=-1
    )
    start = draw(st.integers(0, len(text)))
    stop = draw(st.integers(start, min(len(text), start + 40)))
    return text[:start] + draw(st.sampled_from(["", "null", "-1", '"x"', "{}", "[]", "1e999"])) + text[stop:]


READERS: dict[str, Callable[[str], Content]] = {
    "OpenTimelineIO": otio_tables,
    "EDL at 24": lambda text: edl_tables(text, fps=Fraction(24)),
    "EDL at 29.97": lambda text: edl_tables(text, fps=Fraction("29.97")),
    "EDL": lambda text: edl_tables(text, fps=None),
}


@given(rubbish | broken(), st.sampled_from(sorted(READERS)))
def test_any_text_gives_a_cut_or_a_fault_with_a_reason(text: str, reader: str) -> None:
    try:
        content = READERS[reader](text)
    except FileFault as fault:
        said = [fault.code, str(fault)]
    else:
        (table,) = content.tables
        said = list(table.rows[0].cells)
        assert {len(row.cells) for row in table.rows} == {len(said)}
    assert all(said)


@given(rubbish | broken())
def test_telling_formats_apart_never_fails(text: str) -> None:
    assert looks_like_edl(text) in {True, False}
    assert looks_like_otio(text) in {True, False}
