"""What a storyboard is compared with: a lock, another file, or itself in an earlier revision."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kling_cost.causes import Side
from kling_cost.cli.lock.quoted import is_lock, quoted_side
from kling_cost.cli.reading_options import STANDARD_INPUT, storyboard_from, storyboard_to_plan
from kling_cost.cli.settings.found import shown_path
from kling_cost.compare import compare_plans
from kling_cost.errors import InputRefused
from kling_cost.gate.case import Base
from kling_cost.money import MoneyRules

if TYPE_CHECKING:
    from kling_cost.cli.planning import Asked
    from kling_cost.plan import Plan
    from kling_cost.storyboard.shot import Storyboard

GIT = "git:"


def base_of(text: str, asked: Asked, chosen: Plan) -> tuple[Base, Side | None]:
    """Read what a storyboard is compared with, and plan it in the way of working of the chosen plan.

    Raises:
        InputRefused, NoRevision, BrokenLock: when it cannot be read.
    """
    if text.startswith(GIT):
        return _in_revision(text, asked, chosen)
    path = Path(text)
    side = _quoted(path, asked) if is_lock(path) else _planned_alike(path, asked, chosen)
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
    """Give the quote of a lock; one that knows no price of a credit is told in today's money.

    Raises:
        InputRefused, BrokenLock: as ``quoted_side`` does.
    """
    side, _ = quoted_side(path, asked.tables)
    estimate = side.estimate
    if estimate.money == MoneyRules():
        entry = compare_plans([estimate.entry.plan], asked.money).chosen
        estimate = replace(estimate, entry=entry, money=asked.money)
    return replace(side, estimate=estimate)
