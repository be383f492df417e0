"""Hypothesis strategies: amounts, lengths, days, clips on sale, shots and storyboards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from kling_cost.amounts import Amount
from kling_cost.clips import Audio, Clip, Mode, Product
from kling_cost.storyboard.shot import AtCap, LengthFrom, Shot, Storyboard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hypothesis.strategies import SearchStrategy

    from kling_cost.pricebook.book import PriceBook
    from kling_cost.pricebook.load import Card
    from kling_cost.pricebook.rate import Rate


@dataclass(frozen=True, slots=True)
class SoldClip:
    """A clip that a provider sells on a day, and the rate that must answer it."""

    clip: Clip
    provider: str
    on: date
    rate: Rate


def amounts(unit: str) -> SearchStrategy[Amount]:
    """Draw exact amounts of a unit, from nothing to a million, with up to four decimals."""
    numbers = st.integers(min_value=0, max_value=10**10).map(lambda n: Decimal(n).scaleb(-4))
    return numbers.map(lambda number: Amount(number, unit))


def seconds(longest: int = 60) -> SearchStrategy[Decimal]:
    """Draw lengths of shots in tenths of a second, above 0."""
    return st.integers(min_value=1, max_value=longest * 10).map(lambda tenths: Decimal(tenths).scaleb(-1))


def days_of(card: Card) -> SearchStrategy[date]:
    """Draw days on or after a card's first; not all of them need be its own."""
    return st.integers(min_value=0, max_value=400).map(lambda n: card.applies_from + timedelta(days=n))


def sold_clips(book: PriceBook, *, provider: str | None = None) -> SearchStrategy[SoldClip]:
    """Draw clips that are on sale: any rate of any card, on its first day, at an allowed length."""
    names = [provider] if provider else book.provider_ids
    return clips_of(
        card
        for name in names
        for card in book.provider(name).cards
        if book.card(name, card.applies_from) is card
    )


def clips_of(cards: Iterable[Card]) -> SearchStrategy[SoldClip]:
    """Draw clips that these cards sell, each on its card's first day."""
    return st.sampled_from([(card, rate) for card in cards for rate in card.rates]).flatmap(_drawn_clips)


def _drawn_clips(drawn: tuple[Card, Rate]) -> SearchStrategy[SoldClip]:
    card, rate = drawn
    return st.builds(
        _sold,
        st.just(card),
        st.just(rate),
        st.sampled_from(sorted(rate.modes)),
        st.sampled_from(rate.audio),
        st.sampled_from(_lengths(rate)),
    )


def every_clip(cards: Iterable[Card]) -> Iterator[SoldClip]:
    """Give what these cards sell, rate by rate: each mode and audio setting, the shortest and the longest."""
    for card in cards:
        for rate in card.rates:
            lengths = dict.fromkeys((_lengths(rate)[0], _lengths(rate)[-1]))
            for mode, audio, seconds_s in product(sorted(rate.modes), rate.audio, lengths):
                yield _sold(card, rate, mode, audio, seconds_s)


def _lengths(rate: Rate) -> Sequence[int | None]:
    return rate.lengths.seconds if rate.lengths else [None]


def _sold(card: Card, rate: Rate, mode: Mode, audio: Audio, seconds_s: int | None) -> SoldClip:
    clip = Clip(
        model=rate.model,
        mode=mode,
        tier=rate.tier,
        audio=audio,
        seconds=None if seconds_s is None else Decimal(seconds_s),
        video_input=rate.video_input,
        resolution=rate.resolution,
    )
    return SoldClip(clip, card.provider, card.applies_from, rate)


_GENERATED = [None, Mode.TEXT_TO_VIDEO, Mode.IMAGE_TO_VIDEO, Mode.REFERENCE_TO_VIDEO]
_MOST_KEEPERS = 3
_names = st.text("abcdefghij 0123456789-", max_size=8).map(str.strip)


@st.composite
def shots(draw: st.DrawFn, *, number: int = 1, takes: bool = True, classes: Sequence[str] = ()) -> Shot:
    """Draw a shot: mostly video of any length, sometimes a still; with or without takes and accept rate.

    Where there is an accept rate, it may want several keepers, never more than takes are allowed, and say
    what happens at the cap. ``classes`` are names to draw a class of shot from.
    """
    image = draw(st.integers(0, 9)) == 0
    drawn_s = None if image else draw(seconds())
    accepts = st.integers(1, 100).map(lambda percent: Decimal(percent).scaleb(-2))
    most = draw(st.none() | st.integers(1, 20)) if takes else None
    accept = draw(st.none() | accepts) if takes else None
    gamble = accept is not None
    keepers = st.none() | st.integers(1, min(most or _MOST_KEEPERS, _MOST_KEEPERS))
    return Shot(
        shot_id=str(number),
        seconds=drawn_s,
        duration_from=None if image else LengthFrom.STATED,
        scene=draw(st.sampled_from(["", "Harbour", "Market", "Rooftop"])),
        description=draw(_names),
        product=Product.IMAGE if image else Product.VIDEO,
        mode=None if image else draw(st.sampled_from(_GENERATED)),
        audio=None if image else draw(st.sampled_from([None, Audio.OFF, Audio.ON])),
        takes=most,
        accept=accept,
        keepers=draw(keepers) if gamble else None,
        at_cap=draw(st.sampled_from([None, *AtCap])) if gamble else None,
        shot_class=draw(st.sampled_from([None, *classes])) if classes else None,
        count=draw(st.integers(1, 3)),
        account=draw(st.sampled_from(["", "4100", "4200"])),
        project=draw(st.sampled_from(["", "LH-27"])),
        row=number + 1,
    )


@st.composite
def storyboards(
    draw: st.DrawFn, *, most_shots: int = 8, takes: bool = True, classes: Sequence[str] = ()
) -> Storyboard:
    """Draw storyboards of up to ``most_shots`` rows with ids 1, 2, 3, ...; see :func:`shots`."""
    rows = draw(st.integers(0, most_shots))
    return Storyboard(
        file="drawn.csv",
        shots=[draw(shots(number=n, takes=takes, classes=classes)) for n in range(1, rows + 1)],
    )
