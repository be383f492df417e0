"""The finance CSV: every number is a number, adds up, and says where it came from."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from click.testing import CliRunner

from kling_cost.cli import cli

if TYPE_CHECKING:
    from pathlib import Path

ON = ("--on", "2026-11-20")
STORYBOARD = """\
shot_id,scene,description,duration_s,mode,takes,count,product,resolution,priority,notes,Vendor code
1,Harbour,"Dawn, from above",7.2,text-to-video,2,,,,1,,4711
2,Harbour,"She says ""no"" twice",22,image-to-video,1000,,,,2,keep,4711
3,Market,Oil painting,5,video-edit,2,,,,,,0815
4,Market,Spices,1.5,text-to-video,3,3,,,,,
5,Poster,Key art,,,2,4,image,4k,3,,
"""
HEADER = [
    *("kind", "provider", "strategy", "on", "project", "account"),
    *("shot_id", "scene", "stage", "clip_no", "model", "mode", "video_input"),
    *("tier", "resolution", "audio", "clip_s", "takes", "billed_s", "quantity", "quantity_unit"),
    *("unit_price", "amount", "unit", "money", "currency", "rate_ref", "card", "basis", "source", "note"),
    *("reason", "description", "priority", "notes", "Vendor code"),
]
NUMBERS = ("clip_no", "clip_s", "takes", "billed_s", "quantity", "unit_price", "amount", "money", "priority")
PLAIN = re.compile(r"|(0|[1-9][0-9]*)(\.[0-9]+)?")
WITH_MONEY = ("--credit-price", "0.0133 USD")


@pytest.fixture(autouse=True)
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "film.csv").write_text(STORYBOARD, encoding="utf-8")
    return tmp_path


def text_of(*args: str) -> str:
    done = CliRunner().invoke(cli, ["plan", "film.csv", *ON, *args, "--format", "csv"])
    assert done.exit_code in {0, 3}
    return done.stdout_bytes.decode()


def rows_of(*args: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text_of(*args), newline=""), strict=True))


def plans_of(*args: str) -> dict[str, Any]:
    done = CliRunner().invoke(cli, ["plan", "film.csv", *ON, *args, "--format", "json"])
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def added(rows: list[dict[str, str]], column: str) -> Decimal:
    return sum((Decimal(row[column]) for row in rows if row[column]), Decimal(0))


def test_the_columns_are_these_in_this_order_under_every_option() -> None:
    for more in ((), ("--all-plans",), ("--provider", "fal"), WITH_MONEY, ("--strategy", "routed")):
        assert next(csv.reader(StringIO(text_of(*more)))) == HEADER


@pytest.mark.parametrize("provider", ["pixverse", "kling-api", "fal", "kling-app", "comfyui"])
def test_the_sum_of_the_amounts_is_the_total_of_the_json_document(provider: str) -> None:
    where = ("--provider", provider, *WITH_MONEY)
    document = plans_of(*where)
    chosen = next(plan for plan in document["plans"] if plan["strategy"] == document["chosen"]["strategy"])

    rows = rows_of(*where)

    assert added(rows, "amount") == Decimal(chosen["total"]["amount"]) > 0
    assert added(rows, "money") == Decimal(chosen["money"]["amount"]) > 0
    assert {row["unit"] for row in rows} == {chosen["total"]["unit"]}
    assert {row["currency"] for row in rows} == {"USD"}


def test_with_all_plans_every_plan_adds_up_to_its_own_total() -> None:
    where = ("--provider", "pixverse", "--provider", "kling-api")
    document = plans_of(*where)

    rows = rows_of(*where, "--all-plans")

    for plan in document["plans"]:
        own = [row for row in rows if all(row[key] == plan[key] for key in ("provider", "strategy"))]
        assert added(own, "amount") == Decimal(plan["total"]["amount"])
        assert len(own) == len(plan["lines"]) + len(plan["unpriced"])
    assert len({(row["provider"], row["strategy"]) for row in rows}) == 18


def test_without_all_plans_there_is_the_chosen_plan_alone() -> None:
    rows = rows_of()

    assert {(row["provider"], row["strategy"]) for row in rows} == {tuple(plans_of()["chosen"].values())}


def test_every_number_is_plain_without_exponent_grouping_or_unit() -> None:
    rows = rows_of("--strategy", "o3-pro-throughout", "--all-plans", *WITH_MONEY)

    found = [(column, row[column]) for row in rows for column in NUMBERS]
    assert [pair for pair in found if not PLAIN.fullmatch(pair[1])] == []
    assert ("amount", "495000") in found  # 11 s x 1,000 takes x 45
    assert ("unit_price", "45") in found
    assert ("clip_s", "8") in found


@pytest.mark.parametrize("takes", ["1", "10", "100", "1000"])
def test_round_numbers_keep_their_noughts(takes: str) -> None:
    rows = rows_of("--strategy", "v3-draft-o3-final", "--takes", takes)
    clip = ("price", "--model", "v3", "--tier", "standard", "--audio", "off", "--duration", "10", *ON)

    done = CliRunner().invoke(cli, [*clip, "--count", takes, "--format", "csv"])

    assert next(csv.DictReader(StringIO(done.stdout)))["amount"] == str(200 * int(takes))
    assert {row["amount"] for row in rows if row["stage"] == "image"} == {"160"}


def test_days_are_iso_days() -> None:
    assert {row["on"] for row in rows_of()} == {"2026-11-20"}
    assert date.fromisoformat(rows_of()[0]["on"]) == date(2026, 11, 20)


def test_every_priced_row_says_where_its_price_comes_from() -> None:
    rows = [row for row in rows_of("--all-plans", "--provider", "kling-api") if row["amount"]]

    assert len(rows) > 20
    for row in rows:
        assert row["provider"] == "kling-api"
        assert re.fullmatch(r"kling-api/\d{4}-\d{2}-\d{2}", row["card"])
        assert row["rate_ref"].startswith(row["card"] + "#")
        assert row["basis"] in {"published", "third-party", "approximate"}
        assert row["source"].startswith("https://")
        assert Decimal(row["quantity"]) * Decimal(row["unit_price"]) == Decimal(row["amount"])


def test_an_unpriced_shot_is_a_row_with_an_empty_amount_and_its_reason() -> None:
    rows = rows_of("--strategy", "routed")

    without = [row for row in rows if not row["amount"]]
    assert [row["shot_id"] for row in without] == ["3"]
    assert "pixverse does not sell o3 pro video-edit" in without[0]["reason"]
    assert without[0]["description"] == "Oil painting"
    assert (without[0]["card"], without[0]["unit"]) == ("pixverse/2026-02-05", "pixverse-credit")
    assert {without[0][column] for column in ("money", "quantity", "unit_price", "rate_ref")} == {""}
    assert {row["reason"] for row in rows if row["amount"]} == {""}


def test_there_is_no_total_row() -> None:
    document = plans_of("--strategy", "routed")["plans"][0]

    assert len(rows_of("--strategy", "routed")) == len(document["lines"]) + len(document["unpriced"])
    assert document["total"]["amount"] not in {row["amount"] for row in rows_of("--strategy", "routed")}


def test_pandas_reads_the_same_cells_as_the_csv_module(film: Path) -> None:
    (film / "plan.csv").write_bytes(text_of("--all-plans", *WITH_MONEY).encode())

    frame = pd.read_csv(film / "plan.csv", dtype=str, keep_default_na=False)

    assert list(frame.columns) == HEADER
    assert frame.to_dict("records") == rows_of("--all-plans", *WITH_MONEY)
    assert len(frame) > 60


def test_pandas_takes_every_number_for_a_number_and_every_day_for_a_day(film: Path) -> None:
    (film / "plan.csv").write_bytes(text_of("--all-plans", "--provider", "kling-api").encode())

    frame = pd.read_csv(film / "plan.csv", parse_dates=["on"])

    assert all(pd.api.types.is_numeric_dtype(frame[column]) for column in NUMBERS)
    assert pd.api.types.is_datetime64_any_dtype(frame["on"])
    assert set(frame["basis"].dropna()) <= {"published", "third-party", "approximate"}


def test_the_storyboards_own_words_come_through_unchanged() -> None:
    rows = {row["shot_id"]: row for row in rows_of("--strategy", "routed")}

    assert rows["1"]["description"] == "Dawn, from above"
    assert rows["2"]["description"] == 'She says "no" twice'
    assert (rows["2"]["priority"], rows["2"]["notes"]) == ("2", "keep")
    assert [rows[shot]["Vendor code"] for shot in "12345"] == ["4711", "4711", "0815", "", ""]


def test_two_rows_with_one_id_keep_their_own_words(film: Path) -> None:
    text = "shot_id,duration_s,takes,description,Vendor code\n1,5,1,Dawn,4711\n1,8,1,Dusk,0815\n"
    (film / "film.csv").write_text(text, encoding="utf-8")

    rows = rows_of("--strategy", "routed")

    found = [(row["clip_s"], row["description"], row["Vendor code"]) for row in rows]
    assert found == [("5", "Dawn", "4711"), ("8", "Dusk", "0815")]


def test_the_account_and_project_of_a_row_stand_in_columns_of_their_own(film: Path) -> None:
    (film / "film.csv").write_text("duration_s,takes,Cost centre,project\n5,1,0815,LH\n", encoding="utf-8")

    rows = rows_of("--strategy", "routed")

    assert [(row["kind"], row["account"], row["project"]) for row in rows] == [("shot", "0815", "LH")]
