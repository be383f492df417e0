"""``kling-cost plans``: what a credit costs, aligned and in cents for people, exact for machines."""

from __future__ import annotations

import csv
import json
import re
import shlex
import subprocess
import sys
from decimal import Decimal
from importlib.resources import files
from io import StringIO
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from click.testing import CliRunner

from kling_cost.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

ON = ("--on", "2026-11-20")


def run(*args: str, columns: int | None = None) -> Result:
    env = {"COLUMNS": str(columns) if columns else None, "NO_COLOR": None}
    return CliRunner(env=env).invoke(cli, ["plans", *args], prog_name="kling-cost")


def document(*args: str) -> dict[str, Any]:
    done = run(*args, "--format", "json")
    assert done.exit_code == 0
    found: dict[str, Any] = json.loads(done.stdout)
    schema = files("kling_cost.export").joinpath("schemas/plans-1.schema.json").read_text("utf-8")
    jsonschema.validate(found, json.loads(schema))
    return found


def rows(*args: str) -> list[dict[str, str]]:
    done = run(*args, "--format", "csv")
    assert done.exit_code == 0
    return list(csv.DictReader(StringIO(done.stdout)))


def line_of(said: str, plan: str) -> str:
    (line,) = [line for line in said.splitlines() if line.split()[:1] == [plan]]
    return " ".join(line.split())


def test_a_pack_of_660_credits_costs_10_dollars() -> None:
    said = run("kling-app", *ON).stdout
    assert line_of(said, "pack-660").startswith(
        "pack-660 pack 10.00 USD 660 0.01515 0.0909 ~ 0.1818 two years"
    )
    (plan,) = [plan for plan in document("kling-app", *ON)["plans"] if plan["plan"] == "pack-660"]
    assert (plan["price"], plan["credits"]) == ({"amount": "10", "currency": "USD"}, "660")
    assert plan["per_credit"] == "0.01515"
    assert plan["per_second"] == {"v3 standard": "0.09091", "o3 pro, audio on": "0.1818"}


def test_the_best_plan_comes_first_and_plans_of_unknown_size_last() -> None:
    plans = document("kling-app", *ON)["plans"]
    assert plans[0]["plan"] == "ultra-yearly"
    assert [plan["plan"] for plan in plans[-2:]] == ["team-monthly", "team-yearly"]
    dollars = [
        Decimal(plan["per_credit"])
        for plan in plans
        if plan["per_credit"] and plan["price"]["currency"] == "USD"
    ]
    assert dollars == sorted(dollars)
    assert [row["plan"] for row in rows("kling-app", *ON)] == [plan["plan"] for plan in plans]


def test_packs_in_units_of_list_price_say_what_a_unit_is_worth() -> None:
    said = run("kling-api", *ON).stdout
    assert "in units; best first" in said
    assert "Each of the units pays for 0.14 USD at the list price." in said
    assert line_of(said, "package-3").startswith(
        "package-3 pack 5,670.00 USD 45,000 0.1260 0.0756 0.1260 180"
    )


def test_the_terms_say_what_a_price_is_for() -> None:
    said = run("kling-app", *ON, columns=120).stdout
    terms = {
        "ultra-first-month": "first month",
        "ultra-monthly": "later months",
        "ultra-monthly-list": "a month, list price",
        "ultra-yearly": "a year",
    }
    for plan, words in terms.items():
        assert line_of(said, plan).startswith(f"{plan} {words} ")


def test_figures_stand_right_below_each_other() -> None:
    head, *lines = [line for line in run("kling-app", *ON, columns=80).stdout.splitlines() if "   " in line]
    lines = [line for line in lines if re.match(r"[a-z]+-", line)]
    assert len(lines) > 25
    ends = [re.match(r".* (USD|CNY)", line) for line in lines]
    assert {found.end() for found in ends if found} == {head.index("price") + len("price")}
    points = {line.rindex(".") for line in lines if not line.rstrip().endswith(("USD", "CNY"))}
    assert len(points) == 1


def test_an_approximate_price_and_what_follows_from_it_is_marked() -> None:
    said = run("kling-app", *ON).stdout
    assert line_of(said, "master-cn").startswith(
        "master-cn subscription a month ~ 66.00 CNY 660 ~ 0.10000 ~ 0.6"
    )
    # A published plan of PixVerse's approximate credits a second.
    assert " 30.00 USD 6,000 0.00500 ~ 0.1000" in line_of(run("pixverse", *ON).stdout, "pro-monthly")


def test_sources_and_notes_stand_below_the_plans_of_one_provider() -> None:
    said = run("kling-app", *ON).stdout
    assert "  Kling AI: models, abilities and prices for machines (llms.txt), read 2026-08-12\n" in said
    assert "    https://kling.ai/llms.txt\n" in said
    assert "  team-monthly: A seat, 3 to 15 seats;" in said


def test_all_providers_are_listed_each_with_its_plans_best_first() -> None:
    plans = document(*ON)["plans"]
    providers = list(dict.fromkeys(plan["provider"] for plan in plans))
    assert providers == sorted(providers)
    assert {"comfyui", "kling-api", "kling-app", "pixverse"} <= set(providers)
    assert [row["provider"] for row in rows(*ON)] == [plan["provider"] for plan in plans]
    said = run(*ON, columns=120).stdout
    assert said.startswith("Plans and packs on 2026-11-20, best first at each provider;")
    assert re.search(r"^kling-api +package-3 +5,670.00 USD", said, re.MULTILINE)


