"""Where a finding is, and its text, as the formats of pipelines want them.

What comes from a storyboard or a file's name may hold anything: characters that XML forbids and half pairs of
UTF-16 that UTF-8 has no bytes for are replaced by U+FFFD, in every format alike.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from kling_cost.gate import Finding

_NO_TEXT = re.compile("[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DRIVE = re.compile(r"[A-Za-z]:/")


def text_of(text: str) -> str:
    """Replace what is no text: control characters but tab and line break, half pairs, non-characters."""
    return _NO_TEXT.sub("\N{REPLACEMENT CHARACTER}", text)


def line_of(text: str) -> str:
    """Give a text as one line."""
    return " ".join(text_of(text).split())


def path_of(file: str) -> str:
    """Give a path as repositories write it: forward slashes, no dot in front."""
    path = text_of(file).replace("\\", "/")
    return str(PurePosixPath(path)) if path else ""


def uri_of(file: str) -> str:
    """Give a path as a URI: relative where the path is, percent-encoded."""
    path = path_of(file)
    if _DRIVE.match(path):
        return f"file:///{path[:2]}{quote(path[2:])}"
    return f"file://{quote(path)}" if path.startswith("/") else quote(path)


def told(finding: Finding) -> str:
    """Give a finding's message, with the row in front where the file has no lines to point to."""
    if finding.line is None and finding.row is not None:
        return text_of(f"row {finding.row}: {finding.message}")
    return text_of(finding.message)
