"""kling-cost.toml: where it is found, what wins over it, and that nothing of it is silent."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from kling_cost.cli import cli
from kling_cost.cli.settings.file import CheckFile, SettingsFile
from kling_cost.cli.settings.found import settings_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

REPOSITORY = Path(__file__).parent.parent.parent
BOARD = "shot_id,scene,duration_s,mode\n1,Harbour,5,text-to-video\n2,Market,8,text-to-video\n"
ON = ("--on", "2026-11-20")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command in an empty folder that holds ``film/board.csv``."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "film").mkdir()
    (tmp_path / "film" / "board.csv").write_text(BOARD, encoding="utf-8")

    def command(*args: str, toml: str | None = None, at: str = "film") -> Result:
        if toml is not None:
            (tmp_path / at / "kling-cost.toml").write_text(toml, encoding="utf-8")
        return CliRunner().invoke(cli, args)

    return command


def plan(run: Callable[..., Result], *args: str, toml: str | None = None, at: str = "film") -> Result:
    done = run("plan", "film/board.csv", *ON, *args, toml=toml, at=at)
    assert done.exit_code == 0, done.output
    return done


def test_a_file_beside_the_storyboard_speaks_for_the_options_it_names(run: Callable[..., Result]) -> None:
    said = plan(run, toml='provider = "fal"\nstrategy = "v3-pro-throughout"\n')
    asked = plan(run, "--no-config", "--provider", "fal", "--strategy", "v3-pro-throughout")

    assert said.stdout == asked.stdout


@pytest.mark.parametrize("at", ["film", "."])
def test_it_is_found_upwards_from_the_storyboard(run: Callable[..., Result], at: str) -> None:
    assert "at fal" in plan(run, toml='provider = "fal"', at=at).stdout


def test_the_nearest_file_is_the_one_that_speaks(run: Callable[..., Result]) -> None:
    plan(run, toml='provider = "kling-api"', at=".")

    assert "at fal" in plan(run, toml='provider = "fal"').stdout


def test_the_command_line_wins(run: Callable[..., Result]) -> None:
    toml = 'provider = "fal"\nreroute = true\ntakes = 9\n'

    assert plan(run, "--provider", "kling-api", "--takes", "2", toml=toml).stdout == (
        plan(run, "--no-config", "--provider", "kling-api", "--takes", "2", "--reroute").stdout
    )


def test_what_is_in_force_is_listed_with_every_plan(run: Callable[..., Result]) -> None:
    done = plan(run, toml='provider = "fal"\ncontingency = "10%"\n')

    assert "assumed: settings of film/kling-cost.toml: contingency, provider" in done.stderr
    document = json.loads(plan(run, "--format", "json").stdout)
    assert "settings of film/kling-cost.toml: contingency, provider" in document["assumptions"]


def test_another_file_and_none_can_be_asked_for(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text('provider = "kling-api"\n', encoding="utf-8")

    assert "at kling-api" in plan(run, "--config", "other.toml", toml='provider = "fal"').stdout
    assert "at pixverse" in plan(run, "--no-config").stdout


def test_every_fault_of_the_file_is_told_at_once_with_its_key(run: Callable[..., Result]) -> None:
    toml = """
    provider = 4
    bugdet = 2000
    accept = { draft = 3 }
    contingency = "much"
    budget = "50 dollars"
    fx = { "CNY/USD" = -1 }
    at_cap = "stop"
    [[extras]]
    name = "Music"
    amount = "0.001 USD"
    """
    done = run("plan", "film/board.csv", *ON, "--format", "json", toml=toml)

    problems = {each["column"]: each["message"] for each in json.loads(done.stdout)["problems"]}
    assert done.exit_code == 1
    assert set(problems) == {
        *("provider", "bugdet", "accept", "contingency", "budget", "fx", "at_cap", "extras[0].amount")
    }
    assert "did you mean budget?" in problems["bugdet"]
    assert "write 0.25 or 25%" in problems["contingency"]


def test_what_is_of_another_kind_is_refused_with_how_to_write_it(run: Callable[..., Result]) -> None:
    toml = 'on = "2026-11-20"\npack = "yes"\naccounts = "4100"\nextras = [{ name = "Music" }]\ntitle = 7\n'

    done = run("plan", "film/board.csv", toml=toml)

    for cure in ("without quotes: 2026-03-10", "true or false", "as a table", "add it", "in quotes"):
        assert cure in done.stderr


def test_a_file_that_is_no_toml_is_refused_with_its_line(run: Callable[..., Result]) -> None:
    done = run("plan", "film/board.csv", *ON, toml="provider = fal")

    assert done.exit_code == 1
    assert "film/kling-cost.toml: is not valid TOML" in done.stderr
    assert "line 1" in done.stderr


def test_a_folder_of_that_name_is_not_passed_over_in_silence(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "film" / "kling-cost.toml").mkdir()

    done = run("plan", "film/board.csv", *ON)

    assert done.exit_code == 1
    assert "kling-cost.toml: is no file; --no-config does without" in done.stderr


def test_help_is_given_even_where_the_file_is_wrong(run: Callable[..., Result]) -> None:
    assert run("plan", "film/board.csv", "--help", toml="provider = fal").exit_code == 0


def test_a_name_that_nothing_has_says_which_settings_asked_for_it(run: Callable[..., Result]) -> None:
    done = run("plan", "film/board.csv", *ON, toml='provider = "pixvers"')

    assert done.exit_code == 1
    assert "did you mean pixverse?" in done.stderr
    assert "settings of film/kling-cost.toml: provider" in done.stderr


def test_an_answer_to_how_credits_are_paid_sets_the_files_answer_aside(run: Callable[..., Result]) -> None:
    toml = 'provider = "kling-app"\npay_with = "premier-yearly"\n'

    assert "paid with" not in plan(run, "--credit-price", "0.02 USD", toml=toml).stderr
    assert "paid with kling-app premier-yearly" in plan(run).stderr


def test_a_plan_of_another_provider_pays_nothing_here(run: Callable[..., Result]) -> None:
    toml = 'provider = "kling-app"\npay_with = "premier-yearly"\n'

    assert "paid with" not in plan(run, "--provider", "fal", toml=toml).stderr


def test_a_stage_that_this_strategy_has_not_is_no_fault_of_the_file(run: Callable[..., Result]) -> None:
    toml = "accept = { draft = 0.3, final = 0.7 }"

    done = plan(run, "--strategy", "v3-pro-throughout", toml=toml)

    assert "accept rate of draft not used, for no strategy that is planned has it" in done.stderr


def test_config_shows_each_setting_with_where_it_is_from(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KLING_COST_PRICING", str(REPOSITORY / "pricing"))
    extra = '[[extras]]\nname = "Music"\namount = "5 USD"\n'
    toml = f'strategy = "v3-pro-throughout"\n[accounts]\ndefault = "4100"\n{extra}'

    done = run("config", "film/board.csv", "--provider", "fal", "--format", "json", toml=toml)

    document = json.loads(done.stdout)
    where = {each["key"]: (each["value"], each["from"]) for each in document["settings"]}
    assert document["file"] == "film/kling-cost.toml"
    assert where["provider"] == ("fal", "command line")
    assert where["strategy"] == ("v3-pro-throughout", "film/kling-cost.toml")
    assert where["pricing"] == (str(REPOSITORY / "pricing"), "KLING_COST_PRICING")
    assert where["takes"] == ("3", "default")
    assert where["accounts.default"] == ("4100", "film/kling-cost.toml")
    assert where["extras"] == ("Music: 5 USD", "film/kling-cost.toml")
    said = {key if key.startswith("check.") else key.partition(".")[0] for key in where}
    keys = (set(SettingsFile.model_fields) - {"check"}) | {f"check.{key}" for key in CheckFile.model_fields}
    assert said | set(document["not_set"]) == keys
    assert not said & set(document["not_set"])


def test_a_price_of_credits_is_that_of_the_files_provider(run: Callable[..., Result]) -> None:
    toml = 'provider = "pixverse"\ncredit_price = "10 USD / 1000"\n'

    done = run("vendors", "film/board.csv", *ON, toml=toml)

    assert done.exit_code == 0
    assert "settings of film/kling-cost.toml: credit_price" in done.stderr
    assert "credit_price" not in run("vendors", "film/board.csv", *ON, "--provider", "fal").stderr


def test_what_the_file_adds_can_be_left_out_for_once(run: Callable[..., Result]) -> None:
    toml = 'contingency = "10%"\nextras = [{ name = "Music", amount = "5 USD" }]\n'

    bare = plan(run, "--contingency", "0", "--no-extras", toml=toml)

    assert bare.stdout == plan(run, "--no-config").stdout
    assert "settings of" not in bare.stderr


def test_config_without_a_file_says_so(run: Callable[..., Result]) -> None:
    assert "No kling-cost.toml" in run("config", "film/board.csv").stdout


def test_every_command_that_reads_a_storyboard_knows_the_file() -> None:
    group, ctx = cli, click.Context(cli)
    reading = [
        command
        for name in group.list_commands(ctx)
        if (command := group.get_command(ctx, name)) and any(param.name == "file" for param in command.params)
    ]

    assert len(reading) >= 8
    assert all(any(param.name == "settings_file" for param in command.params) for command in reading)


def test_price_is_asked_of_the_provider_of_the_film(run: Callable[..., Result]) -> None:
    clip = ("--model", "v3", "--tier", "pro", "--audio", "on", "--duration", "5", *ON)

    done = run("price", *clip, toml='provider = ["fal", "kling-api"]', at=".")

    assert "at fal" in done.stdout
    assert "assumed: settings of kling-cost.toml: provider (the first: fal)" in done.stderr


def test_own_cards_and_strategies_lie_beside_the_file(run: Callable[..., Result], tmp_path: Path) -> None:
    own = REPOSITORY / "examples" / "strategies.toml"
    (tmp_path / "film" / "ours.toml").write_text(own.read_text(encoding="utf-8"), encoding="utf-8")

    done = plan(
        run, "--provider", "kling-api", toml='strategies = "ours.toml"\nstrategy = "v26-draft-o3-final"\n'
    )

    assert "v26-draft-o3-final at kling-api" in done.stdout


def test_what_the_command_line_sets_aside_is_not_said_to_be_in_force(run: Callable[..., Result]) -> None:
    toml = 'provider = "fal"\ntakes = 3\nbudget = 9\nextras = [{ name = "Music", amount = "5 USD" }]\n'

    done = run("plan", "film/board.csv", *ON, "--provider", "pixverse", "--extra", "Edit=9 USD", toml=toml)

    assert "assumed: settings of film/kling-cost.toml: budget, takes\n" in done.stderr


def test_accounts_know_models_by_any_name_and_what_is_booked_nowhere_is_said(
    run: Callable[..., Result],
) -> None:
    accounts = 'models = { "Kling O3" = "55" }\nstages = { restyle = "66" }\nscenes = { Habour = "77" }\n'
    toml = f"[accounts]\n{accounts}"

    done = plan(run, "--strategy", "o3-pro-throughout", "--by", "account", "--format", "csv", toml=toml)

    assert "\n55,shot," in done.stdout.replace("\r\n", "\n")
    assert "account of stage restyle not used" in done.stderr
    assert "account of scene 'Habour' not used" in done.stderr


def test_an_account_of_a_model_that_there_is_not_is_refused_with_its_key(run: Callable[..., Result]) -> None:
    done = run("plan", "film/board.csv", *ON, toml='[accounts]\nmodels = { klong = "55" }\n')

    assert done.exit_code == 1
    assert "kling-cost.toml, accounts.models: unknown model 'klong'" in done.stderr


def test_the_page_about_the_file_has_every_key_and_its_example_is_valid(tmp_path: Path) -> None:
    page = (REPOSITORY / "docs" / "settings.md").read_text(encoding="utf-8")
    example = page.partition("```toml\n")[2].partition("```")[0]
    (tmp_path / "kling-cost.toml").write_text(example, encoding="utf-8")

    assert settings_in(tmp_path / "kling-cost.toml").extras
    for key in (*SettingsFile.model_fields, *CheckFile.model_fields):
        assert f"`{key}`" in page, key
