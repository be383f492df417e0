"""Control characters are left out of what a reader found, and told; all else stays as it is written."""

from __future__ import annotations

import pytest

from kling_cost.storyboard.controls import without_controls
from kling_cost.storyboard.table import Content, Row, Table


def cleaned(*cells: str) -> tuple[list[str], list[str]]:
    content = without_controls(Content(format="CSV", tables=[Table(rows=[Row(1, list(cells))])]))
    return list(content.tables[0].rows[0].cells), list(content.notes)


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("a\x07b", "ab"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b2Jred", "red"),
        ("red\x1b", "red"),
        ("\x00\x7f\x80", ""),
    ],
)
def test_controls_go_and_a_code_goes_as_a_whole(cell: str, kept: str) -> None:
    assert cleaned(cell, "x") == ([kept, "x"], ["control characters in 1 cell are left out"])


def test_cells_are_counted_not_characters() -> None:
    assert cleaned("\x07\x07", "\x07", "x")[1] == ["control characters in 2 cells are left out"]


@pytest.mark.parametrize(
    "text", ["", "Kamera\u00a0links", "镜头 1", "a\tb", "a\nb", "👩\u200d🚀", "e\u0301", "\ufeffx"]
)
def test_what_is_no_control_stays(text: str) -> None:
    assert cleaned(text) == ([text], [])


@pytest.mark.parametrize("ending", ["\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"])
def test_every_line_break_becomes_one_kind_without_a_word(ending: str) -> None:
    assert cleaned(f"one{ending}two") == (["one\ntwo"], [])


def test_the_names_of_a_table_stand_on_one_line() -> None:
    table = Table(
        rows=[Row(1, ["Shot"])], name="Sheet\n1", scene="Scene\x1b[1m\r\n2", defaults={"fps\x07": "24\x07"}
    )
    (found,) = without_controls(Content(format="JSON", tables=[table])).tables
    assert (found.name, found.scene, found.defaults) == ("Sheet 1", "Scene 2", {"fps": "24"})
