"""Words of a storyboard that a spreadsheet would run, or that break a table, stay words."""

from __future__ import annotations

import csv
import re
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from kling_cost.cli import cli

if TYPE_CHECKING:
    from click.testing import Result

PLAN = ("plan", "film.csv", "--on", "2026-11-20", "--strategy", "routed")
FORMULAS = [
    "=1+1",
    '=HYPERLINK("http://example.com","x")',
    "+1+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(1)",
    "\tx",
    "=",
]
RUN = ("=", "+", "-", "@", "\t", "\r")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(rows: list[list[str]], *more: str, mark: str = "") -> Result:
    """Write a storyboard of cells, whatever they hold, and plan it."""
    out = StringIO(newline="")
    csv.writer(out).writerows(rows)
    Path("film.csv").write_bytes((mark + out.getvalue()).encode())
    return CliRunner(env={"COLUMNS": None}).invoke(cli, [*PLAN, *more])


def cells_of(rows: list[list[str]]) -> list[dict[str, str]]:
    done = run(rows, "--format", "csv")
    assert done.exit_code == 0
    return list(csv.DictReader(StringIO(done.stdout_bytes.decode(), newline=""), strict=True))


@pytest.mark.parametrize("column", ["description", "scene", "shot_id", "notes", "Our remark"])
@pytest.mark.parametrize("text", FORMULAS)
def test_a_cell_that_a_spreadsheet_would_run_is_neutralised(column: str, text: str) -> None:
    cells = cells_of([["duration_s", "takes", column], ["5", "1", text]])[0]

    assert not cells[column].startswith(RUN)
    assert cells[column].removeprefix("'") == text.strip()


@pytest.mark.parametrize("name", ["=cmd()", "+x", "-x", "@x"])
def test_the_name_of_an_unknown_column_that_a_spreadsheet_would_run_is_neutralised(name: str) -> None:
    cells = cells_of([["duration_s", "takes", name], ["5", "1", "mine"]])[0]

    assert cells[f"'{name}"] == "mine"
    assert not [column for column in cells if column.startswith(RUN)]


@pytest.mark.parametrize("number", ["-3", "-0.5", "12", "0.25"])
def test_a_number_of_ones_own_stays_a_number(number: str) -> None:
    cells = cells_of([["duration_s", "takes", "Variance"], ["5", "1", number]])[0]

    assert cells["Variance"] == number


def test_no_number_of_ours_is_ever_made_a_text() -> None:
    cells = cells_of([["duration_s", "takes", "description"], ["5", "2", "=1+1"]])[0]

    assert [cells[name] for name in ("amount", "takes", "clip_s", "unit_price")] == ["350", "2", "5", "35"]


def test_unknown_columns_pass_through_in_their_order_under_their_own_names() -> None:
    cells = cells_of(
        [["Director", "duration_s", "takes", "Vendor code", "ÄÖ ü"], ["Mara", "5", "1", "4711", "ß"]]
    )[0]

    assert list(cells)[-3:] == ["Director", "Vendor code", "ÄÖ ü"]
    assert [cells[name] for name in ("Director", "Vendor code", "ÄÖ ü")] == ["Mara", "4711", "ß"]


def test_an_unknown_column_named_like_one_of_ours_is_set_apart() -> None:
    cells = cells_of([["duration_s", "takes", "amount", "card"], ["5", "1", "999", "visa"]])[0]

    assert (cells["amount"], cells["card"]) == ("175", "pixverse/2026-02-05")
    assert (cells["storyboard_amount"], cells["storyboard_card"]) == ("999", "visa")


def test_a_column_set_apart_does_not_run_into_another_of_the_storyboard() -> None:
    done = run(
        [["duration_s", "takes", "amount", "storyboard_amount"], ["5", "1", "999", "888"]], "--format", "csv"
    )
    header, *rows = csv.reader(StringIO(done.stdout))

    assert len(set(header)) == len(header)
    assert {"999", "888"} <= set(rows[0])


