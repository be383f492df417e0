"""Amounts of a dossier as the page shows them: in money where that is known, marked for what they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_cost.amounts import Amount
from kling_cost.export.page.views import Figure
from kling_cost.wording import number_text, qualified, unit_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from kling_cost.compare import PricedPlan
    from kling_cost.dossier import Dossier
    from kling_cost.quote import Line
    from kling_cost.storyboard.shot import Shot

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTold:
    """A line with its shot, what it comes to in the plan's unit, and what is shown: money where known."""

    shot: Shot
    line: Line
    own: Amount
    shown: Amount


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells the amounts of one dossier."""

    dossier: Dossier

    def figure(
        self, amount: Amount, *, approximate: bool, floor: bool = False, entry: PricedPlan | None = None
    ) -> Figure:
        """Write an amount of a plan (the chosen one)."""
        seller = self.dossier.sellers[(entry or self.dossier.chosen).plan.provider]
        return Figure(
            mark=qualified("", approximate=approximate, floor=floor).strip(),
            number=number_text(amount, approximate=False),
            unit=unit_text(amount, seller),
        )

    def of_shots(self, amount: Amount, entry: PricedPlan | None = None) -> Figure:
        """Write a sum of a plan's shots; what is in another unit stands on none of its prices."""
        entry = entry or self.dossier.chosen
        own = amount.unit == entry.shown.unit
        return self.figure(
            amount, approximate=own and entry.approximate, floor=own and entry.plan.floor, entry=entry
        )

    def money(self, number: Decimal, entry: PricedPlan | None = None) -> Amount:
        """Tell a number of a plan's unit in money; as it is where that is not known."""
        entry = entry or self.dossier.chosen
        amount = Amount(number, entry.plan.unit)
        rules = self.dossier.estimate.money
        money = rules.money_of_total(amount, lambda: [amount], entry.plan.provider)
        return money.total if money and entry.money else amount

    def lines(self) -> Sequence[LineTold]:
        """Give the chosen plan's lines in their order; what is shown adds up to the shots' total."""
        return [
            LineTold(shot=shot, line=line, own=own, shown=money or own)
            for _, shot, line, own, money in self.dossier.chosen.told_lines()
        ]


def day_text(day: date) -> str:
    """Write a day as a letter does: ``20 November 2026``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def about_shot(shot: Shot) -> str:
    """Say what a shot shows; of shots that share a clip, each."""
    cuts = [cut.description for cut in shot.cuts if cut.description]
    return shot.description or " + ".join(cuts)
