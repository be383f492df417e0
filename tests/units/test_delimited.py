"""Delimited text as people, spreadsheets and language models write it, cell by cell."""

from __future__ import annotations

import csv

import pytest

from kling_cost.storyboard.readers import delimited
from kling_cost.storyboard.readers.delimited import delimited_tables
from kling_cost.storyboard.table import Content, FileFault

QUOTES = "do not pair and are read as letters; look whether the cells are right"


def cells(text: str) -> list[list[str]]:
    """Read the one table of a text as lists of cells."""
    (table,) = delimited_tables(text).tables
    return [list(row.cells) for row in table.rows]


def numbers(content: Content) -> list[list[int]]:
    return [[row.number for row in table.rows] for table in content.tables]


def fault(text: str) -> FileFault:
    with pytest.raises(FileFault) as refused:
        delimited_tables(text)
    return refused.value


@pytest.mark.parametrize(
    ("separator", "form", "notes"),
    [
        (",", "CSV", []),
        (";", "semicolon-separated text", ["the cells are separated by semicolons"]),
        ("\t", "tab-separated text", ["the cells are separated by tabs"]),
        ("|", "bar-separated text", ["the cells are separated by bars"]),
    ],
)
def test_the_separator_is_found_and_told(separator: str, form: str, notes: list[str]) -> None:
    rows = [["id", "scene", "s"], ["1", "Quay", "5"], ["2", "", "8"]]
    content = delimited_tables("\n".join(separator.join(row) for row in rows))
    assert [list(row.cells) for row in content.tables[0].rows] == rows
    assert (content.format, list(content.notes), content.skipped) == (form, notes, 0)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Plan;Durée\n1;5,5\n2;6,5\n", [["Plan", "Durée"], ["1", "5,5"], ["2", "6,5"]]),
        ("1;5,5\n", [["1", "5,5"]]),
        (
            "id\ttext\ts\n1\tone, two\t5\n2\tone, two, three\t6\n",
            [["id", "text", "s"], ["1", "one, two", "5"], ["2", "one, two, three", "6"]],
        ),
        (
            "id,text,a,b,s\n1,wide; pan,x,y,5\n2,wide; pan,x,y\n3,near; pan,x\n",
            [
                ["id", "text", "a", "b", "s"],
                ["1", "wide; pan", "x", "y", "5"],
                ["2", "wide; pan", "x", "y"],
                ["3", "near; pan", "x"],
            ],
        ),
        ('text,s\n"a; b; c",5\nd|e,6\n', [["text", "s"], ["a; b; c", "5"], ["d|e", "6"]]),
        ('id;text\n1;"a\nb, c\nd, e"\n2;f\n', [["id", "text"], ["1", "a\nb, c\nd, e"], ["2", "f"]]),
        ("sep=;\nid;s\n1;5,5\n", [["id", "s"], ["1", "5,5"]]),
        ('"sep=\t"\na,b\n', [["a,b"]]),
        ("duration_s\n5\n8\n", [["duration_s"], ["5"], ["8"]]),
        ("text\na man; walking\na dog\n", [["text"], ["a man; walking"], ["a dog"]]),
    ],
)
def test_what_stands_within_cells_is_not_taken_for_a_separator(text: str, found: list[list[str]]) -> None:
    assert cells(text) == found


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_they_like_and_quoted_ones_go_on(end: str) -> None:
    text = end.join(['id,"text"', f'1,"a ""b""{end}c"', "2,d"])
    assert cells(text) == [["id", "text"], ["1", f'a "b"{end}c'], ["2", "d"]]


def test_signs_that_only_python_takes_for_line_ends_stay_in_their_cells() -> None:
    assert cells("id,text\n1,a\x0bb\x1cc\u2028d\x85e\n") == [["id", "text"], ["1", "a\x0bb\x1cc\u2028d\x85e"]]


def test_rows_are_numbered_as_a_spreadsheet_counts_records() -> None:
    content = delimited_tables('# made by hand\n\nid,s\n1,"8\n9"\n,\n#\n#,\n2,9\n')
    assert numbers(content) == [[3, 4, 8]]
    assert content.skipped == 0


