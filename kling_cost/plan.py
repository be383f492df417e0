"""A plan: a storyboard under one strategy at one provider on one day.

Its lines say what every shot costs; whatever has no price is listed with the reason. Totals are derived from
the lines whenever they are asked for, and everything that was decided for the user is an assumption.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, Amount, total
from kling_cost.breakdown import Breakdown
from kling_cost.staging import Choices, Staging
from kling_cost.storyboard.shot import film_seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from kling_cost.breakdown import Unpriced
    from kling_cost.models import Models
    from kling_cost.pricebook.book import PriceBook
    from kling_cost.quote import Line
    from kling_cost.storyboard.shot import Shot, Storyboard
    from kling_cost.strategies import Strategy
    from kling_cost.takes import TakesRules


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
    deliver, shown when nothing could be priced.
    """

    provider: str
    strategy: str
    on: date
    card: str
    unit: str
    storyboard: Storyboard
    lines: Sequence[Line]
    unpriced: Sequence[Unpriced]
    assumptions: Sequence[str]
    intended: Delivered

    @cached_property
    def total(self) -> Amount:
        """The sum of the lines; a floor unless the plan is complete."""
        return total((line.amount for line in self.lines), self.unit)

    @cached_property
    def unpriced_shots(self) -> Sequence[Shot]:
        """The rows that have no price, each once, in the storyboard's order."""
        return list({id(entry.shot): entry.shot for entry in self.unpriced}.values())

    @property
    def shots(self) -> int:
        """How many shots the plan has."""
        return self.storyboard.shot_count

    @property
    def priced(self) -> int:
        """How many of them have a price."""
        return self.shots - sum(1 if shot.is_image else shot.count for shot in self.unpriced_shots)

    @property
    def complete(self) -> bool:
        """Whether every shot has a price."""
        return not self.unpriced

    @cached_property
    def approximate(self) -> bool:
        """Whether any line stands on an approximate price."""
        return any(line.approximate for line in self.lines)

    @cached_property
    def floor(self) -> bool:
        """Whether the real total may be higher: not every shot is priced, or a seller says "from"."""
        return not self.complete or any(line.floor for line in self.lines)

    @property
    def film_s(self) -> Decimal:
        """The seconds of film that are priced."""
        return EXACT.subtract(self.storyboard.film_s, film_seconds(self.unpriced_shots))

    @cached_property
    def fitted_s(self) -> Decimal:
        """The seconds of one take of every delivered clip: the film as it can be generated."""
        return _sum(line.clip.seconds for line in self.lines if line.delivers)

    @cached_property
    def billed_s(self) -> Decimal:
        """The seconds that are charged for, over all takes of all stages."""
        return _sum(line.billed_s for line in self.lines)

    @cached_property
    def delivers(self) -> Delivered:
        """The clip most of the film is delivered in, by fitted seconds; of equals the first."""
        seconds: Counter[Delivered] = Counter()
        for line in self.lines:
            if line.delivers and line.clip.seconds is not None:
                clip = Delivered(line.clip.model, line.clip.tier, line.clip.audio.value)
                seconds[clip] += int(line.clip.seconds)
        return max(seconds, key=lambda clip: seconds[clip], default=self.intended)


def _sum(numbers: Iterable[Decimal | None]) -> Decimal:
    result = Decimal(0)
    for number in numbers:
        if number is not None:
            result = EXACT.add(result, number)
    return result


class Planner:
    """Plans storyboards from one set of tables."""

    def __init__(self, *, book: PriceBook, models: Models, takes: TakesRules) -> None:
        self._book, self._models, self._takes = book, models, takes

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
        """
        card = self._book.card(provider, on, known_on=known_on)
        choices = choices or Choices()
        staging = Staging(
            book=self._book, models=self._models, provider=provider, on=on, known_on=known_on, choices=choices
        )
        breakdown = Breakdown(staging, strategy, self._takes, choices)
        for shot in storyboard.shots:
            breakdown.add(shot)
        return Plan(
            provider=provider,
            strategy=strategy.name,
            on=on,
            card=card.name,
            unit=card.file.unit,
            storyboard=storyboard,
            lines=breakdown.lines,
            unpriced=breakdown.unpriced,
            assumptions=breakdown.assumptions(),
            intended=_intended(storyboard, strategy),
        )


def _intended(storyboard: Storyboard, strategy: Strategy) -> Delivered:
    if all(shot.is_image for shot in storyboard.shots):
        return Delivered(None, None, None)
    last = strategy.stages[-1]
    return Delivered(last.models[0], last.tier, last.audio.value)
