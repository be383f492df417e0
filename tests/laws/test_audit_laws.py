"""Laws of the audit, on every card that ships: our own prices agree, no other does, what is said holds."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from kling_cost import Models, PriceBook, quote_line
from kling_cost.audit.claims import Claim
from kling_cost.audit.explain import MOST_EXPLANATIONS
from kling_cost.audit.figures import Agreement, agreement
from kling_cost.audit.judge import Verdict, audit
from kling_cost.clips import Product
from kling_cost.pricebook.rate import Per
from kling_cost.rounding import rounded
from kling_cost.testing import SoldClip, sold_clips

if TYPE_CHECKING:
    from datetime import date

    from kling_cost.audit.explain import Explanation
    from kling_cost.audit.judge import Judged

BOOK, MODELS = PriceBook(), Models()

sold = sold_clips(BOOK)
counts = st.integers(1, 20)
pairs_of_one_seller = sold.flatmap(
    lambda drawn: st.tuples(st.just(drawn), sold_clips(BOOK, provider=drawn.provider))
)


def claim_of(drawn: SoldClip, count: int = 1, *, total: bool = True) -> Claim:
    """Claim just what the price book says, and say all of it."""
    clip, rate = drawn.clip, drawn.rate
    return Claim(
        provider=drawn.provider,
        model=clip.model,
        tier=clip.tier or "",
        audio=clip.audio,
        mode=clip.mode,
        resolution=clip.resolution or "",
        video_input=clip.video_input,
        seconds=clip.seconds,
        count=count,
        price=rate.amount,
        per=rate.per,
        total=quote_line(clip, rate, takes=count).amount.number if total else None,
        unit=rate.unit,
        on=drawn.on,
    )


def judge(claim: Claim, on: date) -> Judged:
    (judged,) = audit([claim], BOOK, MODELS, on=on)
    return judged


def one_step(number: Decimal, up: bool) -> Decimal:  # noqa: FBT001 - drawn
    """Change a number by one in its last digit."""
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return number + Decimal(1 if up else -1).scaleb(exponent)


@given(sold, counts)
def test_what_the_price_book_says_agrees_with_the_rate_that_says_it(drawn: SoldClip, count: int) -> None:
    judged = judge(claim_of(drawn, count), drawn.on)
    assert judged.verdict is Verdict.AGREES
    assert drawn.rate in judged.rates
    assert {figure.agreement for figure in judged.figures} == {Agreement.EXACT}


@given(sold, st.sampled_from(["", "per", "unit", "on", "total"]))
def test_a_claim_agrees_whatever_it_does_not_need_to_say(drawn: SoldClip, unsaid: str) -> None:
    claim = claim_of(drawn, total=unsaid != "total")
    open_: dict[str, dict[str, Any]] = {"per": {"per": None}, "unit": {"unit": ""}, "on": {"on": None}}
    judged = judge(replace(claim, **open_.get(unsaid, {})), drawn.on)
    assert judged.verdict is Verdict.AGREES
    assert drawn.rate in judged.rates


@given(sold)
def test_a_claim_that_leaves_a_setting_open_agrees_where_one_setting_does(drawn: SoldClip) -> None:
    claim = claim_of(drawn)
    for name in ("provider", "tier", "audio", "resolution"):
        unsaid: dict[str, Any] = {name: ""}
        assert judge(replace(claim, **unsaid), drawn.on).verdict is Verdict.AGREES


@given(sold, st.booleans())
def test_a_price_changed_by_one_in_the_last_digit_never_agrees(drawn: SoldClip, up: bool) -> None:  # noqa: FBT001
    claim = claim_of(drawn, total=False)
    judged = judge(replace(claim, price=one_step(drawn.rate.amount, up)), drawn.on)
    assert judged.verdict is not Verdict.AGREES
    assert judged.rates == ()


@given(sold, counts, st.booleans())
def test_a_total_changed_by_one_in_the_last_digit_never_agrees(
    drawn: SoldClip,
    count: int,
    up: bool,  # noqa: FBT001
) -> None:
    claim = claim_of(drawn, count)
    assert claim.total is not None
    judged = judge(replace(claim, total=one_step(claim.total, up)), drawn.on)
    assert judged.verdict is Verdict.DISAGREES


@given(sold, st.integers(0, 3))
def test_ours_rounded_half_up_to_two_digits_or_more_agrees(drawn: SoldClip, decimals: int) -> None:
    claim = claim_of(drawn, total=False)
    short = rounded(Fraction(drawn.rate.amount), decimals)
    judged = judge(replace(claim, price=short), drawn.on)
    enough = short == drawn.rate.amount or len(short.as_tuple().digits) > 1
    assert (judged.verdict is Verdict.AGREES) == enough


@given(
    st.lists(sold, min_size=1, max_size=6).flatmap(
        lambda each: st.tuples(st.just(each), st.permutations(each))
    )
)
def test_the_order_of_the_rows_does_not_matter(drawn: tuple[list[SoldClip], list[SoldClip]]) -> None:
    on = drawn[0][0].on
    one, other = ([wrong(each) for each in order] for order in drawn)
    key = repr
    assert sorted(audit(one, BOOK, MODELS, on=on), key=key) == sorted(
        audit(other, BOOK, MODELS, on=on), key=key
    )


def wrong(drawn: SoldClip) -> Claim:
    claim = claim_of(drawn, total=False)
    return replace(claim, price=2 * drawn.rate.amount)


def borrowed(pair: tuple[SoldClip, SoldClip], *, total: bool) -> Claim:
    """Claim one clip at the price of another one of the same seller."""
    drawn, other = pair
    claim = claim_of(drawn, total=total)
    return replace(
        claim,
        price=None if total else other.rate.amount,
        per=None if total else other.rate.per,
        total=claim_of(other).total if total else None,
        unit=other.rate.unit,
    )


@given(pairs_of_one_seller, st.booleans())
def test_an_explanation_names_a_clip_that_costs_what_is_claimed(
    pair: tuple[SoldClip, SoldClip],
    total: bool,  # noqa: FBT001
) -> None:
    claim = borrowed(pair, total=total)
    judged = judge(claim, pair[0].on)
    assert len(judged.explanations) <= MOST_EXPLANATIONS
    for explanation in judged.explanations:
        for day in filter(None, (explanation.first, explanation.last)):
            assert costs_that(explanation, claim, day)


def costs_that(explanation: Explanation, claim: Claim, day: date) -> bool:
    """Look a named clip up on a day and tell whether it costs what is claimed."""
    clip, lengths = explanation.point.clip, explanation.point.rate.lengths
    if clip.seconds is None and lengths is not None:
        clip = replace(clip, seconds=Decimal(lengths.shortest))  # the price is that of any length
    rate = BOOK.rate_for(clip, explanation.provider, day)
    line = quote_line(clip, rate, takes=explanation.count)
    assert rate.unit == claim.unit
    if claim.total is not None:
        return agreement(claim.total, Fraction(line.amount.number)) is not Agreement.DIFFERS
    prices = {rate.per: Fraction(rate.amount), Per.CLIP: Fraction(line.amount.number)}
    if clip.seconds is not None:
        prices[Per.SECOND] = prices[Per.CLIP] / Fraction(clip.seconds)
    if rate.per is Per.BLOCK:
        prices[Per.SECOND] = Fraction(rate.amount) / (rate.block_s or 1)
    assert claim.price is not None
    assert claim.per is not None
    return agreement(claim.price, prices[claim.per]) is not Agreement.DIFFERS


@given(pairs_of_one_seller, st.booleans())
def test_an_explanation_swaps_something(pair: tuple[SoldClip, SoldClip], total: bool) -> None:  # noqa: FBT001
    claim = borrowed(pair, total=total)
    judged = judge(claim, pair[0].on)
    for each in judged.explanations:
        clip, own = each.point.clip, pair[0].clip
        elsewhere = each.provider != pair[0].provider or each.days_from(pair[0].on) > 0
        assert elsewhere or clip != own


@given(pairs_of_one_seller, st.booleans())
def test_a_verdict_fits_its_explanations(pair: tuple[SoldClip, SoldClip], total: bool) -> None:  # noqa: FBT001
    judged = judge(borrowed(pair, total=total), pair[0].on)
    if judged.verdict is Verdict.ELSEWHERE:
        assert judged.explanations
        assert judged.kind is judged.explanations[0].kind
    else:
        assert judged.kind is None
    if judged.verdict is Verdict.AGREES:
        assert judged.rates
    assert judged.words


@given(sold)
def test_a_claim_about_images_needs_no_audio_and_no_tier(drawn: SoldClip) -> None:
    if drawn.clip.product is Product.IMAGE:
        claim = replace(claim_of(drawn), audio="", tier="", mode="", product="image")
        assert judge(claim, drawn.on).verdict is Verdict.AGREES
