"""What a routed storyboard is: each shot with its model, the price of one take, and the alternative."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, Amount, total
from kling_cost.clips import OPTIONAL_VIDEO_INPUT_MODES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kling_cost.clips import Audio
    from kling_cost.errors import Problem
    from kling_cost.quote import Line
    from kling_cost.routing.needs import Needs
    from kling_cost.routing.recommend import Alternative, Recommendation
    from kling_cost.storyboard.shot import Shot, Storyboard


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """The alternative of a shot: its amount, None where there is none for the ``reason`` given."""

    alternative: Alternative
    amount: Amount | None
    audio: Audio | None
    reason: str

    def difference(self, chosen: Amount | None) -> Amount | None:
        """Give what it costs more than another amount, below zero for less; None where one is not known."""
        if self.amount is None or chosen is None:
            return None
        return Amount(EXACT.subtract(self.amount.number, chosen.number), chosen.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutedShot:
    """A shot with its model and one take's price.

    ``recommendation`` is None where no model can be recommended, ``amount`` where there is no price;
    ``reason`` then says why. ``cannot`` holds what model and provider cannot do of what the shot asks.
    """

    shot: Shot
    needs: Needs
    recommendation: Recommendation | None
    lines: Sequence[Line] = ()
    compared: Compared | None = None
    cannot: tuple[str, ...] = ()
    reason: str = ""

    @property
    def amount(self) -> Amount | None:
        """What one take of the row costs."""
        return amount_of(self.lines)

    @property
    def made(self) -> Shot:
        """The shot with its model and mode filled in, as it is planned again."""
        found = self.recommendation
        return self.shot if found is None else _as_made(self.shot, found)

    @property
    def made_otherwise(self) -> Shot | None:
        """The shot as its alternative makes it, if it has one."""
        other = self.recommendation.alternative if self.recommendation is not None else None
        return _as_made(self.shot, other) if other is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """A routed storyboard at one provider on one day."""

    storyboard: Storyboard
    provider: str
    on: date
    tier: str
    audio: Audio | None
    unit: str
    infer: bool
    shots: Sequence[RoutedShot]
    assumptions: Sequence[str]
    problems: Sequence[Problem]

    @property
    def lines(self) -> list[Line]:
        """One take of everything that has a price."""
        return [line for routed in self.shots for line in routed.lines]

    @property
    def total(self) -> Amount:
        """What one take of every shot costs; a floor unless all have a price."""
        return total((line.amount for line in self.lines), self.unit)

    @property
    def priced(self) -> int:
        """How many shots have a price."""
        return sum(1 if each.shot.is_image else each.shot.count for each in self.shots if each.lines)

    @property
    def complete(self) -> bool:
        """Whether every shot has a model and a price."""
        return all(routed.lines for routed in self.shots)

    @property
    def approximate(self) -> bool:
        """Whether any amount stands on an approximate price."""
        return any(line.approximate for line in self.lines)

    @property
    def floor(self) -> bool:
        """Whether the real total may be higher: a shot has no price, or a seller says "from"."""
        return not self.complete or any(line.floor for line in self.lines)


def amount_of(lines: Sequence[Line]) -> Amount | None:
    """Add lines up; None where there are none."""
    return total((line.amount for line in lines), lines[0].amount.unit) if lines else None


def _as_made(shot: Shot, choice: Recommendation | Alternative) -> Shot:
    """Fill in model and mode; what the mode has no use for is left out."""
    mode = choice.mode
    takes_video = mode.implies_video_input or mode in OPTIONAL_VIDEO_INPUT_MODES
    filled = replace(
        shot,
        model=choice.model,
        mode=mode,
        product=mode.product,
        resolution=choice.resolution,
        video_input=shot.video_input if takes_video else None,
    )
    if filled.is_image and not shot.is_image:
        return replace(filled, seconds=None, duration_from=None, tier=None, audio=None)
    return filled
