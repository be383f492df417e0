"""The price book: which rate applied to this clip, at this provider, on that day.

Providers are read when they are first asked for. A look-up never answers with another model's price, never
with the price of another day, and never with nothing: it raises, and says what would have been found.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from kling_cost.amounts import plain
from kling_cost.clips import Audio, Product, folded
from kling_cost.datafiles import pricing_dir
from kling_cost.errors import (
    BeforeFirstCard,
    Closed,
    LengthNotAllowed,
    NoPublicPrice,
    NotSold,
    UnknownCard,
    UnknownProvider,
)
from kling_cost.pricebook.lengths import Lengths
from kling_cost.pricebook.load import (
    Card,
    Provider,
    files_of,
    load_plans,
    load_provider,
    load_seller,
    provider_folders,
)
from kling_cost.pricebook.seller import squeezed
from kling_cost.pricebook.version import in_force, standing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from kling_cost.clips import Clip
    from kling_cost.pricebook.credit_plans import CreditPlans
    from kling_cost.pricebook.rate import Rate

_Asked = tuple[str, str, bool, str | None, str, str | None]


class PriceBook:
    """All rate cards of one or several folders, a later folder laid over an earlier one."""

    def __init__(self, *roots: Path, held_to: Mapping[str, str] | None = None) -> None:
        """Open the book; with no folder, the shipped one. Nothing is read before it is needed."""
        self._roots = roots or (pricing_dir(),)
        self._held = held_to or {}
        self._folders = provider_folders(self._roots)
        self._providers: dict[str, Provider] = {}
        self._answers: dict[Card, dict[_Asked, list[Rate]]] = {}
        self._in_force: dict[tuple[str, date, date | None], Card] = {}
        self._plans: dict[str, Sequence[CreditPlans]] = {}

    def held_to(self, cards: Mapping[str, str]) -> PriceBook:
        """Give the same book with one card of some providers in force on every day, whatever else there is.

        ``cards`` maps a provider to the name of its card. A quote is derived again from the card that it was
        made from, also where that was corrected since.
        """
        held = PriceBook(*self._roots, held_to=cards)
        held._providers = self._providers  # what was read once is not read again
        return held

    @property
    def provider_ids(self) -> list[str]:
        """Every provider, in alphabetical order."""
        return sorted(self._folders)

    def provider(self, provider: str) -> Provider:
        """Give a provider with its cards, by its id.

        Raises:
            UnknownProvider: with the closest one.
            InputRefused: when one of its files is not right.
        """
        found = self._providers.get(provider)
        if found is None:
            if provider not in self._folders:
                raise UnknownProvider(provider, self.provider_ids)
            found = self._providers[provider] = load_provider(provider, self._folders[provider])
        return found

    def files(self, provider: str) -> Mapping[str, Path]:
        """Give the files of a provider by their names.

        Raises:
            UnknownProvider: with the closest one.
        """
        _ = self.provider(provider)
        return files_of(self._folders[provider])

    def provider_named(self, name: str) -> str:
        """Read a provider forgivingly (``PixVerse``, ``Kling API``) and give its id.

        Raises:
            UnknownProvider: with the closest one.
        """
        key = folded(name)
        if key in self._folders:
            return key
        if squeezed(name) not in self._spellings:
            raise UnknownProvider(name, self.provider_ids)
        return self._spellings[squeezed(name)]

    @cached_property
    def _spellings(self) -> dict[str, str]:
        spellings: dict[str, str] = {}
        for provider in self.provider_ids:
            for spelling in load_seller(self._folders[provider]).spellings(provider):
                spellings.setdefault(spelling, provider)
        return spellings

    def card(self, provider: str, on: date, *, known_on: date | None = None) -> Card:
        """Give the card in force on a day, as known on ``known_on`` (default: all we know today).

        Raises:
            BeforeFirstCard: naming the first day that has a card.
            NoPublicPrice: for a provider that publishes none, with what to do instead.
            UnknownProvider: with the closest one.
            UnknownCard: in a book that is held to a card that is not there.
        """
        key = (provider, on, known_on)
        found = self._in_force.get(key)
        if found is not None:
            return found
        seller = self.provider(provider)
        if not seller.cards and seller.file.no_public_price:
            raise NoPublicPrice(provider, seller.file.no_public_price)
        held = self._held.get(provider)
        found = in_force(seller.cards, on, known_on) if held is None else _named(held, seller)
        if found is None:
            known = standing(seller.cards, known_on)
            first_day = known[0].applies_from if known else None
            raise BeforeFirstCard(provider, on, first_day, known_on=known_on)
        self._in_force[key] = found
        return found

    def plans(self, provider: str, on: date, *, known_on: date | None = None) -> CreditPlans | None:
        """Give the plans and packs of a provider in force on a day, or None where none are known then.

        Raises:
            UnknownProvider: with the closest one.
            InputRefused: when one of its files is not right.
        """
        return in_force(self.all_plans(provider), on, known_on)

    def all_plans(self, provider: str) -> Sequence[CreditPlans]:
        """Give every version of a provider's plans and packs, oldest first."""
        if provider not in self._plans:
            seller = self.provider(provider)
            self._plans[provider] = load_plans(provider, self._folders[provider], seller.file)
        return self._plans[provider]

    def rate_for(self, clip: Clip, provider: str, on: date, *, known_on: date | None = None) -> Rate:
        """Give the one rate that prices a clip.

        Raises:
            NotSold: naming the nearest combination on sale.
            LengthNotAllowed: naming the nearest length.
            Closed: when the provider has stopped selling.
            BeforeFirstCard, NoPublicPrice, UnknownProvider: as :meth:`card`.
        """
        card = self.card(provider, on, known_on=known_on)
        rates = self._rates(card, clip)
        seconds = clip.seconds
        for rate in rates:
            if rate.lengths is None:
                return rate
            if seconds is not None and rate.lengths.allows(seconds):
                return rate
        lengths = _all_lengths(rates)
        asked = _without_length(clip)
        if seconds is None:
            raise LengthNotAllowed(asked, provider, "an unknown number of", str(lengths), "any of these")
        raise LengthNotAllowed(asked, provider, plain(seconds), str(lengths), str(lengths.nearest(seconds)))

    def lengths_for(self, clip: Clip, provider: str, on: date, *, known_on: date | None = None) -> Lengths:
        """Give the lengths in which a clip like this is made; its own ``seconds`` do not matter.

        Raises:
            NotSold, BeforeFirstCard, UnknownProvider: as :meth:`rate_for`.
        """
        return _all_lengths(self._rates(self.card(provider, on, known_on=known_on), clip))

    def sells(self, clip: Clip, provider: str, on: date, *, known_on: date | None = None) -> bool:
        """Tell whether clips like this are on sale in any length."""
        try:
            self._rates(self.card(provider, on, known_on=known_on), clip)
        except NotSold:
            return False
        return True

    def _rates(self, card: Card, clip: Clip) -> Sequence[Rate]:
        """Give the rates that answer a clip of any length: one, or one per length sold."""
        answers = self._answers.get(card)
        if answers is None:
            answers = self._answers[card] = _index(card)
        asked = (clip.model, clip.mode, clip.video_input, clip.tier, clip.audio, clip.resolution)
        rates = answers.get(asked)
        if rates is None:
            if not card.rates:
                raise Closed(_without_length(clip), card.provider, card.applies_from, card.file.summary)
            nearest = min(enumerate(card.rates), key=lambda placed: _distance(clip, *placed))[1]
            raise NotSold(_without_length(clip), card.provider, card.name, nearest.sold_as(clip.mode))
        return rates


