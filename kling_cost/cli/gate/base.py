"""What a storyboard is compared with: a lock, another file, or itself in an earlier revision."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from kling_cost.causes import Side
from kling_cost.cli.reading_options import STANDARD_INPUT, storyboard_from, storyboard_to_plan
from kling_cost.cli.settings.found import shown_path
from kling_cost.compare import compare_plans
from kling_cost.errors import InputRefused, KlingCostError
from kling_cost.gate.case import Base
from kling_cost.money import MoneyRules

if TYPE_CHECKING:
    from kling_cost.cli.planning import Asked
    from kling_cost.plan import Plan
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
    if text.startswith(GIT):
        return _in_revision(text, asked, chosen)
    path = Path(text)
    side = _quoted(path, asked) if text.endswith(LOCK) else _planned_alike(path, asked, chosen)
    return Base(name=shown_path(path), estimate=side.estimate), side


def _planned_alike(path: Path, asked: Asked, chosen: Plan) -> Side:
    return _side(asked, chosen, storyboard_to_plan(path, asked.tables, **asked.reading))


def _in_revision(text: str, asked: Asked, chosen: Plan) -> tuple[Base, Side | None]:
    """Plan the storyboard of a revision; what cannot be read there is no reason to refuse what mends it."""
    from kling_cost.cli.gate.revision import NoRevision, file_at  # noqa: PLC0415 - only revisions need git

    if asked.file == STANDARD_INPUT:
        raise NoRevision(f"standard input has no {text}; give the storyboard's file")
    revision, file = text.removeprefix(GIT), asked.file.name
    data, commit = file_at(revision, asked.file)
    name = f"{GIT}{commit}" if revision.startswith(commit) else f"{text} ({commit})"
    if data is None:
        return Base(name=name, missing=f"{name} has no {file}, so there is nothing to compare with"), None
    try:
        storyboard = storyboard_from(data, file, asked.tables, **asked.reading)
        side = _side(asked, chosen, storyboard)
    except InputRefused as error:
        errors = [problem for problem in error.problems() if problem.level == "error"]
        first = " ".join(str(errors[0]).split())
        return Base(name=name, missing=f"{file} of {name} cannot be compared with: {first}"), None
    return Base(name=name, estimate=side.estimate), side


def _side(asked: Asked, chosen: Plan, storyboard: Storyboard) -> Side:
    strategy = next(each for each in asked.strategies if each.name == chosen.strategy)
    estimate = asked.estimate_of(storyboard, strategy, chosen.provider)
    return Side(estimate=estimate, book=asked.tables.book, known_on=asked.known_on)


def _quoted(path: Path, asked: Asked) -> Side:
    """Derive the quote of a lock again.

    Raises:
        BrokenLock: when its figures are not those that derive, or it was edited.
    """
    from kling_cost.lock.requote import load_lock  # noqa: PLC0415 - only locks need it
    from kling_cost.lock.verify import verify_lock  # noqa: PLC0415

    tables = asked.tables
    lock = load_lock(path)
    verified = verify_lock(lock, tables.book, tables.models, tables.roots, version=version("kling-cost"))
    if not verified.holds:
        raise BrokenLock(
            f"{path} does not hold, so nothing is compared with it; kling-cost verify {path} says why"
        )
    said, estimate = lock.file.asked, verified.estimate
    if estimate.money == MoneyRules():  # who knows no price of a credit is told in today's
        entry = compare_plans([estimate.entry.plan], asked.money).chosen
        estimate = replace(estimate, entry=entry, money=asked.money)
    book = tables.book.held_to({said.provider: lock.file.card})
    return Side(estimate=estimate, book=book, known_on=said.known_on)
