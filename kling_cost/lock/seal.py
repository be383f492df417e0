"""The seal of a lock: a digest of all that it says, so that an edit by hand is known as one.

It keeps nobody from sealing anew; whoever wants that needs a signature, which version control can give.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def seal_of(document: Mapping[str, Any]) -> str:
    """Give the SHA-256 of a lock's document without its seal, whatever the order of its keys."""
    said = {key: value for key, value in document.items() if key != "seal"}
    text = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return digest_of(text.encode())


def digest_of(*contents: bytes) -> str:
    """Give the SHA-256 of a file, or of several one after the other."""
    return hashlib.sha256(b"".join(contents)).hexdigest()


def digest_of_files(paths: Iterable[Path]) -> str:
    """Give the SHA-256 of files one after the other; one that cannot be read counts as empty."""
    return digest_of(*map(_content, paths))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes() if path.is_file() else b""
    except OSError:
        return b""
