"""Everything that is to be said about how sure a plan is, gathered once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_cost.sensitivity.break_even import break_even, costs_by_takes
from kling_cost.sensitivity.margins import margins
from kling_cost.sensitivity.ranges import leaders, ranges_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from kling_cost.compare import Comparison
    from kling_cost.plan import Plan, Planner
    from kling_cost.risk import Forecast
    from kling_cost.sensitivity.break_even import BreakEven
    from kling_cost.sensitivity.margins import Margin
    from kling_cost.sensitivity.ranges import RankBy, StrategyRange
    from kling_cost.staging import Choices
    from kling_cost.strategies import Strategy


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The odds of the chosen plan and of the others, and what the ranking hangs on.

    ``forecast`` is the chosen plan's, None where nothing in it is a gamble. ``break_evens`` are those of the
    chosen strategy with each other one, ``margins`` those of every assumption; both only look at strategies
    that have a price for every shot at the chosen plan's provider.
    """

    chosen: Plan
    forecast: Forecast | None
    ranges: Sequence[StrategyRange]
    first: Mapping[RankBy, StrategyRange | None]
    break_evens: Sequence[BreakEven]
    margins: Sequence[Margin]


def outlook_of(
    comparison: Comparison,
    planner: Planner,
    strategies: Sequence[Strategy],
    *,
    on: date,
    known_on: date | None = None,
    choices: Choices | None = None,
    ranges: Sequence[StrategyRange] | None = None,
    cap: int | None = None,
) -> Outlook:
    """Gather the outlook of compared plans, made by ``planner`` under these strategies with these choices.

    ``ranges`` are the plans with their forecasts where these are known already; ``cap`` ends the takes of a
    clip in break-evens.

    Raises:
        TooManySharedRates: when shots hang on too many uncertain accept rates at once.
    """
    chosen, ranges = comparison.chosen.plan, ranges or ranges_of(comparison)
    complete = {
        entry.plan.strategy
        for entry in comparison.ranked
        if entry.plan.complete and entry.plan.provider == chosen.provider
    }
    compared = [strategy for strategy in strategies if strategy.name in complete]
    evens: list[BreakEven] = []
    moved: Sequence[Margin] = []
    if chosen.complete and len(compared) > 1:
        storyboard, provider = chosen.storyboard, chosen.provider
        costs = costs_by_takes(
            planner, storyboard, compared, provider=provider, on=on, known_on=known_on, choices=choices
        )
        own = next(cost for cost in costs if cost.strategy == chosen.strategy)
        evens = [break_even(own, other, cap=cap) for other in costs if other.strategy != chosen.strategy]
        moved = margins(
            planner, storyboard, compared, provider=provider, on=on, known_on=known_on, choices=choices
        ).margins
    return Outlook(
        chosen=chosen,
        forecast=next(each.forecast for each in ranges if each.entry is comparison.chosen),
        ranges=ranges,
        first=leaders(ranges),
        break_evens=evens,
        margins=moved,
    )
