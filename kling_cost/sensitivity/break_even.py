"""From how many takes on one strategy is cheaper than another, and at which accept rate that is.

Every shot is taken to iterate alike (:data:`SET_ASIDE`): a strategy then costs a + b n in the number of
takes n, so that two planned totals of each say all, and the takes at which two strategies meet are exact.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from kling_cost.breakdown import IMAGE_STAGE
from kling_cost.clips import folded
from kling_cost.risk.expectation import expected_cost
from kling_cost.risk.forecast import to_decimal
from kling_cost.risk.stakes import Stakes
from kling_cost.sensitivity.assumptions import bills_of
from kling_cost.staging import Choices
from kling_cost.storyboard.shot import AtCap

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kling_cost.plan import Plan, Planner
    from kling_cost.storyboard.shot import Storyboard
    from kling_cost.strategies import Strategy

SET_ASIDE = (
    "every shot iterates alike, alone in its clip, and goes on with its best take at the cap: takes, accept, "
    "keepers, at_cap and shot_class of rows are set aside, and so is packing"
)
"""What a break-even supposes, to be said with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CostByTakes:
    """What a strategy costs in the takes of its iterating stages: ``fixed`` + ``per_take`` x takes.

    Both are in ``unit``, and exact unless another stage is a gamble: its expected cost is then in ``fixed``,
    to ten digits. ``unpriced`` counts the shots without a price, of which nothing is in there.
    """

    strategy: str
    unit: str
    fixed: Fraction
    per_take: Fraction
    unpriced: int = 0

    def at(self, takes: Fraction | int) -> Fraction:
        """Give what so many takes cost."""
        return self.fixed + self.per_take * takes


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEven:
    """Where two strategies cost the same.

    With more than ``takes``, or an accept rate below ``accept``, ``cheaper`` is the cheaper one. ``takes`` is
    None where they do not meet: ``reason`` then says why, and ``cheaper`` which is cheaper at any number, if
    one is. ``accept`` is None where no rate asks for so many takes.
    """

    one: str
    other: str
    takes: Fraction | None
    accept: float | None
    cheaper: str | None
    reason: str = ""


def costs_by_takes(
    planner: Planner,
    storyboard: Storyboard,
    strategies: Sequence[Strategy],
    *,
    provider: str,
    on: date,
    known_on: date | None = None,
    choices: Choices | None = None,
) -> list[CostByTakes]:
    """Tell what each strategy costs in the number of takes of its stages that iterate.

    Raises:
        UnknownProvider, BeforeFirstCard: when there is no price list at all.
    """
    alike = iterating_alike(storyboard)

    def planned(strategy: Strategy, takes: int) -> Plan:
        said = replace(freed(choices or Choices(), strategy), takes=takes, accept=None)
        return planner.plan(alike, strategy, provider=provider, on=on, known_on=known_on, choices=said)

    found = []
    for strategy in strategies:
        plan = planned(strategy, 1)
        one, two = _cost(plan), _cost(planned(strategy, 2))
        cost = CostByTakes(
            strategy=strategy.name,
            unit=plan.unit,
            fixed=2 * one - two,
            per_take=two - one,
            unpriced=plan.shots - plan.priced,
        )
        found.append(cost)
    return found


def iterating_alike(storyboard: Storyboard) -> Storyboard:
    """Give a storyboard whose rows say nothing of their takes."""
    said: dict[str, Any] = dict.fromkeys(("takes", "accept", "keepers", "at_cap", "shot_class"))
    return replace(storyboard, shots=[replace(shot, **said) for shot in storyboard.shots])


def freed(choices: Choices, strategy: Strategy) -> Choices:
    """Give choices that say nothing of the accept rate of a strategy's iterating stages by name."""
    iterating = {IMAGE_STAGE, *(folded(stage.name) for stage in strategy.stages if stage.takes == "shot")}
    others = {name: rate for name, rate in choices.accept_of.items() if folded(name) not in iterating}
    return replace(choices, accept_of=others, at_cap=AtCap.PROCEED, pack=False)


def _cost(plan: Plan) -> Fraction:
    """Give a plan's total, or what is expected of it where a stage is a gamble."""
    if any(bill.gambles for bill, _ in bills_of(plan)):
        return Fraction(to_decimal(expected_cost(Stakes.of(bills_of(plan)))))
    return Fraction(plan.total.number)


def break_even(one: CostByTakes, other: CostByTakes, *, cap: int | None = None) -> BreakEven:
    """Find the takes at which two strategies cost the same, and the accept rate that asks for as many.

    ``cap`` ends the takes of a clip, None lets them go on until one is good enough: 1 / accept of them.
    """
    reason = _why_not_compared(one, other)
    if reason:
        return _nowhere(one, other, None, reason)
    more = other.per_take - one.per_take
    if not more and one.fixed == other.fixed:
        return _nowhere(one, other, None, "the same at any number of takes")
    takes = (one.fixed - other.fixed) / more if more else None
    least = min(one, other, key=lambda each: (each.per_take, each.fixed)).strategy
    if takes is None or takes < 1:
        return _nowhere(one, other, least, f"{least} is cheaper at any number of takes")
    accept = accept_for(takes, cap=cap)
    beyond = "" if accept is not None else f"no accept rate asks for so many takes under a cap of {cap}"
    return BreakEven(
        one=one.strategy, other=other.strategy, takes=takes, accept=accept, cheaper=least, reason=beyond
    )


def _why_not_compared(one: CostByTakes, other: CostByTakes) -> str:
    """Say why the costs of two strategies cannot be compared; nothing where they can."""
    for each in (one, other):
        if each.unpriced:
            return no_price_text(each.strategy, each.unpriced)
    return "" if one.unit == other.unit else f"{one.unit} and {other.unit} are not the same unit"


def no_price_text(strategy: str, unpriced: int) -> str:
    """Write ``routed has no price for 2 shots``."""
    return f"{strategy} has no price for {unpriced} shot{'' if unpriced == 1 else 's'}"


def _nowhere(one: CostByTakes, other: CostByTakes, cheaper: str | None, reason: str) -> BreakEven:
    return BreakEven(
        one=one.strategy, other=other.strategy, takes=None, accept=None, cheaper=cheaper, reason=reason
    )


def accept_for(takes: Fraction, *, cap: int | None = None) -> float | None:
    """Give the accept rate at which so many takes (1 or more) are expected; None where the cap forbids it.

    The expected takes of a gamble are (1 - (1 - p)^cap) / p, which falls from ``cap`` to 1.
    """
    if cap is None or takes == 1:
        return float(1 / takes)
    if takes >= cap:
        return None
    low, high = 0.0, 1.0
    while low < (middle := (low + high) / 2) < high:
        if expected_takes(middle, cap) > takes:
            low = middle
        else:
            high = middle
    return high


def expected_takes(accept: float, cap: int) -> float:
    """Give the expected takes of a gamble for one keeper: 1 + q + q^2 + ... with q = 1 - accept."""
    missed = 1.0 - accept
    total = 0.0
    for _ in range(cap):
        total = 1.0 + missed * total
    return total
