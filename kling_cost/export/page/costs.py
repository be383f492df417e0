"""What it costs, broken down: the shots by stage, extras, contingency, and what they come to."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.amounts import counted, plain
from kling_cost.estimate import GroupBy, groups_of
from kling_cost.estimate.estimate import ItemKind
from kling_cost.export.page.looks import CONTINGENCY, EXTRAS, bar_of
from kling_cost.export.page.views import Cost, Costs
from kling_cost.rounding import rounded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kling_cost.dossier import Dossier
    from kling_cost.estimate import Group, Item
    from kling_cost.export.page.telling import Teller
    from kling_cost.export.page.views import Bar, Figure, Look


def costs_of(dossier: Dossier, teller: Teller, looks: Mapping[str, Look]) -> Costs:
    """Break the estimate down."""
    estimate, plan = dossier.estimate, dossier.chosen.plan
    stages = [group for group in groups_of(estimate, GroupBy.STAGE) if group.lines]
    none_priced = not stages and not plan.complete
    return Costs(
        stages=[_stage_cost(group, teller, looks) for group in stages],
        shots=Cost(
            name="All shots",
            note=_left_out(dossier),
            amount=None if none_priced else teller.of_shots(estimate.shots),
        ),
        others=[_other_cost(item, teller) for item in estimate.items],
        totals=totals_of(dossier, teller),
        bar=_bar(dossier, stages, looks),
    )


def totals_of(dossier: Dossier, teller: Teller) -> list[Figure]:
    """Write the totals, one for each unit; none for shots of which none has a price."""
    estimate, plan = dossier.estimate, dossier.chosen.plan
    totals = estimate.totals
    if not plan.lines and not plan.complete:
        totals = [each for each in totals if each.number]
    return [teller.of_shots(total) for total in totals]


def _left_out(dossier: Dossier) -> str:
    plan = dossier.chosen.plan
    missing = plan.shots - plan.priced
    return f"without {counted(missing, 'shot')} that {_has(missing)} no price" if missing else ""


def _has(count: int) -> str:
    return "has" if count == 1 else "have"


def _stage_cost(group: Group, teller: Teller, looks: Mapping[str, Look]) -> Cost:
    money = teller.dossier.chosen.money
    approximate = group.approximate or (money is not None and money.approximate)
    return Cost(
        name=group.name.capitalize() or "Shots",
        note=counted(group.lines, "line"),
        amount=teller.figure(group.money or group.amount, approximate=approximate, floor=group.floor),
        look=looks.get(group.name),
    )


def _other_cost(item: Item, teller: Teller) -> Cost:
    contingency = item.kind is ItemKind.CONTINGENCY
    return Cost(
        name=item.name,
        note=item.note or "a fixed sum",
        amount=teller.figure(item.shown, approximate=item.approximate, floor=item.floor),
        look=CONTINGENCY if contingency else EXTRAS,
    )


def _bar(dossier: Dossier, stages: Sequence[Group], looks: Mapping[str, Look]) -> Bar | None:
    """Draw all of it as one bar, where all of it is in one unit."""
    total = dossier.estimate.total
    if total is None or not total.number:
        return None
    parts: dict[Look, Fraction] = {}
    for group in stages:
        parts[looks[group.name]] = Fraction((group.money or group.amount).number)
    for item in dossier.estimate.items:
        look = CONTINGENCY if item.kind is ItemKind.CONTINGENCY else EXTRAS
        parts[look] = parts.get(look, Fraction(0)) + Fraction(item.shown.number)
    whole = Fraction(total.number)
    shares = [f"{look.name} {plain(rounded(100 * part / whole, 0))} %" for look, part in parts.items()]
    return bar_of(f"Shares of the total: {', '.join(shares)}", parts, whole)
