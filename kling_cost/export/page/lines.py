"""The lines one by one, the scenes they belong to, and what has no price."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from kling_cost.amounts import Amount, counted, grouped, total
from kling_cost.currencies import decimals_of, is_currency
from kling_cost.estimate import GroupBy, groups_of
from kling_cost.estimate.estimate import ItemKind
from kling_cost.export.page.looks import bar_of
from kling_cost.export.page.telling import about_shot
from kling_cost.export.page.views import Choice, Lines, Missing, Row, Scene
from kling_cost.wording import clip_text, number_text, qualified, unit_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kling_cost.dossier import Dossier
    from kling_cost.estimate import Group
    from kling_cost.export.page.telling import LineTold, Teller
    from kling_cost.export.page.views import Look
    from kling_cost.quote import Line

NO_SCENE = "No scene"


def scenes_of(
    dossier: Dossier, teller: Teller, told: Sequence[LineTold], looks: Mapping[str, Look]
) -> list[Scene]:
    """Give the scenes in the order of the film; none where no shot names one."""
    groups = [each for each in groups_of(dossier.estimate, GroupBy.SCENE) if each.kind is ItemKind.SHOT]
    if not any(group.name for group in groups):
        return []
    stages: dict[str, dict[str, Fraction]] = {group.name: {} for group in groups}
    for each in told:
        of_scene = stages[each.shot.scene]
        of_scene[each.line.stage] = of_scene.get(each.line.stage, Fraction(0)) + Fraction(each.shown.number)
    longest = max(sum(of_scene.values(), Fraction(0)) for of_scene in stages.values())
    return [_scene(group, teller, stages[group.name], longest, looks) for group in groups]


def _scene(
    group: Group, teller: Teller, stages: Mapping[str, Fraction], longest: Fraction, looks: Mapping[str, Look]
) -> Scene:
    money = teller.dossier.chosen.money
    approximate = group.approximate or (money is not None and money.approximate)
    figure = None
    if group.lines:
        figure = teller.figure(group.money or group.amount, approximate=approximate, floor=group.floor)
    said = [counted(group.lines, "line")] if group.lines else []
    said += [f"{grouped(group.billed_s)} s billed"] if group.billed_s else []
    said += [f"{counted(group.unpriced, 'row')} without a price"] if group.unpriced else []
    name = group.name or NO_SCENE
    return Scene(
        name=name,
        about=", ".join(said),
        amount=figure,
        bar=bar_of(
            f"{name}: {figure or 'not priced'}",
            {looks[stage]: amount for stage, amount in stages.items()},
            longest,
        ),
    )


def lines_of(dossier: Dossier, teller: Teller, told: Sequence[LineTold]) -> Lines:
    """Write every line, and the scenes to filter by."""
    chosen, seller = dossier.chosen, dossier.seller
    plan, money = chosen.plan, chosen.money
    in_money = money is not None and money.converted
    own = unit_text(Amount(plan.total.number, plan.unit), seller)
    units = [own if not (money and money.listed) else f"{own}, list price"]
    in_units = [plan.unit]
    own_sum = total((each.own for each in told), plan.unit)
    sums = [teller.figure(own_sum, approximate=plan.approximate, floor=plan.floor)]
    if in_money and money is not None:
        units.append(f"{money.total.unit}{' paid' if money.listed else ''}")
        sums.append(teller.of_shots(money.total))
        in_units.append(money.total.unit)
    approximate = money is not None and money.approximate
    places: dict[str, int] = {}
    unpriced: dict[int, int] = {}
    for shot, bill in plan.breakdown.of_each_row():
        number = places.setdefault(shot.scene, len(places))
        unpriced[number] = unpriced.get(number, 0) + bool(bill.faults)
    writer = _Writer(teller)
    return Lines(
        rows=[
            writer.row(each, places[each.shot.scene], in_money=in_money, approximate=approximate)
            for each in told
        ],
        units=units,
        sums=sums,
        least=[decimals_of(unit) if is_currency(unit) else 0 for unit in in_units],
        choices=[
            Choice(name=name or NO_SCENE, number=number, unpriced=unpriced[number])
            for name, number in places.items()
        ],
        unpriced=sum(unpriced.values()),
    )


class _Writer:
    """Writes lines; those of one clip at one rate are written once, for films repeat themselves."""

    def __init__(self, teller: Teller) -> None:
        self._dossier = teller.dossier
        self._written = cache(self._clip_and_price)
        self._lines: dict[tuple[int, int], Line] = {}

    def row(self, each: LineTold, scene_no: int, *, in_money: bool, approximate: bool) -> Row:
        """Write a line; ``approximate`` says that its money is so, whatever its price."""
        line = each.line
        key = (id(line.clip), id(line.rate))
        self._lines.setdefault(key, line)  # keeps clip and rate alive, so that no other takes their id
        clip, price = self._written(key)
        amounts = [number_text(each.own, approximate=line.approximate, floor=line.floor)]
        if in_money:
            amounts.append(
                number_text(each.shown, approximate=line.approximate or approximate, floor=line.floor)
            )
        return Row(
            shot=each.shot.shot_id,
            about=about_shot(each.shot),
            scene=each.shot.scene or NO_SCENE,
            scene_no=scene_no,
            stage=line.stage,
            clip=clip,
            note=line.note,
            takes=f"{line.takes:,}",
            billed=f"{grouped(line.billed_s)} s" if line.billed_s is not None else "",
            price=price,
            amounts=amounts,
        )

    def _clip_and_price(self, key: tuple[int, int]) -> tuple[str, str]:
        line = self._lines[key]
        per = "s" if line.rate.per == "second" else line.rate.per.value
        price = qualified(
            f"{grouped(line.rate.amount)}/{per}", approximate=line.approximate, floor=line.floor
        )
        return clip_text(line, self._dossier.models), price


def missing_of(dossier: Dossier) -> list[Missing]:
    """Give every stage of a shot that has no price, with the reason."""
    return [
        Missing(
            shot=entry.shot.shot_id,
            about=about_shot(entry.shot),
            stage=entry.stage,
            reason=entry.reason,
        )
        for entry in dossier.chosen.plan.unpriced
    ]
