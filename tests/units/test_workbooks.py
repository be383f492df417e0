"""Workbooks: every cell as the text that the spreadsheet shows, at the row where it stands."""

from __future__ import annotations

import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from openpyxl import Workbook

from kling_cost.storyboard.readers.workbook import workbook_tables
from kling_cost.storyboard.table import Content, FileFault

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {"office": "office", "table": "table", "text": "text", "style": "style"}.items()
)
CALCEXT = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
REST = '<table:table-cell table:number-columns-repeated="16380"/>'
EMPTY_END = f'<table:table-row table:number-rows-repeated="1048560">{REST}</table:table-row>'


def sheet() -> Worksheet:
    active = Workbook().active
    assert active is not None
    active.title = "Shots"
    return active


def read(*sheets: Worksheet) -> Content:
    data = BytesIO()
    book = sheets[0].parent
    assert isinstance(book, Workbook)
    book.save(data)
    return workbook_tables(data.getvalue())


def rows(content: Content, table: int = 0) -> Sequence[tuple[int, Sequence[str]]]:
    return [(row.number, list(row.cells)) for row in content.tables[table].rows]


def ods(tables: str, **parts: str) -> bytes:
    styles = (
        '<style:style style:name="hidden" style:family="table">'
        '<style:table-properties table:display="false"/></style:style>'
    )
    content = (
        f"<office:document-content {SPACES} {CALCEXT}>"
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    data = BytesIO()
    with ZipFile(data, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        for name, text in {"content.xml": content, **parts}.items():
            packed.writestr(name, text)
    return data.getvalue()


def ods_table(*ods_rows: str, name: str = "Shots", style: str = "") -> str:
    written = "".join(row if row.startswith("<table:table-row") else ods_row(row) for row in ods_rows)
    return f'<table:table table:name="{name}" table:style-name="{style}">{written}</table:table>'


def ods_row(cells: str) -> str:
    return f"<table:table-row>{cells}</table:table-row>"


def ods_cell(shown: str, kind: str = "string", more: str = "") -> str:
    return f'<table:table-cell office:value-type="{kind}" {more}><text:p>{shown}</text:p></table:table-cell>'


SAME = ods_cell("same")


def ods_time(value: str, shown: str) -> str:
    return ods_cell(shown, "time", f'office:time-value="{value}"')


def test_rows_keep_the_numbers_of_the_spreadsheet_and_columns_stay_aligned() -> None:
    shots = sheet()
    shots["C3"] = "Storyboard of the harbour film"
    shots["C5"], shots["D5"], shots["F5"] = "shot", "seconds", "notes"
    shots["D7"] = 4
    content = read(shots)
    assert content.format == "XLSX"
    assert not content.notes
    (table,) = content.tables
    assert (table.name, table.headed) == ("Shots", False)
    assert rows(content) == [
        (3, ["Storyboard of the harbour film"]),
        (5, ["shot", "seconds", "", "notes"]),
        (7, ["", "4"]),
    ]


def test_every_visible_sheet_is_a_table_and_hidden_ones_are_named() -> None:
    shots = sheet()
    book = shots.parent
    assert isinstance(book, Workbook)
    shots["A1"] = "a"
    for name, state in (("Lists", "hidden"), ("Old", "veryHidden"), ("More & <more>", "visible")):
        added = book.create_sheet(name)
        added["A1"] = name
        added.sheet_state = state
    book.create_chartsheet("Chart")
    content = read(shots)
    assert [table.name for table in content.tables] == ["Shots", "More & <more>"]
    assert rows(content, 1) == [(1, ["More & <more>"])]
    assert content.notes == ["hidden sheets are left out: 'Lists', 'Old'"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (4, "4"),
        (4.0, "4"),
        (7.5, "7.5"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "0.0000001"),
        (1e20, "100000000000000000000"),
        (-0.0, "0"),
        (True, "yes"),
        (False, "no"),
        ("  001 ", "001"),
        ("1-0", "1-0"),
        ("2E5", "2E5"),
        ("two\nlines", "two\nlines"),
        ("#N/A", "#N/A"),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 3, 4, 5), "2026-01-02 03:04:05"),  # noqa: DTZ001 - cells know no zones
        (time(0, 0, 5), "0:00:05"),
        (timedelta(seconds=5.5), "0:00:05.500"),
    ],
)
def test_a_value_becomes_the_text_that_is_shown(value: object, text: str) -> None:
    shots = sheet()
    shots["A1"].value = value
    shots["B1"] = "end"
    assert rows(read(shots)) == [(1, [text, "end"])]


