"""Tables for people: as wide as the terminal, no figure ever cut, no colour where nobody sees it."""

from __future__ import annotations

import os
import re
import shutil
import sys
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from kling_cost.export.tabular import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

_UNLIMITED = 400
_LABEL = re.compile(r"\s*(\S+\s{2,})?")
_NARROWEST_TEXT = 12
_NARROWEST_OF_ALL = 8
_GAP = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table.

    ``number`` sets it right. When it is tight, the column with the highest ``spare`` goes first; text that
    ``wraps`` does so from the start, any other text only when no spare column is left, a number never.
    """

    name: str
    number: bool = False
    spare: int = 0
    wraps: bool = False


def table(
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    *,
    width: int,
    strong: Sequence[int] = (),
    after: Sequence[int] = (),
) -> Table:
    """Build a table that fits ``width``: spare columns are left out first, then text wraps.

    Rows whose number is in ``strong`` are set bold; a rule is drawn after those in ``after``.
    """
    rows = [[printable(cell) for cell in row] for row in rows]
    widths = [_width(columns, rows, position) for position in range(len(columns))]

    def least(narrowest: int, *, all_text: bool) -> list[int]:
        wrapping = [column.wraps or (all_text and not column.number) for column in columns]
        return [min(wide, narrowest) if wraps else wide for wide, wraps in zip(widths, wrapping, strict=True)]

    mins = least(_NARROWEST_TEXT, all_text=False)
    kept = _that_fit(columns, mins, width)
    for narrowest in (_NARROWEST_TEXT, _NARROWEST_OF_ALL, 1):
        if _needed(mins, kept) > width:
            mins = least(narrowest, all_text=True)
    built = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1), show_edge=False)
    for position in kept:
        column = columns[position]
        built.add_column(
            Text(column.name),
            justify="right" if column.number else "left",
            no_wrap=mins[position] == widths[position],
            overflow="fold",
            min_width=mins[position],
        )
    for number, row in enumerate(rows):
        built.add_row(
            *(Text(row[position]) for position in kept),
            style="bold" if number in strong else None,
            end_section=number in after,
        )
    return built


def least_width(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> int:
    """Give the width at which a table shows every column without wrapping."""
    return sum(_width(columns, rows, position) + _GAP for position in range(len(columns))) - _GAP


def _width(columns: Sequence[Column], rows: Sequence[Sequence[str]], position: int) -> int:
    cells = (Text(part).cell_len for row in rows for part in row[position].split("\n"))
    return max([Text(columns[position].name).cell_len, *cells])


def _needed(least: Sequence[int], kept: Sequence[int]) -> int:
    return sum(least[position] + _GAP for position in kept) - _GAP


def _that_fit(columns: Sequence[Column], least: Sequence[int], width: int) -> list[int]:
    """Give the columns to show: all, or without the most dispensable ones until the rest fits."""
    kept = list(range(len(columns)))
    for position in sorted(kept, key=lambda n: -columns[n].spare):
        if _needed(least, kept) <= width or not columns[position].spare:
            break
        kept.remove(position)
    return kept


def terminal_width(*, to_file: bool) -> int:
    """Give the columns to fill: the terminal's, or no limit for a file or a pipe (unless COLUMNS is set)."""
    if to_file or not (sys.stdout.isatty() or os.environ.get("COLUMNS")):
        return _UNLIMITED
    return shutil.get_terminal_size().columns


def _hanging(line: str) -> RenderableType:
    """Let what wraps stand below its own text: ``  source  fal: ...`` goes on below ``fal``."""
    label = _LABEL.match(line)
    if label is None or not label[0]:
        return line
    grid = Table.grid()
    grid.add_column(no_wrap=True, min_width=len(label[0]))
    grid.add_column(overflow="fold")
    grid.add_row(Text(label[0]), Text(line[label.end() :]))
    return grid


def rendered(parts: Sequence[RenderableType], *, width: int, to_file: bool) -> str:
    """Render to text: colours only for a terminal that wants them."""
    out = StringIO()
    colour = not to_file and sys.stdout.isatty() and "NO_COLOR" not in os.environ
    console = Console(
        file=out,
        width=width,
        force_terminal=colour,
        no_color=not colour,
        highlight=False,
        emoji=False,
        markup=False,
    )
    for part in parts:
        if isinstance(part, str):
            for line in printable(part).split("\n"):
                console.print(line if width == _UNLIMITED else _hanging(line), soft_wrap=width == _UNLIMITED)
        else:
            console.print(part)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"
