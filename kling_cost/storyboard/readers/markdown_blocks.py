"""A Markdown text as lines that know what they are: headings, list items, code, and pipe tables in cells.

markdown-it finds the blocks (fences, lists, quotes, headings) and takes markup out of words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Literal

from kling_cost.storyboard.readers.markdown_heads import head_of
from kling_cost.storyboard.readers.pipe_tables import cells_of, pipes
from kling_cost.storyboard.table import MOST_CELLS, MOST_ROWS, FileFault, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.token import Token


_READ_FENCES = frozenset({"", "markdown", "md", "text", "txt", "plain", "plaintext", "prompt"})
_DEEPEST_FENCE = 3
_MARKUP = re.compile(r"[\\`*_\[\]<&~!]")
_TAG = re.compile(
    r"(?<!\\)</?(?:br|b|i|u|s|p|em|strong|span|small|sub|sup|mark|del|ins|code|kbd|font|div)\b[^<>]*>",
    re.IGNORECASE,
)
_LEFT_BOLD = re.compile(r"\*\*(\S.*?)\*\*")
_UNSPACED_HEADING = re.compile(r"(#{2,6})([^\s#].*)$")
_QUICK = re.compile(r"(?P<heading>#{1,6})\s*(?=\S)|(?P<number>\d{1,9})[.)]\s+|[-*+]\s+")
_MOST_CHARACTERS = 8_000_000
_MOST_LINES = 60_000
"""The most lines that are no rows; words cost more time to read than cells."""
_CURE = "split it, or save its tables as CSV"
_LONGEST_MARKED_UP = 4_000
"""Longer texts keep their markup: no cell of a storyboard is that long, and reading it could take long."""


@dataclass(frozen=True, slots=True)
class PipeTable:
    """The rows of a pipe table; ``headed`` if the first one stands above a row of dashes."""

    rows: Sequence[Row]
    headed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line as it is written, without the marks of its block; ``depth`` counts the lists around it.

    ``opens`` marks the first line of a paragraph, ``level`` is a heading's, ``mark`` the number of a numbered
    item. A table is one line with ``table``; ``last`` is the number of its last line.
    """

    number: int
    form: Literal["heading", "item", "text", "code", "break", "table"]
    raw: str = ""
    level: int = 0
    depth: int = 0
    mark: str = ""
    opens: bool = True
    table: PipeTable | None = None
    last: int = 0


def lines_of(text: str, worth_reading: Callable[[str], bool]) -> list[Line]:
    """Read a text's blocks; what is in a fence is read as well if it is ``worth_reading``.

    Raises:
        FileFault: when there are more rows or cells than any storyboard has.
    """
    if len(text) > _MOST_CHARACTERS or text.count("\n") + text.count("\r") > 2 * MOST_ROWS:
        message = f"is longer than {_MOST_CHARACTERS:,} characters or {2 * MOST_ROWS:,} lines; " + _CURE
        raise FileFault("too-large", message)
    lines = list(islice(_Blocks(worth_reading).lines(text, above=0, fences=0), _MOST_LINES + 1))
    if len(lines) > _MOST_LINES:
        message = (
            f"holds more than {_MOST_LINES:,} lines beside its tables, more than any storyboard; " + _CURE
        )
        raise FileFault("too-large", message)
    return lines


def quick_lines(text: str, most: int) -> list[Line]:
    """Give the first lines of a text with what they seem to be, without reading its blocks."""
    found = []
    for match in islice(re.finditer(r"[^\r\n]+", text), most):
        raw = match[0][:_LONGEST_MARKED_UP].strip().lstrip("> ")
        marks = _QUICK.match(raw)
        level = len(marks["heading"] or "") if marks else 0
        form: Literal["heading", "item", "text"] = "heading" if level else "item" if marks else "text"
        words = raw[marks.end() :] if marks else raw
        found.append(
            Line(number=0, form=form, raw=words, level=level, mark=(marks and marks["number"]) or "")
        )
    return found


def plain(raw: str) -> str:
    """Give the words of a text without its markup: emphasis, code, links, tags, entities."""
    if len(raw) > _LONGEST_MARKED_UP or not _MARKUP.search(raw):
        return raw.strip()
    raw = _TAG.sub(" ", raw).strip()
    parser = _parser()
    tokens: list[Token] = []
    parser.inline.parse(raw, parser, {}, tokens)
    words = "".join(_words(tokens)).strip()
    # beside Chinese and Japanese letters emphasis often is none by the rules; it was meant all the same
    return _LEFT_BOLD.sub(r"\1", words) if "**" in words and "\\" not in raw else words


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    for token in tokens:
        yield " " if token.type in {"softbreak", "hardbreak"} else token.content


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only Markdown needs it

    parser = MarkdownIt("commonmark", {"html": True}).disable(["code", "reference", "html_inline"])
    parser.enable("strikethrough")
    parser.block.ruler.at("html_block", _comment, {"alt": ["paragraph", "reference", "blockquote"]})
    parser.block.ruler.before("fence", "pipes", pipes, {"alt": ["paragraph", "reference"]})
    return parser


