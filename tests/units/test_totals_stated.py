"""Rows of sums, and totals beside the shots: no shots, and held against them."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from kling_cost.storyboard.read import storyboard_in
from kling_cost.storyboard.reading import Reading
from kling_cost.storyboard.totals import Total, stated_total, wrong_totals

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
    ("total", "stated"),
    [
        ("Total,,7", "7"),
        ("TOTAL:,2 shots,0:07", "7"),
        (",合计,7秒", "7"),
        ("**Total**,—,7s", "7"),
        (",,Total: 7s", "7"),
        ("Total (2 shots): 7s,,", "7"),
        ("Gesamtdauer,,7", "7"),
        ("Total,,6.95", "6.95"),
        ("Total,,7.05", "7.05"),
        ("Total,,", None),
    ],
)
def test_a_row_of_sums_is_no_shot_and_agrees_with_them(
    read: Callable[..., Storyboard], total: str, stated: str | None
) -> None:
    board = read(table("1,a,3", "2,b,4", total))
    assert (len(board.shots), board.skipped_rows, board.warnings) == (2, 0, [])
    assert board.stated_total_s == (Decimal(stated) if stated else None)


@pytest.mark.parametrize(
    ("header", "rows", "said"),
    [
        ("shot,action,duration_ms", ("1,a,3000", "2,b,4000", "Total,,7000"), {}),
        ("shot,action,frames", ("1,a,72", "2,b,96", "Total,,168"), {"fps": Fraction(24)}),
        ("shot,action,start,end", ("1,a,0:00,0:03", "2,b,0:03,0:07", "Total,,,0:07"), {}),
    ],
)
def test_a_sum_is_in_the_unit_of_its_column(
    read: Callable[..., Storyboard], header: str, rows: Sequence[str], said: dict[str, Fraction]
) -> None:
    board = read(table(*rows, header=header), **said)
    assert [board.stated_total_s, board.film_s, board.warnings] == [7, 7, []]


def test_a_shot_whose_text_begins_like_a_sum_is_a_shot(read: Callable[..., Storyboard]) -> None:
    board = read(table("1,Total war begins,3", "Total,eclipse of the sun,4"))
    assert (places(board), board.stated_total_s) == ([("1", ""), ("Total", "")], None)


@pytest.mark.parametrize(
    ("rows", "stated", "warnings"),
    [
        (("1,a,3", "2,b,4", "Total,,9"), "9", {4: "says 9 s in all, its shots add up to 7 s"}),
        (("1,a,3", "2,b,4", "Total,,7.06"), "7.06", {4: "says 7.06 s in all, its shots add up to 7 s"}),
        (("1,a,3", "2,b,4", "Total,,6.94"), "6.94", {4: "says 6.94 s in all, its shots add up to 7 s"}),
        (("Total,,9", "1,a,3", "2,b,4"), "9", {2: "says 9 s in all, its shots add up to 7 s"}),
        (("1,a,3", "Subtotal,,3", "2,b,4", "Subtotal,,4"), "7", {}),
        (("1,a,3", "Subtotal,,3", "2,b,4", "Subtotal,,4", "Total,,7"), "7", {}),
        (("1,a,3", "Total,,3", "2,b,2", "Total,,5", "3,c,2", "Total,,7"), "7", {}),
        (
            ("1,a,3", "Subtotal,,3", "2,b,4", "Subtotal,,5"),
            "8",
            {5: "says 5 s in all, the shots above it add up to 4 s"},
        ),
        (
            ("1,a,3", "Subtotal,,5", "2,b,4", "Subtotal,,4", "Total,,7"),
            "7",
            {3: "says 5 s in all, the shots above it add up to 3 s"},
        ),
        (
            ("1,a,3", "Subtotal,,3", "2,b,4", "Subtotal,,4", "Total,,8"),
            "8",
            {6: "says 8 s in all, its shots add up to 7 s"},
        ),
    ],
)
def test_sums_of_the_film_or_of_its_parts_are_held_against_their_shots(
    read: Callable[..., Storyboard], rows: Sequence[str], stated: str, warnings: dict[int, str]
) -> None:
    board = read(table(*rows))
    assert [board.film_s, board.stated_total_s] == [7, Decimal(stated)]
    assert warned(board) == [(row, "total-differs", message) for row, message in warnings.items()]


def test_each_scenes_table_may_have_its_own_total(read: Callable[..., Storyboard]) -> None:
    scene = "## Scene {}\n\n| Shot | Action | Duration |\n|---|---|---|\n| 1 | a | {} |\n| Total | | {} |\n\n"
    board = read(scene.format(1, 3, 3) + scene.format(2, 4, 4), "x.md")
    assert [board.film_s, board.stated_total_s, board.warnings] == [7, 7, []]
    (warning,) = read(scene.format(1, 3, 3) + scene.format(2, 4, 5), "x.md").warnings
    assert warning.message == "says 5 s in all, the shots above it add up to 4 s"


@pytest.mark.parametrize(
    ("total", "stated", "warnings"), [(20, 20, 0), ("0:20", 20, 0), (25, 25, 1), (None, None, 0)]
)
def test_a_total_beside_the_shots_is_that_of_the_film(
    read: Callable[..., Storyboard], total: str | int | None, stated: int | None, warnings: int
) -> None:
    scenes = [
        {"scene": name, "shots": [{"shot": n, "duration": 5} for n in (1, 2)]} for name in ("One", "Two")
    ]
    board = read(json.dumps({"total_duration": total, "scenes": scenes}), "x.json")
    assert board.stated_total_s == stated
    expected = (None, "total-differs", "says 25 s in all, its shots add up to 20 s")
    assert warned(board) == [expected] * warnings


@pytest.mark.parametrize(
    ("rows", "shots"),
    [
        (("1,a,3", "2,b,4", ",,7"), 2),
        (("1,a,3", "2,b,4", ",,8"), 3),
        (("1,a,3", ",,3"), 2),
        (("1,a,3", "2,b,4", ",c,7"), 3),
        (("1,a,3", "2,b,4", "3,,7"), 3),
        (("1,a,3", ",b,4", ",,7"), 3),
        (("1,a,3", "2,b,", ",,3"), 3),
    ],
)
def test_a_last_row_that_is_but_the_sum_of_all_lengths_is_no_shot(
    read: Callable[..., Storyboard], rows: Sequence[str], shots: int
) -> None:
    board = read(table(*rows))
    told = [
        text for text in board.assumptions if text.endswith("is the sum of the lengths above it and no shot")
    ]
    assert len(board.shots) == shots
    assert [text.split(" is ")[0] for text in told] == (["row 4"] if shots == 2 < len(rows) else [])


def test_our_own_table_may_end_with_a_shot_as_long_as_all_others(read: Callable[..., Storyboard]) -> None:
    assert len(read(table("1,a,3", "2,b,4", ",,7", header="shot_id,action,duration_s")).shots) == 3


def test_the_totals_beside_several_tables_are_one(read: Callable[..., Storyboard]) -> None:
    shots = read(table("1,a,5", "2,b,5", "3,c,5", "4,d,5")).shots
    beside = [Total(seconds=Decimal(25), above=above) for above in (2, 4)]
    assert stated_total(beside, shots) == 25
    ((total, message),) = wrong_totals(beside, shots)
    assert (total.above, message) == (4, "says 25 s in all, its shots add up to 20 s")
    parts = [Total(seconds=Decimal(10), above=above) for above in (2, 4)]
    assert (stated_total(parts, shots), list(wrong_totals(parts, shots))) == (Decimal(20), [])
