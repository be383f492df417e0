"""Who wrote a workbook: what its document properties say, and how our own are known again."""

from __future__ import annotations

import re
from datetime import datetime, time
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


def properties(title: str, on: date) -> dict[str, Any]:
    """Give the document properties of a budget with the prices of a day; they say nothing of the clock."""
    return {
        "title": clean(title)[:_LONGEST_TITLE],
        "subject": f"Video generation budget, prices of {on}",
        "author": "kling-cost",
        "comments": f"{_WRITTEN_BY} {version('kling-cost')}",
        "created": datetime.combine(on, time()),  # a day, not a moment: it has no time zone
    }


def wrote_workbook(content: bytes) -> bool:
    """Tell whether a file is a workbook that :func:`to_workbook` wrote, also when edited and saved since."""
    try:
        with ZipFile(BytesIO(content)) as parts, parts.open(_CORE) as core:
            return _OURS.search(core.read(_MOST_BYTES)) is not None
    except (BadZipFile, KeyError, OSError, NotImplementedError, RuntimeError, ValueError, EOFError):
        return False
