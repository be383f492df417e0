"""What a storyboard is compared with: a lock, another file, or itself in an earlier revision."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from kling_cost.causes import Side
from kling_cost.cli.reading_options import STANDARD_INPUT, storyboard_from, storyboard_to_plan
from kling_cost.errors import KlingCostError
from kling_cost.gate.case import Base

if TYPE_CHECKING:
    from kling_cost.cli.planning import Asked
    from kling_cost.estimate import Estimate
    from kling_cost.plan import Plan
    from kling_cost.pricebook.book import PriceBook
    from kling_cost.storyboard.shot import Storyboard

GIT = "git:"
LOCK = ".lock.json"


class BrokenLock(KlingCostError):  # noqa: N818 - named after what was found
    """A lock whose figures do not derive again, so that nothing can be compared with it."""

    code = "broken-lock"


def base_of(text: str, asked: Asked, chosen: Plan) -> tuple[Base, Side | None]:
    """Read what a storyboard is compared with, and plan it in the way of working of the chosen plan.

    Raises:
        InputRefused, NoRevision, BrokenLock: when it cannot be read.
    """
    if text.endswith(LOCK):
        estimate, book = _quoted(Path(text), asked)
        return Base(name=text, estimate=estimate), Side(estimate=estimate, book=book, known_on=asked.known_on)
    name = text
    if text.startswith(GIT):
        name, storyboard = _of_revision(text, asked)
        if storyboard is None:
            missing = f"{name} has no {asked.file.name}, so there is nothing to compare with"
            return Base(name=name, missing=missing), None
    else:
        storyboard = storyboard_to_plan(Path(text), asked.tables, **asked.reading)
    estimate = _estimated(asked, chosen, storyboard)
    side = Side(estimate=estimate, book=asked.tables.book, known_on=asked.known_on)
    return Base(name=name, estimate=estimate), side


def _of_revision(text: str, asked: Asked) -> tuple[str, Storyboard | None]:
    from kling_cost.cli.gate.revision import NoRevision, file_at  # noqa: PLC0415 - only revisions need git

    if asked.file == STANDARD_INPUT:
        raise NoRevision(f"standard input has no {text}; give the storyboard's file")
    data, commit = file_at(text.removeprefix(GIT), asked.file)
    name = f"{text} ({commit})"
    if data is None:
        return name, None
    return name, storyboard_from(data, asked.file.name, asked.tables, **asked.reading)


def _estimated(asked: Asked, chosen: Plan, storyboard: Storyboard) -> Estimate:
    strategy = next(each for each in asked.strategies if each.name == chosen.strategy)
    return asked.estimate_of(storyboard, strategy, chosen.provider)


def _quoted(path: Path, asked: Asked) -> tuple[Estimate, PriceBook]:
    """Derive the quote of a lock again.

    Raises:
        BrokenLock: when its figures are not those that derive.
    """
    from kling_cost.lock.requote import load_lock  # noqa: PLC0415 - only locks need it
    from kling_cost.lock.verify import verify_lock  # noqa: PLC0415

    tables = asked.tables
    lock = load_lock(path)
    verified = verify_lock(lock, tables.book, tables.models, tables.roots, version=version("kling-cost"))
    if verified.disagreements:
        raise BrokenLock(
            f"{path} does not hold so nothing is compared with it; kling-cost verify {path} says why"
        )
    return verified.estimate, tables.book.held_to({lock.file.asked.provider: lock.file.card})
