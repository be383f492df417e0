"""The best plan within a budget where every cost is certain: a knapsack, proven to the last step.

Only where amounts are so fine that the table cannot be afforded are costs rounded; the value that no plan can
exceed is then told beside the one that was found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kling_cost.amounts import EXACT, ZERO
from kling_cost.budget.choices import items_of, lattice
from kling_cost.budget.coarse import MOST_WORK, rounded, step_needed
from kling_cost.budget.knapsack import best_choices

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from kling_cost.budget.knapsack import Table
    from kling_cost.budget.packed_values import Value
    from kling_cost.budget.task import Picks, Task

_BEYOND = 15
"""The table goes so many percent beyond the limit, for what more money would buy."""
_OVERVIEW_WORK = 150_000_000
"""The whole curve, where it is too fine, is laid with so much work."""
_CLOSER = 40
_BETTER = 3


@dataclass(frozen=True, slots=True)
class Found:
    """A plan that fits, and the value that no plan that fits can exceed; None where the plan has it."""

    picks: Picks
    bound: Value | None = None


class ExactSolver:
    """Solves a task for any limit about the one that it was made for."""

    curve_points = 400

    def __init__(self, task: Task, limit: Decimal, *, work: int = MOST_WORK) -> None:
        """Lay the tables, each with no more than so much ``work``."""
        self._task = task
        costs = [cost for of_row in task.costs for cost in of_row]
        self._decimals = max((-int(cost.as_tuple().exponent) for cost in costs), default=0)
        self._decimals = max(self._decimals, 0)
        items = self._items = items_of(task.costs, task.values, lambda cost, _: self._whole(cost))
        most = self._whole(limit) * (100 + _BEYOND) // 100
        own, step = lattice(items)[1], step_needed(items, most, work)
        all_step = step_needed(items, None, work)
        self._below: Table | None = None
        if all_step == own:
            self._table = self._all = best_choices(items)
            return
        all_step = step_needed(items, None, min(work, _OVERVIEW_WORK))
        self._all = best_choices(rounded(items, all_step, up=True))
        if step == own:
            self._table = best_choices(items, most)
        else:
            self._table = best_choices(rounded(items, step, up=True), most)
            self._below = best_choices(rounded(items, step, up=False), most)

    def _whole(self, amount: Decimal) -> int:
        """Give an amount in units of the last decimal, what is finer cut off."""
        return int(EXACT.scaleb(amount, self._decimals))

    def best(self, limit: Decimal, *, prove: bool = True) -> Found | None:  # noqa: ARG002 - it always does
        """Give the plan of the best value within a limit, of equals the cheapest; None if none fits.

        ``limit`` may not be above the one of the beginning by more than a tenth.
        """
        budget = self._whole(limit)
        place = self._table.place(budget)
        if self._below is None:
            return None if place is None else Found(tuple(self._table.choices(place)))
        top = self._below.place(budget)
        if top is None:
            return None
        found = list(self._under(budget, top))
        if place is not None:
            found.append(tuple(self._table.choices(place)))
        picks = max(found, key=lambda each: (self._task.value(each), -self._cost(each)))
        bound = self._below.value(top)
        return Found(picks, bound if bound > self._task.value(picks) else None)

    def _under(self, budget: int, top: int) -> Iterator[Picks]:
        """Give the best plans of costs rounded down that fit nevertheless."""
        if self._below is None:
            return
        breaks = self._below.breaks()
        low, high = 0, int(np.searchsorted(breaks, top, side="right"))
        for _ in range(_CLOSER):
            if low >= high:
                break
            middle = (low + high) // 2
            picks = tuple(self._below.choices(int(breaks[middle])))
            if self._cost(picks) <= budget:
                yield picks
                low = middle + 1
            else:
                high = middle
        yield self._task.cheapest(made=False)

    def needed(self, picks: Picks) -> Decimal:
        """Give what a plan costs."""
        return self._task.cost(picks)

    def needed_by(self, picks: Picks, rows: Sequence[int]) -> Decimal:
        """Give what some of its rows cost."""
        result = ZERO
        for row in rows:
            result = EXACT.add(result, self._task.costs[row][picks[row]])
        return result

    def least(self) -> Picks:
        """Give the cheapest plan that makes every row."""
        return self._task.cheapest()

    def _cost(self, picks: Picks) -> int:
        return sum(choices[pick].cost for choices, pick in zip(self._items, picks, strict=True))

    def better_than(self, picks: Picks) -> Sequence[Picks]:
        """Give plans that are worth more, in the order of what they cost."""
        value, plans = self._task.value(picks), []
        for table in dict.fromkeys((self._table, self._all)):
            places = table.breaks()
            first = table.first_above(value)
            plans += [tuple(table.choices(int(place))) for place in places[first : first + _BETTER]]
        return plans

    def along(self, most: int) -> list[Picks]:
        """Give the plans of the whole curve, from the cheapest to the best, at most so many of them."""
        return [tuple(choices) for choices in self._all.along(most)]
