"""What the sheets say, taken from the dossier once: lines with their keys, scenes, accounts, marks, units."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from kling_cost.amounts import Amount, plain
from kling_cost.clips import Product
from kling_cost.currencies import decimals_of, is_currency
from kling_cost.export.workbook.looks import amounts, places_of, width_of
from kling_cost.export.workbook.terms import terms_of
from kling_cost.quote import billed_seconds
from kling_cost.wording import unit_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kling_cost.compare import PricedPlan
    from kling_cost.dossier import Dossier
    from kling_cost.estimate import Estimate
    from kling_cost.export.workbook.terms import Terms
    from kling_cost.plan import Plan
    from kling_cost.quote import Line
    from kling_cost.storyboard.shot import Shot

_MANY = Decimal(2)
_MOST_PLACES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line, or a stage without a price and the reason; ``number`` is that of its shot, from 1."""

    number: int
    shot: Shot
    stage: str
    account: str
    line: Line | None = None
    money: Decimal | None = None
    reason: str = ""


@dataclass(frozen=True)
class Facts:
    """A dossier as the workbook needs it."""

    dossier: Dossier

    @property
    def estimate(self) -> Estimate:
        """The chosen plan with everything else that its budget holds."""
        return self.dossier.estimate

    @property
    def entry(self) -> PricedPlan:
        """The chosen plan with its money."""
        return self.dossier.chosen

    @property
    def plan(self) -> Plan:
        """The chosen plan."""
        return self.entry.plan

    @property
    def shots(self) -> Sequence[Shot]:
        """The rows of the storyboard, those that share a clip as one."""
        return self.plan.breakdown.rows.shots

    @cached_property
    def terms(self) -> Terms | None:
        """How the lines become money; None where it is not known."""
        return terms_of(self.estimate.money, self.plan.unit, self.plan.provider) if self.entry.money else None

    @cached_property
    def rows(self) -> list[Row]:
        """The lines, then the stages without a price."""
        return [*self._lines(), *self._unpriced()]

    @cached_property
    def scenes(self) -> dict[str, int]:
        """The scenes in the film's order, each with its number from 1."""
        return _numbered([shot.scene for shot in self.shots])

    @cached_property
    def accounts(self) -> dict[str, int]:
        """The accounts, each with its number from 1; none where there are no codes."""
        named = [*(row.account for row in self.rows), *(item.account for item in self.estimate.items)]
        return _numbered(named) if any(named) else {}

    @cached_property
    def decimals(self) -> int:
        """The decimals that show every line's amount in full."""
        different = {line.amount.number for line, _ in self.plan.breakdown.different_lines()}
        return min(places_of(different, self.plan.unit), _MOST_PLACES)

    @cached_property
    def unit(self) -> str:
        """The unit of amounts in words: ``credits``, ``USD``, ``USD list`` where another price is paid."""
        return self.unit_of(self.plan.unit) + (" list" if self.listed else "")

    def unit_of(self, unit: str) -> str:
        """Name a unit as its provider does."""
        return unit_text(Amount(_MANY, unit), self.dossier.seller)

    @property
    def listed(self) -> bool:
        """Whether amounts are list prices for which a plan pays another sum."""
        return self.entry.money is not None and self.entry.money.listed

    @property
    def money_is_approximate(self) -> bool:
        """Whether the price of the credits is only approximate."""
        return self.entry.money is not None and self.entry.money.approximate

    def number_format(self, unit: str, *, exact: bool = False, least: int = 0) -> str:
        """Give the number format of sums of a unit, with its word and the plan's marks.

        ``exact`` sums of a currency have all decimals of the lines, ``least`` are the decimals to have.
        """
        decimals = max(least, decimals_of(unit) if is_currency(unit) else 0)
        plan = self.plan
        if unit == plan.unit and (exact or not is_currency(unit)):
            decimals = max(least, self.decimals)
        doubtful = plan.approximate or (self.money_is_approximate and not exact)
        word = self.unit if exact else self.unit_of(unit)
        return amounts(decimals, unit=word, approximate=doubtful, floor=plan.floor)

    @cached_property
    def amount_width(self) -> float:
        """The width of a column that ends with the sum of all amounts."""
        unit = self.plan.unit
        return max(11.0, width_of(self.plan.total.number, self.number_format(unit, exact=True)))

    @cached_property
    def money_width(self) -> float:
        """The width of a column that ends with the sum of all money."""
        total = self.estimate.shots
        return max(11.0, width_of(total.number, self.number_format(total.unit)))

    @cached_property
    def widest(self) -> float:
        """The width that holds any amount of the Summary."""
        exact = self.number_format(self.plan.unit, exact=True)
        largest = max(entry.plan.total.number for entry in self.dossier.comparison.ranked)
        sums = [width_of(total.number, self.number_format(total.unit)) for total in self.estimate.totals]
        return max(17.0, width_of(largest, exact), *sums)

    def _lines(self) -> Iterator[Row]:
        for number, shot, line, _, money in self.entry.told_lines():
            yield Row(
                number=number,
                shot=shot,
                stage=line.stage,
                account=self.estimate.accounts.account_of(shot, line.stage, line.clip.model),
                line=line,
                money=money.number if money else None,
            )

    def _unpriced(self) -> Iterator[Row]:
        for number, (shot, bill) in enumerate(self.plan.breakdown.of_each_row(), 1):
            for stage, reason, model in bill.faults:
                account = self.estimate.accounts.account_of(shot, stage, model)
                yield Row(number=number, shot=shot, stage=stage, account=account, reason=reason)


def clip_words(line: Line) -> str:
    """Describe a clip: ``o3 pro, text-to-video, audio on``; its length where another one is billed."""
    clip = line.clip
    parts = [" ".join(filter(None, (clip.model, clip.tier))), clip.mode.value]
    parts += ["from a video"] if clip.video_input and not clip.mode.implies_video_input else []
    if clip.product is Product.IMAGE:
        return ", ".join([*parts, str(line.rate.resolution)])
    parts += [f"audio {clip.audio.value}"] if clip.product.sound_is_chosen else []
    if clip.seconds is not None and clip.seconds != billed_seconds(clip, line.rate):
        parts.append(f"{plain(clip.seconds)} s made")
    return ", ".join(parts)


def _numbered(names: Sequence[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(dict.fromkeys(names), 1)}
