"""``diff``: two files, days, providers and strategies, in every format, and what is refused."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from click.testing import CliRunner

from kling_cost.cli import cli

if TYPE_CHECKING:
    from click.testing import Result

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
FILM, EDITED = str(EXAMPLES / "storyboard.csv"), str(EXAMPLES / "storyboard-v2.csv")
ON = ("--on", "2026-11-20")
DRAFTED = ("--strategy", "v3-draft-o3-final")
HALVED = ("--provider", "fal", "--on", "2026-03-01", "--to-on", "2026-04-01")


def diff(*args: str, columns: int | None = None, stdin: str | None = None) -> Result:
    env = {"COLUMNS": None if columns is None else str(columns), "KLING_COST_PRICING": None}
    return CliRunner(env=env).invoke(cli, ["diff", *args], input=stdin)


def document(*args: str) -> Any:  # noqa: ANN401 - whatever JSON holds
    return json.loads(diff(*args, "--format", "json").stdout)


def causes(found: Any) -> dict[str, Decimal]:  # noqa: ANN401 - a document
    return {each["cause"]: Decimal(each["amount"]) for each in found["causes"]}


def row(done: Result, start: str) -> str:
    return next(line for line in done.stdout.splitlines() if line.startswith(start))


def test_an_edited_storyboard_is_told_by_what_was_edited() -> None:
    done = diff(FILM, EDITED, *DRAFTED, *ON)

    assert done.exit_code == 0
    assert "14,155 credits" in row(done, "Before")
    assert "14,535 credits" in row(done, "After")
    assert row(done, "Change") == "Change  ~ +380 credits (+2.7 %)"
    assert row(done, "shots added").split() == ["shots", "added", "+825", "shot", "9b"]
    assert "lengths 4.5 -> 6.5 s +270, takes 4 -> 5 +120" in row(done, "12")


def test_the_largest_cause_and_the_largest_change_come_first() -> None:
    done = diff(FILM, EDITED, *DRAFTED, *ON)
    order = [line.split("  ")[0] for line in done.stdout.splitlines()]
    assert [each for each in order if each.startswith(("shots", "takes", "lengths"))] == [
        "shots added",
        "takes",
        "lengths",
        "shots removed",
    ]
    assert [each for each in order if each in {"9b", "11", "12", "4", "1"}] == ["9b", "11", "12", "4", "1"]


def test_the_day_on_which_fal_halved_its_price_is_a_matter_of_price() -> None:
    found = document(FILM, *HALVED, "--strategy", "v3-pro-throughout", "--extra", "Music=10 USD")
    assert set(causes(found)) == {"price", "coverage"}
    assert sum(causes(found).values()) == Decimal(found["change"]["amount"])
    assert [found["before"]["on"], found["after"]["on"]] == ["2026-03-01", "2026-04-01"]
    assert [found["before"]["card"], found["after"]["card"]] == ["fal/2026-02-05", "fal/2026-03-31"]


def test_two_strategies_differ_by_their_way_of_working() -> None:
    found = document(FILM, *DRAFTED, "--to-strategy", "o3-pro-throughout", *ON)
    assert causes(found) == {"way-of-working": Decimal(8055)}
    assert found["after"]["strategy"] == "o3-pro-throughout"


def test_two_providers_compare_in_money() -> None:
    asked = (FILM, *DRAFTED, *ON, "--to-provider", "kling-api")
    refused = diff(*asked)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "--credit-price '0.0133 USD'" in refused.stderr

    done = document(*asked, "--credit-price", "0.01 USD")
    assert causes(done) == {"price": Decimal(done["change"]["amount"])}
    assert done["change"]["unit"] == "USD"


def test_a_plan_may_pay_at_either_provider() -> None:
    asked = (FILM, *DRAFTED, *ON, "--to-provider", "kling-app")
    paid = ("--pay-with", "kling-app=premier-yearly", "--credit-price", "pixverse=0.01 USD")
    found = document(*asked, *paid)
    assert found["change"]["unit"] == "USD"
    assert diff(*asked, "--pay-with", "higgsfield=plus").exit_code != 0


@pytest.mark.parametrize(
    "args",
    [
        (FILM, EDITED, *DRAFTED, *ON, "--contingency", "7.5%", "--credit-price", "10 USD / 999"),
        (
            FILM,
            EDITED,
            *ON,
            "--strategy",
            "v3-pro-throughout",
            "--to-strategy",
            "short-draft-first",
            "--pack",
        ),
        (FILM, *HALVED),
    ],
)
def test_the_document_keeps_its_contract_and_adds_up(args: tuple[str, ...]) -> None:
    found = document(*args)
    schema = files("kling_cost.export") / "schemas" / "difference-1.schema.json"
    jsonschema.validate(found, json.loads(schema.read_text(encoding="utf-8")))

    change = Decimal(found["change"]["amount"])
    totals = [Decimal(found[side]["total"]["amount"]) for side in ("before", "after")]
    assert change == totals[1] - totals[0]
    assert change
    assert sum(causes(found).values()) == change
    assert sum(Decimal(each["change"]) for each in found["rows"]) == change
    for each in found["rows"]:
        assert sum(Decimal(part["amount"]) for part in each["causes"]) == Decimal(each["change"])
        assert Decimal(each["after"] or 0) - Decimal(each["before"] or 0) == Decimal(each["change"])


def test_csv_has_a_row_for_each_shot_and_cause() -> None:
    rows = list(csv.DictReader(StringIO(diff(FILM, EDITED, *DRAFTED, *ON, "--format", "csv").stdout)))
    assert sum(Decimal(each["amount"]) for each in rows) == 380
    last = [each for each in rows if each["shot_id"] == "12"]
    assert [(each["cause"], each["before_row"], each["after_row"]) for each in last] == [
        ("lengths", "13", "13"),
        ("takes", "13", "13"),
    ]


def test_markdown_has_both_tables() -> None:
    done = diff(FILM, EDITED, *DRAFTED, *ON, "--format", "markdown")
    assert "| shots added | +825 | shot 9b |" in done.stdout
    assert "| 4 | 285 |  | -285 | shots removed |" in done.stdout


def test_a_narrow_terminal_loses_no_change() -> None:
    done = diff(FILM, EDITED, *DRAFTED, *ON, columns=40)
    assert max(map(len, done.stdout.splitlines())) <= 40
    assert [
        each for each in ("+825", "-680", "+520", "-285", "-800", "+390") if each not in done.stdout
    ] == []


def test_what_is_not_shown_is_counted() -> None:
    done = diff(FILM, EDITED, *DRAFTED, *ON, "--top", "2")
    assert "and 3 more that changed less; --top 5 shows all" in done.stdout


def test_nothing_differs_from_itself() -> None:
    done = diff(FILM, FILM, *DRAFTED, *ON)
    assert done.exit_code == 0
    assert done.stdout.endswith("Change  none\n")


def test_a_plan_that_is_not_fully_priced_is_a_floor_and_says_so() -> None:
    done = diff(FILM, EDITED, "--strategy", "v3-pro-throughout", *ON)
    assert done.exit_code == 3
    assert ">= " in row(done, "Before")
    assert "before: 12 of 15 shots priced: the total is a floor" in done.stdout


def test_what_cannot_be_told_in_the_unit_of_the_totals_is_named() -> None:
    asked = (FILM, EDITED, *DRAFTED, *ON, "--extra", "Music=100 USD")
    assert "before: Music, 100 USD, is left out, for it cannot be told in credits" in diff(*asked).stdout
    assert document(*asked)["before"]["left_out"] == [{"name": "Music", "amount": "100", "unit": "USD"}]


def test_assumptions_of_one_side_say_whose_they_are() -> None:
    err = diff(FILM, EDITED, *DRAFTED, *ON).stderr
    assert "assumed: provider pixverse, the default\n" in err
    assert "assumed: after: mode text-to-video, for no mode is named" not in err
    assert diff(FILM, EDITED, *DRAFTED, *ON, "-q").stderr == ""


def test_one_side_may_come_from_standard_input() -> None:
    done = diff(FILM, "-", *DRAFTED, *ON, stdin=Path(EDITED).read_text(encoding="utf-8"))
    assert row(done, "Change") == "Change  ~ +380 credits (+2.7 %)"


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((FILM,), "give another file, or what is different: --to-on, --to-provider, --to-strategy"),
        (("-", "-"), "standard input can be read once"),
        (("-", "--to-on", "2026-04-01"), "standard input can be read once"),
        ((FILM, EDITED, "-o", EDITED), "would overwrite the other storyboard"),
    ],
)
def test_wrong_usage_says_what_to_give(args: tuple[str, ...], said: str) -> None:
    done = diff(*args)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("missing.csv", EDITED), "missing.csv"),
        ((FILM, "missing.csv"), "missing.csv"),
        ((FILM, "--to-provider", "fall"), "did you mean fal?"),
        ((FILM, "--to-strategy", "v3-draft"), "did you mean"),
        ((FILM, "--provider", "fal", "--to-on", "2020-01-01"), "the first card applies from"),
    ],
)
def test_wrong_input_is_refused_whichever_side_it_is_on(args: tuple[str, ...], said: str) -> None:
    done = diff(*args, *ON)
    assert (done.exit_code, done.stdout) == (1, "")
    assert said in done.stderr
