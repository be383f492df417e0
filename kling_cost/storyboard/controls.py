"""Control characters in cells: left out before anything else looks at them, so that none reaches a terminal.

Line breaks of every kind become one kind; tabs stay.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kling_cost.amounts import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.storyboard.table import Content, Row, Table

_BREAKS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# a code that colours or moves the cursor goes as a whole, so that no letters of it are left
_CONTROLS = re.compile("(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]|[\x00-\x08\x0e-\x1f\x7f-\x9f]")


def without_controls(content: Content) -> Content:
    """Give a file's content without control characters; a note says in how many texts there were any."""
    cleaning = _Cleaning()
    tables = [cleaning.table(table) for table in content.tables]
    notes = [cleaning.text(note) for note in content.notes]
    if cleaning.cleaned:
        notes.append(f"control characters in {counted(cleaning.cleaned, 'cell')} are left out")
    return replace(content, tables=tables, notes=notes)


class _Cleaning:
    def __init__(self) -> None:
        self.cleaned = 0

    def table(self, table: Table) -> Table:
        return replace(
            table,
            rows=[self._row(row) for row in table.rows],
            name=" ".join(self.text(table.name).split()),
            scene=" ".join(self.text(table.scene).split()),
            defaults={self.text(name): self.text(text) for name, text in table.defaults.items()},
        )

    def _row(self, row: Row) -> Row:
        # nearly every cell is printable, which is told far faster than it is searched
        return row if all(map(str.isprintable, row.cells)) else replace(row, cells=self._cells(row.cells))

    def _cells(self, cells: Sequence[str]) -> Sequence[str]:
        return [self.text(cell) for cell in cells]

    def text(self, text: str) -> str:
        if text.isprintable():
            return text
        broken = _BREAKS.sub("\n", text)
        clean, removed = _CONTROLS.subn("", broken)
        self.cleaned += removed > 0
        return clean.strip()