def test_a_column_may_be_called_number_sign_and_its_cells_too() -> None:
    assert cells("#,Scene,s\n1,A,5\n#,B,6\n#\n# out,C,7\n") == [
        ["#", "Scene", "s"],
        ["1", "A", "5"],
        ["#", "B", "6"],
    ]


def test_cells_keep_their_text_but_for_blanks_around_it() -> None:
    assert cells("id,s\n 001 ,\u3000 5\n2E5,1-0\n") == [["id", "s"], ["001", "5"], ["2E5", "1-0"]]


def test_rows_may_be_shorter_or_longer_than_the_others() -> None:
    assert cells("a,b,c\n1\n1,2\n1,2,3\n1,2,3,4\n")[1:] == [
        ["1"],
        ["1", "2"],
        ["1", "2", "3"],
        ["1", "2", "3", "4"],
    ]


def test_quotes_behind_a_comma_and_a_blank_are_quotes() -> None:
    assert cells('id, text, s\n1, "Pan, left", 5\n') == [["id", "text", "s"], ["1", "Pan, left", "5"]]


def test_a_title_row_of_a_spreadsheet_stays_a_row() -> None:
    content = delimited_tables("MY FILM,,\nBy Ann\n\nid,text,s\n1,x,5\n")
    assert numbers(content) == [[1, 2, 4, 5]]
    assert content.skipped == 0


def test_prose_above_the_table_is_skipped_and_counted() -> None:
    content = delimited_tables(
        'Sure, here is your storyboard:\n\n## Shots\n> Ask me for "more"\n'
        "A film about a boat that comes home\n# a comment, as a sentence.\nid,text,s\n1,x,5\n"
    )
    assert numbers(content) == [[7, 8]]
    assert content.skipped == 4


def test_a_row_that_ends_like_a_sentence_is_no_prose() -> None:
    assert cells("1,He leaves.\n2,She stays.\n") == [["1", "He leaves."], ["2", "She stays."]]
    assert cells('"Quay.\nDay.",2,3\n4,5,6\n')[0] == ["Quay.\nDay.", "2", "3"]


def test_prose_alone_gives_its_lines_as_rows_or_none() -> None:
    content = delimited_tables("A man walks.\n\nA dog barks.\n")
    assert numbers(content) == [[1, 3]]
    assert delimited_tables("").tables == delimited_tables("\n , \n").tables == []


def test_only_what_is_inside_the_fence_is_the_table() -> None:
    content = delimited_tables("Here, as asked:\n\n```csv\nid,s\n1,5\n```\n\nEnjoy, and ask for more!\n")
    assert numbers(content) == [[4, 5]]
    assert content.skipped == 4


def test_several_fences_are_several_tables_each_with_its_own_separator() -> None:
    content = delimited_tables("```\nid,s\n1,5\n```\nThen:\n~~~tsv\nid\ts\n2\t6\n")
    assert [[list(row.cells) for row in table.rows] for table in content.tables] == [
        [["id", "s"], ["1", "5"]],
        [["id", "s"], ["2", "6"]],
    ]
    assert numbers(content) == [[2, 3], [7, 8]]
    assert (content.format, content.skipped) == ("CSV", 4)
    assert content.notes == ["the cells are separated by commas and by tabs"]


@pytest.mark.parametrize(
    ("text", "found", "skipped"),
    [
        ("```bash\nrun --fast\n```\n```csv\ns\n5\n```\n", [["s"], ["5"]], 5),
        ("Lengths:\n```\ns\n5\n```\n", [["s"], ["5"]], 3),
        ("a,b\n1,2\n```python\nx\n```\n", [["a", "b"], ["1", "2"], ["```python"], ["x"], ["```"]], 0),
        ('a,b\n1,"```\nx\n```"\n2,y\n', [["a", "b"], ["1", "```\nx\n```"], ["2", "y"]], 0),
        ('On a 5" screen:\n```\na,b\n1,2\n```\n', [["a", "b"], ["1", "2"]], 3),
        ('```\na,b\n1,"```\n"\n```\n', [["a", "b"], ["1", "```"]], 2),
        ("```csv\n```\na,b\n1,2\n", [["```csv"], ["```"], ["a", "b"], ["1", "2"]], 0),
    ],
)
def test_a_fence_that_holds_no_table_or_stands_in_a_cell_is_none(
    text: str, found: list[list[str]], skipped: int
) -> None:
    assert cells(text) == found
    assert delimited_tables(text).skipped == skipped


