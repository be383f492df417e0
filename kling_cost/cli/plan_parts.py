"""A long plan by its parts: what nobody reads line by line is shown scene by scene, or stage by stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, ZERO, Amount, counted, grouped
from kling_cost.cli.report import number_text
from kling_cost.storyboard.shot import shots_named

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from kling_cost.cli.report import Report
    from kling_cost.plan import Plan

MOST_LINES = 1_000
"""The most lines, or shots without a price, that are listed one by one."""
MOST_PARTS = 50
PART_COLUMNS = ("lines", "billed", "amount")


@dataclass(slots=True, kw_only=True)
class Part:
    """Some lines of a plan, added up."""

    name: str
    lines: int = 0
    billed_s: Decimal = ZERO
    amount: Decimal = ZERO
    approximate: bool = False
    floor: bool = False

    def add(self, other: Part) -> None:
        """Take other lines in."""
        self.lines += other.lines
        self.billed_s = EXACT.add(self.billed_s, other.billed_s)
        self.amount = EXACT.add(self.amount, other.amount)
        self.approximate = self.approximate or other.approximate
        self.floor = self.floor or other.floor

    def cells(self, unit: str) -> list[str]:
        """Write the name and the columns of :data:`PART_COLUMNS`."""
        amount = Amount(self.amount, unit)
        return [
            self.name,
            f"{self.lines:,}",
            f"{grouped(self.billed_s)} s" if self.billed_s else "",
            number_text(amount, approximate=self.approximate, floor=self.floor),
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a long plan consists of: its scenes or its stages (``kind``), and where its lines are."""

    kind: str
    parts: Sequence[Part]
    said: str


def is_long(plan: Plan) -> bool:
    """Tell whether a plan has more lines than people read."""
    return plan.breakdown.line_count > MOST_LINES


def parts_of(report: Report) -> Parts:
    """Add the chosen plan up by scene; by stage, if the film has no scenes.

    Of too many scenes the dearest are given, in the film's order, and all others together.
    """
    plan = report.comparison.chosen.plan
    scenes = {shot.scene for shot, bill in plan.breakdown.of_each_row() if bill.lines}
    kind = "scene" if len(scenes) > 1 else "stage"
    parts = _added_up(report, by_scene=len(scenes) > 1)
    said = f"{counted(plan.breakdown.line_count, 'line')} in {counted(len(parts), kind)}"
    if len(parts) > MOST_PARTS:
        parts = _dearest(parts, kind)
        said += f", the {MOST_PARTS} dearest given one by one"
    return Parts(kind=kind, parts=parts, said=f"{said}; -o plan.csv writes every line")


def _added_up(report: Report, *, by_scene: bool) -> list[Part]:
    chosen = report.comparison.chosen
    amounts = iter(report.shown_amounts(chosen))
    billed = [[line.billed_s or ZERO for line in bill.lines] for bill in chosen.plan.breakdown.bills]
    rows = chosen.plan.breakdown.rows
    parts: dict[str, Part] = {}
    for shot, number in zip(rows.shots, rows.numbers, strict=True):
        for line, seconds in zip(chosen.plan.breakdown.bills[number].lines, billed[number], strict=True):
            name = (shot.scene or "no scene") if by_scene else line.stage
            part = parts.get(name) or parts.setdefault(name, Part(name=name))
            part.lines += 1
            part.billed_s = EXACT.add(part.billed_s, seconds)
            part.amount = EXACT.add(part.amount, next(amounts).number)
            part.approximate = part.approximate or line.approximate
            part.floor = part.floor or line.floor
    return list(parts.values())


def _dearest(parts: Sequence[Part], kind: str) -> list[Part]:
    dearest = sorted(range(len(parts)), key=lambda place: -parts[place].amount)[:MOST_PARTS]
    others = Part(name=counted(len(parts) - MOST_PARTS, f"other {kind}"))
    for place in set(range(len(parts))) - set(dearest):
        others.add(parts[place])
    return [*(parts[place] for place in sorted(dearest)), others]


def unpriced_cells(plan: Plan) -> list[list[str]]:
    """Write what has no price: shot, stage and reason; of many shots those with one reason together."""
    unpriced = plan.unpriced
    if len(unpriced) <= MOST_LINES:
        return [[entry.shot.shot_id, entry.stage, entry.reason] for entry in unpriced]
    shots: dict[tuple[str, str], list[str]] = {}
    for entry in unpriced:
        shots.setdefault((entry.stage, entry.reason), []).append(entry.shot.shot_id)
    return [[shots_named(shot_ids), stage, reason] for (stage, reason), shot_ids in shots.items()]
