"""The calculator: a clip and its rate become a line. A price is multiplied here and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, Amount
from kling_cost.pricebook.rate import Per

if TYPE_CHECKING:
    from kling_cost.clips import Clip
    from kling_cost.pricebook.rate import Rate


_FROM_PRICE = 'a "from" price: the real one may be higher'


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The atom of every result: so many takes of one clip, at one rate.

    ``takes`` is how many times the clip is generated (for images: how many images). ``quantity`` counts
    what the rate is charged by (seconds, images, clips or blocks) over all takes, and
    ``amount`` = ``quantity`` x the rate's amount, in the rate's unit. Shot, row, scene, stage and clip
    number say what the line is for; they stay empty for a clip priced alone.
    """

    clip: Clip
    rate: Rate
    takes: int
    quantity: Decimal
    amount: Amount
    shot_id: str | None = None
    row: int | None = None
    scene: str = ""
    stage: str = ""
    clip_no: int = 1
    delivers: bool = True
    """Whether the clip is a piece of the finished film, not a draft of it."""
    note: str = ""

    @property
    def billed_s(self) -> Decimal | None:
        """The seconds that the provider charges for, over all takes; None for images."""
        if self.clip.seconds is None:
            return None
        return EXACT.multiply(billed_seconds(self.clip, self.rate), Decimal(self.takes))

    @property
    def approximate(self) -> bool:
        """Whether the amount stands on a price that is only approximate."""
        return self.rate.basis == "approximate"

    @property
    def floor(self) -> bool:
        """Whether the seller says "from": the real price may be higher."""
        return self.rate.floor


def billed_seconds(clip: Clip, rate: Rate) -> Decimal:
    """Give the seconds charged for one take: the clip's, or whole blocks where the rate is per block."""
    seconds = clip.seconds or Decimal(0)
    if rate.block_s is None:
        return seconds
    return EXACT.multiply(_blocks(seconds, rate.block_s), Decimal(rate.block_s))


def _blocks(seconds: Decimal, block_s: int) -> Decimal:
    """Give the number of blocks that cover ``seconds``, a started block counting whole."""
    whole, rest = EXACT.divmod(seconds, Decimal(block_s))
    return whole + 1 if rest else whole


def units_per_take(clip: Clip, rate: Rate) -> Decimal:
    """Give what one take counts in the rate's measure: its seconds, its blocks, or one (image, clip)."""
    if rate.per is Per.SECOND:
        return clip.seconds or Decimal(0)
    if rate.per is Per.BLOCK:
        return _blocks(clip.seconds or Decimal(0), rate.block_s or 1)
    return Decimal(1)


def _from_price(note: str) -> str:
    return f"{note}; {_FROM_PRICE}" if note else _FROM_PRICE


def quote_line(
    clip: Clip,
    rate: Rate,
    *,
    takes: int = 1,
    shot_id: str | None = None,
    row: int | None = None,
    scene: str = "",
    stage: str = "",
    clip_no: int = 1,
    delivers: bool = True,
    note: str = "",
) -> Line:
    """Price ``takes`` generations of a clip at a rate that answers it (see ``PriceBook.rate_for``).

    Exact: raises ``decimal.Inexact`` rather than round, which its 400 digits make unreachable, and
    refuses a float (``decimal.FloatOperation``, a TypeError).
    """
    quantity = EXACT.multiply(units_per_take(clip, rate), EXACT.create_decimal(takes))
    return Line(
        clip=clip,
        rate=rate,
        takes=takes,
        quantity=quantity,
        amount=Amount(EXACT.multiply(quantity, rate.amount), rate.unit),
        shot_id=shot_id,
        row=row,
        scene=scene,
        stage=stage,
        clip_no=clip_no,
        delivers=delivers,
        note=_from_price(note) if rate.floor else note,
    )
