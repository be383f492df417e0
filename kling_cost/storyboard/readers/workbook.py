"""Workbooks (XLSX, ODS): every visible sheet as a table of texts, at the rows that the spreadsheet shows.

python-calamine reads the cells. The checks before it see to bounds and to what it leaves out; here its values
become the text that a spreadsheet would show, with a full stop for the decimals.
"""

from __future__ import annotations

import math
import re
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from kling_cost.storyboard.readers.ods_check import CONTENT, checked_ods
from kling_cost.storyboard.readers.packed import Archive, damaged, locked, too_large
from kling_cost.storyboard.readers.sheet_facts import WITHOUT_SECONDS
from kling_cost.storyboard.readers.xlsx_check import checked_xlsx
from kling_cost.storyboard.table import MOST_BYTES, MOST_CELLS, MOST_ROWS, Content, FileFault, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from python_calamine import CalamineSheet

    from kling_cost.storyboard.readers.sheet_facts import Checked, SheetFacts

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_FOREIGN = {
    "xl/workbook.bin": "a binary workbook (XLSB); save it as XLSX",
    "word/document.xml": "a Word document; copy its table into a workbook and save it as XLSX",
    "ppt/presentation.xml": "a PowerPoint presentation; copy its table into a workbook and save it as XLSX",
    "index/document.iwa": "an Apple Numbers, Pages or Keynote file; export the table as XLSX or CSV",
    "index.zip": "an Apple Numbers, Pages or Keynote file; export the table as XLSX or CSV",
}
_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_ISO_TIME = re.compile(r"(-?)PT(\d{1,6})H(\d{1,2})M(\d{1,2}(?:\.\d{1,9})?)S")
"""A time as ODS writes it; the library leaves it so from 24 hours on."""
_WHOLE_MINUTES = re.compile(r"\d+:\d\d:00")
_MEASURED = re.compile(r"[\W_]*\d[\d.,:;\s]*[^\W\d_]{0,8}\W*")
"""A number or length, such as ``8``, ``~8 s`` or ``3秒``, also an id such as ``1A``."""
_BEFORE_DAYS = datetime(1899, 12, 31)  # noqa: DTZ001 - spreadsheets know no time zones
_LAST_OF_CLOCKS = 1900
_PRECISION = timedelta(milliseconds=1)


def workbook_tables(data: bytes) -> Content:
    """Give a workbook's visible sheets as tables; rows count from 1, columns align within a sheet.

    Raises:
        FileFault: when it is no workbook, is locked, damaged, hostile or beyond the bounds, or when the
            library that reads workbooks is not installed.
    """
    if len(data) > MOST_BYTES:
        raise too_large(f"is larger than {MOST_BYTES // 1_000_000} MB")
    if data.startswith(_OLE):
        raise _old_or_locked(data)
    archive = Archive(data)
    kind = _kind(archive)
    _require_library()
    return _read(checked_xlsx(archive) if kind == "XLSX" else checked_ods(archive))


def _old_or_locked(data: bytes) -> FileFault:
    """Tell a workbook with a password from an old one: both come in the same old container."""
    if _LOCKED in data:
        return locked()
    return FileFault("foreign-format", "is an old workbook (XLS) or document; save it as XLSX or CSV")


def _kind(archive: Archive) -> str:
    """Tell what an archive holds.

    Raises:
        FileFault: saying what it is instead of a workbook.
    """
    if "xl/workbook.xml" in archive:
        return "XLSX"
    for part, what in _FOREIGN.items():
        if part in archive:
            raise FileFault("foreign-format", f"is {what}")
    if "encrypted-package" in archive:
        raise locked()
    if CONTENT not in archive:
        message = "is an archive (ZIP), not a workbook; unpack it and give the storyboard's file"
        raise FileFault("foreign-format", message)
    if "mimetype" in archive and not next(archive.chunks("mimetype"), b"").startswith(_SPREADSHEET):
        message = (
            "is an OpenDocument file, but no spreadsheet; copy its table into one and save that as ODS or CSV"
        )
        raise FileFault("foreign-format", message)
    return "ODS"


def _require_library() -> None:
    try:
        import python_calamine  # noqa: F401, PLC0415 - an extra; only workbooks need it
    except ImportError:
        message = "is a workbook; reading it needs: pip install 'kling-cost[workbooks]'"
        raise FileFault("missing-extra", message) from None


@contextmanager
def _library_faults() -> Iterator[None]:
    """Turn what the library raises into faults of the file."""
    from python_calamine import CalamineError, PasswordError  # noqa: PLC0415 - an extra

    try:
        yield
    except PasswordError:
        raise locked() from None
    except (CalamineError, ValueError, OverflowError):
        raise damaged() from None
    except BaseException as error:
        # a panic of Rust is no Exception, and its class cannot be imported
        if type(error).__name__ == "PanicException":
            raise damaged() from None
        raise


