"""Which delivered clip is the better one, and how somebody says what they prefer."""

from __future__ import annotations

import pytest

from kling_cost import Models
from kling_cost.budget import BadPreference
from kling_cost.budget.preference import Preference
from kling_cost.plan import Delivered

MODELS = Models()
CLIPS = [
    Delivered(model, tier, audio)
    for model in ("v3", "o3")
    for tier in ("standard", "pro", "4k")
    for audio in ("off", "on")
]


def best_first(*names: str) -> list[str]:
    ranks = Preference(MODELS, names).ranks(CLIPS)
    ordered = sorted(ranks, key=lambda clip: -ranks[clip])
    return [f"{clip.model} {clip.tier} {clip.audio}" for clip in ordered]


def test_the_higher_tier_comes_first_then_audio_then_the_model_that_the_file_names_first() -> None:
    assert best_first() == [
        "v3 4k on",
        "o3 4k on",
        "v3 4k off",
        "o3 4k off",
        "v3 pro on",
        "o3 pro on",
        "v3 pro off",
        "o3 pro off",
        "v3 standard on",
        "o3 standard on",
        "v3 standard off",
        "o3 standard off",
    ]


def test_ranks_count_from_the_least_preferred_on() -> None:
    assert sorted(Preference(MODELS).ranks(CLIPS).values()) == list(range(1, 13))
    assert Preference(MODELS).ranks([CLIPS[0], CLIPS[0]]) == {CLIPS[0]: 1}


def test_a_list_of_tiers_is_the_order_that_is_preferred() -> None:
    assert best_first("pro", "4k")[:5] == ["v3 pro on", "o3 pro on", "v3 pro off", "o3 pro off", "v3 4k on"]


def test_a_clip_is_named_by_model_tier_and_audio_or_by_some_of_them() -> None:
    assert best_first("o3 pro on", "o3", "4k off")[:8] == [
        "o3 pro on",
        "o3 4k on",
        "o3 4k off",
        "o3 pro off",
        "o3 standard on",
        "o3 standard off",
        "v3 4k off",
        "v3 4k on",
    ]


def test_what_nobody_named_comes_last() -> None:
    assert best_first("standard off")[:2] == ["v3 standard off", "o3 standard off"]
    assert best_first("standard off")[-1] == "o3 standard on"


@pytest.mark.parametrize(
    "name", ["Kling O3 Pro on", "kling-o3 PRO audio on", "Kling 3.0 Omni professional yes"]
)
def test_names_are_read_forgivingly(name: str) -> None:
    assert best_first(name)[0] == "o3 pro on"


@pytest.mark.parametrize("name", ["", "  ", "gold", "pro gold", "o3 o3 pro", "pro pro", "o3 pro on on"])
def test_what_is_no_clip_is_refused(name: str) -> None:
    with pytest.raises(BadPreference, match="write a tier"):
        Preference(MODELS, [name])


def test_the_worst_of_several_clips_is_what_counts() -> None:
    assert Preference(MODELS).worst(CLIPS) == Delivered("o3", "standard", "off")


def test_what_has_no_tier_is_below_no_floor() -> None:
    preference = Preference(MODELS)
    assert preference.below("standard", "pro")
    assert not preference.below("pro", "pro")
    assert not preference.below("4k", "pro")
    assert not preference.below(None, "pro")
    assert not preference.below("standard", None)
