"""What a storyboard is compared with: a lock, another file, or itself in an earlier revision."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kling_cost.causes import Side
from kling_cost.cli.lock.quoted import is_lock, quoted_side
from kling_cost.cli.reading_options import STANDARD_INPUT, storyboard_from, storyboard_to_plan
from kling_cost.gate.case import Base

if TYPE_CHECKING:
    from kling_cost.cli.planning import Asked
    from kling_cost.estimate import Estimate
    from kling_cost.plan import Plan
    from kling_cost.storyboard.shot import Storyboard

GIT = "git:"


def base_of(text: str, asked: Asked, chosen: Plan) -> tuple[Base, Side | None]:
    """Read what a storyboard is compared with, and plan it in the way of working of the chosen plan.

    Raises:
        InputRefused, NoRevision, BrokenLock: when it cannot be read.
    """
    if is_lock(Path(text)):
        side, _ = quoted_side(Path(text), asked.tables)
        return Base(name=text, estimate=side.estimate), side
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
