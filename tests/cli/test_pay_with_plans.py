"""Storyboards paid with plans and packs: ranked by what is really paid, and every sum adds up."""

from __future__ import annotations

import csv
import json
import re
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from kling_cost.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

ON = ("--on", "2026-11-20")
# Routed at kling-api: 3 x 5 s + 2 x 8 s + 2 x 11 s on V3 Pro with audio, 53 x 0.168 = 8.904, x 0.9 = 8.0136.
FILM = "shot_id,scene,duration_s,mode,takes\n1,A,5,t2v,3\n2,A,7.2,t2v,2\n3,B,22,t2v,1\n"
ROUTED = ("plan", "film.csv", "--strategy", "routed", *ON)


@pytest.fixture(autouse=True)
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "film.csv").write_text(FILM, encoding="utf-8")


def run(*args: str, columns: int | None = None) -> Result:
    env = {"COLUMNS": str(columns) if columns else None, "NO_COLOR": None}
    return CliRunner(env=env).invoke(cli, args, prog_name="kling-cost")


def asked(*args: str) -> dict[str, Any]:
    done = run(*args, "--format", "json")
    assert done.exit_code == 0
    document: dict[str, Any] = json.loads(done.stdout)
    return document


TWO = ("--provider", "kling-api", "--provider", "fal")


def test_two_providers_in_one_currency_are_ranked_by_what_is_really_paid() -> None:
    plain = asked(*ROUTED, *TWO, "--format", "json")
    assert [plan["provider"] for plan in plain["plans"]] == ["kling-api", "fal"]  # a tie, in the order asked
    turned = asked(*ROUTED, *TWO[2:], *TWO[:2], "--pay-with", "package-3")
    assert [plan["provider"] for plan in turned["plans"]] == ["kling-api", "fal"]
    assert turned["cheapest"] == turned["chosen"] == {"provider": "kling-api", "strategy": "routed"}
    paid = [(plan["total"]["amount"], plan["money"]["amount"]) for plan in turned["plans"]]
    assert paid == [("8.904", "8.01"), ("8.904", "8.9")]


def test_what_the_lines_cost_adds_up_in_list_price_and_in_money() -> None:
    plan = asked(*ROUTED, "--provider", "kling-api", "--pay-with", "package-3")["plans"][0]
    for key, total in (("amount", plan["total"]["amount"]), ("money", plan["money"]["amount"])):
        assert sum(Decimal(line[key]) for line in plan["lines"]) == Decimal(total)
    done = run(*ROUTED, "--provider", "kling-api", "--pay-with", "package-3", "--format", "csv")
    rows = list(csv.DictReader(StringIO(done.stdout)))
    assert sum(Decimal(row["amount"]) for row in rows) == Decimal("8.904")
    assert sum(Decimal(row["money"]) for row in rows) == Decimal("8.01")


def test_the_printed_lines_add_up_to_the_printed_list_price() -> None:
    said = run(*ROUTED, "--provider", "kling-api", "--pay-with", "package-3").stdout
    lines = [Decimal(line.split()[-1]) for line in said.splitlines() if re.match(r"\d+ +final ", line)]
    assert (len(lines), sum(lines)) == (4, Decimal("8.90"))
    assert re.search(r"^shot .* USD list$", said, re.MULTILINE)
    assert "Total  8.90 USD list price = 8.01 USD paid\n" in said


def test_a_table_of_providers_shows_list_price_and_money_where_they_differ() -> None:
    both = ("--strategy", "v3-draft-o3-final")
    wide = run(*ROUTED, *both, *TWO, "--pay-with", "package-3", columns=120).stdout
    assert re.search(r"^routed +> 8\.90 USD list +8\.90 USD\n +8\.01 USD\n", wide, re.MULTILINE)
    narrow = run(*ROUTED, *both, *TWO, "--pay-with", "package-3", columns=40).stdout
    for figure in ("8.90 USD list", "8.01 USD", "8.42 USD"):
        assert figure in narrow


def test_a_table_of_one_provider_shows_list_price_and_money_in_columns() -> None:
    both = ("--strategy", "v3-draft-o3-final", "--provider", "kling-api", "--pay-with", "package-3")
    assert "8.42 USD" in run(*ROUTED, *both, columns=40).stdout
    said = run(*ROUTED, *both, columns=120).stdout
    assert re.search(r"^> +routed +8\.90 USD list +8\.01 USD +v3 pro", said, re.MULTILINE)
    markdown = run(*ROUTED, *both, "--format", "markdown").stdout
    assert "| routed | kling-api | 8.90 USD list | 8.01 USD | v3 pro" in markdown


def test_where_one_provider_is_paid_with_a_pack_the_money_of_all_is_told() -> None:
    both = (*TWO, "--pay-with", "package-3", "--format", "markdown")
    said = run(*ROUTED, *both).stdout
    assert "| routed | fal | 8.90 USD | 8.90 USD | v3 pro" in said
    assert "| routed | fal | 8.90 USD |  | v3 pro" in run(*ROUTED, *TWO, "--format", "markdown").stdout


@pytest.mark.parametrize(
    ("budget", "over_by", "code"),
    [("8.01 USD", "0", 0), ("8 USD", "0.01", 4), ("8.50", "-0.49", 0), ("50 USD", "-41.99", 0)],
)
def test_a_budget_in_money_is_held_against_what_is_paid(budget: str, over_by: str, code: int) -> None:
    done = run(
        *ROUTED, "--provider", "kling-api", "--pay-with", "package-3", "--budget", budget, "--format", "json"
    )
    assert done.exit_code == code
    found = json.loads(done.stdout)["budget"]
    assert (found["unit"], found["over_by"]) == ("USD", over_by)


def test_a_budget_in_money_is_held_against_credits_that_a_pack_pays() -> None:
    # 53 s x 12 credits = 636, x 10/660 = 9.6363...
    over = run(*ROUTED, "--provider", "kling-app", "--pay-with", "pack-660", "--budget", "9 USD")
    assert over.exit_code == 4
    assert "Total  636 credits = 9.64 USD\n" in over.stdout
    assert "Budget 9.00 USD: over by 0.64 USD\n" in over.stdout
    in_credits = run(*ROUTED, "--provider", "kling-app", "--pay-with", "pack-660", "--budget", "640")
    assert in_credits.exit_code == 0
    assert "Budget 640 credits: under by 4 credits\n" in in_credits.stdout


def test_list_prices_that_are_paid_in_several_currencies_are_not_compared(
    open_shop: Callable[..., Path],
) -> None:
    open_shop("one", v3="0.1", packs={"pack": 2})
    folder = open_shop("two", v3="0.2", packs={"pack": 2})
    plans = folder / "two" / "plans-2026-02-05.toml"
    plans.write_text(plans.read_text("utf-8").replace('"USD"\ncredits', '"EUR"\ncredits'), encoding="utf-8")
    (folder.parent / "film.csv").write_text("duration_s,tier,audio\n5,standard,off\n", encoding="utf-8")
    where = ("--provider", "one", "--provider", "two", "--pricing", str(folder))
    assert asked(*ROUTED, *where)["cheapest"] == {"provider": "one", "strategy": "routed"}
    mixed = ("--pay-with", "one=pack", "--pay-with", "two=pack")
    assert asked(*ROUTED, *where, *mixed)["cheapest"] is None
    told = asked(*ROUTED, *where, *mixed, "--fx", "EUR/USD=0.1")
    assert told["cheapest"] == {"provider": "two", "strategy": "routed"}
