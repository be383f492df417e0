"""Hypothesis strategies and laws, for those who test their own rate cards as kling-cost tests its own.

Needs hypothesis: ``pip install 'kling-cost[testing]'``. A test of your own cards::

    BOOK, MODELS = PriceBook(Path("my-cards")), Models()

    def test_more_never_costs_less():
        assert book_faults(BOOK, MODELS) == []

    @given(sold_clips(BOOK))
    def test_longer_never_costs_less(sold):
        ...
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

try:
    from hypothesis import strategies as st
except ImportError as missing:  # pragma: no cover - shown to whoever lacks the extra
    raise ImportError("kling_cost.testing needs hypothesis: pip install 'kling-cost[testing]'") from missing

from kling_cost.amounts import Amount
from kling_cost.clips import Audio, Clip, Mode, Product
from kling_cost.pricebook.laws import check_laws
from kling_cost.pricebook.version import standing
from kling_cost.storyboard.shot import AtCap, LengthFrom, Shot, Storyboard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hypothesis.strategies import SearchStrategy

    from kling_cost.errors import Problem
    from kling_cost.models import Models
    from kling_cost.pricebook.book import PriceBook
    from kling_cost.pricebook.load import Card
    from kling_cost.pricebook.rate import Rate

__all__ = ["SoldClip", "amounts", "book_faults", "days_of", "seconds", "shots", "sold_clips", "storyboards"]


@dataclass(frozen=True, slots=True)
class SoldClip:
    """A clip that a provider sells on a day, and the rate that must answer it."""

    clip: Clip
    provider: str
    on: date
    rate: Rate


def book_faults(book: PriceBook, models: Models) -> list[Problem]:
    """Check every law on every card of a book that no other corrects; an empty list is a good book."""
    cards = [card for name in book.provider_ids for card in standing(book.provider(name).cards, None)]
    return [problem for card in cards for problem in check_laws(card, models)]


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
    return st.sampled_from(
        [
            (card, rate)
            for name in names
            for card in book.provider(name).cards
            if book.card(name, card.applies_from) is card
            for rate in card.rates
        ]
    ).flatmap(lambda drawn: _clips_of(*drawn))


def _clips_of(card: Card, rate: Rate) -> SearchStrategy[SoldClip]:
    lengths = list(rate.lengths.seconds) if rate.lengths else [None]
    clips = st.builds(
        Clip,
        model=st.just(rate.model),
        mode=st.sampled_from(sorted(rate.modes)),
        tier=st.just(rate.tier),
        audio=st.sampled_from(rate.audio),
        seconds=st.sampled_from([None if length is None else Decimal(length) for length in lengths]),
        video_input=st.just(rate.video_input),
        resolution=st.just(rate.resolution),
    )
    return clips.map(lambda clip: SoldClip(clip, card.provider, card.applies_from, rate))


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
