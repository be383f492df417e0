"""Pictures: every stage has a look of its own, and every bar is as long as its amount."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from kling_cost import Strategies
from kling_cost.charts import draw_scenes, draw_seconds, draw_strategies, plan_figure, save, stage_looks

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes

    from kling_cost import Models, Plan, Planner
    from kling_cost.storyboard.shot import Storyboard

ON = date(2026, 11, 20)
FILM = """
    shot_id,scene,duration_s,product,takes
    1,Harbour,8,,2
    2,Market,5,,2
    3,Harbour,,image,4
    4,,4,,1
"""
PARTLY = "duration_s,mode,takes\n8,,2\n5,video-edit,1\n"


@pytest.fixture
def plans_of(
    storyboard_of: Callable[[str], Storyboard], planner: Planner, strategies: Strategies
) -> Callable[..., list[Plan]]:
    def plans(text: str, *names: str, provider: str = "pixverse") -> list[Plan]:
        board = storyboard_of(text)
        asked = [strategies[name] for name in names] or list(strategies)
        return [planner.plan(board, strategy, provider=provider, on=ON) for strategy in asked]

    return plans


@pytest.fixture
def axes() -> Axes:
    return Figure().subplots()


def bars(axes: Axes) -> list[tuple[float, float, float]]:
    """Give every segment: its place from the top, where it begins and how long it is."""
    segments = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    top = max((round(bar.get_y() + bar.get_height() / 2) for bar in segments), default=0)
    return [
        (top - round(bar.get_y() + bar.get_height() / 2), bar.get_x(), bar.get_width()) for bar in segments
    ]


def texts(axes: Axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def names(axes: Axes) -> list[str]:
    return [label.get_text() for label in axes.get_yticklabels()]


def test_every_stage_that_ships_has_a_look_of_its_own(
    plans_of: Callable[..., list[Plan]], strategies: Strategies
) -> None:
    plans = plans_of("duration_s,product\n8,\n8,\n,image\n", provider="kling-api")
    looks = stage_looks(plans)
    named = {stage.name for strategy in strategies for stage in strategy.stages} - {"transform"}
    assert set(looks) == named | {"image"}
    assert len(set(looks.values())) == len(looks)


def test_the_transform_of_footage_has_a_look_of_its_own_too(plans_of: Callable[..., list[Plan]]) -> None:
    board = "duration_s,video_input\n8,yes\n8,\n"
    looks = stage_looks(plans_of(board, "film-transform-extend", provider="kling-api"))
    assert list(looks) == ["extend", "transform"]
    assert looks["extend"] != looks["transform"]


def test_a_stage_looks_the_same_in_every_picture(plans_of: Callable[..., list[Plan]]) -> None:
    all_looks = stage_looks(plans_of(FILM))
    for plan in plans_of(FILM):
        assert stage_looks([plan]).items() <= all_looks.items()


def test_strategies_are_drawn_as_one_segment_per_stage_as_long_as_its_amount(
    plans_of: Callable[..., list[Plan]], axes: Axes
) -> None:
    plans = plans_of(FILM, "v3-draft-o3-final", "v3-pro-throughout")
    assert draw_strategies(plans, axes, unit="credits") is axes
    # Drafts: 8 s x 2 + 5 s x 2 + 4 s at 20; finals: 17 s at 45, or all takes at 35; four images at 10.
    assert bars(axes) == [
        (0, 0, 600),
        (0, 600, 765),
        (0, 1365, 40),
        (1, 0, 1050),
        (1, 1050, 40),
    ]
    assert names(axes) == ["v3-draft-o3-final", "v3-pro-throughout"]
    assert texts(axes) == ["~ 1,405", "~ 1,090"]
    assert axes.get_xlabel() == "credits"


def test_only_the_chosen_plan_is_set_bold(plans_of: Callable[..., list[Plan]], axes: Axes) -> None:
    plans = plans_of(FILM, "v3-draft-o3-final", "v3-pro-throughout")
    draw_strategies(plans, axes, unit="credits", chosen=plans[1])
    assert [text.get_fontweight() for text in axes.texts] == ["normal", "bold"]
    assert [label.get_fontweight() for label in axes.get_yticklabels()] == ["normal", "bold"]


def test_a_plan_that_is_not_fully_priced_is_pale_and_labelled_as_a_floor(
    plans_of: Callable[..., list[Plan]], axes: Axes
) -> None:
    partial, whole = plans_of(PARTLY, "v3-pro-throughout")[0], plans_of(FILM, "v3-pro-throughout")[0]
    draw_strategies([partial, whole], axes, unit="credits")
    assert texts(axes) == [">= ~ 560  (1 of 2 shots)", "~ 1,090"]
    pale, full = (axes.patches[number] for number in (0, 1))
    assert pale.get_facecolor() != full.get_facecolor()


def test_scenes_are_drawn_in_the_order_of_the_film(plans_of: Callable[..., list[Plan]], axes: Axes) -> None:
    (plan,) = plans_of(FILM, "v3-draft-o3-final")
    assert draw_scenes(plan, axes, unit="credits") is axes
    assert names(axes) == ["Harbour", "Market", "no scene"]
    assert bars(axes) == [
        (0, 0, 320),
        (0, 320, 360),
        (0, 680, 40),
        (1, 0, 200),
        (1, 200, 225),
        (2, 0, 80),
        (2, 80, 180),
    ]
    assert [text.removeprefix("~ ") for text in texts(axes)] == ["720", "425", "260"]


def test_of_more_than_twenty_scenes_the_dearest_are_drawn_and_the_others_together(
    plans_of: Callable[..., list[Plan]], axes: Axes
) -> None:
    rows = "".join(f"Scene {n},{3 + (n * 7) % 13},1\n" for n in range(25))
    (plan,) = plans_of("scene,duration_s,takes\n" + rows, "v3-pro-throughout")
    draw_scenes(plan, axes, unit="credits")
    assert len(names(axes)) == 20
    assert names(axes)[-1] == "6 other scenes"
    widths = [width for _, _, width in bars(axes)]
    assert sum(widths) == float(plan.total.number)
    left_out = {f"Scene {n}" for n in range(25)} - set(names(axes))
    assert len(left_out) == 6
    dear = [float(line.amount.number) for line in plan.lines if line.scene not in left_out]
    cheap = [float(line.amount.number) for line in plan.lines if line.scene in left_out]
    assert max(cheap) <= min(dear)


def test_other_scenes_that_would_make_dwarfs_of_the_dearest_have_no_bar(
    plans_of: Callable[..., list[Plan]], axes: Axes
) -> None:
    (plan,) = plans_of(
        "scene,duration_s,takes\n" + "".join(f"{n},5,1\n" for n in range(60)), "v3-pro-throughout"
    )
    draw_scenes(plan, axes, unit="credits")
    assert names(axes)[-1] == "41 other scenes"
    # 41 x 5 s at 35
    assert texts(axes)[-1] == "~ 7,175 together"
    assert len(bars(axes)) == 19


def test_seconds_of_one_stage_are_one_bar_and_say_how_much_of_the_film_they_are_for(
    plans_of: Callable[..., list[Plan]], axes: Axes
) -> None:
    draw_seconds(plans_of(PARTLY, "v3-pro-throughout")[0], axes)
    assert names(axes) == ["film", "fitted to clips", "billed, planned takes"]
    assert bars(axes) == [(0, 0, 8), (1, 0, 8), (2, 0, 16)]
    assert axes.get_title(loc="left") == "2 s billed for each second of film (1 of 2 shots)"


def test_a_long_name_of_a_scene_is_cut(plans_of: Callable[..., list[Plan]], axes: Axes) -> None:
    (plan,) = plans_of(f"scene,duration_s\n{'x' * 40},8\n", "routed")
    draw_scenes(plan, axes, unit="credits")
    assert names(axes) == ["x" * 27 + "…"]


def test_money_is_labelled_with_the_decimals_of_its_currency(
    plans_of: Callable[..., list[Plan]], axes: Axes
) -> None:
    (plan,) = plans_of("duration_s,takes\n5,1\n", "v3-pro-throughout", provider="kling-api")
    draw_strategies([plan], axes, unit="USD")
    assert texts(axes) == ["0.84"]
    assert axes.xaxis.get_major_formatter()(0.5, 0) == "0.5"
    assert axes.xaxis.get_major_formatter()(1500, 0) == "1,500"


def test_a_plan_of_nothing_is_drawn_without_bars(plans_of: Callable[..., list[Plan]], axes: Axes) -> None:
    (plan,) = plans_of("duration_s\n", "routed")
    draw_strategies([plan], axes, unit="credits")
    assert bars(axes) == []
    assert axes.get_xlim() == (0, 1)


def test_a_figure_shows_the_strategies_above_and_the_chosen_plans_scenes_below(
    plans_of: Callable[..., list[Plan]],
) -> None:
    plans = plans_of(FILM, "v3-draft-o3-final", "v3-pro-throughout")
    figure = plan_figure(plans, plans[0], unit="credits", title="A film", note="of a test")
    upper, lower = figure.axes
    assert names(upper) == ["v3-draft-o3-final", "v3-pro-throughout"]
    assert names(lower) == ["Harbour", "Market", "no scene"]
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["draft", "final", "image"]


def test_a_figure_of_nothing_has_no_legend(plans_of: Callable[..., list[Plan]]) -> None:
    plans = plans_of("duration_s\n", "routed")
    assert plan_figure(plans, plans[0], unit="credits", title="Nothing", note="").legends == []


@pytest.mark.parametrize(
    ("ending", "begins"),
    [("png", b"\x89PNG"), ("svg", b"<?xml"), ("PDF", b"%PDF")],
    ids=["png", "svg", "pdf"],
)
def test_the_same_plans_are_saved_as_the_same_bytes(
    plans_of: Callable[..., list[Plan]], ending: str, begins: bytes
) -> None:
    plans = plans_of(FILM, "v3-draft-o3-final")
    drawn = [
        save(plan_figure(plans, plans[0], unit="credits", title="A film", note=""), Path(f"film.{ending}"))
        for _ in range(2)
    ]
    assert drawn[0].startswith(begins)
    assert drawn[0] == drawn[1]


def test_more_stages_than_usual_have_looks_of_their_own(
    tmp_path: Path,
    models: Models,
    planner: Planner,
    storyboard_of: Callable[[str], Storyboard],
) -> None:
    stage = 'models = ["v3"], tier = "pro", audio = "off", takes = 1'
    stages = ", ".join(f'{{ name = "pass {n}", {stage} }}' for n in range(4))
    path = tmp_path / "own.toml"
    path.write_text(f'[[strategies]]\nname = "ours"\nsummary = "x"\nstages = [{stages}]\n', encoding="utf-8")
    own = Strategies(path, models=models)["ours"]
    looks = stage_looks([planner.plan(storyboard_of("duration_s\n8\n"), own, provider="pixverse", on=ON)])
    assert list(looks) == ["pass 0", "pass 1", "pass 2", "pass 3"]
    assert len(set(looks.values())) == 4


def test_plans_without_any_price_have_the_room_of_a_bar(
    plans_of: Callable[..., list[Plan]], axes: Axes
) -> None:
    plans = plans_of("shot_id,duration_s\n1,TBD\n", "v3-draft-o3-final", "v3-pro-throughout")
    draw_strategies(plans, axes, unit="credits")
    low, high = axes.get_ylim()
    assert low <= -0.34
    assert high >= len(plans) - 1 + 0.34
