"""Edit lists: which events are shots, how long each is to the frame, what is refused."""

from __future__ import annotations

import sys
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from kling_cost.storyboard.readers.timeline import edl_tables, looks_like_edl
from kling_cost.storyboard.table import MOST_ROWS, FileFault

if TYPE_CHECKING:
    from kling_cost.storyboard.table import Content

FPS_24 = Fraction(24)
NTSC_30 = Fraction("29.97")


def cells_of(content: Content) -> list[dict[str, str]]:
    """Give the rows by header, without what is empty, and hold the header to its place."""
    (table,) = content.tables
    header, *rows = table.rows
    assert (table.headed, header.number) == (True, 0)
    return [{name: cell for name, cell in zip(header.cells, row.cells, strict=True) if cell} for row in rows]


HARBOUR = """TITLE:   HARBOUR
FCM: NON-DROP FRAME

001  AX       V     C        00:00:00:00 00:00:04:00 01:00:00:00 01:00:04:00
* FROM CLIP NAME:  sh010.mov
* COMMENT: Gulls over the pier
* SCENE: 12
001  AX       AA    C        00:00:00:00 00:00:04:00 01:00:00:00 01:00:04:00
002  AX       B     C        00:00:00:00 00:00:00:00 01:00:04:00 01:00:04:00
002  AX       B     D    024 00:00:00:00 00:00:09:00 01:00:04:00 01:00:08:12
* FROM CLIP NAME:  sh010.mov
* TO CLIP NAME:  sh020.mov
* LOC: 01:00:05:00 RED     fix the sky
M2   sh020.mov  048.0  00:00:00:00
003  BL       V     C        00:00:00:00 00:00:02:00 01:00:08:12 01:00:10:12
004  AX       A2    C        00:00:00:00 00:00:02:00 01:00:08:12 01:00:10:12
005  MY REEL  V2    C        00:00:00:00 00:00:02:00 01:00:08:12 01:00:10:12
"""


def test_the_events_of_the_first_video_track_are_shots_as_long_as_they_are_in_the_film() -> None:
    found = edl_tables(HARBOUR, fps=FPS_24)
    assert found.format == "EDL"
    assert cells_of(found) == [
        {
            "shot_id": "sh010.mov",
            "scene": "12",
            "description": "Gulls over the pier",
            "frames": "96",
            "fps": "24",
        },
        {"shot_id": "sh020.mov", "description": "fix the sky", "frames": "108", "fps": "24"},
    ]
    assert [row.number for row in found.tables[0].rows] == [0, 1, 2]
    assert found.notes == [
        "2 events of sound are no shots",
        "1 event of black is no shot",
        "1 event on a further video track is not read",
        "1 transition changes no length",
    ]


def event(number: str, record_in: str, record_out: str, *, reel: str = "AX", edit: str = "V C") -> str:
    return f"{number}  {reel} {edit}  00:00:00:00 00:00:01:00 {record_in} {record_out}\n"


