"""Laws of a price: it is the price of its own clip, it adds up, and more never costs less."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from kling_cost.amounts import plain, total
from kling_cost.clips import Audio, Product
from kling_cost.errors import KlingCostError, LengthNotAllowed, NotSold
from kling_cost.pricebook.rate import Per
from kling_cost.quote import quote_line
from kling_cost.testing.drawing import SoldClip, clips_of, seconds
from kling_cost.testing.law import Law, Shelf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from hypothesis.strategies import SearchStrategy

    from kling_cost.clips import Clip
    from kling_cost.errors import Problem

_OURS = "that is a fault of kling-cost, not of the card: report it with the card"
_MOST_TAKES = 500
_SIZES = ("1k", "2k", "4k")


def _clips(shelf: Shelf) -> SearchStrategy[SoldClip]:
    return clips_of(shelf.cards)


# Its own price.


def _answered_by_another(shelf: Shelf, sold: SoldClip) -> Iterator[Problem]:
    apart = "tell the two apart by modes, tier, audio, resolution or lengths"
    try:
        rate = shelf.book.rate_for(sold.clip, sold.provider, sold.on)
        if rate is not sold.rate:
            yield shelf.fault(sold.rate, f"{sold.clip} is answered by {rate.ref}, not by this price; {apart}")
        if sold.clip.product is not Product.IMAGE:
            rate = shelf.book.rate_for(replace(sold.clip, resolution=None), sold.provider, sold.on)
            if rate is not sold.rate:
                asked = f"{replace(sold.clip, resolution=None)} on {sold.on}"
                yield shelf.fault(sold.rate, f"{asked} is answered by {rate.ref}, not by this price; {apart}")
    except NotSold as refused:
        if shelf.quote(sold.clip, sold) is None:
            yield shelf.fault(sold.rate, f"{sold.clip} is on the card and not on sale: {refused}; {_OURS}")
    except KlingCostError as refused:
        yield shelf.fault(sold.rate, f"{sold.clip} is on the card and not on sale: {refused}; {_OURS}")


# Exact sums.

_Takes = tuple[SoldClip, int, int]


def _each_with_takes(shelf: Shelf) -> Iterator[_Takes]:
    return ((sold, 1, 2) for sold in shelf.clips)


def _drawn_takes(shelf: Shelf) -> SearchStrategy[_Takes]:
    takes = st.integers(0, _MOST_TAKES)
    return st.tuples(_clips(shelf), takes, takes)


def _counted(sold: SoldClip) -> int | Fraction:
    """Count by hand what one take is charged by: its seconds, the blocks that it began, or one."""
    length = Fraction(sold.clip.seconds or 0)
    if sold.rate.per is Per.SECOND:
        return length
    return -(-length // (sold.rate.block_s or 1)) if sold.rate.per is Per.BLOCK else 1


def _not_quantity_times_price(shelf: Shelf, case: _Takes) -> Iterator[Problem]:
    sold, takes, _ = case
    line = quote_line(sold.clip, sold.rate, takes=takes)
    asked = takes * _counted(sold) * Fraction(sold.rate.amount)
    if Fraction(line.amount.number) != asked or line.amount.unit != sold.rate.unit:
        yield shelf.fault(sold.rate, f"{takes} x {sold.clip} cost {line.amount}, and should {asked}; {_OURS}")


def _not_the_sum(shelf: Shelf, case: _Takes) -> Iterator[Problem]:
    sold, some, more = case
    parts = [quote_line(sold.clip, sold.rate, takes=takes).amount for takes in (some, more, 0)]
    both = quote_line(sold.clip, sold.rate, takes=some + more).amount
    if total(parts, sold.rate.unit) != both or parts[-1].number != 0:
        message = f"{some} and {more} x {sold.clip} cost {total(parts, sold.rate.unit)}, together {both}"
        yield shelf.fault(sold.rate, f"{message}; {_OURS}")


# More never costs less.


def _louder(shelf: Shelf, sold: SoldClip) -> Iterator[Clip]:  # noqa: ARG001 - as its neighbours
    sounds = list(Audio)
    for audio in sounds[sounds.index(sold.clip.audio) + 1 :]:
        yield replace(sold.clip, audio=audio)


def _higher(shelf: Shelf, sold: SoldClip) -> Iterator[Clip]:
    """Give the clip in higher tiers, in its own resolution where a tier is sold in several."""
    tiers = list(shelf.models.tiers)
    if sold.clip.tier not in tiers:
        return
    alone = shelf.quote(replace(sold.clip, resolution=None), sold) is not None
    for tier in tiers[tiers.index(sold.clip.tier) + 1 :]:
        open_clip = replace(sold.clip, tier=tier, resolution=None)
        single = alone and shelf.quote(open_clip, sold) is not None
        yield open_clip if single else replace(sold.clip, tier=tier)


def _from_a_video(shelf: Shelf, sold: SoldClip) -> Iterator[Clip]:  # noqa: ARG001 - as its neighbours
    if not sold.clip.video_input:
        yield replace(sold.clip, video_input=True)


def _larger(shelf: Shelf, sold: SoldClip) -> Iterator[Clip]:  # noqa: ARG001 - as its neighbours
    if sold.clip.product is Product.IMAGE and sold.clip.resolution in _SIZES:
        for size in _SIZES[_SIZES.index(sold.clip.resolution) + 1 :]:
            yield replace(sold.clip, resolution=size)


def _longer(shelf: Shelf, sold: SoldClip) -> Iterator[Clip]:
    if sold.clip.seconds is not None:
        for length in shelf.book.lengths_for(sold.clip, sold.provider, sold.on).seconds:
            if length > sold.clip.seconds:
                yield replace(sold.clip, seconds=Decimal(length))


def _never_less(more: str, what: Callable[[Shelf, SoldClip], Iterable[Clip]]) -> Law[SoldClip]:
    """Give the law that ``what`` makes of a clip costs no less than the clip."""

    def broken(shelf: Shelf, sold: SoldClip) -> Iterator[Problem]:
        less = quote_line(sold.clip, sold.rate)
        for clip in what(shelf, sold):
            line = shelf.quote(clip, sold)
            if line is not None and line.amount.number < less.amount.number:
                than = f"{sold.clip} ({plain(less.amount.number)} by {sold.rate.ref})"
                message = (
                    f"{clip} costs {plain(line.amount.number)}, less than {than}: {more} never costs less"
                )
                yield shelf.fault(line.rate, f"{message}; read the source again")

    return Law(name=f"{more} never costs less", each=lambda shelf: shelf.clips, drawn=_clips, broken=broken)


# Lengths.

_Length = tuple[SoldClip, Decimal]


def _each_length(shelf: Shelf) -> Iterator[_Length]:
    for sold in shelf.clips:
        if sold.clip.seconds is not None:
            yield from ((sold, length) for length in (sold.clip.seconds, sold.clip.seconds + Decimal("0.5")))
            yield sold, Decimal(0)


def _drawn_length(shelf: Shelf) -> SearchStrategy[_Length]:
    return st.tuples(_clips(shelf).filter(lambda sold: sold.clip.seconds is not None), seconds())


def _length_not_refused(shelf: Shelf, case: _Length) -> Iterator[Problem]:
    sold, length = case
    lengths = shelf.book.lengths_for(sold.clip, sold.provider, sold.on).seconds
    clip = replace(sold.clip, seconds=length)
    try:
        shelf.book.rate_for(clip, sold.provider, sold.on)
    except LengthNotAllowed as refused:
        nearest = Decimal(refused.nearest)
        gap = min(abs(other - length) for other in lengths)
        if length in lengths or abs(nearest - length) != gap:
            yield shelf.fault(sold.rate, f"{clip} is refused with {nearest} s as the nearest length; {_OURS}")
        elif shelf.quote(replace(clip, seconds=nearest), sold) is None:
            yield shelf.fault(sold.rate, f"{clip}: {nearest} s is named as the nearest and not sold; {_OURS}")
    else:
        if length not in lengths:
            yield shelf.fault(sold.rate, f"{clip} is priced, and its length is not on sale; {_OURS}")


PRICE_LAWS: Sequence[Law[SoldClip] | Law[_Takes] | Law[_Length]] = (
    Law(
        name="a clip on sale is answered by its own price and no other",
        each=lambda shelf: shelf.clips,
        drawn=_clips,
        broken=_answered_by_another,
    ),
    Law(
        name="an amount is the quantity times the price, to the last digit",
        each=_each_with_takes,
        drawn=_drawn_takes,
        broken=_not_quantity_times_price,
    ),
    Law(
        name="takes add up, and no take costs nothing",
        each=_each_with_takes,
        drawn=_drawn_takes,
        broken=_not_the_sum,
    ),
    _never_less("a longer clip", _longer),
    _never_less("more audio", _louder),
    _never_less("a higher tier", _higher),
    _never_less("a video input", _from_a_video),
    _never_less("a larger image", _larger),
    Law(
        name="a length that is not sold is refused, and the nearest that is sold is named",
        each=_each_length,
        drawn=_drawn_length,
        broken=_length_not_refused,
    ),
)
