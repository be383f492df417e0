"""A plan by its parts: by scene, stage, model or account, where asked for or where lines are too many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_cost.amounts import counted, grouped
from kling_cost.estimate import GroupBy, ItemKind, groups_of
from kling_cost.storyboard.shot import shots_named
from kling_cost.wording import amount_text, number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.cli.report import Report
    from kling_cost.estimate import Group
    from kling_cost.plan import Plan

MOST_LINES = 1_000
"""The most lines, or shots without a price, that are listed one by one."""
MOST_PARTS = 50
PART_COLUMNS = ("lines", "billed", "amount", "money", "without a price")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a plan consists of by scene, stage, model or account, and where its lines are."""

    by: GroupBy
    groups: Sequence[Group]
    said: str

    @property
    def name(self) -> str:
        """The name of the first column."""
        return self.by.value

    def rows(self, report: Report) -> list[list[str]]:
        """Write a row for each part: its name and the columns of :data:`PART_COLUMNS`."""
        return [self._cells(group, report) for group in self.groups]

    def _cells(self, group: Group, report: Report) -> list[str]:
        chosen = report.comparison.chosen
        seller = report.book.provider(chosen.plan.provider).file
        marks = {"approximate": group.approximate, "floor": group.floor}
        own = group.shown.unit == chosen.plan.unit
        amount = number_text(group.shown, **marks) if own else amount_text(group.shown, seller)
        converted = group.money is not None and (not own or bool(chosen.money and chosen.money.converted))
        money = number_text(group.money, **marks) if converted and group.money else ""
        return [
            group.name or f"no {self.name}",
            f"{group.lines:,}" if group.lines else "",
            f"{grouped(group.billed_s)} s" if group.billed_s else "",
            amount if group.lines or group.kind is not ItemKind.SHOT else "",
            money if group.lines or group.kind is not ItemKind.SHOT else "",
            counted(group.unpriced, "shot") if group.unpriced else "",
        ]


def is_long(plan: Plan) -> bool:
    """Tell whether a plan has more lines than people read."""
    return plan.breakdown.line_count > MOST_LINES


def parts_of(report: Report) -> Parts:
    """Add the estimate up as asked for; of a long plan its shots by scene or, without any, by stage.

    Of too many parts the dearest are given, in the film's order, and all others together.
    """
    plan, by = report.comparison.chosen.plan, report.by
    if by is None:
        scenes = {shot.scene for shot, bill in plan.breakdown.of_each_row() if bill.lines}
        by = GroupBy.SCENE if len(scenes) > 1 else GroupBy.STAGE
    groups = groups_of(report.estimate, by)
    if report.by is None:
        groups = [group for group in groups if group.kind is ItemKind.SHOT and group.lines]
    holding = sum(bool(group.lines) for group in groups)
    said = f"{counted(plan.breakdown.line_count, 'line')} in {counted(holding, by.value)}"
    if len(groups) > MOST_PARTS:
        groups = _dearest(groups, by.value)
        said += f", the {MOST_PARTS} dearest given one by one"
    return Parts(by=by, groups=groups, said=f"{said}; -o plan.csv writes every line")


def _dearest(groups: Sequence[Group], kind: str) -> list[Group]:
    """Keep the dearest groups of shots, and all items; add the others up."""
    unit = groups[0].amount.unit
    same = [place for place, group in enumerate(groups) if group.amount.unit == unit]
    dearest = sorted(same, key=lambda place: -groups[place].amount.number)[:MOST_PARTS]
    left = [groups[place] for place in same if place not in set(dearest)]
    others, *more = left
    for group in more:
        others.add(group)
    others.name = counted(len(left), f"other {kind}")
    kept = [group for place, group in enumerate(groups) if place in set(dearest) or group.amount.unit != unit]
    return [*kept, others]


def unpriced_cells(plan: Plan) -> list[list[str]]:
    """Write what has no price: shot, stage and reason; of many shots those with one reason together."""
    unpriced = plan.unpriced
    if len(unpriced) <= MOST_LINES:
        return [[entry.shot.shot_id, entry.stage, entry.reason] for entry in unpriced]
    shots: dict[tuple[str, str], list[str]] = {}
    for entry in unpriced:
        shots.setdefault((entry.stage, entry.reason), []).append(entry.shot.shot_id)
    return [[shots_named(shot_ids), stage, reason] for (stage, reason), shot_ids in shots.items()]
