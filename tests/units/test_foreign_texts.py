"""Texts that are no storyboard that is read are named as what they are, with the way out."""

from __future__ import annotations

import pytest

from kling_cost.storyboard.readers.kinds import content_of
from kling_cost.storyboard.table import FileFault

SRT = "1\n00:00:01,000 --> 00:00:04,000\nWelcome to the show.\n\n2\n00:00:04,500 --> 00:00:08,000\nThanks.\n"
SAID = "[00:00:01] HOST: Welcome.\n[00:00:05] GUEST: Thanks.\n[00:00:09] HOST: So tell us.\n"


@pytest.mark.parametrize(
    ("text", "name", "code", "says"),
    [
        (SRT, "a.srt", "subtitles", "is a subtitle file, whose times are those of speech, not of shots;"),
        (SRT, "a.txt", "subtitles", "is a subtitle file"),
        ("WEBVTT\n\n00:01.000 --> 00:04.000\nHello\n", "a.vtt", "subtitles", "is a subtitle file"),
        ("[00:12.00]Line one\n[00:17.20]Line two\n", "a.lrc", "lyrics", "is a file of lyrics"),
        ("[ti:Song]\n[00:12.00] One\n[00:17.20] Two\n", "a.txt", "lyrics", "is a file of lyrics"),
        (SAID, "a.txt", "transcript", "is a transcript"),
        (SAID.replace("[", "").replace("]", ""), "a.md", "transcript", "is a transcript"),
        ("title: Demo\nshots:\n  - id: s01\n    duration: 5\n", "a.yaml", "foreign-format", "is YAML, which"),
        (
            "shots:\n  - id: s01\n    duration: 5\n",
            "a.txt",
            "foreign-format",
            "is YAML, which is not read; export",
        ),
        ("- shot: 1\n  duration: 5\n- shot: 2\n  duration: 4\n", "-", "foreign-format", "is YAML"),
        ("<html><table><tr><td>Shot</td></tr></table></html>", "a.xls", "foreign-format", "is HTML"),
        (
            "<!DOCTYPE html>\n<p>Shot</p>",
            "a.csv",
            "foreign-format",
            "export it as CSV, XLSX, Markdown or JSON",
        ),
        ("<table><tr><td>Shot</td></tr></table>", "a.txt", "foreign-format", "is HTML"),
        (
            "<?xml version='1.0'?><fcpxml version='1.9'/>",
            "a.fcpxml",
            "foreign-format",
            "FCPXML.*as EDL or OTIO",
        ),
        ("<?xml version='1.0'?>\n<xmeml version='5'/>", "a.xml", "foreign-format", "Final Cut Pro 7"),
        ("<?xml version='1.0'?>\n<Workbook/>", "a.xls", "foreign-format", "save it as XLSX"),
        ("<?xml version='1.0'?>\n<film/>", "a.xml", "foreign-format", "is XML, which is not read"),
    ],
)
def test_what_is_no_storyboard_is_named(text: str, name: str, code: str, says: str) -> None:
    with pytest.raises(FileFault, match=says) as found:
        content_of(text.encode(), name, fps=None)
    assert found.value.code == code


@pytest.mark.parametrize(
    ("text", "shots"),
    [
        ("[0:00] Visual: sea\n[0:04] Visual: boat\n[0:09] Visual: end\n", 3),
        ("[0:00] Wide\n[0:04] Boat\n", 2),
        ("## Shot 1 (5s)\n\n00:00:01,000 --> 00:00:02,000\nHello\n", 1),
        ("Shots:\n- Shot 1: Wide (5s)\n- Shot 2: Boat (4s)\n", 2),
        ("- **Duration:** 5s\n\n## Shot 1\n- duration: 5s\n", 1),
        ("<div>\n\n| Shot | Time |\n|---|---|\n| 1 | 5s |\n\n</div>\n", 1),
        ("[music]\n0:00-0:04 Wide\n0:04-0:09 Boat\n", 2),
        ("start --> end,shot\n0:01 --> 0:04,1\n", 1),
    ],
)
def test_storyboards_that_look_a_little_like_it_are_read(text: str, shots: int) -> None:
    (table,) = content_of(text.encode(), "a.txt", fps=None).tables
    assert len(table.rows) == 1 + shots


@pytest.mark.parametrize(
    "text", ['[ {"id": 1}]', "[\n]", '["a"]', "[1, 2]", "[]", "[{'id': 1}]", "[ // mine\n{}]", "[[1]]", "[1]"]
)
def test_json_that_is_broken_or_holds_no_shots_is_called_json(text: str) -> None:
    try:
        assert content_of(text.encode(), "a.json", fps=None).format == "JSON"
    except FileFault as fault:
        assert fault.code in {"not-json", "no-shots-found"}  # noqa: PT017 - one of both is right