def test_a_csv_holds_plain_numbers_in_columns_of_their_own() -> None:
    found = {row["plan"]: row for row in rows("kling-app", *ON)}
    pack = found["pack-3500"]
    assert [pack[key] for key in ("price", "currency", "credits", "bonus")] == ["50", "USD", "3500", "200"]
    assert [pack[key] for key in ("kind", "period", "terms", "basis")] == [
        "pack",
        "once",
        "regular",
        "published",
    ]
    assert found["premier-yearly"]["price"] == "728.64"
    team = found["team-monthly"]
    assert [team[key] for key in ("credits", "per_credit", "v3 standard, per s")] == ["", "", ""]
    assert team["note"].startswith("A seat, 3 to 15 seats;")


def test_plans_are_those_of_the_day() -> None:
    before = {row["plan"] for row in rows("pixverse", "--on", "2026-07-31")}
    assert before == {"pro-monthly"}
    assert {row["plan"] for row in rows("pixverse", "--on", "2026-08-01")} > before


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (
            ("kling-app", "--on", "2026-08-11"),
            "there are no plans or packs of kling-app on 2026-08-11; the first",
        ),
        (("kling-app", "--on", "2026-08-11"), "the first ones known are of 2026-08-12, so ask for that day"),
        (
            ("kling-app", *ON, "--known-on", "2026-01-01"),
            "no plans or packs of kling-app that were known on 2026-01-01 on 2026-11-20; ask with a later",
        ),
        (("fal", *ON), "fal has no plans or packs in the book: it charges in a currency"),
        (("vidgo", *ON), "vidgo has no plans or packs in the book: of its credit, no price was found"),
        (("kling-ap", *ON), "unknown provider 'kling-ap'; did you mean kling-app?"),
    ],
)
def test_where_there_are_no_plans_the_reason_is_said(args: tuple[str, ...], said: str) -> None:
    done = run(*args)
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr
    refused = json.loads(run(*args, "--format", "json").stdout)
    assert refused["schema"] == "kling-cost/problems/1"
    assert said in refused["problems"][0]["message"]


@pytest.mark.parametrize("columns", [40, 60, 80, 120, 160])
@pytest.mark.parametrize("args", [(), ("kling-app",), ("kling-api",)], ids=["all", "kling-app", "kling-api"])
def test_no_line_is_wider_than_the_terminal_and_every_price_is_whole(
    args: tuple[str, ...], columns: int
) -> None:
    said = run(*args, *ON, columns=columns).stdout
    assert [line for line in said.splitlines() if len(line) > columns] == []
    prices = [row["price"] for row in rows(*args, *ON) if row["currency"] == "USD"]
    shown = {found.replace(",", "") for found in re.findall(r"([\d,.]+) USD", said)}
    assert [price for price in prices if not {price, f"{Decimal(price):.2f}"} & shown] == []


def test_a_wider_terminal_shows_more_columns() -> None:
    heads = [run("kling-app", *ON, columns=columns).stdout.splitlines() for columns in (60, 80, 120, 200)]
    counts = [next(len(re.split(" {3,}", line)) for line in head if line[:4] == "plan") for head in heads]
    assert counts == sorted(set(counts))


def test_a_markdown_table_has_the_prices_of_the_other_table() -> None:
    said = run("comfyui", *ON, "--format", "markdown").stdout
    assert "| credits | pay-as-you-go | 1.00 USD | 211 | 0.00474 |" in said


HOSTILE = """
applies_from = 2026-02-05
first_day = "stated"
known_from = 2026-02-10
unit = "shop-credit"
summary = "Plans [red]of[/red] a test.\\u001b[31m"
[sources.page]
title = "=HYPERLINK()"
link = "https://example.com"
read_on = 2026-11-01
[[plans]]
id = "pack"
name = "=1+1"
kind = "pack"
price = 0.005
currency = "USD"
credits = 3
expires = "@later"
source = "page"
basis = "published"
note = "a|b\\u001b[0m"
"""


def test_texts_of_own_files_run_nothing_and_drive_no_terminal(
    open_shop: Callable[..., Path], tmp_path: Path
) -> None:
    folder = open_shop("shop", unit="shop-credit", v3="6")
    (folder / "shop" / "plans-2026-02-05.toml").write_text(HOSTILE, encoding="utf-8")
    own = ("shop", *ON, "--pricing", str(folder))
    (row,) = rows(*own)
    assert (row["name"], row["expires"]) == ("'=1+1", "'@later")
    assert (row["price"], row["per_credit"]) == ("0.005", "0.001667")
    for form in ("table", "markdown"):
        done = run(*own, "--format", form)
        assert "\x1b" not in done.stdout
        assert "0.005 USD" in done.stdout
    written = run(*own, "-o", str(tmp_path / "plans.csv"))
    assert written.exit_code == 0
    assert (tmp_path / "plans.csv").read_bytes() == run(*own, "--format", "csv").stdout_bytes


def test_help_shows_how_to_ask() -> None:
    said = run("-h").stdout
    assert "kling-cost plans kling-app\n" in said
    assert "--pay-with premier-yearly" in said


@pytest.mark.skipif(sys.platform == "win32", reason="sh and head")
def test_a_closed_pipe_leaves_no_traceback() -> None:
    plans = shlex.join([sys.executable, "-m", "kling_cost", "plans", *ON, "--format", "csv"])
    done = subprocess.run(
        ["/bin/sh", "-c", f"{plans} | head -1"], capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("provider,plan,name,")
    assert done.stderr == ""
