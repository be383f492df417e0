"""JSON as text, into plain values whose numbers keep their digits.

JSON Lines and JSON in a code fence with prose around it are read as well. What values mean is not known here.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import TYPE_CHECKING, TypeAlias

from kling_cost.storyboard.table import MOST_CELLS, MOST_ROWS, FileFault

if TYPE_CHECKING:
    from collections.abc import Sequence

Json: TypeAlias = "str | bool | list[Json] | dict[str, Json] | None"
"""A value of JSON; numbers are the text that was written, so 8.50 and 2E5 stay as they are."""

MOST_DEPTH = 100
"""The deepest nesting that is read; storyboards have five levels, and parsers in C crash on a million."""
MOST_BLOCKS = 1000
"""The most fenced blocks of JSON in one text."""

_TO_NEXT_BRACKET = re.compile(r'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.?)*+"?)*+([\[\]{}]|\Z)', re.DOTALL)
_BLANKS = re.compile(r"[ \t\r\n]*")
_SURROGATES = re.compile("[\ud800-\udfff]")
_FENCE = re.compile(r"^[ \t]*+```[^\n]*", re.MULTILINE)
_FILLED_LINE = re.compile(r"^[^\S\n]*+\S", re.MULTILINE)
_OTHER_QUOTES = frozenset("'\u2018\u2019\u201c\u201d")


@dataclass(frozen=True, slots=True)
class Documents:
    """The JSON documents of a text, and how many lines of prose and fences stood around them."""

    values: Sequence[Json]
    skipped: int = 0


def read_documents(text: str) -> Documents:
    """Read a text as one JSON document, as JSON Lines (then one list), or as the JSON in its code fences.

    Raises:
        FileFault: with line, column and cure, when it is not JSON, or nested or filled beyond all reason.
    """
    text = text.removeprefix("\ufeff")
    if text.lstrip()[:1] in {"{", "["}:
        return Documents([_document(text)])
    blocks, skipped = _fenced(text)
    if not blocks:
        found = "is empty" if not text.strip() else "does not begin with { or [ and has no ```json block"
        raise FileFault("not-json", f"is not JSON: it {found}; save the list of shots as JSON")
    return Documents([_document(block, above) for above, block in blocks], skipped)


def check_extent(text: str, above: int = 0) -> None:
    """Refuse JSON text that is nested or filled more than any parser should be trusted with.

    ``above`` counts the lines of the file that stand above the text.

    Raises:
        FileFault: beyond ``MOST_DEPTH`` levels or ``MOST_CELLS`` values.
    """
    if text.count(",") + text.count("[") + text.count("{") > MOST_CELLS:
        message = f"holds over {MOST_CELLS:,} values, which no storyboard does; split it"
        raise FileFault("too-many-cells", message)
    depth = 0
    for match in _TO_NEXT_BRACKET.finditer(text):
        if match[1] in {"[", "{"}:
            depth += 1
            if depth > MOST_DEPTH:
                line, column = _place(text, match.start(1), above)
                where = f"line {line}, column {column}"
                message = (
                    f"is nested over {MOST_DEPTH} levels deep ({where}); a list of shots needs two or three"
                )
                raise FileFault("too-deep", message, row=line)
        elif match[1]:
            depth = max(depth - 1, 0)


def well_formed(text: str) -> str:
    """Put the replacement character for halves of surrogate pairs, which no file could be written with."""
    return text if text.isascii() else _SURROGATES.sub("\ufffd", text)


def _fenced(text: str) -> tuple[list[tuple[int, str]], int]:
    """Give the fenced blocks of JSON, each after the count of lines above it; and how many lines are none."""
    marks = list(islice(_FENCE.finditer(text), 2 * MOST_BLOCKS + 1))
    if len(marks) > 2 * MOST_BLOCKS:
        raise FileFault(
            "too-many-blocks", f"holds over {MOST_BLOCKS:,} fenced blocks; join them into one list"
        )
    blocks: list[tuple[int, str]] = []
    above = last = 0
    for opening, closing in zip_longest(marks[::2], marks[1::2]):
        start, stop = opening.end(), closing.start() if closing else len(text)
        above, last = above + text.count("\n", last, start), start
        content = text[start:stop]
        if content.lstrip()[:1] in {"{", "["}:
            blocks.append((above, content))
    return blocks, _lines(text) - sum(_lines(content) for _, content in blocks)


def _lines(text: str) -> int:
    """Count the lines that hold anything."""
    return sum(1 for _ in _FILLED_LINE.finditer(text))


def _document(text: str, above: int = 0) -> Json:
    """Read one document, or objects one after the other as one list."""
    check_extent(text, above)
    values: list[Json] = []
    at = _after_blanks(text, 0)
    while at < len(text):
        if values and not isinstance(values[0], dict):
            raise _more_follows(text, at, above)
        try:
            value, at = _DECODER.raw_decode(text, at)
        except json.JSONDecodeError as error:
            if values and text[error.pos : error.pos + 1] not in {"{", ""} and error.pos == at:
                raise _more_follows(text, at, above) from None
            raise _fault(text, error, above) from None
        values.append(value)
        at = _after_blanks(text, at)
    if len(values) == 1:
        return values[0]
    if all(isinstance(value, dict) for value in values):
        return values
    raise FileFault(
        "not-json", "is not JSON: several values follow one another; put them into one list, [ ... ]"
    )


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    if len(pairs) > MOST_ROWS:
        raise FileFault("too-many-rows", f"has over {MOST_ROWS:,} names in one object; split it")
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        message = f"gives {twice!r} twice in one object, so that one of the two would be lost; rename one"
        raise FileFault("duplicate-key", message)
    return found


def _constant(name: str) -> str | None:
    # data frames write a missing number as NaN
    return None if name == "NaN" else name


_DECODER = json.JSONDecoder(
    # line breaks inside a text are common in what people and models write
    strict=False,
    parse_int=str,
    parse_float=str,
    parse_constant=_constant,
    object_pairs_hook=_object,
)


def _after_blanks(text: str, at: int) -> int:
    match = _BLANKS.match(text, at)
    return match.end() if match else at


def _place(text: str, at: int, above: int) -> tuple[int, int]:
    return above + text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _more_follows(text: str, at: int, above: int) -> FileFault:
    line, column = _place(text, at, above)
    cure = "delete it, or put [ and ] around a list of objects"
    message = f"is not JSON: line {line}, column {column}: more text follows the end; {cure}"
    return FileFault("not-json", message, row=line)


def _fault(text: str, error: json.JSONDecodeError, above: int) -> FileFault:
    at = _after_blanks(text, error.pos)
    after = _after_blanks(text, at + 1)
    if text[at : at + 1] == "," and text[after : after + 1] in {"]", "}"}:
        # newer Pythons point at the comma itself
        at = after
    line, column = _place(text, min(at, len(text)), above)
    message = f"is not JSON: line {line}, column {column}: {_cure(text, at, error.msg)}"
    return FileFault("not-json", message, row=line)


def _cure(text: str, at: int, reason: str) -> str:
    found = text[at : at + 1]
    trailing = found in {"]", "}"} and text[:at].rstrip(" \t\r\n").endswith(",")
    cures = (
        (not found, "the text ends in the middle; is the file complete?"),
        (trailing, f"a comma stands before the closing {found}; delete the comma"),
        (found in {"/", "#"}, "JSON has no comments; delete it"),
        (found in _OTHER_QUOTES, 'names and texts stand between straight double quotes; write "..."'),
        (found.isdigit() and text[:at].endswith("0"), "a number with leading zeros is text; quote it"),
        (text.startswith(("True", "False", "None"), at), "JSON writes true, false and null"),
    )
    by_reason = (
        ("Unterminated", "a text begins here and does not end; is a closing double quote missing?"),
        ("Expecting property", f'{found!r} stands where a name must stand; write "name": value'),
        ("Expecting ',' delimiter", f"{found!r} stands here; is a comma or a quote missing before it?"),
    )
    for holds, cure in (*cures, *((reason.startswith(begin), cure) for begin, cure in by_reason)):
        if holds:
            return cure
    return f"{found!r} is unexpected here ({reason[:1].lower()}{reason[1:]}); correct it"
