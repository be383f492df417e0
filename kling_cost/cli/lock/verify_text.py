"""What ``verify`` says to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.amounts import Amount, counted
from kling_cost.cli.tables import write_lines, write_table
from kling_cost.cli.telling import tell_note
from kling_cost.export.tabular import Table, printable, to_markdown, to_markdown_text
from kling_cost.lock.state import StoryboardIs
from kling_cost.wording import amount_text, qualified

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from kling_cost.cli.options import Tables
    from kling_cost.cli.output import Output
    from kling_cost.lock.file import LockFile
    from kling_cost.lock.state import StoryboardState
    from kling_cost.lock.verify import Verified

_COLUMNS = ["where", "figure", "locked", "derived", "why"]


def write_verified(
    verified: Verified, state: StoryboardState, on: date, tables: Tables, output: Output
) -> None:
    """Write what became of a quote, and a row for each figure that does not agree."""
    rows = [[each.where, each.figure, each.locked, each.derived, each.why] for each in verified.disagreements]
    table = Table(columns=_COLUMNS, rows=rows)
    head = [
        *_head(verified, tables),
        *_figures(verified),
        *_validity(verified.lock.file, on),
        *_storyboard(verified, state),
        *_notes(verified),
    ]
    if output.format == "csv":
        write_table(table, output)
        for line in head:
            tell_note(line)
    elif output.format == "markdown":
        parts = ["  \n".join(map(to_markdown_text, head)), *([to_markdown(table)] if rows else [])]
        output.write("\n\n".join(part.strip("\n") for part in parts) + "\n")
    elif rows:
        head = [*map(printable, head), ""]
        write_table(table.without_empty(), output, wraps={"where", "why"}, head=head)
    else:
        write_lines(list(map(printable, head)), output)


def _head(verified: Verified, tables: Tables) -> list[str]:
    lock = verified.lock.file
    seller = tables.book.provider(lock.asked.provider).file
    total = qualified(
        " + ".join(amount_text(Amount(each.amount, each.unit), seller) for each in lock.figures.totals),
        approximate=lock.figures.approximate,
        floor=lock.figures.floor,
    )
    made = f"made on {lock.made_on} with kling-cost {lock.made_by}"
    plan = f"{lock.asked.strategy.name} at {lock.asked.provider} on {lock.asked.on}"
    return [f"{verified.lock.path}: {total} for {lock.storyboard.file}, {plan}, {made}"]


def _figures(verified: Verified) -> Iterator[str]:
    lines, card = counted(len(verified.lock.file.lines), "line"), verified.lock.file.card
    card = f"{verified.lock.file.asked.provider}/{card}"
    if verified.holds:
        yield f"Holds: {lines} and every total derive again from {card}"
        return
    if verified.disagreements:
        number = counted(len(verified.disagreements), "disagreement")
        yield f"Does not hold: {number} with what derives from {card}"
    if not verified.sealed:
        yield "Edited: the lock is not as kling-cost wrote it, for its seal does not fit"


def _validity(lock: LockFile, on: date) -> Iterator[str]:
    days = (on - lock.valid_until).days
    past = f"; that was {counted(days, 'day')} before {on}" if days > 0 else ""
    yield f"Valid until {lock.valid_until}: {lock.valid_because}{past}"


_SAID = {
    StoryboardIs.AS_LOCKED: "as locked",
    StoryboardIs.SAME_SHOTS: "other bytes, but the shots are as locked",
    StoryboardIs.NOT_THERE: "not there, so not looked at; --storyboard FILE names it",
    StoryboardIs.NOT_A_FILE: "came from standard input, so not looked at; --storyboard FILE names one",
}
_MOST_CHANGES = 8


def _storyboard(verified: Verified, state: StoryboardState) -> list[str]:
    if state.found is not StoryboardIs.CHANGED:
        return [f"Storyboard {state.file}: {_SAID[state.found]}"]
    shown: Sequence[str] = state.changes[:_MOST_CHANGES]
    rest = len(state.changes) - len(shown)
    more = [f"  and {rest} more"] if rest else []
    cost = f"  kling-cost diff {verified.lock.path} {state.file} says what that costs"
    changes = [*(f"  {change}" for change in shown), *more, *([cost] if verified.holds else [])]
    return [f"Storyboard {state.file}: changed since", *changes]


def _notes(verified: Verified) -> Iterator[str]:
    if verified.corrected_by:
        yield f"Note: for that day {verified.corrected_by} applies by now; the quote stands on its own card"
    if verified.holds:
        for file, what in verified.changed.items():
            became = "has changed" if what == "changed" else "is missing"
            yield f"Note: {file} {became} since, and no figure with it"
