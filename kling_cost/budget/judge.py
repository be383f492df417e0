"""The judge of every plan: the exact distribution of its total, held against a limit."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT
from kling_cost.risk import cost_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from kling_cost.budget.task import Picks, Task
    from kling_cost.risk import Distribution

ALMOST = 1e-9
"""A chance that lacks no more than this of the confidence has reached it."""
_KEPT = 32


class Judge:
    """Tells whether a task's plans keep within a limit with some confidence."""

    def __init__(self, task: Task, confidence: float) -> None:
        """Take the chance that is asked for, above 0 and below 1."""
        self._task, self.confidence = task, confidence
        self.total: Callable[[Picks], Distribution] = lru_cache(maxsize=_KEPT)(self._total)
        self._needed: dict[Picks, Decimal] = {}

    def _total(self, picks: Picks) -> Distribution:
        return cost_of(self._task.bills(picks), self._task.unit)

    def needed(self, picks: Picks) -> Decimal:
        """Give the least budget that a plan keeps within so surely."""
        if picks not in self._needed:
            self._needed[picks] = self._surely(self.total(picks))
        return self._needed[picks]

    def needed_by(self, picks: Picks, rows: Sequence[int]) -> Decimal:
        """Give the least budget that some rows of a plan keep within so surely."""
        options = (self._task.rows[row].choices[picks[row]] for row in rows)
        return self._surely(cost_of([(option.bill, 1) for option in options if option], self._task.unit))

    def _surely(self, total: Distribution) -> Decimal:
        return EXACT.add(total.quantile(self.confidence - ALMOST), total.gap)

    def fits(self, picks: Picks, limit: Decimal) -> bool:
        """Tell whether a plan keeps within a limit so surely."""
        return self.needed(picks) <= limit
