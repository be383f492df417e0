"""The price book's answers: names read forgivingly, and refusals that name what would have been found."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kling_cost import Audio, Clip, Mode, quote_line
from kling_cost.errors import LengthNotAllowed, NotSold, UnknownProvider
from kling_cost.pricebook.lengths import Lengths

if TYPE_CHECKING:
    from kling_cost import Models, PriceBook

ON = date(2026, 11, 20)
V3 = Clip(model="v3", tier="pro", audio=Audio.ON, seconds=Decimal(5))


@pytest.mark.parametrize(
    ("name", "provider"),
    [
        ("pixverse", "pixverse"),
        ("PixVerse", "pixverse"),
        ("pix verse", "pixverse"),
        ("Kling API", "kling-api"),
        ("KLING_API", "kling-api"),
        ("klingapi", "kling-api"),
        ("kling open platform", "kling-api"),
        ("Fal", "fal"),
    ],
)
def test_a_provider_is_read_forgivingly(book: PriceBook, name: str, provider: str) -> None:
    assert book.provider_named(name) == provider


def test_a_wrong_provider_gets_the_closest_one(book: PriceBook) -> None:
    for ask in (book.provider_named, book.provider):
        with pytest.raises(UnknownProvider, match=r"unknown provider 'pixvers'; did you mean pixverse\?"):
            ask("pixvers")


def test_a_combination_that_is_not_sold_names_the_nearest_that_is(book: PriceBook) -> None:
    with pytest.raises(NotSold) as refused:
        book.rate_for(replace(V3, audio=Audio.VOICE), "kling-api", ON)
    assert str(refused.value) == (
        "kling-api does not sell v3 pro text-to-video, audio voice (card 2026-06-17); "
        "nearest sold: v3 pro text-to-video, audio on, 1080p"
    )
    assert refused.value.nearest == "v3 pro text-to-video, audio on, 1080p"


@pytest.mark.parametrize(
    ("clip", "nearest"),
    [
        (replace(V3, tier="4k"), "v3 pro text-to-video, audio on"),
        (Clip(model="v3", mode=Mode.TEXT_TO_IMAGE, resolution="4k"), "v3 text-to-image, 2k"),
        (replace(V3, model="v9"), "v3 pro text-to-video, audio on"),
        (
            Clip(model="o3", mode=Mode.VIDEO_EDIT, tier="pro", video_input=True, seconds=Decimal(5)),
            "o3 pro text-to-video, audio off",
        ),
    ],
    ids=["tier", "image size", "model", "mode"],
)
def test_the_nearest_keeps_the_model_before_the_mode_before_the_rest(
    book: PriceBook, clip: Clip, nearest: str
) -> None:
    with pytest.raises(NotSold) as refused:
        book.rate_for(clip, "pixverse", ON)
    assert (refused.value.nearest or "").startswith(nearest)


def test_the_nearest_keeps_the_resolution_that_was_asked_for(book: PriceBook) -> None:
    with pytest.raises(NotSold) as refused:
        book.rate_for(replace(V3, audio=Audio.VOICE, resolution="1080p"), "kling-api", ON)
    assert refused.value.nearest == "v3 pro text-to-video, audio on, 1080p"


def test_no_audio_goes_with_a_video_input_at_klings_api_and_the_error_says_so(
    book: PriceBook, models: Models
) -> None:
    clip = models.clip(model="o3", tier="pro", audio="on", duration_s=5, mode="video-edit")
    with pytest.raises(NotSold, match=r"nearest sold: o3 pro video-edit, audio off, 1080p"):
        book.rate_for(clip, "kling-api", ON)


def test_audio_goes_with_a_4k_edit_at_fal(book: PriceBook, models: Models) -> None:
    off, on = (
        models.clip(model="o3", tier="4k", audio=audio, duration_s=5, mode="edit") for audio in ("off", "on")
    )
    assert book.rate_for(off, "fal", ON).amount == book.rate_for(on, "fal", ON).amount


def test_a_length_that_is_not_sold_names_the_nearest(book: PriceBook) -> None:
    with pytest.raises(LengthNotAllowed) as refused:
        book.rate_for(replace(V3, seconds=Decimal("2.5")), "pixverse", ON)
    assert str(refused.value) == (
        "pixverse makes v3 pro text-to-video, audio on in lengths of 3..15, not 2.5 s; nearest: 3 s"
    )


def test_a_clip_sold_by_the_piece_has_the_lengths_of_its_pieces(book: PriceBook, models: Models) -> None:
    clip = models.clip(model="v2.6", tier="pro", audio="off", duration_s=7)
    with pytest.raises(LengthNotAllowed, match=r"in lengths of 5, 10, not 7 s; nearest: 5 s"):
        book.rate_for(clip, "kling-api", ON)
    assert book.lengths_for(clip, "kling-api", ON) == Lengths.of([5, 10])


def test_a_video_without_a_length_is_refused(book: PriceBook) -> None:
    with pytest.raises(LengthNotAllowed, match=r"not an unknown number of s; nearest: any of these"):
        book.rate_for(replace(V3, seconds=None), "pixverse", ON)


def test_a_combination_is_sold_or_not_whatever_the_length(book: PriceBook) -> None:
    assert book.sells(replace(V3, seconds=Decimal(99)), "pixverse", ON)
    assert not book.sells(replace(V3, tier="4k"), "pixverse", ON)


def test_a_resolution_that_is_asked_for_must_be_the_one_that_is_made(book: PriceBook) -> None:
    assert book.sells(replace(V3, resolution="720p"), "pixverse", ON)
    assert not book.sells(replace(V3, resolution="1080p"), "pixverse", ON)
    assert book.sells(replace(V3, resolution="1080p"), "kling-api", ON)


def test_an_image_without_a_resolution_is_not_guessed(book: PriceBook) -> None:
    assert not book.sells(Clip(model="o3", mode=Mode.TEXT_TO_IMAGE), "pixverse", ON)


def test_4k_costs_the_same_with_and_without_audio_where_the_card_says_so(
    book: PriceBook, models: Models
) -> None:
    silent, loud = (models.clip(model="o3", tier="4k", audio=audio, duration_s=5) for audio in ("off", "on"))
    assert book.rate_for(silent, "kling-api", ON).amount == book.rate_for(loud, "kling-api", ON).amount


def test_v3_and_o3_standard_with_audio_are_not_confused(book: PriceBook, models: Models) -> None:
    clips = {
        model: models.clip(model=model, tier="standard", audio="on", duration_s=5) for model in ("v3", "o3")
    }
    dollars = {
        model: quote_line(clip, book.rate_for(clip, "kling-api", ON)).amount.number
        for model, clip in clips.items()
    }
    assert dollars == {"v3": Decimal("0.63"), "o3": Decimal("0.56")}


@pytest.mark.parametrize(
    ("lengths", "written"), [(range(3, 16), "3..15"), ([10, 5, 5], "5, 10"), ([5], "5"), ([5, 6], "5..6")]
)
def test_lengths_are_written_as_a_range_or_one_by_one(lengths: list[int], written: str) -> None:
    assert str(Lengths.of(lengths)) == written


def test_of_two_equally_near_lengths_the_longer_is_nearest() -> None:
    lengths = Lengths.of([5, 10])
    assert lengths.nearest(Decimal("7.5")) == 10
    assert lengths.nearest(Decimal("7.4")) == 5
    assert lengths.nearest(Decimal(99)) == 10


def test_the_shortest_length_that_is_long_enough() -> None:
    lengths = Lengths.of([5, 10])
    assert [lengths.at_least(second) for second in (0, 5, 6, 10, 11)] == [5, 5, 10, 10, None]
    assert lengths.at_least(Decimal("5.1")) == 10
    assert (lengths.shortest, lengths.longest) == (5, 10)
    assert not lengths.gapless
    assert Lengths.of([3, 4, 5]).gapless
