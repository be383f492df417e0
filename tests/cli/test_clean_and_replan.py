"""The loop of a producer: a messy storyboard is written in our columns, edited and planned again."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from kling_cost.cli import cli

if TYPE_CHECKING:
    from collections.abc import Sequence

FILES = Path(__file__).parent.parent / "storyboards"
ON = ("--on", "2026-11-20", "--provider", "pixverse", "--provider", "fal")

with (FILES / "expected.csv").open(encoding="utf-8", newline="") as table:
    MESSY = [(row["file"], row["options"].split()) for row in csv.DictReader(table)]


def planned(file: Path, options: Sequence[str] = ()) -> dict[str, Any]:
    done = CliRunner().invoke(cli, ["plan", str(file), *options, *ON, "--format", "json"])
    assert done.exit_code in {0, 3}, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def bills(plan: dict[str, Any]) -> list[tuple[object, ...]]:
    """Say what every plan costs, what it makes and what it leaves out."""
    return [
        (
            each["provider"],
            each["strategy"],
            each["total"],
            each["film_s"],
            each["billed_s"],
            each["coverage"],
            [(line["shot_id"], line["scene"], line["clip_s"], line["amount"]) for line in each["lines"]],
            [(left["shot_id"], left["stage"]) for left in each["unpriced"]],
        )
        for each in plan["plans"]
    ]


def cleaned(file: Path, options: Sequence[str], tmp_path: Path, name: str = "clean.csv") -> Path:
    clean = tmp_path / name
    done = CliRunner().invoke(cli, ["shots", str(file), *options, "-o", str(clean)])
    assert done.exit_code == 0, done.stderr
    return clean


@pytest.mark.parametrize(("file", "options"), MESSY, ids=[" ".join([file, *opts]) for file, opts in MESSY])
def test_the_clean_storyboard_costs_what_the_messy_one_does(
    file: str, options: list[str], tmp_path: Path
) -> None:
    clean = cleaned(FILES / file, options, tmp_path)
    assert bills(planned(clean)) == bills(planned(FILES / file, options))


@pytest.mark.parametrize(("file", "options"), MESSY, ids=[" ".join([file, *opts]) for file, opts in MESSY])
def test_cleaning_what_is_clean_changes_nothing(file: str, options: list[str], tmp_path: Path) -> None:
    clean = cleaned(FILES / file, options, tmp_path)
    again = cleaned(clean, (), tmp_path, "again.csv")
    assert again.read_bytes() == clean.read_bytes()


def test_an_edit_of_the_clean_storyboard_changes_the_plan_by_just_that(tmp_path: Path) -> None:
    clean = cleaned(FILES / "unknown-lengths.csv", (), tmp_path)
    before = planned(clean, ["--strategy", "routed"])["plans"][0]
    assert before["coverage"] == {"shots": 4, "priced": 2}
    with clean.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["duration_s"] = row["duration_s"] or "5"
    with clean.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    after = planned(clean, ["--strategy", "routed"])["plans"][0]
    assert after["coverage"] == {"shots": 4, "priced": 4}
    assert float(after["film_s"]) == float(before["film_s"]) + 10
    kept = {line["shot_id"] for line in before["lines"]}
    assert [line for line in after["lines"] if line["shot_id"] in kept] == before["lines"]
