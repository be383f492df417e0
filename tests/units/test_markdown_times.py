"""Lines that begin with a time or a length, as multi-shot prompts and short lists are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kling_cost.storyboard.readers.kinds import content_of
from kling_cost.storyboard.readers.markdown import looks_like_markdown, markdown_tables
from kling_cost.storyboard.table import FileFault

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOTS = "| Shot | Time |\n|---|---|\n| 1 | 5s |\n"


def rows(text: str, name: str = "list.txt") -> list[Sequence[str]]:
    """Give the header and the rows of the only table, as the reader that a file's bytes choose reads them."""
    (table,) = content_of(text.encode(), name, fps=None).tables
    return [list(row.cells) for row in table.rows]


@pytest.mark.parametrize("name", ["list.txt", "list.md"])
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("0:00-0:04 Wide", "0:04-0:09 Boat"),
        ("[0:00-0:04] Wide", "[0:04-0:09] Boat"),
        ("(0:00-0:04) Wide", "(0:04-0:09) Boat"),
        ("- 0:00-0:04 Wide", "- 0:04-0:09 Boat"),
        ("0:00-0:04: Wide", "0:04-0:09: Boat"),
    ],
)
def test_a_range_before_words_is_kept_whole(first: str, second: str, name: str) -> None:
    assert rows(f"{first}\n{second}\n", name) == [
        ["shot_id", "description", "duration"],
        ["", "Wide", "0:00-0:04"],
        ["", "Boat", "0:04-0:09"],
    ]


def test_a_range_behind_a_number_is_kept_whole() -> None:
    assert rows("1. 0:00-0:04 Wide\n2. 0:04-0:09 Boat\n", "list.md")[1:] == [
        ["1", "Wide", "0:00-0:04"],
        ["2", "Boat", "0:04-0:09"],
    ]


def test_a_multi_shot_prompt_in_brackets_is_no_json_and_its_commas_part_no_cells() -> None:
    assert rows("[0-3s] A samurai, wind.\n[3-7s] He draws, low angle.\n")[1:] == [
        ["", "A samurai, wind", "0-3s"],
        ["", "He draws, low angle", "3-7s"],
    ]


@pytest.mark.parametrize(
    "lines", [("5s - Wide", "4s - Boat"), ("[5s] Wide", "[4s] Boat"), ("5s: Wide", "4s: Boat")]
)
def test_a_length_set_off_before_words_is_that_of_a_shot(lines: tuple[str, str]) -> None:
    assert rows("\n".join(lines))[1:] == [["", "Wide", "5s"], ["", "Boat", "4s"]]


def test_a_length_behind_a_comma_is_not_a_cell() -> None:
    assert rows("Shot 1: Wide, 5 seconds\nShot 2: Boat, 4 seconds\n")[1:] == [
        ["1", "Wide", "5 seconds"],
        ["2", "Boat", "4 seconds"],
    ]
    assert not looks_like_markdown("Shot,Length\nShot 1: Wide,5s\nShot 2: Boat,4s\nShot 3: End,4s\n")


def test_times_that_ascend_from_zero_are_where_shots_start() -> None:
    assert rows("0:00 - Wide\n0:04 - Boat\n1:00:00 - End\n") == [
        ["shot_id", "description", "start"],
        ["", "Wide", "0:00"],
        ["", "Boat", "0:04"],
        ["", "End", "1:00:00"],
    ]


@pytest.mark.parametrize("times", [("0:05", "0:04"), ("0:04", "0:09"), ("0:00", "0:00"), ("0:00", "4s")])
def test_other_times_are_lengths(times: tuple[str, str]) -> None:
    header, *_ = rows(f"{times[0]} - Wide\n{times[1]} - Boat\n")
    assert header == ["shot_id", "description", "duration"]


@pytest.mark.parametrize("above", ["Shot list:", "# Storyboard", "**Here are the shots:**", "分镜："])
def test_numbered_lines_below_the_word_for_a_shot_list_are_shots(above: str) -> None:
    assert rows(f"{above}\n\n1. Wide shot of a beach\n2. Close-up of a crab\n", "list.md") == [
        ["shot_id", "description"],
        ["1", "Wide shot of a beach"],
        ["2", "Close-up of a crab"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        "# Pancakes\n\n1. Mix flour (2 min)\n2. Rest the batter for 10 minutes\n3. Fry 30 seconds per side\n",
        "Things:\n1. Milk\n2. Eggs\n",
        "# Shots\n\n1. Only one\n\n# Eggs\n\n1. Milk\n2. Eggs\n",
    ],
)
def test_steps_that_take_minutes_and_other_lists_are_no_shots(text: str) -> None:
    with pytest.raises(FileFault, match="holds no"):
        markdown_tables(text)


def test_a_shot_in_minutes_is_one() -> None:
    assert rows("## Shot 1: Sunrise (2 min)\n## Shot 2: Noon (3 min)\n", "list.md")[1:] == [
        ["1", "Sunrise", "2 min"],
        ["2", "Noon", "3 min"],
    ]


@pytest.mark.parametrize(
    ("line", "length"),
    [
        ("Total runtime: 45 seconds", "45 seconds"),
        ("**Total Duration: ~45s**", "~45s"),
        ("- **Total:** 45s", "45s"),
        ("### Total length (approx.): 0:45", "0:45"),
        ("总时长：45秒", "45秒"),
        ("Durée totale : 45 s", "45 s"),
        ("Running time: 45s", "45s"),
    ],
)
def test_a_total_beside_a_table_is_the_films(line: str, length: str) -> None:
    for text in (f"{SHOTS}\n{line}\n", f"{line}\n\n{SHOTS}"):
        content = markdown_tables(text)
        assert [table.defaults for table in content.tables] == [{"total_duration": length}]
        assert content.skipped == 0


@pytest.mark.parametrize(
    "line", ["Total GPU time: 45s", "Total shots: 6", "Total cost: $45", "Duration: 45s"]
)
def test_other_sums_are_not_the_films_length(line: str) -> None:
    (table,) = markdown_tables(f"{SHOTS}\n{line}\n").tables
    assert table.defaults == {}


def test_each_part_has_its_total_and_the_film_has_one_for_all() -> None:
    part = f"{SHOTS}\nTotal: %ss\n\n"
    parts = markdown_tables(part % 5 + part % 6).tables
    assert [table.defaults for table in parts] == [{"total_duration": "5s"}, {"total_duration": "6s"}]
    film = markdown_tables(f"{SHOTS}\n{SHOTS}\nTotal: 10s").tables
    assert [table.defaults for table in film] == [{"total_duration": "10s"}] * 2
