"""A wrong storyboard is refused with file, row, column, what was found, what is allowed and the cure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from kling_cost.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PLAN = ("plan", "storyboard.csv", "--on", "2026-11-20")
JARGON = re.compile(
    r"Decimal|\(str\)|datetime\.|Errno|NoneType|Extra inputs|constrained|validation|object at|utf-8' codec"
)


@dataclass(frozen=True)
class Refused:
    """A wrong storyboard: its sentence, its text (or bytes) and the patterns its one message must hold."""

    sentence: str
    storyboard: str | bytes | None
    words: tuple[str, ...]


def row(header: str, *rows: str) -> str:
    """Write a storyboard of a header and rows."""
    return "\n".join([header, *rows]) + "\n"


FILES = [
    Refused("a missing file is named", None, ("storyboard.csv", "cannot be read", "No such file")),
    Refused(
        "a workbook that breaks off says how to save it",
        b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\xd0\xcb\x9a\xee",
        ("storyboard.csv", "damaged", "CSV"),
    ),
    Refused("a picture", b"\x89PNG\r\n\x1a\n0000", ("storyboard.csv", "is a picture", "CSV or XLSX")),
    Refused("a PDF", b"%PDF-1.7 0000", ("storyboard.csv", "is a PDF", "CSV or XLSX")),
    Refused("an empty file says what a first row is", "", ("is empty", "names the columns", "duration_s")),
    Refused("a file of comments is empty", "# a film\n\n", ("is empty", "names the columns", "duration_s")),
    Refused(
        "a quote that is not closed",
        'shot_id,duration_s\n1,"5,\n2,8\n',
        ("not readable as CSV", "CSV UTF-8"),
    ),
]

HEADERS = [
    Refused(
        "columns that show no shots are named",
        row("lens,colour", "35 mm,blue", "50 mm,red"),
        ("not a list of shots", "no row of it names its columns", "--map duration_s=COLUMN"),
    ),
    Refused(
        "a column that stands twice is named with both places",
        row("shot_id,duration_s,duration_s", "1,5,6"),
        ("row 1", "column duration_s", "columns 2 and 3", "both called duration_s", "keep one"),
    ),
    Refused(
        "a column that stands twice in two spellings is the same column",
        row("duration_s,Duration S", "5,6"),
        ("row 1", "columns 1 and 2", "both called duration_s", "keep one"),
    ),
    Refused(
        "a row with more cells than columns is told about quotes",
        row("shot_id,duration_s,notes", "1,5,red, blue, green"),
        ("row 2", "5 cells under 3 columns", "quotes"),
    ),
]


def length(text: str, *words: str) -> Refused:
    """Give a storyboard whose second shot has a wrong length."""
    text_or_nothing = text or "nothing"
    return Refused(
        f"a length of {text_or_nothing}",
        row("shot_id,duration_s", "1,5", f"2,{text}"),
        ("row 3", "column duration_s", *words),
    )


def cell(column: str, text: str, *words: str) -> Refused:
    """Give a storyboard with a wrong cell in its only row."""
    return Refused(
        f"{column} {text}", row(f"duration_s,{column}", f"5,{text}"), ("row 2", f"column {column}", *words)
    )


LENGTHS = [
    length("-5", "-5 s", "above 0"),
    length("0", r"\b0 s", "above 0"),
    length("5400", "5400", "3600", "seconds"),
    length("five", "'five'", "plain number", "8 or 7.5"),
    length("0.0000001", "0 s", "above 0"),
    length("5 apples", "'5 apples'", "plain number", "TBD"),
]

CELLS = [
    cell("takes", "0", "'0'", "whole number from 1 to 1,000"),
    cell("takes", "2.5", "'2.5'", "whole number from 1 to 1,000"),
    cell("takes", "1001", "'1001'", "whole number from 1 to 1,000"),
    cell("accept", "0", "'0'", "above 0 and at most 1", "0.25 or 25%"),
    cell("accept", "1.5", "'1.5'", "above 0 and at most 1", "0.25 or 25%"),
    cell("accept", "150%", "'150%'", "above 0 and at most 1", "0.25 or 25%"),
    cell("keepers", "0", "'0'", "whole number from 1 to 1,000"),
    cell("at_cap", "perhaps", "'perhaps'", "proceed", "fail", "empty"),
    cell("shot_class", "?", "'?'", "such as hero or b-roll", "empty"),
    cell("count", "0", "'0'", "whole number from 1 to 1,000"),
    cell("priority", "high", "'high'", "whole number"),
    cell("video_input", "maybe", "'maybe'", "yes or no", "empty"),
    cell("model", "v33", "unknown model 'v33'", "did you mean v3\\?"),
    cell("tier", "prro", "unknown tier 'prro'", "did you mean pro\\?", "standard"),
    cell("mode", "image-to-vidio", "unknown mode", "did you mean image-to-video\\?"),
    cell("audio", "vioce", "unknown audio setting 'vioce'", "did you mean voice\\?"),
    cell("product", "imag", "unknown product 'imag'", "did you mean image\\?"),
]

ROWS = [
    Refused(
        "a mode and a product that contradict each other",
        row("duration_s,mode,product", "5,text-to-video,image"),
        ("row 2", "column product", "text-to-video makes video, not image", "change one"),
    ),
    Refused(
        "a video that goes into text-to-video",
        row("duration_s,mode,video_input", "5,text-to-video,yes"),
        ("row 2", "column video_input", "text-to-video takes no video", "video-edit", "change the mode"),
    ),
    Refused(
        "a video edit without a video",
        row("duration_s,mode,video_input", "5,video-edit,no"),
        ("row 2", "column video_input", "always works on a video", "empty or write yes"),
    ),
]


def held_to(case: Refused, code: int, out: str, err: str) -> None:
    said = [line for line in err.splitlines() if line.startswith("error: storyboard.csv")]
    assert code == 1
    assert out == ""
    assert len(said) == 1
    assert said == err.splitlines()
    assert [word for word in case.words if not re.search(word, said[0])] == []
    assert not JARGON.search(said[0])


@pytest.mark.parametrize("case", FILES, ids=lambda case: f"{case.sentence}, is refused")
def test_a_wrong_file(case: Refused, kling_cost: Callable[..., Any], tmp_path: Path) -> None:
    if isinstance(case.storyboard, bytes):
        (tmp_path / "storyboard.csv").write_bytes(case.storyboard)
    elif case.storyboard is not None:
        (tmp_path / "storyboard.csv").write_text(case.storyboard, encoding="utf-8")

    done = kling_cost(*PLAN)

    held_to(case, done.code, done.out, done.err)


@pytest.mark.parametrize(
    "case", [*HEADERS, *LENGTHS, *CELLS, *ROWS], ids=lambda case: f"{case.sentence}, is refused"
)
def test_a_wrong_storyboard(case: Refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "storyboard.csv").write_text(str(case.storyboard), encoding="utf-8")

    done = CliRunner().invoke(cli, PLAN)

    held_to(case, done.exit_code, done.stdout, done.stderr)


def test_a_folder_in_place_of_a_storyboard_is_refused(kling_cost: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "shots").mkdir()

    done = kling_cost("plan", "shots")

    assert (done.code, done.out) == (1, "")
    assert re.fullmatch(r"error: shots: cannot be read: .*(folder|directory)\n", done.err)
