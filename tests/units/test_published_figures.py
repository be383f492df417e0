"""Figures that must come out: those of the articles and of the providers' own pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kling_cost import quote_line

if TYPE_CHECKING:
    from kling_cost import Models, PriceBook


@pytest.mark.parametrize(
    ("clip_of", "silent", "with_audio"),
    [("v3 standard", 100, 140), ("v3 pro", 125, 175), ("o3 standard", 125, 175), ("o3 pro", 175, 225)],
)
def test_five_seconds_at_pixverse_cost_so_many_credits(
    book: PriceBook, models: Models, clip_of: str, silent: int, with_audio: int
) -> None:
    model, tier = clip_of.split()
    for audio, credits_ in (("off", silent), ("on", with_audio)):
        clip = models.clip(model=model, tier=tier, audio=audio, duration_s=5)
        line = quote_line(clip, book.rate_for(clip, "pixverse", date(2026, 11, 20)))
        assert line.amount.number == credits_
        assert line.approximate


def test_ten_seconds_on_o3_pro_with_audio_cost_450_credits_and_ten_of_them_4500(
    book: PriceBook, models: Models
) -> None:
    clip = models.clip(model="Kling 3.0 Omni", tier="Pro", audio="yes", duration_s=10)
    rate = book.rate_for(clip, "pixverse", date(2026, 11, 20))
    assert [quote_line(clip, rate, takes=takes).amount.number for takes in (1, 10)] == [450, 4500]


@pytest.mark.parametrize(
    ("audio", "day", "dollars"),
    [
        ("voice", "2026-03-01", "1.96"),
        ("voice", "2026-04-01", "0.98"),
        ("off", "2026-02-05", "1.12"),
        ("off", "2026-03-10", "0.56"),
    ],
)
def test_five_seconds_of_v3_pro_from_an_image_at_fal_cost_what_its_page_said_that_day(
    book: PriceBook, models: Models, audio: str, day: str, dollars: str
) -> None:
    clip = models.clip(model="v3", tier="pro", audio=audio, duration_s=5, mode="image-to-video")
    line = quote_line(clip, book.rate_for(clip, "fal", date.fromisoformat(day)))
    assert line.amount.number == Decimal(dollars)
    assert not line.approximate


@pytest.mark.parametrize(("seconds", "blocks"), [(2, 1), (5, 1), (6, 2), (10, 2)])
def test_lip_sync_at_fal_is_charged_by_started_blocks_of_five_seconds(
    book: PriceBook, models: Models, seconds: int, blocks: int
) -> None:
    clip = models.clip(model="lip-sync", product="lip-sync", duration_s=seconds)
    line = quote_line(clip, book.rate_for(clip, "fal", date(2026, 11, 20)), takes=3)
    assert line.quantity == blocks * 3
    assert line.billed_s == blocks * 3 * 5
    assert line.amount.number == blocks * 3 * Decimal("0.07")


@pytest.mark.parametrize(("seconds", "dollars"), [(5, "0.70"), (10, "1.40")])
def test_v2_6_at_klings_api_is_sold_by_the_clip(
    book: PriceBook, models: Models, seconds: int, dollars: str
) -> None:
    clip = models.clip(model="v2.6", tier="pro", audio="on", duration_s=seconds)
    line = quote_line(clip, book.rate_for(clip, "kling-api", date(2026, 11, 20)), takes=2)
    assert line.quantity == 2
    assert line.billed_s == 2 * seconds
    assert line.amount.number == 2 * Decimal(dollars)


def test_an_image_is_one_image_with_no_seconds(book: PriceBook, models: Models) -> None:
    clip = models.clip(model="o3", product="image", resolution="4k")
    line = quote_line(clip, book.rate_for(clip, "pixverse", date(2026, 11, 20)), takes=10)
    assert [line.quantity, line.billed_s, line.amount.number] == [10, None, 200]


def test_a_line_says_what_it_is_for(book: PriceBook, models: Models) -> None:
    clip = models.clip(model="v3", tier="pro", audio="off", duration_s=5)
    rate = book.rate_for(clip, "pixverse", date(2026, 11, 20))
    bare = quote_line(clip, rate)
    assert (bare.shot_id, bare.scene, bare.stage, bare.clip_no, bare.delivers, bare.note) == (
        None,
        "",
        "",
        1,
        True,
        "",
    )
    full = quote_line(
        clip, rate, shot_id="7a", scene="Harbour", stage="draft", clip_no=2, delivers=False, note="why"
    )
    assert (full.shot_id, full.scene, full.stage, full.clip_no, full.delivers, full.note) == (
        "7a",
        "Harbour",
        "draft",
        2,
        False,
        "why",
    )
    assert full.amount == bare.amount
