"""``plan`` and ``risk`` say how sure a figure is: quantiles, the chance to stay within a budget, exits."""

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

# Two coins: a take of 5 s on V3 Pro with audio is 175 credits, one in two is good, two at most.
COINS = "shot_id,scene,duration_s,takes,accept\n1,Harbour,5,2,50%\n2,Market,5,2,50%\n"
ONE = ("--on", "2026-11-20", "--strategy", "v3-pro-throughout")
DRAFTED = ("--on", "2026-11-20", "--strategy", "v3-draft-o3-final")


@pytest.fixture(autouse=True)
def films(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "coins.csv").write_text(COINS, encoding="utf-8")
    (tmp_path / "sure.csv").write_text("duration_s,takes\n5,2\n", encoding="utf-8")
    (tmp_path / "open.csv").write_text("shot_id,duration_s\n1,5\n2,5\n", encoding="utf-8")
    return tmp_path


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, args)


def document(*args: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(*args, "--format", "json").stdout)
    return found


def test_a_plan_whose_takes_are_a_gamble_has_its_odds_in_the_document() -> None:
    (plan,) = document("plan", "coins.csv", *ONE, "--budget", "525")["plans"]

    odds = plan["risk"]
    assert [odds[name] for name in ("p5", "p50", "p80", "p90", "p95", "p99")] == [
        "350",
        "525",
        "700",
        "700",
        "700",
        "700",
    ]
    assert (odds["mean"], odds["within_budget"], odds["all_delivered"]) == ("525", 0.75, 1.0)
    assert float(odds["sd"]) == pytest.approx(15312.5**0.5)
    assert odds["cost_per_usable_second"] == "52.5"
    assert odds["gap"] == "0"


def test_a_plan_of_fixed_takes_has_none_and_says_so_when_it_is_asked_how_sure_it_is() -> None:
    (plan,) = document("plan", "sure.csv", *ONE)["plans"]
    asked = run("plan", "sure.csv", *ONE, "--confidence", "0.9")

    assert plan["risk"] is None
    assert "nothing in this plan is a gamble" in asked.stderr
    assert "P50" not in asked.stdout


@pytest.mark.parametrize(
    ("budget", "confidence", "code"),
    [("525", "75%", 0), ("525", "0.76", 4), ("350", "0.25", 0), ("349", "0.25", 4), ("700", "1", 0)],
)
def test_with_a_confidence_the_chance_to_stay_within_the_budget_decides_the_exit_code(
    budget: str, confidence: str, code: int
) -> None:
    for command in ("plan", "risk"):
        done = run(command, "coins.csv", *ONE, "--budget", budget, "--confidence", confidence)
        assert done.exit_code == code


def test_without_a_confidence_the_sum_of_lines_decides() -> None:
    assert run("plan", "coins.csv", *ONE, "--budget", "699").exit_code == 4
    assert run("plan", "coins.csv", *ONE, "--budget", "700").exit_code == 0


def test_a_plan_shows_its_quantiles_and_what_is_enough_with_the_confidence_asked_for() -> None:
    done = run("plan", "coins.csv", *ONE, "--confidence", "60%", "--credit-price", "0.01 USD")

    assert "Likely P50  ~ 525 credits = ~ 5.25 USD" in done.stdout
    assert "60 % sure with ~ 525 credits = ~ 5.25 USD" in done.stdout


def test_a_budget_in_money_is_kept_with_the_chance_of_the_amount_that_it_buys() -> None:
    money = ("--credit-price", "0.01 USD")
    (within,) = document("plan", "coins.csv", *ONE, *money, "--budget", "5.25 USD")["plans"]
    (under,) = document("plan", "coins.csv", *ONE, *money, "--budget", "5.24 USD")["plans"]

    assert (within["risk"]["within_budget"], under["risk"]["within_budget"]) == (0.75, 0.25)


def test_given_up_shots_cost_no_final_and_may_not_be_delivered() -> None:
    (plan,) = document("plan", "coins.csv", *DRAFTED, "--at-cap", "fail")["plans"]

    # draft 100 a take; final 225 only where a draft was good: 100 + 225 (1/2), 200 + 225 (1/4), 200 (1/4)
    assert Decimal(plan["risk"]["mean"]) == 2 * (Decimal(325) / 2 + Decimal(425) / 4 + Decimal(200) / 4)
    assert plan["risk"]["all_delivered"] == 0.5625
    assert plan["risk"]["cost_per_usable_second"] == "85"


def test_an_accept_rate_of_a_stage_makes_its_fixed_takes_a_gamble_and_is_listed() -> None:
    done = run("plan", "sure.csv", *DRAFTED, "--accept", "final=0.5")

    assert "accept rate 0.5 given for stage final: 2 takes planned, at most 12" in done.stderr
    assert "Likely P50" in done.stdout


def test_a_class_is_named_with_its_prior_and_that_it_is_no_measurement() -> None:
    done = run("plan", "open.csv", *ONE, "--shot-class", "Hero")

    assert "class hero: accept rate 0.1, probably" in done.stderr
    assert "a planning prior, not a measurement" in done.stderr


