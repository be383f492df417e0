"""Which reader a file is for: told by what the bytes are, and only where they leave it open by the name."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING

from kling_cost.storyboard.readers.encodings import decoded
from kling_cost.storyboard.table import MOST_BYTES, FileFault

if TYPE_CHECKING:
    from collections.abc import Callable
    from fractions import Fraction

    from kling_cost.storyboard.table import Content

_PACKED = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""How zip archives (XLSX, ODS) and old workbooks begin."""
_FOREIGN = {
    b"%PDF": "a PDF; export its table as CSV or XLSX",
    b"\x89PNG": "a picture; write its shots as CSV or XLSX",
    b"\xff\xd8\xff": "a picture; write its shots as CSV or XLSX",
    b"{\\rtf": "an RTF text; save it as plain text, CSV or XLSX",
}
_DELIMITED_NAMES = frozenset({".csv", ".tsv", ".tab"})
_JSON_NAMES = frozenset({".json", ".jsonl", ".ndjson", ".otio"})
_MARKDOWN_NAMES = frozenset({".md", ".markdown"})
_BRACKETED_WORDS = re.compile(
    r"\[[^\[\]{}\"'“”,\r\n]{1,80}\](?=[ \t]*[^\s,\]}]|[ \t]*[\r\n]+[ \t]*[^\s\]},])"
)
"""``[0-3s] A samurai draws`` and ``[music]`` above other lines: brackets that are not those of JSON."""
_USUAL = frozenset({"UTF-8", "UTF-8 with a mark"})


def content_of(data: bytes, name: str, *, fps: Fraction | None) -> Content:
    """Read a file's bytes as tables of text; ``name`` ends as the file does, ``fps`` is for edit lists.

    Raises:
        FileFault: when no reader can make tables of it.
    """
    if len(data) > MOST_BYTES:
        limit = f"{MOST_BYTES // 1_000_000} MB"
        raise FileFault("too-large", f"is larger than {limit}, which no storyboard is; split it")
    for beginning, what in _FOREIGN.items():
        if data.startswith(beginning):
            raise FileFault("foreign-format", f"is {what}")
    if data.startswith(_PACKED):
        from kling_cost.storyboard.readers.workbook import workbook_tables  # noqa: PLC0415 - see _reader

        return workbook_tables(data)
    text, encoding = decoded(data)
    content = _reader(text, PurePath(name).suffix.lower(), fps)(text)
    if encoding in _USUAL:
        return content
    return replace(content, notes=(f"the file is read as {encoding}", *content.notes))


def _reader(text: str, ending: str, fps: Fraction | None) -> Callable[[str], Content]:
    """Choose the reader of a text. Each is imported when it is needed, for some take their time to load."""
    from kling_cost.storyboard.readers import delimited, foreign_texts, markdown  # noqa: PLC0415

    if _is_json(text, ending):
        return _json_reader(text)
    foreign_texts.check_readable(text, ending)
    if ending == ".edl" or text.lstrip().startswith(("TITLE:", "FCM:")):
        from kling_cost.storyboard.readers import timeline  # noqa: PLC0415

        return partial(timeline.edl_tables, fps=fps)
    if markdown.looks_like_markdown(text):
        if ending in _DELIMITED_NAMES:
            message = f"is Markdown under the name of a table of cells; rename it from {ending} to .md"
            raise FileFault("misnamed", message)
        return markdown.markdown_tables
    if ending in _MARKDOWN_NAMES and "```" not in text:
        return markdown.markdown_tables
    return delimited.delimited_tables


def _is_json(text: str, ending: str) -> bool:
    begin = text.lstrip()
    if ending in _JSON_NAMES and "```" not in text:
        return True
    return (begin[:1] in {"{", "["} and not _BRACKETED_WORDS.match(begin)) or "```json" in text


def _json_reader(text: str) -> Callable[[str], Content]:
    from kling_cost.storyboard.readers import json_list  # noqa: PLC0415

    if "OTIO_SCHEMA" not in text:
        return json_list.json_tables
    from kling_cost.storyboard.readers import timeline  # noqa: PLC0415

    return timeline.otio_tables if timeline.looks_like_otio(text) else json_list.json_tables
