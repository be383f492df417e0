"""Exit codes, and what goes to stdout and what to stderr."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from kling_cost.cli import cli

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from click.testing import Result

ON = ("--on", "2026-11-20")
# 10 s in two takes on V3 Pro with audio at PixVerse, 35 credits a second: 700.
PRICED = "shot_id,duration_s,mode,takes\n1,10,text-to-video,2\n"
# PixVerse sells no video edit, so the second shot has no price and 700 is a floor.
PARTLY = PRICED + "2,5,video-edit,2\n"


def run(*args: str) -> Result:
    return CliRunner(env={"COLUMNS": None, "NO_COLOR": None}).invoke(cli, args, prog_name="kling-cost")


@pytest.fixture(autouse=True)
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "priced.csv").write_text(PRICED, encoding="utf-8")
    (tmp_path / "partly.csv").write_text(PARTLY, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("file", "budget", "code"),
    [
        ("priced.csv", None, 0),
        ("priced.csv", "701", 0),
        ("priced.csv", "700", 0),
        ("priced.csv", "699.99", 4),
        ("priced.csv", "0", 4),
        ("partly.csv", None, 3),
        ("partly.csv", "701", 3),
        ("partly.csv", "700", 3),
        ("partly.csv", "699.99", 4),
    ],
)
def test_a_floor_over_the_limit_is_4_and_a_floor_under_it_is_3(
    file: str, budget: str | None, code: int
) -> None:
    limit = ["--budget", budget] if budget else []

    done = run("plan", file, "--strategy", "routed", *ON, *limit)

    assert done.exit_code == code


@pytest.mark.parametrize("form", ["json", "csv", "markdown", "table"])
@pytest.mark.parametrize(("budget", "code"), [("699", 4), ("701", 3)])
def test_the_exit_code_is_the_same_in_every_format_and_the_result_is_still_given(
    form: str, budget: str, code: int
) -> None:
    done = run("plan", "partly.csv", "--strategy", "routed", *ON, "--budget", budget, "--format", form)

    assert done.exit_code == code
    assert "700" in done.stdout


def test_the_exit_code_is_judged_on_the_chosen_plan() -> None:
    # The cheapest, short-draft-first: 2 x 5 s x 20 + 10 s x 35 = 550. The others are dearer or not priced.
    done = run("plan", "priced.csv", *ON, "--budget", "600")

    assert done.exit_code == 0
    assert re.search(r"^> +short-draft-first +~ 550 credits", done.stdout, re.MULTILINE)
    assert "~ 900 credits" in done.stdout
    assert ">= 0 credits" in done.stdout
    assert run("plan", "priced.csv", "--strategy", "explore-styles", *ON).exit_code == 3


@pytest.mark.parametrize(("budget", "code"), [("6.99 USD", 4), ("7 USD", 0), ("USD 7.01", 0)])
def test_a_budget_in_money_is_judged_in_money(budget: str, code: int) -> None:
    money = ("--credit-price", "10 USD / 1000")

    done = run("plan", "priced.csv", "--strategy", "routed", *ON, *money, "--budget", budget)

    assert done.exit_code == code
    assert "700 credits = ~ 7.00 USD" in done.stdout


@pytest.mark.parametrize(
    ("budget", "said"),
    [
        ("699", "Budget 699 credits: over by 1 credit\n"),
        ("700", "Budget 700 credits: exactly met\n"),
        ("1,000", "Budget 1,000 credits: under by 300 credits\n"),
    ],
)
def test_a_plan_says_how_far_it_is_from_its_budget(budget: str, said: str) -> None:
    assert said in run("plan", "priced.csv", "--strategy", "routed", *ON, "--budget", budget).stdout


def test_a_partly_priced_plan_says_so_in_its_total_with_the_reason() -> None:
    done = run("plan", "partly.csv", "--strategy", "routed", *ON)

    assert "Total  >= ~ 700 credits\n" in done.stdout
    assert "1 of 2 shots priced: the total is a floor" in done.stdout
    assert re.search(r"^2 +final +pixverse does not sell o3 pro video-edit", done.stdout, re.MULTILINE)


def test_a_price_is_never_half_done() -> None:
    clip = ("--model", "o3", "--tier", "pro", "--audio", "off", "--duration", "5", "--mode", "video-edit")

    assert run("price", *clip, *ON).exit_code == 1
    assert run("price", *clip, *ON, "--provider", "kling-api").exit_code == 0


def test_a_chart_of_a_partly_priced_plan_is_drawn_and_says_3() -> None:
    done = run("chart", "partly.csv", "--strategy", "routed", *ON)

    assert done.exit_code == 3


def test_numbers_go_to_stdout_and_assumptions_and_warnings_to_stderr(film: Path) -> None:
    (film / "twice.csv").write_text("shot_id,duration_s\n1,10\n1,10\n", encoding="utf-8")

    done = run("plan", "twice.csv", "--strategy", "routed", *ON)

    said = done.stderr.splitlines()
    assert done.exit_code == 0
    assert "2,100 credits" in done.stdout
    assert not [line for line in done.stdout.splitlines() if re.match("assumed|warning|wrote", line)]
    assert [line.split(":")[0] for line in said] == ["warning", *["assumed"] * (len(said) - 1)]
    assert "shot '1' stands already in row 2" in said[0]
    assert any("provider pixverse, the default" in line for line in said)
    assert any("mode text-to-video" in line for line in said)
    assert any("3 takes, for none are given" in line for line in said)


@pytest.mark.parametrize("form", ["json", "csv", "markdown"])
def test_a_machines_stdout_holds_nothing_but_the_document(form: str) -> None:
    done = run("plan", "partly.csv", *ON, "--format", form)

    assert "assumed: " in done.stderr
    assert "assumed: " not in done.stdout


def test_what_was_written_is_said_on_stderr_and_stdout_stays_empty() -> None:
    done = run("plan", "priced.csv", "--strategy", "routed", *ON, "-o", "plan.csv")

    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr.splitlines()[0] == "wrote plan.csv"


def test_money_that_was_given_is_named_among_the_assumptions() -> None:
    money = ("--credit-price", "10 USD / 1000", "--fx", "USD/EUR=0.9")

    done = run("plan", "priced.csv", "--strategy", "routed", *ON, *money)

    assert "assumed: credit price: 1000 credits = 10 USD (pixverse-credit)\n" in done.stderr
    assert "assumed: exchange rate: 1 USD = 0.9 EUR\n" in done.stderr
    assert "~ 700 credits = ~ 6.30 EUR" in done.stdout


@pytest.mark.parametrize("word", ["silent", "Off", "no"])
def test_a_plans_audio_is_read_as_forgivingly_as_a_rows(word: str) -> None:
    said, plainly = (
        run("plan", "priced.csv", "--strategy", "routed", *ON, "--audio", spelling)
        for spelling in (word, "off")
    )

    assert plainly.exit_code == 0
    assert (said.exit_code, said.stdout) == (0, plainly.stdout)


@pytest.mark.parametrize(
    "spelling",
    [("--model", "Kling 3.0 Omni"), ("--model", "kling-o3"), ("--tier", "PRO"), ("--provider", "Pix Verse")],
)
def test_names_are_forgiving_on_the_way_in_and_strict_on_the_way_out(spelling: Sequence[str]) -> None:
    strict = ("price", "--model", "o3", "--tier", "pro", "--audio", "on", "--duration", "5", *ON)
    forms = ("--provider", "pixverse", "--format", "json")

    assert run(*strict, *forms, *spelling).stdout == run(*strict, *forms).stdout
    assert '"model": "o3"' in run(*strict, *forms, *spelling).stdout


@pytest.mark.parametrize("spelling", ["V3-Draft-O3-Final", "v3 draft o3 final", "v3_draft_o3_final"])
def test_the_name_of_a_strategy_is_read_as_forgivingly_as_a_models(spelling: str) -> None:
    said, plainly = (
        run("plan", "priced.csv", *ON, "--strategy", name) for name in (spelling, "v3-draft-o3-final")
    )

    assert (said.exit_code, said.stdout) == (0, plainly.stdout)
