"""A plan by its parts: by scene, stage, model or account, where asked for or where lines are too many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_cost.amounts import counted, grouped
from kling_cost.estimate import GroupBy, ItemKind, groups_of
from kling_cost.storyboard.shot import shots_named
from kling_cost.wording import amount_text, number_text, qualified

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
        own = group.shown.unit == chosen.plan.unit
        converted = group.money is not None and (not own or bool(chosen.money and chosen.money.converted))
        marks = {"approximate": group.approximate, "floor": group.floor}
        doubtful = own and chosen.money is not None and chosen.money.approximate and bool(group.lines)
        in_money = {"approximate": group.approximate or doubtful, "floor": group.floor}
        amount = (
            number_text(group.shown, **marks) if own else qualified(amount_text(group.shown, seller), **marks)
        )
        return [
            group.name or f"no {self.name}",
            f"{group.lines:,}" if group.lines else "",
            f"{grouped(group.billed_s)} s" if group.billed_s else "",
            amount if group.known else "",
            number_text(group.money, **in_money) if group.known and converted and group.money else "",
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
    holding = [group for group in groups if group.lines or group.unpriced]
    lines = counted(plan.breakdown.line_count, "line")
    said = f"{lines} in {counted(len(holding), by.value)}" if report.by is None else f"{lines} of shots"
    if len(holding) > MOST_PARTS:
        groups = _dearest(groups, holding, by.value)
        said += f", the {MOST_PARTS} dearest given one by one"
    return Parts(by=by, groups=groups, said=f"{said}; -o plan.csv writes every line")


def _dearest(groups: Sequence[Group], holding: Sequence[Group], kind: str) -> list[Group]:
    """Keep the dearest groups of shots, in the film's order, and all items; add the other groups up."""
    ranked = sorted(holding, key=lambda group: -group.amount.number)
    kept = {id(group) for group in ranked[:MOST_PARTS]}
    others, *more = [group for group in holding if id(group) not in kept]
    for group in more:
        others.add(group)
    others.name = counted(1 + len(more), f"other {kind}")
    items = [group for group in groups if not (group.lines or group.unpriced)]
    return [*(group for group in holding if id(group) in kept), others, *items]


def unpriced_cells(plan: Plan) -> list[list[str]]:
    """Write what has no price: shot, stage and reason; of many shots those with one reason together."""
    unpriced = plan.unpriced
    if len(unpriced) <= MOST_LINES:
        return [[entry.shot.shot_id, entry.stage, entry.reason] for entry in unpriced]
    shots: dict[tuple[str, str], list[str]] = {}
    for entry in unpriced:
        shots.setdefault((entry.stage, entry.reason), []).append(entry.shot.shot_id)
    return [[shots_named(shot_ids), stage, reason] for (stage, reason), shot_ids in shots.items()]
