"""Why this price: the rate taken, and a reason that is true against each other that was looked at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_cost import Audio, Clip, Mode, PriceBook, Product
from kling_cost.errors import BeforeFirstCard, KlingCostError, NoPublicPrice, UnknownProvider
from kling_cost.pricebook.why import explain_price, mismatches
from kling_cost.testing import SoldClip, sold_clips

if TYPE_CHECKING:
    from pathlib import Path

    from kling_cost.pricebook.rate import Rate

BOOK = PriceBook()
SOLD = sold_clips(BOOK)
ON = date(2026, 11, 20)


def is_different(clip: Clip, rate: Rate) -> bool:
    """Tell, field by field and without the code under test, whether a rate is not what a clip asks."""
    lengths = {rate.clip_s} if rate.clip_s else set(rate.lengths.seconds) if rate.lengths else None
    any_resolution = clip.resolution is None and clip.product is not Product.IMAGE
    return (
        rate.model != clip.model
        or clip.mode not in rate.modes
        or rate.tier != clip.tier
        or clip.audio not in rate.audio
        or rate.video_input is not clip.video_input
        or not (any_resolution or rate.resolution == clip.resolution)
        or (lengths is not None and clip.seconds not in lengths)
    )


def changed(drawn: SoldClip, data: st.DataObject) -> Clip:
    """Draw the clip itself or one that differs in a field, sold or not."""
    change: dict[str, Any] = data.draw(
        st.sampled_from(
            [
                {},
                {"resolution": None},
                {"audio": Audio.VOICE},
                {"audio": Audio.OFF},
                {"tier": "pro"},
                {"tier": "4k"},
                {"seconds": Decimal("7.5")},
                {"seconds": Decimal(8)},
                {"video_input": True},
                {"mode": Mode.TEXT_TO_VIDEO},
                {"model": "o3"},
            ]
        )
    )
    return replace(drawn.clip, **change)


@given(SOLD)
def test_the_rate_taken_is_the_one_that_the_book_gives(drawn: SoldClip) -> None:
    found = explain_price(drawn.clip, BOOK, drawn.provider, drawn.on)
    assert found.rate is drawn.rate
    assert found.refusal == ""
    assert found.card is BOOK.card(drawn.provider, drawn.on)
    assert mismatches(drawn.clip, drawn.rate) == []


@given(SOLD, st.data())
def test_no_rate_of_the_card_answers_but_the_one_taken(drawn: SoldClip, data: st.DataObject) -> None:
    clip = changed(drawn, data)
    found = explain_price(clip, BOOK, drawn.provider, drawn.on)
    answers = [rate for rate in found.card.rates if not is_different(clip, rate)]
    assert answers == ([found.rate] if found.rate else [])
    assert (found.rate is None) == bool(found.refusal)


@given(SOLD, st.data())
def test_every_rejected_rate_of_the_card_really_is_different(drawn: SoldClip, data: st.DataObject) -> None:
    clip = changed(drawn, data)
    found = explain_price(clip, BOOK, drawn.provider, drawn.on)
    for rejected in found.others:
        assert rejected.reasons
        assert is_different(clip, rejected.rate)
        assert rejected.rate is not found.rate
        assert rejected.rate.model == clip.model


@given(SOLD, st.data())
def test_every_rate_of_the_card_for_the_model_and_product_is_accounted_for(
    drawn: SoldClip, data: st.DataObject
) -> None:
    clip = changed(drawn, data)
    found = explain_price(clip, BOOK, drawn.provider, drawn.on)
    named = {rejected.rate.ref for rejected in found.others} | ({found.rate.ref} if found.rate else set())
    assert named == {
        rate.ref
        for rate in found.card.rates
        if rate.model == clip.model and clip.product in {mode.product for mode in rate.modes}
    }


@given(SOLD)
def test_a_reason_names_what_the_rate_has_and_what_was_asked(drawn: SoldClip) -> None:
    clip = drawn.clip
    for rejected in explain_price(clip, BOOK, drawn.provider, drawn.on).others:
        rate, said = rejected.rate, "; ".join(rejected.reasons)
        assert (f"tier {rate.tier or 'none'}, not {clip.tier or 'none'}" in said) == (rate.tier != clip.tier)
        assert (f"audio {'/'.join(rate.audio)}, not {clip.audio}" in said) == (clip.audio not in rate.audio)
        assert (f", not {clip.mode}" in said) == (clip.mode not in rate.modes)
        assert ("video input" in said) == (rate.video_input is not clip.video_input)
        assert (f"delivers {rate.resolution or 'an unnamed resolution'}, not {clip.resolution}" in said) == (
            clip.resolution is not None and rate.resolution != clip.resolution
        )


@given(SOLD)
def test_the_same_price_on_other_cards_is_listed_with_the_days_that_they_have(drawn: SoldClip) -> None:
    found = explain_price(drawn.clip, BOOK, drawn.provider, drawn.on)
    cards = {card.name: card for card in BOOK.provider(drawn.provider).cards}
    for rejected in found.elsewhere:
        card = cards[rejected.rate.card]
        assert card is not found.card
        assert not is_different(drawn.clip, rejected.rate)
        (reason,) = rejected.reasons
        later = card.applies_from > drawn.on
        assert reason.startswith(
            f"applies from {card.applies_from} on" if later else f"an earlier card, of {card.applies_from}"
        )


@given(SOLD)
def test_a_price_holds_until_the_day_before_the_next_card(drawn: SoldClip) -> None:
    found = explain_price(drawn.clip, BOOK, drawn.provider, drawn.on)
    after = [
        card.applies_from
        for card in BOOK.provider(drawn.provider).cards
        if card.applies_from > found.card.applies_from
    ]
    assert (found.until is None) == (not after)
    if found.until is not None:
        assert BOOK.card(drawn.provider, found.until) is found.card
        assert (min(after) - found.until).days == 1


HEAD = """
first_day = "{first}"
known_from = {known}
unit = "USD"
summary = "A card."
{more}
[sources.page]
title = "A page"
link = "https://example.com"
read_on = 2026-02-10
"""
OFFER = """
[[offers]]
model = "v3"
modes = ["text-to-video"]
per = "second"
lengths = "3..15"
rates = [{rates}]
"""
RATE = '{{ id = "{id}", tier = "pro", {more} amount = {amount}, source = "page", basis = "published" }}'


def shop(root: Path, **cards: str) -> PriceBook:
    folder = root / "shop"
    folder.mkdir()
    (folder / "provider.toml").write_text('name = "Shop"\nhome = "https://example.com"\n', encoding="utf-8")
    for key, text in cards.items():
        name = key.removeprefix("_").replace("_", "-")
        (folder / f"{name}.toml").write_text(f"applies_from = {name[:10]}\n{text}", encoding="utf-8")
    return PriceBook(root)


def card(known: str, amount: int, more: str = "", first: str = "stated") -> str:
    rate = RATE.format(id="a", amount=amount, more="")
    return HEAD.format(first=first, known=known, more=more) + OFFER.format(rates=rate)


CLIP = Clip(model="v3", tier="pro", seconds=Decimal(5))
CORRECTS = 'supersedes = "2026-01-01"\nreason = "Misread."\n'
TAKEN_BACK = 'supersedes = "2026-06-01"\nreason = "They thought better of it."\ncancelled = true\n'


@pytest.fixture
def book(tmp_path: Path) -> PriceBook:
    """A corrected card, one announced and taken back, and one announced for 2027."""
    return shop(
        tmp_path,
        _2026_01_01=card("2026-01-01", 1),
        _2026_01_01_r2=card("2026-02-01", 2, CORRECTS),
        _2026_06_01=card("2026-04-01", 3, first="announced"),
        _2026_06_01_r2=HEAD.format(first="announced", known="2026-05-01", more=TAKEN_BACK),
        _2027_01_01=card("2026-10-01", 4, first="announced"),
    )


def reasons(book: PriceBook, known_on: date | None = None, on: date = ON) -> dict[str, str]:
    found = explain_price(CLIP, book, "shop", on, known_on=known_on)
    taken = {found.rate.card: "taken"} if found.rate else {}
    return taken | {rejected.rate.card: "; ".join(rejected.reasons) for rejected in found.elsewhere}


def test_a_correction_a_cancellation_and_an_announcement_are_the_reasons(book: PriceBook) -> None:
    assert reasons(book) == {
        "2026-01-01-r2": "taken",
        "2026-01-01": "corrected by 2026-01-01-r2 on 2026-02-01: Misread.",
        "2026-06-01": "cancelled on 2026-05-01: They thought better of it.",
        "2027-01-01": "applies from 2027-01-01 on, announced",
    }


@pytest.mark.parametrize(
    ("known_on", "taken", "unknown"),
    [
        (date(2026, 1, 15), "2026-01-01", ["2026-01-01-r2", "2026-06-01", "2027-01-01"]),
        (date(2026, 3, 31), "2026-01-01-r2", ["2026-06-01", "2027-01-01"]),
        (date(2026, 4, 30), "2026-06-01", ["2027-01-01"]),
        (date(2026, 9, 30), "2026-01-01-r2", ["2027-01-01"]),
    ],
    ids=str,
)
def test_what_was_not_known_yet_is_said_to_be_known_only_later(
    book: PriceBook, known_on: date, taken: str, unknown: list[str]
) -> None:
    said = reasons(book, known_on)
    assert said[taken] == "taken"
    assert sorted(name for name, reason in said.items() if reason.startswith("known only from")) == unknown


def test_a_cancellation_that_was_not_known_yet_is_no_reason(book: PriceBook) -> None:
    on, known_on = date(2026, 5, 15), date(2026, 4, 30)
    assert reasons(book, known_on, on)["2026-06-01"] == "applies from 2026-06-01 on, announced"
    assert reasons(book, date(2026, 5, 1), on)["2026-06-01"].startswith("cancelled on 2026-05-01")


def test_an_announced_card_is_where_a_price_ends(book: PriceBook) -> None:
    assert explain_price(CLIP, book, "shop", ON).until == date(2026, 12, 31)
    assert explain_price(CLIP, book, "shop", ON, known_on=date(2026, 9, 30)).until is None


def test_a_clip_that_does_not_say_which_resolution_gets_both_with_that_reason(tmp_path: Path) -> None:
    rates = ", ".join(
        RATE.format(id=size, amount=amount, more=f'resolution = "{size}",')
        for size, amount in (("720p", 1), ("1080p", 2))
    )
    text = HEAD.format(first="stated", known="2026-01-01", more="") + OFFER.format(rates=rates)
    found = explain_price(CLIP, shop(tmp_path, _2026_01_01=text), "shop", ON)
    assert found.rate is None
    assert [rejected.reasons for rejected in found.others] == [
        ["delivers 720p, and the clip does not say which resolution"],
        ["delivers 1080p, and the clip does not say which resolution"],
    ]


def test_a_length_that_is_not_made_is_the_reason_and_the_refusal_names_the_nearest(book: PriceBook) -> None:
    found = explain_price(replace(CLIP, seconds=Decimal("2.5")), book, "shop", ON)
    assert found.rate is None
    assert found.refusal.endswith("not 2.5 s; nearest: 3 s")
    assert [rejected.reasons for rejected in found.others] == [["in lengths of 3..15 s, not 2.5 s"]]


def test_a_clip_without_a_length_is_told_so() -> None:
    clip = Clip(model="v3", tier="pro", audio=Audio.ON)
    reasons_of = {
        rejected.rate.ref: rejected.reasons for rejected in explain_price(clip, BOOK, "pixverse", ON).others
    }
    assert reasons_of["pixverse/2026-02-05#v3-pro-on"] == ["in lengths of 3..15 s, not of an unknown length"]


def test_the_nearest_rates_come_first() -> None:
    clip = Clip(model="v3", tier="pro", audio=Audio.ON, seconds=Decimal(5), mode=Mode.IMAGE_TO_VIDEO)
    numbers = [len(rejected.reasons) for rejected in explain_price(clip, BOOK, "fal", ON).others]
    assert numbers == sorted(numbers)
    assert numbers[0] == 1


@pytest.mark.parametrize(
    ("provider", "on", "error"),
    [
        ("fal", date(2020, 1, 1), BeforeFirstCard),
        ("picsart", ON, NoPublicPrice),
        ("no-such-shop", ON, UnknownProvider),
    ],
)
def test_without_a_card_there_is_nothing_to_explain(
    provider: str, on: date, error: type[KlingCostError]
) -> None:
    with pytest.raises(error):
        explain_price(CLIP, BOOK, provider, on)
