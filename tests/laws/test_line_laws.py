"""Laws of lines: a shot knows the line of its file where its row begins, whatever stands above it."""

from __future__ import annotations

import csv
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from kling_cost import Models
from kling_cost.storyboard.read import storyboard_in
from kling_cost.storyboard.readers.delimited import delimited_tables

MODELS = Models()
ENDS = st.sampled_from(["\n", "\r\n", "\r"])
SEPARATORS = st.sampled_from([",", ";", "\t", "|"])
words = st.text("ab 01'镜é.-", max_size=8)
passages = st.lists(words, min_size=1, max_size=4).map("\n".join)
between = st.lists(st.sampled_from(["", "# a comment", "   "]), max_size=3)


@st.composite
def texts(draw: st.DrawFn, end: str) -> tuple[str, dict[str, int]]:
    """Draw a table with cells of several lines; gives its text, and where each record begins."""
    separator = draw(SEPARATORS)
    lines: list[str] = []
    places: dict[str, int] = {}
    for number in range(draw(st.integers(2, 7))):
        name = f"r{number}"
        lines += draw(between)
        places[name] = len(lines) + 1
        cells = [name, draw(passages), draw(passages)] if number else [name, "what", "where"]
        out = StringIO(newline="")
        csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="").writerow(cells)
        lines += out.getvalue().split("\n")
    mark = draw(st.sampled_from(["", "\ufeff"]))
    return mark + end.join(lines) + draw(st.sampled_from(["", end])), places


@given(ENDS.flatmap(texts))
def test_a_record_knows_the_line_where_it_begins(drawn: tuple[str, dict[str, int]]) -> None:
    text, places = drawn
    content = delimited_tables(text)
    assert {row.cells[0]: row.line for table in content.tables for row in table.rows} == places


@given(st.data(), st.lists(words, min_size=1, max_size=4), ENDS)
def test_a_record_in_a_fence_counts_the_lines_above_the_fence(
    data: st.DataObject, prose: list[str], end: str
) -> None:
    text, places = data.draw(texts(end))
    answer = end.join([*prose, "```csv", text.removeprefix("\ufeff"), "```", "Done.", ""])
    content = delimited_tables(answer)
    rows = [row for table in content.tables for row in table.rows if row.cells[0].startswith("r")]
    below = len(prose) + 1
    assert {row.cells[0]: row.line for row in rows} == {name: at + below for name, at in places.items()}


@given(st.lists(st.tuples(between, st.integers(1, 60)), min_size=1, max_size=6), ENDS)
def test_a_shot_of_a_markdown_table_knows_its_line(shots: list[tuple[list[str], int]], end: str) -> None:
    lines: list[str] = []
    places: dict[str, int] = {}
    for number, (above, length_s) in enumerate(shots):
        lines += [text.replace("# a", "A") for text in above]
        lines += ["", f"## Scene {number}", "", "| shot | duration |", "|---|---|"]
        lines += [f"| 9{number} | {length_s} s |", f"| 8{number} | 5 s |"]
        places |= {f"9{number}": len(lines) - 1, f"8{number}": len(lines)}
    storyboard = storyboard_in(end.join(lines).encode(), "board.md", models=MODELS)
    assert {shot.shot_id: shot.line for shot in storyboard.shots} == places
