"""What lies around a budget: the Pareto curve, what more money would buy, and what keeps shots out."""

from __future__ import annotations

from dataclasses import dataclass
from operator import sub
from typing import TYPE_CHECKING, Protocol

from kling_cost.budget.outcome import Change, CurvePoint, Obstacle, Step

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from kling_cost.budget.exact import Found
    from kling_cost.budget.limits import Limit
    from kling_cost.budget.task import Picks, Task

NEXT_PERCENT = 10


class Solver(Protocol):
    """What finds plans for limits."""

    curve_points: int
    """So many points of the curve are worth their time."""

    def best(self, limit: Decimal, *, prove: bool = True) -> Found | None:
        """Give the best plan within a limit, None if nothing fits."""

    def needed(self, picks: Picks) -> Decimal:
        """Give the least budget of a plan."""

    def needed_by(self, picks: Picks, rows: Sequence[int]) -> Decimal:
        """Give the least budget of some of its rows."""

    def least(self) -> Picks:
        """Give the plan that makes every row and needs least."""

    def better_than(self, picks: Picks) -> Sequence[Picks]:
        """Give plans that are worth more, in about the order of what they need."""

    def along(self, most: int) -> list[Picks]:
        """Give plans of the whole curve."""


@dataclass(frozen=True)
class Outlook:
    """Looks around a plan of a task."""

    task: Task
    solver: Solver
    limit: Limit
    picks: Picks

    def curve(self) -> list[CurvePoint]:
        """Give the Pareto curve: no point delivers less than one that needs as little."""
        plans = {*self.solver.along(self.solver.curve_points), self.picks, self.solver.least()}
        points = sorted(
            (self.solver.needed(picks), tuple(-level for level in self.task.value(picks))) for picks in plans
        )
        curve: list[CurvePoint] = []
        best: tuple[int, ...] | None = None
        for spend, negative in points:
            if best is None or negative < best:
                best = negative
                curve.append(CurvePoint(spend, self.task.worth(tuple(-level for level in negative))))
        return curve

    def next_step(self) -> Step | None:
        """Give what a tenth more would buy, None if nothing."""
        raised = self.limit.raised(NEXT_PERCENT)
        found = self.solver.best(raised.most, prove=False)
        if found is None or self.task.value(found.picks) <= self.task.value(self.picks):
            return None
        return self._step(found.picks, self.limit.over(raised.amount))

    def next_price(self) -> Step | None:
        """Give the least extra money that is known to buy anything, None if there is nothing left to buy."""
        for picks in self.solver.better_than(self.picks):
            extra = self.limit.over(self.solver.needed(picks))
            if extra > 0:
                return self._step(picks, extra)
        return None

    def _step(self, picks: Picks, extra: Decimal) -> Step:
        """Tell what another plan changes, what is delivered besides first and what is lowered for it last."""
        changed = [row for row, pick in enumerate(picks) if pick != self.picks[row]]
        gains = {
            row: tuple(map(sub, self.task.values[row][picks[row]], self.task.values[row][self.picks[row]]))
            for row in changed
        }
        changed.sort(key=lambda row: gains[row], reverse=True)
        rows = self.task.rows
        changes = [
            Change(rows[row].shot, rows[row].choices[self.picks[row]], rows[row].choices[picks[row]])
            for row in changed
        ]
        return Step(extra, self.task.worth(self.task.value(picks)), changes)

    def obstacle(self) -> Obstacle | None:
        """Say which shots keep all of them from fitting, None if they fit."""
        least = self.solver.least()
        if self.solver.needed(least) <= self.limit.most:
            return None
        rows = range(len(self.task.rows))
        each = [self.solver.needed_by(least, [row]) for row in rows]
        dearest = [self.task.rows[row].shot for row in rows if each[row] == max(each)]
        urgent = sorted(rows, key=lambda row: self.task.priorities.index(self.task.rows[row].shot.priority))
        low, high = 0, len(urgent) - 1
        while low < high:
            middle = (low + high) // 2
            if self.solver.needed_by(least, urgent[: middle + 1]) > self.limit.most:
                high = middle
            else:
                low = middle + 1
        return Obstacle(dearest=dearest, their_least=max(each), passed_at=self.task.rows[urgent[low]].shot)
