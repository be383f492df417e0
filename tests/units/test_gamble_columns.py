"""The columns about a shot's gamble: keepers, what happens at the cap, and the class of shot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kling_cost.export.clean_storyboard import clean_storyboard
from kling_cost.export.tabular import to_csv
from kling_cost.export.to_shot_documents import to_shots_document
from kling_cost.storyboard.columns import CellFault, read_at_cap, read_class
from kling_cost.storyboard.shot import AtCap

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost.storyboard.shot import Storyboard


def test_a_row_says_what_its_gamble_is_for(storyboard_of: Callable[[str], Storyboard]) -> None:
    board = storyboard_of("duration_s,Keepers,At cap,Shot class\n8,2.0,Give up,Hero\n8,,,\n8,1000,,B_Roll\n")
    assert [(shot.keepers, shot.at_cap, shot.shot_class) for shot in board.shots] == [
        (2, AtCap.FAIL, "hero"),
        (None, None, None),
        (1000, None, "b-roll"),
    ]


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("proceed|Proceed|use best|Use the best take|best_take|continue|继续|weiter", AtCap.PROCEED),
        ("fail|FAIL|failed|drop|drop the shot|give-up|give up|abandon|放弃|abandonner", AtCap.FAIL),
    ],
)
def test_what_happens_at_the_cap_is_read_in_many_words(words: str, meant: AtCap) -> None:
    assert {word: read_at_cap(word) for word in words.split("|")} == dict.fromkeys(words.split("|"), meant)


@pytest.mark.parametrize("text", ["maybe", "5", "proceed or fail", "no"])
def test_a_word_that_is_neither_end_is_refused_with_both(text: str) -> None:
    with pytest.raises(CellFault, match=r"write proceed .* or fail .*, or leave it empty") as refused:
        read_at_cap(text)
    assert refused.value.code == "bad-at-cap"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hero", "hero"),
        ("b roll", "b-roll"),
        ("B_Roll", "b-roll"),
        ("特写", "特写"),
        ("A", "a"),
        ("x" * 40, "x" * 40),
        ("??", None),
        ("-", None),
        ("x" * 41, None),
    ],
)
def test_a_class_is_named_by_a_short_name_whatever_its_case_and_joints(text: str, name: str | None) -> None:
    if name is not None:
        assert read_class(text) == name
        return
    with pytest.raises(CellFault, match="such as hero or b-roll, or leave it empty") as refused:
        read_class(text)
    assert refused.value.code == "bad-shot-class"


def test_the_three_are_written_as_they_are_read(storyboard_of: Callable[[str], Storyboard]) -> None:
    board = storyboard_of("duration_s,keepers,at_cap,shot_class\n8,2,drop,B Roll\n8,,,\n")
    assert to_csv(clean_storyboard(board)).splitlines() == [
        "shot_id,scene,description,duration_s,keepers,at_cap,shot_class",
        "1,,,8,2,fail,b-roll",
        "2,,,8,,,",
    ]
    shots = to_shots_document(board)["shots"]
    assert [[shot["keepers"], shot["at_cap"], shot["shot_class"]] for shot in shots] == [
        [2, "fail", "b-roll"],
        [None, None, None],
    ]


def test_shots_that_leave_them_open_are_written_without_their_columns(
    storyboard_of: Callable[[str], Storyboard],
) -> None:
    written = to_csv(clean_storyboard(storyboard_of("duration_s,keepers,at_cap,shot_class\n8,,,\n")))
    assert written.splitlines()[0] == "shot_id,scene,description,duration_s"
