"""Names are forgiving on the way in and strict on the way out, and a wrong one gets the closest right one."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kling_cost import Audio, Clip, Mode, Product
from kling_cost.clips import audio_named, folded, mode_named, product_named, resolution_named
from kling_cost.errors import (
    IncompleteClip,
    LengthNotAllowed,
    NotExact,
    UnknownAudio,
    UnknownMode,
    UnknownModel,
    UnknownProduct,
    UnknownTier,
    closest,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost import Models, PriceBook


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("Kling 3.0 Omni", "o3"),
        ("O3", "o3"),
        ("kling-o3", "o3"),
        ("Kling O3", "o3"),
        ("kling_video_o3", "o3"),
        ("3.0-omni", "o3"),
        ("KLING VIDEO 3.0 OMNI", "o3"),
        ("Omni 3", "o3"),
        ("v3", "v3"),
        ("Kling V3", "v3"),
        ("kling 3.0", "v3"),
        ("Kling AI Video 3.0 Model", "v3"),
        ("3", "v3"),
        ("Kling 3.0 Turbo", "v3-turbo"),
        ("v2.6", "v2.6"),
        ("Kling 2.6", "v2.6"),
        ("Kling O1", "o1"),
        ("Lip Sync", "lip-sync"),
    ],
)
def test_a_model_is_read_forgivingly_and_given_by_its_id(models: Models, name: str, model: str) -> None:
    assert models.named(name) == model
    assert models.named(name) == model  # and again, from memory


def test_every_id_and_every_name_and_alias_of_a_model_is_its_own(models: Models) -> None:
    for model in models.ids:
        spellings = [model, models[model].name, *models[model].aliases]
        assert {models.named(spelling) for spelling in spellings} == {model}


@pytest.mark.parametrize("name", ["", "kling", "pika", "v9", "o33"])
def test_a_model_that_nobody_knows_is_refused_with_all_that_are_known(models: Models, name: str) -> None:
    with pytest.raises(UnknownModel, match="Known: v3, o3, v3-turbo, o1"):
        models.named(name)


def test_a_wrong_model_gets_the_closest_one(models: Models) -> None:
    with pytest.raises(UnknownModel, match=r"unknown model 'v3-turb'; did you mean v3-turbo\?") as refused:
        models.named("v3-turb")
    assert refused.value.suggestion == "v3-turbo"


@pytest.mark.parametrize(
    ("name", "tier"),
    [("standard", "standard"), ("Std", "standard"), ("PRO", "pro"), ("high_quality", "pro"), ("4K", "4k")],
)
def test_a_tier_is_read_forgivingly(models: Models, name: str, tier: str) -> None:
    assert models.tier_named(name) == tier


def test_a_wrong_tier_gets_the_closest_one(models: Models) -> None:
    with pytest.raises(UnknownTier, match=r"unknown tier 'standart'; did you mean standard\?"):
        models.tier_named("standart")


def test_tiers_stand_from_the_cheapest_up(models: Models) -> None:
    assert models.tiers == ["low", "standard", "pro", "master", "4k"]


@pytest.mark.parametrize(
    ("read", "name", "word"),
    [
        (mode_named, "Text to Video", Mode.TEXT_TO_VIDEO),
        (mode_named, "t2v", Mode.TEXT_TO_VIDEO),
        (mode_named, "I2V", Mode.IMAGE_TO_VIDEO),
        (mode_named, "reference_to_video", Mode.REFERENCE_TO_VIDEO),
        (mode_named, "ref2v", Mode.REFERENCE_TO_VIDEO),
        (mode_named, "video to video", Mode.VIDEO_EDIT),
        (mode_named, "start end frame", Mode.FIRST_LAST_FRAME),
        (mode_named, "MOTION CONTROL", Mode.MOTION_CONTROL),
        (audio_named, "Off", Audio.OFF),
        (audio_named, "silent", Audio.OFF),
        (audio_named, "No", Audio.OFF),
        (audio_named, "YES", Audio.ON),
        (audio_named, "Voice Control", Audio.VOICE),
        (product_named, "Images", Product.IMAGE),
        (product_named, "still", Product.IMAGE),
        (product_named, "motion control", Product.MOTION_CONTROL),
        (resolution_named, "4K", "4k"),
        (resolution_named, "1080", "1080p"),
        (resolution_named, " 720P ", "720p"),
    ],
)
def test_a_word_is_read_forgivingly_and_given_strictly(
    read: Callable[[str], str], name: str, word: str
) -> None:
    assert read(name) == word


@pytest.mark.parametrize(
    ("read", "name", "error", "meant"),
    [
        (mode_named, "text-to-vido", UnknownMode, "text-to-video"),
        (audio_named, "voic", UnknownAudio, "voice"),
        (product_named, "vidoe", UnknownProduct, "video"),
    ],
)
def test_a_wrong_word_gets_the_closest_one(
    read: Callable[[str], str], name: str, error: type[UnknownMode], meant: str
) -> None:
    with pytest.raises(error, match=rf"{name}'; did you mean {meant}\? Known: "):
        read(name)


def test_a_word_like_none_that_is_known_gets_no_suggestion() -> None:
    assert closest("xyzzy", ["v3", "o3"]) is None
    with pytest.raises(UnknownAudio, match=r"unknown audio setting 'xyzzy'\. Known: off, on, voice\."):
        audio_named("xyzzy")


def test_a_name_is_compared_without_case_and_joints() -> None:
    assert folded("  Kling_API  Beta-2 ") == "kling-api-beta-2"


@pytest.mark.parametrize(
    ("words", "clip"),
    [
        (
            {"model": "Kling 3.0", "tier": "PRO", "audio": "yes", "duration_s": "5"},
            Clip(model="v3", tier="pro", audio=Audio.ON, seconds=Decimal(5)),
        ),
        (
            {"model": "O3", "tier": "std", "audio": "no", "duration_s": 10, "mode": "edit"},
            Clip(
                model="o3",
                mode=Mode.VIDEO_EDIT,
                tier="standard",
                seconds=Decimal(10),
                video_input=True,
            ),
        ),
        (
            {"model": "o3", "product": "image", "resolution": "4K", "audio": "off"},
            Clip(model="o3", mode=Mode.TEXT_TO_IMAGE, resolution="4k"),
        ),
        ({"model": "v3", "mode": "i2i"}, Clip(model="v3", mode=Mode.IMAGE_TO_IMAGE, resolution="1k")),
        (
            {"model": "lip sync", "product": "lip-sync", "duration_s": 7},
            Clip(model="lip-sync", mode=Mode.LIP_SYNC, seconds=Decimal(7), video_input=True),
        ),
        (
            {"model": "v3", "product": "motion-control", "tier": "pro", "audio": "off", "duration_s": 9}
            | {"resolution": "1080"},
            Clip(
                model="v3",
                mode=Mode.MOTION_CONTROL,
                tier="pro",
                seconds=Decimal(9),
                video_input=True,
                resolution="1080p",
            ),
        ),
    ],
)
def test_a_clip_is_read_from_words(models: Models, words: dict[str, object], clip: Clip) -> None:
    assert models.clip(**words) == clip  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"model": "v3"}, "a video needs tier, audio, duration; missing: tier, audio, duration"),
        ({"model": "v3", "tier": "pro", "duration_s": 5}, "missing: audio"),
        ({"model": "lip-sync", "mode": "lip-sync"}, "a lip-sync needs duration; missing: duration"),
        ({"model": "v3", "mode": "t2i", "product": "video"}, "mode text-to-image makes image, not video"),
        ({"model": "v3", "mode": "t2i", "tier": "pro", "audio": "on"}, "an image has no tier, audio; leave"),
        ({"model": "v3", "mode": "t2i", "duration_s": 5}, "an image has no duration"),
        ({"model": "v3", "mode": "t2i", "video_input": True}, "an image has no video input"),
        ({"model": "v3", "tier": "pro", "audio": "", "duration_s": 5}, "missing: audio"),
        ({"model": "v3", "tier": "", "audio": "on", "duration_s": 5}, "missing: tier"),
    ],
)
def test_a_clip_that_lacks_or_contradicts_something_is_refused(
    models: Models, words: dict[str, object], message: str
) -> None:
    with pytest.raises(IncompleteClip, match=message):
        models.clip(**words)  # type: ignore[arg-type]


def test_a_duration_in_words_is_not_exact(models: Models) -> None:
    with pytest.raises(NotExact, match="'five'"):
        models.clip(model="v3", tier="pro", audio="on", duration_s="five")


@pytest.mark.parametrize("duration", [0, "0", Decimal(0)], ids=repr)
def test_a_duration_of_nothing_is_read_as_it_is_and_refused_by_the_book(
    models: Models, book: PriceBook, duration: Decimal | int | str
) -> None:
    clip = models.clip(model="v3", tier="pro", audio="on", duration_s=duration)
    assert clip.seconds == 0
    with pytest.raises(LengthNotAllowed, match="not 0 s; nearest: 3 s"):
        book.rate_for(clip, "pixverse", date(2026, 11, 20))


@pytest.mark.parametrize(
    ("clip", "text"),
    [
        (
            Clip(model="o3", tier="pro", audio=Audio.ON, seconds=Decimal("10.0")),
            "o3 pro text-to-video, audio on, 10 s",
        ),
        (Clip(model="v3", mode=Mode.TEXT_TO_IMAGE, resolution="2k"), "v3 text-to-image, 2k"),
        (
            Clip(model="o3", mode=Mode.REFERENCE_TO_VIDEO, tier="4k", video_input=True),
            "o3 4k reference-to-video, from a video, audio off",
        ),
        (
            Clip(model="o3", mode=Mode.VIDEO_EDIT, tier="pro", video_input=True),
            "o3 pro video-edit, audio off",
        ),
    ],
)
def test_a_clip_is_described_in_the_order_people_ask(clip: Clip, text: str) -> None:
    assert str(clip) == text
