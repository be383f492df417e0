"""Fences in text: the lines of backticks that a language model puts around a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_cost.storyboard.readers.records import lines_of, shape_of
from kling_cost.storyboard.table import FileFault

if TYPE_CHECKING:
    from collections.abc import Sequence

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([\w+-]*)\s*")
_QUOTE = re.compile(r'(?P<begins>(?:^|[,;\t|]) *)?"')
_MOST_BLOCKS = 1_000
_OF_TABLES = frozenset({"csv", "tsv", "psv", "ssv"})
_OF_ANYTHING = frozenset({"", "text", "txt", "plaintext", "plain"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Text that may hold a table, and how many lines of its file stand above it."""

    text: str
    above: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """The lines from ``first`` to before ``end`` within a fence that names their language as ``label``."""

    first: int
    end: int
    label: str


def fenced_parts(text: str) -> tuple[list[Part], int]:
    """Give what fences hold, if they hold tables, and count the other lines; else the text as it is."""
    if "```" not in text and "~~~" not in text:
        return [Part(text=text)], 0
    lines = list(lines_of(text))
    blocks = _with_tables(lines, _blocks(lines))
    if not blocks:
        return [Part(text=text)], 0
    parts = [Part(text=_text(lines, block), above=block.first) for block in blocks]
    inside = {number for block in blocks for number in range(block.first, block.end)}
    outside = sum(1 for number, line in enumerate(lines) if number not in inside and line.strip())
    return parts, outside


def _blocks(lines: Sequence[str]) -> list[_Block]:
    """Pair the fences; one that is not closed, as in an answer cut off, reaches to the end."""
    blocks: list[_Block] = []
    opened: tuple[int, str, str] | None = None
    within_quotes = False
    for number, line in enumerate(lines):
        fence = _FENCE.fullmatch(line)
        if fence is None or within_quotes:
            within_quotes = _is_left_open(line, within_quotes=within_quotes)
            continue
        if opened is None:
            opened = number + 1, fence[1], fence[2].lower()
        elif fence[1].startswith(opened[1]) and not fence[2]:
            blocks.append(_Block(first=opened[0], end=number, label=opened[2]))
            opened = None
        if len(blocks) > _MOST_BLOCKS:
            message = f"has over {_MOST_BLOCKS:,} fenced blocks, which no storyboard has; split it"
            raise FileFault("too-many-tables", message)
    if opened is not None:
        blocks.append(_Block(first=opened[0], end=len(lines), label=opened[2]))
    return blocks


def _is_left_open(line: str, *, within_quotes: bool) -> bool:
    """Tell whether a quoted cell is open behind a line; a quote that does not begin a cell opens none."""
    for quote in _QUOTE.finditer(line.replace('""', "")):
        within_quotes = not within_quotes and quote["begins"] is not None
    return within_quotes


def _with_tables(lines: Sequence[str], blocks: Sequence[_Block]) -> list[_Block]:
    """Choose the blocks that hold tables; where nothing looks like one, those that may hold anything."""
    filled = [block for block in blocks if _text(lines, block).strip()]
    tables = [block for block in filled if block.label in _OF_TABLES or _is_table(lines, block)]
    if tables:
        return tables
    inside = {number for block in blocks for number in range(block.first - 1, block.end + 1)}
    outside = "".join(line for number, line in enumerate(lines) if number not in inside)
    if shape_of(outside).is_table:
        return []
    return [block for block in filled if block.label in _OF_ANYTHING]


def _is_table(lines: Sequence[str], block: _Block) -> bool:
    return shape_of(_text(lines, block)).is_table


def _text(lines: Sequence[str], block: _Block) -> str:
    return "".join(lines[block.first : block.end])
