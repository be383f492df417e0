"""All problems at once: ten faults are ten messages, nothing is written, and JSON asked for is JSON given."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TEN_FAULTS = """\
shot_id,duration_s,mode,model,tier,audio,takes,accept,count,product,video_input,notes
1,five,,,,,3,,,,,
2,5,image-to-vidio,,,,3,,,,,
3,5,,v33,,,3,,,,,
4,5,,,prro,,3,,,,,
5,5,,,,loud,3,,,,,
6,5,,,,,0,,,,,
7,5,,,,,,1.5,,,,
8,5,text-to-video,,,,3,,,,yes,
9,5,text-to-video,,,,3,,,image,,
10,5,,,,,3,,,,,red, blue
"""
PLACES = [
    (2, "duration_s", "bad-duration"),
    (3, "mode", "unknown-mode"),
    (4, "model", "unknown-model"),
    (5, "tier", "unknown-tier"),
    (6, "audio", "unknown-audio"),
    (7, "takes", "bad-takes"),
    (8, "accept", "not-a-share"),
    (9, "video_input", "contradiction"),
    (10, "product", "contradiction"),
    (11, None, "too-many-cells"),
]
CLIP = ("--tier", "pro", "--audio", "on", "--duration", "5", "--on", "2026-11-20")


@pytest.fixture
def ten_faults(tmp_path: Path) -> Path:
    path = tmp_path / "ten.csv"
    path.write_text(TEN_FAULTS, encoding="utf-8")
    return path


def problems_of(out: str) -> list[dict[str, Any]]:
    """Give the problems of a document that keeps to the schema that ships with the package."""
    schema = json.loads((files("kling_cost") / "export/schemas/problems-1.schema.json").read_text("utf-8"))
    document = json.loads(out)
    jsonschema.validate(document, schema)
    problems: list[dict[str, Any]] = document["problems"]
    return problems


def test_ten_faults_give_ten_messages_each_with_its_row(
    kling_cost: Callable[..., Any], ten_faults: Path
) -> None:
    done = kling_cost("plan", ten_faults.name)

    said = done.err.splitlines()
    assert (done.code, done.out) == (1, "")
    assert [re.match(r"error: ten\.csv, row (\d+)", line) is not None for line in said] == [True] * 10
    assert [int(line.split("row ")[1].split(",")[0].split(":")[0]) for line in said] == [*range(2, 12)]
    assert [column in line for line, (_, column, _) in zip(said, PLACES, strict=True) if column] == [True] * 9


def test_eleven_faults_in_one_row_are_eleven_messages(kling_cost: Callable[..., Any], tmp_path: Path) -> None:
    header = "duration_s,mode,video_input,model,tier,audio,takes,accept,count,product,priority"
    (tmp_path / "row.csv").write_text(
        f"{header}\nfive,tv,maybe,v33,prro,loud,0,2,0,film,high\n", encoding="utf-8"
    )

    said = kling_cost("plan", "row.csv").err.splitlines()

    assert len(said) == 11
    for column in header.split(","):
        assert sum(f"row 2, column {column}: " in line for line in said) == 1


def test_a_fault_of_the_header_does_not_hide_the_faults_of_rows(
    kling_cost: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "both.csv").write_text(
        "shot_id,duration_s,takes,takes,tier\n1,5,0,3,pro\n2,5,3,3,prro\n", encoding="utf-8"
    )

    said = kling_cost("plan", "both.csv").err.splitlines()

    assert [re.sub(r":.*", "", line.removeprefix("error: both.csv, ")) for line in said] == [
        "row 1, column takes",
        "row 2, column takes",
        "row 3, column tier",
    ]


def test_warnings_stand_beside_the_errors_of_a_refused_file(
    kling_cost: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "both.csv").write_text(
        "shot_id,duration_s,product,resolution,tier\n1,5,,,prro\n1,,image,1k,pro\n", encoding="utf-8"
    )

    said = kling_cost("plan", "both.csv").err.splitlines()

    assert sorted(line.split(":")[0] for line in said) == ["error", "warning", "warning"]
    assert any("row 3" in line and "shot '1' stands already in row 2" in line for line in said)
    assert any("row 3, column tier" in line and "not used for an image" in line for line in said)


@pytest.mark.parametrize("name", ["plan.csv", "plan.json", "plan.md", "plan.txt"])
def test_nothing_is_written_when_the_input_is_refused(
    name: str, kling_cost: Callable[..., Any], ten_faults: Path
) -> None:
    kept = ten_faults.with_name(name)
    kept.write_text("what was there before", encoding="utf-8")

    done = kling_cost("plan", ten_faults.name, "-o", name)

    assert done.code == 1
    assert kept.read_text("utf-8") == "what was there before"
    assert sorted(path.name for path in ten_faults.parent.iterdir()) == sorted([name, "ten.csv"])


def test_no_picture_is_written_when_the_input_is_refused(
    kling_cost: Callable[..., Any], ten_faults: Path
) -> None:
    done = kling_cost("chart", ten_faults.name)

    assert done.code == 1
    assert len(done.err.splitlines()) == 10
    assert [path.name for path in ten_faults.parent.iterdir()] == ["ten.csv"]


def test_a_refused_storyboard_with_format_json_is_a_document_with_row_and_column(
    kling_cost: Callable[..., Any], ten_faults: Path
) -> None:
    done = kling_cost("plan", ten_faults.name, "--format", "json")

    problems = problems_of(done.out)
    assert done.code == 1
    assert [(entry["row"], entry["column"], entry["code"]) for entry in problems] == PLACES
    assert {(entry["level"], entry["file"]) for entry in problems} == {("error", "ten.csv")}
    assert all(entry["message"] for entry in problems)
    assert len(done.err.splitlines()) == 10


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("price", "--model", "v33", *CLIP), "unknown-model"),
        (("price", "--model", "v3", *CLIP, "--provider", "pixvers"), "unknown-provider"),
        (("price", "--model", "v3", *CLIP, "--duration", "20"), "length-not-allowed"),
        (("price", "--model", "v3", *CLIP, "--audio", "voice"), "not-sold"),
        (("price", "--model", "v3", *CLIP, "--on", "2026-01-01"), "before-first-card"),
        (("rates", "show", "pixvers"), "unknown-provider"),
        (("strategies", "--strategies", "none.toml"), "unreadable"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_every_refusal_with_format_json_is_a_document_with_its_code(
    args: tuple[str, ...], code: str, kling_cost: Callable[..., Any]
) -> None:
    done = kling_cost(*args, "--format", "json")

    problems = problems_of(done.out)
    assert done.code == 1
    assert [(entry["code"], entry["row"], entry["column"]) for entry in problems] == [(code, None, None)]
    assert problems[0]["message"] in done.err


def test_a_refusal_on_the_way_to_a_json_file_is_a_document_on_stdout_and_no_file(
    kling_cost: Callable[..., Any], ten_faults: Path
) -> None:
    done = kling_cost("plan", ten_faults.name, "-o", "plan.json")

    assert len(problems_of(done.out)) == 10
    assert not ten_faults.with_name("plan.json").exists()


@pytest.mark.parametrize(
    ("place", "cause"),
    [
        ("nowhere/plan.csv", "there is no folder "),
        ("good.csv/plan.csv", "Not a directory"),
        ("shelf.csv", "it is a folder"),
    ],
)
def test_a_place_that_cannot_be_written_to_is_refused_without_leftovers(
    place: str, cause: str, kling_cost: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "good.csv").write_text("duration_s,takes\n5,1\n", encoding="utf-8")
    (tmp_path / "shelf.csv").mkdir()

    done = kling_cost("plan", "good.csv", "-o", place)

    first = done.err.splitlines()[0]
    assert (done.code, done.out) == (1, "")
    assert first.startswith(f"error: {place} cannot be written: ")
    assert cause in first
    assert "choose another place" in first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["good.csv", "shelf.csv"]


def test_a_plan_is_not_written_over_its_own_storyboard(
    kling_cost: Callable[..., Any], tmp_path: Path
) -> None:
    film = tmp_path / "film.csv"
    film.write_text("duration_s,takes\n5,1\n", encoding="utf-8")

    done = kling_cost("plan", "film.csv", "-o", "./film.csv")

    assert film.read_text("utf-8") == "duration_s,takes\n5,1\n"
    assert done.code in {1, 2}
    assert "film.csv" in done.err
