"""A look through one sheet of an XLSX workbook before its library reads it (ECMA-376, part 1, 18.3).

The library lays a sheet out as one full rectangle: a single cell in the last corner would take gigabytes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from kling_cost.storyboard.readers.packed import LOCAL_NAMES, XmlScan, damaged
from kling_cost.storyboard.readers.sheet_facts import WITHOUT_SECONDS

if TYPE_CHECKING:
    from array import array
    from collections.abc import Mapping

    from kling_cost.storyboard.readers.sheet_facts import Allowance, SheetFacts

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
"""Where Excel's sheets end."""
_PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_LONGEST_KEPT = 32
"""Of what a cell holds, only errors and numbers of texts are kept; both are shorter than this."""
_MINUTES_OF_A_DAY = 1440
_NEAR = 1e-6
"""Days as fractions are not exact."""


@lru_cache(maxsize=1024)
def _column(letters: str) -> int:
    """Give the place of a column from 0: A is 0, AA is 26."""
    place = 0
    for letter in letters.upper():
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1


def _place(reference: str) -> tuple[int, int]:
    """Give row and column from 0 of a reference such as B7.

    Raises:
        FileFault: when it is none, or none of a sheet that Excel could write.
    """
    found = _PLACE.fullmatch(reference)
    if found is None:
        raise damaged()
    row, column = int(found[2]) - 1, _column(found[1])
    if not (0 <= row < _LAST_ROW and column < _LAST_COLUMN):
        raise damaged()
    return row, column


class SheetScan(XmlScan):
    """One sheet: how far it reaches, how much its cells hold, and the facts that the library leaves out."""

    def __init__(
        self, facts: SheetFacts, allowed: Allowance, lengths: array[int], without_seconds: frozenset[str]
    ) -> None:
        super().__init__()
        self._facts, self._allowed = facts, allowed
        self._lengths, self._without_seconds = lengths, without_seconds
        self._row, self._column = -1, -1
        self._at = (0, 0)
        self._rows, self._columns = 0, 0
        self._cell: Mapping[str, str] = {}
        self._formula = self._solved = False
        self._value: str | None = None

    def started(self, name: str, attributes: dict[str, str]) -> None:
        """Take a row, a cell, what it holds, or a merge."""
        local = LOCAL_NAMES[name]
        if local == "c":
            self._enter_cell(attributes)
        elif local in {"v", "is"}:
            self._hold()
            self._value = ""
        elif local == "f":
            self._formula = True
        elif local == "row":
            self._row = _place(f"A{attributes['r']}")[0] if "r" in attributes else self._row + 1
            self._column = -1
        elif local == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def text(self, text: str) -> None:
        """Count a text, and keep the beginning of what a cell holds."""
        self._allowed.take_characters(len(text))
        if self._value is not None and len(self._value) < _LONGEST_KEPT:
            self._value += text[:_LONGEST_KEPT]

    def ended(self, name: str) -> None:
        """Take what a cell holds."""
        local = LOCAL_NAMES[name]
        if local == "v":
            self._take_value()
        elif local == "c":
            self._facts.unsolved += self._formula and not self._solved

    def close(self) -> None:
        """Use up the sheet's cells.

        Raises:
            FileFault: as :meth:`XmlScan.close` does.
        """
        super().close()
        self._allowed.cells -= self._rows * self._columns

    def _enter_cell(self, attributes: Mapping[str, str]) -> None:
        """Find a cell's place; a cell or row that names none stands behind the one before."""
        self._at = _place(attributes["r"]) if "r" in attributes else (max(self._row, 0), self._column + 1)
        # never above a row met before: how the library counts on from contradictions is not known
        self._row, self._column = max(self._row, self._at[0]), self._at[1]
        self._cell = attributes
        self._formula = self._solved = False
        self._value = None

    def _hold(self) -> None:
        """Let the sheet reach to a cell that holds something."""
        row, column = max(self._row, self._at[0]), self._at[1]
        if row >= self._rows or column >= self._columns:
            self._rows, self._columns = max(self._rows, row + 1), max(self._columns, column + 1)
            self._allowed.check_reach(self._facts, self._rows, self._columns)

    def _take_value(self) -> None:
        """Note what is in a cell, where its library would drop or multiply it."""
        value, self._value = self._value or "", None
        kind = self._cell.get("t", "n")
        # an empty text is a result; openpyxl writes the same for a formula that was never computed
        self._solved = bool(value) or kind == "str"
        if kind == "s":
            self._allowed.take_characters(self._length(value))
        elif not value:
            return
        elif kind == "e":
            self._facts.mark(*self._at, value)
        elif self._cell.get("s") in self._without_seconds and _is_whole_minutes(value):
            self._facts.mark(*self._at, WITHOUT_SECONDS)

    def _length(self, number: str) -> int:
        """Give how long a shared text is."""
        try:
            return self._lengths[int(number)]
        except (ValueError, IndexError):
            raise damaged() from None

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        row, column = _place(first)
        self._facts.merge(row, _place(last or first)[0], column)


def _is_whole_minutes(value: str) -> bool:
    """Tell whether a time, as a part of a day, has no seconds."""
    try:
        minutes = float(value) * _MINUTES_OF_A_DAY
        return abs(minutes - round(minutes)) < _NEAR
    except (ValueError, OverflowError):
        return False