def test_a_column_without_a_name_keeps_its_cells() -> None:
    cells = cells_of([["duration_s", "takes", ""], ["5", "1", "mine"]])[0]

    assert cells["column 3"] == "mine"


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize(
    "header", [["Shot ID", "Duration S", "TAKES"], [" shot-id ", "duration_s ", "Takes"], ["SHOT_ID"]]
)
def test_a_byte_order_mark_and_the_spelling_of_a_header_do_not_matter(header: list[str], mark: str) -> None:
    names = [*header, *["shot_id", "duration_s", "takes"][len(header) :]]

    done = run([names, ["A7", "5", "2"]], "--format", "csv", mark=mark)

    cells = next(csv.DictReader(StringIO(done.stdout_bytes.decode())))
    assert (done.exit_code, cells["shot_id"], cells["clip_s"], cells["takes"]) == (0, "A7", "5", "2")


def tables_of(text: str) -> list[list[list[str]]]:
    """Read the tables of a Markdown text as cells, splitting at bars that no backslash escapes."""
    tables: list[list[list[str]]] = []
    for block in text.split("\n\n"):
        lines = block.strip().splitlines()
        if lines and lines[0].startswith("|"):
            tables.append([re.split(r"(?<!\\)\|", line)[1:-1] for line in lines])
    return tables


@pytest.mark.parametrize(
    "shot", ["a|b", "`x` | `y`", "a\nb", "*bold*_it_", "<script>", "[x](http://example.com)", "\\", "\\|"]
)
def test_a_shot_that_would_break_a_markdown_table_stays_one_cell(shot: str) -> None:
    done = run([["shot_id", "scene", "duration_s", "takes"], [shot, shot, "5", "1"]], "--format", "markdown")

    ranking, lines = tables_of(done.stdout)
    assert done.exit_code == 0
    assert {len(row) for row in ranking} == {len(ranking[0])}
    assert [len(row) for row in lines] == [9, 9, 9]
    assert lines[2][7].strip() == "\\~ 175"
    assert not re.search(r"(?<!\\)[`<*]", lines[2][1])


def test_a_file_name_in_square_brackets_is_shown_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "cut[final].csv").write_text("duration_s,takes\n5,1\n", encoding="utf-8")

    done = CliRunner(env={"COLUMNS": None}).invoke(cli, ["plan", "cut[final].csv", *PLAN[2:]])

    assert done.stdout.splitlines()[0] == "cut[final].csv: 1 shot, 5 s of film"


def test_a_folder_and_file_in_square_brackets_are_no_crash(tmp_path: Path) -> None:
    (tmp_path / "a[").mkdir()
    (tmp_path / "a[" / "b].csv").write_text("duration_s,takes\n5,1\n", encoding="utf-8")

    done = CliRunner(env={"COLUMNS": None}).invoke(cli, ["plan", "a[/b].csv", *PLAN[2:]])

    assert done.exit_code == 0
    assert done.stdout.splitlines()[0] == "a[/b].csv: 1 shot, 5 s of film"


@pytest.mark.parametrize("word", ["[red]", "[/x]", ":smile:", "[link=http://example.com]x"])
def test_a_shot_in_the_marks_of_a_terminal_library_is_shown_as_it_is(word: str) -> None:
    done = run([["shot_id", "scene", "duration_s", "takes"], [word, word, "5", "1"], ["2", "", "5", "1"]])

    assert done.exit_code == 0
    assert f"\n{word} " in done.stdout
    assert f"\n= {word} " in done.stdout


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_the_escape_codes_of_a_storyboard_do_not_reach_a_terminal(form: str) -> None:
    word = "\x1b[31mred\x07"

    done = run([["shot_id", "scene", "duration_s"], [word, word, "5"], ["2", "", "5"]], "--format", form)

    assert done.exit_code == 0
    assert "red" in done.stdout
    assert not {"\x1b", "\x07"} & {*done.stdout, *done.stderr}