@pytest.mark.parametrize(
    ("fps", "shown"),
    [
        (Fraction(25), "25"),
        (Fraction("23.976"), "24000/1001"),
        (Fraction("23.98"), "24000/1001"),
        (Fraction(30000, 1001), "30000/1001"),
        (Fraction("59.94"), "60000/1001"),
    ],
)
def test_the_rate_that_was_said_is_the_rate_that_is_meant(fps: Fraction, shown: str) -> None:
    (row,) = cells_of(edl_tables(event("001", "01:00:00:00", "01:00:02:05"), fps=fps))
    nominal = -(-fps.numerator // fps.denominator)
    assert (row["frames"], row["fps"]) == (str(2 * nominal + 5), shown)


@pytest.mark.parametrize(
    ("text", "frames"),
    [
        (event("001", "00:00:59;28", "00:01:00;02"), "2"),
        (event("001", "00:00:59:28", "00:01:00:02"), "4"),
        ("FCM: DROP FRAME\n" + event("001", "00:00:59:28", "00:01:00:02"), "2"),
        ("FCM: DROP FRAME\nFCM: NON-DROP FRAME\n" + event("001", "00:00:59:28", "00:01:00:02"), "4"),
        (event("001", "00:09:59;28", "00:10:00;02"), "4"),
    ],
)
def test_drop_frame_timecode_leaves_out_two_numbers_a_minute_but_not_every_tenth(
    text: str, frames: str
) -> None:
    assert cells_of(edl_tables(text, fps=NTSC_30))[0]["frames"] == frames


def test_plain_frame_numbers_are_counted_too() -> None:
    text = "001 AX V C 0 10 0 100\n002 AX V C 0 10 100 50\n"
    rows = cells_of(edl_tables(text, fps=FPS_24))
    assert [(row["shot_id"], row["frames"]) for row in rows] == [("001", "100"), ("002", "-50")]


def test_shots_without_clip_names_go_by_reel_by_event_or_by_place() -> None:
    one, two = ("01:00:00:00", "01:00:01:00"), ("01:00:01:00", "01:00:02:00")

    def ids(text: str) -> list[str]:
        return [row["shot_id"] for row in cells_of(edl_tables(text, fps=FPS_24))]

    assert ids(event("001", *one, reel="MY SH010") + event("002", *two, reel="SH020")) == [
        "MY SH010",
        "SH020",
    ]
    assert ids(event("001", *one) + event("002", *two)) == ["001", "002"]
    assert ids(event("001A", *one, reel="x") + event("001B", *two, reel="x")) == ["001A", "001B"]
    repeated = edl_tables(event("001", *one) + "* a note\n" + event("001", *two), fps=FPS_24)
    assert [row["shot_id"] for row in cells_of(repeated)] == ["1", "2"]
    assert "shots go by their place in the edit" in repeated.notes[0]


def test_the_shot_before_a_dissolve_counts_where_its_line_has_a_length() -> None:
    text = event("003", "01:00:00:00", "01:00:02:00") + event(
        "003", "01:00:02:00", "01:00:05:00", edit="V D 024"
    )
    named = text + "* FROM CLIP NAME: a\n* TO CLIP NAME: b\n"
    rows = cells_of(edl_tables(named, fps=FPS_24))
    assert [(row["shot_id"], row["frames"]) for row in rows] == [("a", "48"), ("b", "72")]


def test_a_head_without_events_is_a_storyboard_of_no_shots() -> None:
    assert cells_of(edl_tables("TITLE: x\nFCM: NON-DROP FRAME\n", fps=FPS_24)) == []


@pytest.mark.parametrize(
    ("text", "fps", "code", "message"),
    [
        ("some prose", None, "not-edl", "is not an edit list: it has no events"),
        (
            HARBOUR,
            None,
            "fps-unknown",
            "does not say its frames per second; add --fps 24 (or 25, 29.97, ...)",
        ),
        (HARBOUR, Fraction(10), "bad-fps", "none counts 10 frames per second; say 23.976, 24"),
        (HARBOUR, Fraction(10**400), "bad-fps", "frames per second; say"),
        (HARBOUR, Fraction(-24), "bad-fps", "none counts -24"),
        (
            event("001", "00:00:00;00", "00:00:01;00"),
            Fraction(25),
            "fps-contradicts",
            "has drop-frame timecode (line 1), which 25 frames per second do not have; say --fps 29.97",
        ),
        (
            event("001", "00:00:00:00", "00:00:01:24"),
            FPS_24,
            "fps-contradicts",
            "has the timecode 00:00:01:24 (line 1), which 24 frames per second cannot count",
        ),
        (event("001", "00:00:00:00", "00:00:61:00"), FPS_24, "fps-contradicts", "00:00:61:00 (line 1)"),
        (
            "TITLE: x\n001 AX V C 00:00:00:00 00:00:01:00 00:00:00:00\n",
            FPS_24,
            "bad-event",
            "line 2 begins like an event and does not end in four timecodes",
        ),
        ("a\n" * 3_000_000, FPS_24, "too-many-rows", "has over 2,000,000 lines"),
    ],
)
def test_what_is_no_edit_list_or_contradicts_its_rate_is_refused(
    text: str, fps: Fraction | None, code: str, message: str
) -> None:
    with pytest.raises(FileFault) as found:
        edl_tables(text, fps=fps)
    assert found.value.code == code
    assert message in str(found.value)


def test_without_the_library_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentimelineio", None)
    with pytest.raises(FileFault, match=r"pip install 'kling-cost\[timelines\]'") as found:
        edl_tables(HARBOUR, fps=FPS_24)
    assert found.value.code == "missing-extra"


def test_too_many_events_are_refused() -> None:
    text = event("001", "00:00:00:00", "00:00:01:00") * (MOST_ROWS + 1)
    with pytest.raises(FileFault, match="holds over 200,000 events"):
        edl_tables(text, fps=FPS_24)


def test_edit_lists_are_told_by_their_events_or_head() -> None:
    assert looks_like_edl(HARBOUR)
    assert looks_like_edl("TITLE: x\nFCM: NON-DROP FRAME\n")
    assert looks_like_edl("* a comment\n" + event("001", "00:00:00:00", "00:00:01:00"))
    assert not looks_like_edl("TITLE: My film\nshot,seconds\n1,2\n")
    assert not looks_like_edl("")
