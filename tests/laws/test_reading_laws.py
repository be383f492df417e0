"""Laws of reading: a storyboard written as CSV reads back as it was, however its header is spelled."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_cost import InputRefused, Models, read_storyboard
from kling_cost.amounts import plain
from kling_cost.testing import storyboards

if TYPE_CHECKING:
    from kling_cost.storyboard.shot import Shot, Storyboard

MODELS = Models()
boards = storyboards(most_shots=5, classes=["hero", "b-roll"])
COLUMNS = (
    "shot_id",
    "scene",
    "description",
    "duration_s",
    "mode",
    "audio",
    "takes",
    "accept",
    "keepers",
    "at_cap",
    "shot_class",
    "count",
    "product",
    "account",
    "project",
)


def cells_of(shot: Shot) -> dict[str, str]:
    return {
        "shot_id": shot.shot_id,
        "scene": shot.scene,
        "description": shot.description,
        "duration_s": "" if shot.seconds is None else plain(shot.seconds),
        "mode": str(shot.mode or ""),
        "audio": str(shot.audio or ""),
        "takes": str(shot.takes or ""),
        "accept": "" if shot.accept is None else plain(shot.accept),
        "keepers": str(shot.keepers or ""),
        "at_cap": str(shot.at_cap or ""),
        "shot_class": shot.shot_class or "",
        "count": str(shot.count),
        "product": str(shot.product),
        "account": shot.account,
        "project": shot.project,
    }


def written(board: Storyboard, headers: dict[str, str] | None = None) -> str:
    """Write a storyboard as CSV, its columns in the order of ``headers`` and spelled as there."""
    spelled = headers or {name: name for name in COLUMNS}
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(spelled.values())
    writer.writerows([cells_of(shot)[name] for name in spelled] for shot in board.shots)
    return out.getvalue()


def read(content: bytes) -> Storyboard:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "drawn.csv"
        path.write_bytes(content)
        return read_storyboard(path, models=MODELS)


@st.composite
def spellings(draw: st.DrawFn) -> dict[str, str]:
    """Draw every column's header in some case, with some joints and blanks, in some order."""
    order = draw(st.permutations(COLUMNS))
    spelled = {}
    for name in order:
        cased = "".join(letter.upper() if draw(st.booleans()) else letter for letter in name)
        joint = draw(st.sampled_from(["_", "-", " ", "  ", " - "]))
        blank = draw(st.sampled_from(["", " ", "\t"]))
        spelled[name] = blank + cased.replace("_", joint) + blank
    return spelled


@given(boards)
def test_a_storyboard_written_as_csv_reads_back_as_it_was(board: Storyboard) -> None:
    assert read(written(board).encode()).shots == board.shots


@given(boards, spellings(), st.booleans())
def test_case_blanks_order_and_a_byte_order_mark_do_not_change_what_is_read(
    board: Storyboard,
    headers: dict[str, str],
    marked: bool,  # noqa: FBT001 - hypothesis draws it
) -> None:
    encoding = "utf-8-sig" if marked else "utf-8"
    found = read(written(board, headers).encode(encoding))
    assert found.shots == board.shots
    assert found.extra_columns == []


@given(boards, st.sampled_from(["\r\n", "\n"]))
def test_the_line_ending_does_not_change_what_is_read(board: Storyboard, ending: str) -> None:
    text = written(board).replace("\r\n", ending)
    assert read(text.encode()).shots == board.shots


@given(boards, st.integers(0, 8), st.sampled_from(["", ",,,", "# a comment, with a comma", " , "]))
def test_blank_rows_and_comments_only_move_the_row_numbers(board: Storyboard, place: int, added: str) -> None:
    rows = written(board).split("\r\n")[:-1]
    place = min(place, len(board.shots)) + 1
    found = read("\r\n".join([*rows[:place], added, *rows[place:]]).encode()).shots
    moved = [(shot.row or 0) + (1 if (shot.row or 0) > place else 0) for shot in board.shots]
    assert [shot.row for shot in found] == moved
    assert [cells_of(shot) for shot in found] == [cells_of(shot) for shot in board.shots]


@given(boards, st.text("abc XYZ-0.1", min_size=1, max_size=9).map(str.strip).filter(bool))
def test_a_column_that_is_not_known_is_kept_and_changes_nothing(board: Storyboard, cell: str) -> None:
    rows = written(board).split("\r\n")[:-1]
    text = "\r\n".join([rows[0] + ",Colour", *(f"{row},{cell}" for row in rows[1:])])
    found = read(text.encode())
    assert found.extra_columns == ["Colour"]
    assert all(shot.extra == {"Colour": cell} for shot in found.shots)
    assert [cells_of(shot) for shot in found.shots] == [cells_of(shot) for shot in board.shots]


@given(boards)
def test_film_and_shots_are_counted_as_often_as_they_are_wanted(board: Storyboard) -> None:
    videos = [shot for shot in board.shots if not shot.is_image]
    assert board.film_s == sum(((shot.seconds or 0) * shot.count for shot in videos), Decimal(0))
    assert board.shot_count == sum(shot.count for shot in videos) + len(board.shots) - len(videos)


FAULTS = {
    "duration_s": ["0", "-1", "ten", "-0:05", "3601", "0.0000001", "5e999", "inf"],
    "mode": ["fly"],
    "audio": ["loud"],
    "takes": ["0", "-1", "2.5", "many", "1001", "²"],
    "accept": ["0", "1.1", "120%", "half", "-0.5"],
    "keepers": ["0", "-1", "1.5", "all", "1001"],
    "at_cap": ["stay", "0", "proceed or fail"],
    "shot_class": ["?", "--", "x" * 41],
    "count": ["0", "1001", "x"],
    "product": ["smell"],
}
faulty_rows = st.fixed_dictionaries(
    {}, optional={name: st.sampled_from(values) for name, values in FAULTS.items()}
)


@given(st.lists(faulty_rows, min_size=1, max_size=6))
def test_a_file_gives_a_message_for_every_fault_with_its_row_and_column(faults: list[dict[str, str]]) -> None:
    right = {"duration_s": "8"}
    out = StringIO(newline="")
    writer = csv.DictWriter(out, list(FAULTS))
    writer.writeheader()
    writer.writerows(right | row for row in faults)
    expected = {(number, column) for number, row in enumerate(faults, start=2) for column in row}
    if not expected:
        assert len(read(out.getvalue().encode()).shots) == len(faults)
        return
    with pytest.raises(InputRefused) as refused:
        read(out.getvalue().encode())
    problems = refused.value.problems()
    assert {(problem.row, problem.column) for problem in problems} == expected
    assert len(problems) == len(expected)
    assert all(problem.level == "error" and problem.message for problem in problems)


@given(st.integers(0, 10**7), st.integers(0, 12))
def test_a_whole_number_has_the_same_limits_with_and_without_leading_zeros(number: int, zeros: int) -> None:
    text = f"duration_s,priority\n8,{'0' * zeros}{number}\n".encode()
    if number <= 1_000_000:
        assert read(text).shots[0].priority == number
    else:
        with pytest.raises(InputRefused, match="is not a whole number from 0 to 1,000,000"):
            read(text)
