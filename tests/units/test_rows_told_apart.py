"""Rows below a header: shots, scene headings, chatter; and the ids of shots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kling_cost import InputRefused
from kling_cost.storyboard.read import storyboard_in
from kling_cost.storyboard.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from fractions import Fraction

    from kling_cost import Models
    from kling_cost.storyboard.shot import Storyboard


@pytest.fixture
def read(models: Models) -> Callable[..., Storyboard]:
    def reading(text: str, name: str = "x.csv", fps: Fraction | None = None) -> Storyboard:
        return storyboard_in(text.encode(), name, models=models, reading=Reading(fps=fps))

    return reading


def places(board: Storyboard) -> list[tuple[str, str]]:
    return [(shot.shot_id, shot.scene) for shot in board.shots]


def warned(board: Storyboard) -> list[tuple[int | None, str, str]]:
    return [(warning.row, warning.code, warning.message) for warning in board.warnings]


def table(*rows: str, header: str = "shot,action,duration") -> str:
    return "\n".join([header, *rows])


@pytest.mark.parametrize(
    "heading",
    ["Scene 2", "INT. KITCHEN - DAY", "ext/int. car - night", "第2场", "Szene: Hof", "SEQ 4 | The chase"],
)
@pytest.mark.parametrize("commas", ["{},,", ",{},", ",,{}"])
def test_a_row_of_one_cell_that_names_a_scene_sets_it(
    read: Callable[..., Storyboard], heading: str, commas: str
) -> None:
    board = read(table("1,a,3", commas.format(heading), "2,b,3", "3,c,3", "Scene 9,,", "4,d,3"))
    assert places(board) == [("1", ""), ("2", heading), ("3", heading), ("4", "Scene 9")]
    assert (board.skipped_rows, board.warnings) == (0, [])
    assert not any("without a scene" in text for text in board.assumptions)


def test_a_name_alone_in_the_column_of_scenes_is_a_heading(read: Callable[..., Storyboard]) -> None:
    board = read(table("The pier,,,", ",1,a,3", ",2,b,3", header="scene,shot,action,duration"))
    assert places(board) == [("1", "The pier"), ("2", "The pier")]
    assert "2 shots without a scene belong to the one named above them" in board.assumptions


def test_a_name_alone_in_another_column_is_a_shot_without_a_length(read: Callable[..., Storyboard]) -> None:
    board = read(table("The pier,,,", "1,Dock,a,3", header="shot,scene,action,duration"))
    assert places(board) == [("The pier", ""), ("1", "Dock")]
    assert board.shots[0].seconds is None


def test_a_scene_that_was_merged_over_several_rows_is_filled_down(read: Callable[..., Storyboard]) -> None:
    rows = ("1,One,3", "2,,3", "3,Two,3", "4,,3", "5,,3")
    board = read(table(*rows, header="shot,scene,duration"))
    assert [scene for _, scene in places(board)] == ["One", "One", "Two", "Two", "Two"]
    assert "3 shots without a scene belong to the one named above them" in board.assumptions


def test_our_own_columns_are_taken_at_their_word(read: Callable[..., Storyboard]) -> None:
    rows = ("1,One,3", "2,,3", "Scene 3,,", ",,4", "Note: all of it is rough,,5")
    board = read(table(*rows, header="shot_id,scene,duration_s"))
    assert places(board) == [
        *[("1", "One"), ("2", ""), ("Scene 3", ""), ("4", "")],
        ("Note: all of it is rough", ""),
    ]
    assert board.skipped_rows == 0


@pytest.mark.parametrize(
    ("row", "skipped"),
    [
        (",see the notes below,", 1),
        ("The pier by night,,", 1),
        ("Shot by Ann,,", 0),
        ("Shot by Ann on Monday,at noon,", 0),
        ("Note: rough,,", 1),
        ("备注：待定,,", 1),
        ("THE END,,", 1),
        (",,soon", 1),
        (",,5", 0),
        (",b,soon", 1),
        (",,", None),
        ("#,,", None),
    ],
)
def test_chatter_is_skipped_and_counted_and_blank_rows_are_nothing(
    read: Callable[..., Storyboard], row: str, skipped: int | None
) -> None:
    board = read(table("1,a,3", row, "2,b,4"))
    assert len(board.shots) == (3 if skipped == 0 else 2)
    assert board.skipped_rows == (skipped or 0)


def test_without_a_column_of_ids_a_row_that_shows_something_is_a_shot(
    read: Callable[..., Storyboard],
) -> None:
    board = read("action,weather,duration\nWaves,fair,3\nBoat,,\n,rain,\nNote: rough,,\n,,4")
    assert [(shot.shot_id, shot.description) for shot in board.shots] == [
        *[("1", "Waves"), ("2", "Boat"), ("3", "")]
    ]
    assert board.skipped_rows == 2


def test_a_row_with_an_id_alone_is_a_shot_of_unknown_length(read: Callable[..., Storyboard]) -> None:
    board = read(table("1,a,3", "2,,", "3A"))
    assert [(shot.shot_id, shot.seconds) for shot in board.shots] == [("1", 3), ("2", None), ("3A", None)]
    (warning,) = board.warnings
    assert (warning.row, "has no length (also rows 4); these shots are counted" in warning.message) == (
        3,
        True,
    )


def test_ids_are_text_and_missing_ones_are_numbered_by_their_place(read: Callable[..., Storyboard]) -> None:
    ids = ["001", "1-0", "2E5", "1.0", "", "3/4", "1,000", "7-b", ""]
    board = read(table(*(f'"{shot_id}",a,3' for shot_id in ids)))
    assert [shot.shot_id for shot in board.shots] == [*ids[:4], "5", *ids[5:8], "9"]


@pytest.mark.parametrize(
    ("rows", "twice"),
    [
        (("A,1,3", "B,1,3", "B,2,3"), {}),
        (("A,1,3", "B,1,3", "A,1,3"), {4: 2}),
        (("A,1,3", "A,1,3", "A,1,4"), {3: 2, 4: 2}),
        (("A,1,3", "A,01,3"), {}),
        (("A,,3", "A,1,3"), {3: 2}),
    ],
)
def test_an_id_may_stand_once_in_each_scene(
    read: Callable[..., Storyboard], rows: Sequence[str], twice: dict[int, int]
) -> None:
    board = read(table(*rows, header="scene,shot,duration"))
    said = "shot '1' stands already in row {}; both are counted"
    assert warned(board) == [(row, "duplicate-shot", said.format(first)) for row, first in twice.items()]
    assert board.shot_count == len(rows)


def test_what_is_doubtful_is_told_in_the_order_of_the_rows(read: Callable[..., Storyboard]) -> None:
    board = read(table("1,a,3", "1,b,4", "2,c,soon", "2,d,5"))
    assert [(row, code) for row, code, _ in warned(board)] == [
        *[(3, "duplicate-shot"), (4, "bad-duration"), (5, "duplicate-shot")]
    ]


def test_a_cell_too_many_is_told_and_a_refusal_in_our_own_columns_only(
    read: Callable[..., Storyboard],
) -> None:
    board = read(table("1,a,3,b", "2,a,3,,"))
    message = "has 4 cells under 3 columns; put quotes around a text with commas"
    assert warned(board) == [(2, "too-many-cells", message)]
    with pytest.raises(InputRefused, match=message):
        read(table("1,a,3,b", header="shot_id,action,duration_s"))


@pytest.mark.parametrize(("sheet_scene", "scene"), [("Scene 4", "Scene 4"), ("The harbour", ""), ("", "")])
def test_a_heading_above_a_table_is_its_scene_where_it_says_so(
    read: Callable[..., Storyboard], sheet_scene: str, scene: str
) -> None:
    one = f"## {sheet_scene}\n\n| Shot | Action | Duration |\n|---|---|---|\n| 1 | a | 3 |\n\n"
    assert places(read(one, "x.md")) == [("1", scene)]


def test_headings_above_several_tables_alike_are_scenes(read: Callable[..., Storyboard]) -> None:
    one = "## {}\n\n| Shot | Action | Duration |\n|---|---|---|\n| {} | a | 3 |\n\n"
    board = read(one.format("The harbour", 1) + one.format("The market", 2), "x.md")
    assert places(board) == [("1", "The harbour"), ("2", "The market")]
