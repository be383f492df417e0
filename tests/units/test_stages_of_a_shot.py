"""Stages: how each is fitted, numbered and repeated, and what the strategies with rules of their own do."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kling_cost import Choices, Strategies

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kling_cost import Models, Plan, Planner
    from kling_cost.storyboard.shot import Storyboard

ON = date(2026, 11, 20)


@pytest.fixture
def plan_of(
    storyboard_of: Callable[[str], Storyboard], planner: Planner, strategies: Strategies
) -> Callable[..., Plan]:
    def plan(text: str, strategy: str, *, provider: str = "kling-api", **choices: int | Decimal) -> Plan:
        said = Choices(**choices)  # type: ignore[arg-type]
        return planner.plan(storyboard_of(text), strategies[strategy], provider=provider, on=ON, choices=said)

    return plan


def lengths(plan: Plan, stage: str) -> list[int]:
    return [int(line.clip.seconds or 0) for line in plan.lines if line.stage == stage]


def takes(plan: Plan, stage: str = "final") -> list[int]:
    return [line.takes for line in plan.lines if line.stage == stage]


@pytest.mark.parametrize(
    ("seconds", "clips"), [("1.5", [3]), ("7.2", [8]), ("15", [15]), ("22", [11, 11]), ("31", [11, 10, 10])]
)
def test_a_shot_is_fitted_into_clips_that_are_numbered(
    plan_of: Callable[..., Plan], seconds: str, clips: list[int]
) -> None:
    plan = plan_of(f"duration_s,takes\n{seconds},4\n", "v3-pro-throughout")
    assert lengths(plan, "final") == clips
    assert [line.clip_no for line in plan.lines] == list(range(1, len(clips) + 1))
    assert takes(plan) == [4] * len(clips)  # each clip gets the shot's takes
    assert [plan.film_s, plan.fitted_s, plan.billed_s] == [Decimal(seconds), sum(clips), 4 * sum(clips)]


def test_a_restyle_works_on_the_clips_before_it_split_again_where_its_limit_is_lower(
    plan_of: Callable[..., Plan],
) -> None:
    plan = plan_of("duration_s,takes\n22,2\n", "generate-then-restyle")
    assert lengths(plan, "generate") == [11, 11]
    assert lengths(plan, "restyle") == [6, 5, 6, 5]
    assert [line.clip_no for line in plan.lines] == [1, 2, 1, 2, 3, 4]
    assert (takes(plan, "generate"), takes(plan, "restyle")) == ([2, 2], [1, 1, 1, 1])
    assert [line.delivers for line in plan.lines] == [False] * 2 + [True] * 4
    assert [plan.fitted_s, plan.billed_s] == [22, 66]


def test_a_restyle_of_a_short_shot_works_on_what_was_generated_not_on_what_was_asked(
    plan_of: Callable[..., Plan],
) -> None:
    plan = plan_of("duration_s\n7.2\n", "generate-then-restyle")
    assert (lengths(plan, "generate"), lengths(plan, "restyle")) == ([8], [8])


@pytest.mark.parametrize(
    ("seconds", "drafts", "finals"),
    [("4", [4], [4]), ("5", [5], [5]), ("8", [5], [8]), ("1.5", [3], [3]), ("22", [5, 5], [11, 11])],
)
def test_a_short_draft_is_the_lesser_of_5_s_and_the_fitted_length(
    plan_of: Callable[..., Plan], seconds: str, drafts: list[int], finals: list[int]
) -> None:
    plan = plan_of(f"duration_s\n{seconds}\n", "short-draft-first")
    assert (lengths(plan, "draft"), lengths(plan, "final")) == (drafts, finals)


def test_explore_styles_makes_one_reference_and_five_edits_of_the_first_shot_then_the_other_shots(
    plan_of: Callable[..., Plan],
) -> None:
    plan = plan_of("shot_id,duration_s,takes\na,12,4\nb,8,4\nc,8,2\n", "explore-styles")
    assert [(line.shot_id, line.stage, line.takes) for line in plan.lines] == [
        ("a", "reference", 1),
        ("a", "restyle", 5),
        ("a", "restyle", 5),
        ("b", "final", 4),
        ("c", "final", 2),
    ]
    assert lengths(plan, "restyle") == [6, 6]
    assert [line.delivers for line in plan.lines] == [False, True, True, True, True]


def test_explore_styles_counts_copies_of_the_first_row_as_shots_of_their_own(
    plan_of: Callable[..., Plan],
) -> None:
    plan = plan_of("duration_s,count,takes\n8,3,1\n", "explore-styles")
    assert [line.stage for line in plan.lines] == ["reference", "restyle", "final", "final"]


def test_explore_styles_does_not_take_a_still_for_the_first_shot(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("shot_id,product,duration_s\na,image,\nb,,8\n", "explore-styles")
    assert [(line.shot_id, line.stage) for line in plan.lines] == [
        ("a", "image"),
        ("b", "reference"),
        ("b", "restyle"),
    ]


@pytest.mark.parametrize("column", ["takes", "accept"])
def test_takes_of_a_row_that_a_strategy_fixes_are_not_used_and_the_plan_says_so(
    plan_of: Callable[..., Plan], column: str
) -> None:
    value = {"takes": "7", "accept": "0.25"}[column]
    plan = plan_of(f"duration_s,{column}\n8,{value}\n", "explore-styles")
    assert [line.takes for line in plan.lines] == [1, 5]
    assert any("of the row not used, for strategy explore-styles fixes" in text for text in plan.assumptions)


def test_takes_are_the_drafts_of_a_strategy_that_drafts_and_its_final_has_one(
    plan_of: Callable[..., Plan],
) -> None:
    plan = plan_of("duration_s,takes\n10,10\n", "v3-draft-o3-final", provider="pixverse")
    assert (takes(plan, "draft"), takes(plan, "final")) == ([10], [1])
    assert [line.amount.number for line in plan.lines] == [2000, 450]
    assert plan.total.number == 2450


def test_takes_are_all_takes_of_a_strategy_of_one_stage(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("duration_s,takes\n10,10\n", "o3-pro-throughout", provider="pixverse")
    assert takes(plan) == [10]
    assert plan.total.number == 4500


@pytest.mark.parametrize(
    ("row", "choices", "planned"),
    [
        ("7,", {"takes": 9}, 7),
        (",0.5", {"takes": 9}, 2),
        (",", {"takes": 9}, 9),
        (",", {"accept": Decimal("0.25")}, 4),
        (",", {"accept": Decimal("0.25"), "takes": 3}, 3),
        ("7,", {"accept": Decimal("0.25")}, 7),
        (",", {}, 3),
        (",0.25", {}, 4),
        (",0.3", {}, 4),
        (",0.01", {}, 12),
        ("2,0.25", {}, 2),
        ("20,0.01", {}, 20),
        (",1", {}, 1),
    ],
)
def test_takes_come_from_the_row_then_the_command_line_then_the_default(
    plan_of: Callable[..., Plan], row: str, choices: dict[str, int | Decimal], planned: int
) -> None:
    plan = plan_of(f"duration_s,takes,accept\n8,{row}\n", "v3-pro-throughout", **choices)
    assert takes(plan) == [planned]


def test_a_fixed_number_of_takes_of_a_strategy_stands_above_the_row(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("duration_s,takes\n8,7\n", "v3-draft-o3-final", takes=9)
    assert (takes(plan, "draft"), takes(plan, "final")) == ([7], [1])


def test_a_default_number_of_takes_is_an_assumption_with_its_source(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("shot_id,duration_s\na,8\nb,8\n", "v3-pro-throughout")
    (said,) = (text for text in plan.assumptions if text.startswith("3 takes, for none are given"))
    assert "A Kling 3.0 production plan of 2026-10-05" in said
    assert said.endswith("(2 shots: a, b)")


def test_a_gamble_is_an_assumption_with_its_cap(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("shot_id,duration_s,takes,accept\na,8,,0.3\nb,8,5,25%\nc,8,,1\n", "v3-pro-throughout")
    assert takes(plan) == [4, 4, 1]
    assert [text for text in plan.assumptions if text.startswith("accept")] == [
        "accept rate 0.3: 4 takes planned, at most 12 (shot a)",
        "accept rate 0.25: 4 takes planned, at most 5 (shot b)",
        "accept rate 1: 1 take planned, at most 12 (shot c)",
    ]


def test_given_takes_are_no_assumption(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("duration_s,takes,mode\n8,3,t2v\n", "v3-pro-throughout")
    assert plan.assumptions == []


def test_a_count_of_a_video_row_is_that_many_shots(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("shot_id,duration_s,count,takes\na,22,3,2\n", "v3-draft-o3-final")
    assert lengths(plan, "draft") == lengths(plan, "final") == [11] * 6
    assert [line.clip_no for line in plan.lines if line.stage == "final"] == [1, 2, 3, 4, 5, 6]
    assert [plan.shots, plan.priced, plan.film_s] == [3, 3, 66]


def test_an_assumption_names_six_shots_and_counts_the_rest(plan_of: Callable[..., Plan]) -> None:
    rows = "".join(f"{n},8,1\n" for n in range(1, 9))
    plan = plan_of("shot_id,duration_s,takes\n" + rows, "v3-pro-throughout")
    assert plan.assumptions == [
        "mode text-to-video, for no mode is named (8 shots: 1, 2, 3, 4, 5, 6 and 2 more)"
    ]


OWN = """
[[strategies]]
name = "filmed-only"
summary = "only what was filmed"
[[strategies.stages]]
name = "final"
shots = "with-video-input"
models = ["o3"]
tier = "pro"
audio = "off"
takes = "shot"
[[strategies]]
name = "long-drafts"
summary = "drafts of at most 12 s"
stages = [{ name = "final", models = ["v2.6"], tier = "pro", audio = "off", takes = 1, longest_clip_s = 7 }]
[[strategies]]
name = "restyle-of-the-first"
summary = "a restyle of every shot, but only the first is generated"
[[strategies.stages]]
name = "reference"
shots = "first"
models = ["v3"]
tier = "pro"
audio = "off"
takes = 1
[[strategies.stages]]
name = "restyle"
models = ["o3"]
tier = "pro"
audio = "off"
mode = "video-edit"
source_stage = "reference"
takes = 1
"""


@pytest.fixture
def own(tmp_path: Path, models: Models) -> Strategies:
    path = tmp_path / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    return Strategies(path, models=models)


def test_a_shot_that_no_stage_is_for_is_unpriced(
    planner: Planner, own: Strategies, storyboard_of: Callable[[str], Storyboard]
) -> None:
    board = storyboard_of("duration_s,takes\n8,2\n")
    plan = planner.plan(board, own["filmed-only"], provider="kling-api", on=ON)
    (entry,) = plan.unpriced
    assert (entry.stage, entry.reason) == ("", "strategy filmed-only has no stage for this shot")


def test_a_short_clip_is_never_shorter_than_the_shortest_that_is_sold(
    planner: Planner, own: Strategies, storyboard_of: Callable[[str], Storyboard]
) -> None:
    board = storyboard_of("duration_s\n10\n")
    plan = planner.plan(board, own["long-drafts"], provider="kling-api", on=ON)
    assert lengths(plan, "final") == [10]  # 5 or 10 s are sold, and 7 s are wanted


def test_a_stage_whose_source_is_not_made_for_this_shot_leaves_it_unpriced_not_free(
    planner: Planner, own: Strategies, storyboard_of: Callable[[str], Storyboard]
) -> None:
    board = storyboard_of("shot_id,duration_s\na,8\nb,8\n")
    plan = planner.plan(board, own["restyle-of-the-first"], provider="kling-api", on=ON)
    assert {line.shot_id for line in plan.lines} == {"a"}
    assert [(entry.shot.shot_id, entry.stage) for entry in plan.unpriced] == [("b", "restyle")]
    assert (plan.priced, plan.shots) == (1, 2)
