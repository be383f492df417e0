"""Tables that Excel knows as such: columns with names that formulas use, rows, and a row of sums."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING

from kling_cost.export.workbook.looks import SUM, TABLE_HEAD, TEXT, Look
from kling_cost.export.workbook.pages import Cell, clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kling_cost.export.workbook.pages import Page

_STYLE = "Table Style Light 1"
# What looks like an escaped character in a header is read as one in the table, and as text in its cell.
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LONGEST_HEADER = 80
_HIDDEN_WIDTH = 12
_LINE, _AIR = 12.75, 2.5
"""The height of a line of text in points, and what is left around it."""
_INDENTED, _LETTERS = 1.5, 1.2
"""What an indent takes, and how many letters of a text go where one digit goes."""
_MOST_LINES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its name, its width in letters (0 for one that the sheet sets), and the look of its cells.

    ``formula`` is that of every row, ``hidden`` marks what only formulas need.
    """

    name: str
    width: float = 0
    look: Look = TEXT
    formula: str = ""
    hidden: bool = False

    @property
    def head(self) -> Look:
        """The look of its header: set as its cells are."""
        return replace(TABLE_HEAD, align=self.look.align or "left", indent=self.look.indent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with the cells of each row by column; what a row leaves out stays empty.

    ``empty`` is the look of what a row leaves out, row by row where it is not the column's.
    """

    name: str
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Cell]]
    sums: Mapping[str, Cell] = field(default_factory=dict)
    filtered: bool = True


def put_table(page: Page, table: Table, row: int, column: int = 0) -> int:
    """Write a table of at least one row; gives its last row."""
    last = row + len(table.rows) + bool(table.sums)
    shown = [each for each in table.columns if not each.hidden]
    page.sheet.add_table(
        row,
        column,
        last,
        column + len(table.columns) - 1,
        {
            "name": table.name,
            "style": _STYLE,
            "autofilter": table.filtered,
            "total_row": bool(table.sums),
            "columns": [_said(page, each, table.sums.get(each.name)) for each in table.columns],
        },
    )
    page.sheet.set_row(
        row, _LINE * _deepest({each.name: Cell(value=each.name) for each in shown}, shown) + _AIR
    )
    for number, cells in enumerate(table.rows, row + 1):
        for offset, each in enumerate(table.columns, column):
            page.put(number, offset, cells.get(each.name) or Cell(look=each.look))
        deep = _deepest(cells, shown)
        if deep > 1:
            page.sheet.set_row(number, _LINE * deep + _AIR)
    for offset, each in enumerate(table.columns, column):
        if table.sums:
            cell = table.sums.get(each.name, Cell(look=SUM))
            page.put(last, offset, replace(cell, look=_of_sum(cell.look)))
    return last


def _deepest(cells: Mapping[str, Cell], columns: Sequence[Column]) -> int:
    """Give how many lines the deepest text of a row takes; spreadsheets do not all find out by themselves."""
    deepest = 1
    for column in columns:
        cell = cells.get(column.name)
        if cell is not None and isinstance(cell.value, str) and column.width:
            room = max(column.width - _INDENTED, 1) * _LETTERS
            lines = sum(max(ceil(_width(line) / room), 1) for line in cell.value.split("\n"))
            deepest = max(deepest, lines)
    return min(deepest, _MOST_LINES)


def _said(page: Page, column: Column, total: Cell | None) -> dict[str, object]:
    said: dict[str, object] = {"header": column.name, "header_format": page.book.format(column.head)}
    if column.formula:
        said["formula"] = column.formula
    if total is not None:
        said |= {"total_function": "sum"} if total.formula else {"total_string": str(total.value)}
    return said


def _of_sum(look: Look) -> Look:
    return replace(look, bold=True, rule="above", fill="", ink=SUM.ink)


def set_widths(page: Page, columns: Sequence[Column], first: int = 0) -> None:
    """Set the widths of columns; those that only formulas need are folded away."""
    for offset, each in enumerate(columns, first):
        if each.hidden:
            page.sheet.set_column(offset, offset, _HIDDEN_WIDTH, None, {"level": 1, "hidden": True})
        else:
            page.sheet.set_column(offset, offset, each.width or None)
    if any(each.hidden for each in columns):
        after = first + len(columns)
        page.sheet.set_column(after, after, None, None, {"collapsed": True})


def used(columns: Iterable[Column], rows: Sequence[Mapping[str, Cell]], *optional: str) -> list[Column]:
    """Leave out those of the ``optional`` columns in which no row says anything."""
    said = {name for name in optional for row in rows if name in row and row[name].value not in (None, "")}
    return [column for column in columns if column.name not in optional or column.name in said]


def fitting(names: Iterable[str], least: float, most: float) -> float:
    """Give the width that the longest of some texts needs, within bounds; wide letters count twice."""
    longest = max((_width(line) for name in names for line in name.split("\n")), default=0)
    return min(max(longest + 2.0, least), most)


@lru_cache(maxsize=2**12)  # lines repeat themselves
def _width(said: str) -> int:
    return len(said) if said.isascii() else sum(2 if ord(letter) > 0x2E7F else 1 for letter in said)  # noqa: PLR2004 - CJK and wide signs


def headers(names: Iterable[str], taken: Iterable[str]) -> dict[str, str]:
    """Give each name a header that a table may have: on one line, not too long, and unlike all others."""
    seen = {name.lower() for name in taken}
    given: dict[str, str] = {}
    for name in names:
        base = _ESCAPE.sub(r"_x\1 _", " ".join(clean(name).split()))[:_LONGEST_HEADER] or "Column"
        header, number = base, 1
        while header.lower() in seen:
            number += 1
            header = f"{base} ({number})"
        seen.add(header.lower())
        given[name] = header
    return given
