"""Rulings on what the whole storyboard costs: as it is, and against what it cost before."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, ZERO, Amount, plain
from kling_cost.currencies import is_currency
from kling_cost.errors import MoneyUnknown
from kling_cost.gate.case import less
from kling_cost.gate.limits import Allowance, BadLimit, Measure, share_text
from kling_cost.gate.measured import Measured
from kling_cost.gate.verdict import Outcome, Rule, Ruling
from kling_cost.rounding import rounded

if TYPE_CHECKING:
    from kling_cost.estimate import Estimate
    from kling_cost.gate.case import Case
    from kling_cost.gate.limits import Increase


def ruling_on_max(case: Case) -> Ruling | None:
    """Hold the total against what is allowed.

    Raises:
        MoneyUnknown, BadMoney: when it cannot be told in the currency of the limit.
    """
    asked = case.limits.max
    if asked is None:
        return None
    found = case.measured.total(asked)
    limit = Amount(asked.number, found.unit)
    gap = less(found, limit)
    kept = gap.number <= 0
    how = f"{'under' if kept else 'over'} by {case.text(Amount(abs(gap.number), gap.unit))}"
    how = how if gap.number else "exactly met"
    told = f"{case.total_text(found)}{_measure_said(case)}"
    message = f"the storyboard costs {told}, {case.text(limit)} allowed: {how}"
    return Ruling(
        rule=Rule.MAX,
        outcome=Outcome.KEPT if kept else Outcome.BROKEN,
        allowed=case.text(limit),
        found=told,
        message=message,
        limit=limit.number,
        value=found.number,
        unit=found.unit,
        findings=() if kept else case.blamed(message),
    )


def ruling_on_increase(case: Case) -> Ruling | None:
    """Hold the rise since the base against what is allowed.

    Raises:
        MoneyUnknown, BadMoney: when the two cannot be told in one unit, or not in the currency of the limit.
        BadLimit: for a limit in the unit of a plan that is compared with one in another.
    """
    asked, base = case.limits.max_increase, case.base
    if asked is None:
        return None
    if base is None or base.estimate is None:
        why = base.missing if base else "there is nothing to compare with; give --base"
        return Ruling(
            rule=Rule.MAX_INCREASE,
            outcome=Outcome.SKIPPED,
            allowed=_allowed(case, asked, None),
            found="not compared",
            message=why,
        )
    unit = _unit_of(case, asked, base.estimate)
    anything = Allowance(ZERO, unit if is_currency(unit) else None)
    before = Measured(base.estimate, case.limits.measure).total(anything)
    after = case.measured.total(anything)
    rise = less(after, before)
    most = asked.amount.number if asked.amount else EXACT.multiply(before.number, asked.share or ZERO)
    kept = rise.number <= most
    allowed = _allowed(case, asked, unit)
    told = f"{case.text(rise, signed=True)}{_percent(rise, before)}{_measure_said(case)}"
    message = (
        f"the storyboard costs {case.total_text(after)}, and {case.total_text(before, base.estimate)} in "
        f"{base.name}: {told}, {allowed} allowed"
    )
    return Ruling(
        rule=Rule.MAX_INCREASE,
        outcome=Outcome.KEPT if kept else Outcome.BROKEN,
        allowed=allowed,
        found=told,
        message=message,
        limit=most,
        value=rise.number,
        unit=unit,
        findings=() if kept else case.blamed(message),
    )


def _unit_of(case: Case, asked: Increase, base: Estimate) -> str:
    """Give the unit in which two estimates are compared.

    Raises:
        MoneyUnknown, BadMoney, BadLimit: when there is none.
    """
    here, there = case.estimate.entry, base.entry
    if asked.amount is not None:
        unit = case.measured.unit_of(asked.amount)
        if not is_currency(unit) and unit != there.plan.unit:
            raise BadLimit(
                f"an increase of {plain(asked.amount.number)} is in {unit}, but it is compared with amounts "
                f"in {there.plan.unit}; write it in percent, or in money that both are known in, such as "
                "'50 USD'"
            )
        return unit
    if here.shown.unit == there.shown.unit:
        return here.shown.unit
    if here.plan.unit == there.plan.unit and not is_currency(here.plan.unit):
        return here.plan.unit
    wanted = here.shown.unit if is_currency(here.shown.unit) else there.shown.unit
    raise MoneyUnknown(there.shown.unit if wanted == here.shown.unit else here.plan.unit, wanted)


def _allowed(case: Case, asked: Increase, unit: str | None) -> str:
    if asked.share is not None:
        return f"+{share_text(asked.share)}"
    if asked.amount is None:
        return ""
    known = unit or asked.amount.currency or case.estimate.entry.plan.unit
    return f"+{case.text(Amount(asked.amount.number, known))}"


def _percent(rise: Amount, before: Amount) -> str:
    """Say a change in percent of what it was; nothing of nothing."""
    if not before.number:
        return ""
    percent = rounded(Fraction(rise.number) / Fraction(before.number) * 100, 1)
    return f" ({'+' if percent > 0 else ''}{plain(percent)} %)"


def _measure_said(case: Case) -> str:
    measure = case.limits.measure
    return "" if measure is Measure.SUM else f" at {measure.value.upper()}"
