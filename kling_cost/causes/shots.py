"""The change of each shot, in exact fractions by cause."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.causes.cause import Cause
from kling_cost.causes.factors import StageChange
from kling_cost.causes.joining import joined_rows
from kling_cost.causes.sides import Tariff
from kling_cost.causes.stages import paired, stages_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kling_cost.causes.joining import Joined, PlanRow
    from kling_cost.causes.sides import Side
    from kling_cost.causes.stages import StageOfRow

Shares = dict[Cause, Fraction]


def changes_of_shots(before: Side, after: Side) -> Iterator[tuple[Joined, Shares]]:
    """Give the rows of both plans, joined, each with the causes that change its amount; none where none does.

    Both must be told in one unit. The shares of all rows add up to the change of the shots before rounding.
    """
    changes = _Changes((Tariff(before), Tariff(after)))
    for joined in joined_rows(before.estimate.entry.plan, after.estimate.entry.plan):
        yield joined, {cause: share for cause, share in changes.of(joined).items() if share}


class _Changes:
    """Finds the causes of rows; rows that are alike in both plans are looked at once."""

    def __init__(self, tariffs: tuple[Tariff, Tariff]) -> None:
        self._tariffs = tariffs
        self._known: dict[tuple[int, int], Shares] = {}

    def of(self, joined: Joined) -> Shares:
        """Give the causes of one change."""
        old, new = self._worth(joined.before, 0), self._worth(joined.after, 1)
        if joined.gone or joined.new:
            return _come_and_gone(joined, old, new)
        if any(bool(row.bill.faults) for row in (*joined.before, *joined.after)):
            return {Cause.COVERAGE: new - old}
        if not joined.one_row:
            return {Cause.PACKING: new - old}
        one, other = joined.before[0], joined.after[0]
        key = id(one.bill), id(other.bill)
        if key not in self._known:
            self._known[key] = self._of_row(one, other)
        return self._known[key]

    def _worth(self, rows: Sequence[PlanRow], side: int) -> Fraction:
        amounts = (row.bill.amount for row in rows)
        whole = sum((Fraction(amount) for amount in amounts if amount is not None), Fraction(0))
        return whole * self._tariffs[side].factor

    def _of_row(self, one: PlanRow, other: PlanRow) -> Shares:
        shares: defaultdict[Cause, Fraction] = defaultdict(Fraction)
        old, new = stages_of(one), stages_of(other)
        copies, pairs = (_copies(one), _copies(other)), paired(old, new)
        as_often = max(stage.takes for stage in old) == max(stage.takes for stage in new)
        moved = as_often and any(None in pair for pair in pairs)
        for before, after in pairs:
            if before is not None and after is not None:
                found = StageChange((before, after), self._tariffs, moved).causes()
            else:
                found = self._alone(before, after, copies)
            for cause, share in found.items():
                shares[cause] += share
        return shares

    def _alone(
        self, before: StageOfRow | None, after: StageOfRow | None, copies: tuple[int, int]
    ) -> Mapping[Cause, Fraction]:
        """Give the cause of a stage that one side has alone: other stages, or that of more copies."""
        if after is not None:
            more = after.delivers and copies[1] > copies[0]
            return {Cause.ADDED if more else Cause.STAGES: after.amount * self._tariffs[1].factor}
        if before is not None:
            fewer = before.delivers and copies[1] < copies[0]
            return {Cause.REMOVED if fewer else Cause.STAGES: -before.amount * self._tariffs[0].factor}
        return {}


def _come_and_gone(joined: Joined, old: Fraction, new: Fraction) -> Shares:
    """Give the change of rows that hold shots of one side only; what is packed with them goes with them."""
    if joined.gone and joined.new:
        return {Cause.REMOVED: -old, Cause.ADDED: new}
    return {Cause.REMOVED if joined.gone else Cause.ADDED: new - old}


def _copies(row: PlanRow) -> int:
    return 1 if row.shot.is_image else row.shot.count
