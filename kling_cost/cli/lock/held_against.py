"""The storyboard that a lock names, found, read as it was read then, and held against the lock."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from kling_cost.cli.lock.alike import read_alike
from kling_cost.errors import InputRefused
from kling_cost.lock.seal import digest_of_files
from kling_cost.lock.shots import changed_shots
from kling_cost.lock.state import StoryboardIs, StoryboardState

if TYPE_CHECKING:
    from kling_cost.cli.options import Tables
    from kling_cost.lock.requote import Lock


def storyboard_state(lock: Lock, tables: Tables, named: Path | None) -> StoryboardState:
    """Hold the storyboard of a lock, or the one that is ``named``, against it.

    Raises:
        InputRefused: when the named one cannot be read.
    """
    locked = lock.file.storyboard
    if named is None and locked.sha256 is None:
        return StoryboardState(file=locked.file, found=StoryboardIs.NOT_A_FILE)
    path = named or beside(lock.path, locked.file)
    if named is None and not path.is_file():
        return StoryboardState(file=str(path), found=StoryboardIs.NOT_THERE)
    if path.is_file() and digest_of_files([path]) == locked.sha256:
        return StoryboardState(file=str(path), found=StoryboardIs.AS_LOCKED)
    try:
        changes = changed_shots(locked.shots, read_alike(lock, path, tables).shots)
    except InputRefused:
        if named is not None:
            raise
        changes = ["it can no longer be read as a storyboard"]
    found = StoryboardIs.CHANGED if changes else StoryboardIs.SAME_SHOTS
    return StoryboardState(file=str(path), found=found, changes=changes)


def beside(lock: Path, file: str) -> Path:
    """Give a path that is seen from a lock; one that is only linked to lies where it really is."""
    folder = lock.resolve().parent if lock.is_symlink() else lock.parent
    return Path(os.path.normpath(folder / file))
