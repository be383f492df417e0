"""The rows of two plans that are about the same shots, each set of rows that packing ties together as one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from kling_cost.causes.matching import same_shots

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kling_cost.breakdown import Bill
    from kling_cost.plan import Plan
    from kling_cost.storyboard.shot import Shot


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A row of a plan, ``number`` from 1, with what it comes to."""

    number: int
    shot: Shot
    bill: Bill


@dataclass(frozen=True, slots=True)
class Joined:
    """Rows of either plan that are about the same shots; one side is empty where the other has them alone.

    ``gone`` and ``new`` say whether they hold shots that the other plan has not.
    """

    before: Sequence[PlanRow]
    after: Sequence[PlanRow]
    gone: bool = False
    new: bool = False

    @property
    def one_row(self) -> bool:
        """Whether it is one row on either side, of the same shots."""
        return len(self.before) == len(self.after) == 1 and not (self.gone or self.new)


@dataclass(frozen=True, slots=True)
class _Held:
    """A shot of the storyboard and the place of the row that holds it."""

    shot: Shot
    row: int


def joined_rows(before: Plan, after: Plan) -> Iterator[Joined]:
    """Give the rows of both plans, joined, in the order of ``after``; those of ``before`` alone come last."""
    old_rows, new_rows = _rows(before), _rows(after)
    old, new = _held(before, old_rows), _held(after, new_rows)
    pairs = same_shots([held.shot for held in old], [held.shot for held in new])
    ties = _Ties(len(new_rows), len(old_rows))
    for one, other in pairs:
        ties.tie(old[one].row, new[other].row)
    old_kept, new_kept = {one for one, _ in pairs}, {other for _, other in pairs}
    gone = {held.row for place, held in enumerate(old) if place not in old_kept}
    fresh = {held.row for place, held in enumerate(new) if place not in new_kept}
    for olds, news in ties.sets():
        yield Joined(
            [old_rows[n] for n in olds],
            [new_rows[n] for n in news],
            gone=not gone.isdisjoint(olds),
            new=not fresh.isdisjoint(news),
        )


def _rows(plan: Plan) -> list[PlanRow]:
    return [
        PlanRow(number, shot, bill) for number, (shot, bill) in enumerate(plan.breakdown.of_each_row(), 1)
    ]


def _held(plan: Plan, rows: Sequence[PlanRow]) -> list[_Held]:
    """Give the storyboard's shots in its order; a group stands where its first shot does, stills aside."""
    places = {id(shot): place for place, shot in enumerate(plan.storyboard.shots)}
    held = [_Held(shot, place) for place, row in enumerate(rows) for shot in row.shot.cuts or (row.shot,)]
    return sorted(held, key=lambda each: places.get(id(each.shot), each.row))


class _Ties:
    """Rows of two plans tied together: a forest in which each row finds the first of its set."""

    def __init__(self, new: int, old: int) -> None:
        self._new = new
        self._first = list(range(new + old))

    def tie(self, old: int, new: int) -> None:
        one, other = self._find(self._new + old), self._find(new)
        self._first[max(one, other)] = min(one, other)

    def sets(self) -> Iterator[tuple[list[int], list[int]]]:
        """Give the old and the new rows of each set."""
        every = sorted(range(len(self._first)), key=self._find)
        for _, tied in groupby(every, key=self._find):
            rows = list(tied)
            yield [n - self._new for n in rows if n >= self._new], [n for n in rows if n < self._new]

    def _find(self, row: int) -> int:
        while self._first[row] != row:
            self._first[row] = self._first[self._first[row]]
            row = self._first[row]
        return row
