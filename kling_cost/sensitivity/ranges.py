"""Plans side by side under risk: ranked by what is planned, by what is expected, or by a quantile.

As in :mod:`kling_cost.compare`, a ranking compares money and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.currencies import is_currency
from kling_cost.risk import QUANTILES, Forecast
from kling_cost.risk.forecast import to_decimal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from kling_cost.compare import Comparison, PricedPlan


class RankBy(StrEnum):
    """What of a plan's cost is compared."""

    TOTAL = "total"
    """The sum of what is planned."""
    MEAN = "mean"
    """What is expected."""
    P50 = "p50"
    """What is kept within with a chance of 50 %, and so on."""
    P80 = "p80"
    P90 = "p90"
    P95 = "p95"


@dataclass(frozen=True, slots=True)
class StrategyRange:
    """A plan with its forecast; None where nothing is a gamble: it then costs its total, whatever happens."""

    entry: PricedPlan
    forecast: Forecast | None

    def quantile(self, chance: float) -> Decimal:
        """Give what the plan keeps within with a chance above 0 and at most 1, in the plan's unit.

        Where the lattice had to be coarse it is within ``forecast.total.gap`` of the truth.
        """
        return self.forecast.total.quantile(chance) if self.forecast else self.entry.plan.total.number

    @property
    def mean(self) -> Decimal:
        """What the plan is expected to cost, in its unit; to ten digits where it has a gamble."""
        return to_decimal(self.forecast.total.mean) if self.forecast else self.entry.plan.total.number

    def amount(self, by: RankBy) -> Decimal:
        """Give what is compared, in the plan's unit."""
        if by is RankBy.TOTAL:
            return self.entry.plan.total.number
        return self.mean if by is RankBy.MEAN else self.quantile(QUANTILES[by.value])

    def in_money(self, by: RankBy) -> Fraction | None:
        """Give what is compared in money, not rounded, at the rate at which the total is told in it."""
        money, whole = self.entry.money, Fraction(self.entry.plan.total.number)
        if money is None:
            return None
        # A total of nothing has nothing that costs: neither does anything else of it then.
        return Fraction(self.amount(by)) * money.unrounded / whole if whole else Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Ranges in the order of what was compared; ``first`` is the best complete one, None if there is none."""

    by: RankBy
    ranked: Sequence[StrategyRange]
    comparable: bool
    first: StrategyRange | None


def ranges_of(comparison: Comparison) -> list[StrategyRange]:
    """Give the range of each plan, in the order of the comparison."""
    return [StrategyRange(entry, Forecast.of(entry.plan)) for entry in comparison.ranked]


def ranked(ranges: Sequence[StrategyRange], by: RankBy) -> Ranking:
    """Rank plans: most shots priced first, then by what is asked for; equal ones stay in the order given.

    They are compared in money if all can be told in one currency, in credits if all are in the same, and
    otherwise not at all, as by :func:`kling_cost.compare.compare_plans`: plans then stay grouped by provider.
    """
    units = {each.entry.plan.unit for each in ranges}
    currencies = {each.entry.money.total.unit if each.entry.money else None for each in ranges}
    in_money = len(currencies) == 1 and None not in currencies
    comparable = in_money or (len(units) == 1 and not any(map(is_currency, units)))
    providers = list(dict.fromkeys(each.entry.plan.provider for each in ranges))

    def rank(each: StrategyRange) -> tuple[int, int, Fraction]:
        plan, money = each.entry.plan, each.in_money(by)
        group = 0 if comparable else providers.index(plan.provider)
        cost = money if in_money and money is not None else Fraction(each.amount(by))
        return (-plan.priced, group, cost)

    order = sorted(ranges, key=rank)
    first = next((each for each in order if each.entry.plan.complete), None) if comparable else None
    return Ranking(by=by, ranked=order, comparable=comparable, first=first)


def leaders(ranges: Sequence[StrategyRange]) -> Mapping[RankBy, StrategyRange | None]:
    """Say for everything that can be compared which plan is first; None where none is."""
    return {by: ranked(ranges, by).first for by in RankBy}
