"""Image rows: one stage at their own model and resolution, count x takes images, alike everywhere."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from kling_cost import Choices

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost import Plan, Planner, Strategies
    from kling_cost.storyboard.shot import Storyboard

ON = date(2026, 11, 20)


@pytest.fixture
def plan_of(
    storyboard_of: Callable[[str], Storyboard], planner: Planner, strategies: Strategies
) -> Callable[..., Plan]:
    def plan(text: str, strategy: str = "v3-draft-o3-final", **takes: int) -> Plan:
        choices = Choices(takes=takes.get("takes"))
        board = storyboard_of(text)
        return planner.plan(board, strategies[strategy], provider="pixverse", on=ON, choices=choices)

    return plan


@pytest.mark.parametrize(
    ("row", "ref", "credits_each"),
    [
        ("image,v3,1k", "v3-image-1k", 10),
        ("image,v3,2k", "v3-image-2k", 10),
        ("image,o3,2K", "o3-image-2k", 10),
        ("image,o3,4K", "o3-image-4k", 20),
    ],
)
def test_an_image_has_its_own_model_and_resolution(
    plan_of: Callable[..., Plan], row: str, ref: str, credits_each: int
) -> None:
    (line,) = plan_of(f"product,model,resolution,takes\n{row},1\n").lines
    assert line.rate.ref == f"pixverse/2026-02-05#{ref}"
    assert line.amount.number == credits_each
    assert (line.stage, line.billed_s, line.clip_no) == ("image", None, 1)


def test_an_image_that_names_neither_is_o3_at_1k_and_the_plan_says_so(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("shot_id,product,takes\nkey,image,1\n")
    (line,) = plan.lines
    assert (line.clip.model, line.clip.resolution) == ("o3", "1k")
    assert plan.assumptions == [
        "images made with o3, for no model is named (shot key)",
        "images made at 1k, for no resolution is named (shot key)",
    ]


def test_an_image_row_makes_count_times_takes_images(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("product,model,resolution,count,takes\nimage,o3,4k,3,2\n")
    (line,) = plan.lines
    assert line.takes == line.quantity == 6
    assert plan.total.number == 120
    assert (plan.shots, plan.priced) == (1, 1)


def test_an_image_without_takes_is_made_as_often_as_any_shot(plan_of: Callable[..., Plan]) -> None:
    assert plan_of("product,count\nimage,2\n").lines[0].takes == 2 * 3
    assert plan_of("product,count\nimage,2\n", takes=5).lines[0].takes == 2 * 5


def test_an_image_costs_the_same_under_every_strategy(
    plan_of: Callable[..., Plan], strategies: Strategies
) -> None:
    board = "product,model,resolution,count,takes\nimage,o3,4k,3,2\n"
    plans = [plan_of(board, strategy.name) for strategy in strategies]
    assert len(plans) == 9
    assert {plan.total.number for plan in plans} == {120}
    assert all(plan.lines == plans[0].lines for plan in plans)


def test_v3_has_no_4k_image_and_the_reason_names_the_nearest(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("product,model,resolution\nimage,v3,4k\n")
    (entry,) = plan.unpriced
    assert entry.stage == "image"
    assert entry.reason == (
        "pixverse does not sell v3 text-to-image, 4k (card 2026-02-05); nearest sold: v3 text-to-image, 2k"
    )


def test_an_image_may_be_made_from_an_image(plan_of: Callable[..., Plan]) -> None:
    (line,) = plan_of("product,mode,takes\nimage,i2i,1\n").lines
    assert line.clip.mode == "image-to-image"


def test_a_film_of_stills_delivers_no_clip_and_has_no_seconds(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("product\nimage\n")
    assert (plan.delivers.model, plan.delivers.tier, plan.delivers.audio) == (None, None, None)
    assert plan.film_s == plan.fitted_s == plan.billed_s == 0


def test_a_plan_delivers_the_clip_that_most_of_its_film_is_made_of(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("duration_s,model,audio\n8,o3,\n5,v3,\n4,v3,off\n")
    assert (plan.delivers.model, plan.delivers.tier, plan.delivers.audio) == ("o3", "pro", "on")
    more = plan_of("duration_s,model\n8,o3\n9,v3\n")
    assert more.delivers.model == "v3"


def test_a_plan_without_a_price_says_what_it_meant_to_deliver(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("duration_s,mode\n8,video-edit\n")
    assert plan.lines == []
    assert (plan.delivers.model, plan.delivers.tier, plan.delivers.audio) == ("o3", "pro", "on")


def test_a_plan_knows_its_card_its_unit_and_how_good_its_prices_are(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("duration_s\n8\n")
    assert (plan.provider, plan.card, plan.unit) == ("pixverse", "2026-02-05", "pixverse-credit")
    assert plan.approximate
    assert plan.complete


def test_the_film_of_a_partial_plan_is_what_is_priced(plan_of: Callable[..., Plan]) -> None:
    plan = plan_of("shot_id,duration_s,mode,count\na,8,,2\nb,5,video-edit,3\n")
    assert [plan.shots, plan.priced, plan.film_s] == [5, 2, 16]
    assert not plan.complete
    assert [shot.shot_id for shot in plan.unpriced_shots] == ["b"]
