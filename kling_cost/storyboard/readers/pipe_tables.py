"""Pipe tables as people write them: without outer pipes, with rows of unequal width, indented, with gaps.

They are found by a rule that comes before markdown-it's own. That one gives up tables whose header and row of
dashes differ, and drops the cells of rows that are wider.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it.rules_block import StateBlock

_RULE = "|:-+= \t：—–─"
_CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_ONLY_ASKED = True
_FEWEST_PIPES = 3
"""Two rows without a row of dashes are a table if they have as many pipes as two cells."""
_LONGEST_WITH_CODE = 4_000


def is_rule(line: str) -> bool:
    """Tell the row of dashes below a table's header, or between its rows."""
    return "-" in line and ("|" in line or "+" in line) and not line.strip(_RULE)


def pipes(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls it
    """Find a pipe table: a row above a row of dashes, or two rows that are alike and begin with a pipe."""
    first = _line(state, start)
    if not _has_pipe(first) or start + 1 >= end or state.sCount[start + 1] < state.blkIndent:
        return False
    second = _line(state, start + 1)
    headed = is_rule(second) and not is_rule(first)
    outer = first.startswith("|") and second.startswith("|")
    alike = first.count("|") == second.count("|") >= _FEWEST_PIPES
    if not (headed or (outer and (alike or is_rule(first)))):
        return False
    if not silent:
        token = state.push("pipes", "", 0)
        rows, state.line = _body(state, start, end)
        token.map = [start, state.line]
        token.meta = {"rows": rows, "headed": headed}
    return True


def _has_pipe(text: str) -> bool:
    return "|" in text and "|" in text.replace("\\|", "")


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]].strip()


def _body(state: StateBlock, start: int, end: int) -> tuple[list[tuple[int, str]], int]:
    """Collect a table's rows, and the line after them; a blank line between rows is passed over."""
    others = state.md.block.ruler.getRules("blockquote")
    outer = _line(state, start).startswith("|")
    rows: list[tuple[int, str]] = []
    number = start
    while number < end and state.sCount[number] >= state.blkIndent:
        text = _line(state, number)
        if not text:
            after = state.skipEmptyLines(number)
            if not (outer and after < end and _goes_on(state, after, end, rows)):
                break
            number = after
            continue
        if is_rule(text):
            number += 1
            continue
        if not _has_pipe(text):
            break
        if (
            number > start
            and not text.startswith("|")
            and any(rule(state, number, end, _ONLY_ASKED) for rule in others)
        ):
            break
        rows.append((number, text))
        number += 1
    return rows, number


def _goes_on(state: StateBlock, number: int, end: int, rows: Sequence[tuple[int, str]]) -> bool:
    text = _line(state, number)
    is_header = number + 1 < end and is_rule(_line(state, number + 1))
    is_row = text.startswith("|") and not is_rule(text) and state.sCount[number] >= state.blkIndent
    return is_row and not is_header and bool(rows) and text.count("|") == rows[0][1].count("|")


def cells_of(text: str, width: int, *, outer: bool) -> list[str]:
    """Split a row at its pipes; those in code spans are text where the row would be too wide otherwise."""
    cells = _split(text, width, outer=outer)
    if width and len(cells) > width and "`" in text and len(text) <= _LONGEST_WITH_CODE:
        whole = _split(_CODE_SPAN.sub(lambda span: span[0].replace("|", "\\|"), text), width, outer=outer)
        cells = whole if len(whole) == width else cells
    return [cell.replace("\\|", "|") for cell in cells]


def _split(text: str, width: int, *, outer: bool) -> list[str]:
    cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", text)]
    if len(cells) > 1 and not cells[-1]:
        cells.pop()
    # without outer pipes, a row that begins with one has an empty first cell
    if len(cells) > 1 and not cells[0] and (outer or len(cells) > width):
        cells.pop(0)
    return cells
