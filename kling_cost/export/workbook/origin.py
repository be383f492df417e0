"""Who wrote a workbook, and whether anybody touched it since.

Its document properties say who wrote it, also after others saved it. The comment of its archive holds a
digest of all before it, which no program that saves a workbook keeps: without it it was edited.
"""

from __future__ import annotations

import re
from datetime import datetime, time
from hashlib import sha256
from importlib.metadata import version
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from kling_cost.export.workbook.pages import clean

if TYPE_CHECKING:
    from datetime import date

_WRITTEN_BY = "Written by kling-cost"
_OURS = re.compile(rb"<dc:description>\s*" + _WRITTEN_BY.encode() + rb"\b")
_CORE = "docProps/core.xml"
_MOST_BYTES = 65_536
_LONGEST_TITLE = 200
_NO_COMMENT = b"\0\0"
"""The length of no comment, with which an archive ends."""


def properties(title: str, on: date) -> dict[str, Any]:
    """Give the document properties of a budget with the prices of a day; they say nothing of the clock."""
    return {
        "title": clean(title)[:_LONGEST_TITLE],
        "subject": f"Video generation budget, prices of {on}",
        "author": "kling-cost",
        "comments": f"{_WRITTEN_BY} {version('kling-cost')}",
        "created": datetime.combine(on, time()),  # a day, not a moment: it has no time zone
    }


def sealed(content: bytes) -> bytes:
    """Give a workbook with the digest of its bytes as the comment of its archive."""
    out = BytesIO(content)
    with ZipFile(out, "a") as parts:
        parts.comment = _seal(content)
    return out.getvalue()


def is_as_written(content: bytes) -> bool:
    """Tell whether a workbook of ours still has the bytes that it was written with."""
    seal = content[-len(_seal(b"")) :]
    before = content[: -len(seal) - len(_NO_COMMENT)] + _NO_COMMENT
    return seal == _seal(before)


def _seal(content: bytes) -> bytes:
    return b"kling-cost sha256 " + sha256(content).hexdigest().encode()


def wrote_workbook(content: bytes) -> bool:
    """Tell whether a file is a workbook that :func:`to_workbook` wrote, also when edited and saved since."""
    try:
        with ZipFile(BytesIO(content)) as parts, parts.open(_CORE) as core:
            return _OURS.search(core.read(_MOST_BYTES)) is not None
    except (BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError, ValueError, EOFError):
        return False
