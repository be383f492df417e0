"""How far each assumption may move before another strategy is expected to cost least.

What is moved: every accept rate that a class of shot, a stage or all shots share, and the number of takes
where none is given. Rates in rows and in strategies are somebody's word for just these and stay. One moves at
a time; shots are reckoned alone, packing is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import ceil, floor
from typing import TYPE_CHECKING, NamedTuple

from kling_cost.risk.expectation import expected_cost
from kling_cost.sensitivity.assumptions import assumptions_in, hanging_on, marked, stakes_of, supposing
from kling_cost.sensitivity.turning import STRIDE, THOUSANDTHS, nearest, rate_of
from kling_cost.staging import Choices
from kling_cost.takes import AcceptRate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from fractions import Fraction

    from kling_cost.plan import Planner
    from kling_cost.risk.stakes import Stakes
    from kling_cost.sensitivity.assumptions import Assumption
    from kling_cost.storyboard.shot import Storyboard
    from kling_cost.strategies import Strategy

TAKES = range(1, 51)
"""Numbers of takes that are looked at."""
_SAME = 1e-9
"""Expected costs that are apart by less than this share are the same."""


class Turn(NamedTuple):
    """A value of an assumption at which another strategy is expected to cost least."""

    value: Fraction | int
    strategy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """How far an assumption may move: to the nearest turns below and above, None where there is none.

    ``name`` is a class of shot, ``stage`` and its name, or ``all``: the accept rate of all stages that
    iterate or, where ``takes`` is true, their number of takes. Rates are looked at from 0.01 to 1 in
    thousandths (an uncertain one keeps its weight, its mean moves), takes from 1 to 50.
    """

    name: str
    takes: bool
    uncertain: bool
    value: Fraction | int
    lower: Turn | None
    higher: Turn | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """The strategies by what they are expected to cost, in ``unit``, and the margins of each assumption.

    Only strategies under which every shot has a price are ranked; ``leader`` is None where there is none.
    ``expected`` keeps their order; of equal ones the first leads.
    """

    unit: str
    leader: str | None
    expected: Mapping[str, float]
    margins: Sequence[Margin]


def margins(
    planner: Planner,
    storyboard: Storyboard,
    strategies: Sequence[Strategy],
    *,
    provider: str,
    on: date,
    known_on: date | None = None,
    choices: Choices | None = None,
) -> Margins:
    """Find how far each assumption may move before another strategy is expected to cost least.

    Raises:
        UnknownProvider, BeforeFirstCard: when there is no price list at all.
        TooManySharedRates: when shots hang on too many uncertain accept rates at once.
    """
    said = marked(choices or Choices())
    plans = [
        planner.plan(storyboard, strategy, provider=provider, on=on, known_on=known_on, choices=said)
        for strategy in strategies
    ]
    stakes = {plan.strategy: stakes_of(plan) for plan in plans if plan.complete}
    assumptions = assumptions_in(stakes.values())
    values = {each.name: each.value for each in assumptions}
    expected = {name: expected_cost(supposing(each, values)) for name, each in stakes.items()}
    return Margins(
        unit=plans[0].unit if plans else "",
        leader=_least(expected) if expected else None,
        expected=expected,
        margins=[_margin(each, _Costs(stakes, values, each.name, expected)) for each in assumptions],
    )


def _least(costs: Mapping[str, float]) -> str:
    """Give who costs least; of those that cost the same the first."""
    within = min(costs.values()) * (1 + _SAME)
    return next(name for name, cost in costs.items() if cost <= within)


class _Costs:
    """What strategies are expected to cost in the value of one assumption, all others as they are."""

    def __init__(
        self,
        stakes: Mapping[str, Stakes],
        values: Mapping[str, AcceptRate | int],
        name: str,
        expected: Mapping[str, float],
    ) -> None:
        others = {each: value for each, value in values.items() if each != name}
        self._name = name
        self._hanging = {
            strategy: supposing(hanging_on(each, name), others) for strategy, each in stakes.items()
        }
        now = {name: values[name]}
        self._rest = {
            strategy: expected[strategy] - expected_cost(supposing(each, now))
            for strategy, each in self._hanging.items()
        }

    def __call__(self, value: AcceptRate | int) -> dict[str, float]:
        return {
            strategy: rest + expected_cost(supposing(self._hanging[strategy], {self._name: value}))
            for strategy, rest in self._rest.items()
        }


def _margin(assumption: Assumption, costs: _Costs) -> Margin:
    now = assumption.value
    leader = _least(costs(now))
    if isinstance(now, AcceptRate):
        weight = now.beta[0] + now.beta[1] if now.beta else None
        lower, higher = _turns(
            now.mean * THOUSANDTHS[-1],
            THOUSANDTHS,
            STRIDE,
            lambda thousandths: _other(leader, costs(_with_mean(rate_of(thousandths), weight))),
            rate_of,
        )
    else:
        lower, higher = _turns(now, TAKES, 1, lambda takes: _other(leader, costs(takes)), int)
    return Margin(
        name=assumption.name,
        takes=isinstance(now, int),
        uncertain=isinstance(now, AcceptRate) and now.beta is not None,
        value=now.mean if isinstance(now, AcceptRate) else now,
        lower=lower,
        higher=higher,
    )


def _with_mean(mean: Fraction, weight: Fraction | None) -> AcceptRate:
    """Give a rate of another mean, as uncertain as it was: a beta distribution of the same weight."""
    if weight is None or mean == 1:
        return AcceptRate(mean)
    return AcceptRate(mean, (mean * weight, (1 - mean) * weight))


def _other(leader: str, costs: Mapping[str, float]) -> str | None:
    """Give who costs less than the leader, None if nobody does."""
    least = min(costs, key=lambda name: costs[name])
    return least if costs[least] * (1 + _SAME) < costs[leader] else None


def _turns(
    now: Fraction | int,
    looked_at: range,
    stride: int,
    other: Callable[[int], str | None],
    value: Callable[[int], Fraction | int],
) -> tuple[Turn | None, Turn | None]:
    """Find the nearest turns below and above a number, among those that are looked at."""
    known = cache(other)

    def turn(first: int, last: int) -> Turn | None:
        if first not in looked_at:
            return None
        found = nearest(first, last, stride, lambda number: known(number) is not None)
        strategy = None if found is None else known(found)
        return None if found is None or strategy is None else Turn(value(found), strategy)

    return turn(ceil(now) - 1, looked_at[0]), turn(floor(now) + 1, looked_at[-1])
