"""The line of a file where a shot's row begins, which annotations point to; the row is what people count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kling_cost.packing import together
from kling_cost.storyboard.read import storyboard_in

if TYPE_CHECKING:
    from pathlib import Path

    from kling_cost import Models

MULTI_LINE = """\
# Our film

shot_id,description,duration_s
1,"Dawn
over the harbour",6
# an insert

2,Ferry,8
3,"a
b
c",4
4,Market,5
"""


def places(text: str, name: str, models: Models) -> list[tuple[str, int | None, int | None]]:
    shots = storyboard_in(text.encode(), name, models=models).shots
    return [(shot.shot_id, shot.row, shot.line) for shot in shots]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_cells_of_several_lines_comments_and_blank_lines_shift_lines(
    mark: str, end: str, models: Models
) -> None:
    text = mark + MULTI_LINE.replace("\n", end)
    assert places(text, "film.csv", models) == [("1", 4, 4), ("2", 7, 8), ("3", 8, 9), ("4", 9, 12)]


def test_a_quote_without_its_pair_does_not_lose_count(models: Models) -> None:
    text = 'shot_id,description,duration_s\n1,6" of snow,6\n2,"a\nb",8\n3,"so" he says,4\n4,x,5\n'
    assert [line for _, _, line in places(text, "film.csv", models)] == [2, 3, 5, 6]


def test_a_line_that_names_the_separator_and_prose_count(models: Models) -> None:
    said = "sep=;\nshot_id;duration_s\n1;6\n2;8\n"
    assert [line for _, _, line in places(said, "film.csv", models)] == [3, 4]
    prose = "Here is the shot list that you asked for:\n\nshot_id,duration_s\n1,6\n2,8\n"
    assert [line for _, _, line in places(prose, "film.txt", models)] == [4, 5]


def test_fenced_tables_count_from_the_top_of_the_file(models: Models) -> None:
    text = 'Sure!\n\n```csv\nshot_id,description,duration_s\n1,"a\nb",6\n2,x,8\n```\n\nEnjoy.\n'
    assert [line for _, _, line in places(text, "answer.txt", models)] == [5, 7]


def test_markdown_tables_and_headings_know_their_lines(models: Models) -> None:
    table = "# Film\n\nText.\n\n| shot | duration |\n|---|---|\n| 1 | 6 s |\n| 2 | 8 s |\n"
    assert [line for _, _, line in places(table, "film.md", models)] == [7, 8]
    fenced = f"Sure!\n\n```markdown\n{table}```\n"
    assert [line for _, _, line in places(fenced, "film.md", models)] == [10, 11]
    headings = "# Film\n\n## Shot 1: Dawn (6s)\n\nThe harbour.\n\n## Shot 2: Ferry (8s)\n"
    assert [line for _, _, line in places(headings, "film.md", models)] == [3, 7]


def test_what_has_no_lines_has_none(models: Models, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for cells in (["shot_id", "duration_s"], ["1", 6]):
        book.active.append(cells)
    book.save(tmp_path / "film.xlsx")
    shots = storyboard_in((tmp_path / "film.xlsx").read_bytes(), "film.xlsx", models=models).shots
    assert [(shot.row, shot.line) for shot in shots] == [(2, None)]
    assert [line for _, _, line in places('[{"shot_id": "1", "duration_s": 6}]', "f.json", models)] == [None]


def test_a_packed_shot_stands_where_its_first_cut_does(models: Models) -> None:
    shots = storyboard_in(MULTI_LINE.encode(), "film.csv", models=models).shots
    assert together(shots[1:3]).line == 8


def test_control_characters_in_a_row_do_not_lose_its_line(models: Models) -> None:
    text = 'shot_id,description,duration_s\n1,"a\nb",6\n2,\x1b[31mred,8\n'
    assert [line for _, _, line in places(text, "film.csv", models)] == [2, 4]
