"""Files that are no workbook, or one made to do harm: a named fault, within little memory."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from kling_cost.storyboard.readers import packed
from kling_cost.storyboard.readers.workbook import workbook_tables
from kling_cost.storyboard.table import FileFault

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ODS_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
SMALL_SHEET = '<row r="1"><c r="A1"><v>1</v></c></row>'
MOST_MEGABYTES = 250


def zipped(**parts: str | bytes) -> bytes:
    data = BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def xlsx(cells: str = SMALL_SHEET, *, after: str = "", before: str = "", texts: str = "") -> bytes:
    return zipped(
        **{
            "xl/workbook.xml": (
                f'<workbook xmlns:r="{OFFICE}"><sheets><sheet name="S" r:id="a"/></sheets></workbook>'
            ),
            "xl/_rels/workbook.xml.rels": (
                f'<Relationships><Relationship Id="a" Type="{OFFICE}/worksheet" '
                'Target="worksheets/sheet1.xml"/></Relationships>'
            ),
            "xl/worksheets/sheet1.xml": (
                f"{before}<worksheet><sheetData>{cells}</sheetData>{after}</worksheet>"
            ),
            "xl/sharedStrings.xml": f"<sst>{texts}</sst>",
        }
    )


def ods(table_rows: str) -> bytes:
    content = (
        f"<office:document-content {ODS_SPACES}><office:body><office:spreadsheet>"
        f'<table:table table:name="S">{table_rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(**{"content.xml": content})


def ods_repeated(rows: int, columns: int, text: str) -> bytes:
    return ods(
        f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell office:value-type="string" '
        f'table:number-columns-repeated="{columns}"><text:p>{text}</text:p></table:table-cell></table:table-row>'
    )


def lying_archive() -> bytes:
    """Give a workbook whose list of parts says that the sheet is shorter than it is."""
    data = bytearray(xlsx())
    entry = data.rindex(b"xl/worksheets/sheet1.xml") - 46
    data[entry + 24 : entry + 28] = (20).to_bytes(4, "little")
    return bytes(data)


MANY_ATTRIBUTES = "<c " + " ".join(f"a{number}=''" for number in range(100_000)) + "/>"
HOSTILE = {
    "a cell in the last corner": (
        "too-large",
        xlsx(SMALL_SHEET + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    ),
    "a cell far beyond the last corner": (
        "damaged",
        xlsx('<row><c r="ZZZZZZZZZ99999999"><v>1</v></c></row>'),
    ),
    "a row far beyond the last": ("damaged", xlsx('<row r="99999999999999"><c><v>1</v></c></row>')),
    "one long text in many cells": (
        "too-large",
        xlsx('<row><c t="s"><v>0</v></c></row>' * 1000, texts=f"<si><t>{'x' * 100_000}</t></si>"),
    ),
    "a text that is not there": ("damaged", xlsx('<row><c t="s"><v>7</v></c></row>')),
    "entities": (
        "hostile",
        xlsx(before='<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'),
    ),
    "endless nesting": ("damaged", xlsx("<a>" * 1_000_000)),
    "endless attributes": ("damaged", xlsx(MANY_ATTRIBUTES)),
    "an endless tag": ("damaged", xlsx('<c r="' + "A" * 10_000_000 + '"/>')),
    "merges over each other": (
        "damaged",
        xlsx(
            "".join(f'<row r="{n}"><c t="inlineStr"><is><t>ab</t></is></c></row>' for n in range(1, 1001)),
            after="<mergeCells>" + '<mergeCell ref="A1:A1048576"/>' * 5000 + "</mergeCells>",
        ),
    ),
    "half a sheet": ("damaged", xlsx("<row><c>", after="<")),
    "an archive that lies about sizes": ("damaged", lying_archive()),
    "half an archive": ("damaged", xlsx()[:-40]),
    "an archive of many parts": (
        "too-large",
        zipped(**{str(number): "" for number in range(packed.MOST_PARTS + 1)}),
    ),
    "a workbook without its links": ("damaged", zipped(**{"xl/workbook.xml": "<workbook/>"})),
    "a cell repeated all over an ODS": ("too-large", ods_repeated(1_048_576, 16_384, "x")),
    "a long text repeated down an ODS": ("too-large", ods_repeated(100_000, 1, "x" * 10_000)),
    "endless spaces in an ODS": ("too-large", ods_repeated(1, 1, '<text:s text:c="2000000000"/>')),
    "a table in a cell of an ODS": ("damaged", ods_repeated(1, 1, "<table:table/>")),
    "repeats that are no number": (
        "damaged",
        ods('<table:table-row table:number-rows-repeated="many"/>'),
    ),
}

FOREIGN = {
    "a binary workbook": (zipped(**{"xl/workbook.bin": ""}), "binary workbook"),
    "a Word document": (zipped(**{"word/document.xml": ""}), "a Word document"),
    "an Apple file": (zipped(**{"Index/Document.iwa": ""}), "Apple Numbers"),
    "a text of OpenDocument": (
        zipped(**{"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ""}),
        "no spreadsheet",
    ),
    "an archive of something": (zipped(**{"shots.csv": "shot"}), "unpack it"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old workbook"),
}
LOCKED: dict[str, bytes] = {
    "an XLSX": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
    "an ODS": zipped(
        **{
            "content.xml": "?",
            "META-INF/manifest.xml": "<manifest><file-entry><encryption-data/></file-entry></manifest>",
        }
    ),
    "an ODS of today": zipped(**{"encrypted-package": b"\x93\x01\xfe"}),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_or_damaged_file_is_refused(what: str) -> None:
    code, data = HOSTILE[what]
    with pytest.raises(FileFault) as found:
        workbook_tables(data)
    assert found.value.code == code
    assert ";" in str(found.value)


@pytest.mark.parametrize("what", FOREIGN)
def test_another_kind_of_file_is_called_by_its_name(what: str) -> None:
    data, words = FOREIGN[what]
    with pytest.raises(FileFault, match=words) as found:
        workbook_tables(data)
    assert found.value.code == "foreign-format"


@pytest.mark.parametrize("what", LOCKED)
def test_a_password_is_named(what: str) -> None:
    with pytest.raises(FileFault, match="has a password; save it without one") as found:
        workbook_tables(LOCKED[what])
    assert found.value.code == "locked"


def test_a_far_cell_is_named_with_its_sheet() -> None:
    _, data = HOSTILE["a cell in the last corner"]
    words = r"sheet 'S' with cells as far as row 1,048,576 and column 16,384.*delete what stands far away"
    with pytest.raises(FileFault, match=words):
        workbook_tables(data)


def test_an_empty_cell_may_be_styled_anywhere() -> None:
    data = xlsx(SMALL_SHEET + '<row r="1048576"><c r="XFD1048576" s="1"/></row>')
    (table,) = workbook_tables(data).tables
    assert [(row.number, list(row.cells)) for row in table.rows] == [(1, ["1"])]


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kling_cost.storyboard.readers.workbook.MOST_ROWS", 3)
    assert len(workbook_tables(xlsx("<row><c><v>1</v></c></row>" * 3)).tables[0].rows) == 3
    with pytest.raises(FileFault, match="more than 3 rows"):
        workbook_tables(xlsx("<row><c><v>1</v></c></row>" * 4))


def test_too_many_elements_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "MOST_ELEMENTS", 100)
    with pytest.raises(FileFault, match="more than 100 elements"):
        workbook_tables(xlsx("<row/>" * 200))


def test_a_panic_of_the_library_is_a_fault_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    panic = type("PanicException", (BaseException,), {})

    def broken(*_: object) -> None:
        raise panic

    monkeypatch.setattr("kling_cost.storyboard.readers.workbook._rows", broken)
    with pytest.raises(FileFault, match="damaged"):
        workbook_tables(xlsx())


@pytest.mark.skipif(
    sys.platform != "linux", reason="the memory a process used is counted in kB on Linux alone"
)
@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"])
def test_a_zip_bomb_takes_little_memory(part: str) -> None:
    """Each part grows to 700 MB; what the process took at its peak is measured in a process of its own."""
    program = f"""
import re, sys
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile
from kling_cost.storyboard.readers.workbook import workbook_tables
from kling_cost.storyboard.table import FileFault

data = BytesIO(sys.stdin.buffer.read())
with ZipFile(data, "a", ZIP_DEFLATED, compresslevel=1) as packed, packed.open({part!r}, "w") as bomb:
    bomb.write(b"<worksheet>")
    for _ in range(700):
        bomb.write(b" " * 1_000_000)
try:
    workbook_tables(data.getvalue())
except FileFault as fault:
    # ru_maxrss would begin at what the parent has used
    peak = re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())
    print(fault.code, int(peak[1]) // 1000)
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program], input=xlsx(), capture_output=True, check=True
    )
    code, megabytes = done.stdout.decode().split()
    assert code == "too-large"
    assert int(megabytes) < MOST_MEGABYTES
