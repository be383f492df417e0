"""What a judgement stands on, and how its sentences say amounts and places."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, Amount
from kling_cost.errors import UnitMismatch
from kling_cost.gate.measured import Measured
from kling_cost.gate.verdict import Finding
from kling_cost.wording import amount_text, qualified

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.estimate import Estimate
    from kling_cost.gate.limits import Limits
    from kling_cost.pricebook.seller import ProviderFile
    from kling_cost.storyboard.shot import Shot


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What a storyboard is compared with: its name as it was given, and its estimate.

    The estimate is None where there is nothing to compare with yet; ``missing`` then says why.
    """

    name: str
    estimate: Estimate | None = None
    missing: str = ""


@dataclass(frozen=True, kw_only=True)
class Case:
    """An estimate, the limits it is held against, and what it is compared with.

    ``risen`` holds findings about the shots that cost more than in the base, the greatest rise first; each
    is part of a sentence about the whole.
    """

    estimate: Estimate
    limits: Limits
    seller: ProviderFile
    base: Base | None = None
    risen: Sequence[Finding] = ()

    @cached_property
    def measured(self) -> Measured:
        """The estimate under the measure that was asked for; its odds are worked out once."""
        return Measured(self.estimate, self.limits.measure)

    def blamed(self, message: str) -> Sequence[Finding]:
        """Give the shots that made the total rise; where none are known, the storyboard as a whole.

        Whoever reads one of them at its row reads there what is wrong with the whole: ``message``.
        """
        risen = [replace(each, message=f"{each.message}; {message}") for each in self.risen]
        return risen or [Finding(message=message)]

    def text(self, amount: Amount, *, signed: bool = False) -> str:
        """Write an amount, with its sign where it is a change."""
        text = amount_text(amount, self.seller)
        return f"+{text}" if signed and amount.number > 0 else text

    def total_text(self, amount: Amount, estimate: Estimate | None = None) -> str:
        """Write the total of an estimate, marked where it is a floor or stands on an approximate price."""
        entry = (estimate or self.estimate).entry
        return qualified(self.text(amount), approximate=entry.approximate, floor=entry.plan.floor)


def less(amount: Amount, other: Amount) -> Amount:
    """Take one amount from another of its unit.

    Raises:
        UnitMismatch: for one of another unit.
    """
    if amount.unit != other.unit:
        raise UnitMismatch(amount.unit, other.unit)
    return Amount(EXACT.subtract(amount.number, other.number), amount.unit)


def shot_named(name: str) -> str:
    """Name a shot, or several that share a clip, on one line whatever a storyboard calls it."""
    return f"shot {' '.join(name.split())}"


def at_rows(shot: Shot, message: str) -> list[Finding]:
    """Find something at a shot's row; for shots that share a clip, at the row of each."""
    return [
        Finding(message=message, shot_id=each.shot_id, row=each.row, line=each.line)
        for each in shot.cuts or (shot,)
    ]


def at_first_row(shot: Shot, message: str) -> Finding:
    """Find something of which a shot is an example, at its row or at that of the first that share a clip."""
    return at_rows(shot, message)[0]
