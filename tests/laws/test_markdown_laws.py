"""Laws of the Markdown reader: tables read back, prose changes nothing, any text at all has an answer."""

from __future__ import annotations

import re
import string

from hypothesis import example, given
from hypothesis import strategies as st

from kling_cost.storyboard.readers.markdown import looks_like_markdown, markdown_tables
from kling_cost.storyboard.table import Content, FileFault

# A line of a table cannot hold line breaks, and a null is no text; blanks at a cell's ends are layout.
cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0"), max_size=12).map(
    str.strip
)
snippets = st.sampled_from(
    [
        "## Shot 1: Wide (5s)\n",
        "### Scene 2 | ~8s\n",
        "**Shot 3** (5 sec): text\n",
        "1. **Close-up** (3s) - text\n",
        "- 0:05-0:10: text\n",
        "- Camera: dolly\n",
        "**Prompt:**\n",
        "| Shot | Duration |\n",
        "|---|:-:|\n",
        "| 1 | **8s** ✓ |\n",
        "a \\| b\n",
        "\\|\n",
        "```markdown\n",
        "```\n",
        "~~~csv\n",
        "> ",
        "  - ",
        "\t",
        "---\n",
        "===\n",
        "<!-- ",
        "-->",
        "&nbsp;",
        "\n",
        "\r",
        "\0",
        "`",
        "**",
        "[a](b",
        "#",
        "第3镜：",
        "Total: 30s\n",
    ]
)
any_text = st.lists(snippets | st.text(max_size=8), max_size=30).map("".join)
words = st.text(st.sampled_from(string.ascii_letters + "äé镜 .,"), min_size=1, max_size=30).map(str.strip)
prose = st.lists(st.tuples(st.sampled_from(["", "# ", "## ", "> "]), words).map("".join), max_size=4).map(
    "\n\n".join
)


@st.composite
def tables_of_text(draw: st.DrawFn) -> list[list[str]]:
    """Give a header and rows of one width, none of them blank."""
    width = draw(st.integers(1, 5))
    row = st.lists(cells, min_size=width, max_size=width).filter(any)
    return draw(st.lists(row, min_size=1, max_size=6))


def escaped(cell: str) -> str:
    return re.sub(f"([{re.escape(string.punctuation)}])", r"\\\1", cell)


def as_markdown(table: list[list[str]], edge: str = "|") -> str:
    lines = [f"{edge} " + " | ".join(map(escaped, row)) + f" {edge}" for row in table]
    return "\n".join([lines[0], "|" + "---|" * len(table[0]), *lines[1:]])


def cells_read(content: Content) -> list[list[list[str]]]:
    return [[list(row.cells) for row in table.rows] for table in content.tables]


@given(tables_of_text())
def test_a_pipe_table_reads_back_cell_by_cell(table: list[list[str]]) -> None:
    content = markdown_tables(as_markdown(table))
    assert cells_read(content) == [table]
    assert content.tables[0].headed
    assert content.skipped == 0
    assert [row.number for row in content.tables[0].rows] == [1, *range(3, len(table) + 2)]


@given(tables_of_text(), st.sampled_from(["> ", "> > ", "", "   ", "      "]))
def test_where_a_table_stands_does_not_change_it(table: list[list[str]], before: str) -> None:
    text = "\n".join(before + line for line in as_markdown(table).split("\n"))
    assert cells_read(markdown_tables(text)) == [table]
    assert cells_read(markdown_tables(f"```markdown\n{as_markdown(table)}\n```\n")) == [table]


@given(tables_of_text(), prose, prose)
def test_prose_without_a_total_around_a_table_changes_what_is_skipped_and_its_scene_alone(
    table: list[list[str]], before: str, after: str
) -> None:
    table[0][0] = "Shot"
    alone = markdown_tables(as_markdown(table))
    among = markdown_tables(f"{before}\n\n{as_markdown(table)}\n\n{after}")
    assert cells_read(among) == cells_read(alone)
    assert [one.headed for one in among.tables] == [True]
    assert [one.defaults for one in among.tables] == [{}]


@given(tables_of_text(), prose, st.integers(1, 999), st.booleans())
def test_a_total_in_the_prose_around_a_table_changes_what_the_table_says_in_all_and_nothing_else(
    table: list[list[str]],
    around: str,
    seconds: int,
    above: bool,  # noqa: FBT001 - hypothesis draws it
) -> None:
    table[0][0] = "Shot"
    parts = [f"{around}\n\nTotal runtime: {seconds} seconds", as_markdown(table)]
    among = markdown_tables("\n\n".join(parts if above else parts[::-1]))
    alone = markdown_tables("\n\n".join([around, as_markdown(table)]))
    assert cells_read(among) == cells_read(alone)
    assert [one.defaults for one in among.tables] == [{"total_duration": f"{seconds} seconds"}]


@given(tables_of_text(), st.sampled_from(["\n", "\r\n", "\r"]))
def test_line_endings_do_not_matter(table: list[list[str]], end: str) -> None:
    text = as_markdown(table)
    assert markdown_tables(text.replace("\n", end)) == markdown_tables(text)


@given(
    st.lists(
        st.tuples(st.from_regex(r"[0-9]{1,3}[A-Z]?", fullmatch=True), st.integers(1, 60), st.booleans()),
        min_size=1,
        max_size=8,
    )
)
def test_headings_of_shots_read_back(shots: list[tuple[str, int, bool]]) -> None:
    text = "\n\n".join(
        f"## Shot {shot_id}: Title ({seconds}s)" if inside else f"## Shot {shot_id}\n\n- Duration: {seconds}s"
        for shot_id, seconds, inside in shots
    )
    (table,) = markdown_tables(text).tables
    at = list(table.rows[0].cells).index("duration")
    assert [(row.cells[0], row.cells[at]) for row in table.rows[1:]] == [
        (one, f"{s}s") for one, s, _ in shots
    ]
    assert looks_like_markdown(text)


@given(any_text)
@example("a \\| b\n|---|")
@example("|---|---|\n|---|---|")
def test_any_text_at_all_is_read_or_refused(text: str) -> None:
    looks_like_markdown(text)
    lines = [line for line in re.split(r"\r\n?|\n", text) if line.strip()]
    try:
        content = markdown_tables(text)
    except FileFault:
        return
    assert content.tables
    assert 0 <= content.skipped < len(lines)
    highest = len(re.split(r"\r\n?|\n", text))
    for table in content.tables:
        assert all(1 <= row.number <= highest and any(row.cells) for row in table.rows)
        assert all(cell == cell.strip() for row in table.rows for cell in row.cells)
