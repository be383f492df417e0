"""Modes, video inputs and routes: what implies a video, what is impossible, what --reroute swaps."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from kling_cost import Choices, Mode, Models
from kling_cost.errors import ModelCannot
from kling_cost.routing import Route, route

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost import Plan, Planner, Strategies
    from kling_cost.storyboard.shot import Storyboard

ON = date(2026, 11, 20)


@pytest.fixture
def plan_of(
    storyboard_of: Callable[[str], Storyboard], planner: Planner, strategies: Strategies
) -> Callable[..., Plan]:
    def plan(text: str, strategy: str, *, provider: str = "kling-api", reroute: bool = False) -> Plan:
        choices = Choices(reroute=reroute)
        board = storyboard_of(text)
        return planner.plan(board, strategies[strategy], provider=provider, on=ON, choices=choices)

    return plan


@pytest.mark.parametrize(("mode", "model"), [("video-edit", "o3"), ("motion-control", "v3"), ("edit", "o3")])
def test_video_edit_and_motion_control_imply_a_video_input(
    plan_of: Callable[..., Plan], mode: str, model: str
) -> None:
    plan = plan_of(f"duration_s,mode,model,audio\n8,{mode},{model},off\n", "routed")
    (line,) = plan.lines
    assert line.clip.video_input
    assert line.rate.video_input


def test_references_are_images_unless_the_row_says_video_and_that_is_an_assumption(
    plan_of: Callable[..., Plan],
) -> None:
    plan = plan_of("duration_s,mode\n8,reference-to-video\n", "o3-pro-throughout")
    (line,) = plan.lines
    assert not line.clip.video_input
    assert line.rate.ref == "kling-api/2026-06-17#o3-pro-on"
    assert "references are images, for video_input is empty (shot 1)" in plan.assumptions


def test_a_reference_video_is_priced_apart(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("duration_s,mode,video_input\n8,reference-to-video,yes\n", "o3-pro-throughout")
    (line,) = plan.lines
    assert line.clip.video_input
    assert line.rate.ref == "kling-api/2026-06-17#o3-pro-video-off"
    assert not any("references are images" in text for text in plan.assumptions)


def test_references_that_are_said_to_be_images_need_no_assumption(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("duration_s,mode,video_input\n8,reference-to-video,no\n", "o3-pro-throughout")
    assert not plan.lines[0].clip.video_input
    assert not any("references are images" in text for text in plan.assumptions)


def test_a_row_with_a_video_input_and_no_mode_is_an_edit_and_the_plan_says_so(
    plan_of: Callable[..., Plan],
) -> None:
    plan = plan_of("duration_s,video_input\n8,yes\n", "routed")
    assert plan.lines[0].clip.mode is Mode.VIDEO_EDIT
    assert "mode video-edit, for a video goes in and no mode is named (shot 1)" in plan.assumptions


def test_a_row_without_a_mode_is_text_to_video_and_the_plan_says_so(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("shot_id,duration_s\na,8\nb,8\n", "v3-pro-throughout")
    assert {line.clip.mode for line in plan.lines} == {Mode.TEXT_TO_VIDEO}
    assert "mode text-to-video, for no mode is named (2 shots: a, b)" in plan.assumptions


def test_a_row_that_names_its_mode_needs_no_assumption(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("duration_s,mode\n8,image-to-video\n", "v3-pro-throughout")
    assert not any("mode" in text for text in plan.assumptions)


def test_motion_control_as_a_product_is_its_mode(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("duration_s,product\n20,motion-control\n", "v3-pro-throughout")
    (line,) = plan.lines
    assert line.clip.mode is Mode.MOTION_CONTROL
    assert line.rate.ref == "kling-api/2026-06-17#v3-motion-pro"


@pytest.mark.parametrize("strategy", ["v3-draft-o3-final", "v3-pro-throughout"])
def test_v3_asked_to_edit_is_unpriced_with_the_reason(plan_of: Callable[..., Plan], strategy: str) -> None:
    plan = plan_of("duration_s,mode\n8,video-edit\n", strategy)
    assert plan.lines == []
    assert [plan.priced, plan.shots, plan.total.number] == [0, 1, 0]
    (entry,) = plan.unpriced
    assert entry.reason == "v3 cannot do video-edit; o3 can: --reroute swaps the model"


def test_reroute_swaps_the_model_and_says_so_on_the_line(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("duration_s,mode\n8,video-edit\n", "v3-pro-throughout", reroute=True)
    (line,) = plan.lines
    assert (line.clip.model, line.clip.tier) == ("o3", "pro")
    assert "o3 instead of v3, which cannot do video-edit" in line.note
    assert "o3 instead of v3, which cannot do video-edit (shot 1)" in plan.assumptions


def test_reroute_changes_nothing_that_is_possible(plan_of: Callable[..., Plan]) -> None:
    board = "duration_s\n8\n"
    assert (
        plan_of(board, "v3-pro-throughout", reroute=True).lines == plan_of(board, "v3-pro-throughout").lines
    )


def test_a_mode_that_the_provider_does_not_sell_leaves_the_shot_unpriced(
    plan_of: Callable[..., Plan],
) -> None:
    plan = plan_of("duration_s,mode\n8,video-edit\n", "o3-pro-throughout", provider="pixverse")
    (entry,) = plan.unpriced
    assert entry.reason.startswith("pixverse does not sell o3 pro video-edit")


def test_a_shot_with_one_impossible_stage_is_not_priced_in_part(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("shot_id,duration_s\n1,8\n", "generate-then-restyle", provider="pixverse")
    assert plan.lines == []
    assert [(entry.shot.shot_id, entry.stage) for entry in plan.unpriced] == [("1", "restyle")]


def test_every_impossible_stage_is_listed_once_however_often_the_shot_counts(
    plan_of: Callable[..., Plan],
) -> None:
    plan = plan_of("duration_s,mode,count\n8,lip-sync,3\n", "v3-draft-o3-final")
    assert [entry.stage for entry in plan.unpriced] == ["draft", "final"]
    assert (plan.priced, plan.shots) == (0, 3)


@pytest.mark.parametrize(
    ("mode", "model"),
    [
        ("text-to-video", "v3"),
        ("image-to-video", "v3"),
        ("reference-to-video", "o3"),
        ("video-edit", "o3"),
        ("motion-control", "v3"),
    ],
)
def test_routed_takes_v3_unless_the_shot_needs_references_or_editing(
    plan_of: Callable[..., Plan], mode: str, model: str
) -> None:
    plan = plan_of(f"duration_s,mode\n8,{mode}\n", "routed")
    (line,) = plan.lines
    assert line.clip.model == model
    assert ("o3 instead of v3" in line.note) == (model == "o3")


def test_film_transform_extend_edits_what_was_filmed_and_makes_the_rest(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of(
        "shot_id,duration_s,mode,video_input\na,8,,yes\nb,8,,\nc,8,video-edit,\nd,8,reference-to-video,yes\n",
        "film-transform-extend",
    )
    assert [(line.shot_id, line.stage, str(line.clip.mode), line.clip.model) for line in plan.lines] == [
        ("a", "transform", "video-edit", "o3"),
        ("b", "extend", "text-to-video", "v3"),
        ("c", "transform", "video-edit", "o3"),
        ("d", "transform", "reference-to-video", "o3"),
    ]


def sold_in(*models: str) -> Callable[[str], bool]:
    return lambda model: model in models


@pytest.mark.parametrize(
    ("preference", "mode", "sold", "reroute", "taken"),
    [
        (["v3"], Mode.TEXT_TO_VIDEO, ["v3"], False, Route("v3")),
        (["v3", "o3"], Mode.TEXT_TO_VIDEO, ["o3"], False, None),
        (["v3", "o3"], Mode.VIDEO_EDIT, ["o3"], False, None),
        (["v3"], Mode.VIDEO_EDIT, ["o3"], True, None),
        (["v3", "o3"], Mode.TEXT_TO_VIDEO, [], False, Route("v3")),
        (["v3"], Mode.TEXT_TO_VIDEO, ["o3"], False, Route("v3")),
    ],
    ids=["first", "not sold", "not able", "rerouted", "none sold", "no second choice"],
)
def test_a_route_takes_the_first_model_that_is_able_and_sold(
    models: Models, preference: list[str], mode: Mode, sold: list[str], *, reroute: bool, taken: Route | None
) -> None:
    found = route(preference, mode, models=models, sold=sold_in(*sold), reroute=reroute)
    if taken is not None:
        assert found == taken
        return
    assert found.model == "o3"
    cause = "is not sold in" if models.can("v3", mode) else "cannot do"
    assert found.reason == f"o3 instead of v3, which {cause} {mode}"


def test_a_route_that_nobody_can_go_names_those_who_can(models: Models) -> None:
    with pytest.raises(ModelCannot, match="v3-turbo cannot do video-edit; o3 can: --reroute swaps the model"):
        route(["v3-turbo"], Mode.VIDEO_EDIT, models=models, sold=sold_in(), reroute=False)
    with pytest.raises(ModelCannot, match=r"^o3 cannot do lip-sync$"):
        route(["o3"], Mode.LIP_SYNC, models=models, sold=sold_in(), reroute=True)
