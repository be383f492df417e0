"""Storyboards as people write them: each file reads without an edit, or is refused with the reason.

The table ``tests/storyboards/expected.csv`` says of each file what its author would say of it.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from kling_cost.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable


FILES = Path(__file__).parent.parent / "storyboards"


@dataclass(frozen=True)
class Expected:
    """What an author says of a file."""

    file: str
    options: str
    shots: str
    total_s: str
    unknown: str
    skipped: str
    shape: str


with (FILES / "expected.csv").open(encoding="utf-8", newline="") as table:
    EXPECTED = [Expected(**row) for row in csv.DictReader(table)]


@pytest.mark.parametrize(
    "expected", EXPECTED, ids=lambda expected: f"{expected.file} {expected.options}".strip()
)
def test_a_storyboard_reads_as_its_author_means_it(
    expected: Expected, kling_cost: Callable[..., Any]
) -> None:
    done = kling_cost("shots", str(FILES / expected.file), *expected.options.split(), "--format", "json")
    assert done.code == 0, done.err
    document = json.loads(done.out)
    unknown = [shot for shot in document["shots"] if shot["duration_s"] is None]
    found = (len(document["shots"]), document["total_s"], len(unknown), document["skipped_rows"])
    assert found == (int(expected.shots), expected.total_s, int(expected.unknown), int(expected.skipped))


@pytest.mark.parametrize(
    "expected", EXPECTED, ids=lambda expected: f"{expected.file} {expected.options}".strip()
)
def test_what_was_read_reads_back_the_same_from_our_own_columns(expected: Expected, tmp_path: Path) -> None:
    clean = tmp_path / "clean.csv"
    asked = ["shots", str(FILES / expected.file), *expected.options.split()]
    written = CliRunner().invoke(cli, [*asked, "-o", str(clean)])
    first = CliRunner().invoke(cli, [*asked, "--format", "json"])
    again = CliRunner().invoke(cli, ["shots", str(clean), "--format", "json"])
    assert (written.exit_code, again.exit_code) == (0, 0), again.stderr
    told, retold = (
        [{**shot, "row": None, "duration_from": None} for shot in json.loads(done.stdout)["shots"]]
        for done in (first, again)
    )
    assert [{**shot, "extra": None} for shot in retold] == [{**shot, "extra": None} for shot in told]


REFUSED = {
    "assets.csv": ("not a list of shots", "assets"),
    "lab-log.csv": ("not a list of shots",),
    "slideshow.csv": ("slide",),
    "milliseconds-unsaid.csv": ("frames or milliseconds", "--unit ms"),
    "frames-unsaid.csv": ("frames per second", "--fps 24"),
    "markdown.csv": ("Markdown", ".md"),
    "one-prompt.txt": ("price a single clip",),
    "one-prompt.json": ("price a single clip",),
    "slideshow.json": ("slides",),
}


@pytest.mark.parametrize("file", sorted(path.name for path in (FILES / "refused").iterdir()))
def test_what_is_no_list_of_shots_is_refused_with_the_reason(
    file: str, kling_cost: Callable[..., Any]
) -> None:
    done = kling_cost("shots", str(FILES / "refused" / file))
    assert (done.code, done.out) == (1, "")
    for words in REFUSED[file]:
        assert words in done.err


def test_a_refused_file_reads_once_its_unit_is_said(kling_cost: Callable[..., Any]) -> None:
    file = str(FILES / "refused" / "milliseconds-unsaid.csv")
    said = kling_cost("shots", file, "--unit", "ms", "--format", "json")
    assert (said.code, json.loads(said.out)["total_s"]) == (0, "13")
    frames = kling_cost("shots", file, "--unit", "frames", "--fps", "100", "--format", "json")
    assert json.loads(frames.out)["total_s"] == "130"
