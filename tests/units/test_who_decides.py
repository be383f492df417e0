"""Who decides what a stage makes: the row, then the command line, then the strategy."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kling_cost import Audio, Choices, Clip

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost import Plan, Planner, Strategies
    from kling_cost.storyboard.shot import Storyboard

ON = date(2026, 11, 20)
DRAFT_FINAL = "v3-draft-o3-final"


@pytest.fixture
def plan_of(
    storyboard_of: Callable[[str], Storyboard], planner: Planner, strategies: Strategies
) -> Callable[..., Plan]:
    def plan(
        text: str, strategy: str, choices: Choices | None = None, *, provider: str = "kling-api"
    ) -> Plan:
        return planner.plan(
            storyboard_of(text), strategies[strategy], provider=provider, on=ON, choices=choices
        )

    return plan


def clips(plan: Plan) -> dict[str, Clip]:
    """Give the one clip of every stage."""
    assert plan.unpriced == []
    assert len({line.stage for line in plan.lines}) == len(plan.lines)
    return {line.stage: line.clip for line in plan.lines}


def reasons(plan: Plan) -> list[tuple[str, str]]:
    return [(entry.stage, entry.reason) for entry in plan.unpriced]


def test_a_strategy_decides_what_nobody_else_does(plan_of: Callable[..., Plan]) -> None:
    found = clips(plan_of("duration_s\n8\n", DRAFT_FINAL))
    assert found == {
        "draft": Clip(model="v3", tier="standard", seconds=Decimal(8)),
        "final": Clip(model="o3", tier="pro", audio=Audio.ON, seconds=Decimal(8)),
    }


@pytest.mark.parametrize(
    ("column", "value", "final"),
    [
        ("model", "v3", Clip(model="v3", tier="pro", audio=Audio.ON, seconds=Decimal(8))),
        ("tier", "standard", Clip(model="o3", tier="standard", audio=Audio.ON, seconds=Decimal(8))),
        ("tier", "4k", Clip(model="o3", tier="4k", audio=Audio.ON, seconds=Decimal(8))),
    ],
)
def test_a_rows_own_model_or_tier_pins_its_final_and_leaves_the_draft_to_the_strategy(
    plan_of: Callable[..., Plan], column: str, value: str, final: Clip
) -> None:
    found = clips(plan_of(f"duration_s,{column}\n8,{value}\n", DRAFT_FINAL))
    assert found["final"] == final
    assert found["draft"] == Clip(model="v3", tier="standard", seconds=Decimal(8))


def test_a_rows_own_mode_pins_its_final(plan_of: Callable[..., Plan]) -> None:
    found = clips(plan_of("duration_s,mode\n8,reference-to-video\n", DRAFT_FINAL))
    assert found["final"].mode == "reference-to-video"


def test_a_draft_on_a_model_without_references_says_that_it_is_made_from_text(
    plan_of: Callable[..., Plan],
) -> None:
    plan = plan_of("duration_s,mode\n8,reference-to-video\n", DRAFT_FINAL)
    assert clips(plan)["draft"].mode == "text-to-video"
    said = "draft on v3 made as text-to-video, for it cannot do reference-to-video"
    assert plan.lines[0].note == said
    assert f"{said} (shot 1)" in plan.assumptions


def test_a_rows_mode_does_not_turn_a_restyle_into_something_else(plan_of: Callable[..., Plan]) -> None:
    found = clips(plan_of("duration_s,mode\n8,image-to-video\n", "generate-then-restyle"))
    assert found["generate"].mode == "image-to-video"
    assert found["restyle"].mode == "video-edit"
    assert found["restyle"].video_input


def test_a_rows_audio_off_applies_to_all_stages(plan_of: Callable[..., Plan]) -> None:
    found = clips(plan_of("duration_s,audio\n8,off\n", "generate-then-restyle"))
    assert {clip.audio for clip in found.values()} == {Audio.OFF}


def test_a_rows_audio_on_applies_to_the_final_only(plan_of: Callable[..., Plan]) -> None:
    found = clips(plan_of("duration_s,audio\n8,on\n", DRAFT_FINAL))
    assert (found["draft"].audio, found["final"].audio) == (Audio.OFF, Audio.ON)


def test_a_rows_voice_applies_to_the_final_only(plan_of: Callable[..., Plan]) -> None:
    found = clips(plan_of("duration_s,audio\n8,voice\n", "short-draft-first", provider="fal"))
    assert (found["draft"].audio, found["final"].audio) == (Audio.OFF, Audio.VOICE)


@pytest.mark.parametrize(
    ("row", "strategy", "reason"),
    [
        (
            "duration_s,audio\n8,voice\n",
            DRAFT_FINAL,
            "kling-api does not sell o3 pro text-to-video, audio voice",
        ),
        (
            "duration_s,audio,mode\n8,on,video-edit\n",
            "routed",
            "kling-api does not sell o3 pro video-edit, audio on",
        ),
    ],
)
def test_a_rows_audio_that_is_not_sold_leaves_it_unpriced(
    plan_of: Callable[..., Plan], row: str, strategy: str, reason: str
) -> None:
    plan = plan_of(row, strategy)
    ((stage, found),) = reasons(plan)
    assert stage == "final"
    assert found.startswith(reason)
    assert plan.lines == []


def test_the_audio_of_a_final_falls_back_to_off_where_none_is_sold_and_the_plan_says_so(
    plan_of: Callable[..., Plan],
) -> None:
    plan = plan_of("duration_s,mode\n8,video-edit\n", "routed")
    assert clips(plan)["final"].audio is Audio.OFF
    said = "audio off, for kling-api sells o3 video-edit without audio only"
    assert f"{said} (shot 1)" in plan.assumptions
    assert said in plan.lines[0].note


def test_the_command_line_decides_for_rows_that_do_not_say(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of(
        "shot_id,duration_s,tier,audio\n1,8,pro,on\n2,8,,\n",
        "v3-pro-throughout",
        Choices(tier="4k", audio=Audio.OFF),
    )
    assert [(line.clip.tier, line.clip.audio) for line in plan.lines] == [
        ("pro", Audio.ON),
        ("4k", Audio.OFF),
    ]


def test_audio_off_on_the_command_line_applies_to_all_stages(plan_of: Callable[..., Plan]) -> None:
    found = clips(plan_of("duration_s\n8\n", "generate-then-restyle", Choices(audio=Audio.OFF)))
    assert {clip.audio for clip in found.values()} == {Audio.OFF}


def test_audio_and_tier_on_the_command_line_are_for_the_final_not_the_draft(
    plan_of: Callable[..., Plan],
) -> None:
    found = clips(plan_of("duration_s\n8\n", DRAFT_FINAL, Choices(audio=Audio.ON, tier="4k")))
    assert (found["draft"].tier, found["draft"].audio) == ("standard", Audio.OFF)
    assert (found["final"].tier, found["final"].audio) == ("4k", Audio.ON)


def test_no_model_is_swapped_unless_somebody_asks_for_it(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("duration_s,mode\n8,video-edit\n", "v3-pro-throughout")
    assert reasons(plan) == [("final", "v3 cannot do video-edit; o3 can: --reroute swaps the model")]
    swapped = plan_of("duration_s,mode\n8,video-edit\n", "v3-pro-throughout", Choices(reroute=True))
    assert clips(swapped)["final"].model == "o3"


def test_a_rows_resolution_takes_the_tier_that_delivers_it_and_says_so(
    plan_of: Callable[..., Plan],
) -> None:
    plan = plan_of("duration_s,resolution\n8,4K\n", DRAFT_FINAL)
    found = clips(plan)
    assert (found["final"].tier, found["draft"].tier) == ("4k", "standard")
    assert plan.lines[1].rate.resolution == "4k"
    assert "tier 4k taken for resolution 4k (shot 1)" in plan.assumptions


def test_a_rows_resolution_that_its_own_tier_does_not_deliver_leaves_it_unpriced(
    plan_of: Callable[..., Plan],
) -> None:
    plan = plan_of("duration_s,resolution,tier\n8,4k,pro\n", DRAFT_FINAL)
    ((stage, reason),) = reasons(plan)
    assert stage == "final"
    assert "does not sell o3 pro text-to-video, audio on, 4k" in reason


def test_4k_costs_the_same_with_and_without_audio(plan_of: Callable[..., Plan]) -> None:
    board = "duration_s,tier,audio\n8,4k,off\n8,4k,on\n"
    silent, loud = plan_of(board, "o3-pro-throughout").lines
    assert silent.clip.audio is not loud.clip.audio
    assert silent.amount == loud.amount
