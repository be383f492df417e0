"""A look through the content of an ODS workbook before its library reads it (OpenDocument 1.3, part 3, 9).

Rows and cells say how often they are repeated: a few bytes may stand for a whole sheet. LibreOffice writes
the empty rest of every sheet so, which is harmless; what holds something counts as often as it is repeated.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kling_cost.errors import LONGEST_SHOWN
from kling_cost.storyboard.readers.packed import Repacked, XmlScan, damaged, locked, too_large
from kling_cost.storyboard.readers.sheet_facts import (
    MOST_SHEETS,
    WITHOUT_SECONDS,
    Allowance,
    Checked,
    SheetFacts,
)

if TYPE_CHECKING:
    from kling_cost.storyboard.readers.packed import Archive

CONTENT = "content.xml"
MANIFEST = "META-INF/manifest.xml"
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NEW_MANIFEST = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
_CELLS = frozenset({"table:table-cell", "table:covered-table-cell"})
_MOST_REPEATED = 2**31
_LONGEST_KEPT = 32
"""Of what a cell shows, only errors and times are kept; both are shorter than this."""
_ISO_TIME = re.compile(r"PT(\d{1,9})H(\d{1,2})M0*(?:\.0*)?S")
"""A time of whole minutes."""
_CLOCK = re.compile(r"(\d{1,9}):(\d\d)")


def checked_ods(archive: Archive) -> Checked:
    """Look through a workbook and pack anew what its library needs.

    Raises:
        FileFault: when it is damaged, hostile, locked or beyond the bounds.
    """
    if MANIFEST in archive:
        manifest = _Manifest()
        for chunk in archive.chunks(MANIFEST):
            manifest.feed(chunk)
    content = _Content()
    with Repacked() as packed:
        packed.add("mimetype", MIMETYPE)
        packed.add(MANIFEST, _NEW_MANIFEST)
        packed.copy(archive, CONTENT, content)
    return Checked("ODS", packed.file, content.sheets)


class _Manifest(XmlScan):
    """The list of parts, which alone says that they are encrypted."""

    def started(self, name: str, attributes: dict[str, str]) -> None:
        del attributes
        if name.endswith("encryption-data"):
            raise locked()


class _Content(XmlScan):
    """All sheets: how far each reaches, how much its cells hold, and what the library leaves out."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[SheetFacts] = []
        self._allowed = Allowance()
        self._facts: SheetFacts | None = None
        self._rows = self._columns = 0
        self._row = self._row_repeats = self._column = 0
        self._row_holds = 0
        self._row_characters = 0
        self._cell: dict[str, str] | None = None
        self._characters = 0
        self._shown = ""
        self._holds = self._commented = self._in_paragraph = False

    def started(self, name: str, attributes: dict[str, str]) -> None:
        if self._cell is not None:
            self._enter_within_cell(name, attributes)
        elif name in _CELLS:
            self._cell = attributes
            self._characters = len(attributes.get("office:string-value", ""))
            self._shown = ""
            self._holds = any(key.startswith("office:") or key == "table:formula" for key in attributes)
        elif name == "table:table-row":
            self._row_repeats = _repeats(attributes, "table:number-rows-repeated")
            self._column = self._row_holds = self._row_characters = 0
        elif name == "table:table":
            self._enter_sheet(attributes.get("table:name", "").strip()[:LONGEST_SHOWN])

    def ended(self, name: str) -> None:
        if name in _CELLS:
            self._leave_cell()
        elif name == "text:p":
            self._in_paragraph = False
        elif name == "office:annotation":
            self._commented = False
        elif name == "table:table-row":
            self._leave_row()
        elif name == "table:table":
            self._allowed.cells -= self._rows * self._columns
            self._facts = None

    def text(self, text: str) -> None:
        self._characters += len(text)
        self._holds = self._holds or not text.isspace()
        if self._in_paragraph and len(self._shown) < _LONGEST_KEPT:
            self._shown += text[:_LONGEST_KEPT]

    def _enter_sheet(self, name: str) -> None:
        if self._facts is not None:
            raise damaged()
        if len(self.sheets) >= MOST_SHEETS:
            raise too_large(f"has more than {MOST_SHEETS:,} sheets")
        self._facts = SheetFacts(name)
        self.sheets.append(self._facts)
        self._row = self._rows = self._columns = 0

    def _enter_within_cell(self, name: str, attributes: dict[str, str]) -> None:
        if name in _CELLS or name in {"table:table", "table:table-row"}:
            raise damaged()
        if name == "text:s":
            self._characters += _repeats(attributes, "text:c")
        elif name == "office:annotation":
            self._commented = True
        elif name == "text:p":
            self._in_paragraph = not (self._shown or self._commented)

    def _leave_cell(self) -> None:
        """Count a cell as often as it is repeated, if it holds anything."""
        cell, self._cell = self._cell or {}, None
        repeats = _repeats(cell, "table:number-columns-repeated")
        if self._holds:
            self._note_facts(cell)
            self._row_holds = self._column + repeats
            self._row_characters += self._characters * repeats
        self._column += repeats
        self._characters = 0

    def _note_facts(self, cell: dict[str, str]) -> None:
        """Note a merge, an error or a time without seconds."""
        if self._facts is None:
            return
        rows = _repeats(cell, "table:number-rows-spanned")
        self._facts.merge(self._row, self._row + rows - 1, self._column)
        columns = _repeats(cell, "table:number-columns-repeated")
        if cell.get("calcext:value-type") == "error" and self._shown:
            self._mark(self._facts, columns, self._shown)
        elif _is_without_seconds(cell.get("office:time-value", ""), self._shown):
            self._mark(self._facts, columns, WITHOUT_SECONDS)

    def _mark(self, facts: SheetFacts, columns: int, text: str) -> None:
        """Mark a cell wherever it is repeated: shots of one length below each other are one row, repeated."""
        for row in range(self._row, self._row + self._row_repeats):
            for column in range(self._column, self._column + columns):
                facts.mark(row, column, text)

    def _leave_row(self) -> None:
        """Let the sheet reach to a row that holds something, as often as it is repeated."""
        if self._row_holds and self._facts is not None:
            self._rows = self._row + self._row_repeats
            self._columns = max(self._columns, self._row_holds)
            self._allowed.check_reach(self._facts, self._rows, self._columns)
            self._allowed.take_characters(self._row_characters * self._row_repeats)
        self._row += self._row_repeats


def _repeats(attributes: dict[str, str], name: str) -> int:
    """Give how often something stands; once, where it does not say.

    Raises:
        FileFault: when it is no number.
    """
    found = attributes.get(name)
    if found is None:
        return 1
    if not (found.isascii() and found.isdecimal() and len(found) <= 10 and int(found) < _MOST_REPEATED):  # noqa: PLR2004
        raise damaged()
    return max(int(found), 1)


def _is_without_seconds(value: str, shown: str) -> bool:
    """Tell a time shown as hours and minutes from one shown as minutes and seconds."""
    time, clock = _ISO_TIME.fullmatch(value), _CLOCK.fullmatch(shown.strip())
    if time is None or clock is None:
        return False
    return (int(time[1]), int(time[2])) == (int(clock[1]), int(clock[2]))
