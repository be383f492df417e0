"""What is learned of a workbook before its library reads it: no harm, and what the library will leave out.

It goes by sheet; rows and columns count from 0, as the library counts them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kling_cost.storyboard.readers.packed import too_large
from kling_cost.storyboard.table import MOST_BYTES, MOST_CELLS, MOST_ROWS, FileFault

if TYPE_CHECKING:
    from collections.abc import Sequence
    from io import BytesIO

MOST_SHEETS = 1_000
"""The most sheets of a workbook."""
MOST_FACTS = 4 * MOST_ROWS
"""The most merges, or errors and times, of a sheet: some columns of every row."""
WITHOUT_SECONDS = ""
"""The mark of a time that is shown as 0:05, which is five minutes to the spreadsheet."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells merged downwards into one; rows and column count from 0, ``last`` is the last row within."""

    first: int
    last: int
    column: int


@dataclass(slots=True)
class SheetFacts:
    """A sheet's merges, the cells that need more than their value, and its formulas without a stored result.

    ``marks`` goes by row, then column, both from 0: an error's text, or WITHOUT_SECONDS.
    """

    name: str
    merges: list[Merge] = field(default_factory=list)
    marks: dict[int, dict[int, str]] = field(default_factory=dict)
    unsolved: int = 0
    _marked: int = 0

    def mark(self, row: int, column: int, text: str) -> None:
        """Note an error's text or a time without seconds.

        Raises:
            FileFault: when a sheet has more of them than any storyboard.
        """
        self._marked += 1
        if self._marked > MOST_FACTS:
            raise too_large(f"has more than {MOST_FACTS:,} errors and times in the sheet {self.name!r}")
        self.marks.setdefault(row, {})[column] = text

    def merge(self, first: int, last: int, column: int) -> None:
        """Note a merge, if it goes over several rows.

        Raises:
            FileFault: when a sheet has more of them than any storyboard.
        """
        if len(self.merges) >= MOST_FACTS:
            raise too_large(f"has more than {MOST_FACTS:,} merged cells in the sheet {self.name!r}")
        if last > first:
            self.merges.append(Merge(first, last, column))


@dataclass(slots=True)
class Allowance:
    """What the sheets of a workbook may still use up together: cells (as a full rectangle) and characters."""

    cells: int = MOST_CELLS
    characters: int = MOST_BYTES

    def check_reach(self, facts: SheetFacts, rows: int, columns: int) -> None:
        """See whether a sheet's rectangle from its first cell is within what is left.

        Raises:
            FileFault: naming the sheet and how far it reaches.
        """
        if rows * columns > self.cells:
            message = (
                f"has the sheet {facts.name!r} with cells as far as row {rows:,} and column {columns:,}, "
                f"{rows * columns:,} cells in all, where {MOST_CELLS:,} is the most of a workbook; "
                "delete what stands far away from the table"
            )
            raise FileFault("too-large", message)

    def take_characters(self, count: int) -> None:
        """Use up characters of cells.

        Raises:
            FileFault: when there are none left.
        """
        self.characters -= count
        if self.characters < 0:
            raise too_large(f"has more than {MOST_BYTES:,} characters in its cells")


@dataclass(frozen=True, slots=True)
class Checked:
    """A workbook that was looked through: its file, packed anew, the facts of its sheets in their order.

    ``hidden`` names the sheets that were not packed.
    """

    format: str
    file: BytesIO
    facts: Sequence[SheetFacts]
    hidden: Sequence[str] = ()
