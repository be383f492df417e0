"""Laws of the book: for every clip on every day exactly one rate, or an error that says why there is none."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_cost import Audio, Clip, KlingCostError, Mode, Models, PriceBook, Product
from kling_cost.errors import BeforeFirstCard, Closed, LengthNotAllowed, NoPublicPrice, NotSold
from kling_cost.pricebook.card import CardFile
from kling_cost.pricebook.version import in_force, in_order, standing
from kling_cost.testing import SoldClip, sold_clips

if TYPE_CHECKING:
    from kling_cost.pricebook.load import Card
    from kling_cost.pricebook.rate import Rate

BOOK, MODELS = PriceBook(), Models()
PROVIDERS = [BOOK.provider(name) for name in BOOK.provider_ids]
CARDS = [card for provider in PROVIDERS for card in provider.cards]
# Neither corrected nor taken back: those that the book answers from on their first day.
STANDING = [
    card
    for provider in PROVIDERS
    for card in provider.cards
    if in_force(provider.cards, card.applies_from, None) is card
]
RESOLUTIONS = sorted({rate.resolution for card in CARDS for rate in card.rates if rate.resolution})
YEAR = timedelta(days=365)

clips = st.builds(
    Clip,
    model=st.sampled_from([*MODELS.ids, "no-such-model"]),
    mode=st.sampled_from(Mode),
    tier=st.sampled_from([None, *MODELS.tiers, "no-such-tier"]),
    audio=st.sampled_from(Audio),
    seconds=st.none() | st.decimals(-1, 61, places=1) | st.integers(0, 30).map(Decimal),
    video_input=st.booleans(),
    resolution=st.sampled_from([None, *RESOLUTIONS, "8k"]),
)
changes = st.fixed_dictionaries(
    {},
    optional={
        "mode": st.sampled_from(Mode),
        "tier": st.sampled_from([None, *MODELS.tiers]),
        "audio": st.sampled_from(Audio),
        "seconds": st.none() | st.integers(0, 30).map(Decimal),
        "video_input": st.booleans(),
        "resolution": st.sampled_from([None, *RESOLUTIONS]),
    },
)


@st.composite
def asked(draw: st.DrawFn) -> tuple[Clip, str, date, date | None]:
    """Draw a clip, sold or nearly so or neither, with a provider and days around its cards."""
    drawn = draw(sold_clips(BOOK))
    clip = draw(st.just(drawn.clip) | changes.map(lambda change: replace(drawn.clip, **change)) | clips)
    name = draw(st.just(drawn.provider) | st.sampled_from(BOOK.provider_ids))
    first_days = [card.applies_from for card in BOOK.provider(name).cards] or [drawn.on]
    day = st.dates(min(first_days) - YEAR, max(first_days) + YEAR)
    return clip, name, draw(day), draw(st.none() | day)


def card_of(provider: str, on: date, known_on: date | None) -> Card | None:
    """Find the card in force by the words of the design alone."""
    cards = BOOK.provider(provider).cards
    known = [card for card in cards if known_on is None or card.file.known_from <= known_on]
    replaced = {card.file.supersedes for card in known}
    applying = [
        card
        for card in known
        if card.applies_from <= on and card.name not in replaced and not card.file.cancelled
    ]
    return max(applying, key=lambda card: in_order(card.name), default=None)


def answers(rate: Rate, clip: Clip, *, any_length: bool = False) -> bool:
    """Tell whether a rate prices a clip; one that names no resolution takes what a video's tier delivers."""
    lengths = {rate.clip_s} if rate.clip_s else set(rate.lengths.seconds) if rate.lengths else None
    open_resolution = clip.resolution is None and clip.product is not Product.IMAGE
    return (
        (rate.model, rate.tier, rate.video_input) == (clip.model, clip.tier, clip.video_input)
        and clip.mode in rate.modes
        and clip.audio in rate.audio
        and (open_resolution or rate.resolution == clip.resolution)
        and (any_length or lengths is None or clip.seconds in lengths)
    )


