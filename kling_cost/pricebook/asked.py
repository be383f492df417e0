"""What a price answers: one thing that a clip can ask, alike on every card, however the card charges for it.

History and differences follow a price from card to card by it. What a clip costs is the book's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from kling_cost.clips import Audio, Mode, Product

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kling_cost.pricebook.load import Card
    from kling_cost.pricebook.rate import Rate

_Head = tuple[str, Mode, bool, str | None, Audio]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Clips that one price answers.

    ``resolution`` is None where the tier decides it. ``clip_s`` is a length that some card charges by the
    clip; None is any length but those of ``other_than``, which are asked apart.
    """

    model: str
    mode: Mode
    video_input: bool
    tier: str | None
    audio: Audio
    resolution: str | None = None
    clip_s: int | None = None
    other_than: tuple[int, ...] = ()

    @property
    def head(self) -> _Head:
        """What decides the price before resolution and length."""
        return (self.model, self.mode, self.video_input, self.tier, self.audio)

    @property
    def mode_rank(self) -> int:
        """Where the mode stands among all."""
        return list(Mode).index(self.mode)

    @property
    def in_any_mode(self) -> tuple[object, ...]:
        """What is asked, the mode aside; two modes of one product may ask alike."""
        rest = (self.resolution, self.clip_s, self.other_than)
        return (self.model, self.mode.product, self.video_input, self.tier, self.audio, *rest)


def price_key(rate: Rate) -> tuple[object, ...]:
    """Give what two rates must share to be the same price, whatever card, mode or source they are from."""
    return (rate.amount, rate.unit, rate.per, rate.clip_s, rate.block_s, rate.resolution, rate.floor)


class PriceList:
    """The rates of a card by what they answer."""

    def __init__(self, card: Card) -> None:
        """Index a card."""
        self.card = card
        self._rates: dict[_Head, list[Rate]] = {}
        for rate in card.rates:
            for mode, audio in product(sorted(rate.modes), rate.audio):
                head = (rate.model, mode, rate.video_input, rate.tier, audio)
                self._rates.setdefault(head, []).append(rate)

    @property
    def heads(self) -> Iterable[_Head]:
        """What is sold, resolution and length aside."""
        return self._rates

    def rates(self, head: _Head) -> Sequence[Rate]:
        """Give the rates of a head: one, or one per resolution and length sold."""
        return self._rates.get(head, [])

    def rate(self, asked: Asked) -> Rate | None:
        """Give the rate that answers, or None where the card has none."""
        delivered = _delivering(self.rates(asked.head), asked)
        return next((rate for rate in delivered if _makes(rate, asked)), None)


def _delivering(rates: Sequence[Rate], asked: Asked) -> Sequence[Rate]:
    """Give the rates of the resolution asked; of a video, also those of a card that names none."""
    named = [rate for rate in rates if rate.resolution == asked.resolution]
    if named or asked.mode.product is Product.IMAGE:
        return named
    if asked.resolution is None:
        return rates if len({rate.resolution for rate in rates}) == 1 else []
    return [rate for rate in rates if rate.resolution is None]


def _makes(rate: Rate, asked: Asked) -> bool:
    """Tell whether a rate has the length asked, as the book reads it."""
    if rate.lengths is None:
        return asked.clip_s is None
    if asked.clip_s is not None:
        return asked.clip_s in rate.lengths.seconds
    return rate.clip_s is None and any(second not in asked.other_than for second in rate.lengths.seconds)


def all_asked(lists: Sequence[PriceList]) -> list[Asked]:
    """Give what can be asked of one card at least, in the order in which the cards name it.

    Every card is asked alike: a length is asked apart if one of them charges it by the clip, a resolution if
    one of them sells several of it.
    """
    heads = dict.fromkeys(head for each in lists for head in each.heads)
    everything = (asked for head in heads for asked in _asked_of(head, [each.rates(head) for each in lists]))
    return [asked for asked in everything if any(each.rate(asked) for each in lists)]


def _asked_of(head: _Head, sold: Sequence[Sequence[Rate]]) -> Iterator[Asked]:
    model, mode, video_input, tier, audio = head
    pieces = sorted({rate.clip_s for rates in sold for rate in rates if rate.clip_s})
    for resolution, clip_s in product(_resolutions(mode, sold), [*pieces, None]):
        yield Asked(
            model=model,
            mode=mode,
            video_input=video_input,
            tier=tier,
            audio=audio,
            resolution=resolution,
            clip_s=clip_s,
            other_than=() if clip_s else tuple(pieces),
        )


def _resolutions(mode: Mode, sold: Sequence[Sequence[Rate]]) -> list[str | None]:
    """Give the resolutions that are asked by name: of images all, of videos where a card sells several."""
    cards = [dict.fromkeys(rate.resolution for rate in rates) for rates in sold]
    image = mode.product is Product.IMAGE
    if not image and all(len(card) <= 1 for card in cards):
        return [None]
    # A card that names none answers whichever of a video's is asked.
    apart = [card for card in cards if image or len(card) > 1]
    named = (resolution for card in cards for resolution in card if resolution)
    return list(dict.fromkeys([*named, *(None for card in apart if None in card)]))
