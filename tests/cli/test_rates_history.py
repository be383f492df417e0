"""``rates history``: every change with its day and percent, in every format, drawn, and asked wrongly."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from importlib.resources import files
from io import StringIO
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import jsonschema
import matplotlib.image as mpimg
import pytest
from click.testing import CliRunner

from kling_cost.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

ON = ("--on", "2026-11-20")
V3_PRO_ON = ("fal", "v3", "--tier", "pro", "--audio", "on", *ON)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def history(*args: str, columns: int | None = None) -> Result:
    env = {"COLUMNS": None if columns is None else str(columns), "KLING_COST_PRICING": None}
    return CliRunner(env=env).invoke(cli, ["rates", "history", *args])


def lines(done: Result) -> list[list[str]]:
    """Give the words of every line that has some."""
    return [line.split() for line in done.stdout.splitlines() if line.strip()]


def test_fal_halved_v3_pro_with_audio_on_the_tenth_of_march() -> None:
    done = history(*V3_PRO_ON)

    assert (done.exit_code, done.stderr) == (0, "")
    first = next(line for line in done.stdout.splitlines() if "2026-02-05 " in line)
    changed = next(line for line in done.stdout.splitlines() if "2026-03-10 " in line)
    assert [
        part for part in ("0.336 USD/s", "first seen", "inferred", "#v3-pro-on") if part not in first
    ] == []
    parts = ("0.336 -> 0.168 (-50.00 %)", "0.168 USD/s", "stated", "published", "fal/2026-03-10#v3-pro-on")
    assert [part for part in parts if part not in changed] == []
    assert "fal, prices up to 2026-11-20: 1 of 1 prices changed" in done.stdout


def test_without_a_change_it_says_since_when() -> None:
    done = history("fal", "v3", "--tier", "4k", "--audio", "on", *ON)
    assert "no change since 2026-04-23" in done.stdout
    assert "no price changed" in done.stdout


def test_the_history_ends_on_the_day() -> None:
    done = history("fal", "v3", "--tier", "pro", "--audio", "on", "--on", "2026-03-09")
    assert "0.168" not in done.stdout
    assert "no change since 2026-02-05" in done.stdout


def test_a_change_of_the_unit_says_so_and_gives_no_percent() -> None:
    done = history("comfyui", "veo-3.1", "--tier", "standard", "--audio", "on", "--mode", "t2v", *ON)
    assert [part for part in ("0.4 USD/s", "84.4 comfy-credit/s") if part not in done.stdout] == []
    assert "unit changed" in done.stdout
    assert "%" not in done.stdout


def test_what_is_asked_stands_once_for_people_and_on_every_row_for_markdown() -> None:
    table, markdown = history(*V3_PRO_ON), history(*V3_PRO_ON, "--format", "markdown")
    assert table.stdout.count("v3 pro, audio on") == 1
    assert markdown.stdout.count("v3 pro, audio on") == 2


@pytest.mark.parametrize("width", [40, 60, 80, 100, 140])
def test_no_price_and_no_day_is_cut_on_a_narrow_terminal(width: int) -> None:
    done = history("fal", "o3", "--tier", "pro", *ON, columns=width)
    words = {word for line in lines(done) for word in line}
    assert {"2026-02-05", "2026-03-10", "0.224", "0.112", "0.28", "0.14", "(-50.00"} <= words
    table = done.stdout.partition("Cards")[0]
    assert all(len(line) <= width for line in table.splitlines())


def test_csv_has_a_fact_in_every_column() -> None:
    done = history(*V3_PRO_ON, "--format", "csv")
    first, changed = csv.DictReader(StringIO(done.stdout))
    assert (first["event"], first["amount"], first["old_amount"], first["percent"]) == (
        *("first seen", "0.336", "", ""),
    )
    assert {
        key: changed[key] for key in ("day", "first_day", "old_amount", "amount", "difference", "percent")
    } == {
        "day": "2026-03-10",
        "first_day": "stated",
        "old_amount": "0.336",
        "amount": "0.168",
        "difference": "-0.168",
        "percent": "-50",
    }
    assert changed["rate"] == "fal/2026-03-10#v3-pro-on"
    assert changed["modes"] == "text-to-video, image-to-video"


def document(*args: str) -> Any:  # noqa: ANN401 - JSON
    done = history(*args, "--format", "json")
    read = json.loads(done.stdout)
    schema = json.loads((files("kling_cost") / "export/schemas/history-1.schema.json").read_text("utf-8"))
    jsonschema.validate(read, schema)
    return read


def test_json_keeps_to_its_schema() -> None:
    found = document(*V3_PRO_ON)
    assert (found["provider"], found["on"], found["known_on"]) == ("fal", "2026-11-20", None)
    (course,) = found["courses"]
    assert course["asked"]["modes"] == ["text-to-video", "image-to-video"]
    first, changed = course["steps"]
    assert (first["before"], first["change"], first["price"]["amount"]) == (None, None, "0.336")
    assert changed["change"] == {
        "unit_changed": False,
        "measure_changed": False,
        "difference": "-0.168",
        "percent": "-50",
        "compared_at_s": None,
    }
    assert changed["price"]["rates"][0]["source"]["read_on"] == "2026-03-10"


@pytest.mark.parametrize("provider", ["fal", "comfyui", "kling-app", "kling-api", "pixverse"])
def test_the_whole_history_of_a_provider_is_a_document(provider: str) -> None:
    found = document(provider, *ON)
    assert all(course["steps"][0]["event"] == "first seen" for course in found["courses"])
    sold = {course["asked"]["model"] for course in found["courses"]}
    assert {"v3", "o3"} <= sold


def test_models_come_in_the_order_asked_and_tiers_upwards() -> None:
    found = document("fal", "o3", "Kling V3", "--mode", "t2v", "--audio", "off", *ON)
    asked = [(course["asked"]["model"], course["asked"]["tier"]) for course in found["courses"]]
    assert asked == [("o3", "pro"), ("o3", "4k"), ("v3", "standard"), ("v3", "pro"), ("v3", "4k")]


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("fall", "v3"), 1, "did you mean fal?"),
        (("fal", "v33"), 1, "unknown model 'v33'; did you mean v3?"),
        (("fal", "v3", "--tier", "prro"), 1, "did you mean pro?"),
        (("fal", "v3", "--audio", "voicee"), 1, "did you mean voice?"),
        (("fal", "v3", "--mode", "text-to-vid"), 1, "did you mean text-to-video?"),
        (("pixverse", "veo-3.1"), 1, "no price of veo-3.1 is on card"),
        (("fal", "v3", "--tier", "low"), 1, "of v3 there are tiers "),
        (("fal", "v3", "--on", "2026-01-01"), 1, "the first card applies from 2026-02-05"),
        (("fal", "v3", "--on", "soon"), 2, "'soon' is not a day"),
        (("fal", "v3", "--chart", "a.gif"), 2, "a.gif must end in one of .png, .svg, .pdf"),
        (("fal", "v3", "--chart", "no/such/a.png"), 1, "cannot be written"),
        (("fal", "--chart", "a.png"), 1, "a picture tells at most 12 prices apart, and here are "),
        ((), 2, "Missing argument 'PROVIDER'"),
    ],
)
def test_what_is_wrong_is_said_with_its_cure(here: Path, args: tuple[str, ...], code: int, said: str) -> None:
    done = history(*args)
    assert (done.exit_code, done.stdout) == (code, "")
    assert said in done.stderr
    assert list(here.iterdir()) == []


def test_a_picture_is_drawn_beside_the_table_and_is_not_blank(here: Path) -> None:
    done = history(*V3_PRO_ON, "--chart", "steps.png")

    picture = mpimg.imread(here / "steps.png")
    assert done.exit_code == 0
    assert "0.336 -> 0.168" in done.stdout
    assert done.stderr == "wrote steps.png\n"
    assert picture.shape[0] > 400
    assert picture.shape[1] > 1200
    assert 0.005 < float((picture[..., :3].min(axis=2) < 0.9).mean()) < 0.9


def test_a_picture_names_its_lines_its_unit_and_where_it_is_from(here: Path) -> None:
    history("fal", "v3", "--mode", "t2v", *ON, "--chart", "steps.svg")

    text = (here / "steps.svg").read_text("utf-8")
    assert ET.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 - our own file
    named = ["fal: price of v3, text-to-video", "USD per second", "0.168  pro, audio on", "2026-03-10"]
    named += [
        "0.42  4k, audio off/on",
        "kling-cost, prices as of 2026-11-20, 3 cards, fal/2026-02-05 to fal/",
    ]
    assert [name for name in named if name not in text] == []


def test_the_same_picture_has_the_same_bytes(here: Path) -> None:
    for name in ("one.png", "two.png"):
        history(*V3_PRO_ON, "--chart", name)
    assert (here / "one.png").read_bytes() == (here / "two.png").read_bytes()


def test_a_table_does_not_wait_for_the_picture_room(kling_cost: Callable[..., Any]) -> None:
    code = (
        "import sys; from kling_cost.cli import cli; "
        "cli(['rates', 'history', 'fal', 'v3', '--format', 'csv'], standalone_mode=False); "
        "print({'matplotlib', 'pandas', 'numpy', 'rich'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "set()"
    assert kling_cost("rates", "history", *V3_PRO_ON).code == 0


def test_a_reader_who_stops_early_is_no_error() -> None:
    done = subprocess.Popen(
        [sys.executable, "-m", "kling_cost", "rates", "history", "fal", *ON],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert done.stdout is not None
    assert done.stderr is not None
    assert done.stdout.readline().startswith("fal, prices up to 2026-11-20")
    done.stdout.close()
    assert done.stderr.read() == ""
    done.stderr.close()
    done.wait(timeout=60)