def test_a_quote_without_its_pair_is_a_letter_where_the_row_stays_whole() -> None:
    content = delimited_tables('id,text,s\n1,"x,3\n2,y,5\n3,"p, q\nr",7\n')
    assert [list(row.cells) for row in content.tables[0].rows] == [
        ["id", "text", "s"],
        ["1", '"x', "3"],
        ["2", "y", "5"],
        ["3", "p, q\nr", "7"],
    ]
    assert content.notes == [f"quotes in row 2 {QUOTES}"]


def test_many_such_rows_are_counted() -> None:
    content = delimited_tables("id,s\n" + '1,"x\n' * 5 + "2,9\n")
    assert content.notes == [f"quotes in rows 2, 3, 4 and 2 more {QUOTES}"]
    assert len(content.tables[0].rows) == 7


def test_a_cell_that_goes_on_behind_its_quotes_stays_one_cell() -> None:
    assert cells('id,text,s\n1,"Wait, here" he says,5\n')[1] == ["1", "Wait, here he says", "5"]


def test_two_quotes_far_apart_do_not_swallow_the_rows_between_them() -> None:
    between = [[str(number), "x", "5"] for number in range(3, 12)]
    text = (
        'id,text,s\n1,y,4\n2,"open,5\n' + "".join(",".join(row) + "\n" for row in between) + '99,close",6\n'
    )
    assert cells(text)[2:] == [["2", '"open', "5"], *between, ["99", 'close"', "6"]]


def test_a_cell_of_many_lines_stays_one_cell() -> None:
    prompt = "A man walks, slowly.\nRain.\n\nHe stops, looks up, smiles.\nCut.\nA dog.\nEnd, black."
    assert cells(f'id,text,s\n1,"{prompt}",5\n2,x,6\n') == [
        ["id", "text", "s"],
        ["1", prompt, "5"],
        ["2", "x", "6"],
    ]


def test_a_lone_quote_above_the_table_harms_nothing() -> None:
    assert cells('"My film by Ann, Bob\nid,text,s\n1,x,5\n')[1:] == [["id", "text", "s"], ["1", "x", "5"]]


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ('id,text,s\n1,"x, y,3\n2,z,5\n', 2),
        ('Shots, in order:\n\nid,text,s\n1,a,4\n2,"x, y,3\n', 5),
        ('```\nid,text,s\n1,"x"y,z",3\n```\n', 3),
    ],
)
def test_a_quote_that_would_shift_the_cells_is_refused_with_its_row(text: str, row: int) -> None:
    found = fault(text)
    assert (found.code, found.row) == ("not-csv", row)
    assert str(found).startswith(f"is not readable as CSV: a quote in row {row} has no pair")
    assert str(found).endswith("save the table as 'CSV UTF-8'")


def test_a_cell_that_is_too_long_is_refused_with_its_row() -> None:
    long = "x" * (csv.field_size_limit() + 1)
    for text in (f"a,b\n1,{long}\n", f'a,b\n1,"{long}"\n', f'a,b\n1,"{long}\n'):
        found = fault(text)
        assert (found.code, found.row) == ("cell-too-long", 2)
        assert "131,072 letters" in str(found)


def test_long_rows_of_shorter_cells_are_read() -> None:
    row = ["x" * 100_000] * 3
    assert cells("\n".join(["a,b,c", ",".join(row), ",".join(row)]))[1:] == [row, row]


def test_a_file_over_a_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fault("a\0b").code == "null-bytes"
    assert fault("```\n```\n" * 1_001).code == "too-many-tables"
    monkeypatch.setattr(delimited, "MOST_ROWS", 3)
    monkeypatch.setattr(delimited, "MOST_CELLS", 6)
    monkeypatch.setattr(delimited, "_MOST_LINES", 9)
    assert len(cells("1,2\n\n" * 3)) == 3
    assert str(fault("1\n" * 4)) == "has over 3 rows, which no storyboard has; split it"
    assert fault("1,2,3,4,5,6,7,8\n").code == "too-many-cells"
    assert fault("\n" * 20).code == "too-many-lines"
