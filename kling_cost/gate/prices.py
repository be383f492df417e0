"""Rulings on the prices themselves: whether every shot has one, how old they are, how good they are."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from kling_cost.amounts import EXACT, counted
from kling_cost.gate.case import at_first_row, at_rows, shot_named
from kling_cost.gate.limits import share_text
from kling_cost.gate.measured import rates_and_rows
from kling_cost.gate.verdict import Finding, Outcome, Rule, Ruling
from kling_cost.pricebook.rate import Basis
from kling_cost.rounding import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kling_cost.datafiles import SourceFile
    from kling_cost.gate.case import Case
    from kling_cost.pricebook.rate import Source
    from kling_cost.storyboard.shot import Shot

_WEAKER = list(Basis)
"""From the best basis to the weakest."""
_DECIMALS = 6
"""Of a share in percent: so many that one shot of very many shows."""


def ruling_on_coverage(case: Case) -> Ruling:
    """Hold the share of shots that have a price against what is required."""
    plan, least = case.estimate.entry.plan, case.limits.require_coverage
    share = Fraction(plan.priced, plan.shots) if plan.shots else Fraction(1)
    kept = share >= Fraction(least)
    found = f"{plan.priced:,} of {counted(plan.shots, 'shot')} priced"
    return Ruling(
        rule=Rule.REQUIRE_COVERAGE,
        outcome=Outcome.KEPT if kept else Outcome.BROKEN,
        allowed=share_text(least),
        found=found,
        message=found if kept else f"{found}, {share_text(least)} required",
        limit=EXACT.scaleb(least, 2),
        value=rounded(share * 100, _DECIMALS),
        unit="percent",
        findings=() if kept else _without_price(case),
    )


def _without_price(case: Case) -> list[Finding]:
    reasons: dict[int, tuple[Shot, list[str]]] = {}
    for each in case.estimate.entry.plan.unpriced:
        said = f"{each.stage}: {each.reason}" if each.stage else each.reason
        reasons.setdefault(id(each.shot), (each.shot, []))[1].append(said)
    return [
        finding
        for shot, said in reasons.values()
        for finding in at_rows(shot, f"{shot_named(shot.shot_id)} has no price: {'; '.join(said)}")
    ]


def ruling_on_age(case: Case) -> Ruling | None:
    """Hold the days since each price was read against what is allowed."""
    most = case.limits.max_card_age
    if most is None:
        return None
    on = case.estimate.entry.plan.on
    ages = [(each, (on - each.source.read_on).days) for each in _looked_up(case)]
    oldest = max((0, *(age for _, age in ages)))
    over = [(each, age) for each, age in ages if age > most]
    return Ruling(
        rule=Rule.MAX_CARD_AGE,
        outcome=Outcome.BROKEN if over else Outcome.KEPT,
        allowed=counted(most, "day"),
        found=counted(oldest, "day"),
        message=(
            f"{len(over)} of {counted(len(ages), 'price')} read more than {counted(most, 'day')} before {on}"
            if over
            else f"the price that was read first was read {counted(oldest, 'day')} before {on}"
        ),
        limit=Decimal(most),
        value=Decimal(oldest),
        unit="days",
        findings=[_too_old(each, age, on) for each, age in over],
    )


class _LookedUp(NamedTuple):
    """A price that somebody read somewhere, and a shot that has it; a credit's price is everybody's."""

    name: str
    source: Source | SourceFile
    shot: Shot | None


def _looked_up(case: Case) -> Iterator[_LookedUp]:
    for rate, shot in rates_and_rows(case.estimate):
        yield _LookedUp(rate.ref, rate.source, shot)
    provider = case.estimate.entry.plan.provider
    paid = case.estimate.money.paid_with.get(provider)
    if paid is not None and paid.source is not None:
        yield _LookedUp(f"{provider} {paid.plan}", paid.source, None)


def _too_old(price: _LookedUp, age: int, on: date) -> Finding:
    message = (
        f"{price.name} was read on {price.source.read_on}, {counted(age, 'day')} before {on}: look whether "
        f"it still holds ({price.source.link or price.source.title})"
    )
    return Finding(message=message) if price.shot is None else at_first_row(price.shot, message)


def ruling_on_basis(case: Case) -> Ruling | None:
    """Hold the basis of each price, that of the credits included, against what is required."""
    least, entry = case.limits.min_basis, case.estimate.entry
    if least is None:
        return None
    used = rates_and_rows(case.estimate)
    findings = [
        at_first_row(shot, f"{rate.ref} is {rate.basis}, and {least} is required")
        for rate, shot in used
        if _WEAKER.index(rate.basis) > _WEAKER.index(least)
    ]
    weak = len(findings)
    if entry.money is not None and entry.money.approximate and least is not Basis.APPROXIMATE:
        findings.append(Finding(message=f"the price of a credit is approximate, and {least} is required"))
    weakest = max((rate.basis for rate, _ in used), key=_WEAKER.index, default=least)
    counted_weak = f"{weak} of {counted(len(used), 'price')} weaker than {least}"
    return Ruling(
        rule=Rule.MIN_BASIS,
        outcome=Outcome.BROKEN if findings else Outcome.KEPT,
        allowed=least.value,
        found=weakest.value,
        message=counted_weak if weak or not findings else findings[0].message,
        findings=findings,
    )