@lru_cache(maxsize=1)
def _block_parser() -> MarkdownIt:
    parser = _parser.__wrapped__()
    parser.core.ruler.disable(["inline", "text_join"])
    return parser


def _comment(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it calls it
    """Leave out comments; other tags are words, since tables stand between them."""
    from markdown_it.rules_block import html_block  # noqa: PLC0415

    if not state.src.startswith("<!--", state.bMarks[start] + state.tShift[start]):
        return False
    return html_block(state, start, end, silent)


class _Blocks:
    def __init__(self, worth_reading: Callable[[str], bool]) -> None:
        self._worth_reading = worth_reading
        self._cells = 0
        self._rows = 0

    def lines(self, text: str, *, above: int, fences: int) -> Iterator[Line]:
        """Give the lines of a text that begins below ``above`` lines of the file."""
        depth = 0
        mark: str | None = None
        tokens = _block_parser().parse(text)
        for at, token in enumerate(tokens):
            kind = token.type
            if kind == "list_item_open":
                depth, mark = depth + 1, token.info
            elif kind == "list_item_close":
                depth, mark = depth - 1, None
            elif token.map is None:
                continue
            elif kind == "inline":
                yield from self._words(tokens[at - 1], token, above, depth, mark)
                mark = None
            else:
                yield from self._block(token, above + token.map[0] + 1, depth, fences)

    def _block(self, token: Token, number: int, depth: int, fences: int) -> Iterator[Line]:
        if token.type == "pipes" and token.map:
            last = number + token.map[1] - token.map[0] - 1
            yield Line(number=number, form="table", depth=depth, table=self._table(token, number), last=last)
        elif token.type == "hr":
            yield Line(number=number, form="break", depth=depth)
        elif token.type == "fence":
            yield from self._fence(token, number, depth, fences)

    @staticmethod
    def _words(block: Token, inline: Token, above: int, depth: int, mark: str | None) -> Iterator[Line]:
        number = above + (inline.map or [0])[0] + 1
        if block.type == "heading_open" and (
            block.markup.startswith("#") or _is_underlined_head(inline.content)
        ):
            yield Line(
                number=number, form="heading", raw=inline.content, level=int(block.tag[1:]), depth=depth
            )
            return
        for at, raw in enumerate(inline.content.split("\n")):
            line = Line(number=number + at, form="text", raw=raw.strip(), depth=depth, opens=not at)
            unspaced = _UNSPACED_HEADING.match(line.raw)
            if unspaced:
                line = replace(line, form="heading", raw=unspaced[2], level=len(unspaced[1]))
            elif mark is not None and not at:
                line = replace(line, form="item", mark=mark)
            yield line
        if block.type == "heading_open":
            yield Line(number=number + inline.content.count("\n") + 1, form="break", depth=depth)

    def _fence(self, token: Token, number: int, depth: int, fences: int) -> Iterator[Line]:
        info = token.info.strip().lower().split(" ")[0]
        if info not in _READ_FENCES:
            return
        if fences < _DEEPEST_FENCE and self._worth_reading(token.content):
            for line in self.lines(token.content, above=number, fences=fences + 1):
                yield replace(line, depth=line.depth + depth)
            return
        for at, raw in enumerate(token.content.split("\n")):
            if raw.strip():
                yield Line(number=number + 1 + at, form="code", raw=raw.strip(), depth=depth, opens=not at)

    def _table(self, token: Token, number: int) -> PipeTable:
        written: Sequence[tuple[int, str]] = token.meta["rows"]
        below = number - (token.map or [0])[0]
        first = written[0][1] if written else ""
        self._count(written)
        width = len(cells_of(first, 0, outer=True))
        outer = first.startswith("|")
        rows = [
            Row(below + at, [plain(cell) for cell in cells_of(text, width, outer=outer)], below + at)
            for at, text in written
        ]
        headed = bool(token.meta["headed"]) and any(rows[0].cells)
        return PipeTable([row for row in rows if any(row.cells)], headed)

    def _count(self, written: Sequence[tuple[int, str]]) -> None:
        self._rows += len(written)
        self._cells += sum(text.count("|") + 1 for _, text in written)
        if self._rows > MOST_ROWS or self._cells > MOST_CELLS:
            message = f"holds more than {MOST_ROWS:,} rows or {MOST_CELLS:,} cells; " + _CURE
            raise FileFault("too-large", message)


def _is_underlined_head(content: str) -> bool:
    """Tell a heading with a line below it from a paragraph above a line: it names a shot or a scene."""
    head = None if "\n" in content else head_of(plain(content), None, "heading")
    return head is not None and (head.sure or bool(head.lengths))
