"""Which files kling-cost wrote itself, and so may write again; asking about the others is done elsewhere.

A file is known by what it says of itself, never by its name: a document by its schema, a picture by its
metadata, a page or a workbook by its writer's own mark, a table by its last line, CSV by its header. What a
file cannot say is taken as a no: one question too many costs a key, a lost file costs a day.
"""

from __future__ import annotations

import csv
import os
import re
from io import StringIO
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

FOREIGN = "was not written by kling-cost"
EDITED = "is a storyboard that may have been edited"
QUOTED = "is a quote that somebody may rely on"
EDITED_SINCE = "was edited since kling-cost wrote it"

TEXT_MARKS = {"table": "Written by kling-cost\n", "markdown": "<!-- kling-cost -->\n"}
"""The last line of a file in a format that has no better place to say who wrote it."""

_HEAD, _TAIL = 2**16, 2**12
_DOCUMENT = re.compile(rb'\s*\{\s*"schema":\s*"kling-cost/')
_LOCK = re.compile(rb'\s*\{\s*"schema":\s*"kling-cost/lock/')
_DATA_PACKAGE = re.compile(rb'\{\s*"profile":[^{}\[\]]*\s"contract":\s*"kling-cost/')
"""The description beside a finance CSV, whose first keys are Frictionless's."""
_SARIF = re.compile(
    rb'\s*\{\s*"\$schema":[^{}\[\]]*"runs":\s*\[\s*\{\s*"tool":\s*\{\s*"driver":\s*\{\s*"name":\s*"kling-cost"'
)
_JUNIT = re.compile(rb'<\?xml[^<>]*>\s*<testsuites name="kling-cost check"')
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_MARK = b"\0\0\0\x13tEXtSoftware\0kling-cost"
_SVG_MARK = re.compile(rb"<dc:creator>\s*<cc:Agent>\s*<dc:title>kling-cost</dc:title>")
_PDF_MARK = b"/Creator (kling-cost)"
_FIRST_OF_STORYBOARDS = "shot_id"
"""No other table of ours begins with this column."""


def why_keep(ending: str, old: IO[bytes], new: bytes | None) -> str | None:
    """Say why a file should not be written over unasked; None where it may be.

    ``ending`` is the file's, in small letters; ``old`` what stands in it; ``new`` what would, or None where
    that is not yet known: then a doubt that only ``new`` can settle is no reason.
    """
    if not _read(old, 1) or (new is not None and _same(old, new)):
        return None
    if ending == ".json" and _LOCK.match(_read(old, _HEAD)):
        return None if new is None else QUOTED
    if ending == ".csv":
        return _why_keep_csv(old, new)
    if ending == ".xlsx":
        return _why_keep_workbook(_read(old))
    recognises = _RECOGNISERS.get(ending)
    return None if recognises is not None and recognises(old) else FOREIGN


def _why_keep_csv(old: IO[bytes], new: bytes | None) -> str | None:
    text = _text(_read(old, _HEAD))
    header = _header(text)
    if _is_finance_csv(text):
        return None
    if new is None:
        return None if header else FOREIGN
    if not header or header != _header(_text(new[:_HEAD])):
        return FOREIGN
    return EDITED if header[0] == _FIRST_OF_STORYBOARDS else None


def _is_finance_csv(text: str) -> bool:
    from kling_cost.export.finance_csv import wrote_finance_csv  # noqa: PLC0415 - only a CSV that exists needs it

    return wrote_finance_csv(text)


def _header(text: str) -> list[str]:
    try:
        return next(csv.reader(StringIO(text, newline="")), [])
    except csv.Error:
        return []


def _is_document(old: IO[bytes]) -> bool:
    head = _read(old, _HEAD)
    return (_DOCUMENT.match(head) or _DATA_PACKAGE.match(head) or _SARIF.match(head)) is not None


def _begins_with(pattern: re.Pattern[bytes]) -> Callable[[IO[bytes]], bool]:
    return lambda old: pattern.match(_read(old, _HEAD)) is not None


def _ends_with(mark: str) -> Callable[[IO[bytes]], bool]:
    line = b"\n" + mark.encode()

    def recognises(old: IO[bytes]) -> bool:
        return _tail(old).replace(b"\r\n", b"\n").endswith(line)

    return recognises


def _is_png(old: IO[bytes]) -> bool:
    head = _read(old, _HEAD)
    return head.startswith(_PNG_START) and _PNG_MARK in head


def _is_svg(old: IO[bytes]) -> bool:
    return _SVG_MARK.search(_read(old, _HEAD)) is not None


def _is_pdf(old: IO[bytes]) -> bool:
    return _read(old, len(b"%PDF")) == b"%PDF" and _PDF_MARK in _read(old)


def _is_page(old: IO[bytes]) -> bool:
    from kling_cost.export.page import wrote_page  # noqa: PLC0415 - only a page that exists needs it

    return wrote_page(_text(_read(old)))


def _why_keep_workbook(old: bytes) -> str | None:
    from kling_cost.export.workbook import is_as_written, wrote_workbook  # noqa: PLC0415 - few are written twice

    if is_as_written(old):
        return None
    return EDITED_SINCE if wrote_workbook(old) else FOREIGN


_RECOGNISERS: dict[str, Callable[[IO[bytes]], bool]] = {
    ".json": _is_document,
    ".sarif": _is_document,
    ".xml": _begins_with(_JUNIT),
    ".txt": _ends_with(TEXT_MARKS["table"]),
    ".md": _ends_with(TEXT_MARKS["markdown"]),
    ".markdown": _ends_with(TEXT_MARKS["markdown"]),
    ".png": _is_png,
    ".svg": _is_svg,
    ".pdf": _is_pdf,
    ".html": _is_page,
}


def _read(old: IO[bytes], most: int = -1) -> bytes:
    old.seek(0)
    return old.read(most)


def _tail(old: IO[bytes]) -> bytes:
    size = old.seek(0, os.SEEK_END)
    old.seek(max(size - _TAIL, 0))
    return old.read()


def _same(old: IO[bytes], new: bytes) -> bool:
    """Say whether both are the same bytes: then nothing is lost, whoever wrote them."""
    return old.seek(0, os.SEEK_END) == len(new) and _read(old) == new


def _text(content: bytes) -> str:
    """Decode what may be cut within a character; what is no text becomes text that is not ours."""
    return content.decode("utf-8-sig", errors="replace")
