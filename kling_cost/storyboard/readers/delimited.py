"""Text with a sign between the cells: CSV and its kin, as spreadsheets, people and language models write it.

Prose above the table and fences around it are left out and counted. A row of a spreadsheet that only holds a
title stays a row: finding the header is done later, for all formats alike.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from kling_cost.storyboard.readers.fences import Part, fenced_parts
from kling_cost.storyboard.readers.records import (
    MANY_LINES,
    SEPARATORS,
    USUAL,
    Shape,
    is_comment,
    lines_of,
    records,
    shape_of,
    strict_reader,
)
from kling_cost.storyboard.table import MOST_CELLS, MOST_ROWS, Content, FileFault, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_FORMATS = {
    ",": "CSV",
    "\t": "tab-separated text",
    ";": "semicolon-separated text",
    "|": "bar-separated text",
}
_MOST_LINES = 10 * MOST_ROWS
"""A sheet that is saved whole has a million rows, nearly all of them blank."""
_ROWS_NAMED = 3
_WORDS_OF_PROSE = 7
_SAID = re.compile(r"\"?sep=([,;\t|])\"?\s*", re.IGNORECASE)
"""The first line with which some spreadsheets say their separator."""
_MARKED_UP = re.compile(r"#{2,}\s|>|[-*+]\s|\*\*|[-=*_~`]{3,}\s*$")
_ENDS_A_SENTENCE = (".", ":", "!", "?", "…", "。", "：", "！", "？")


def delimited_tables(text: str) -> Content:
    """Read text whose cells stand between commas, semicolons, tabs or bars.

    Where fences (three backticks) hold tables, each is a table, and all else is skipped. Rows are numbered as
    a spreadsheet counts records; within fences, the lines above are counted as records.

    Raises:
        FileFault: when quotes cannot be paired without shifting cells, or a limit is exceeded.
    """
    if "\0" in text:
        raise FileFault(
            "null-bytes", "holds null bytes, which no text does; save it as 'CSV UTF-8' or 'UTF-8'"
        )
    if text.count("\n") + text.count("\r") > 2 * _MOST_LINES:  # CR LF counts twice
        raise _too_many("lines", _MOST_LINES)
    text = text.removeprefix("\ufeff")
    parts, skipped = fenced_parts(text)
    readings = [_Reading(part) for part in parts]
    tables = [Table(rows=rows) for reading in readings if (rows := reading.rows())]
    separators = dict.fromkeys(reading.shape.separator for reading in readings) or {USUAL: None}
    return Content(
        format=_FORMATS[next(iter(separators))],
        tables=tables,
        skipped=skipped + sum(reading.skipped for reading in readings),
        notes=[*_separators_named(separators), *_quotes_named(readings)],
    )


_Cells: TypeAlias = "tuple[Sequence[str], int]"
"""The cells of a record, and how many lines it takes up."""


@dataclass(frozen=True, slots=True)
class _Body:
    """Where the rows of a part begin: at which letter, after how many lines, of which some are prose."""

    start: int
    lines: int
    prose: int


class _Reading:
    """The reading of one part: its rows, and what was decided on the way."""

    def __init__(self, part: Part) -> None:
        self._part = part
        said = _SAID.fullmatch(next(lines_of(part.text), ""))
        self.shape = shape_of(part.text[said.end() :], said[1]) if said else shape_of(part.text)
        self._body = _body(part.text, self.shape, said.end() if said else 0)
        self.skipped = self._body.prose
        self.literal: list[int] = []

    def rows(self) -> list[Row]:
        """Read strictly and fast; where quotes do not pair, once more and record by record."""
        text = self._part.text
        if text.count(self.shape.separator, self._body.start) > MOST_CELLS:
            raise _too_many("cells", MOST_CELLS)
        lines = lines_of(text, self._body.start)
        try:
            return _gathered(self._strict(lines), self._first)
        except csv.Error:
            return _gathered(self._careful(list(lines_of(text, self._body.start))), self._first)

    @property
    def _first(self) -> int:
        return self._part.above + self._body.lines + 1

    def _strict(self, lines: Iterator[str]) -> Iterator[_Cells]:
        reader = strict_reader(lines, self.shape.separator)
        read = 0
        for cells in reader:
            if reader.line_num - read > MANY_LINES:
                raise csv.Error("a record of many lines is looked at more closely")
            yield cells, reader.line_num - read
            read = reader.line_num

    def _careful(self, lines: Sequence[str]) -> Iterator[_Cells]:
        for number, record in enumerate(records(lines, self.shape, first=self._first), start=self._first):
            if record.literal:
                self.literal.append(number)
            yield record.cells, record.lines


def _too_many(things: str, limit: int) -> FileFault:
    return FileFault(f"too-many-{things}", f"has over {limit:,} {things}, which no storyboard has; split it")


def _gathered(found: Iterator[_Cells], first: int) -> list[Row]:
    """Number the records, and keep those that are neither blank nor comments."""
    rows: list[Row] = []
    line = first
    for number, (cells, lines) in enumerate(found, start=first):
        stripped = [cell.strip() for cell in cells]
        if any(stripped) and not is_comment(stripped):
            rows.append(Row(number, stripped, line))
            if len(rows) > MOST_ROWS:
                raise _too_many("rows", MOST_ROWS)
        line += lines
    return rows


def _body(text: str, shape: Shape, start: int) -> _Body:
    """Pass over the prose above the first row, with the comments and blank lines amid it."""
    at, lines, prose = start, int(start > 0), 0
    for line in lines_of(text, start):
        is_comment_line = line.startswith("# ")
        is_prose = not is_comment_line and _is_prose(line, shape)
        if line.strip() and not is_prose and not is_comment_line:
            break
        at, lines, prose = at + len(line), lines + 1, prose + is_prose
    return _Body(at, lines, prose)


def _is_prose(line: str, shape: Shape) -> bool:
    """Tell a line of prose: fewer cells than a row has, and the look of a sentence or of markup."""
    if line.count(shape.separator) + 1 >= min(shape.widths) or line.count('"') % 2:
        return False
    if _MARKED_UP.match(line) or line.rstrip().endswith(_ENDS_A_SENTENCE):
        return True
    return shape.separator not in line and len(line.split()) >= _WORDS_OF_PROSE


def _separators_named(separators: dict[str, None]) -> list[str]:
    named = [SEPARATORS[separator] for separator in separators]
    return [] if named == [SEPARATORS[USUAL]] else [f"the cells are separated by {' and by '.join(named)}"]


def _quotes_named(readings: Sequence[_Reading]) -> list[str]:
    rows = [row for reading in readings for row in reading.literal]
    if not rows:
        return []
    named = ", ".join(str(row) for row in rows[:_ROWS_NAMED])
    more = f" and {len(rows) - _ROWS_NAMED} more" if len(rows) > _ROWS_NAMED else ""
    where = f"rows {named}{more}" if len(rows) > 1 else f"row {named}"
    return [f"quotes in {where} do not pair and are read as letters; look whether the cells are right"]
