"""Storyboards in Markdown as people write them: tables, their scenes, what is Markdown, what is refused."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from kling_cost.storyboard.readers.markdown import looks_like_markdown, markdown_tables
from kling_cost.storyboard.readers.markdown_blocks import plain
from kling_cost.storyboard.table import MOST_ROWS, Content, FileFault

if TYPE_CHECKING:
    from collections.abc import Sequence


def read(text: str) -> Content:
    return markdown_tables(dedent(text).lstrip("\n"))


def rows(text: str) -> list[Sequence[str]]:
    """Give the rows of the only table."""
    (table,) = read(text).tables
    return [list(row.cells) for row in table.rows]


def refused(text: str) -> FileFault:
    with pytest.raises(FileFault) as found:
        read(text)
    return found.value


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("**8s** ✓", "8s ✓"),
        ("shot_id and _this_", "shot_id and this"),
        ("`dolly in` [Kling](https://example.com)", "dolly in Kling"),
        ("one<br>two<br/>three", "one two three"),
        ("AT&amp;T &mdash; 5", "AT&T — 5"),
        ("~8s", "~8s"),
        ("~~4s~~ 5s", "4s 5s"),
        ("<<<image_1>>> waves", "<<<image_1>>> waves"),
        ("**画面。**后", "画面。后"),
        ("2 * 3 < 7", "2 * 3 < 7"),
        (r"\*not bold\*", "*not bold*"),
        ("![a fox](fox.png)", "a fox"),
    ],
)
def test_markup_is_taken_out_of_words(written: str, words: str) -> None:
    assert plain(written) == words


def test_a_table_stands_under_the_scene_whose_heading_is_above_it() -> None:
    content = read(
        """
        # My film

        ## Scene 2: The **harbour**
        Gulls.

        ### Shots
        | Shot | Duration |
        |:----:|---------:|
        | 001  | 8s       |

        ## Cast
        | Name | Duration |
        |---|---|
        | Ann | 2s |
        """
    )
    assert [(table.scene, table.headed) for table in content.tables] == [
        ("Scene 2: The harbour", True),
        ("Cast", True),
    ]
    assert [row.number for row in content.tables[0].rows] == [7, 9]
    # the film's title, the gulls, and the heading between a scene and its table
    assert content.skipped == 3


def test_a_line_in_bold_above_a_table_names_it() -> None:
    content = read("**Scene 1: Dawn:**\n\n| Shot | s |\n|---|---|\n| 1 | 5 |\n")
    assert content.tables[0].scene == "Scene 1: Dawn"


@pytest.mark.parametrize(
    "text",
    [
        "Shot | Dur | Note\n--- | --- | ---\n1 | 5s | x\n| 5s | y\n",
        "Here is it:\n| Shot | Dur | Note |\n|---|---|---|\n| 1 | 5s | x |\n|  | 5s | y |\nThat is all.",
        "| Shot | Dur | Note |\n|---|---|\n| 1 | 5s | x |\n|---|---|---|\n\n| | 5s | y |\n",
        "- x\n\n      | Shot | Dur | Note |\n      |---|---|---|\n      | 1 | 5s | x |\n      | | 5s | y |\n",
        "| Shot | Dur | Note |\n|：---|---：|———|---|\n| 1 | 5s | x |\n|| 5s | y |\n",
        "+---+---+---+\n| Shot | Dur | Note |\n+---+---+---+\n| 1 | 5s | x |\n+---+---+---+\n| | 5s | y |\n",
        "```\n| Shot | Dur | Note |\n|---|---|---|\n| 1 | 5s | x |\n| | 5s | y |\n",
    ],
)
def test_sloppy_tables_are_read(text: str) -> None:
    assert rows(text) == [["Shot", "Dur", "Note"], ["1", "5s", "x"], ["", "5s", "y"]]


def test_rows_keep_their_own_width() -> None:
    assert rows("| Shot | Dur |\n|---|---|\n| 1 |\n| 2 | 5s | more |\n") == [
        ["Shot", "Dur"],
        ["1"],
        ["2", "5s", "more"],
    ]


def test_pipes_in_code_and_escaped_pipes_are_text() -> None:
    text = "| Shot | Prompt |\n|---|---|\n| 1 | `a|b` |\n| 2 | a \\| b |\n| 3 | lone ` tick |\n"
    assert [row[1] for row in rows(text)] == ["Prompt", "a|b", "a | b", "lone ` tick"]


def test_a_table_without_a_header_says_so() -> None:
    (blank,) = read("| | |\n|---|---|\n| 1 | 5s |\n").tables
    (bare,) = read("| 1 | 5s |\n| 2 | 6s |\n").tables
    assert (blank.headed, [list(row.cells) for row in blank.rows]) == (False, [["1", "5s"]])
    assert (bare.headed, len(bare.rows)) == (False, 2)


def test_a_header_alone_is_a_table_of_no_shots() -> None:
    assert rows("| Shot | Duration |\n|---|---|\n") == [["Shot", "Duration"]]


def test_other_code_and_comments_are_no_rows() -> None:
    table = "| Shot | Dur |\n|---|---|\n| 1 | 5s |\n"
    content = markdown_tables(f"{table}\n```python\n{table}```\n\n<!--\n{table}-->\n")
    assert len(content.tables) == 1
    assert content.skipped == 10


@pytest.mark.parametrize(
    "text", ["A man walks in, cinematic, 4k.\n\nThe camera pans.\n", "One **bold** line.\n"]
)
def test_a_video_prompt_is_told_from_a_shot_list(text: str) -> None:
    fault = refused(text)
    assert fault.code == "no-shots-found"
    assert str(fault) == "holds one text and no shots; price a single clip with `kling-cost price`"


@pytest.mark.parametrize(
    "text",
    ["", "# Essay\n## Part 1\nOf shots.\n## Part 2\n", "- milk\n- bread\n", "1. Open it\n2. Close it\n"],
)
def test_a_text_without_shots_is_refused_with_what_was_looked_for(text: str) -> None:
    fault = refused(text)
    assert fault.code == "no-shots-found"
    assert "## Shot 1: Handshake (8s)" in str(fault)


@pytest.mark.parametrize(
    "text",
    [
        "a | b\n--|--\n",
        "> | a | b |\n> |---|:-:|\n",
        "Sure! Here it is.\n\n## Shot 1A: Handshake\n",
        "**Shot 1** (5s): a\n\n**Shot 2** (5s): b\n",
        "### Hook (0-3s)\ntext, more\n### Problem (3-8s)\ntext\n",
        "### Opening\n**Duration:** 5s\n### End\n**Duration:** 4s\n",
    ],
)
def test_markdown_is_recognised(text: str) -> None:
    assert looks_like_markdown(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "shot_id,duration_s\n1,5\n",
        '# Scene 1: my shots\nid,duration_s,note\n1,5,x\n2,4,"a, b"\n',
        "id|seconds\n1|5\n2|6\n",
        "Here it is:\n```csv\nid,seconds\n1,5\n```\n## Shot 1\n",
        "time\ttext\n0:00-0:05\tShot 1\n0:05-0:06\tShot 2\n",
        "A man walks, cinematic. Shot on film.\n",
        "# Essay\n## Part 1\ntext\n## Part 2\n",
    ],
)
def test_cells_with_separators_and_prose_are_not_markdown(text: str) -> None:
    assert not looks_like_markdown(text)


@pytest.mark.parametrize(
    "text",
    [
        "## Shot 1\n" + "\n" * (2 * MOST_ROWS),
        "## Shot 1\n" + "a" * 8_000_001,
        "## Shot 1\n" + "a\n" * 60_001,
        "|a|\n|-|\n" + "|1|\n" * MOST_ROWS,
        ("|" * 1000 + "\n|-|\n") + ("|a" * 1000 + "|\n") * 3999,
    ],
    ids=["lines", "characters", "words", "rows", "cells"],
)
def test_what_no_storyboard_holds_is_refused(text: str) -> None:
    with pytest.raises(FileFault) as found:
        markdown_tables(text)
    assert found.value.code == "too-large"
    assert "CSV" in str(found.value)


@pytest.mark.parametrize(
    "piece",
    [
        ">",
        "> ",
        "- ",
        "|",
        "|-",
        "`",
        "``` ",
        "**a",
        "_a*",
        "[",
        "![",
        "[a](",
        "<",
        "<b ",
        "<!--",
        "&",
        "\\",
        " ",
        "(",
        "#",
        "\0",
    ],
)
@pytest.mark.parametrize("before", ["", "## Shot 1 ", "| a | b |\n|---|---|\n| "])
def test_hostile_lines_come_to_an_end(before: str, piece: str) -> None:
    text = before + piece * (400_000 // len(piece)) + "x"
    looks_like_markdown(text)
    try:
        content = markdown_tables(text)
    except FileFault:
        return
    assert content.tables
