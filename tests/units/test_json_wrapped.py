"""Shots in JSON of other programs: wrapped, under keys that others use as well, and what is like them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kling_cost.storyboard.readers.json_list import json_tables
from kling_cost.storyboard.table import FileFault

SHOTS = [{"id": "1", "duration": "5"}, {"id": "2", "duration": "6"}]
TWO = [("id", "duration"), ("1", "5"), ("2", "6")]


def rows_of(value: Any) -> list[tuple[str, ...]]:  # noqa: ANN401
    (table,) = json_tables(json.dumps(value)).tables
    return [tuple(row.cells) for row in table.rows]


@pytest.mark.parametrize(
    "value",
    [
        [{"json": {"data": {"shots": SHOTS}}}],
        [{"json": SHOTS[0], "pairedItem": 0}, {"json": SHOTS[1]}],
        [{"output": {"storyboard": SHOTS}}],
        [{"result": [{"data": {"shots": SHOTS}}]}],
    ],
)
def test_what_programs_put_around_shots_is_taken_off(value: Any) -> None:  # noqa: ANN401
    assert rows_of(value) == TWO


def test_a_shot_that_has_data_of_its_own_is_no_wrapper() -> None:
    assert rows_of([{"id": "1", "data": {"seed": "3"}}]) == [("id", "data.seed"), ("1", "3")]


def test_the_shots_of_klings_own_interface_are_shots() -> None:
    order = {
        "multi_shot": True,
        "multi_prompt": [{"index": 1, "prompt": "a", "duration": "5"}],
        "duration": "5",
    }
    (table,) = json_tables(json.dumps(order)).tables
    assert [tuple(row.cells) for row in table.rows] == [("index", "prompt", "duration"), ("1", "a", "5")]
    assert table.defaults == {"total_duration": "5"}


@pytest.mark.parametrize("key", ["timeline", "frames", "panels", "segments", "sequences", "beats", "data"])
def test_a_list_under_a_key_of_many_uses_is_of_shots_if_it_shows_something_and_lasts(key: str) -> None:
    assert rows_of({"title": "x", key: [{"start": 0, "end": 4, "visual": "a"}]}) == [
        ("start", "end", "visual"),
        ("0", "4", "a"),
    ]


@pytest.mark.parametrize(
    "row",
    [
        {"start": 0, "end": 3, "text": "Hello", "tokens": [1]},
        {"start": 0, "end": 3, "speaker": "A", "text": "Hello"},
        {"visual": "a"},
        {"name": "a", "duration": 3},
    ],
)
def test_transcripts_and_lists_of_other_things_under_such_a_key_are_refused(row: dict[str, Any]) -> None:
    with pytest.raises(FileFault, match="its keys are 'segments'") as found:
        rows_of({"segments": [row]})
    assert found.value.code == "no-shots-found"


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"3": {"class_type": "KSampler", "inputs": {"steps": 20}}}, "is a workflow of ComfyUI"),
        ({"paths": {"/shots": {"get": {"parameters": [{"name": "duration"}]}}}}, "its keys are 'paths'"),
        ({"1": {"a": 2}, "2": {"a": 3}}, "its keys are '1', '2'"),
        ({"shots": {"get": {"a": 2}}}, "its keys are 'shots'"),
    ],
)
def test_objects_without_any_value_of_a_shot_are_no_shots(value: Any, says: str) -> None:  # noqa: ANN401
    with pytest.raises(FileFault, match=says):
        rows_of(value)


def test_shots_that_only_show_something_are_numbered() -> None:
    (table,) = json_tables('{"clip_duration": 8, "scenes": [{"prompt": "a"}, {"prompt": "b"}]}').tables
    assert [tuple(row.cells) for row in table.rows] == [("shot_id", "prompt"), ("1", "a"), ("2", "b")]
    assert table.defaults == {"default_duration": "8"}


@pytest.mark.parametrize(
    ("length", "cells"),
    [
        ({"value": 5, "unit": "s"}, ("5 s",)),
        ({"amount": 7.5, "unit": "seconds"}, ("7.5 seconds",)),
        ({"value": 5, "unit": ""}, ("5",)),
        ({"value": "wide", "unit": "s"}, ("wide", "s")),
        ({"value": 5}, ("5",)),
    ],
)
def test_an_amount_with_its_unit_is_one_cell(length: dict[str, Any], cells: tuple[str, ...]) -> None:
    assert rows_of([{"duration": length}])[1] == cells
