"""The dialects of a CSV: one for programs, one that a European spreadsheet opens by a double click.

How a cell is spelled is decided here, and in :mod:`kling_cost.export.spreadsheet_texts` what becomes of a
text that a spreadsheet would take for something else; which columns there are, and what they mean, is not.
"""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from io import StringIO
from typing import TYPE_CHECKING

from kling_cost.amounts import plain
from kling_cost.export.spreadsheet_texts import as_it_was, kept

if TYPE_CHECKING:
    from kling_cost.export.tabular import Cell, Table

BYTE_ORDER_MARK = "\ufeff"
YES, NO = "yes", "no"
LINE_END = "\r\n"


class Dialect(StrEnum):
    """How a CSV is written.

    ``rfc4180``: comma, decimal point, UTF-8. ``excel-eu``: semicolon, decimal comma, and the byte order mark
    without which Excel takes UTF-8 for the code page of the machine. Days are ISO 8601 in both.
    """

    RFC4180 = "rfc4180"
    EXCEL_EU = "excel-eu"

    @property
    def separator(self) -> str:
        """What stands between two cells."""
        return ";" if self is Dialect.EXCEL_EU else ","

    @property
    def decimal_sign(self) -> str:
        """What stands before the decimals of a number."""
        return "," if self is Dialect.EXCEL_EU else "."

    @property
    def mark(self) -> str:
        """What the file begins with."""
        return BYTE_ORDER_MARK if self is Dialect.EXCEL_EU else ""

    def text(self, text: str) -> str:
        """Write a text so that a spreadsheet does not run it and, in ``excel-eu``, leaves it a text."""
        return kept(text, turns=self is Dialect.EXCEL_EU)

    def read_text(self, cell: str) -> str:
        """Give the text that :meth:`text` wrote as ``cell``."""
        return as_it_was(cell, turns=self is Dialect.EXCEL_EU)

    def read_number(self, cell: str) -> Decimal | None:
        """Give the number that was written as ``cell``; None for an empty one."""
        return Decimal(cell.replace(self.decimal_sign, ".")) if cell else None


class _Texts(dict[str, str]):
    """How each text is written, worked out when it is first met: lines repeat themselves."""

    def __init__(self, dialect: Dialect) -> None:
        super().__init__()
        self._dialect = dialect

    def __missing__(self, text: str) -> str:
        written = self[text] = self._dialect.text(text)
        return written


def to_dialect_csv(table: Table, dialect: Dialect) -> str:
    """Write a table in a dialect, CRLF after each row, for UTF-8: the byte order mark is part of the text."""
    out, texts = StringIO(newline=""), _Texts(dialect)
    out.write(dialect.mark)
    writer = csv.writer(out, delimiter=dialect.separator, lineterminator=LINE_END)
    writer.writerow([texts[column] for column in table.columns])
    writer.writerows(
        [texts[cell] if type(cell) is str else _written(cell, dialect) for cell in row] for row in table.rows
    )
    return out.getvalue()


@lru_cache(maxsize=2**12, typed=True)
def _written(cell: Cell, dialect: Dialect) -> str:
    if isinstance(cell, str):  # a word of an enumeration
        return dialect.text(str(cell))
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return YES if cell else NO
    if isinstance(cell, Decimal):
        return plain(cell).replace(".", dialect.decimal_sign)
    return cell.isoformat() if isinstance(cell, date) else str(cell)
