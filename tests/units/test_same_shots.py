"""Which shot of one storyboard is which of another: by id, and by content where ids only count rows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from kling_cost.causes.matching import same_shots
from kling_cost.storyboard.shot import Shot, Storyboard
from kling_cost.testing import storyboards


def shot(shot_id: str, description: str = "", seconds: int = 5, scene: str = "") -> Shot:
    return Shot(shot_id=shot_id, description=description, seconds=Decimal(seconds), scene=scene)


def counted(*shots: Shot) -> list[Shot]:
    return [replace(each, shot_id=str(number)) for number, each in enumerate(shots, 1)]


DOOR, CAT, RAIN = shot("", "the door"), shot("", "the cat"), shot("", "rain", 7)


def test_ids_of_their_own_stay_who_they_are_wherever_they_go() -> None:
    assert same_shots([shot("a"), shot("b"), shot("c")], [shot("c"), shot("a", seconds=9)]) == [
        (2, 0),
        (0, 1),
    ]


def test_an_id_that_comes_in_every_scene_is_looked_for_in_its_own() -> None:
    before = [shot("1a", scene="Harbour"), shot("1a", scene="Market"), shot("1b", scene="Market")]
    after = [shot("1a", scene="Market"), shot("1b", scene="Roof"), shot("1a", scene="Harbour")]
    assert same_shots(before, after) == [(1, 0), (2, 1), (0, 2)]


def test_an_id_that_comes_twice_is_counted() -> None:
    assert same_shots([shot("a"), shot("b"), shot("a")], [shot("a"), shot("a"), shot("a")]) == [
        (0, 0),
        (2, 1),
    ]


def test_a_row_put_in_between_leaves_the_others_who_they_were() -> None:
    assert same_shots(counted(DOOR, CAT), counted(DOOR, RAIN, CAT)) == [(0, 0), (1, 2)]


def test_a_row_taken_away_leaves_the_others_who_they_were() -> None:
    assert same_shots(counted(DOOR, RAIN, CAT), counted(DOOR, CAT)) == [(0, 0), (2, 1)]


def test_numbers_with_a_gap_are_ids_of_their_own() -> None:
    before = counted(DOOR, RAIN, CAT)
    assert same_shots(before, [before[0], replace(before[2], description="a dog")]) == [(0, 0), (2, 1)]


def test_numbers_that_begin_again_in_a_scene_only_count_too() -> None:
    harbour, market = replace(DOOR, scene="Harbour"), replace(CAT, scene="Market")
    before = [*counted(harbour, CAT), *counted(market)]
    assert same_shots(before, [*counted(CAT), *counted(market)]) == [(1, 0), (2, 1)]


def test_a_row_that_was_edited_is_known_by_where_it_stands() -> None:
    longer = replace(RAIN, description="rain on the roof", seconds=Decimal(9))
    assert same_shots(counted(DOOR, RAIN, CAT), counted(DOOR, longer, CAT)) == [(0, 0), (1, 1), (2, 2)]


def test_a_row_that_was_edited_beside_a_new_one_is_known_by_its_words() -> None:
    longer = replace(RAIN, seconds=Decimal(9))
    assert same_shots(counted(DOOR, RAIN), counted(DOOR, CAT, longer)) == [(0, 0), (1, 2)]


def test_a_row_that_was_moved_is_known_by_its_words() -> None:
    assert sorted(same_shots(counted(DOOR, CAT, RAIN), counted(RAIN, DOOR, CAT))) == [(0, 1), (1, 2), (2, 0)]


def test_very_many_rows_that_are_alike_are_taken_in_their_order() -> None:
    before = counted(*(shot("", seconds=3 + number % 2) for number in range(2000)))
    after = counted(*(shot("", seconds=4 - number % 2) for number in range(2000)))
    assert same_shots(before, after) == [(number, number) for number in range(2000)]


@given(storyboards(), storyboards(), st.sampled_from(["", "x"]))
def test_every_shot_is_one_other_at_most_and_the_way_back_is_the_same(
    one: Storyboard, other: Storyboard, ids: str
) -> None:
    first, second = (
        [replace(each, shot_id=f"{ids}{each.shot_id}") for each in board.shots] for board in (one, other)
    )
    pairs = same_shots(first, second)
    assert len({old for old, _ in pairs}) == len({new for _, new in pairs}) == len(pairs)
    assert sorted((new, old) for old, new in pairs) == sorted(same_shots(second, first))
