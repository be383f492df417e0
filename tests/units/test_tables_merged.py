"""Several tables of one file: a later one adds shots, or tells more of those that are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kling_cost.storyboard.read import storyboard_in
from kling_cost.storyboard.shot import LengthFrom

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost import Models
    from kling_cost.storyboard.shot import Storyboard

FIRST = "Shot,Action,Duration\n1,Waves,3\n2,Boat,4"


@pytest.fixture
def read(models: Models) -> Callable[..., Storyboard]:
    def reading(*tables: str) -> Storyboard:
        text = "\n\nand then\n\n".join(map(_markdown, tables))
        return storyboard_in(text.encode(), "x.md", models=models)

    return reading


def _markdown(table: str) -> str:
    lines = [f"| {line.replace(',', ' | ')} |" for line in table.splitlines()]
    return "\n".join([lines[0], "|---" * (lines[0].count("|") - 1) + "|", *lines[1:]])


def told(board: Storyboard) -> list[str]:
    return [text for text in board.assumptions if not text.startswith(("columns of", "lengths:"))]


def found(board: Storyboard) -> list[tuple[str, str]]:
    return [(shot.shot_id, str(shot.seconds)) for shot in board.shots]


def test_a_table_that_repeats_the_ids_adds_its_columns(read: Callable[..., Storyboard]) -> None:
    board = read(FIRST, "Shot,Prompt,Camera,Takes\n1,A sea,pan,2\n2,A boat,tilt,")
    assert found(board) == [("1", "3"), ("2", "4")]
    assert [(shot.description, shot.prompt) for shot in board.shots] == [
        ("Waves", "A sea"),
        ("Boat", "A boat"),
    ]
    assert [(shot.takes, shot.extra["Camera"], shot.row) for shot in board.shots] == [
        *[(2, "pan", 3), (None, "tilt", 4)]
    ]
    assert told(board) == ["table 2 repeats ids and adds Camera, prompt, takes to their shots"]
    assert (board.warnings, board.extra_columns) == ([], ["Camera"])


def test_the_lengths_and_the_scenes_may_stand_in_the_later_table(read: Callable[..., Storyboard]) -> None:
    board = read("Shot,Action\n1,Waves\n2,Boat", "Shot,Start,End,Scene\n2,0:03,0:07,Pier\n1,0:00,0:03,Sea")
    assert [(shot.shot_id, str(shot.seconds), shot.scene) for shot in board.shots] == [
        *[("1", "3", "Sea"), ("2", "4", "Pier")]
    ]
    assert {shot.duration_from for shot in board.shots} == {LengthFrom.TIMES}


def test_the_same_length_in_other_words_is_the_same_shot(read: Callable[..., Storyboard]) -> None:
    board = read(FIRST, "Shot,Prompt,Duration\n1,A sea,3s\n2,A boat,0:04")
    assert found(board) == [("1", "3"), ("2", "4")]
    assert told(board) == ["table 2 repeats ids and adds prompt to their shots"]
    board = read("Shot,Action,Duration\n1,Waves,TBD\n2,Boat,4", "Shot,Duration\n1,3\n2,4")
    assert found(board) == [("1", "3"), ("2", "4")]


@pytest.mark.parametrize("again", [FIRST, "Shot,Action,Duration\n2,Boat,4\n1,Waves,3", "Shot,Duration\n1,3"])
def test_a_table_that_says_nothing_new_is_left_out(read: Callable[..., Storyboard], again: str) -> None:
    board = read(FIRST, again)
    assert found(board) == [("1", "3"), ("2", "4")]
    assert told(board) == ["table 2 repeats the table before it and is left out"]


@pytest.mark.parametrize(
    "later",
    [
        "Shot,Action,Duration\n1,Market,3\n2,Crowd,4",
        "Shot,Action,Duration\n1,Waves,5\n2,Boat,6",
        "Shot,Scene,Action\n1,Pier,Waves\n2,Pier,Boat",
    ],
    ids=["other action", "other length", "other scene"],
)
def test_ids_that_begin_again_with_other_shots_are_shots_of_their_own(
    read: Callable[..., Storyboard], later: str
) -> None:
    board = read(
        FIRST.replace("Action", "Scene,Action").replace("1,", "1,Sea,").replace("2,", "2,Sea,"), later
    )
    assert [shot_id for shot_id, _ in found(board)] == ["1", "2", "1", "2"]
    assert told(board)[-1] == "the ids of table 2 begin again: its shots are counted besides the earlier ones"


def test_what_two_tables_say_differently_of_a_shot_is_told_and_the_first_counts(
    read: Callable[..., Storyboard],
) -> None:
    board = read(FIRST, "Shot,Prompt,Duration\n1,A sea,3\n2,A boat,5")
    assert found(board) == [("1", "3"), ("2", "4")]
    assert told(board) == [
        "table 2 repeats ids and adds prompt to their shots",
        "table 2 says otherwise of shot 2; what stands first counts",
    ]
    other_words = read(FIRST, "Shot,Prompt,Action\n1,A sea,Waves\n2,A boat,Ship")
    assert [shot.description for shot in other_words.shots] == ["Waves", "Boat"]
    most = read(f"{FIRST}\n3,Gull,5", "Shot,Prompt,Duration\n1,A sea,3\n2,A boat,5\n3,A gull,6")
    assert len(most.shots) == 6


@pytest.mark.parametrize(
    ("later", "ids", "said"),
    [
        ("3,Gull,5\n4,Pier,6", ["1", "2", "3", "4"], []),
        ("2,Boat,4\n3,Gull,5", ["1", "2", "3"], ["table 2 repeats shot 2"]),
        ("2,Boat,4\n3,Gull,5\n4,Pier,6", ["1", "2", "2", "3", "4"], []),
        ("1,Waves,3\n2,Boat,4\n3,Gull,5", ["1", "2", "3"], ["table 2 repeats 2 shots: 1, 2"]),
    ],
    ids=["all new", "half new", "mostly new", "one new"],
)
def test_a_table_whose_ids_are_partly_new_adds_the_new_ones(
    read: Callable[..., Storyboard], later: str, ids: list[str], said: list[str]
) -> None:
    board = read(FIRST, f"Shot,Action,Duration\n{later}")
    assert [shot.shot_id for shot in board.shots] == ids
    assert told(board) == said
    assert [warning.code for warning in board.warnings] == ["duplicate-shot"] * (len(ids) - len(set(ids)))


def test_tables_without_ids_add_their_shots(read: Callable[..., Storyboard]) -> None:
    board = read("Action,Duration\nWaves,3", "Action,Duration\nWaves,3")
    assert found(board) == [("1", "3"), ("2", "3")]


def test_a_third_table_is_laid_beside_the_first_of_its_ids(read: Callable[..., Storyboard]) -> None:
    second = "Shot,Action,Duration\n1,Market,5\n2,Crowd,6"
    board = read(FIRST, second, "Shot,Prompt,Action\n1,A sea,Waves\n2,A boat,Boat")
    assert [shot.prompt for shot in board.shots] == ["A sea", "A boat", "", ""]
