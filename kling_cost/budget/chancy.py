"""The best plan that keeps within a budget with some confidence, where takes are a gamble.

What the search finds is judged by the exact distribution of its total. Small tasks are tried out completely;
of others it is told what no plan can exceed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.budget.bounds import best_value, conditions
from kling_cost.budget.exact import Found
from kling_cost.budget.exhaust import best_of_all
from kling_cost.budget.figures import Figures
from kling_cost.budget.judge import Judge
from kling_cost.budget.search import Search

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from kling_cost.budget.packed_values import Value
    from kling_cost.budget.task import Picks, Task

_BETTER = 12


class ChancySolver:
    """Solves a task for any limit about the one that it was made for."""

    def __init__(self, task: Task, limit: Decimal, confidence: float) -> None:
        """Work out the odds of every choice; ``confidence`` is above 0 and below 1."""
        self._task = task
        self._figures, self._judge = Figures(task), Judge(task, confidence)
        self._search = Search(task, self._figures, self._judge, limit)
        self.curve_points = 24 if self._figures.independent else 12

    def best(self, limit: Decimal, *, prove: bool = True) -> Found | None:
        """Give the plan of the best value that is found within a limit, and what none can exceed.

        ``limit`` may not be above the one of the beginning by more than a tenth.
        """
        found = self._search.best(limit)
        if not prove:
            return None if found is None else Found(found)
        levels = len(self._task.priorities) + 2
        done, picks = self._tried_out(limit, levels)
        if done:
            return None if picks is None else Found(picks)
        # The chances of keepers come last and make most of the choices: without them more can be tried out.
        done, picks = self._tried_out(limit, levels - 1)
        if picks is not None:
            found = max(found or picks, self._search.improved(picks, limit), key=self._search.worth)
        if found is None:
            return None
        bound = self._bound(limit, found)
        if done:
            surely = self._task.value(self._task.best())[-1]
            bound = min(bound, (*self._task.value(found)[:-1], surely))
        return Found(found, bound if bound > self._task.value(found) else None)

    def _tried_out(self, limit: Decimal, levels: int) -> tuple[bool, Picks | None]:
        return best_of_all(self._task, self._figures, self._judge, limit, levels=levels)

    def _bound(self, limit: Decimal, picks: Picks) -> Value:
        deviation = self._figures.spread(picks).deviation
        each = conditions(self._figures, float(limit), self._judge.confidence, deviation)
        return best_value(list(each), self._task.values) or self._task.value(picks)

    def needed(self, picks: Picks) -> Decimal:
        """Give the least budget that a plan keeps within so surely."""
        return self._judge.needed(picks)

    def needed_by(self, picks: Picks, rows: Sequence[int]) -> Decimal:
        """Give the least budget that some of its rows keep within so surely."""
        return self._judge.needed_by(picks, rows)

    def least(self) -> Picks:
        """Give the plan that makes every row and needs least, as far as is known."""
        return self._search.least()

    def better_than(self, picks: Picks) -> Sequence[Picks]:
        """Give plans that are worth more, in about the order of what they need."""
        return self._search.better_than(picks, _BETTER)

    def along(self, most: int) -> list[Picks]:
        """Give plans of the whole curve, from the cheapest to the best, at most so many of them."""
        return self._search.along(most)
