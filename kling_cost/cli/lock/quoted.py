"""A lock as something to compare with: its quote, if that still holds."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from kling_cost.causes import Side
from kling_cost.cli.settings.option import LOCK_ENDING
from kling_cost.errors import KlingCostError
from kling_cost.lock.requote import load_lock
from kling_cost.lock.verify import verify_lock

if TYPE_CHECKING:
    from pathlib import Path

    from kling_cost.cli.options import Tables
    from kling_cost.lock.requote import Lock


class BrokenLock(KlingCostError):  # noqa: N818 - named after what was found
    """A lock whose figures do not derive again, or that was edited: nothing can be compared with it."""

    code = "broken-lock"


def is_lock(path: Path) -> bool:
    """Tell whether a file is called as a lock is."""
    return path.name.lower().endswith(LOCK_ENDING)


def quoted_side(path: Path, tables: Tables) -> tuple[Side, Lock]:
    """Give the quote of a lock as a side of a comparison, priced by its own card.

    Raises:
        InputRefused: for what is no lock.
        BrokenLock: when its figures are not those that derive, or it was edited.
    """
    lock = load_lock(path)
    verified = verify_lock(lock, tables.book, tables.models, tables.roots, version=version("kling-cost"))
    if not verified.holds:
        raise BrokenLock(
            f"{path} does not hold, so nothing is compared with it; kling-cost verify {path} says why"
        )
    book = tables.book.held_to({lock.file.asked.provider: lock.file.card})
    return Side(estimate=verified.estimate, book=book, known_on=lock.file.asked.known_on), lock
