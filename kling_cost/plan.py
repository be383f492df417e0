"""A plan: a storyboard under one strategy at one provider on one day.

Its lines say what every shot costs; whatever has no price is listed with the reason. Totals are derived from
the lines whenever they are asked for, and everything that was decided for the user is an assumption.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from operator import is_
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, Amount
from kling_cost.breakdown import Biller, Breakdown, Rows
from kling_cost.errors import InputRefused
from kling_cost.packing import Packer, Packing
from kling_cost.staging import Choices, Staging
from kling_cost.storyboard.shot import film_seconds
from kling_cost.takes.rules import UnknownShotClass

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kling_cost.breakdown import Unpriced
    from kling_cost.models import Models
    from kling_cost.pricebook.book import PriceBook
    from kling_cost.pricebook.rate import Rate
    from kling_cost.quote import Line
    from kling_cost.storyboard.shot import Shot, Storyboard
    from kling_cost.strategies import Strategy
    from kling_cost.takes import TakesRules


PlanKey = tuple[str, str]
"""Provider and strategy."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The clip that a plan delivers, without its length; None where there is none (only images, say)."""

    model: str | None
    tier: str | None
    audio: str | None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a storyboard costs under one strategy at one provider on one day.

    ``card`` is the rate card that was in force, ``unit`` its unit. ``intended`` is what the strategy means to
    deliver, shown when nothing could be priced. ``packing`` says what packing did, where it was asked for;
    the lines of a group carry the ids of its shots, joined by ``+``.
    """

    provider: str
    strategy: str
    on: date
    card: str
    unit: str
    storyboard: Storyboard
    breakdown: Breakdown
    intended: Delivered
    packing: Packing | None = None

    @property
    def key(self) -> PlanKey:
        """What tells it from other plans of its storyboard."""
        return self.provider, self.strategy

    @property
    def lines(self) -> Sequence[Line]:
        """What every shot costs, clip by clip."""
        return self.breakdown.lines

    @property
    def unpriced(self) -> Sequence[Unpriced]:
        """The stages of shots that have no price."""
        return self.breakdown.unpriced

    @cached_property
    def assumptions(self) -> Sequence[str]:
        """What was decided for the user, each with the shots that it concerns."""
        return self.breakdown.assumptions()

    @cached_property
    def total(self) -> Amount:
        """The sum of the lines; a floor unless the plan is complete."""
        return self.breakdown.total(self.unit)

    def amounts(self) -> list[Amount]:
        """Give the amounts of the lines."""
        return self.breakdown.amounts()

    @property
    def rates(self) -> Sequence[Rate]:
        """The rates that the lines are from, each once."""
        return list({id(line.rate): line.rate for line, _ in self.breakdown.different_lines()}.values())

    @property
    def saved(self) -> Amount | None:
        """By how much packing lowers the total; None where it was not asked for."""
        if self.packing is None:
            return None
        return Amount(EXACT.subtract(self.packing.unpacked.number, self.total.number), self.unit)

    @cached_property
    def unpriced_shots(self) -> Sequence[Shot]:
        """The rows that have no price, each once, in the storyboard's order."""
        return [shot for shot, bill in self.breakdown.of_each_row() if bill.faults]

    @cached_property
    def shots(self) -> int:
        """How many shots the plan has."""
        return self.storyboard.shot_count

    @cached_property
    def priced(self) -> int:
        """How many of them have a price."""
        each = self.breakdown.unpriced_asks
        return self.shots - sum(rows * (1 if ask.shot.is_image else ask.shot.count) for ask, rows in each)

    @property
    def complete(self) -> bool:
        """Whether every shot has a price."""
        return not self.breakdown.unpriced_asks

    @cached_property
    def approximate(self) -> bool:
        """Whether any line stands on an approximate price."""
        return any(line.approximate for line, _ in self.breakdown.different_lines())

    @cached_property
    def floor(self) -> bool:
        """Whether the real total may be higher: not every shot is priced, or a seller says "from"."""
        return not self.complete or any(line.floor for line, _ in self.breakdown.different_lines())

    @cached_property
    def film_s(self) -> Decimal:
        """The seconds of film that are priced."""
        film = self.storyboard.film_s
        for ask, rows in self.breakdown.unpriced_asks:
            film = EXACT.subtract(film, EXACT.multiply(film_seconds([ask.shot]), Decimal(rows)))
        return film

    @cached_property
    def fitted_s(self) -> Decimal:
        """The seconds of one take of every delivered clip: the film as it can be generated."""
        return self.breakdown.seconds(lambda line: line.clip.seconds if line.delivers else None)

    @cached_property
    def billed_s(self) -> Decimal:
        """The seconds that are charged for, over all takes of all stages."""
        return self.breakdown.seconds(lambda line: line.billed_s)

    @cached_property
    def delivers(self) -> Delivered:
        """The clip most of the film is delivered in, by fitted seconds; of equals the first."""
        seconds: Counter[Delivered] = Counter()
        for line, rows in self.breakdown.different_lines():
            if line.delivers and line.clip.seconds is not None:
                clip = Delivered(line.clip.model, line.clip.tier, line.clip.audio.value)
                seconds[clip] += int(line.clip.seconds) * rows
        return max(seconds, key=lambda clip: seconds[clip], default=self.intended)


