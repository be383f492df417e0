"""What a rate card may say.

These models are the format. The JSON Schema for editors is generated from them, and the texts below the
fields are its descriptions. Looking a rate up is the book's business, not the file's.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema

from kling_cost.clips import OPTIONAL_VIDEO_INPUT_MODES, Audio, Mode, Product
from kling_cost.datafiles import ExactNumber, Fault, FileModel, Text
from kling_cost.pricebook.lengths import Lengths
from kling_cost.pricebook.numbers import WholeSeconds, noise, whole_seconds
from kling_cost.pricebook.rate import Basis, Per, Rate, Source
from kling_cost.pricebook.seller import Slug
from kling_cost.pricebook.version import VersionFile

if TYPE_CHECKING:
    from collections.abc import Iterator

Words = Annotated[tuple[Annotated[Mode, Field(strict=False)], ...], Field(strict=False, min_length=1)]
Sounds = Annotated[tuple[Annotated[Audio, Field(strict=False)], ...], Field(strict=False, min_length=1)]

LONGEST_RANGE_S = 3600
_LENGTHS_RULE = 'lengths are whole seconds: a range such as "3..15" or a list such as [5, 10]'


def _read_lengths(value: object) -> Lengths:
    """Read ``"3..15"`` (whole seconds, both ends included) or ``[5, 10]``."""
    if isinstance(value, str):
        low, dots, high = value.partition("..")
        if dots and low.isdecimal() and high.isdecimal() and 0 < int(low) < int(high) <= LONGEST_RANGE_S:
            return Lengths.of(range(int(low), int(high) + 1))
    elif isinstance(value, list) and value:
        for seconds in value:
            whole_seconds(seconds)
        if all(type(seconds) is int and seconds > 0 for seconds in value):
            return Lengths.of(value)
    raise ValueError(f"{_LENGTHS_RULE}; write one of the two")


LengthsField = Annotated[
    Lengths,
    BeforeValidator(_read_lengths),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": r"^[0-9]+\.\.[0-9]+$"},
                {"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 1},
            ]
        }
    ),
]


class RateFile(FileModel):
    """One price of an offer."""

    id: Slug
    """Unique within the card; part of the reference that every line carries."""
    tier: Slug | None = None
    """The seller's quality name, e.g. `standard`, `pro`, `4k`; absent for images."""
    resolution: Slug | None = None
    """What the tier delivers, e.g. `720p`; for images what is ordered: `1k`, `2k`, `4k`."""
    audio: Sounds = (Audio.OFF,)
    """Every audio setting that costs this price."""
    clip_s: WholeSeconds | None = None
    """Only with `per = "clip"`: the clip's length in seconds. Without it one price holds for any length."""
    amount: Annotated[ExactNumber, Field(gt=0)]
    """The price in the card's unit."""
    source: Text
    """A key of `sources`."""
    basis: Annotated[Basis, Field(strict=False)]
    """`published` by the provider, `third-party`, or `approximate`."""
    floor: bool = False
    """True where the seller says "from": the lowest price, and the real one may be higher."""
    note: str = ""
    """Anything a reader of this one price must know."""


class OfferFile(FileModel):
    """What is sold: a model in some modes, in some lengths, charged one way, with its prices."""

    model: Slug
    """A model of `models.toml`."""
    modes: Words
    """The modes that have these prices; all of one product."""
    video_input: bool = False
    """Whether a source or reference video goes in."""
    per: Annotated[Per, Field(strict=False)]
    """What the amount is charged by: `second`, `image`, `clip` or `block` (of `block_s`)."""
    block_s: WholeSeconds | None = None
    """Only with `per = "block"`: the seconds of a block; a started one is charged whole."""
    lengths: LengthsField | None = None
    """Allowed lengths of a clip in whole seconds: `"3..15"` or `[5, 10]`; absent for images."""
    note: str = ""
    """What holds for all its prices."""
    rates: Annotated[tuple[RateFile, ...], Field(strict=False, min_length=1)]
    """The prices."""

    def faults(self) -> Iterator[Fault]:
        """Give what contradicts itself in the offer."""
        products = {mode.product for mode in self.modes}
        image = products == {Product.IMAGE}
        needs_video = {mode for mode in self.modes if mode.implies_video_input}
        takes_no_video = set(self.modes) - needs_video - OPTIONAL_VIDEO_INPUT_MODES
        if len(products) > 1:
            listed = ", ".join(sorted(products))
            yield "modes", f"modes of several products in one offer: {listed}; make an offer of each"
        if image != (self.per is Per.IMAGE):
            cure = "write image" if image else "write second, clip or block"
            yield "per", f"images, and only they, are charged per image; {cure}"
        if image != (self.lengths is None):
            cure = "drop lengths" if image else 'add lengths, such as "3..15"'
            yield "lengths", f"every offer but images needs lengths, images have none; {cure}"
        if needs_video and not self.video_input:
            yield "video_input", f"{', '.join(sorted(needs_video))} works on a video; say video_input = true"
        if takes_no_video and self.video_input:
            yield "video_input", f"{', '.join(sorted(takes_no_video))} takes no video; drop video_input"
        if (self.per is Per.BLOCK) != (self.block_s is not None):
            cure = "add block_s, the seconds of a block" if self.block_s is None else "drop block_s"
            yield "block_s", f"block_s goes with per = 'block'; {cure}"
        yield from self._clip_length_faults()
        for number, rate in enumerate(self.rates):
            if image and rate.audio != (Audio.OFF,):
                yield f"rates[{number}].audio", "an image has no audio; drop the key"
            if image and rate.resolution is None:
                yield f"rates[{number}].resolution", "an image's rate needs a resolution; add 1k, 2k or 4k"

    def _clip_length_faults(self) -> Iterator[Fault]:
        sold = {rate.clip_s for rate in self.rates}
        if self.per is not Per.CLIP and sold != {None}:
            yield "rates", "clip_s goes with per = 'clip'; write that, or drop clip_s"
        elif (
            self.per is Per.CLIP
            and sold != {None}
            and (self.lengths is None or sold != set(self.lengths.seconds))
        ):
            listed = ", ".join(str(seconds) for seconds in sorted(filter(None, sold)))
            rule = "with per = 'clip' all rates have a clip_s and lengths lists just those, or none has"
            yield "lengths", f"{rule}; write lengths = [{listed}] and a clip_s at each rate, or drop clip_s"