def found(clip: Clip, provider: str, on: date, known_on: date | None) -> Rate | KlingCostError:
    try:
        return BOOK.rate_for(clip, provider, on, known_on=known_on)
    except KlingCostError as error:
        return error


@given(asked())
def test_exactly_one_rate_or_a_named_error(case: tuple[Clip, str, date, date | None]) -> None:
    clip, provider, on, known_on = case
    card, answer = card_of(provider, on, known_on), found(*case)
    alike = [rate for rate in card.rates if answers(rate, clip, any_length=True)] if card else []
    rates = [rate for rate in alike if answers(rate, clip)]
    several = len({rate.resolution for rate in alike}) > 1
    expected: type[KlingCostError] = LengthNotAllowed
    if card is None:
        expected = NoPublicPrice if BOOK.provider(provider).file.no_public_price else BeforeFirstCard
    elif card.file.closed:
        expected = Closed
    elif several or not alike:
        expected = NotSold
    if isinstance(answer, KlingCostError):
        assert type(answer) is expected
        assert provider in str(answer)
        assert several or not rates
    else:
        assert rates == [answer]
        assert not several


@given(sold_clips(BOOK), changes)
def test_what_is_sold_can_be_asked_in_lengths_and_what_is_not_cannot(
    drawn: SoldClip, change: dict[str, object]
) -> None:
    clip = replace(drawn.clip, **change)  # type: ignore[arg-type]
    if not BOOK.sells(clip, drawn.provider, drawn.on):
        with pytest.raises(NotSold):
            BOOK.lengths_for(clip, drawn.provider, drawn.on)
        return
    lengths = BOOK.lengths_for(clip, drawn.provider, drawn.on)
    for seconds in lengths.seconds:
        exact = replace(clip, seconds=Decimal(seconds))
        assert answers(BOOK.rate_for(exact, drawn.provider, drawn.on), exact)


def test_on_every_day_of_every_provider_one_card_is_in_force_or_the_first_day_is_named() -> None:
    for provider in PROVIDERS:
        days = [card.applies_from for card in provider.cards]
        if not days:
            with pytest.raises(NoPublicPrice):
                BOOK.card(provider.id, date(2026, 2, 5))
            continue
        day = min(days) - YEAR
        while day <= max(days) + YEAR:
            expected = card_of(provider.id, day, None)
            if expected is None:
                with pytest.raises(BeforeFirstCard, match=f"applies from {min(days)}"):
                    BOOK.card(provider.id, day)
            else:
                assert BOOK.card(provider.id, day) is expected
            day += timedelta(days=1)


def _clips_of(rate: Rate) -> list[tuple[str, Mode, bool, str | None, Audio, int | None]]:
    lengths = [rate.clip_s] if rate.clip_s else rate.lengths.seconds if rate.lengths else [None]
    return [
        (rate.model, mode, rate.video_input, rate.tier, audio, seconds)
        for mode, audio, seconds in product(rate.modes, rate.audio, lengths)
    ]


@pytest.mark.parametrize("card", CARDS, ids=lambda card: f"{card.provider}/{card.name}")
def test_within_a_card_no_two_rates_answer_one_clip(card: Card) -> None:
    """A clip that names no resolution must not be answered twice either, once by a rate that names none."""
    priced: dict[object, list[Rate]] = {}
    for rate in card.rates:
        for clip in _clips_of(rate):
            priced.setdefault(clip, []).append(rate)
    for rates in priced.values():
        for one, two in combinations(rates, 2):
            assert None not in (one.resolution, two.resolution), (one.ref, two.ref)
            assert one.resolution != two.resolution, (one.ref, two.ref)


@pytest.mark.parametrize("card", STANDING, ids=lambda card: f"{card.provider}/{card.name}")
def test_every_rate_of_a_card_answers_each_of_its_clips_and_no_length_besides(card: Card) -> None:
    for rate in card.rates:
        for model, mode, video_input, tier, audio, seconds in _clips_of(rate):
            clip = Clip(
                model=model,
                mode=mode,
                video_input=video_input,
                tier=tier,
                audio=audio,
                seconds=None if seconds is None else Decimal(seconds),
                resolution=rate.resolution,
            )
            assert BOOK.rate_for(clip, card.provider, card.applies_from) is rate
            if seconds is not None:
                for wrong in (Decimal(seconds) + Decimal("0.5"), Decimal(0), Decimal(10_000)):
                    with pytest.raises(LengthNotAllowed):
                        BOOK.rate_for(replace(clip, seconds=wrong), card.provider, card.applies_from)


