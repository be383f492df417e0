"""What plans and packs are worth: money per credit, and per second of the clips asked for most."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.clips import Audio, Clip
from kling_cost.errors import KlingCostError
from kling_cost.pricebook.rate import Per

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from kling_cost.pricebook.book import PriceBook
    from kling_cost.pricebook.credit_plans import CreditPlanFile, CreditPlans
    from kling_cost.pricebook.rate import Rate

_TEN_S = Decimal(10)
YARDSTICKS: Mapping[str, Clip] = {
    "v3 standard": Clip(model="v3", tier="standard", audio=Audio.OFF, seconds=_TEN_S),
    "o3 pro, audio on": Clip(model="o3", tier="pro", audio=Audio.ON, seconds=_TEN_S),
}
"""The clips by which plans are compared: the usual draft and the usual final, both from text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanValue:
    """A plan or pack with what it makes things cost, in its own currency; None where that is not known.

    ``per_credit`` is the money for one credit of the plan, ``per_second`` for a second of each yardstick at
    the rate of ``rates``.
    """

    plans: CreditPlans
    plan: CreditPlanFile
    per_credit: Fraction | None
    per_second: Mapping[str, Fraction | None]
    rates: Mapping[str, Rate | None]


def plan_values(
    plans: CreditPlans, book: PriceBook, on: date, *, known_on: date | None = None
) -> Sequence[PlanValue]:
    """Value every plan of a provider, best first; of several currencies the most frequent comes first."""
    rates = {name: _per_second(clip, plans, book, on, known_on) for name, clip in YARDSTICKS.items()}
    values = [_valued(plans, plan, rates) for plan in plans.file.plans]
    frequency = Counter(plan.currency for plan in plans.file.plans)

    def best_first(value: PlanValue) -> tuple[bool, int, str, Fraction | int]:
        currency = value.plan.currency
        return (value.per_credit is None, -frequency[currency], currency, value.per_credit or 0)

    return sorted(values, key=best_first)


def _valued(plans: CreditPlans, plan: CreditPlanFile, rates: Mapping[str, Rate | None]) -> PlanValue:
    per_unit = plans.per_unit(plan)
    per_second = {
        name: per_unit * Fraction(rate.amount) if per_unit is not None and rate is not None else None
        for name, rate in rates.items()
    }
    per_credit = per_unit * Fraction(plans.file.worth) if per_unit is not None else None
    return PlanValue(plans=plans, plan=plan, per_credit=per_credit, per_second=per_second, rates=rates)


def _per_second(
    clip: Clip, plans: CreditPlans, book: PriceBook, on: date, known_on: date | None
) -> Rate | None:
    """Give the rate of a second of a clip, in what the plans buy; None where there is no such price."""
    try:
        rate = book.rate_for(clip, plans.provider, on, known_on=known_on)
    except KlingCostError:
        return None
    return rate if rate.per is Per.SECOND and rate.unit == plans.file.unit else None
