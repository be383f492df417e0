"""Laws of workbooks: what is written in cells reads back at its place; any bytes end in tables or a fault."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.cell import Cell

from kling_cost.storyboard.readers.workbook import workbook_tables
from kling_cost.storyboard.table import Content, FileFault

# XML has no control characters nor the last two of the plane. Excel escapes others as _x0001_, so a text that
# looks like such an escape is read as what it stands for.
WRITABLE = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff")
texts = st.text(WRITABLE, max_size=12).filter(lambda text: "_x" not in text)
grids = st.lists(st.lists(texts, min_size=1, max_size=5), min_size=1, max_size=6)
offsets = st.tuples(st.integers(1, 5), st.integers(1, 5))


def written(grid: list[list[str]], top: int, left: int) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row, cells in enumerate(grid, start=top):
        for column, text in enumerate(cells, start=left):
            cell = sheet.cell(row, column)
            assert isinstance(cell, Cell)
            if text:
                cell.value = text
                # a text that begins with = or is #N/A stays a text
                cell.data_type = "s"
    data = BytesIO()
    book.save(data)
    return data.getvalue()


def in_full(content: Content, width: int) -> dict[int, list[str]]:
    (table,) = content.tables
    return {row.number: list(row.cells) + [""] * (width - len(row.cells)) for row in table.rows}


@given(grids, offsets)
def test_a_table_of_texts_reads_back_at_the_same_rows_and_columns(
    grid: list[list[str]], corner: tuple[int, int]
) -> None:
    top, left = corner
    width = max(map(len, grid))
    stripped = [[text.strip() for text in cells] + [""] * (width - len(cells)) for cells in grid]
    expected = {number: cells for number, cells in enumerate(stripped, start=top) if any(cells)}
    read = in_full(workbook_tables(written(grid, top, left)), width)
    # the first column of a sheet is the first in which any cell was written, be it with blanks alone
    before = min((cells.index(text) for cells in grid for text in cells if text), default=0)
    shifted = {number: cells[before:] + [""] * before for number, cells in expected.items()}
    assert read == shifted


@given(st.lists(st.tuples(st.integers(0, 10**15), st.integers(0, 6)), min_size=1, max_size=8))
def test_a_number_reads_back_in_the_digits_it_was_written_with(numbers: list[tuple[int, int]]) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    values = [whole % 10**9 / 10**places for whole, places in numbers]
    sheet.append(values)
    data = BytesIO()
    book.save(data)
    (table,) = workbook_tables(data.getvalue()).tables
    assert [float(cell) for cell in table.rows[0].cells] == values
    assert all(set(cell) <= set("0123456789.") for cell in table.rows[0].cells)


def has_tables_or_fault(data: bytes) -> bool:
    try:
        return isinstance(workbook_tables(data), Content)
    except FileFault as fault:
        return bool(fault.code and str(fault))


beginnings = st.sampled_from([b"", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])


@given(beginnings, st.binary(max_size=400))
def test_any_bytes_end_in_tables_or_a_fault(beginning: bytes, data: bytes) -> None:
    assert has_tables_or_fault(beginning + data)


SOUND = written([["shot", "seconds"], ["1", "8"], ["2", "5"]], 1, 1)


@given(
    st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), max_size=6), st.integers(0, 300)
)
def test_a_damaged_workbook_ends_in_tables_or_a_fault(damage: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(SOUND)
    for place, byte in damage:
        data[place] = byte
    assert has_tables_or_fault(bytes(data[: len(data) - cut] if cut > 200 else data))


SHEETS = (
    '<row r="1">',
    "<row>",
    "</row>",
    '<c r="A1">',
    '<c r="C7" t="s">',
    '<c t="e">',
    '<c t="d">',
    '<c t="b" s="1">',
    '<c t="inlineStr">',
    "<c>",
    "</c>",
    "<v>",
    "</v>",
    "<is><t>x</t></is>",
    "<f>1</f>",
    "1e999",
    "nan",
    "-1",
    "0",
    "#N/A",
    "2026-13-45",
    '<mergeCell ref="A1:C9"/>',
    "<sheetData>",
    "</sheetData>",
)
CONTENTS = (
    '<table:table table:name="A">',
    "</table:table>",
    "<table:table-row>",
    '<table:table-row table:number-rows-repeated="3">',
    "</table:table-row>",
    '<table:table-cell office:value-type="float" office:value="1">',
    '<table:table-cell office:value-type="time" office:time-value="PT99H00M00S">',
    '<table:table-cell office:value-type="date" office:date-value="never">',
    '<table:table-cell table:number-columns-repeated="4">',
    "<table:covered-table-cell/>",
    "</table:table-cell>",
    "<text:p>x</text:p>",
    "<text:s/>",
)


def packed_with(part: str, content: str) -> bytes:
    data = BytesIO()
    with ZipFile(BytesIO(SOUND)) as sound, ZipFile(data, "w", ZIP_DEFLATED) as packed:
        if part != "content.xml":
            for name in sound.namelist():
                if name != part:
                    packed.writestr(name, sound.read(name))
        packed.writestr(part, content)
    return data.getvalue()


@given(st.lists(st.sampled_from(SHEETS), max_size=30))
def test_any_sheet_of_an_xlsx_ends_in_tables_or_a_fault(pieces: list[str]) -> None:
    sheet = f"<worksheet><sheetData>{''.join(pieces)}</sheetData></worksheet>"
    assert has_tables_or_fault(packed_with("xl/worksheets/sheet1.xml", sheet))


@given(st.lists(st.sampled_from(CONTENTS), max_size=30))
def test_any_content_of_an_ods_ends_in_tables_or_a_fault(pieces: list[str]) -> None:
    content = f"<office:document-content>{''.join(pieces)}</office:document-content>"
    assert has_tables_or_fault(packed_with("content.xml", content))
