"""A storyboard's file as raw cells: the shape that every reader of a format gives.

Nothing is understood here: which row is the header, and what a cell means, is decided later, in one place,
for all formats alike.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

from kling_cost.errors import InputRefused, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, stripped; ``number`` counts as a spreadsheet does, from 1."""

    number: int
    cells: Sequence[str]


def rows_of_csv(text: str, file: str) -> list[Row]:
    """Read comma-separated text; blank rows and comments (a first cell that begins with ``# ``) are left out.

    Raises:
        InputRefused: when the text is not CSV at all.
    """
    try:
        return list(_rows(text))
    except csv.Error as error:
        message = f"is not readable as CSV: {error}; save the table as 'CSV UTF-8'"
        raise InputRefused([Problem(level="error", code="not-csv", message=message, file=file)]) from None


def _rows(text: str) -> Iterator[Row]:
    # newline="" leaves line breaks to csv: a quoted cell may hold them
    for number, cells in enumerate(csv.reader(StringIO(text, newline=""), strict=True), start=1):
        stripped = [cell.strip() for cell in cells]
        if any(stripped) and not (stripped[0].startswith("# ") or stripped[0] == "#"):
            yield Row(number, stripped)