@pytest.mark.parametrize(
    ("seconds", "code", "text"),
    [
        (5, "[h]:mm:ss", "0:00:05"),
        (5, "h:mm:ss", "0:00:05"),
        (5, "mm:ss", "0:00:05"),
        (5, "[ss]", "0:00:05"),
        (5.5, "mm:ss.0", "0:00:05.500"),
        (300, "mm:ss", "0:05:00"),
        (300, "h:mm:ss", "0:05:00"),
        (300, "h:mm", "0:05"),
        (300, "[h]:mm", "0:05"),
        (300, "[$-409]hh:mm;@", "0:05"),
        (5, "h:mm", "0:00:05"),
        (0, "h:mm", "0:00"),
        (129_600, "[h]:mm:ss", "36:00:00"),
        (129_600, "h:mm:ss", "36:00:00"),
        (-5, "[h]:mm:ss", "-0:00:05"),
    ],
)
def test_a_time_is_read_in_seconds_and_as_shown_where_it_shows_none(
    seconds: float, code: str, text: str
) -> None:
    shots = sheet()
    shots["A1"] = seconds / 86_400
    shots["A1"].number_format = code
    content = read(shots)
    assert rows(content) == [(1, [text])]
    shortened = text.count(":") == 1
    assert [note for note in content.notes if "without seconds" in note] == list(content.notes)
    assert bool(content.notes) == shortened


def test_a_text_merged_over_rows_is_in_all_of_them_and_an_amount_in_one() -> None:
    shots = sheet()
    for row in range(2, 6):
        shots.cell(row, 4, f"shot {row}")
    shots["A1"], shots["A2"], shots["B2"], shots["C2"] = "Title", "Harbour", "8s", 12
    for merged in ("A1:C1", "A2:A4", "B2:B4", "C2:C4", "A9:A12"):
        shots.merge_cells(merged)
    shots["A9"] = "End"
    assert rows(read(shots)) == [
        (1, ["Title"]),
        (2, ["Harbour", "8s", "12", "shot 2"]),
        (3, ["Harbour", "", "", "shot 3"]),
        (4, ["Harbour", "", "", "shot 4"]),
        (5, ["", "", "", "shot 5"]),
        (9, ["End"]),
    ]


def test_a_formula_that_was_never_computed_is_told() -> None:
    shots = sheet()
    shots["A1"], shots["B1"] = "sum", "=1+1"
    content = read(shots)
    assert rows(content) == [(1, ["sum"])]
    (note,) = content.notes
    assert "formulas without a stored result (1)" in note


def test_pictures_in_a_workbook_do_not_count() -> None:
    shots = sheet()
    shots["A1"] = "a"
    data = BytesIO()
    book = shots.parent
    assert isinstance(book, Workbook)
    book.save(data)
    with ZipFile(data, "a") as packed:
        packed.writestr("xl/media/frame1.png", b"no picture at all")
    assert rows(workbook_tables(data.getvalue())) == [(1, ["a"])]


def test_an_ods_reads_as_its_cells_are_shown() -> None:
    table = ods_table(
        f'<table:table-row table:number-rows-repeated="2">{REST}</table:table-row>',
        "<table:table-cell/>" + ods_cell("shot") + ods_cell("seconds") + REST,
        "<table:table-cell/>"
        + ods_cell("001")
        + ods_cell("7,5", "float", 'office:value="7.5"')
        + ods_cell("WAHR", "boolean", 'office:boolean-value="true"')
        + ods_cell("2.1.26", "date", 'office:date-value="2026-01-02"')
        + ods_cell("#DIV/0!", "string", 'office:string-value="" calcext:value-type="error"'),
        f'<table:table-row table:number-rows-repeated="2"><table:table-cell/>{SAME}</table:table-row>',
        EMPTY_END,
    )
    content = workbook_tables(ods(table + ods_table(ods_cell("x"), name="Lists", style="hidden")))
    assert content.format == "ODS"
    assert content.notes == ["hidden sheets are left out: 'Lists'"]
    assert rows(content) == [
        (3, ["shot", "seconds"]),
        (4, ["001", "7.5", "yes", "2026-01-02", "#DIV/0!"]),
        (5, ["same"]),
        (6, ["same"]),
    ]


@pytest.mark.parametrize(
    ("value", "shown", "text"),
    [
        ("PT00H00M05S", "00:00:05", "0:00:05"),
        ("PT00H00M05.500000000S", "00:05.5", "0:00:05.500"),
        ("PT00H05M00S", "05:00", "0:05:00"),
        ("PT00H05M00S", "00:05", "0:05"),
        ("PT36H00M05S", "36:00:05", "36:00:05"),
    ],
)
def test_a_time_of_an_ods_is_read_like_one_of_an_xlsx(value: str, shown: str, text: str) -> None:
    comment = "<office:annotation><text:p>checked</text:p></office:annotation><text:p>"
    table = ods_table(ods_time(value, shown).replace("<text:p>", comment), ods_cell("end"))
    assert rows(workbook_tables(ods(table))) == [(1, [text]), (2, ["end"])]


def test_a_text_merged_over_the_rows_of_an_ods_is_in_all_of_them() -> None:
    scene = ods_cell("Harbour", more='table:number-rows-spanned="2" table:number-columns-spanned="1"')
    covered = "<table:covered-table-cell/>"
    table = ods_table(scene + ods_cell("1A"), covered + ods_cell("1B"), covered + ods_cell("2"))
    assert rows(workbook_tables(ods(table))) == [
        (1, ["Harbour", "1A"]),
        (2, ["Harbour", "1B"]),
        (3, ["", "2"]),
    ]


def test_without_the_library_a_workbook_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    shots = sheet()
    shots["A1"] = 1
    with pytest.raises(FileFault, match=r"pip install 'kling-cost\[workbooks\]'") as found:
        read(shots)
    assert found.value.code == "missing-extra"
