"""Plain tables as CSV and Markdown: columns with names, rows of values that keep their type."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from io import StringIO
from typing import TYPE_CHECKING

from kling_cost.amounts import grouped, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

Cell = str | int | bool | Decimal | date | None
YES, NO = "yes", "no"
LINE_END = "\r\n"

# A cell that begins like this is run as a formula by some spreadsheet (OWASP, CSV injection).
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_SIGNED = re.compile(r"[+-]\d+(\.\d+)?", re.ASCII)
# Control characters but the line break, and the halves of characters that a file name may hold.
_UNPRINTABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Columns and rows; ``numbers`` are the columns that are set to the right."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    numbers: frozenset[str] = frozenset()

    def without_empty(self, *, keep: Collection[str] = ()) -> Table:
        """Leave out each column in which no row says anything, but for those to ``keep``."""
        used = [
            number
            for number, name in enumerate(self.columns)
            if name in keep or any(row[number] not in {None, ""} for row in self.rows)
        ]
        return Table(
            columns=[self.columns[number] for number in used],
            rows=[[row[number] for number in used] for row in self.rows],
            numbers=self.numbers,
        )


def inert(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would run as a formula; a number stays a number."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) and not _SIGNED.fullmatch(text) else text


def printable(text: str) -> str:
    """Write control characters and broken ones as escapes, so that no text from a file drives a terminal."""
    return _UNPRINTABLE.sub(lambda found: ascii(found[0])[1:-1], text)


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvForm:
    """How a CSV spells its cells: ``text`` writes a text, ``mark`` is what the file begins with."""

    separator: str = ","
    decimal_sign: str = "."
    mark: str = ""
    text: Callable[[str], str] = inert


RFC4180 = CsvForm()
"""Commas, decimal points, no byte order mark."""


class _Texts(dict[str, str]):
    """How each text is written, worked out when it is first met: lines repeat themselves."""

    def __init__(self, write: Callable[[str], str]) -> None:
        super().__init__()
        self._write = write

    def __missing__(self, text: str) -> str:
        written = self[text] = self._write(text)
        return written


def to_csv(table: Table, form: CsvForm = RFC4180) -> str:
    """Write CSV with CRLF after each row: plain numbers, ISO days, texts that no spreadsheet runs."""
    out, texts = StringIO(newline=""), _Texts(form.text)
    out.write(form.mark)
    writer = csv.writer(out, delimiter=form.separator, lineterminator=LINE_END)
    writer.writerow([texts[column] for column in table.columns])
    writer.writerows(
        [texts[cell] if isinstance(cell, str) else _plain_cell(cell, form.decimal_sign) for cell in row]
        for row in table.rows
    )
    return out.getvalue()


@lru_cache(maxsize=2**12, typed=True)  # lines repeat themselves
def _plain_cell(cell: Cell, decimal_sign: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return YES if cell else NO
    if isinstance(cell, Decimal):
        return plain(cell).replace(".", decimal_sign)
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def for_people(cell: Cell) -> str:
    """Write a cell as people read it: grouped digits, yes and no, nothing for None."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, int | Decimal):
        return grouped(Decimal(cell))
    return "" if cell is None else str(cell)


def to_markdown(table: Table) -> str:
    """Write a Markdown table; a bar or a line break in a cell cannot break it."""
    head = "| " + " | ".join(to_markdown_text(column) for column in table.columns) + " |"
    rule = "|" + "|".join("---:" if column in table.numbers else "---" for column in table.columns) + "|"
    rows = [
        "| " + " | ".join(to_markdown_text(for_people(cell)) for cell in row) + " |" for row in table.rows
    ]
    return "\n".join([head, rule, *rows]) + "\n"


def to_markdown_text(text: str) -> str:
    """Write a text so that Markdown shows it as it is, on one line."""
    text = printable(" ".join(text.split()))
    for mark in "\\`*_<>|[]~":
        text = text.replace(mark, f"\\{mark}")
    return text
