"""JSON storyboards in the shapes that people and programs write: rows, columns and defaults."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from kling_cost.storyboard.readers.json_list import json_tables

if TYPE_CHECKING:
    from kling_cost.storyboard.table import Table


def table_of(value: Any) -> Table:  # noqa: ANN401
    content = json_tables(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    assert content.format == "JSON"
    (table,) = content.tables
    return table


def rows_of(value: Any) -> list[tuple[str, ...]]:  # noqa: ANN401
    """Give the header and the rows below it, and hold the numbers to the places."""
    table = table_of(value)
    assert table.headed
    assert table.rows[0].number == 0
    return [tuple(row.cells) for row in table.rows]


TWO = [("id", "duration"), ("1", "5"), ("2", "6")]
SHOTS = [{"id": 1, "duration": 5}, {"id": 2, "duration": 6}]


@pytest.mark.parametrize(
    "value",
    [
        SHOTS,
        {"shots": SHOTS},
        {"Shot List": SHOTS},
        {"shotList": SHOTS, "title": "Harbour"},
        {"scenes": SHOTS},
        {"storyboard": SHOTS},
        {"boards": SHOTS},
        {"visual_prompts": SHOTS},
        {"clips": SHOTS},
        {"keyframes": SHOTS},
        {"分镜": SHOTS},
        {"storyboard": {"shots": SHOTS}},
        {"project": {"title": "Harbour", "shots": SHOTS}},
        {"data": {"project": {"storyboard": {"shots": SHOTS}}}},
        {"shots": {"a": SHOTS[0], "b": SHOTS[1]}},
        {"1": SHOTS[0], "2": SHOTS[1]},
        {"title": "Harbour", "shot_01": SHOTS[0], "shot_02": SHOTS[1], "settings": {"seed": 3}},
        {"acts": [{"act": 1, "notes": [], "shots": []}], "clips": SHOTS},
        '{"id": 1, "duration": 5}\n{"id": 2, "duration": 6}\n',
        "\ufeff\n" + json.dumps(SHOTS),
    ],
)
def test_a_list_of_shots_is_found_in_every_shape(value: Any) -> None:  # noqa: ANN401
    assert rows_of(value) == TWO


@pytest.mark.parametrize("key", ["1", "2E5", "1-0", "shot_01", "Shot 3"])
def test_the_key_of_an_object_names_the_shot_that_has_no_name(key: str) -> None:
    assert rows_of({key: {"duration": 5}, "99": {"duration": 6}}) == [
        ("shot_id", "duration"),
        (key, "5"),
        ("99", "6"),
    ]
    own = rows_of({key: {"id": "A", "duration": 5}, "99": {"duration": 6}})
    assert own == [("id", "duration"), ("A", "5"), ("99", "6")]


def test_numbers_keep_their_digits_and_ids_stay_text() -> None:
    digits = "1" * 5000
    text = (
        f'[{{"id": "001", "a": 8.50, "b": 2E5, "c": {digits}, "d": NaN, "e": true, "f": false, "g": null}}]'
    )
    assert rows_of(text)[1] == ("001", "8.50", "2E5", digits, "", "yes", "no", "")


def test_what_is_nested_becomes_dotted_columns_and_lists_become_text() -> None:
    shot = {
        "camera": {"movement": " pan ", "lens": {"mm": 35}},
        "timing": {"start": 0, "end": 5.5},
        "references": ["a.png", "b.png"],
        "characters": [{"name": "Mara"}, {"x": 1, "y": "two"}],
        "extra": {},
        "props": [],
    }
    assert dict(zip(*rows_of([shot]), strict=True)) == {
        "camera.movement": "pan",
        "camera.lens.mm": "35",
        "timing.start": "0",
        "timing.end": "5.5",
        "references": "a.png, b.png",
        "characters": "2: Mara, 1 two",
        "extra": "",
        "props": "",
    }


def test_scenes_give_their_shots_what_they_say_but_not_their_lengths() -> None:
    scene = {
        "scene": 1,
        "title": "Harbour",
        "duration": 20,
        "start_time": 0,
        "shot_count": 2,
        "location": "Pier",
        "characters": ["Mara"],
        "shots": [{"id": "1A", "duration": 8}, {"id": "1B", "location": "Sea"}],
    }
    second = {"scene": 2, "title": "Scene 2: Market", "shots": [{"id": "2A", "scene": "own"}, {"id": "2B"}]}
    third = {"scene": 3, "duration": 4}
    assert rows_of({"scenes": [scene, second, third]}) == [
        ("id", "duration", "scene", "location"),
        ("1A", "8", "1 Harbour", "Pier"),
        ("1B", "", "1 Harbour", "Sea"),
        ("2A", "", "own", ""),
        ("2B", "", "Scene 2: Market", ""),
        ("", "4", "3", ""),
    ]


def test_scenes_may_be_keyed_and_lie_in_acts() -> None:
    keyed = {"scenes": {"harbour": {"shots": [{"d": 1}]}, "market": {"shots": {"m1": {"d": 2}}}}}
    assert rows_of(keyed) == [("d", "scene", "shot_id"), ("1", "harbour", ""), ("2", "market", "m1")]
    acts = {"acts": [{"name": "I", "scenes": [{"title": "a", "shots": [{"d": 1}]}]}, {"shots": [{"d": 2}]}]}
    assert rows_of(acts) == [("d", "scene"), ("1", "a"), ("2", "2")]
    parts = {"part_one": {"shots": [{"d": 1}]}, "part_two": {"shots": [{"d": 2}]}}
    assert rows_of(parts) == [("d", "scene"), ("1", "part_one"), ("2", "part_two")]


@pytest.mark.parametrize(
    ("value", "lists"),
    [
        ({"shots": [{"id": 1, "duration": 8, "keyframes": [{"image": "a"}, {"image": "b"}]}]}, "2: a, b"),
        ({"scenes": [{"id": 1, "duration": 8, "clips": [{"url": "x.mp4"}]}]}, "1: x.mp4"),
        ([{"id": 1, "duration": 8, "boards": [{"id": "b"}]}], "1: b"),
    ],
)
def test_the_keyframes_and_clips_of_a_shot_are_not_shots(value: Any, lists: str) -> None:  # noqa: ANN401
    assert rows_of(value)[1:] == [("1", "8", lists)]


def test_clips_with_lengths_of_their_own_are_the_shots_of_a_scene() -> None:
    scenes = {"scenes": [{"id": 1, "duration": 20, "clips": [{"duration": 10}, {"duration": 10}]}]}
    assert rows_of(scenes) == [("duration", "scene"), ("10", "1"), ("10", "1")]


def test_texts_under_a_key_of_shots_are_shots_and_numbered() -> None:
    assert rows_of({"visual_prompts": ["a cat", "a dog"], "clip_seconds": 5}) == [
        ("shot_id", "prompt"),
        ("1", "a cat"),
        ("2", "a dog"),
    ]
    assert rows_of({"shots": ["a cat"]}) == [("shot_id", "description"), ("1", "a cat")]


@pytest.mark.parametrize(
    ("around", "defaults"),
    [
        ({"clip_seconds": 5, "fps": 24}, {"clip_seconds": "5", "fps": "24"}),
        ({"default_params": {"duration": 5.0, "model": "v3"}}, {"duration": "5.0", "model": "v3"}),
        ({"default_duration": "8s", "title": "x"}, {"default_duration": "8s"}),
        ({"secondsPerClip": 8}, {"seconds_per_clip": "8"}),
        ({"shotDuration": 8, "max_duration": 15}, {"default_duration": "8"}),
        ({"settings": {"frameRate": 25, "count": 3}}, {"fps": "25"}),
        ({"aspectRatio": "16:9", "resolution": "1080p"}, {"aspect_ratio": "16:9", "resolution": "1080p"}),
        ({"duration": 39}, {"total_duration": "39"}),
        ({"total_duration": "39s"}, {"total_duration": "39s"}),
        ({"targetDuration": 60}, {"total_duration": "60"}),
        ({"总时长": "39秒"}, {"total_duration": "39秒"}),
        ({"metadata": {"duration": 39, "fps": 30}}, {"total_duration": "39", "fps": "30"}),
        ({"config": {"total_duration": 39}}, {"total_duration": "39"}),
        ({"duration_ms": 39000, "shot_count": 2, "length": 2, "created": "today", "fps": None}, {}),
    ],
)
def test_what_stands_beside_the_shots_holds_for_all_or_for_the_film(
    around: dict[str, Any], defaults: dict[str, str]
) -> None:
    assert dict(table_of({**around, "shots": SHOTS}).defaults) == defaults


def test_the_nearest_default_counts() -> None:
    found = table_of({"fps": 24, "project": {"fps": 25, "shots": SHOTS}})
    assert dict(found.defaults) == {"fps": "25"}
    assert found.name == "shots"


def test_a_row_keeps_its_place_in_the_list_and_what_is_no_shot_is_counted() -> None:
    content = json_tables('[{"id": 1}, "a note", {}, {"id": 4}]')
    assert [(row.number, row.cells) for row in content.tables[0].rows] == [
        (0, ("id",)),
        (1, ("1",)),
        (4, ("4",)),
    ]
    assert content.skipped == 1


@pytest.mark.parametrize("text", ["[]", '{"shots": []}', '{"scenes": [{"title": "a", "shots": []}]}'])
def test_an_empty_list_is_a_storyboard_of_no_shots(text: str) -> None:
    assert rows_of(text) == [("shot_id",)]


def test_the_list_that_is_not_read_is_named() -> None:
    content = json_tables(json.dumps({"scenes": [{"id": "s"}], "shots": SHOTS, "clips": []}))
    assert [tuple(row.cells) for row in content.tables[0].rows] == TWO
    assert content.notes == ["the shots are read from 'shots'; 'scenes' beside it is not read"]


def test_json_in_code_fences_is_read_and_the_prose_counted() -> None:
    text = """Here is your storyboard:

```json
[{"id": 1}]
```
and the rest
```
not this
```
```json
{"shots": [{"id": 2}]}
```
```json
{"seed": 4}
"""
    content = json_tables(text)
    cells = [[(row.number, row.cells) for row in table.rows] for table in content.tables]
    assert cells == [[(0, ("id",)), (1, ("1",))], [(0, ("id",)), (2, ("2",))]]
    assert content.skipped == 10
    assert content.notes == ["1 of 3 JSON blocks hold no shots"]


def test_brackets_in_texts_are_not_nesting() -> None:
    text = "[" * 500 + '\\"' + "{" * 500
    assert rows_of(f'[{{"id": "{text}"}}]')[1] == (text.replace("\\", ""),)


def test_half_a_surrogate_pair_becomes_the_replacement_character() -> None:
    assert rows_of('[{"i\\ud800d": "\\udfffx"}]') == [("i\ufffdd",), ("\ufffdx",)]