class Planner:
    """Plans storyboards from one set of tables."""

    def __init__(self, *, book: PriceBook, models: Models, takes: TakesRules) -> None:
        self._book, self._models, self._takes = book, models, takes
        self._rows = Rows.of(())

    def plan(
        self,
        storyboard: Storyboard,
        strategy: Strategy,
        *,
        provider: str,
        on: date,
        known_on: date | None = None,
        choices: Choices | None = None,
    ) -> Plan:
        """Plan a storyboard.

        A shot with a stage that has no price contributes no line: it is listed as unpriced, stage by stage.

        Raises:
            UnknownProvider, BeforeFirstCard: when there is no price list at all.
            InputRefused: for classes of shot that there are not.
        """
        self._check_classes(storyboard)
        card = self._book.card(provider, on, known_on=known_on)
        choices = choices or Choices()
        staging = Staging(
            book=self._book, models=self._models, provider=provider, on=on, known_on=known_on, choices=choices
        )
        biller = Biller(staging, strategy, self._takes, choices)
        breakdown, packing = _broken_down(self._rows_of(storyboard), biller), None
        if choices.pack:
            breakdown, packing = _packed(breakdown, Packer(staging, strategy, biller), biller, card.file.unit)
        return Plan(
            provider=provider,
            strategy=strategy.name,
            on=on,
            card=card.name,
            unit=card.file.unit,
            storyboard=storyboard,
            breakdown=breakdown,
            intended=_intended(storyboard, strategy),
            packing=packing,
        )

    def _check_classes(self, storyboard: Storyboard) -> None:
        problems = []
        for shot in storyboard.shots:
            try:
                _ = shot.shot_class is None or self._takes.shot_class(shot.shot_class)
            except UnknownShotClass as error:
                problems += [
                    replace(each, file=storyboard.file, row=shot.row, column="shot_class")
                    for each in error.problems()
                ]
        if problems:
            raise InputRefused(problems)

    def _rows_of(self, storyboard: Storyboard) -> Rows:
        """Sort a storyboard's rows, once for all the strategies under which it is planned in turn."""
        rows, shots = self._rows, storyboard.shots
        if len(rows.shots) != len(shots) or not all(map(is_, rows.shots, shots)):
            rows = self._rows = Rows.of(shots)
        return rows


def _broken_down(rows: Rows, biller: Biller) -> Breakdown:
    return Breakdown(rows, [biller.bill(ask.shot, first=ask.first) for ask in rows.asks])


def _packed(alone: Breakdown, packer: Packer, biller: Biller, unit: str) -> tuple[Breakdown, Packing]:
    """Pack the rows, and say what each alone would come to."""
    shots = packer.pack(alone)
    groups = [shot for shot in shots if shot.cuts]
    packing = Packing(
        groups=groups,
        unpacked=alone.total(unit),
        unpacked_billed_s=alone.seconds(lambda line: line.billed_s),
        reason="" if groups else packer.reason,
    )
    return _broken_down(Rows.of(shots), biller) if groups else alone, packing


def _intended(storyboard: Storyboard, strategy: Strategy) -> Delivered:
    if all(shot.is_image for shot in storyboard.shots):
        return Delivered(None, None, None)
    last = strategy.stages[-1]
    return Delivered(last.models[0], last.tier, last.audio.value)
