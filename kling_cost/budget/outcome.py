"""What fitting a budget gives: the plan that fits, what was lowered for it, and what more money would buy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, ZERO, Amount

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from kling_cost.budget.limits import Limit
    from kling_cost.budget.options import Objective, Option
    from kling_cost.budget.task import Worth
    from kling_cost.plan import Plan
    from kling_cost.risk import Distribution
    from kling_cost.storyboard.shot import Shot


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A row and what was chosen for it.

    ``option`` is None where the shot is left out, ``wish`` the best that the row may be; both are None where
    it has no price, for the ``reasons`` given. ``mean`` and ``wish_mean`` are what they are expected to cost,
    their own sum of lines where nothing is a gamble. ``lowered`` says what the option has less than the wish.
    """

    shot: Shot
    option: Option | None
    wish: Option | None
    mean: Decimal = ZERO
    wish_mean: Decimal = ZERO
    lowered: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def left_out(self) -> bool:
        """Whether the shot could be made and is not."""
        return self.option is None and self.wish is not None

    @property
    def saves(self) -> Decimal:
        """How much less is expected to be spent on it than on the wish; below zero for more."""
        return EXACT.subtract(self.wish_mean, self.mean)


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A point of the Pareto curve: a plan that needs the budget ``spend``, and what it delivers."""

    spend: Decimal
    worth: Worth


@dataclass(frozen=True, slots=True)
class Change:
    """A shot that another plan makes otherwise; None stands for leaving it out."""

    shot: Shot
    before: Option | None
    after: Option | None


@dataclass(frozen=True, slots=True)
class Step:
    """What more money buys: ``extra`` over the limit, what is delivered then, and which shots change."""

    extra: Decimal
    worth: Worth
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True, kw_only=True)
class Obstacle:
    """Why not every shot fits.

    ``dearest`` are the rows whose cheapest way costs most, with what that is (``their_least``); the cheapest
    ways of all shots, the most urgent first, are over the limit from the shot ``passed_at`` on.
    """

    dearest: Sequence[Shot]
    their_least: Decimal
    passed_at: Shot


@dataclass(frozen=True, slots=True)
class Proof:
    """How sure it is that nothing better fits: ``bound`` is what no plan can exceed, None if this is it."""

    bound: Worth | None

    @property
    def optimal(self) -> bool:
        """Whether no plan that fits delivers more."""
        return self.bound is None


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetPlan:
    """The best plan within a budget.

    ``fits`` is False where nothing does: not a single shot, or, where every shot is wanted, not all of them;
    ``plan`` is then the one that needs least. ``plan`` has the lines of everything that is made, ``rows``
    every row of the storyboard. ``forecast`` is what it probably costs, None where nothing is a gamble.
    ``needed`` is the least budget of this plan, at the confidence where there is one. ``least_for_all`` would
    do for every shot in the cheapest way, ``least_for_wish`` for every shot in the best. ``next_step`` is
    what a tenth more would buy, ``next_price`` the least that buys anything.
    """

    limit: Limit
    confidence: float | None
    objective: Objective
    fits: bool
    plan: Plan
    rows: Sequence[Chosen]
    worth: Worth
    priorities: Sequence[int | None]
    forecast: Distribution | None
    needed: Decimal
    proof: Proof
    curve: Sequence[CurvePoint]
    next_step: Step | None
    next_price: Step | None
    least_for_all: Decimal
    least_for_wish: Decimal
    obstacle: Obstacle | None
    assumptions: Sequence[str] = ()

    @property
    def total(self) -> Amount:
        """The sum of the lines."""
        return self.plan.total

    @property
    def chance_within(self) -> float | None:
        """The chance to keep within the limit, None where nothing is a gamble."""
        return None if self.forecast is None else self.forecast.chance_within(self.limit.most)

    def quantile(self, chance: float) -> Decimal:
        """Give the budget that is kept with a chance; the total where nothing is a gamble."""
        return self.total.number if self.forecast is None else self.forecast.quantile(chance)

    @property
    def left_out(self) -> Sequence[Chosen]:
        """The rows that are left out."""
        return [row for row in self.rows if row.left_out]

    @property
    def lowered(self) -> Sequence[Chosen]:
        """The rows that are made in a lesser way than the best."""
        return [row for row in self.rows if row.option is not None and row.lowered]
