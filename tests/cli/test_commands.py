"""The commands themselves: help, version, the starter, and what each of them does not import."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from kling_cost.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result
    from conftest import House

COMMANDS = ["", "plan", "price", "strategies", "rates", "rates list", "rates show", "init", "chart"]
ON = ("--on", "2026-11-20")
CLIP = ("price", "--model", "v3", "--tier", "pro", "--audio", "on", "--duration", "5", *ON)
HEAVY = ("pandas", "numpy", "matplotlib", "rich")
LOADED = """
import sys
from kling_cost.cli import cli
for form in ("table", "json", "csv", "markdown"):
    cli([*sys.argv[1:], "--format", form], standalone_mode=False)
print(*sorted({name.split(".")[0] for name in sys.modules}))
"""


def loaded_by(*args: str, cwd: Path) -> set[str]:
    """Give what is imported once a command has run in every format."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *args], cwd=cwd, capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


def test_price_imports_neither_pandas_nor_numpy_nor_matplotlib_nor_rich(tmp_path: Path) -> None:
    loaded = loaded_by(*CLIP, cwd=tmp_path)

    assert "kling_cost" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_plan_imports_neither_pandas_nor_numpy_nor_matplotlib(tmp_path: Path) -> None:
    (tmp_path / "film.csv").write_text("duration_s,takes\n5,1\n", encoding="utf-8")

    loaded = loaded_by("plan", "film.csv", *ON, cwd=tmp_path)

    assert "kling_cost" in loaded
    assert loaded.isdisjoint({"pandas", "numpy", "matplotlib"})


def test_the_library_imports_nothing_heavy_until_it_is_asked_for(tmp_path: Path) -> None:
    code = "import sys, kling_cost; kling_cost.PriceBook; print(*sys.modules)"

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert set(done.stdout.split()).isdisjoint({*HEAVY, "click"})


def help_of(*args: str) -> Result:
    return CliRunner().invoke(cli, args, prog_name="kling-cost")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_says_what_it_does(command: str) -> None:
    long, short = (help_of(*command.split(), option) for option in ("--help", "-h"))

    assert (long.exit_code, long.stderr) == (0, "")
    assert long.stdout == short.stdout
    assert long.stdout.startswith(f"Usage: kling-cost {command}".rstrip())
    assert len(long.stdout) > 200


def test_the_help_lists_every_command() -> None:
    said = help_of("--help").stdout

    for name in ("plan", "price", "strategies", "rates", "init", "chart"):
        assert f"\n  {name} " in said


def test_the_help_of_plan_names_every_exit_code() -> None:
    said = " ".join(help_of("plan", "--help").stdout.split())

    assert "Exit codes: 0 " in said
    assert [code for code in ("0 done", "1 ", "2 ", "3 not everything", "4 over") if code not in said] == []


def test_the_version_is_that_of_the_installed_package(kling_cost: Callable[..., Any]) -> None:
    assert kling_cost("--version").out == f"kling-cost {version('kling-cost')}\n"


def test_the_starter_plans_completely_at_the_default_provider(kling_cost: Callable[..., Any]) -> None:
    begun = kling_cost("init")
    planned = kling_cost("plan", "storyboard.csv", *ON)

    assert (begun.code, begun.out) == (0, "")
    assert "next: kling-cost plan storyboard.csv" in begun.err
    assert planned.code == 0
    assert "priced: the total is a floor" not in planned.out


def test_the_starter_shows_every_column(kling_cost: Callable[..., Any], tmp_path: Path) -> None:
    kling_cost("init", "film.csv")

    text = (tmp_path / "film.csv").read_text("utf-8")
    header = next(line for line in text.splitlines() if not line.startswith("#"))
    assert header == (
        "shot_id,scene,description,duration_s,mode,video_input,model,tier,audio,takes,accept,keepers,"
        "at_cap,shot_class,count,product,resolution,priority,notes"
    )
    assert text.startswith("# ")


def test_the_starter_overwrites_nothing_unless_it_is_told_to(
    kling_cost: Callable[..., Any], tmp_path: Path
) -> None:
    mine = tmp_path / "storyboard.csv"
    mine.write_text("mine", encoding="utf-8")

    refused = kling_cost("init")
    assert (refused.code, refused.out) == (1, "")
    assert "storyboard.csv exists and may hold your own shots" in refused.err
    assert "--force" in refused.err
    assert mine.read_text("utf-8") == "mine"

    assert kling_cost("init", "--force").code == 0
    assert mine.read_text("utf-8").startswith("# A storyboard for kling-cost")
    assert [path.name for path in tmp_path.iterdir()] == ["storyboard.csv"]


def test_a_starter_that_cannot_be_written_names_no_option_that_init_does_not_have(
    kling_cost: Callable[..., Any],
) -> None:
    done = kling_cost("init", "nowhere/film.csv")

    assert done.code == 1
    assert "nowhere/film.csv cannot be written" in done.err
    assert " -o" not in done.err


def test_without_a_command_the_help_is_shown(kling_cost: Callable[..., Any]) -> None:
    done = kling_cost()

    assert "Usage: kling-cost [OPTIONS] COMMAND" in done.out + done.err
    assert done.code in {0, 2}


def test_a_sum_of_one_credit_is_named_in_the_singular(house: House, kling_cost: Callable[..., Any]) -> None:
    house.write("house/2026-10-01.toml", house.card.replace("amount = 2", "amount = 0.2"))
    clip = ("--model", "v3", "--tier", "pro", "--audio", "off", "--duration", "5", "--on", "2026-11-20")
    done = kling_cost("price", *clip, "--provider", "house", "--pricing", str(house.root))
    assert "5 s x 0.2 credits/s = 1 credit\n" in done.out
