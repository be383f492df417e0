"""Several new files at once: all of them are written, or none, and none over a file unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.cli.writing import Unwritable, check_place, write_whole
from kling_cost.errors import InputRefused, KlingCostError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


def write_all(files: Mapping[Path, bytes], *, force: bool) -> None:
    """Write files with the folders that they need.

    Raises:
        InputRefused: with every file that cannot be written, or stands there and ``force`` is not given.
        Unwritable: when a place turns out not to be writable; all is then as it was.
    """
    problems = [problem for path in files for problem in _against(path, force=force)]
    if problems:
        raise InputRefused(problems)
    before = {path: path.read_bytes() if path.exists() else None for path in files}
    made: list[Path] = []
    try:
        for path, content in files.items():
            for folder in _missing(path):
                _make(folder)
                made.append(folder)
            write_whole(path, content)
    except BaseException:  # an interrupt leaves nothing half-written either
        _take_back(before, made)
        raise


def _make(folder: Path) -> None:
    try:
        folder.mkdir()
    except OSError as error:
        raise Unwritable(folder, error) from None


def _against(path: Path, *, force: bool) -> Iterator[Problem]:
    """Give what speaks against writing a file."""
    try:
        check_place(next(iter(_missing(path)), path))
    except KlingCostError as error:
        yield Problem(level="error", code=error.code, message=str(error))
        return
    if path.exists() and not force:
        message = "exists and may hold your own words, and is left as it is; --force overwrites it"
        yield Problem(level="error", code="file-exists", message=message, file=str(path))


def _missing(path: Path) -> list[Path]:
    """Give the folders above a file that are to be made, the outermost first."""
    folders = [folder for folder in path.parents if not folder.exists()]
    return folders[::-1]


def _take_back(before: Mapping[Path, bytes | None], made: list[Path]) -> None:
    for path, content in before.items():
        if content is None:
            path.unlink(missing_ok=True)
        elif path.read_bytes() != content:
            write_whole(path, content)
    for folder in reversed(made):
        folder.rmdir()