def test_no_reference_names_two_rates() -> None:
    refs = Counter(rate.ref for card in CARDS for rate in card.rates)
    assert [ref for ref, times in refs.items() if times > 1] == []


# The two clocks, on versions of every kind: what shipped cards do not have yet must hold too.


@dataclass(frozen=True)
class Drawn:
    """A version that was drawn."""

    name: str
    file: CardFile


def version(name: str, known_from: date, *, supersedes: str | None = None, cancelled: bool = False) -> Drawn:
    day = date.fromisoformat(name[:10])
    file = CardFile(
        applies_from=day,
        first_day="announced" if known_from < day else "inferred",
        known_from=known_from,
        summary="Drawn.",
        supersedes=supersedes,
        reason="Drawn." if supersedes else None,
        cancelled=cancelled,
        sources={},
        unit="USD",
    )
    return Drawn(name, file)


days = st.dates(date(2026, 1, 1), date(2026, 3, 1))


@st.composite
def histories(draw: st.DrawFn) -> list[Drawn]:
    """Draw versions of several days, each with corrections of each other, some of them cancellations."""
    versions = []
    for day in sorted(draw(st.lists(days, min_size=1, max_size=4, unique=True))):
        known = draw(days)
        versions.append(version(str(day), known))
        for number in range(2, 2 + draw(st.integers(0, 3))):
            known = max(known, draw(days))
            wrong = versions[-1].name
            cancelled = draw(st.booleans())
            versions.append(version(f"{day}-r{number}", known, supersedes=wrong, cancelled=cancelled))
    return versions


@given(histories(), days, days)
def test_as_known_on_a_day_is_as_if_nothing_had_been_written_since(
    history: list[Drawn], on: date, known_on: date
) -> None:
    then = [entry for entry in history if entry.file.known_from <= known_on]
    assert in_force(history, on, known_on) is in_force(then, on, None)


@given(histories(), days, st.none() | days)
def test_of_each_day_at_most_one_version_stands_and_the_latest_one_applies(
    history: list[Drawn], on: date, known_on: date | None
) -> None:
    stand = standing(history, known_on)
    assert max(Counter(entry.file.applies_from for entry in stand).values(), default=1) == 1
    applying = [entry for entry in stand if entry.file.applies_from <= on]
    assert in_force(history, on, known_on) is (applying[-1] if applying else None)
    assert not any(entry.file.cancelled for entry in stand)


@given(histories(), days, days, st.none() | days)
def test_an_announcement_changes_nothing_before_its_day_nor_as_known_before_it(
    history: list[Drawn], announced: date, on: date, known_on: date | None
) -> None:
    day = announced + timedelta(days=90)
    after = [*history, version(str(day), announced)]
    assert in_force(after, on, known_on) is in_force(history, on, known_on)
    before = announced - timedelta(days=1)
    assert in_force(after, day, before) is in_force(history, day, before)
    assert in_force(after, day, announced) is after[-1]


@given(histories(), days, st.integers(0, 400))
def test_a_cancellation_takes_an_announcement_back_as_if_it_had_not_been_made(
    history: list[Drawn], announced: date, later: int
) -> None:
    day = announced + timedelta(days=90)
    new = version(str(day), announced)
    back = version(f"{day}-r2", announced + timedelta(days=30), supersedes=new.name, cancelled=True)
    after, on = [*history, new, back], day + timedelta(days=later)
    assert in_force(after, on, None) is in_force(history, on, None)
    assert in_force(after, on, back.file.known_from) is in_force(history, on, back.file.known_from)
    assert in_force(after, on, back.file.known_from - timedelta(days=1)) is new