def test_an_uncertain_rate_that_shots_share_spreads_more_than_a_certain_one() -> None:
    (certain,) = document("plan", "open.csv", *ONE, "--accept", "0.3")["plans"]
    (shared,) = document("plan", "open.csv", *ONE, "--accept", "0.1..0.5")["plans"]

    assert float(shared["risk"]["sd"]) > float(certain["risk"]["sd"]) * 1.02


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("--accept", "drfat=0.3"), 1, "did you mean 'draft'?"),
        (("--accept", "0.4..0.2"), 2, "write the lower first"),
        (("--accept", "50/41"), 2, "write kept/made"),
        (("--accept", "draft=0.3,draft=0.4"), 2, "two accept rates are given for draft"),
        (("--accept", "0.3", "--accept", "0.4"), 2, "two accept rates"),
        (("--accept", ""), 2, "missing"),
        (("--shot-class", "heroe"), 1, "did you mean 'hero'?"),
        (("--at-cap", "stop"), 2, "proceed"),
        (("--confidence", "0"), 2, "above 0"),
        (("--confidence", "120%"), 2, "at most 1"),
        (("--budget", "5 USD"), 1, "USD"),
    ],
)
def test_a_wrong_word_about_takes_is_refused_with_its_cure(
    args: tuple[str, ...], code: int, words: str
) -> None:
    done = run("plan", "open.csv", *DRAFTED, *args)

    assert done.exit_code == code
    assert words in done.stderr


def test_a_rate_for_all_that_no_row_needs_is_said_to_be_unused() -> None:
    assert "given for all not used" in run("plan", "coins.csv", *ONE, "--accept", "0.3").stderr
    assert "given for all not used" not in run("plan", "open.csv", *ONE, "--accept", "0.3").stderr


def test_drawn_totals_are_told_beside_the_exact_quantiles_and_are_the_same_again() -> None:
    args = ("risk", "coins.csv", *ONE, "--simulate", "20000", "--seed", "7")
    first, again = run(*args), run(*args)

    assert "drawn: P50 ~ 525 credits (~ 525 credits)" in first.stderr
    assert first.stderr == again.stderr
    drawn = document(*args)["simulated"]
    assert (drawn["trials"], drawn["seed"], drawn["p50"]) == (20000, 7, "525")
    assert abs(float(drawn["mean"]) - 525) < 5 * 123.7 / 20000**0.5


def test_risk_gives_the_odds_of_every_part_and_they_add_up() -> None:
    found = document("risk", "coins.csv", "--on", "2026-11-20", "--accept", "final=0.7")

    mean = float(found["whole"]["mean"])
    assert found["chosen"]["strategy"] == "v3-pro-throughout"
    for parts in ("stages", "scenes", "shots"):
        assert sum(float(part["mean"]) for part in found[parts]) == pytest.approx(mean, rel=1e-8)
    assert [part["name"] for part in found["scenes"]] == ["Harbour", "Market"]
    assert sum(driver["share"] for driver in found["drivers"]) == pytest.approx(1)
    assert {entry["strategy"] for entry in found["strategies"]} >= {"v3-draft-o3-final", "o3-pro-throughout"}
    assert found["first"]["p90"]["strategy"] == found["first"]["total"]["strategy"]


def test_risk_says_from_which_takes_on_drafting_pays() -> None:
    strategies = ("--strategy", "v3-draft-o3-final", "--strategy", "o3-pro-throughout")
    found = document("risk", "open.csv", "--on", "2026-11-20", *strategies)

    (even,) = found["break_even"]
    # draft 100 a take and one final of 225, against 225 a take: 225 / (225 - 100) = 1.8
    assert (even["takes"], even["cheaper"]) == ("1.8", "v3-draft-o3-final")
    # with twelve takes at most: (1 - (1 - p)^12) / p = 1.8
    accept = even["accept"]
    assert (1 - (1 - accept) ** 12) / accept == pytest.approx(1.8)
    assert accept == pytest.approx(1 / 1.8, rel=1e-3)
    assert found["whole"] is None


def test_the_csv_of_risk_has_a_row_for_the_plan_and_each_stage_scene_and_shot() -> None:
    rows = list(csv.DictReader(io.StringIO(run("risk", "coins.csv", *ONE, "--format", "csv").stdout)))

    assert [(row["kind"], row["name"], row["p50"]) for row in rows] == [
        ("plan", "", "525"),
        ("stage", "final", "525"),
        ("scene", "Harbour", "175"),
        ("scene", "Market", "175"),
        ("shot", "1", "175"),
        ("shot", "2", "175"),
    ]


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_risk_reads_in_every_width_and_names_what_drives_the_spread(form: str) -> None:
    for columns in ("60", "100", "200"):
        args = ["risk", "coins.csv", *ONE, "--format", form]
        done = CliRunner(env={"COLUMNS": columns}).invoke(cli, args)
        assert done.exit_code == 0
        assert "What drives the spread" in done.stdout
        assert "50 %" in done.stdout


def test_the_planning_figures_for_takes_are_shown_with_their_sources() -> None:
    done = run("takes")
    found = document("takes")

    assert "a planning prior, not a measurement" in done.stdout
    assert "https://promptdojo.dev" in done.stdout
    assert {each["name"] for each in found["classes"]} >= {"concept", "b-roll", "hero", "episode"}
    assert all(each["sources"] for each in found["classes"])
