"""The search for plans that keep within a limit with some confidence.

The confidence is no sum over rows, so a sum stands in for it: what each option is expected to cost, and
something for its variance. A knapsack of these gives a plan for every budget; the exact distribution judges
which of them fit, and how the sum must be tilted to stand in better.
"""

from __future__ import annotations

from operator import sub
from statistics import NormalDist
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT
from kling_cost.budget.choices import items_of
from kling_cost.budget.coarse import rounded, step_needed
from kling_cost.budget.figures import Tilt
from kling_cost.budget.knapsack import Table, best_choices

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from decimal import Decimal

    from kling_cost.budget.figures import Figures
    from kling_cost.budget.judge import Judge
    from kling_cost.budget.packed_values import Value
    from kling_cost.budget.task import Picks, Task

_ROUNDS = 3
_BEYOND = 1.15
"""Tables go so far beyond the limit, for what more money would buy."""
_STEPS, _WORK = 1 << 20, 60_000_000
_NEXT = 6
"""So many plans beyond the last one that fits are looked at too, for the stand-in is none to swear by."""
_AIMS = 5
_TRIES = 12
"""So many single changes of the plan that was found are tried."""


class Search:
    """Searches plans for limits about the one that it was made for."""

    def __init__(self, task: Task, figures: Figures, judge: Judge, limit: Decimal) -> None:
        """Lay the tables and search the limit itself."""
        self._task, self._figures, self._judge = task, figures, judge
        self._most = float(limit) * _BEYOND
        self._spare = NormalDist().inv_cdf(judge.confidence)
        self._tables: list[tuple[Tilt, Table]] = []
        self._known = limit, self._searched(limit)

    def best(self, limit: Decimal) -> Picks | None:
        """Give the best plan that is found within a limit."""
        known, found = self._known
        if limit == known:
            return found
        _, table = self._tables[-1]
        return max(self._last_that_fit(table, limit), key=self.worth, default=None)

    def _searched(self, limit: Decimal) -> Picks | None:
        found: list[Picks] = []
        tilt = self._figures.no_tilt
        for _ in range(_ROUNDS):
            table = self._table(tilt, self._most)
            self._tables.append((tilt, table))
            found += self._last_that_fit(table, limit)
            guide = found[-1] if found else self._task.in_order(tuple(table.choices(0)))
            tilt = self._tilt_at(guide)
        return self.improved(max(found, key=self.worth), limit) if found else None

    def worth(self, picks: Picks) -> tuple[Value, float]:
        """Tell plans apart: by their value, of equals the less expected to be spent the better."""
        return self._task.value(picks), -self._figures.mean(picks)

    def _tilt_at(self, picks: Picks) -> Tilt:
        """Give what stands in for the confidence about a plan: how fast the budget needed grows there."""
        spread = self._figures.spread(picks)
        if not spread.deviation:
            return self._figures.no_tilt
        times = self._aimed_at(picks)
        return Tilt(times / (2 * spread.deviation), times / spread.deviation * spread.sway)

    def _aimed_at(self, picks: Picks) -> float:
        """Learn from a plan by how many deviations the budget needed is over the mean."""
        deviation = self._figures.spread(picks).deviation
        if deviation:
            self._spare = (float(self._judge.needed(picks)) - self._figures.mean(picks)) / deviation
        return self._spare

    def seems_to_need(self, picks: Picks) -> float:
        """Give about what a plan needs, going by those that were judged."""
        return self._figures.mean(picks) + self._spare * self._figures.spread(picks).deviation

    def _costs(self, tilt: Tilt) -> list[list[float]]:
        return self._figures.of_each(self._figures.tilted(tilt))

    def _table(self, tilt: Tilt, most: float) -> Table:
        costs = self._costs(tilt)
        unit = max(most - sum(map(min, costs)), most * 1e-3, 1e-9) / _STEPS
        items = items_of(costs, self._task.values, lambda cost, least: round((cost - least) / unit))
        return best_choices(rounded(items, step_needed(items, _STEPS, _WORK), up=True), _STEPS)

    def _last_that_fit(self, table: Table, limit: Decimal) -> list[Picks]:
        """Give the last plans along a table that keep within the limit, the best one last."""
        breaks = table.breaks()

        def plan(number: int) -> Picks:
            return self._task.in_order(tuple(table.choices(int(breaks[number]))))

        def seems_to_fit(number: int) -> bool:
            return self.seems_to_need(plan(number)) <= float(limit)

        def fits(number: int) -> bool:
            return self._judge.fits(plan(number), limit)

        guess, before = 0, -1
        for _ in range(_AIMS):
            if guess == before:
                break
            before, guess = guess, max(_last(seems_to_fit, 0, len(breaks)), 0)
            self._aimed_at(plan(guess))
        low, high, width = guess, min(guess + 1, len(breaks)), 1
        while low > 0 and not fits(low):
            low, high, width = max(low - width, 0), low, 2 * width
        while high < len(breaks) and fits(high):
            low, high, width = high, min(high + width, len(breaks)), 2 * width
        last = _last(fits, low, high)
        beyond = [n for n in range(last + 1, min(last + 1 + _NEXT, len(breaks))) if seems_to_fit(n)]
        return [plan(number) for number in (last, *beyond) if number >= 0 and fits(number)]

    def improved(self, picks: Picks, limit: Decimal) -> Picks:
        """Change single rows of a plan for the better as long as it still fits."""
        costs, refused = self._costs(self._tables[-1][0]), set[tuple[int, int]]()
        for _ in range(_TRIES):
            room = float(EXACT.subtract(limit, self._judge.needed(picks)))
            better = [each for each in self._better(picks, costs, room) if each[1:] not in refused]
            if not better:
                break
            _, row, pick = max(better)
            changed = (*picks[:row], pick, *picks[row + 1 :])
            if self._judge.fits(changed, limit):
                picks = changed
            else:
                refused.add((row, pick))
        return self._task.in_order(picks)

    def _better(
        self, picks: Picks, costs: Sequence[Sequence[float]], room: float
    ) -> Iterator[tuple[tuple[Value, float], int, int]]:
        """Give the single changes that are worth more and seem to have room: their gain, row and choice."""
        for row, (of_row, values, pick) in enumerate(zip(costs, self._task.values, picks, strict=True)):
            for other, value in enumerate(values):
                dearer = of_row[other] - of_row[pick]
                if value > values[pick] and dearer <= room:
                    yield (tuple(map(sub, value, values[pick])), -dearer), row, other

    def least(self) -> Picks:
        """Give the plan that makes every row and needs least, as far as is known."""
        plans = [self._task.cheapest()]
        for tilt, _ in self._tables:
            costs = self._costs(tilt)
            made = [
                [n for n, option in enumerate(row.choices) if option is not None] for row in self._task.rows
            ]
            plans.append(
                tuple(
                    min(choices, key=of_row.__getitem__) for choices, of_row in zip(made, costs, strict=True)
                )
            )
        return min(plans, key=self._judge.needed)

    def better_than(self, picks: Picks, most: int) -> list[Picks]:
        """Give plans that are worth more, at most so many, in about the order of what they need."""
        _, table = self._tables[-1]
        places = table.breaks()
        first = table.first_above(self._task.value(picks))
        plans = [self._task.in_order(tuple(table.choices(int(n)))) for n in places[first : first + most]]
        return sorted(plans, key=self.seems_to_need)

    def along(self, most: int) -> list[Picks]:
        """Give plans of the curve, from the cheapest to the best, at most so many of them."""
        tilt, _ = self._tables[-1]
        everything = sum(max(of_row) for of_row in self._costs(tilt))
        return [self._task.in_order(tuple(each)) for each in self._table(tilt, everything).along(most)]


def _last(fits: Callable[[int], bool], low: int, high: int) -> int:
    """Give the last number of a range that fits, if all before it do; ``low`` - 1 if none does."""
    while low < high:
        middle = (low + high) // 2
        if fits(middle):
            low = middle + 1
        else:
            high = middle
    return low - 1
