"""Making a lock of what ``plan`` was asked and found."""

from __future__ import annotations

import os
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from kling_cost.cli.options import today
from kling_cost.cli.output import to_json
from kling_cost.cli.reading_options import STANDARD_INPUT, reading_said
from kling_cost.cli.telling import tell_note
from kling_cost.lock.make import Quote, lock_of
from kling_cost.lock.seal import digest_of_files
from kling_cost.lock.validity import VALID_DAYS, last_valid_day

if TYPE_CHECKING:
    from datetime import date

    from kling_cost.cli.planning import Asked, Planned
    from kling_cost.plan import Plan


def lock_text(asked: Asked, planned: Planned, path: Path, *, valid_days: int | None) -> str:
    """Write the lock of the chosen plan, as it lies at a path."""
    estimate, strategies = planned.estimate, {each.name: each for each in asked.strategies}
    plan, file = estimate.entry.plan, asked.file
    strategy = strategies[plan.strategy]

    def again(day: date) -> Plan:
        return asked.planner.plan(
            asked.storyboard,
            strategy,
            provider=plan.provider,
            on=day,
            known_on=asked.known_on,
            choices=asked.choices,
        )

    last, why = last_valid_day(
        plan,
        asked.tables.book,
        days=VALID_DAYS if valid_days is None else valid_days,
        known_on=asked.known_on,
        again=again,
    )
    reading = {key: value for key, value in asked.reading.items() if key != "infer"}
    from_a_file = file != STANDARD_INPUT
    quote = Quote(
        estimate=estimate,
        strategy=strategy,
        choices=asked.choices,
        takes=asked.tables.takes,
        book=asked.tables.book,
        roots=asked.tables.roots,
        known_on=asked.known_on,
        storyboard_file=seen_from(path, file) if from_a_file else asked.storyboard.file,
        storyboard_sha256=digest_of_files([file]) if from_a_file else None,
        reading=reading_said(**reading),
        infer=bool(asked.reading.get("infer")),
        title=planned.title,
        assumptions=planned.assumptions,
    )
    document = lock_of(
        quote, made_by=version("kling-cost"), made_on=today(), valid_until=last, valid_because=why
    )
    tell_note(f"the quote is valid until {last}: {why}")
    return to_json(document)


def seen_from(lock: Path, file: Path) -> str:
    """Give a file's path as it is seen from the folder of a lock, with slashes everywhere."""
    try:
        return Path(os.path.relpath(file.resolve(), lock.resolve().parent)).as_posix()
    except ValueError:  # on another drive of a machine that has such
        return file.resolve().as_posix()
