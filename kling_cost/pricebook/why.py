"""Why this price: the rate that answers a clip, and the others looked at, with the reason against each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_cost.amounts import plain
from kling_cost.clips import Product
from kling_cost.errors import LengthNotAllowed, NotSold
from kling_cost.pricebook.periods import periods

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from kling_cost.clips import Clip
    from kling_cost.pricebook.book import PriceBook
    from kling_cost.pricebook.load import Card
    from kling_cost.pricebook.rate import Rate


_OPEN = "delivers {}, and the clip does not say which resolution"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A rate that does not price the clip, and why."""

    rate: Rate
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The price of a clip at a provider on a day, explained.

    ``rate`` is None where the clip is not sold; ``refusal`` then says so. ``until`` is the last day of the
    card as far as is known. ``elsewhere`` are the rates of other cards that answer the same clip, ``others``
    those of this card for the same model and product, the nearest first.
    """

    clip: Clip
    card: Card
    rate: Rate | None
    refusal: str
    until: date | None
    elsewhere: Sequence[Rejected]
    others: Sequence[Rejected]


def explain_price(
    clip: Clip, book: PriceBook, provider: str, on: date, *, known_on: date | None = None
) -> Explanation:
    """Explain the price of a clip.

    Raises:
        BeforeFirstCard, NoPublicPrice, UnknownProvider: as :meth:`PriceBook.card`.
    """
    card = book.card(provider, on, known_on=known_on)
    rate, refusal = None, ""
    try:
        rate = book.rate_for(clip, provider, on, known_on=known_on)
    except (NotSold, LengthNotAllowed) as error:
        refusal = str(error)
    cards = book.provider(provider).cards
    others = [
        Rejected(other, mismatches(clip, other) or [_OPEN.format(other.resolution)])
        for other in card.rates
        if other is not rate
        and other.model == clip.model
        and any(mode.product is clip.product for mode in other.modes)
    ]
    others.sort(key=lambda rejected: len(rejected.reasons))
    return Explanation(
        clip=clip,
        card=card,
        rate=rate,
        refusal=refusal,
        until=next(
            period.last for period in periods(book, provider, known_on=known_on) if period.card is card
        ),
        elsewhere=[
            Rejected(other, [_why_not(other_card, card, cards, known_on)])
            for other_card in cards
            if other_card is not card
            for other in other_card.rates
            if not mismatches(clip, other)
        ],
        others=others,
    )


def mismatches(clip: Clip, rate: Rate) -> list[str]:
    """Say in what a rate is not what the clip asks; nothing means that it answers the clip."""
    return list(_mismatches(clip, rate))


def _mismatches(clip: Clip, rate: Rate) -> Iterator[str]:
    if rate.model != clip.model:
        yield f"model {rate.model}, not {clip.model}"
    if clip.mode not in rate.modes:
        yield f"{' or '.join(sorted(rate.modes))}, not {clip.mode}"
    if rate.video_input != clip.video_input:
        yield "needs a video input" if rate.video_input else "takes no video input"
    if rate.tier != clip.tier:
        yield f"tier {rate.tier or 'none'}, not {clip.tier or 'none'}"
    if clip.audio not in rate.audio:
        yield f"audio {'/'.join(rate.audio)}, not {clip.audio}"
    if clip.resolution is not None and rate.resolution != clip.resolution:
        yield f"delivers {rate.resolution or 'an unnamed resolution'}, not {clip.resolution}"
    elif clip.resolution is None and clip.product is Product.IMAGE:
        yield _OPEN.format(rate.resolution)
    if rate.lengths is not None and (clip.seconds is None or not rate.lengths.allows(clip.seconds)):
        asked = f"{plain(clip.seconds)} s" if clip.seconds is not None else "of an unknown length"
        yield f"in lengths of {rate.lengths} s, not {asked}"


def _why_not(card: Card, chosen: Card, cards: Sequence[Card], known_on: date | None) -> str:
    """Say why another card does not speak on the day."""
    file = card.file
    if known_on is not None and file.known_from > known_on:
        return f"known only from {file.known_from}"
    for correction in cards:
        known = known_on is None or correction.file.known_from <= known_on
        if known and correction.file.supersedes == card.name:
            what = "cancelled" if correction.file.cancelled else f"corrected by {correction.name}"
            return f"{what} on {correction.file.known_from}: {correction.file.reason}"
    if file.applies_from > chosen.applies_from:
        announced = ", announced" if file.first_day == "announced" else ""
        return f"applies from {file.applies_from} on{announced}"
    return f"an earlier card, of {file.applies_from}"
