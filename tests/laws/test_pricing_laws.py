"""Laws of the price of one clip beside those of ``kling_cost.testing``: what a rate answers and bills."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from kling_cost import Clip, PriceBook, quote_line
from kling_cost.pricebook.rate import Per, Rate
from kling_cost.testing import SoldClip, seconds, sold_clips

if TYPE_CHECKING:
    from decimal import Decimal

BOOK = PriceBook()

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


@given(sold)
def test_a_rate_answers_no_other_model_mode_tier_or_audio(drawn: SoldClip) -> None:
    rate, clip = drawn.rate, drawn.clip
    assert (rate.model, rate.tier, rate.video_input) == (clip.model, clip.tier, clip.video_input)
    assert clip.mode in rate.modes
    assert clip.audio in rate.audio
    assert rate.ref == f"{drawn.provider}/{rate.card}#{rate.ref.partition('#')[2]}"


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
