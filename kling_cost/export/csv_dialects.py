"""The dialects of a CSV: one for programs, one that a European spreadsheet opens by a double click.

How a cell is spelled is decided here, and in :mod:`kling_cost.export.spreadsheet_texts` what becomes of a
text that a spreadsheet would take for something else; which columns there are, and what they mean, is not.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from kling_cost.export.spreadsheet_texts import as_it_was, kept
from kling_cost.export.tabular import CsvForm

BYTE_ORDER_MARK = "\ufeff"


class Dialect(StrEnum):
    """How a CSV is written.

    ``rfc4180``: comma, decimal point, UTF-8. ``excel-eu``: semicolon, decimal comma, and the byte order mark
    without which Excel takes UTF-8 for the code page of the machine. Days are ISO 8601 in both.
    """

    RFC4180 = "rfc4180"
    EXCEL_EU = "excel-eu"

    @property
    def form(self) -> CsvForm:
        """How its cells are spelled and separated."""
        if self is Dialect.EXCEL_EU:
            return CsvForm(separator=";", decimal_sign=",", mark=BYTE_ORDER_MARK, text=self.text)
        return CsvForm(text=self.text)

    def text(self, text: str) -> str:
        """Write a text so that a spreadsheet does not run it and, in ``excel-eu``, leaves it a text."""
        return kept(text, turns=self is Dialect.EXCEL_EU)

    def read_text(self, cell: str) -> str:
        """Give the text that :meth:`text` wrote as ``cell``."""
        return as_it_was(cell, turns=self is Dialect.EXCEL_EU)

    def read_number(self, cell: str) -> Decimal | None:
        """Give the number that was written as ``cell``; None for an empty one."""
        return Decimal(cell.replace(self.form.decimal_sign, ".")) if cell else None