def _read(checked: Checked) -> Content:
    """Read the sheets that were looked through."""
    from python_calamine import CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415 - an extra

    tables: list[Table] = []
    hidden = list(checked.hidden)
    notes: list[str] = []
    left = MOST_ROWS
    with _library_faults():
        book = CalamineWorkbook.from_filelike(checked.file)
        seen = book.sheets_metadata
        if len(seen) != len(checked.facts):
            raise damaged()
        for index, (sheet, facts) in enumerate(zip(seen, checked.facts, strict=True)):
            if sheet.visible != SheetVisibleEnum.Visible:
                hidden.append(facts.name)
                continue
            rows = _rows(book.get_sheet_by_index(index), facts, left)
            left -= len(rows)
            notes += _notes(facts)
            tables.append(Table(rows=rows, name=facts.name))
    if hidden:
        notes.append(f"hidden sheets are left out: {', '.join(map(repr, hidden))}")
    return Content(format=checked.format, tables=tables, notes=notes)


def _notes(facts: SheetFacts) -> Iterator[str]:
    """Say what was decided for a sheet's cells."""
    if facts.unsolved:
        yield (
            f"the sheet {facts.name!r} has formulas without a stored result ({facts.unsolved:,}), read as "
            "blank; open the file in a spreadsheet program and save it"
        )
    if any(WITHOUT_SECONDS in marks.values() for marks in facts.marks.values()):
        yield (
            f"the sheet {facts.name!r} has times that are shown without seconds, such as 0:05; they are read "
            "as shown, and count as minutes and seconds where a length is asked"
        )


def _rows(sheet: CalamineSheet, facts: SheetFacts, most: int) -> list[Row]:
    """Give the rows of a sheet that hold anything, merged texts in each row of their merge."""
    if sheet.start is None:
        return []
    first = sheet.start[1]
    by_row: dict[int, list[str]] = {}
    for number, values in enumerate(sheet.iter_rows()):
        cells = [_text(value) for value in values]
        for column, mark in facts.marks.get(number, {}).items():
            _apply_mark(mark, cells, column - first)
        if any(cells):
            by_row[number] = cells
            if len(by_row) > most:
                raise too_large(f"has more than {MOST_ROWS:,} rows")
    _fill_merges(by_row, facts, first)
    return [Row(number + 1, _trimmed(cells)) for number, cells in by_row.items()]


def _apply_mark(mark: str, cells: list[str], column: int) -> None:
    """Write an error's text, which the library drops, or a time as it is shown."""
    if column < 0:
        return
    # errors at the end of a row may stand outside of what the library gives
    cells += [""] * (column + 1 - len(cells))
    if mark != WITHOUT_SECONDS:
        cells[column] = mark
    elif _WHOLE_MINUTES.fullmatch(cells[column]):
        cells[column] = cells[column].removesuffix(":00")


def _fill_merges(by_row: dict[int, list[str]], facts: SheetFacts, first: int) -> None:
    """Repeat a text that is merged over rows; a number or length is one for all of them, and stays alone.

    Raises:
        FileFault: when merges lie over each other until they fill more than a workbook holds.
    """
    end = max(by_row, default=-1) + 1
    filled = 0
    for merge in facts.merges:
        top, column = by_row.get(merge.first), merge.column - first
        if top is None or not 0 <= column < len(top) or not _is_told_of_all(top[column]):
            continue
        filled += min(merge.last + 1, end) - merge.first
        if filled > MOST_CELLS:
            raise damaged()
        for number in range(merge.first + 1, min(merge.last + 1, end)):
            cells = by_row.get(number)
            if cells is not None and column < len(cells) and not cells[column]:
                cells[column] = top[column]


def _is_told_of_all(text: str) -> bool:
    """Tell a name, said once for several rows, from an amount, which would be counted several times."""
    return any(map(str.isalpha, text)) and _MEASURED.fullmatch(text) is None


def _trimmed(cells: list[str]) -> Sequence[str]:
    """Drop the empty cells at the end."""
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(value: object) -> str:
    """Write a cell's value as a spreadsheet shows it."""
    if isinstance(value, str):
        text = value.strip()
        found = _ISO_TIME.fullmatch(text)
        return f"{found[1]}{int(found[2])}:{found[3]:0>2}:{found[4]:0>2}" if found else text
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _number(value)
    return _day_or_clock(value)


def _day_or_clock(value: object) -> str:
    """Write a day as ISO 8601 does, a time of day or a duration as a clock."""
    if isinstance(value, datetime):
        # a clock that went past midnight: 1.5 days shown as a time
        if value.year <= _LAST_OF_CLOCKS:
            return _clock(value - _BEFORE_DAYS)
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return _clock(_elapsed(value)) if isinstance(value, time | timedelta) else ""


def _number(value: float) -> str:
    """Write a number in digits alone, with the 15 that spreadsheets keep: 4, 7.5, 0.3."""
    if not math.isfinite(value):
        return "#NUM!"
    text = format(Decimal(f"{value:.15g}"), "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _elapsed(value: time | timedelta) -> timedelta:
    if isinstance(value, timedelta):
        return value
    return timedelta(
        hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
    )


def _clock(elapsed: timedelta) -> str:
    """Write a time or duration: 0:00:05, or 0:00:05.500 where there are parts of a second."""
    sign = "-" if elapsed < timedelta(0) else ""
    # days as fractions are not exact: five seconds come as 4.999999
    thousandths = round(abs(elapsed) / _PRECISION)
    seconds, rest = divmod(thousandths, 1000)
    parts = f".{rest:03}" if rest else ""
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}{parts}"
