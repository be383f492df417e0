"""``budget`` finds the plan that fits, says what was lowered, and what would do when nothing fits."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from kling_cost.cli import cli

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

ON = ("--on", "2026-11-20")
FILM = """\
shot_id,scene,duration_s,takes,accept,priority,mode,notes
1,Harbour,5,2,,2,,
2,Harbour,10,,50%,1,,keep
3,Market,5,1,,3,,
"""


@pytest.fixture(autouse=True)
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "film.csv").write_text(FILM, encoding="utf-8")
    return tmp_path


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, ["budget", "film.csv", *ON, *args])


def document(*args: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*args, "--format", "json").stdout)
    return found


def test_the_lines_of_the_plan_that_fits_add_up_to_its_total_which_is_within_the_limit() -> None:
    found = document("--limit", "700")
    rows = list(csv.DictReader(io.StringIO(run("--limit", "700", "--format", "csv").stdout)))

    assert found["fits"]
    assert found["optimal"]
    assert sum(Decimal(line["amount"]) for line in found["lines"]) == Decimal(found["total"]) <= 700
    assert sum(Decimal(row["amount"]) for row in rows) == Decimal(found["total"])
    assert {row["notes"] for row in rows} >= {"keep"}


def test_the_most_urgent_shot_is_delivered_first() -> None:
    found = document("--limit", "450")

    assert [shot["shot_id"] for shot in found["shots"] if shot["option"]] == ["2"]
    assert found["priorities"] == [1, 2, 3]
    assert found["worth"]["by_priority"] == [1, 0, 0]


def test_for_quality_every_shot_is_delivered_or_nothing_fits() -> None:
    enough, little = (
        document("--limit", "700", "--objective", "quality"),
        run("--limit", "300", "--objective", "quality"),
    )

    assert all(shot["option"] for shot in enough["shots"])
    assert little.exit_code == 4
    assert "nothing fits within 300 credits" in little.stdout
    assert "the dearest is shot 2" in little.stdout


def test_a_confidence_is_kept_and_costs_something() -> None:
    sure, bold = (
        document("--limit", "900", "--confidence", "0.95"),
        document("--limit", "900", "--confidence", "0.5"),
    )

    assert sure["within"] >= 0.95
    assert bold["within"] >= 0.5
    assert (sure["worth"]["shots"], sure["worth"]["quality"]) <= (
        bold["worth"]["shots"],
        bold["worth"]["quality"],
    )


def test_no_shot_is_delivered_below_the_least_tier() -> None:
    found = document("--limit", "700", "--min-tier", "pro")

    assert {shot["option"]["tier"] for shot in found["shots"] if shot["option"]} <= {"pro", "4k"}


def test_a_limit_in_money_needs_money_to_be_known() -> None:
    unknown = run("--limit", "7 USD")
    known = document("--limit", "7 USD", "--credit-price", "0.01 USD")

    assert unknown.exit_code == 1
    assert "--credit-price" in unknown.stderr
    assert known["total"] == document("--limit", "700")["total"]


def test_more_money_never_delivers_less_and_the_curve_says_so() -> None:
    curve = document("--limit", "700")["curve"]
    worth = [(point["worth"]["by_priority"], point["worth"]["quality"]) for point in curve]

    assert [Decimal(point["spend"]) for point in curve] == sorted(Decimal(point["spend"]) for point in curve)
    assert worth == sorted(worth)


def test_the_table_names_what_was_lowered_and_what_the_next_credits_buy() -> None:
    done = run("--limit", "700")

    assert "tier pro -> standard" in done.stdout
    assert "optimal: no plan within the limit delivers more" in done.stdout
    assert "the next ~" in done.stdout
    assert "assumed: provider pixverse, the default" in done.stderr


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        ((), 2, "--limit"),
        (("--limit", "much"), 2, "much"),
        (("--limit", "700", "--min-tier", "prro"), 1, "pro"),
        (("--limit", "700", "--prefer", "cheap"), 1, "nothing to prefer"),
        (("--limit", "700", "--confidence", "101%"), 2, "at most 1"),
        (("--limit", "700", "--provider", "fal", "--provider", "kling-api"), 2, "one --provider"),
    ],
)
def test_a_wrong_request_is_refused_with_its_cure(args: tuple[str, ...], code: int, words: str) -> None:
    done = run(*args)

    assert done.exit_code == code
    assert words in done.stderr


def test_a_shot_without_a_price_is_named_and_the_exit_code_says_so(film: Path) -> None:
    (film / "film.csv").write_text("shot_id,duration_s,mode\n1,5,\n2,,\n", encoding="utf-8")
    done = CliRunner().invoke(cli, ["budget", "film.csv", *ON, "--limit", "5000"])

    assert done.exit_code == 3
    assert "shot 2 has no price" in done.stdout
