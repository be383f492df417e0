"""A storyboard estimated as the quote of a lock was, so that only what changed since makes a difference."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_cost.causes import Side
from kling_cost.cli.reading_options import storyboard_to_plan
from kling_cost.lock.requote import quote_alike
from kling_cost.pricebook.age import stale_prices

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from kling_cost.cli.options import Tables
    from kling_cost.errors import Problem
    from kling_cost.lock.requote import Lock
    from kling_cost.storyboard.shot import Storyboard
    from kling_cost.strategies import Strategy


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """A storyboard planned as a lock was, and what is to be said of it."""

    side: Side
    storyboard: Storyboard
    warnings: Sequence[Problem]
    assumptions: Sequence[str]


def read_alike(lock: Lock, path: Path, tables: Tables) -> Storyboard:
    """Read a storyboard in the way in which that of a lock was read.

    Raises:
        InputRefused: with every fault of the file.
    """
    reading = lock.file.storyboard.reading
    return storyboard_to_plan(
        path,
        tables,
        infer=reading.infer,
        columns=tuple(reading.columns.items()),
        unit=reading.unit,
        fps=reading.fps,
        default_duration=reading.default_duration_s,
    )


def planned_alike(
    lock: Lock,
    path: Path,
    tables: Tables,
    *,
    on: date | None = None,
    provider: str | None = None,
    strategy: Strategy | None = None,
) -> Alike:
    """Estimate a storyboard as the quote of a lock was, but for what is given.

    On the lock's own day and provider the lock's card is in force, also where it was corrected since.

    Raises:
        KlingCostError: for whatever is wrong in the file, or for a name that the tables do not have.
    """
    storyboard, asked = read_alike(lock, path, tables), lock.file.asked
    moved = on not in (None, asked.on) or provider not in (None, asked.provider)
    book = tables.book if moved else tables.book.held_to({asked.provider: lock.file.card})
    estimate = quote_alike(
        lock.file,
        storyboard,
        book,
        tables.models,
        on=on,
        provider=provider,
        strategy=strategy,
    )
    plan = estimate.entry.plan
    return Alike(
        side=Side(estimate=estimate, book=book, known_on=asked.known_on),
        storyboard=storyboard,
        warnings=[*storyboard.warnings, *stale_prices(plan.rates, plan.on)],
        assumptions=[*storyboard.assumptions, *estimate.money.describe(), *plan.assumptions],
    )