class CardFile(VersionFile):
    """A rate card: the complete price list of one provider from one day on."""

    model_config = VersionFile.model_config | {"title": "kling-cost rate card"}

    closed: bool = False
    """True where the provider stopped selling that day; the card then has no offers."""
    offers: Annotated[tuple[OfferFile, ...], Field(strict=False)] = ()
    """What is sold, with the prices; at least one, but for a cancellation or a closure."""

    def faults(self) -> Iterator[Fault]:
        """Give what contradicts itself in the card and in its offers."""
        yield from super().faults()
        if (self.cancelled or self.closed) == bool(self.offers):
            cure = "drop them, or that key" if self.offers else "add what is sold, or say closed = true"
            yield "offers", f"a card has offers, and a cancellation or a closure has none; {cure}"
        ids: dict[str, str] = {}
        owners: dict[object, list[_Priced]] = {}
        for position, offer in enumerate(self.offers):
            here = f"offers[{position}]"
            yield from ((f"{here}.{key}", message) for key, message in offer.faults())
            for number, rate in enumerate(offer.rates):
                key = f"{here}.rates[{number}]"
                if ids.setdefault(rate.id, key) != key:
                    message = f"rate id {rate.id} is used already, at {ids[rate.id]}; give this one its own"
                    yield f"{key}.id", message
                if noisy := noise(rate.amount):
                    yield f"{key}.amount", noisy
                yield from self.source_faults(key, f"rate {rate.id}", rate.source, rate.basis)
                for other in _also_priced_by(offer, rate, owners):
                    message = f"{rate.id} prices a clip that {other} prices: neither is then the price"
                    yield key, f"{message}; drop one, or tell them apart by {_APART}"


_Priced = tuple[RateFile, OfferFile]
_APART = "modes, tier, audio, resolution or lengths"


def _also_priced_by(offer: OfferFile, rate: RateFile, owners: dict[object, list[_Priced]]) -> list[str]:
    """Give the ids of earlier rates that answer a clip which this one answers, and enter this one."""
    others: dict[str, None] = {}
    for mode, audio in product(offer.modes, rate.audio):
        asked = (offer.model, mode, offer.video_input, rate.tier, audio)
        others |= {
            other.id: None for other, its in owners.get(asked, ()) if _meet((rate, offer), (other, its))
        }
        owners.setdefault(asked, []).append((rate, offer))
    return [other for other in others if other != rate.id]


def _meet(one: _Priced, two: _Priced) -> bool:
    """Tell whether two rates, alike but for resolution and length, answer one clip.

    A clip that names no resolution asks for both of a rate that names none and one that does.
    """
    (rate, _), (other, _) = one, two
    if rate.resolution != other.resolution and None not in (rate.resolution, other.resolution):
        return False
    return rate.clip_s is other.clip_s is None or not _seconds(*one).isdisjoint(_seconds(*two))


def _seconds(rate: RateFile, offer: OfferFile) -> set[int]:
    return {rate.clip_s} if rate.clip_s else set(offer.lengths.seconds if offer.lengths else ())


def rates_of(file: CardFile, *, provider: str, card: str) -> list[Rate]:
    """Turn a card's file into its rates, in the file's order."""
    sources = {
        key: Source(title=source.title, link=source.link, read_on=source.read_on, note=source.note)
        for key, source in file.sources.items()
    }
    return [
        Rate(
            ref=f"{provider}/{card}#{rate.id}",
            provider=provider,
            card=card,
            model=offer.model,
            modes=frozenset(offer.modes),
            video_input=offer.video_input,
            tier=rate.tier,
            resolution=rate.resolution,
            audio=rate.audio,
            per=offer.per,
            clip_s=rate.clip_s,
            block_s=offer.block_s,
            lengths=Lengths.of([rate.clip_s]) if rate.clip_s else offer.lengths,
            amount=rate.amount,
            unit=file.unit,
            basis=rate.basis,
            # A card without the source is refused; its prices are still held against each other.
            source=sources.get(rate.source) or Source(title="", link=None, read_on=file.known_from, note=""),
            floor=rate.floor,
            note=" ".join(text for text in (offer.note, rate.note) if text),
        )
        for offer in file.offers
        for rate in offer.rates
    ]
