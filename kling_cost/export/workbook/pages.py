"""Sheets and cells: what a cell holds, written so that no text of a storyboard is ever run as a formula.

Exact numbers become floats here and nowhere before, for the format knows no others.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

from kling_cost.export.tabular import printable
from kling_cost.export.workbook.looks import NOTE, TEXT, TITLE, Look

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Value = str | int | Decimal | date | None

LONGEST_TEXT = 32_767
_LONGEST_LINK = 2_000
_LONGEST_FOOTER = 80
_A4 = 9
_MEANT = dict.fromkeys(("number_stored_as_text", "calculated_column"), "A1:XFD1048576")
"""What Excel would mark with a green corner: ids that are digits, rows without a price."""
_NO_CHARACTERS = {0xFFFE: None, 0xFFFF: None, ord("\t"): " "}


def clean(text: str) -> str:
    """Give a text as a cell can hold it: control characters written out, the longest cut with an ellipsis."""
    text = printable(text.replace("\r\n", "\n").translate(_NO_CHARACTERS))
    long = len(text.encode("utf-16-le")) // 2 > LONGEST_TEXT
    if not long:
        return text
    return text.encode("utf-16-le")[: 2 * (LONGEST_TEXT - 1)].decode("utf-16-le", "ignore") + "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What a cell holds. A formula goes with the value that it comes to, a link with its text."""

    value: Value = None
    look: Look = TEXT
    formula: str = ""
    link: str = ""


def text(value: str, look: Look = TEXT) -> Cell:
    """Give a cell of text."""
    return Cell(value=value, look=look)


@dataclass(slots=True)
class Book:
    """A workbook being written."""

    workbook: Workbook
    kind: type[Worksheet]
    """The class of its sheets."""
    formats: dict[Look, Format] = field(default_factory=dict)

    def format(self, look: Look) -> Format:
        """Give the format of a look; the same one for the same look."""
        if look not in self.formats:
            self.formats[look] = self.workbook.add_format(look.properties())
        return self.formats[look]

    def page(self, name: str) -> Page:
        """Add a sheet."""
        sheet = self.workbook.add_worksheet(name, self.kind)
        sheet.hide_gridlines(2)
        sheet.ignore_errors(_MEANT)
        return Page(book=self, sheet=sheet, name=name)

    def name(self, name: str, page: str, row: int, column: int) -> None:
        """Name a cell, rows and columns counted from 0."""
        self.workbook.define_name(name, f"={page}!{place(row, column, fixed=True)}")


@dataclass(slots=True, kw_only=True)
class Page:
    """A sheet being written; rows and columns count from 0."""

    book: Book
    sheet: Worksheet
    name: str

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Write a cell."""
        sheet, look, value = self.sheet, self.book.format(cell.look), cell.value
        if cell.formula:
            held = float(value) if isinstance(value, int | Decimal) else value
            sheet.write_formula(row, column, cell.formula, look, held)
        elif value is None or value == "":
            sheet.write_blank(row, column, None, look)
        elif isinstance(value, str):
            self._put_text(row, column, cell, clean(value))
        elif isinstance(value, date):
            sheet.write_datetime(row, column, datetime.combine(value, time()), look)
        else:
            sheet.write_number(row, column, float(value), look)

    def _put_text(self, row: int, column: int, cell: Cell, said: str) -> None:
        look = self.book.format(cell.look)
        if cell.link.startswith(("https://", "http://")) and len(cell.link) <= _LONGEST_LINK:
            self.sheet.write_url(row, column, clean(cell.link), look, said)
        else:
            self.sheet.write_string(row, column, said, look)

    def put_all(self, row: int, column: int, *cells: Cell) -> None:
        """Write cells beside each other."""
        for offset, cell in enumerate(cells):
            self.put(row, column + offset, cell)

    def headed(self, title: str, *notes: str, column: int = 0) -> int:
        """Write a title and notes below each other; gives the row after them."""
        self.sheet.set_row(0, 28)
        self.put(0, column, text(title, replace(TITLE, size=16)))
        for row, note in enumerate(notes, 1):
            self.put(row, column, text(note, NOTE))
        return len(notes) + 1

    def printed(self, storyboard: str, last_row: int, last_column: int, *, head: int | None = None) -> None:
        """Set the page up: A4 across, one page wide, its head repeated, storyboard and page at its foot."""
        sheet = self.sheet
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        sheet.print_area(0, 0, last_row, last_column)
        if head is not None:
            sheet.repeat_rows(head)
        named = " ".join(clean(base_name(storyboard)).split())[:_LONGEST_FOOTER].replace("&", "&&")
        sheet.set_footer(f"&L&8 {named}&C&8{self.name}&R&8Page &P of &N")


def base_name(file: str) -> str:
    """Give a file's name without the folders that it lies in: they are nobody's business."""
    return file.replace("\\", "/").rpartition("/")[2] or file


def place(row: int, column: int, *, fixed: bool = False) -> str:
    """Write the place of a cell as formulas do: ``D7``, fixed ``$D$7``."""
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"${letters}${row + 1}" if fixed else f"{letters}{row + 1}"
