"""Extras, contingency and sums by group on the command line: what is shown, what a budget is held against."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from io import StringIO
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from kling_cost.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

BOARD = """\
shot_id,scene,duration_s,mode,takes,account
1,Harbour,10,text-to-video,10,4200
2,Market,5,text-to-video,3,
3,,5,text-to-video,3,
"""
GAMBLE = BOARD.replace(",10,4200", ",,4200").replace("takes", "accept").replace(",3,", ",0.5,")
ON = ("--on", "2026-11-20", "--strategy", "v3-draft-o3-final")
PRICE = ("--credit-price", "10 USD / 1000")
MUSIC = ("--extra", "Music=500 USD")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command on ``board.csv`` in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "board.csv").write_text(BOARD, encoding="utf-8")
    (tmp_path / "gamble.csv").write_text(GAMBLE, encoding="utf-8")

    def command(name: str, *args: str, board: str = "board.csv") -> Result:
        return CliRunner().invoke(cli, [name, board, *ON, *args])

    return command


def sums(done: Result, column: str) -> dict[str, Decimal]:
    """Add a column of a CSV up by its unit or currency."""
    unit = {"amount": "unit", "money": "currency"}[column]
    found: dict[str, Decimal] = {}
    for row in csv.DictReader(StringIO(done.stdout, newline="")):
        if row[column]:
            found[row[unit]] = found.get(row[unit], Decimal(0)) + Decimal(row[column])
    return found


def test_without_extras_and_contingency_there_is_one_total_and_no_word_of_them(
    run: Callable[..., Result],
) -> None:
    done = run("plan")

    assert "Total  ~ 3,500 credits" in done.stdout
    assert not {"Shots", "Extra", "Spare"} & set(done.stdout.split())


def test_the_csv_holds_extras_and_contingency_as_rows_of_their_own_and_adds_up(
    run: Callable[..., Result],
) -> None:
    done = run("plan", *PRICE, *MUSIC, "--contingency", "10%", "--format", "csv")

    kinds = [row["kind"] for row in csv.DictReader(StringIO(done.stdout, newline=""))]
    assert kinds == ["shot"] * 6 + ["extra", "contingency"]
    assert sums(done, "money") == {"USD": Decimal("588.50")}
    assert sums(done, "amount") == {"pixverse-credit": Decimal(3500), "USD": Decimal("553.50")}


@pytest.mark.parametrize("by", ["scene", "stage", "model", "account"])
def test_sums_by_any_group_add_up_to_the_same(run: Callable[..., Result], by: str) -> None:
    done = run("plan", *PRICE, *MUSIC, "--contingency", "10%", "--by", by, "--format", "csv")

    assert sums(done, "money") == {"USD": Decimal("588.50")}
    assert by in done.stdout.splitlines()[0].split(",")


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_sums_are_shown_in_place_of_lines(run: Callable[..., Result], form: str) -> None:
    shown = run("plan", *PRICE, *MUSIC, "--by", "scene", "--format", form).stdout

    for word in ("Harbour", "Market", "no scene", "Music", "2,450", "24.50"):
        assert word in shown
    assert "text-to-video, audio off, 10 s" not in shown


def test_the_document_holds_items_totals_and_the_sums_asked_for(run: Callable[..., Result]) -> None:
    document = json.loads(
        run("plan", *MUSIC, "--contingency", "0.1", "--by", "account", "--format", "json").stdout
    )

    estimate = document["estimate"]
    assert [(item["kind"], item["amount"], item["unit"]) for item in estimate["items"]] == [
        ("extra", "500", "USD"),
        ("contingency", "350", "pixverse-credit"),
        ("contingency", "50", "USD"),
    ]
    assert estimate["totals"] == [
        {"amount": "3850", "unit": "pixverse-credit"},
        {"amount": "550", "unit": "USD"},
    ]
    assert [(group["name"], group["lines"]) for group in document["groups"]][:2] == [("4200", 2), ("", 4)]
    assert json.loads(run("plan", "--format", "json").stdout)["groups"] is None


def test_totals_in_several_units_are_shown_side_by_side(run: Callable[..., Result]) -> None:
    assert "Total  ~ 3,500 credits and 500.00 USD" in run("plan", *MUSIC).stdout


@pytest.mark.parametrize(
    ("limit", "code", "said"), [("535 USD", 0, "exactly met"), ("534.99 USD", 4, "over by 0.01 USD")]
)
def test_a_budget_is_held_against_everything(
    run: Callable[..., Result], limit: str, code: int, said: str
) -> None:
    done = run("plan", *PRICE, *MUSIC, "--budget", limit)

    assert done.exit_code == code
    assert said in done.stdout


def test_a_budget_in_another_currency_than_an_extras_is_refused_with_the_cure(
    run: Callable[..., Result],
) -> None:
    done = run("plan", *PRICE, "--extra", "Music=500 EUR", "--budget", "600 USD")

    assert done.exit_code == 1
    assert "--fx EUR/USD=RATE" in done.stderr


def test_the_odds_are_those_of_the_shots_within_what_extras_leave(run: Callable[..., Result]) -> None:
    def chance(*args: str) -> float:
        document = json.loads(run("plan", *PRICE, *args, "--format", "json", board="gamble.csv").stdout)
        within: float = document["plans"][0]["risk"]["within_budget"]
        return within

    assert chance("--budget", "20 USD") == chance("--budget", "520 USD", *MUSIC)
    assert chance("--budget", "20 USD") == chance("--budget", "20 USD", "--contingency", "20%")
    assert 0 < chance("--budget", "20 USD") < 1
    assert chance("--budget", "400 USD", *MUSIC) == 0


def test_the_plan_says_with_which_chance_the_contingency_is_enough(run: Callable[..., Result]) -> None:
    def said(share: str) -> str:
        shown = run("plan", "--contingency", share, board="gamble.csv").stdout
        return next(line for line in shown.splitlines() if "the contingency is enough" in line)

    assert said("1%") != said("50%")


def test_a_fitted_budget_leaves_room_for_extras_and_contingency(run: Callable[..., Result]) -> None:
    args = (*PRICE, *MUSIC, "--contingency", "10%")

    done = run("budget", *args, "--limit", "580 USD", "--format", "csv")

    assert sums(done, "money")["USD"] <= Decimal(580)
    assert "of a budget of 580 USD, 27.27 USD are left for the shots" in done.stderr


def test_extras_that_leave_nothing_are_said_to(run: Callable[..., Result]) -> None:
    done = run("budget", *PRICE, *MUSIC, "--limit", "400 USD")

    assert done.exit_code == 1
    assert "the extras leave nothing of the budget" in done.stderr


def test_a_budget_in_credits_names_the_extras_that_it_does_not_count(run: Callable[..., Result]) -> None:
    for command, option in (("plan", "--budget"), ("budget", "--limit")):
        done = run(command, *MUSIC, option, "5000")

        assert done.exit_code == 0
        assert "extras in money are not counted in a budget in credits: Music" in done.stderr


@pytest.mark.parametrize("args", [("--contingency", "110%"), ("--contingency", "much"), ("--extra", "Music")])
def test_what_is_no_share_and_no_extra_is_refused(run: Callable[..., Result], args: tuple[str, ...]) -> None:
    assert run("plan", *args).exit_code == 2


def test_all_plans_repeat_neither_extras_nor_contingency(run: Callable[..., Result]) -> None:
    done = run("plan", "--strategy", "routed", *PRICE, *MUSIC, "--all-plans", "--format", "csv")

    rows = list(csv.DictReader(StringIO(done.stdout, newline="")))
    assert len({row["strategy"] for row in rows}) > 1
    assert [row["description"] for row in rows if row["kind"] == "extra"] == ["Music"]


def test_neighbours_on_different_accounts_share_no_clip(run: Callable[..., Result], tmp_path: Path) -> None:
    def packed(*accounts: str) -> str:
        rows = [f"{n},Pier,1.5,text-to-video,{account}" for n, account in enumerate(accounts, 1)]
        (tmp_path / "pack.csv").write_text(
            "shot_id,scene,duration_s,mode,account\n" + "\n".join(rows), encoding="utf-8"
        )
        return run("plan", "--pack", "--strategy", "v3-pro-throughout", board="pack.csv").stdout

    assert "Packed 2 shots" in packed("4100", "4100")
    assert "Packed nothing" in packed("4100", "4200")
