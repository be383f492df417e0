"""What is not JSON, or holds no shots, is refused with its place, what was found and the cure."""

from __future__ import annotations

import json

import pytest

from kling_cost.storyboard.readers.json_list import json_tables
from kling_cost.storyboard.readers.json_text import MOST_DEPTH
from kling_cost.storyboard.table import MOST_ROWS, FileFault


def fault_of(text: str) -> FileFault:
    with pytest.raises(FileFault) as found:
        json_tables(text)
    return found.value


@pytest.mark.parametrize(
    ("text", "place", "cure"),
    [
        ('{"shots": [\n  {"id": 1},\n]}', "line 3, column 1", "a comma stands before the closing ]; delete"),
        ('[{"id": 1,}]', "line 1, column 11", "a comma stands before the closing }; delete the comma"),
        ('[ // mine\n{"id": 1}]', "line 1, column 3", "JSON has no comments; delete it"),
        ('[{"id": 1} # x\n]', "line 1, column 12", "JSON has no comments"),
        ("[{'id': 1}]", "line 1, column 3", "between straight double quotes"),
        ('[{"id": “1”}]', "line 1, column 9", "between straight double quotes"),
        ("[{id: 1}]", "line 1, column 3", "'i' stands where a name must stand"),
        ('[{"id": True}]', "line 1, column 9", "JSON writes true, false and null"),
        ('[{"id": 001}]', "line 1, column 10", "a number with leading zeros is text; quote it"),
        ('[{"id": "a}]', "line 1, column 9", "a text begins here and does not end"),
        ('[{"id": 1} {"id": 2}]', "line 1, column 12", "is a comma or a quote missing before it?"),
        ('[{"id": 1}', "line 1, column 11", "is the file complete?"),
        ('{"id": 1},\n{"id": 2}', "line 1, column 10", "put [ and ] around a list of objects"),
        ('[{"id": 1}]\nand more', "line 2, column 1", "more text follows the end; delete it"),
        ('{"id" 1}', "line 1, column 7", "'1' is unexpected here (expecting ':' delimiter)"),
        ('so:\n```json\n[{"id": 1},]\n```', "line 3, column 12", "delete the comma"),
    ],
)
def test_what_is_not_json_is_refused_with_its_place_and_cure(text: str, place: str, cure: str) -> None:
    fault = fault_of(text)
    assert fault.code == "not-json"
    assert str(fault).startswith(f"is not JSON: {place}: ")
    assert cure in str(fault)
    assert fault.row == int(place.partition(",")[0].removeprefix("line "))


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("", "not-json", "is not JSON: it is empty"),
        ("shot,seconds", "not-json", "does not begin with { or ["),
        ("[1, 2]", "no-shots-found", "holds a list whose items are not objects"),
        ('["a", "b"]', "no-shots-found", "holds a list whose items are not objects"),
        ("{}", "no-shots-found", "it is an empty object"),
        (
            '{"slides": [{"a": 1}], "x": 2}',
            "no-shots-found",
            "its keys are 'slides', 'x'; put the shots into a list",
        ),
        (json.dumps({f"k{n}": n for n in range(20)}), "no-shots-found", "'k7' and 12 more"),
        (
            '{"prompt": "A cat", "duration": 8, "camera": {"1": {"a": 2}}}',
            "no-shots-found",
            "holds one prompt and no list of shots; price a single clip with `kling-cost price`",
        ),
        ('{"text": "hi", "segments": [{"start": 0}]}', "no-shots-found", "'text', 'segments'"),
        ('[{"id": 1, "id": 2}]', "duplicate-key", "gives 'id' twice in one object"),
        (
            "[" * 500_000 + "]" * 500_000,
            "too-deep",
            f"nested over {MOST_DEPTH} levels deep (line 1, column 101)",
        ),
        ("[" * 5_000_000, "too-many-cells", "holds over 4,000,000 values"),
        ("[" + "{}," * MOST_ROWS + "{}]", "too-many-rows", "holds over 200,000 shots"),
        (
            "[" + ",".join(f'{{"k{n}": 1}}' for n in range(3000)) + "]",
            "too-many-cells",
            "3,000 columns for 3,000 shots",
        ),
        (
            "{" + ",".join(f'"k{n}": 1' for n in range(MOST_ROWS + 1)) + "}",
            "too-many-rows",
            "200,000 names in one object",
        ),
        ("```\n" * 3000, "too-many-blocks", "holds over 1,000 fenced blocks"),
    ],
)
def test_what_holds_no_shots_or_too_many_is_refused(text: str, code: str, message: str) -> None:
    fault = fault_of(text)
    assert fault.code == code
    assert message in str(fault)
