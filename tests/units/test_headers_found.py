"""Which row names the columns, and what each column means: found, or as the user says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kling_cost import InputRefused, Models
from kling_cost.storyboard import headers
from kling_cost.storyboard.headers import listed
from kling_cost.storyboard.read import storyboard_in
from kling_cost.storyboard.reading import Reading, column_said

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost.storyboard.shot import Storyboard


@pytest.fixture
def read(models: Models) -> Callable[..., Storyboard]:
    def reading(text: str, **columns: str) -> Storyboard:
        return storyboard_in(text.encode(), "x.csv", models=models, reading=Reading(columns=columns))

    return reading


@pytest.fixture
def refusal(read: Callable[..., Storyboard]) -> Callable[..., str]:
    def refused(text: str, **columns: str) -> str:
        with pytest.raises(InputRefused) as found:
            read(text, **columns)
        return str(found.value.problems()[0])

    return refused


def lengths(board: Storyboard) -> list[tuple[str, str]]:
    return [(shot.shot_id, str(shot.seconds)) for shot in board.shots]


TWO = [("1", "4"), ("2", "5")]


@pytest.mark.parametrize(
    ("text", "skipped"),
    [
        ("shot,action,duration\n1,Waves,4\n2,Boat,5\n", 0),
        ("My film,,\nversion 3,,\nshot,action,duration\n1,Waves,4\n2,Boat,5\n", 2),
        ("Title,Version,Date\nMy film,3,May\nshot,action,duration\n1,Waves,4\n2,Boat,5\n", 2),
        ("shot,action,duration\n1,Waves,4\nshot,action,duration\n2,Boat,5\n", 1),
        ("shot,action,duration\n1,Waves,4\nSHOT,ACTION,DURATION\n2,Boat,5\n", 0),
        ("shot,action,duration\n1,Waves,4\nduration,shot,action\n5,2,Boat\n", 0),
        ("Shot,Camera,Time\nshot no,lens,TC in,TC out\n1,50,0:00,0:04\n2,35,0:04,0:09\n", 1),
    ],
    ids=[
        "first",
        "below titles",
        "below a card",
        "again",
        "again, louder",
        "in another order",
        "in two lines",
    ],
)
def test_a_header_is_found_wherever_it_stands(
    read: Callable[..., Storyboard], text: str, skipped: int
) -> None:
    board = read(text)
    assert (lengths(board), board.skipped_rows) == (TWO, skipped)


def test_a_header_of_our_own_columns_is_preferred_and_its_rows_are_shots(
    read: Callable[..., Storyboard],
) -> None:
    assert lengths(read("title,name,type\nFilm,x,y\nshot_id,duration_s\n1,4\n2,5\n")) == TWO
    board = read("shot_id,duration_s,description,notes\n1,4,,\nclip,,action,notes\n")
    assert lengths(board) == [("1", "4"), ("clip", "None")]


@pytest.mark.parametrize(
    ("header", "is_ours"), [("shot_id,action,duration", False), ("x,shot,duration_s", True)]
)
def test_a_table_is_ours_by_a_column_that_only_ours_have(
    read: Callable[..., Storyboard],
    header: str,
    is_ours: bool,  # noqa: FBT001 - pytest gives it
) -> None:
    board = read(f"{header}\nScene 1,,\n1,2,3\n")
    assert len(board.shots) == (2 if is_ours else 1)


def test_a_header_is_looked_for_in_the_first_forty_rows(
    read: Callable[..., Storyboard], refusal: Callable[..., str]
) -> None:
    chatter = "".join(f"line {row},,\n" for row in range(39))
    assert lengths(read(f"{chatter}shot,action,duration\n1,Waves,4\n2,Boat,5\n")) == TWO
    assert "no row of it names its columns" in refusal(f"line,,\n{chatter}shot,action,duration\n1,Waves,4\n")


@pytest.mark.parametrize("second", ["clip,prompt,seconds", "clip,prompt,shot length,camera movement"])
def test_two_tables_of_one_file_are_both_read_whichever_names_its_columns_better(
    read: Callable[..., Storyboard], second: str
) -> None:
    board = read(f"shot,action,duration,weather\n1,Waves,4,fair\n{second}\n2,Boat,5\n")
    assert (lengths(board), board.skipped_rows) == (TWO, 0)
    assert [(shot.description, shot.prompt) for shot in board.shots] == [("Waves", ""), ("", "Boat")]


def test_what_stands_above_two_tables_is_counted_once(read: Callable[..., Storyboard]) -> None:
    board = read("My film,,\nshot,action,duration\n1,Waves,4\nclip,prompt,seconds\n2,Boat,5\n")
    assert (lengths(board), board.skipped_rows) == (TWO, 1)


def test_a_row_of_our_own_columns_that_holds_names_of_columns_is_a_shot(
    read: Callable[..., Storyboard],
) -> None:
    own = read("shot_id,description,duration_s,model\n1,Waves,4,\nshot,action,8,v3\n")
    assert lengths(own) == [("1", "4"), ("shot", "8")]


@pytest.mark.parametrize(
    ("header", "cells", "found", "told"),
    [
        ("shot,target duration,duration", "1,6,4", "4", "'duration' is duration_s (not 'target duration')"),
        ("shot,final duration,duration", "1,4,6", "4", "'final duration' is duration_s (not 'duration')"),
        ("shot,sec,length", "1,4,6", "4", "'sec' is duration_s (not 'length')"),
        ("shot,尺,duration", "1,4,6", "4", "'尺' is duration_s (not 'duration')"),
        ("shot,duration,duration_s", "1,6,4", "4", "'duration_s' is duration_s (not 'duration')"),
        ("duration_s,duration,shot", "4,6,1", "4", "'duration_s' is duration_s (not 'duration')"),
    ],
)
def test_of_two_columns_that_mean_the_same_the_better_named_is_taken_and_the_other_listed(
    read: Callable[..., Storyboard], header: str, cells: str, found: str, told: str
) -> None:
    board = read(f"{header}\n{cells}\n")
    assert lengths(board) == [("1", found)]
    assert any(told in text for text in board.assumptions)


def test_a_column_that_is_taken_for_one_meaning_is_not_listed_for_another(
    read: Callable[..., Storyboard],
) -> None:
    board = read("shot,title,action,duration\n1,Dawn,Waves,4\n")
    (told,) = [text for text in board.assumptions if text.startswith("columns of")]
    assert told == (
        "columns of the table: 'shot' is shot_id (not 'title'), 'action' is description (not 'title'),"
        " 'duration' is duration_s"
    )
    board = read("shot,tc in,in,tc out,out,lens\n1,0:00,0,0:04,96,35\n")
    assert board.assumptions[0].endswith("'tc in' is start, 'tc out' is end")


@pytest.mark.parametrize(
    ("columns", "shots"),
    [
        ({}, [("1", "6")]),
        ({"duration_s": "尺"}, [("1", "6")]),
        ({"duration_s": "DURATION"}, [("1", "4")]),
        ({"duration_s": " target-length "}, [("1", "7")]),
        ({"duration_s": ""}, [("1", "None")]),
        ({"shot_id": "action"}, [("Waves", "6")]),
        ({"shot_id": ""}, [("1", "6")]),
        ({"shot_id": "尺", "duration_s": "target_length"}, [("6", "7")]),
    ],
)
def test_what_the_user_says_of_a_column_counts(
    read: Callable[..., Storyboard], columns: dict[str, str], shots: list[tuple[str, str]]
) -> None:
    board = read("shot,action,duration,Target Length,尺,\n1,Waves,4,7,6,9\n", **columns)
    assert lengths(board) == shots


def test_the_user_overrules_our_own_column(read: Callable[..., Storyboard]) -> None:
    assert lengths(read("shot_id,duration_s,final\n1,4,6\n", duration_s="final")) == [("1", "6")]


@pytest.mark.parametrize("rows", [1, 4])
def test_columns_of_any_name_are_read_once_the_user_says_what_they_mean(
    read: Callable[..., Storyboard], refusal: Callable[..., str], rows: int
) -> None:
    text = "A list\ncolour,weight\n" + "".join(f"red{row},{row + 3}\n" for row in range(rows))
    refusal(text)
    board = read(text, shot_id="colour", duration_s="Weight")
    assert lengths(board) == [(f"red{row}", str(row + 3)) for row in range(rows)]
    assert [shot.row for shot in board.shots] == [row + 3 for row in range(rows)]


def test_one_column_that_the_user_names_makes_a_header(read: Callable[..., Storyboard]) -> None:
    assert lengths(read("colour,height\nred,4\nblue,5\n", shot_id="colour")) == [
        *[("red", "None"), ("blue", "None")]
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("duration=尺", ("duration_s", "尺")),
        ("Shot ID = No. ", ("shot_id", "No.")),
        ("fps=", ("fps", "")),
        ("镜号=a=b", ("shot_id", "a=b")),
    ],
)
def test_a_column_is_named_by_its_meaning_in_any_spelling(text: str, said: tuple[str, str]) -> None:
    assert column_said(text) == said


def test_a_later_header_may_have_names_that_only_the_user_knows(read: Callable[..., Storyboard]) -> None:
    text = "shot,action,bar\n1,Waves,4\nbar,clip,prompt\n5,2,Boat\n"
    assert lengths(read(text, duration_s="bar")) == TWO


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("Durtion", "x.csv: has no column 'Durtion' for duration_s; did you mean 'duration'?"),
        ("xyz", "x.csv: has no column 'xyz' for duration_s; its columns are shot, action, duration"),
    ],
)
def test_a_column_that_does_not_exist_is_refused_with_the_ones_that_do(
    refusal: Callable[..., str], said: str, hint: str
) -> None:
    assert refusal("shot,action,duration\n1,Waves,4\n", duration_s=said) == hint


def test_a_column_that_one_of_two_tables_has_does_exist(read: Callable[..., Storyboard]) -> None:
    text = "shot,action,duration\n1,Waves,4\nclip,prompt,seconds,bar\n2,Boat,6,5\n"
    assert lengths(read(text, duration_s="bar")) == [("1", "None"), ("2", "5")]


def test_columns_without_a_name_are_called_by_their_place_and_kept(read: Callable[..., Storyboard]) -> None:
    board = read("shot,,duration,\n1,a,4,b\n")
    assert board.extra_columns == ["column 2", "column 4"]
    assert dict(board.shots[0].extra) == {"column 2": "a", "column 4": "b"}


@pytest.mark.parametrize(
    "header",
    [
        "镜号,画面内容,时长（秒）,台词,场景",
        "カット,内容,尺,セリフ,シーン",
        "N° de plan,Descriptif,Durée (s),Voix off,Numéro de scène",
        "Nº de plano,Acción,Duración,Voz en off,Escena",
        "Einstellung,Handlung,Dauer (Sek.),Sprechertext,Szene",
        "Plano,Descrição,Duração,Locução,Cena",
        "컷번호,내용,길이,대사,씬",
        "SHOT NO.,shot_description,Shot-Length,VO,Scene #",
    ],
)
def test_columns_are_known_in_the_languages_of_film_makers(
    read: Callable[..., Storyboard], header: str
) -> None:
    (shot,) = read(f"{header}\n7,Waves,4,Ahoy,Pier\n").shots
    assert (shot.shot_id, shot.description, str(shot.seconds)) == ("7", "Waves", "4")
    assert (shot.dialogue, shot.scene) == ("Ahoy", "Pier")


def test_too_many_columns_are_refused(read: Callable[..., Storyboard], refusal: Callable[..., str]) -> None:
    wide = "shot,duration," + ",".join(f"c{at}" for at in range(998))
    assert lengths(read(f"{wide}\n1,4\n2,5\n")) == TWO
    assert "has over 1,000 columns" in refusal(f"{wide},more\n1,4\n")
    assert "has over 1,000 columns" in refusal(f"{wide}\n1,4\nclip,seconds,prompt\n2,5,x\n")


def test_the_cells_of_all_tables_are_counted(
    refusal: Callable[..., str], read: Callable[..., Storyboard], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(headers, "MOST_CELLS", 12)
    both = "shot,duration,action\n1,4,a\n{}clip,duration,action\n2,5,b\n"
    assert lengths(read(both.format("3,6,c\n"))) == [("1", "4"), ("3", "6"), ("2", "5")]
    assert "4 columns for 4 rows, over 12 cells" in refusal(both.format("3,6,c\n4,6,c\n"))


def test_names_for_a_message_are_not_all_of_very_many() -> None:
    assert listed(["a", "", "b" * 61]) == f"a, {'b' * 60}..."
    assert listed(f"c{at}" for at in range(30)).endswith("c28, c29")
    assert listed(f"c{at}" for at in range(32)).endswith("c29 and 2 more")


def test_columns_of_one_name_that_are_not_ours_are_all_kept(read: Callable[..., Storyboard]) -> None:
    board = read("shot_id,duration_s,Vendor,Vendor,Vendor (2)\n1,5,a,b,c\n")

    assert board.extra_columns == ["Vendor", "Vendor (2)", "Vendor (2) (2)"]
    assert list(board.shots[0].extra.values()) == ["a", "b", "c"]
