"""Laws of JSON storyboards: the same records read the same in every shape, and no text breaks the reader."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import example, given
from hypothesis import strategies as st

from kling_cost.storyboard.readers.json_list import json_tables
from kling_cost.storyboard.table import FileFault

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost.storyboard.table import Content

NAMES = ("description", "seconds", "camera", "location", "mood")
cells = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(str.strip)
numbers = st.decimals(-9999, 9999, places=2).map(str) | st.integers(0, 10**30).map(str)


@st.composite
def records(draw: st.DrawFn) -> list[dict[str, str]]:
    """Draw shots with ids of their own and the same columns, the last cell of each filled."""
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=4))
    count = draw(st.integers(1, 6))
    return [
        {"id": f"{place}{draw(st.sampled_from(['', 'A', '-0', 'E5']))}"}
        | {name: draw(cells) for name in names}
        for place in range(1, count + 1)
    ]


SHAPES: dict[str, Callable[[list[dict[str, str]]], object]] = {
    "a list": lambda shots: shots,
    "under shots": lambda shots: {"title": "Harbour", "shots": shots},
    "under Scenes": lambda shots: {"Scenes": shots},
    "in a project": lambda shots: {"project": {"name": "Harbour", "storyboard": shots}},
    "twice wrapped": lambda shots: {"storyboard": {"shots": shots}},
    "keyed by number": lambda shots: {str(place): shot for place, shot in enumerate(shots, start=1)},
    "keyed by name": lambda shots: {"shots": {f"shot_{shot['id']}": shot for shot in shots}},
}


def read_back(text: str) -> list[dict[str, str]]:
    (table,) = json_tables(text).tables
    header, *rows = table.rows
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    return [dict(zip(header.cells, row.cells, strict=True)) for row in rows]


@given(records(), st.sampled_from(sorted(SHAPES)), st.sampled_from([None, 2]), st.booleans())
def test_records_read_back_the_same_from_every_shape(
    shots: list[dict[str, str]],
    shape: str,
    indent: int | None,
    escaped: bool,  # noqa: FBT001 - hypothesis draws it
) -> None:
    text = json.dumps(SHAPES[shape](shots), indent=indent, ensure_ascii=escaped)
    assert read_back(text) == shots


@given(records())
def test_records_read_back_the_same_from_json_lines_and_from_a_fence(shots: list[dict[str, str]]) -> None:
    if len(shots) > 1:  # one object alone is no list
        assert read_back("\n".join(json.dumps(shot) for shot in shots)) == shots
    assert read_back(f"Here it is:\n```json\n{json.dumps(shots)}\n```\nEnjoy.") == shots


@given(st.lists(numbers, min_size=1))
def test_numbers_read_back_with_the_digits_that_were_written(written: list[str]) -> None:
    text = "[" + ",".join(f'{{"n": {number}}}' for number in written) + "]"
    assert [row["n"] for row in read_back(text)] == written


@given(st.lists(records(), min_size=1, max_size=4))
def test_the_shots_of_scenes_are_the_shots_one_after_the_other(scenes: list[list[dict[str, str]]]) -> None:
    """A scene's own length never becomes the length of its shots."""
    document = {
        "scenes": [{"scene": f"S{n}", "seconds": 99, "shots": shots} for n, shots in enumerate(scenes)]
    }
    expected = [{**shot, "scene": f"S{n}"} for n, shots in enumerate(scenes) for shot in shots]
    found = read_back(json.dumps(document))
    assert [{name: cell for name, cell in row.items() if cell} for row in found] == [
        {name: cell for name, cell in row.items() if cell} for row in expected
    ]


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["shots", "scenes", "clips", "id", "1", "shot_2", "duration", "settings", "meta"])
            | st.text(max_size=4),
            inner,
            max_size=4,
        )
    ),
    max_leaves=25,
)
brackets = st.text(st.sampled_from('[]{}":,\\ \n`1a/\ud800'), max_size=60)


@given(st.text() | brackets | values.map(json.dumps) | values.map(json.dumps).map(lambda text: text[:-1]))
@example("```json\n[{]\n```")
@example('{"shots": {"shots": {"shots": {"shots": {"shots": {"shots": [{"a": 1}]}}}}}}')
def test_any_text_gives_tables_or_a_fault_with_a_reason(text: str) -> None:
    try:
        content = json_tables(text)
    except FileFault as fault:
        said = [fault.code, str(fault)]
    else:
        said = [content.format]
        check_tables(content)
    assert all(said)


def check_tables(content: Content) -> None:
    for table in content.tables:
        assert {len(row.cells) for row in table.rows} == {len(table.rows[0].cells)}
        assert all(cell == cell.strip() for row in table.rows for cell in row.cells)
        assert all(any(row.cells) for row in table.rows[1:])
