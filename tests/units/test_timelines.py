"""Timelines: which items are shots, how long each is to the frame, what is refused."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from opentimelineio import opentime, schema

from kling_cost.storyboard.readers.timeline import looks_like_otio, otio_tables
from kling_cost.storyboard.table import Content, FileFault


def cells_of(content: Content) -> list[dict[str, str]]:
    """Give the rows by header, without what is empty, and hold the header to its place."""
    (table,) = content.tables
    header, *rows = table.rows
    assert (table.headed, header.number) == (True, 0)
    return [{name: cell for name, cell in zip(header.cells, row.cells, strict=True) if cell} for row in rows]


def a_range(frames: float, rate: float = 24) -> Any:  # noqa: ANN401 - the library has no types
    return opentime.TimeRange(opentime.RationalTime(86400, rate), opentime.RationalTime(frames, rate))


def a_clip(name: str, frames: float, rate: float = 24, **more: Any) -> Any:  # noqa: ANN401
    return schema.Clip(name=name, source_range=a_range(frames, rate), **more)


def a_track(*items: Any, kind: str = "Video") -> Any:  # noqa: ANN401
    track = schema.Track(kind=kind)
    track.extend(list(items))
    return track


def read(*tracks: Any) -> Content:  # noqa: ANN401
    timeline = schema.Timeline("Harbour")
    timeline.tracks.extend(list(tracks))
    content = otio_tables(timeline.to_json_string())
    assert content.format == "OpenTimelineIO"
    return content


def test_each_clip_is_a_shot_with_its_frames_and_rate() -> None:
    found = read(a_track(a_clip("sh010", 96), a_clip("sh020", 0), a_clip("sh030", -5)))
    assert cells_of(found) == [
        {"shot_id": "sh010", "frames": "96", "fps": "24"},
        {"shot_id": "sh020", "frames": "0", "fps": "24"},
        {"shot_id": "sh030", "frames": "-5", "fps": "24"},
    ]
    assert [row.number for row in found.tables[0].rows] == [0, 1, 2, 3]
    assert found.notes == []


@pytest.mark.parametrize(
    ("frames", "rate", "cells"),
    [
        (120, 25, {"frames": "120", "fps": "25"}),
        (120, 23.976, {"frames": "120", "fps": "24000/1001"}),
        (120, 23.98, {"frames": "120", "fps": "24000/1001"}),
        (120, 24000 / 1001, {"frames": "120", "fps": "24000/1001"}),
        (120, 29.97, {"frames": "120", "fps": "30000/1001"}),
        (120, 59.94, {"frames": "120", "fps": "60000/1001"}),
        (120, 12.5, {"frames": "120", "fps": "25/2"}),
        (100.5, 24, {"frames": "100.5", "fps": "24"}),
        (100.00000000000001, 24, {"frames": "100", "fps": "24"}),
        (8.5, 1, {"duration": "8.5s"}),
        (900900, 90000, {"duration": "10.01s"}),
        (100, 24.0000001, {"duration": "4.166667s"}),
        (5, 0, {}),
        (float("nan"), 24, {}),
        (1e300, 24, {}),
    ],
)
def test_a_length_is_exact_in_frames_or_in_seconds_of_a_clock(
    frames: float, rate: float, cells: dict[str, str]
) -> None:
    assert cells_of(read(a_track(a_clip("a", frames, rate)))) == [{"shot_id": "a", **cells}]


def test_gaps_transitions_and_black_are_no_shots_and_are_counted() -> None:
    black = schema.GeneratorReference(generator_kind="black")
    half = opentime.RationalTime(12, 24)
    off = a_clip("off", 24)
    off.enabled = False
    found = read(
        a_track(
            a_clip("a", 48),
            schema.Gap(source_range=a_range(24)),
            schema.Transition(in_offset=half, out_offset=half),
            a_clip("b", 48),
            a_clip("black", 24, media_reference=black),
            off,
            schema.Clip(name="no length"),
        )
    )
    assert [row["shot_id"] for row in cells_of(found)] == ["a", "b", "no length"]
    assert [row.get("frames") for row in cells_of(found)] == ["48", "48", None]
    assert found.notes == [
        "1 clip has no length",
        "1 gap is no shot",
        "1 transition changes no length",
        "2 clips are switched off or black and are no shots",
    ]


def test_a_compound_clip_is_one_shot_of_the_length_it_has_in_the_cut() -> None:
    stack = schema.Stack(name="comp", children=[a_track(a_clip("x", 48), a_clip("y", 24))])
    trimmed = schema.Stack(name="trimmed", children=[a_track(a_clip("x", 48))], source_range=a_range(30))
    rows = cells_of(read(a_track(stack, trimmed)))
    assert [(row["shot_id"], row["frames"]) for row in rows] == [("comp", "72"), ("trimmed", "30")]


def test_the_first_video_track_with_clips_is_read() -> None:
    off = a_track(a_clip("off", 1))
    off.enabled = False
    sound = a_track(a_clip("s", 1), kind="Audio")
    found = read(a_track(), sound, off, a_track(a_clip("a", 2)), a_track(a_clip("b", 3)))
    assert [row["shot_id"] for row in cells_of(found)] == ["a"]
    assert found.notes == ["1 further video track is not read"]


def test_a_timeline_without_clips_is_a_storyboard_of_no_shots() -> None:
    assert cells_of(read(a_track())) == []


def test_a_track_alone_and_the_first_timeline_of_a_collection_are_read() -> None:
    assert len(cells_of(otio_tables(a_track(a_clip("a", 2)).to_json_string()))) == 1
    timelines = [schema.Timeline("one"), schema.Timeline("two")]
    timelines[0].tracks.append(a_track(a_clip("a", 2)))
    found = otio_tables(schema.SerializableCollection(children=timelines).to_json_string())
    assert [row["shot_id"] for row in cells_of(found)] == ["a"]
    assert found.notes == ["1 further timeline is not read"]


def test_metadata_and_markers_describe_a_shot() -> None:
    clip = a_clip("a", 2, metadata={"studio": {"Scene": 12, "comments": ["Gulls", "Gulls"], "seen": "no"}})
    clip.markers.append(schema.Marker(name="fix", comment="the sky"))
    media = schema.ExternalReference(target_url="a.mov")
    media.metadata["Description"] = " A pier "
    clip.media_reference = media
    (row,) = cells_of(read(a_track(clip)))
    assert (row["scene"], row["description"]) == ("12", "Gulls; A pier; fix; the sky")


@pytest.mark.parametrize("names", [["a", "a"], ["a", ""]])
def test_where_clip_names_do_not_tell_shots_apart_numbers_do(names: list[str]) -> None:
    found = read(a_track(*(a_clip(name, 2) for name in names)))
    rows = cells_of(found)
    assert [row["shot_id"] for row in rows] == ["1", "2"]
    assert [row.get("description", "") for row in rows] == names
    assert found.notes == [
        "clip names repeat or are missing, so shots go by their number in the edit",
    ]


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("", "not-json", "is not JSON: it is empty"),
        ('{"OTIO_SCHEMA": "Timeline.99"}', "not-otio", "unsupported schema version"),
        ('{"OTIO_SCHEMA": "Track.1", "children": [3]}', "not-otio", "export it again"),
        ('{"OTIO_SCHEMA": "Clip.1"}', "no-shots-found", "is an OpenTimelineIO Clip without a video track"),
        (
            '{"OTIO_SCHEMA": "Unheard.1"}',
            "no-shots-found",
            "without a video track; export the whole timeline",
        ),
        ("[" * 1_000_000, "too-deep", "nested over 100 levels deep"),
    ],
)
def test_what_is_no_timeline_is_refused(text: str, code: str, message: str) -> None:
    with pytest.raises(FileFault) as found:
        otio_tables(text)
    assert found.value.code == code
    assert message in str(found.value)


def test_a_timeline_of_sound_alone_is_refused() -> None:
    with pytest.raises(FileFault, match="is an OpenTimelineIO Timeline without a video track"):
        read(a_track(a_clip("s", 1), kind="Audio"))


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentimelineio", None)
    with pytest.raises(FileFault, match=r"pip install 'kling-cost\[timelines\]'") as found:
        otio_tables("{}")
    assert found.value.code == "missing-extra"


def test_timelines_are_told_by_their_schema() -> None:
    timeline = schema.Timeline("x").to_json_string()
    assert looks_like_otio(timeline)
    assert looks_like_otio("\ufeff " + timeline)
    assert not looks_like_otio('{"shots": []}')
    assert not looks_like_otio('a,"OTIO_SCHEMA": b')
