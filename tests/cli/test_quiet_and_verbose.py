"""``-q`` leaves what is wrong, ``-v`` adds what was read and used; neither changes what is written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from kling_cost.cli import cli
from kling_cost.datafiles import pricing_dir

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from click.testing import Result

ON = ("--on", "2026-11-20")
PLAN = ("plan", "film.csv", *ON)
CLIP = ("price", "--model", "v3", "--tier", "pro", "--audio", "on", "--duration", "5", *ON)
FILM = "shot_id,duration_s,takes\n1,6,2\n2,8,\n"


@pytest.fixture(autouse=True)
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "film.csv"
    path.write_text(FILM, encoding="utf-8")
    return path


def run(*args: str) -> Result:
    return CliRunner(env={"COLUMNS": None}).invoke(cli, args)


def commands(group: click.Command, *path: str) -> Iterator[tuple[str, ...]]:
    if isinstance(group, click.Group):
        ctx = click.Context(group)
        for name in group.list_commands(ctx):
            found = group.get_command(ctx, name)
            assert found is not None
            yield from commands(found, *path, name)
    else:
        yield path


@pytest.mark.parametrize("command", list(commands(cli)), ids=" ".join)
def test_every_command_can_be_quiet_and_verbose_and_says_so_in_its_help(command: tuple[str, ...]) -> None:
    text = run(*command, "--help").stdout
    assert re.search(r"-q, --quiet +Say errors and warnings only", text)
    assert re.search(r"-v, --verbose +Also say what was read and used", text)


@pytest.mark.parametrize(
    "command",
    [PLAN, CLIP, ("shots", "film.csv"), ("route", "film.csv", *ON), ("vendors", "film.csv", *ON)],
    ids=lambda command: command[0],
)
def test_neither_changes_the_result(command: tuple[str, ...]) -> None:
    plain, quiet, verbose = run(*command), run(*command, "-q"), run(*command, "-v")
    assert plain.stdout == quiet.stdout == verbose.stdout
    assert plain.exit_code == quiet.exit_code == verbose.exit_code
    notes = [line for line in plain.stderr.splitlines() if not line.startswith("warning: ")]
    assert [line for line in quiet.stderr.splitlines() if line in notes] == []
    assert set(plain.stderr.splitlines()) < set(verbose.stderr.splitlines())


def test_quiet_says_nothing_of_a_plan_that_is_well_but_what_it_is_asked_to_draw(film: Path) -> None:
    assert run(*PLAN, "-q").stderr == ""
    assert run(*PLAN, "-q", "-o", "plan.json").stderr == ""
    assert run(*PLAN, "-q", "--confidence", "0.9").stderr == ""
    assert run("init", "-q", "starter.csv").stderr == ""
    drawn = run(*PLAN, "-q", "--accept", "0.3", "--simulate", "10").stderr
    assert all(line.startswith("drawn: ") for line in drawn.splitlines())
    assert len(drawn.splitlines()) == 5
    assert (film.parent / "plan.json").exists()


def test_quiet_keeps_warnings_and_errors(film: Path) -> None:
    late = ("plan", "film.csv", "--on", "2030-01-01")
    warned = [line for line in run(*late).stderr.splitlines() if line.startswith("warning: ")]
    assert warned
    assert run(*late, "-q").stderr.splitlines() == warned
    film.write_text("shot_id,duration_s\n1,long\n", encoding="utf-8")
    assert run(*PLAN, "-q").stderr == run(*PLAN).stderr
    assert run(*PLAN, "-q").stderr.startswith("error: film.csv, row 2")


def test_verbose_names_folders_cards_days_the_storyboard_and_times(film: Path) -> None:
    own = film.parent / "own"
    own.mkdir()
    said = run(*PLAN, "-v", "--provider", "fal", "--pricing", "own", "-o", "plan.json").stderr.splitlines()
    assert f"prices: {pricing_dir()}, own" in said
    assert "storyboard: film.csv, 2 rows with shots, 2 shots, 14 s of film" in said
    assert [line for line in said if re.fullmatch(r"card: fal/2026-\d\d-\d\d\S* on 2026-11-20", line)]
    timed = [line for line in said if re.fullmatch(r"took: \d+\.\d\d s .+", line)]
    for what in ("for reading film.csv", "for planning", "for writing plan.json", "in all"):
        assert [line for line in timed if line.endswith(what)], what


def test_verbose_says_as_of_when_a_card_was_known() -> None:
    said = run(*CLIP, "-v", "--known-on", "2026-11-20").stderr.splitlines()
    assert "card: pixverse/2026-02-05 on 2026-11-20, as known on 2026-11-20" in said


def test_both_together_are_wrong_usage() -> None:
    for both in (("-q", "-v"), ("-v", "-q"), ("--quiet", "--verbose")):
        done = run(*CLIP, *both)
        assert (done.exit_code, done.stdout) == (2, "")
        assert "--quiet and --verbose contradict each other" in done.stderr
