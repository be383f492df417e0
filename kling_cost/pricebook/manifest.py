"""The manifest: the digest of every released price file, so that none is edited unnoticed.

``MANIFEST.sha256`` lies beside the providers' folders, in the form that ``sha256sum --check`` reads.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_cost.datafiles import fault_in, read_text
from kling_cost.errors import InputRefused, Problem
from kling_cost.pricebook.load import PLANS
from kling_cost.pricebook.version import VERSION_NAME

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MANIFEST = "MANIFEST.sha256"

_LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<name>[^/\s]+/[^/\s]+\.toml)")


@dataclass(frozen=True, slots=True)
class Frozen:
    """The text of a manifest with every file in it, and the names of those that are new there."""

    text: str
    new: Sequence[str]


def digests(root: Path) -> dict[str, str]:
    """Give the SHA-256 of every rate card and every file of plans, by ``provider/file``."""
    return {
        f"{path.parent.name}/{path.name}": hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.glob("*/*.toml"))
        if VERSION_NAME.fullmatch(path.stem.removeprefix(PLANS)) and path.is_file()
    }


def read_manifest(root: Path) -> dict[str, str]:
    """Read the manifest of a folder; without one nothing is released yet.

    Raises:
        InputRefused: naming every line that is no digest, or the second digest of a file.
    """
    path = root / MANIFEST
    if not path.exists():
        return {}
    released: dict[str, str] = {}
    problems = []
    for number, line in enumerate(read_text(path).splitlines(), start=1):
        found = _LINE.fullmatch(line)
        if found is None:
            message = "is not a digest, two blanks and provider/file.toml; put back what --freeze wrote"
            problems.append(fault_in(path, "manifest-line", message, f"line {number}"))
        elif found["name"] in released:
            message = (
                f"{found['name']} has a digest already; a released file has one, the first; drop this line"
            )
            problems.append(fault_in(path, "manifest-line", message, f"line {number}"))
        else:
            released[found["name"]] = found["digest"]
    if problems:
        raise InputRefused(problems)
    return released


def manifest_problems(root: Path) -> list[Problem]:
    """Hold every released file against its digest.

    Raises:
        InputRefused: when the manifest cannot be read.
    """
    released, found = read_manifest(root), digests(root)
    cure = "a released file is never edited: put it back and write a correction (-r2) or a new card"
    return [
        fault_in(
            root / name, "released", f"was {'edited' if name in found else 'removed'} after release; {cure}"
        )
        for name, digest in released.items()
        if found.get(name) != digest
    ]


def frozen(root: Path) -> Frozen:
    """Give the manifest of a folder with the files added that are not released yet; nothing is written.

    Raises:
        InputRefused: when a released file is changed or gone, or the manifest cannot be read.
    """
    problems = manifest_problems(root)
    if problems:
        raise InputRefused(problems)
    released, found = read_manifest(root), digests(root)
    lines = [f"{digest}  {name}\n" for name, digest in found.items()]
    return Frozen(text="".join(lines), new=[name for name in found if name not in released])
