"""The stages of a row, each as the few numbers that its amount is a product of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.breakdown import Stake
    from kling_cost.causes.joining import PlanRow
    from kling_cost.clips import Clip
    from kling_cost.quote import Line
    from kling_cost.storyboard.shot import Shot

Seconds = tuple[Decimal | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageOfRow:
    """A stage of a row: ``copies`` shots, each made of the same ``clips`` (of one kind), ``takes`` times.

    ``film`` are the seconds of the shot, or of each cut, ``made`` those of its clips (None for a still),
    ``amount`` is what all comes to. ``regular`` is False where that is no such product.
    """

    name: str
    delivers: bool
    kind: Clip
    film: Seconds
    made: Seconds
    takes: int
    copies: int
    amount: Fraction
    regular: bool = True


def stages_of(row: PlanRow) -> list[StageOfRow]:
    """Take a row that has a price apart."""
    lines: dict[str, list[tuple[Line, Stake]]] = {}
    for line, stake in zip(row.bill.lines, row.bill.stakes, strict=True):
        lines.setdefault(line.stage, []).append((line, stake))
    return [_stage(name, row.shot, found) for name, found in lines.items()]


def _stage(name: str, shot: Shot, found: Sequence[tuple[Line, Stake]]) -> StageOfRow:
    first, stake = found[0]
    copies: dict[int, list[Decimal | None]] = {}
    for line, of_line in found:
        copies.setdefault(of_line.copy, []).append(line.clip.seconds)
    takes, left = divmod(first.takes, stake.pieces)
    kinds = {replace(line.clip, seconds=None) for line, _ in found}
    alike = {tuple(clips) for clips in copies.values()}
    same = {(line.takes, of_line.pieces, line.delivers) for line, of_line in found}
    return StageOfRow(
        name=name,
        delivers=first.delivers,
        kind=replace(first.clip, seconds=None),
        film=tuple(each.seconds for each in shot.cuts or (shot,)),
        made=tuple(copies[stake.copy]),
        takes=takes,
        copies=len(copies) * stake.pieces,
        amount=sum((Fraction(line.amount.number) for line, _ in found), Fraction(0)),
        regular=len(kinds) == len(alike) == len(same) == 1 and not left and takes > 0,
    )


def paired(
    before: Sequence[StageOfRow], after: Sequence[StageOfRow]
) -> list[tuple[StageOfRow | None, StageOfRow | None]]:
    """Pair the stages that do the same work: what delivers with what delivers, what does not by its name."""
    pairs: list[tuple[StageOfRow | None, StageOfRow | None]] = []
    for delivers in (True, False):
        old = {stage.name: stage for stage in before if stage.delivers is delivers}
        new = {stage.name: stage for stage in after if stage.delivers is delivers}
        pairs += [(old.pop(name), new.pop(name)) for name in list(old) if name in new]
        if delivers:
            pairs += [(old.pop(one), new.pop(other)) for one, other in list(zip(old, new, strict=False))]
        pairs += [(stage, None) for stage in old.values()]
        pairs += [(None, stage) for stage in new.values()]
    return pairs
