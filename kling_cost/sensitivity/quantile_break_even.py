"""At which accept rate the cheaper of two strategies changes, by what they keep within with a chance.

Quantiles are steps, and those of two strategies may cross more than once: the answer is a range of rates.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from kling_cost.breakdown.stage_takes import PLAIN
from kling_cost.risk.cost import cost_of_stakes
from kling_cost.risk.stakes import Stakes
from kling_cost.sensitivity.assumptions import OPEN, bills_of, supposing
from kling_cost.sensitivity.break_even import freed, iterating_alike, no_price_text
from kling_cost.sensitivity.turning import STRIDE, THOUSANDTHS, nearest, rate_of
from kling_cost.staging import Choices
from kling_cost.takes import AcceptRate

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from fractions import Fraction

    from kling_cost.plan import Planner
    from kling_cost.risk.distribution import Distribution
    from kling_cost.storyboard.shot import Storyboard
    from kling_cost.strategies import Strategy

_WITHIN = STRIDE // 10
"""Where the answer changes between two strides, every so many thousandths are looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuantileBreakEven:
    """Which of two strategies keeps within less, with a chance, and at which accept rates.

    At rates up to ``low`` it is ``below``, from ``high`` on it is ``above``; in between it changes, or both
    keep within the same. None where there are no such rates; ``reason`` says where the answer never changes.
    """

    one: str
    other: str
    chance: float
    low: Fraction | None = None
    high: Fraction | None = None
    below: str | None = None
    above: str | None = None
    reason: str = ""


def quantile_break_even(
    planner: Planner,
    storyboard: Storyboard,
    one: Strategy,
    other: Strategy,
    *,
    provider: str,
    on: date,
    known_on: date | None = None,
    choices: Choices | None = None,
    chance: float = 0.9,
    cap: int | None = None,
) -> QuantileBreakEven:
    """Find the accept rates at which one strategy or the other keeps within less with a chance.

    What is set aside is as for :func:`.break_even`; the rate is taken as certain. Rates are tried from 0.01
    to 1 in steps of 0.05, finer where the answer changes, to a thousandth. ``cap`` ends the takes of a clip,
    None is the cap of ``takes.toml``.

    Raises:
        UnknownProvider, BeforeFirstCard: when there is no price list at all.
    """
    alike = iterating_alike(storyboard)
    result = partial(QuantileBreakEven, one=one.name, other=other.name, chance=chance)
    costs: list[Callable[[AcceptRate], Distribution]] = []
    for strategy in (one, other):
        said = replace(freed(choices or Choices(), strategy), takes=cap, accept=OPEN)
        plan = planner.plan(alike, strategy, provider=provider, on=on, known_on=known_on, choices=said)
        if not plan.complete:
            return result(reason=no_price_text(plan.strategy, plan.shots - plan.priced))
        costs.append(partial(_cost, Stakes.of(bills_of(plan)), plan.unit))

    @cache
    def cheaper(thousandths: int) -> str | None:
        of_one, of_other = (cost(AcceptRate(rate_of(thousandths))) for cost in costs)
        more = of_one.quantile(chance) - of_other.quantile(chance)
        if abs(more) <= of_one.gap + of_other.gap:
            return None  # nobody's, for sure
        return other.name if more > 0 else one.name

    tried = _tried(cheaper)
    changes = [pair for pair in pairwise(tried) if cheaper(pair[0]) != cheaper(pair[1])]
    below, above = cheaper(tried[0]), cheaper(tried[-1])
    if not changes:
        never = f"{below} keeps within less at any accept rate" if below else "the same at any accept rate"
        return result(below=below, above=above, reason=never)
    low = _edge(*changes[0], cheaper)
    high = _edge(changes[-1][1], changes[-1][0], cheaper)
    return result(below=below, above=above, low=low if below else None, high=high if above else None)


def _cost(stakes: Stakes, unit: str, rate: AcceptRate) -> Distribution:
    return cost_of_stakes(supposing(stakes, {PLAIN: rate}), unit)


def _tried(cheaper: Callable[[int], str | None]) -> list[int]:
    """Give the rates to try, in thousandths: all strides, and more of those in which the answer changes."""
    strides = sorted({THOUSANDTHS[0], THOUSANDTHS[-1], *THOUSANDTHS[STRIDE - THOUSANDTHS[0] :: STRIDE]})
    changing = [range(*pair, _WITHIN) for pair in pairwise(strides) if cheaper(pair[0]) != cheaper(pair[1])]
    return sorted({*strides, *chain.from_iterable(changing)})


def _edge(inside: int, outside: int, cheaper: Callable[[int], str | None]) -> Fraction:
    """Give the last rate from one that is inside towards one that is not at which the same is cheaper."""
    stride = abs(outside - inside)
    turned = nearest(inside, outside, stride, lambda rate: cheaper(rate) != cheaper(inside))
    return rate_of((outside if turned is None else turned) - (outside - inside) // stride)
