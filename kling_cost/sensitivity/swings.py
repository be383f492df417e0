"""How far each uncertain accept rate moves what a plan keeps within: one at a time, the widest first."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import sqrt
from typing import TYPE_CHECKING

from kling_cost.risk.cost import cost_of_stakes
from kling_cost.risk.stakes import Stakes
from kling_cost.sensitivity.assumptions import assumptions_in, bills_of, supposing
from kling_cost.takes import AcceptRate

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from kling_cost.plan import Plan

LEAST_RATE = Fraction(1, 1000)
"""No rate is moved below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateSwing:
    """What a plan keeps within, with one chance, when an accept rate is known to be low or high.

    ``low`` and ``high`` are two standard deviations to either side of its ``mean``; amounts are in the
    plan's unit, ``base`` with the rate as uncertain as it is.
    """

    name: str
    mean: Fraction
    low: float
    high: float
    at_low: Decimal
    at_high: Decimal
    base: Decimal

    @property
    def width(self) -> Decimal:
        """How far apart both amounts are."""
        return abs(self.at_low - self.at_high)


def swings(plan: Plan, *, chance: float = 0.8) -> Sequence[RateSwing]:
    """Move each uncertain accept rate of a plan to its low and its high, all others as uncertain as they are.

    Groups of cuts that hang on several uncertain rates are reckoned with their expectations, as the plan is.
    """
    stakes = Stakes.of(bills_of(plan))

    def kept_within(stakes: Stakes) -> Decimal:
        return cost_of_stakes(stakes, plan.unit).quantile(chance)

    base, found = kept_within(stakes), []
    for each in assumptions_in([stakes]):
        if isinstance(each.value, AcceptRate) and each.value.beta is not None:
            low, high = _ends(each.value)
            at_low, at_high = (
                kept_within(supposing(stakes, {each.name: AcceptRate(Fraction(end))})) for end in (low, high)
            )
            swing = RateSwing(
                name=each.name,
                mean=each.value.mean,
                low=low,
                high=high,
                at_low=at_low,
                at_high=at_high,
                base=base,
            )
            found.append(swing)
    return sorted(found, key=lambda swing: -swing.width)


def _ends(rate: AcceptRate) -> tuple[float, float]:
    mean, weight = float(rate.mean), float(sum(rate.beta or ()))
    deviation = sqrt(mean * (1 - mean) / (weight + 1))
    return max(mean - 2 * deviation, min(mean, float(LEAST_RATE))), min(mean + 2 * deviation, 1.0)
