"""A storyboard's file as raw cells: the one shape that every reader of a format gives.

Nothing is understood here: which row is the header, and what a cell means, is decided later, in one place,
for all formats alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kling_cost.errors import KlingCostError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, stripped; ``number`` is the row's place in its file as people count it, from 1.

    That is the row of a spreadsheet, the line of a text, the record of a list, the event of an edit list.
    ``line`` is the line of its file where the row begins, from 1; None where the format has no such lines.
    """

    number: int
    cells: Sequence[str]
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows that stand together, blank ones left out.

    ``name`` is the sheet or the key they stand under, ``scene`` the heading above them. With ``headed`` the
    first row is the header for certain; otherwise titles and chatter may stand above it, or it may be
    missing. ``defaults`` are cells that the file gives once for all rows, by header.
    """

    rows: Sequence[Row]
    name: str = ""
    scene: str = ""
    headed: bool = False
    defaults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a reader found in a file: ``tables`` in their order.

    ``format`` is the format's name as people write it. ``skipped`` counts the rows that hold text but
    belong to no table (prose, fences). ``notes`` say what was decided while reading: the encoding, the
    separator, the sheet.
    """

    format: str
    tables: Sequence[Table]
    skipped: int = 0
    notes: Sequence[str] = ()


class FileFault(KlingCostError):  # noqa: N818 - named after what it is
    """A file cannot be read as what it claims to be; ``code`` names the fault, the words say the cure.

    The message continues a sentence that begins with the file's name: "is not ...; save it as ...".
    """

    def __init__(self, code: str, message: str, *, row: int | None = None) -> None:
        self.code = code
        self.row = row
        super().__init__(message)


SHEET_FORMATS = frozenset({"XLSX", "ODS"})
"""The formats whose tables are sheets that people name."""
MOST_ROWS = 200_000
"""The most rows of a storyboard; a film of more shots than this is a mistake or an attack."""
MOST_CELLS = 4_000_000
"""The most cells, for rows that are wide."""
MOST_BYTES = 64_000_000
"""The most bytes of a file, and of what a packed one unpacks to."""
