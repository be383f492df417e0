"""A quote of a thousand shots verified, and the difference of two such plans, against planning them."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from harness import compared, in_seconds, interleaved
from storyboard_plan import ON, PROVIDER, SHOTS, storyboard_text

from kling_cost import (
    Choices,
    Estimate,
    Models,
    MoneyRules,
    Planner,
    PriceBook,
    Side,
    Strategies,
    TakesRules,
    compare_plans,
    difference_of,
    read_storyboard,
)
from kling_cost.datafiles import pricing_dir
from kling_cost.lock.make import Quote, lock_of
from kling_cost.lock.requote import load_lock
from kling_cost.lock.verify import verify_lock
from kling_cost.storyboard.reading import AS_WRITTEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from harness import Result

    from kling_cost.storyboard.shot import Storyboard

ROUNDS = 7
STRATEGY = "v3-draft-o3-final"
LATER = date(2026, 5, 1)
EVERY = 2
"""One row of so many is edited between the two plans."""


def measure() -> Iterator[Result]:
    """Time verifying and comparing, each in turn with the planning that it stands on."""
    models, book = Models(), PriceBook()
    takes, strategy = TakesRules(), Strategies(models=models)[STRATEGY]

    def estimated(storyboard: Storyboard, on: date) -> Estimate:
        planner = Planner(book=book, models=models, takes=takes)  # a new one remembers no rows
        plan = planner.plan(storyboard, strategy, provider=PROVIDER, on=on)
        return Estimate(entry=compare_plans([plan], MoneyRules()).chosen)

    with TemporaryDirectory() as folder:
        path = Path(folder) / "storyboard.csv"
        path.write_text(storyboard_text(), encoding="utf-8")
        storyboard = read_storyboard(path, models=models)
        estimate, edited = estimated(storyboard, ON), _edited(storyboard)
        quote = Quote(
            estimate=estimate,
            strategy=strategy,
            choices=Choices(),
            takes=takes,
            book=book,
            roots=[pricing_dir()],
            known_on=None,
            storyboard_file=path.name,
            storyboard_sha256="",
            reading=AS_WRITTEN,
        )
        locked = Path(folder) / "plan.lock.json"
        document = lock_of(quote, made_by="0", made_on=ON, valid_until=ON, valid_because="a benchmark")
        locked.write_text(json.dumps(document), encoding="utf-8")

        def verify() -> None:
            lock = load_lock(locked)
            assert verify_lock(lock, book, models, [pricing_dir()], version="0").holds

        verify()
        lines = len(estimate.entry.plan.lines)
        yield compared(
            f"a quote of {SHOTS:,} shots, {lines:,} lines, verified",
            interleaved(verify, lambda: estimated(storyboard, ON), rounds=ROUNDS),
            shown=in_seconds,
        )

    sides = [Side(estimate=each, book=book) for each in (estimate, estimated(edited, LATER))]

    def differ() -> None:
        found = difference_of(*sides)
        assert sum((cause.amount.number for cause in found.causes), Decimal(0)) == found.change.number

    differ()
    yield compared(
        f"why two plans of {SHOTS:,} shots differ, every second row edited",
        interleaved(differ, lambda: (estimated(storyboard, ON), estimated(edited, LATER)), rounds=ROUNDS),
        shown=in_seconds,
    )


def _edited(storyboard: Storyboard) -> Storyboard:
    """Make rows longer and give them another take, so that several causes share each change."""
    shots = [
        replace(shot, seconds=(shot.seconds or Decimal(0)) + 2, takes=(shot.takes or 3) + 1)
        if number % EVERY
        else shot
        for number, shot in enumerate(storyboard.shots)
    ]
    return replace(storyboard, shots=shots)
