"""Laws of the price of one clip, on every card that ships: its own rate, additive, more never less."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_cost import Audio, Clip, Models, PriceBook, quote_line
from kling_cost.errors import LengthNotAllowed, NotSold
from kling_cost.pricebook.rate import Per, Rate
from kling_cost.testing import SoldClip, seconds, sold_clips

BOOK, MODELS = PriceBook(), Models()
SOUNDS = list(Audio)

sold = sold_clips(BOOK)
videos = sold.filter(lambda drawn: drawn.clip.seconds is not None)
by_the_second = sold.filter(lambda drawn: drawn.rate.per is Per.SECOND)
blocks = st.sampled_from(
    [
        rate
        for name in BOOK.provider_ids
        for card in BOOK.provider(name).cards
        for rate in card.rates
        if rate.per is Per.BLOCK
    ]
)
counts = st.integers(0, 500)


def amount(drawn: SoldClip, takes: int = 1) -> Decimal:
    return quote_line(drawn.clip, drawn.rate, takes=takes).amount.number


def amount_of(clip: Clip, drawn: SoldClip) -> Decimal | None:
    """Give what another clip costs at the same provider on the same day, or None if it is not sold."""
    try:
        rate = BOOK.rate_for(clip, drawn.provider, drawn.on)
    except (NotSold, LengthNotAllowed):
        return None
    return quote_line(clip, rate).amount.number


@given(sold)
def test_every_clip_on_sale_is_answered_by_exactly_its_own_rate(drawn: SoldClip) -> None:
    assert BOOK.rate_for(drawn.clip, drawn.provider, drawn.on) is drawn.rate


@given(videos)
def test_a_video_that_names_no_resolution_gets_its_own_rate_or_none(drawn: SoldClip) -> None:
    open_clip = replace(drawn.clip, resolution=None)
    try:
        rate = BOOK.rate_for(open_clip, drawn.provider, drawn.on)
    except NotSold:
        return  # several resolutions are sold: the clip must say which
    assert rate is drawn.rate


@given(sold)
def test_a_rate_answers_no_other_model_mode_tier_or_audio(drawn: SoldClip) -> None:
    rate, clip = drawn.rate, drawn.clip
    assert (rate.model, rate.tier, rate.video_input) == (clip.model, clip.tier, clip.video_input)
    assert clip.mode in rate.modes
    assert clip.audio in rate.audio
    assert rate.ref == f"{drawn.provider}/{rate.card}#{rate.ref.partition('#')[2]}"


@given(sold)
def test_an_amount_is_the_quantity_times_the_rate(drawn: SoldClip) -> None:
    line = quote_line(drawn.clip, drawn.rate, takes=3)
    assert line.amount.number == line.quantity * drawn.rate.amount
    assert line.amount.unit == drawn.rate.unit


@given(sold, counts, counts)
def test_takes_add_up(drawn: SoldClip, first: int, more: int) -> None:
    assert amount(drawn, first + more) == amount(drawn, first) + amount(drawn, more)


@given(sold, counts)
def test_n_takes_cost_n_times_as_much_as_one(drawn: SoldClip, takes: int) -> None:
    assert amount(drawn, takes) == takes * amount(drawn)


@given(sold)
def test_no_takes_cost_nothing_and_one_take_costs_something(drawn: SoldClip) -> None:
    assert amount(drawn, 0) == 0
    assert amount(drawn) > 0


@given(by_the_second, seconds(), seconds())
def test_seconds_add_up_where_the_second_is_charged(drawn: SoldClip, one: Decimal, two: Decimal) -> None:
    first, second, both = (replace(drawn.clip, seconds=length) for length in (one, two, one + two))
    parts = quote_line(first, drawn.rate).amount + quote_line(second, drawn.rate).amount
    assert quote_line(both, drawn.rate).amount == parts


@given(videos, st.integers(1, 20))
def test_billed_seconds_are_never_less_than_asked(drawn: SoldClip, takes: int) -> None:
    billed = quote_line(drawn.clip, drawn.rate, takes=takes).billed_s
    assert drawn.clip.seconds is not None
    assert billed is not None
    assert billed >= drawn.clip.seconds * takes
    if drawn.rate.block_s is None:
        assert billed == drawn.clip.seconds * takes


@given(blocks, seconds())
def test_a_started_block_is_charged_whole_and_no_block_that_was_not_started(
    rate: Rate, length: Decimal
) -> None:
    line = quote_line(Clip(model=rate.model, mode=min(rate.modes), seconds=length, video_input=True), rate)
    assert rate.block_s is not None
    assert line.billed_s == line.quantity * rate.block_s
    assert line.billed_s is not None
    assert length <= line.billed_s < length + rate.block_s


@given(sold, counts)
def test_more_takes_never_cost_less(drawn: SoldClip, takes: int) -> None:
    assert amount(drawn, takes + 1) >= amount(drawn, takes)


@given(videos)
def test_a_longer_clip_never_costs_less(drawn: SoldClip) -> None:
    lengths = BOOK.lengths_for(drawn.clip, drawn.provider, drawn.on).seconds
    costs = [amount_of(replace(drawn.clip, seconds=Decimal(length)), drawn) for length in lengths]
    assert None not in costs
    assert costs == sorted(cost for cost in costs if cost is not None)


@given(videos)
def test_more_audio_never_costs_less(drawn: SoldClip) -> None:
    for audio in SOUNDS[SOUNDS.index(drawn.clip.audio) :]:
        louder = amount_of(replace(drawn.clip, audio=audio), drawn)
        assert louder is None or louder >= amount(drawn)


@given(videos)
def test_a_higher_tier_never_costs_less(drawn: SoldClip) -> None:
    if drawn.clip.tier is None:
        assert drawn.clip.model == "lip-sync"  # the one video that is sold in no tier
        return
    for tier in MODELS.tiers[MODELS.tiers.index(drawn.clip.tier) :]:
        higher = amount_of(replace(drawn.clip, tier=tier, resolution=None), drawn)
        assert higher is None or higher >= amount(drawn)


@given(sold)
def test_a_video_input_never_costs_less(drawn: SoldClip) -> None:
    with_video = amount_of(replace(drawn.clip, video_input=True), drawn)
    assert with_video is None or with_video >= amount(drawn)


@given(videos, st.sampled_from([Decimal(0), Decimal(-5)]))
def test_a_clip_of_no_seconds_is_never_priced(drawn: SoldClip, nothing: Decimal) -> None:
    with pytest.raises(LengthNotAllowed):
        BOOK.rate_for(replace(drawn.clip, seconds=nothing), drawn.provider, drawn.on)


@given(videos, seconds())
def test_a_length_is_on_sale_or_the_nearest_one_that_is_named(drawn: SoldClip, length: Decimal) -> None:
    lengths = BOOK.lengths_for(drawn.clip, drawn.provider, drawn.on)
    clip = replace(drawn.clip, seconds=length)
    if length in lengths.seconds:
        assert BOOK.rate_for(clip, drawn.provider, drawn.on).model == clip.model
        return
    with pytest.raises(LengthNotAllowed) as refused:
        BOOK.rate_for(clip, drawn.provider, drawn.on)
    nearest = Decimal(refused.value.nearest)
    assert abs(nearest - length) == min(abs(other - length) for other in lengths.seconds)
    assert amount_of(replace(clip, seconds=nearest), drawn) is not None
