"""Plans that nobody reads line by line: shown by their parts, which add up, and written whole to files."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from kling_cost.cli import cli
from kling_cost.cli.plan_parts import MOST_LINES, MOST_PARTS

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "shot_id,scene,duration_s,takes,audio\n"
MARKED = re.compile(r"[~>=,\s]|credits|USD")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)


def film(tmp_path: Path, shots: int, *, scenes: int, seconds: str = "5") -> None:
    """Write a film of so many shots, dealt to the scenes in turn; later scenes want more takes."""
    rows = (
        f"{n},{f'Scene {n % scenes:04}' if scenes else ''},{seconds},{1 + n % (scenes or 1) % 97},off"
        for n in range(shots)
    )
    (tmp_path / "film.csv").write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")


def told(*args: str, exit_code: int = 0) -> str:
    done = CliRunner().invoke(
        cli, ["plan", "film.csv", "--on", "2026-11-20", "--strategy", "v3-draft-o3-final", *args]
    )
    assert done.exit_code == exit_code, done.output
    return done.stdout


def cells(text: str, name: str) -> list[list[str]]:
    """Give the cells of the parts that are called so; columns stand two blanks apart."""
    rows = [re.split(r"\s{2,}", line.strip()) for line in text.splitlines()]
    return [row for row in rows if name in row[0] and len(row) == 4 and row[1] != "lines"]


def number(text: str) -> Decimal:
    return Decimal(MARKED.sub("", text))


def total(text: str) -> Decimal:
    return number(next(line for line in text.splitlines() if line.startswith("Total")).removeprefix("Total"))


def test_a_plan_of_as_many_lines_as_are_read_gives_every_line(tmp_path: Path) -> None:
    film(tmp_path, MOST_LINES // 2, scenes=2)  # each shot has a draft and a final
    text = told()
    assert len([line for line in text.splitlines() if "v3 standard text-to-video" in line]) == MOST_LINES // 2
    assert "writes every line" not in text


def test_a_longer_plan_gives_its_scenes_which_add_up_and_says_where_its_lines_are(tmp_path: Path) -> None:
    film(tmp_path, MOST_LINES // 2 + 1, scenes=3)
    text = told()
    rows = cells(text, "Scene")
    assert [row[0] for row in rows] == ["Scene 0000", "Scene 0001", "Scene 0002"]
    assert [row[1] for row in rows] == ["334", "334", "334"]
    assert sum(number(row[3]) for row in rows) == total(text)
    assert "1,002 lines in 3 scenes; -o plan.csv writes every line" in text
    told("-o", "plan.csv")
    with (tmp_path / "plan.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == MOST_LINES + 2
    first = sum(Decimal(line["amount"]) for line in lines if line["scene"] == "Scene 0000")
    assert first == number(rows[0][3])


def test_of_many_scenes_the_dearest_are_given_in_the_order_of_the_film(tmp_path: Path) -> None:
    film(tmp_path, MOST_LINES, scenes=90)
    text = told()
    rows = cells(text, "cene")
    names, others = [row[0] for row in rows[:-1]], rows[-1]
    # The last scenes want the most takes; 1,000 shots fill the first ten of the 90 scenes once more.
    assert names == [f"Scene {n:04}" for n in range(90 - MOST_PARTS, 90)]
    assert others[0] == f"{90 - MOST_PARTS} other scenes"
    assert sum(number(row[3]) for row in rows) == total(text)
    assert sum(int(row[1].replace(",", "")) for row in rows) == 2 * MOST_LINES
    assert "2,000 lines in 90 scenes, the 50 dearest given one by one; -o plan.csv" in text


def test_a_film_without_scenes_gives_its_stages(tmp_path: Path) -> None:
    film(tmp_path, MOST_LINES, scenes=0)
    text = told()
    draft, final = cells(text, "draft")[-1], cells(text, "final")[-1]
    assert (draft[0], draft[1], final[0], final[1]) == ("draft", "1,000", "final", "1,000")
    assert number(draft[3]) + number(final[3]) == total(text)
    assert "2,000 lines in 2 stages" in text


def test_the_scenes_of_a_plan_in_a_currency_add_up_to_the_cent(tmp_path: Path) -> None:
    film(tmp_path, MOST_LINES - 3, scenes=7, seconds="3")
    text = told("--provider", "fal")
    rows = cells(text, "Scene")
    assert len(rows) == 7
    assert sum(number(row[3]) for row in rows) == total(text)


def test_markdown_gives_the_same_parts(tmp_path: Path) -> None:
    film(tmp_path, MOST_LINES, scenes=60)
    shown, written = told(), told("--format", "markdown")
    rows = [line.strip("| ").split(" | ") for line in written.splitlines() if line.startswith("| ")]
    parts = [row for row in rows if "cene" in row[0] and row[0] != "scene"]
    assert [[cell.replace("\\", "") for cell in row] for row in parts] == cells(shown, "cene")
    assert "the 50 dearest given one by one; -o plan.csv writes every line" in written


def test_many_shots_without_a_price_are_told_together(tmp_path: Path) -> None:
    film(tmp_path, MOST_LINES + 1, scenes=1, seconds="")
    for text in (told(exit_code=3), told("--format", "markdown", exit_code=3)):
        (row,) = (line for line in text.splitlines() if "its length is not known" in line)
        assert "1001 shots: 0, 1, 2, 3, 4, 5 and 995 more" in row
    film(tmp_path, MOST_LINES, scenes=1, seconds="")
    assert told(exit_code=3).count("its length is not known") == MOST_LINES
