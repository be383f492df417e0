"""The records of delimited text: which sign stands between the cells, and where quotes do not pair.

The separator is found from the rows, not from the file's name: the one that most rows agree on. Quotes are
read as CSV reads them; where that fails, each record is tried on its own, so that a lone quote does not
swallow the rest of the file.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from kling_cost.storyboard.table import FileFault

if TYPE_CHECKING:
    import _csv
    from collections.abc import Collection, Iterator, Sequence

SEPARATORS = {"\t": "tabs", ";": "semicolons", "|": "bars", ",": "commas"}
"""What may stand between cells; of two that fit alike, the first: commas stand in prose and numbers too."""
USUAL = ","

MANY_LINES = 5
"""A record of more lines than this may be rows that a lone quote has swallowed."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_LINES_LOOKED_AT = 200
_LETTERS_LOOKED_AT = 200_000
_MOST_LINES = 10_000
_FIVE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How a text's rows are cut: ``widths`` are the usual numbers of cells, ``rows`` how many rows agree."""

    separator: str = USUAL
    widths: frozenset[int] = frozenset({1})
    rows: int = 0

    @property
    def is_table(self) -> bool:
        """Several rows agree on several cells."""
        return self.rows > 1


def is_comment(cells: Sequence[str]) -> bool:
    """Tell a comment: it begins with ``# ``, or is nothing but ``#``; a column may still be called so."""
    return cells[0].startswith("# ") or (cells[0] == "#" and not any(cells[1:]))


def lines_of(text: str, start: int = 0) -> Iterator[str]:
    """Give the lines with their ends: CR, LF or both, and not the other signs that Python would split at."""
    return (match[0] for match in _LINE.finditer(text, start))


def shape_of(text: str, among: Collection[str] = SEPARATORS.keys()) -> Shape:
    """Find the separator that most of the first rows agree on; a comma where none stands out."""
    lines = list(islice(lines_of(text[:_LETTERS_LOOKED_AT]), _LINES_LOOKED_AT))
    lines = [line for line in lines if line.strip() and not line.startswith("# ")]
    best = (0, 0, 0)
    default = USUAL if USUAL in among else next(iter(among))
    shape = Shape(separator=default)
    for separator in among:
        found = list(records(lines, Shape(separator=separator, widths=frozenset())))
        # a row whose quotes do not pair bears no witness, unless there is no other
        counts = [_width(each, separator) for each in found if not each.torn]
        counts = counts or [_width(each, separator) for each in found]
        rows, alike, width, widest = _agreement(counts)
        convincing = rows > 1 or rows == len(counts) or separator == default
        if convincing and (rows, alike, width) > best:
            best = (rows, alike, width)
            shape = Shape(separator=separator, widths=frozenset({width, widest}), rows=rows)
    return shape


def _width(record: Record, separator: str) -> int:
    """Count a record's cells; cut by the wrong sign, another sign is left alone in a cell."""
    stripped = [cell.strip() for cell in record.cells]
    return 1 if any(cell != separator and cell in SEPARATORS for cell in stripped) else len(stripped)


def _agreement(counts: Sequence[int]) -> tuple[int, int, int, int]:
    """Count the rows that fit under the first full one, and those of the usual width; give both widths.

    Rows may be shorter than the header, which spreadsheets and people leave so, but not longer.
    """
    several = Counter(count for count in counts if count > 1)
    if not several:
        return 0, 0, 0, 0
    width = max(several, key=lambda count: (several[count], count))
    widest = next(count for count in counts if count >= width)
    return sum(often for count, often in several.items() if count <= widest), several[width], width, widest


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one record.

    ``lines`` counts the lines it takes up. ``literal`` says that its quotes do not pair and stand in the
    cells; ``torn`` also where an odd number of quotes in its lines shows that a cell of several lines was cut
    apart.
    """

    cells: Sequence[str]
    lines: int
    literal: bool = False
    torn: bool = False


def records(lines: Sequence[str], shape: Shape, *, first: int = 1) -> Iterator[Record]:
    """Read record by record, so that a quote without its pair costs one line and not the rest of the file.

    A line with such a quote is read with its quotes as they stand, if that gives as many cells as the other
    rows have; without known ``widths`` any number will do. ``first`` is the number of the first record.

    Raises:
        FileFault: where reading a quote as it stands would shift the cells, or a cell is too long.
    """
    at, number, started = 0, first, False
    while at < len(lines):
        cells, used = _strictly(lines, at, shape.separator)
        literal = cells is None or _swallows(lines[at : at + used], shape)
        if cells is None or literal:
            cells, used = _literally(lines[at].rstrip("\r\n"), shape, number if started else None), 1
        if shape.widths and any(len(cell) > csv.field_size_limit() for cell in cells):
            raise _too_long(number)
        started = started or len(cells) in shape.widths
        torn = literal or sum(line.count('"') for line in lines[at : at + used]) % 2 == 1
        at, number = at + used, number + 1
        yield Record(cells, used, literal, torn)


def strict_reader(lines: Iterator[str], separator: str) -> _csv.Reader:
    """Give a reader that refuses quotes which do not pair; those after ``, `` count, as models write them."""
    return csv.reader(lines, delimiter=separator, skipinitialspace=True, strict=True)


def _strictly(lines: Sequence[str], at: int, separator: str) -> tuple[list[str] | None, int]:
    """Read the record that begins at a line, and count its lines; no cells where its quotes do not pair."""
    if '"' not in lines[at]:
        return lines[at].rstrip("\r\n").split(separator), 1
    following = (lines[each] for each in range(at, min(at + _MOST_LINES, len(lines))))
    reader = strict_reader(following, separator)
    try:
        return next(reader), reader.line_num
    except csv.Error:
        return None, 1


def _swallows(lines: Sequence[str], shape: Shape) -> bool:
    """Tell whether a record of many lines is made of rows: as long as the others, nearly line by line."""
    if len(lines) <= MANY_LINES or max(shape.widths, default=0) <= 1:
        return False
    fits = [line.count(shape.separator) + 1 in shape.widths for line in lines]
    return fits[0] and fits[-1] and sum(fits) * _FIVE >= len(fits) * (_FIVE - 1)


def _literally(line: str, shape: Shape, number: int | None) -> list[str]:
    cells = line.split(shape.separator)
    if number is None or not shape.widths or len(cells) == 1 or len(cells) in shape.widths:
        return cells
    if line.count('"') % 2 == 0 and len(line) <= csv.field_size_limit():
        # "Wait, here" he says: the quotes pair, but the cell goes on behind them
        cells = next(csv.reader([line], delimiter=shape.separator, skipinitialspace=True))
        if len(cells) in shape.widths:
            return cells
    wanted = " or ".join(str(width) for width in sorted(shape.widths))
    message = (
        f"is not readable as CSV: a quote in row {number} has no pair, and without it the row does not have "
        f"{wanted} cells as the others; close or remove it, or save the table as 'CSV UTF-8'"
    )
    raise FileFault("not-csv", message, row=number)


def _too_long(number: int) -> FileFault:
    limit = f"{csv.field_size_limit():,}"
    message = f"has a cell of over {limit} letters in row {number}; shorten it, or close the quote before it"
    return FileFault("cell-too-long", message, row=number)
