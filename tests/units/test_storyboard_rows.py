"""Storyboards row by row: what is read, what is doubted, what is refused, each with its place."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kling_cost import Audio, InputRefused, Mode, Models, Product, read_storyboard
from kling_cost.errors import KlingCostError, Problem
from kling_cost.storyboard.columns import COLUMNS, header_key, read_yes_no
from kling_cost.storyboard.readers.delimited import delimited_tables
from kling_cost.storyboard.shot import LengthFrom

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from kling_cost.storyboard.shot import Storyboard


@pytest.fixture
def refused(storyboard_of: Callable[[str], Storyboard]) -> Callable[[str], Sequence[Problem]]:
    def read(text: str) -> Sequence[Problem]:
        with pytest.raises(InputRefused) as found:
            storyboard_of(text)
        return found.value.problems()

    return read


def test_a_row_is_read_whole(storyboard_of: Callable[[str], Storyboard]) -> None:
    board = storyboard_of(
        """
        shot_id,scene,description,duration_s,mode,video_input,model,tier,audio,takes,accept,count,priority,notes,Lens
        7a,Harbour,"Gulls, boats",7.5,ref2v,yes,Kling O3,PRO,voice control,4.0,25%,2,1,windy,35 mm
        """
    )
    (shot,) = board.shots
    assert (shot.shot_id, shot.scene, shot.description, shot.notes) == (
        "7a",
        "Harbour",
        "Gulls, boats",
        "windy",
    )
    assert (shot.seconds, shot.accept) == (Decimal("7.5"), Decimal("0.25"))
    assert (shot.mode, shot.model, shot.tier, shot.audio) == (
        Mode.REFERENCE_TO_VIDEO,
        "o3",
        "pro",
        Audio.VOICE,
    )
    assert (shot.takes, shot.count, shot.priority, shot.row) == (4, 2, 1, 2)
    assert shot.video_input is True
    assert dict(shot.extra) == {"Lens": "35 mm"}
    assert board.extra_columns == ["Lens"]
    assert [board.shot_count, board.film_s] == [2, 15]


def test_what_a_row_leaves_open_stays_open(storyboard_of: Callable[[str], Storyboard]) -> None:
    (shot,) = storyboard_of("duration_s\n8\n").shots
    open_cells = (shot.mode, shot.video_input, shot.model, shot.tier, shot.audio, shot.takes, shot.accept)
    assert open_cells == (None,) * 7
    assert (shot.keepers, shot.at_cap, shot.shot_class) == (None, None, None)
    assert (shot.shot_id, shot.count, shot.product) == ("1", 1, Product.VIDEO)


def test_the_product_follows_from_the_mode(storyboard_of: Callable[[str], Storyboard]) -> None:
    board = storyboard_of("duration_s,mode\n,t2i\n8,motion-control\n")
    assert [shot.product for shot in board.shots] == [Product.IMAGE, Product.MOTION_CONTROL]


@pytest.mark.parametrize(
    ("text", "row", "column", "message"),
    [
        ("duration_s\nten\n", 2, "duration_s", "'ten' is not a length in seconds; write seconds as a plain"),
        ("duration_s\n0\n", 2, "duration_s", "a shot of 0 s cannot be made; write a length above 0"),
        (
            "duration_s\n9000\n",
            2,
            "duration_s",
            "9000 s is over 3600 s; a shot this long is probably given in",
        ),
        ("duration_s\n0.0000001\n", 2, "duration_s", "a shot of 0 s cannot be made; write a length above 0"),
        ("duration_s,takes\n8,0\n", 2, "takes", "'0' is not a whole number from 1 to 1,000"),
        ("duration_s,keepers\n8,0\n", 2, "keepers", "'0' is not a whole number from 1 to 1,000"),
        ("duration_s,at_cap\n8,maybe\n", 2, "at_cap", "'maybe' is neither proceed nor fail; write proceed"),
        ("duration_s,shot_class\n8,?!\n", 2, "shot_class", "'?!' is no name of a class of shots; write one"),
        ("duration_s,count\n8,two\n", 2, "count", "'two' is not a whole number from 1 to 1,000"),
        (
            "duration_s,accept\n8,2\n",
            2,
            "accept",
            "'2' is not a share above 0 and at most 1; write 0.25 or 25%",
        ),
        ("duration_s,model\n8,v33\n", 2, "model", "unknown model 'v33'; did you mean v3?"),
        (
            "duration_s,video_input\n8,perhaps\n",
            2,
            "video_input",
            "'perhaps' is neither yes nor no; write yes",
        ),
        ("duration_s,mode,product\n8,t2v,image\n", 2, "product", "mode text-to-video makes video, not image"),
        ("duration_s,mode,video_input\n8,t2v,yes\n", 2, "video_input", "text-to-video takes no video; "),
        (
            "duration_s,mode,video_input\n8,video-edit,no\n",
            2,
            "video_input",
            "video-edit always works on a video; leave video_input empty or write yes",
        ),
        ("duration_s\n8,9\n", 2, None, "has 2 cells under 1 columns; put quotes around a text with commas"),
        ("duration_s,Duration S\n8,8\n", 1, "duration_s", "columns 1 and 2 are both called duration_s; keep"),
    ],
)
def test_a_fault_is_told_with_its_row_its_column_and_a_cure(
    refused: Callable[[str], Sequence[Problem]], text: str, row: int, column: str | None, message: str
) -> None:
    (problem,) = refused(text)
    assert (problem.level, problem.row, problem.column) == ("error", row, column)
    assert problem.message.startswith(message)


@pytest.mark.parametrize("open_length", ["", "TBD", "?", "n/a", "待定"])
def test_a_length_that_is_not_known_yet_is_counted_and_told(
    storyboard_of: Callable[[str], Storyboard], open_length: str
) -> None:
    board = storyboard_of(f"shot_id,duration_s\n1,8\n2,{open_length}\n")
    assert [(shot.seconds, shot.duration_from) for shot in board.shots] == [
        (Decimal(8), LengthFrom.STATED),
        (None, None),
    ]
    (warning,) = board.warnings
    assert (warning.row, warning.column) == (3, "duration_s")
    assert "the shot is counted and has no price: write it, or give --default-duration" in warning.message


@pytest.mark.parametrize("text", ["scene\nx\n", "duration\n8\n", "colour,weight\nred,8\nblue,9\n"])
def test_columns_that_show_no_shots_are_refused_with_what_was_found(
    refused: Callable[[str], Sequence[Problem]], text: str
) -> None:
    (problem,) = refused(text)
    assert problem.code == "not-a-shot-list"


def test_a_table_with_semicolons_is_read_and_told(storyboard_of: Callable[[str], Storyboard]) -> None:
    board = storyboard_of("shot_id;duration_s\n1;7,5\n")
    assert [shot.seconds for shot in board.shots] == [Decimal("7.5")]
    assert "the cells are separated by semicolons" in board.assumptions


def test_ten_faults_give_ten_messages_in_the_order_of_their_rows(
    refused: Callable[[str], Sequence[Problem]],
) -> None:
    problems = refused(
        """
        duration_s,mode,model,takes,accept,audio
        ten,fly,v33,0,2,loud
        8,t2v,v3,1,1,on
        0,t2v,pika,many,1,on
        -3,t2v,v3,1,1,on
        """
    )
    assert [problem.row for problem in problems] == [2] * 6 + [4] * 3 + [5]
    assert len({str(problem) for problem in problems}) == 10


def test_an_empty_file_is_refused_with_an_example(tmp_path: Path, models: Models) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("\n\n# only a comment\n", encoding="utf-8")
    with pytest.raises(
        InputRefused, match=r"is empty; the first row names the columns, e\.g\. shot_id,duration"
    ):
        read_storyboard(path, models=models)


def test_a_file_without_shots_is_doubted_not_refused(storyboard_of: Callable[[str], Storyboard]) -> None:
    board = storyboard_of("duration_s\n")
    assert board.shots == []
    assert [(warning.level, warning.message) for warning in board.warnings] == [
        ("warning", "has a header and no shots")
    ]


def test_a_quote_without_its_pair_is_read_as_it_stands_and_told(
    storyboard_of: Callable[[str], Storyboard],
) -> None:
    board = storyboard_of('duration_s,notes\n8,"open\n9,shut\n')
    assert [shot.notes for shot in board.shots] == ['"open', "shut"]
    assert any("quote" in text for text in board.assumptions)


def test_a_quoted_cell_may_hold_commas_and_lines(storyboard_of: Callable[[str], Storyboard]) -> None:
    board = storyboard_of('duration_s,notes\n8,"one, two\nthree"\n9,\n')
    assert board.shots[0].notes == "one, two\nthree"
    assert [shot.row for shot in board.shots] == [2, 3]


def test_rows_count_as_a_spreadsheet_counts_them() -> None:
    (table,) = delimited_tables("# made by hand\n\nduration_s\n8\n,\n#\n9\n").tables
    rows = table.rows
    assert [(row.number, list(row.cells)) for row in rows] == [(3, ["duration_s"]), (4, ["8"]), (7, ["9"])]


def test_a_shot_that_is_there_twice_is_doubted_and_counted_twice(
    storyboard_of: Callable[[str], Storyboard],
) -> None:
    board = storyboard_of("shot_id,duration_s\n1,8\n2,8\n1,9\n")
    (warning,) = board.warnings
    assert (warning.row, warning.column, warning.code) == (4, "shot_id", "duplicate-shot")
    assert warning.message == "shot '1' stands already in row 2; both are counted"
    assert board.shot_count == 3


@pytest.mark.parametrize(("column", "value"), [("tier", "pro"), ("audio", "on"), ("video_input", "no")])
def test_what_an_image_has_no_use_for_is_doubted(
    storyboard_of: Callable[[str], Storyboard], column: str, value: str
) -> None:
    board = storyboard_of(f"product,{column}\nimage,{value}\n")
    (warning,) = board.warnings
    assert (warning.level, warning.row, warning.column) == ("warning", 2, column)
    assert warning.message.startswith("is not used for an image; ")


def test_a_film_of_stills_needs_no_lengths(storyboard_of: Callable[[str], Storyboard]) -> None:
    board = storyboard_of("product,count\nimage,4\nstill,2\n")
    assert [shot.is_image for shot in board.shots] == [True, True]
    assert [board.shot_count, board.film_s] == [2, 0]


def test_warnings_of_a_refused_file_are_told_too(refused: Callable[[str], Sequence[Problem]]) -> None:
    problems = refused("shot_id,duration_s\n1,8\n1,ten\n")
    assert sorted(problem.level for problem in problems) == ["error", "warning"]


def test_empty_cells_beyond_the_columns_are_nothing(storyboard_of: Callable[[str], Storyboard]) -> None:
    board = storyboard_of("duration_s,notes\n8,windy,,\n9\n")
    assert [(shot.seconds, shot.notes) for shot in board.shots] == [(Decimal(8), "windy"), (Decimal(9), "")]


def test_an_unnamed_column_is_called_by_its_place(storyboard_of: Callable[[str], Storyboard]) -> None:
    board = storyboard_of("duration_s,,Lens\n8,a,b\n")
    assert board.extra_columns == ["column 2", "Lens"]
    assert dict(board.shots[0].extra) == {"column 2": "a", "Lens": "b"}


@pytest.mark.parametrize(
    ("text", "said"),
    [("yes", True), ("Y", True), ("TRUE", True), ("1", True), ("x", True), ("no", False), ("0", False)],
)
def test_yes_and_no_have_their_usual_spellings(
    text: str,
    said: bool,  # noqa: FBT001 - pytest gives it
) -> None:
    assert read_yes_no(text) is said
    with pytest.raises(KlingCostError, match="is neither yes nor no"):
        read_yes_no(f"{text}!")


def test_a_header_is_compared_without_case_and_joints() -> None:
    assert {header_key(spelled) for spelled in ("Duration S", "duration-s", " DURATION_S ")} == {"duration_s"}
    assert all(header_key(name) == name for name in COLUMNS)


def test_a_problem_is_written_with_its_place() -> None:
    whole = Problem(level="error", code="x", message="is wrong", file="film.csv", row=4, column="audio")
    assert str(whole) == "film.csv, row 4, column audio: is wrong"
    in_a_table = Problem(level="error", code="x", message="is wrong", file="a.toml", column="offers[3]")
    assert str(in_a_table) == "a.toml, offers[3]: is wrong"
    assert str(Problem(level="error", code="x", message="is wrong")) == "is wrong"


def test_an_error_without_a_place_is_one_problem() -> None:
    (problem,) = KlingCostError("something happened").problems()
    assert (problem.level, problem.code, problem.message) == ("error", "error", "something happened")
