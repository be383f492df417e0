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


def test_of_groups_only_what_stands_on_an_approximate_or_a_from_price_is_marked(
    run: Callable[..., Result], open_shop: Callable[..., Path]
) -> None:
    cards = open_shop("maybe", basis="approximate", floor=True, v3="0.1", o3="0.2")
    open_shop("sure", v3="0.1", o3="0.2")

    def marks(provider: str) -> list[str]:
        words = ("--pricing", str(cards), "--provider", provider, "--tier", "standard", "--audio", "off")
        done = run("plan", *words, "--by", "stage", "--format", "csv")
        return [",".join(line.split(",")[-2:]) for line in done.stdout.splitlines()[1:]]

    assert marks("maybe") == ["yes,yes", "yes,yes"]
    assert marks("sure") == ["no,no", "no,no"]


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
    shown = " ".join(run("budget", *args, "--limit", "580 USD").stdout.split())
    taken = "Of 580.00 USD up to 552.73 USD are set aside for extras and contingency"
    assert f"{taken}; 27.27 USD are left for the shots" in shown
    assert shown.endswith(f"Total ~ {sums(done, 'money')['USD']:.2f} USD")


def test_a_budget_with_a_confidence_leaves_room_for_all_as_well(run: Callable[..., Result]) -> None:
    args = (*PRICE, *MUSIC, "--contingency", "10%", "--limit", "580 USD", "--confidence", "90%")

    assert sums(run("budget", *args, "--format", "csv"), "money")["USD"] <= Decimal(580)


def test_the_document_of_a_fitted_budget_holds_what_was_asked_and_all_that_it_pays_for(
    run: Callable[..., Result],
) -> None:
    args = (*PRICE, *MUSIC, "--contingency", "10%", "--limit", "580 USD")

    document = json.loads(run("budget", *args, "--format", "json").stdout)

    assert document["asked"] == {"amount": "580", "unit": "USD"}
    assert document["limit"] == {"amount": "27.27", "unit": "USD"}
    rows = sums(run("budget", *args, "--format", "csv"), "money")
    assert document["estimate"]["totals"] == [{"amount": str(rows["USD"]), "unit": "USD"}]
    assert "contingency: 10 % of shots and extras" in document["assumptions"]


def test_extras_that_leave_nothing_are_said_to(run: Callable[..., Result]) -> None:
    for limit in ("400", "0"):
        done = run("budget", *PRICE, *MUSIC, "--limit", f"{limit} USD")

        assert done.exit_code == 4
        assert f"extras and contingency leave nothing of a budget of {limit}.00 USD" in done.stderr


def test_a_budget_in_credits_names_the_extras_that_it_does_not_count(run: Callable[..., Result]) -> None:
    for command, option in (("plan", "--budget"), ("budget", "--limit")):
        done = run(command, *MUSIC, option, "5000")

        assert done.exit_code == 0
        assert "extras in money are not counted in a budget in credits: Music" in done.stderr


@pytest.mark.parametrize("args", [("--contingency", "110%"), ("--contingency", "much"), ("--extra", "Music")])
def test_what_is_no_share_and_no_extra_is_refused(run: Callable[..., Result], args: tuple[str, ...]) -> None:
    assert run("plan", *args).exit_code == 2


def test_of_all_plans_each_adds_up_with_extras_and_contingency(run: Callable[..., Result]) -> None:
    args = (*PRICE, *MUSIC, "--contingency", "10%", "--strategy", "routed")

    rows = list(
        csv.DictReader(StringIO(run("plan", *args, "--all-plans", "--format", "csv").stdout, newline=""))
    )
    plans = json.loads(run("plan", *args, "--format", "json").stdout)["plans"]

    money: dict[str, Decimal] = {}
    for row in rows:
        money[row["strategy"]] = money.get(row["strategy"], Decimal(0)) + Decimal(row["money"] or 0)
    assert len(money) == 2
    for plan in plans:
        shots = Decimal(plan["money"]["amount"])
        assert abs(money[plan["strategy"]] - (shots + 500) * Decimal("1.1")) <= Decimal("0.005")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--by", "scene", "--all-plans"), "--by adds up the chosen plan"),
        (("--by", "scene", "-o", "x.html"), "leave it out"),
        (("--by", "scene", "-o", "x.xlsx"), "leave it out"),
        (("--datapackage",), "give -o NAME.csv"),
        (("--config", "board.csv", "--no-config"), "contradict each other"),
    ],
)
def test_options_that_contradict_each_other_are_refused_before_the_work(
    run: Callable[..., Result], args: tuple[str, ...], said: str
) -> None:
    done = run("plan", *args, board="nowhere.csv")

    assert done.exit_code == 2
    assert said in done.stderr


def test_a_foreign_data_package_is_left_and_so_is_all_else(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "datapackage.json").write_text("{}", encoding="utf-8")

    done = run("plan", "-o", "lines.csv", "--datapackage")

    assert done.exit_code == 1
    assert not (tmp_path / "lines.csv").exists()


def test_a_budget_above_a_floor_is_met_by_at_most_so_much(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "part.csv").write_text(BOARD + "4,,5,video-edit,1,\n", encoding="utf-8")

    def said(limit: str) -> str:
        return str(run("plan", "--strategy", "v3-pro-throughout", "--budget", limit, board="part.csv").stdout)

    assert "under by at most" in said("99999")
    assert "over by at least" in said("1")


def test_more_extras_than_anybody_reads_are_all_kept_beside_the_scenes(run: Callable[..., Result]) -> None:
    extras = [word for number in range(55) for word in ("--extra", f"Day {number}=5 USD")]

    shown = run("plan", *extras, "--by", "scene").stdout

    assert all(f"Day {number} " in shown for number in range(55))


def test_an_extra_s_name_stays_on_its_line(run: Callable[..., Result]) -> None:
    shown = run("plan", "--extra", "Music\nTotal  1.00 USD=500 USD").stdout

    assert "Music Total 1.00 USD  500.00 USD" in shown
