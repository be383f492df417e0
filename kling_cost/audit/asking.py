"""What a claim asks of the price book: its names looked up, and which rates it may then be about.

What a claim does not state stays open, and every rate that fits the rest is a reading of it. What it states
of a name that nobody knows is a reason why it cannot be judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from kling_cost.amounts import EXACT, plain
from kling_cost.clips import (
    OPTIONAL_VIDEO_INPUT_MODES,
    Audio,
    Clip,
    Mode,
    Product,
    audio_named,
    folded,
    mode_named,
    product_named,
    resolution_named,
)
from kling_cost.currencies import is_currency
from kling_cost.errors import UnknownName
from kling_cost.pricebook.rate import Per

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date
    from typing import TypeVar

    from kling_cost.audit.claims import Claim
    from kling_cost.models import Models
    from kling_cost.pricebook.book import PriceBook
    from kling_cost.pricebook.load import Card
    from kling_cost.pricebook.rate import Rate

    Named = TypeVar("Named")

_GENERATED = frozenset(
    mode for mode in Mode if mode.product is Product.VIDEO and not mode.implies_video_input
)
_IMAGE_SIZES = frozenset({"1k", "2k"})  # 4k may be a video, and then is its tier


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a rate answers. ``seconds`` is None where the claim's length is not made or not said."""

    rate: Rate
    mode: Mode
    audio: Audio
    seconds: Decimal | None

    @property
    def clip(self) -> Clip:
        """The clip, complete but for a length that nobody said."""
        rate = self.rate
        return Clip(
            model=rate.model,
            mode=self.mode,
            tier=rate.tier,
            audio=self.audio,
            seconds=self.seconds,
            video_input=rate.video_input,
            resolution=rate.resolution,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A claim with its names looked up; None is what it leaves open.

    ``providers`` are those that it is held against; ``units`` the units that its amounts may be in.
    """

    providers: Sequence[str]
    anywhere: bool
    on: date
    model: str
    modes: frozenset[Mode]
    mode_said: bool
    tier: str | None
    audio: Audio | None
    resolution: str | None
    video_input: bool | None
    seconds: Decimal | None
    count: int
    price: Decimal | None
    per: Per | None
    total: Decimal | None
    units: frozenset[str] | None
    unit_said: str
    notes: tuple[str, ...] = ()

    @property
    def stated(self) -> list[Literal["price", "total"]]:
        """Which figures the claim gives."""
        prices: list[Literal["price", "total"]] = ["price"] if self.price is not None else []
        return [*prices, "total"] if self.total is not None else prices

    def differs(self, rate: Rate, mode: Mode, audio: Audio) -> frozenset[str]:
        """Name what a rate has otherwise than the claim says; nothing: it is a reading of the claim."""
        video_input = mode.implies_video_input if self.video_input is None else self.video_input
        differences = {
            "model": rate.model != self.model,
            "mode": mode not in self.modes,
            "tier": self.tier not in (None, rate.tier),
            "audio": self.audio not in (None, audio),
            "resolution": self.resolution not in (None, rate.resolution),
            "video input": rate.video_input != video_input,
            "length": rate.clip_s is not None and self.seconds not in (None, rate.clip_s),
        }
        return frozenset(name for name, different in differences.items() if different)

    def in_unit(self, rate: Rate) -> bool:
        """Tell whether a rate is in a unit that the claim's amounts may be in."""
        return self.units is None or rate.unit in self.units

    def points(self, card: Card) -> Iterator[tuple[Point, frozenset[str]]]:
        """Give everything that a card prices, with how it differs from the claim."""
        for rate in card.rates:
            seconds = self._seconds(rate)
            for mode in sorted(rate.modes, key=list(Mode).index):
                for audio in rate.audio:
                    yield Point(rate, mode, audio, seconds), self.differs(rate, mode, audio)

    def _seconds(self, rate: Rate) -> Decimal | None:
        if rate.lengths is None:
            return None
        if self.seconds is None:
            return Decimal(rate.clip_s) if rate.clip_s else None
        return self.seconds if rate.lengths.allows(self.seconds) else None

    def readings(self, card: Card) -> list[Point]:
        """Give what the claim may be about on a card, whatever the unit."""
        return [point for point, differences in self.points(card) if not differences]


class Asking:
    """Looks the names of one claim up, and gathers every reason why it cannot be judged."""

    def __init__(
        self, claim: Claim, book: PriceBook, models: Models, on: date, known_on: date | None
    ) -> None:
        """Take the claim and the tables; ``on`` is the day where the claim names none."""
        self._claim, self._book, self._models = claim, book, models
        self._on, self._known_on = claim.on or on, known_on
        self._factor = Decimal(1)
        self._notes: list[str] = []
        self.reasons: list[str] = []

    def asked(self) -> Asked | None:
        """Give what the claim asks, or None with the reasons."""
        claim = self._claim
        provider = self._named(self._book.provider_named, claim.provider)
        model = self._named(self._models.named, claim.model)
        tier = self._named(self._models.tier_named, claim.tier)
        audio = self._named(audio_named, claim.audio)
        mode = self._named(mode_named, claim.mode)
        product = self._named(product_named, claim.product)
        if not claim.model:
            self.reasons.append("it names no model")
        if claim.price is None and claim.total is None:
            self.reasons.append("it gives neither a price nor a total")
        if mode and product and mode.product is not product:
            self.reasons.append(f"mode {mode} makes {mode.product}, not {product}")
        if self.reasons or model is None:
            return None
        providers = [provider] if provider else self._book.provider_ids
        units = self._units(providers)
        if self.reasons:
            return None
        modes = frozenset({mode}) if mode else self._modes(model, product)
        return Asked(
            providers=providers,
            anywhere=provider is None,
            on=self._on,
            model=model,
            modes=modes,
            mode_said=mode is not None,
            tier=tier,
            audio=audio if any(each.product.sound_is_chosen for each in modes) else None,
            resolution=resolution_named(claim.resolution) if claim.resolution else None,
            video_input=claim.video_input,
            seconds=claim.seconds,
            count=claim.count,
            price=self._scaled(claim.price),
            per=claim.per,
            total=self._scaled(claim.total),
            units=units,
            unit_said=claim.unit,
            notes=tuple(self._notes),
        )

    def _named(self, read: Callable[[str], Named], name: str) -> Named | None:
        """Look a name up; an unknown one is a reason, with the name that was perhaps meant."""
        if not name:
            return None
        try:
            return read(name)
        except UnknownName as error:
            meant = f"; did you mean {error.suggestion}?" if error.suggestion else ""
            self.reasons.append(f"unknown {error.kind} {name!r}{meant}")
        return None

    def _modes(self, model: str, product: Product | None) -> frozenset[Mode]:
        """Give the modes that a claim without one may be about: generation, where the model generates."""
        claim, able = self._claim, frozenset(self._models[model].modes)
        size = resolution_named(claim.resolution) if claim.resolution else ""
        if product is None and (claim.per is Per.IMAGE or size in _IMAGE_SIZES):
            product = Product.IMAGE
        if product in (None, Product.VIDEO) and able & _GENERATED:
            return OPTIONAL_VIDEO_INPUT_MODES | {Mode.VIDEO_EDIT} if claim.video_input else _GENERATED
        return frozenset(mode for mode in Mode if mode.product is product) if product else able

    def _scaled(self, number: Decimal | None) -> Decimal | None:
        return number if number is None or self._factor == 1 else EXACT.multiply(number, self._factor)

    def _units(self, providers: Sequence[str]) -> frozenset[str] | None:
        """Give the units that the claim's amounts may be in; None for each provider's own."""
        said = self._claim.unit
        if not said or is_currency(said):
            return frozenset({said}) if said else None
        ids = set()
        for provider in providers:
            credit = self._book.provider(provider).file.credit
            names = (
                {folded(name) for name in (credit.id, credit.singular, credit.plural)} if credit else set()
            )
            if credit and said in names | {"credit", "credits"}:
                ids.add(credit.id)
        if not ids and len(providers) == 1:
            ids = self._pack_units(providers[0])
        if not ids:
            whose = "no provider charges in a" if len(providers) > 1 else f"{providers[0]} charges in no"
            self.reasons.append(f"{whose} unit called {said!r}")
        return frozenset(ids)

    def _pack_units(self, provider: str) -> set[str]:
        """Understand a unit that packs are sold in and that the list prices, such as a Kling API unit."""
        plans = self._book.plans(provider, self._on, known_on=self._known_on)
        called = folded(plans.file.plural) if plans else ""
        if plans is None or not called or self._claim.unit not in {called, called.removesuffix("s")}:
            return set()
        self._factor = plans.file.worth
        self._notes.append(f"1 {called.removesuffix('s')} is {plain(plans.file.worth)} {plans.file.unit}")
        return {plans.file.unit}
