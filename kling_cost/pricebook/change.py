"""The change from one price to another: whether they are the same, and if they compare, by how much not."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT
from kling_cost.pricebook.rate import Per

if TYPE_CHECKING:
    from decimal import Decimal

    from kling_cost.pricebook.rate import Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Two rates that answer the same clip, ``clip_s`` seconds long if its length is known.

    Rates in different units are never compared. Rates by different measures are compared at ``clip_s``, where
    one is by the clip and one by the second: 0.35 per clip of 5 s is as much as 0.07 a second.
    """

    old: Rate
    new: Rate
    clip_s: int | None = None

    @property
    def unit_changed(self) -> bool:
        """Whether they are in different units."""
        return self.old.unit != self.new.unit

    @property
    def measure_changed(self) -> bool:
        """Whether they are charged by different things."""
        old, new = self.old, self.new
        return (old.per, old.clip_s, old.block_s) != (new.per, new.clip_s, new.block_s)

    @property
    def resolution_changed(self) -> bool:
        """Whether both name what they deliver, and it is not the same."""
        return None not in (self.old.resolution, self.new.resolution) and (
            self.old.resolution != self.new.resolution
        )

    @property
    def ratio(self) -> Fraction | None:
        """The new price over the old one; None where they do not compare."""
        if self.unit_changed:
            return None
        if not self.measure_changed:
            return Fraction(self.new.amount) / Fraction(self.old.amount)
        old, new = (_of_a_clip(rate, self.clip_s) for rate in (self.old, self.new))
        return None if old is None or new is None else new / old

    @property
    def percent(self) -> Fraction | None:
        """The change in percent of the old price, exactly; None where they do not compare."""
        return None if self.ratio is None else (self.ratio - 1) * 100

    @property
    def difference(self) -> Decimal | None:
        """The new amount less the old one; None where they are in different units or measures."""
        if self.unit_changed or self.measure_changed:
            return None
        return EXACT.subtract(self.new.amount, self.old.amount)

    @property
    def same(self) -> bool:
        """Whether the clip costs the same, and delivers the same as far as they say."""
        return self.ratio == 1 and not self.resolution_changed


def _of_a_clip(rate: Rate, clip_s: int | None) -> Fraction | None:
    if clip_s is None or rate.per not in {Per.SECOND, Per.CLIP}:
        return None
    return Fraction(rate.amount) * (clip_s if rate.per is Per.SECOND else 1)
