"""``rates diff``: two days of a provider or two providers, what is shown, counted, and refused."""

from __future__ import annotations

import csv
import json
from importlib.resources import files
from io import StringIO
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from click.testing import CliRunner

from kling_cost.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

ON = ("--on", "2026-11-20")
HALVED = ("fal", "2026-02-05", "2026-03-10", "--model", "v3")


def diff(*args: str, columns: int | None = None) -> Result:
    env = {"COLUMNS": None if columns is None else str(columns), "KLING_COST_PRICING": None}
    return CliRunner(env=env).invoke(cli, ["rates", "diff", *args])


def row(done: Result, start: str) -> str:
    return next(line for line in done.stdout.splitlines() if line.startswith(start))


def test_two_days_of_fal_show_what_was_halved() -> None:
    done = diff(*HALVED, "--tier", "pro", "--audio", "on")

    assert (done.exit_code, done.stderr) == (0, "")
    parts = ["0.336 USD/s", "0.168 USD/s", "-0.168", "-50.00 %", "fal/2026-03-10#v3-pro-on"]
    assert [part for part in parts if part not in row(done, "v3 pro, audio on")] == []
    assert "2026-02-05: card fal/2026-02-05\n2026-03-10: card fal/2026-03-10\n" in done.stdout
    assert done.stdout.endswith("\n1 changed\n")


def test_backwards_the_percent_is_of_the_first() -> None:
    done = diff("fal", "2026-03-10", "2026-02-05", "--model", "v3", "--tier", "pro", "--audio", "on")
    assert [part for part in ("+0.168", "+100.00 %") if part not in row(done, "v3 pro, audio on")] == []


def test_a_closing_line_counts_what_is_shown_and_what_is_not() -> None:
    shown = diff("fal", "kling-api", "--model", "v3", *ON)
    everything = diff("fal", "kling-api", "--model", "v3", *ON, "--all")

    counted = shown.stdout.splitlines()[-1]
    assert everything.stdout.splitlines()[-1] == counted
    assert "only at fal" in counted
    assert counted.endswith(" equal")
    assert "equal" not in shown.stdout.removesuffix(f"{counted}\n")
    assert "0.00 %" in row(everything, "v3 pro, audio on")


def test_two_units_stand_side_by_side_without_a_percent() -> None:
    done = diff("fal", "comfyui", "--model", "v3", "--tier", "pro", "--audio", "on", *ON)
    found = row(done, "v3 pro, audio on")
    assert [part for part in ("0.168 USD/s", "comfy-credit/s", "other unit") if part not in found] == []
    assert "%" not in done.stdout
    assert "not comparable" in done.stdout.splitlines()[-1]


def test_a_clip_of_five_seconds_is_compared_at_five_seconds() -> None:
    done = diff("fal", "kling-api", "--model", "v2.6", "--tier", "pro", "--audio", "off", "--all", *ON)
    found = row(done, "v2.6 pro, audio off, 1080p, 5 s:")
    parts = ("0.07 USD/s", "0.35 USD per clip of 5 s", "0.00 %", "compared at 5 s")
    assert [part for part in parts if part not in found] == []


def test_pixverse_makes_pro_in_another_resolution_and_is_matched_all_the_same() -> None:
    done = diff("pixverse", "fal", "--model", "v3", "--tier", "pro", "--audio", "on", *ON)
    assert "720p / 1080p" in row(done, "v3 pro, audio on, 720p/1080p")


@pytest.mark.parametrize("args", [("fal", "2026-07-01", "2026-11-20"), ("fal", "fal", *ON)])
def test_one_card_does_not_differ_from_itself(args: tuple[str, ...]) -> None:
    done = diff(*args)
    assert (done.exit_code, done.stdout) == (0, "nothing differs: both days have card fal/2026-06-17\n")
    assert json.loads(diff(*args, "--format", "json").stdout)["differences"] == []
    assert len(diff(*args, "--format", "csv").stdout.splitlines()) == 1
    assert " equal\n" in diff(*args, "--all").stdout


def test_two_cards_with_the_same_prices_say_so() -> None:
    done = diff(*HALVED[:1], "2026-03-10", "2026-06-17", "--model", "v3", "--tier", "pro")
    same = "nothing differs: fal/2026-03-10 and fal/2026-06-17 have 4 equal prices\n"
    assert (done.exit_code, done.stdout) == (0, same)


def test_csv_has_a_fact_in_every_column() -> None:
    done = diff(*HALVED, "--tier", "pro", "--audio", "on", "--format", "csv")
    (found,) = csv.DictReader(StringIO(done.stdout))
    assert (found["first_amount"], found["second_amount"], found["difference"], found["percent"]) == (
        *("0.336", "0.168", "-0.168", "-50"),
    )
    assert (found["verdict"], found["first_card"], found["second_unit"]) == (
        "changed",
        "fal/2026-02-05",
        "USD",
    )


@pytest.mark.parametrize("args", [HALVED, ("fal", "comfyui", "--all"), ("kling-app", "pixverse", *ON)])
def test_json_keeps_to_its_schema_and_counts_everything(args: tuple[str, ...]) -> None:
    schema = json.loads((files("kling_cost") / "export/schemas/diff-1.schema.json").read_text("utf-8"))
    read: dict[str, Any] = json.loads(diff(*args, "--format", "json").stdout)
    jsonschema.validate(read, schema)

    listed = [each["verdict"].replace(" ", "_") for each in read["differences"]]
    counts = dict(read["counts"])
    if "--all" not in args:
        assert "equal" not in listed
        counts.pop("equal")
    assert {verdict: listed.count(verdict) for verdict in counts} == counts


@pytest.mark.parametrize("width", [60, 80, 100])
def test_no_price_is_cut_on_a_narrow_terminal(width: int) -> None:
    done = diff(*HALVED, "--tier", "pro", columns=width)
    assert {"0.224", "0.112", "-50.00"} <= set(done.stdout.split())
    assert all(len(line) <= width for line in done.stdout.splitlines())


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        ((), 2, "give a provider and two days, or two providers; found nothing"),
        (("fal",), 2, "found fal"),
        (("fal", "2026-03-10"), 2, "2026-03-10 is one day; give the other one too, or a second provider"),
        (("fal", "kling-api", "pixverse"), 2, "'kling-api' is not a day; write it as 2026-03-10"),
        (("fal", "2026-02-05", "2026-13-10"), 2, "'2026-13-10' is not a day"),
        (("fal", "2026-02-05", "2026-03-10", *ON), 2, "--on goes with two providers"),
        (("fall", "kling-api"), 1, "did you mean fal?"),
        (("fal", "2026-01-01", "2026-03-10"), 1, "the first card applies from 2026-02-05"),
        (("fal", "kling-api", "--model", "v33"), 1, "did you mean v3?"),
        (("pixverse", "kling-app", "--model", "veo-3.1"), 1, "no price of veo-3.1 is on card pixverse/"),
    ],
)
def test_what_is_wrong_is_said_with_its_cure(
    kling_cost: Callable[..., Any], args: tuple[str, ...], code: int, said: str
) -> None:
    done = kling_cost("rates", "diff", *args)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
