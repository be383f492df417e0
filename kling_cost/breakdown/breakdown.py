"""The rows of a plan with what each comes to: lines, unpriced stages, assumptions and sums."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from functools import cached_property, partial
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, ZERO, Amount, total
from kling_cost.storyboard.shot import shots_named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kling_cost.breakdown.bill import Bill
    from kling_cost.breakdown.rows import Ask, Rows
    from kling_cost.quote import Line
    from kling_cost.storyboard.shot import Shot

_WHOSE = ("shot_id", "row", "scene")


@dataclass(frozen=True, slots=True)
class Unpriced:
    """A stage of a shot that has no price, and why; the whole shot is then left out of the total.

    ``model`` is the one that it was to be made with, empty where that is not known.
    """

    shot: Shot
    stage: str
    reason: str
    model: str


@dataclass(frozen=True)
class Breakdown:
    """Rows and the bill of each thing that they ask for, in the order of ``rows.asks``.

    Sums count a bill as often as it is asked for; lines and assumptions are written out for each row.
    """

    rows: Rows
    bills: Sequence[Bill]

    def of_each_row(self) -> Iterator[tuple[Shot, Bill]]:
        """Give every row with its bill."""
        bills = self.bills
        return (
            (shot, bills[number]) for shot, number in zip(self.rows.shots, self.rows.numbers, strict=True)
        )

    @property
    def line_count(self) -> int:
        """How many lines there are."""
        return sum(count for _, count in self.different_lines())

    @cached_property
    def lines(self) -> list[Line]:
        """The lines of every row that is priced."""
        rows = self.rows
        alike = [[_for_whom(line) for line in bill.lines] for bill in self.bills]
        return [
            line_for(shot_id=shot.shot_id, row=shot.row, scene=shot.scene)
            for shot, number in zip(rows.shots, rows.numbers, strict=True)
            for line_for in alike[number]
        ]

    def amounts(self) -> list[Amount]:
        """Give what the lines come to, in their order."""
        return [line.amount for _, bill in self.of_each_row() for line in bill.lines]

    @cached_property
    def unpriced(self) -> list[Unpriced]:
        """The stages without a price, row by row."""
        return [Unpriced(shot, *fault) for shot, bill in self.of_each_row() for fault in bill.faults]

    @property
    def unpriced_asks(self) -> list[tuple[Ask, int]]:
        """What is asked for and has no price, and by how many rows."""
        each = zip(self.rows.asks, self.bills, self.rows.counts, strict=True)
        return [(ask, count) for ask, bill, count in each if bill.faults]

    def assumptions(self) -> list[str]:
        """Say every assumption once, with the shots it was made for."""
        made: dict[str, dict[str, None]] = {}
        for shot, bill in self.of_each_row():
            for text, cut in bill.assumed:
                shots = made.setdefault(text, {})
                for each in shot.cuts[cut : cut + 1] if cut is not None else shot.cuts or (shot,):
                    shots[each.shot_id] = None
        return [f"{text} ({shots_named(list(shots))})" for text, shots in made.items()]

    def different_lines(self) -> Iterator[tuple[Line, int]]:
        """Give each line of each bill, and how many rows have it."""
        for bill, count in zip(self.bills, self.rows.counts, strict=True):
            for line in bill.lines:
                yield line, count

    def total(self, unit: str) -> Amount:
        """Add all lines up."""
        parts = (
            Amount(EXACT.multiply(line.amount.number, Decimal(count)), line.amount.unit)
            for line, count in self.different_lines()
        )
        return total(parts, unit)

    def seconds(self, of_line: Callable[[Line], Decimal | None]) -> Decimal:
        """Add up seconds of all lines that have any."""
        result = ZERO
        for line, count in self.different_lines():
            seconds = of_line(line)
            if seconds is not None:
                result = EXACT.add(result, EXACT.multiply(seconds, Decimal(count)))
        return result


def _for_whom(line: Line) -> Callable[..., Line]:
    """Give what makes a line for a shot, as ``dataclasses.replace`` would, but faster for many shots."""
    said = {field.name: getattr(line, field.name) for field in fields(line)}
    return partial(type(line), **{name: value for name, value in said.items() if name not in _WHOSE})