def _named(name: str, provider: Provider) -> Card:
    found = next((card for card in provider.cards if card.name == name), None)
    if found is None:
        raise UnknownCard(provider.id, name)
    return found


def _index(card: Card) -> dict[_Asked, list[Rate]]:
    """Index a card by what a clip asks.

    A clip that names no resolution is answered if only one resolution is sold for what it asks.
    """
    answers: dict[_Asked, list[Rate]] = {}
    for rate in card.rates:
        for mode in rate.modes:
            for audio in rate.audio:
                head = (rate.model, mode, rate.video_input, rate.tier, audio)
                answers.setdefault((*head, rate.resolution), []).append(rate)
                if rate.resolution is not None and mode.product is not Product.IMAGE:
                    answers.setdefault((*head, None), []).append(rate)
    several = [
        asked
        for asked, rates in answers.items()
        if asked[-1] is None and len({rate.resolution for rate in rates}) > 1
    ]
    for asked in several:
        del answers[asked]
    return answers


def _all_lengths(rates: Sequence[Rate]) -> Lengths:
    return Lengths.of(second for rate in rates if rate.lengths for second in rate.lengths.seconds)


def _without_length(clip: Clip) -> str:
    return str(clip).rsplit(",", 1)[0] if clip.seconds is not None else str(clip)


_AUDIO_STEPS = {Audio.OFF: 0, Audio.ON: 1, Audio.VOICE: 2}


def _distance(clip: Clip, place: int, rate: Rate) -> tuple[int, ...]:
    """How far a rate is from what was asked; the model weighs most, then the mode, then the rest.

    Of equally near ones the later counts, since cards list the tiers upwards; of other models the earlier.
    """
    product_differs = all(mode.product is not clip.product for mode in rate.modes)
    sound = min(abs(_AUDIO_STEPS[clip.audio] - _AUDIO_STEPS[audio]) for audio in rate.audio)
    other_model = rate.model != clip.model
    return (
        int(product_differs),
        int(other_model),
        int(clip.mode not in rate.modes),
        int(rate.video_input != clip.video_input),
        int(rate.tier != clip.tier) + sound + int(clip.resolution not in (None, rate.resolution)),
        place if other_model else -place,
    )
