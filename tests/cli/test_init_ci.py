"""``kling-cost init --ci``: settings and a workflow beside the storyboard, all or nothing."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from kling_cost.cli.settings.file import SettingsFile
from kling_cost.cli.starters import SETTINGS, workflow
from kling_cost.gate import Rule

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WORKFLOW = ".github/workflows/kling-cost.yml"
ON = ("--on", "2026-11-20")


def files_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_new_film_gets_a_storyboard_settings_and_a_workflow(
    kling_cost: Callable[..., Any], tmp_path: Path
) -> None:
    done = kling_cost("init", "--ci")
    assert (done.code, done.out) == (0, "")
    assert files_in(tmp_path) == [WORKFLOW, "kling-cost.toml", "storyboard.csv"]
    assert done.err == (
        f"wrote storyboard.csv\nwrote kling-cost.toml\nwrote {WORKFLOW}\n"
        "next: say under [check] in kling-cost.toml what is allowed, then: kling-cost check storyboard.csv\n"
    )
    assert kling_cost("plan", "storyboard.csv", *ON).code == 0
    assert "kling-cost.toml" in kling_cost("config", "storyboard.csv").out


def test_the_workflow_keeps_to_the_published_schema_and_asks_for_little(
    kling_cost: Callable[..., Any], tmp_path: Path
) -> None:
    kling_cost("init", "--ci")
    schema = ("-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows", WORKFLOW)
    done = subprocess.run([sys.executable, *schema], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()
    written = YAML(typ="safe").load(tmp_path / WORKFLOW)
    assert written["permissions"] == {"contents": "read", "pull-requests": "write"}
    checkout, action = written["jobs"]["check"]["steps"]
    assert checkout["with"] == {"fetch-depth": 0}
    assert action == {"uses": "kling-cost/kling-cost@v0", "with": {"storyboard": "storyboard.csv"}}


def test_the_workflow_stands_where_github_looks_for_it(
    kling_cost: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "film").mkdir()
    assert kling_cost("init", "../film/shots.csv", "--ci", cwd=tmp_path / "film").code == 0
    assert files_in(tmp_path) == [WORKFLOW, "film/kling-cost.toml", "film/shots.csv"]
    written = YAML(typ="safe").load(tmp_path / WORKFLOW)
    assert written["on"]["pull_request"]["paths"] == ["film/shots.csv", "film/kling-cost.toml", WORKFLOW]
    assert written["jobs"]["check"]["steps"][1]["with"]["storyboard"] == "film/shots.csv"


@pytest.mark.parametrize("force", [(), ("--force",)])
def test_a_storyboard_and_settings_of_ones_own_are_kept(
    force: tuple[str, ...], kling_cost: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "film").mkdir()
    (tmp_path / "film" / "shots.md").write_text("mine", encoding="utf-8")
    (tmp_path / "kling-cost.toml").write_text('title = "Mine"\n', encoding="utf-8")
    (tmp_path / ".git").mkdir()
    done = kling_cost("init", "film/shots.md", "--ci", *force)
    assert (done.code, files_in(tmp_path)) == (0, [WORKFLOW, "film/shots.md", "kling-cost.toml"])
    assert "kept film/shots.md" in done.err
    assert "kept kling-cost.toml" in done.err
    assert (tmp_path / "film" / "shots.md").read_text("utf-8") == "mine"
    assert (tmp_path / "kling-cost.toml").read_text("utf-8") == 'title = "Mine"\n'


def test_settings_outside_of_the_repository_are_not_those_of_the_workflow(
    kling_cost: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "kling-cost.toml").write_text('title = "Mine"\n', encoding="utf-8")
    (tmp_path / "film" / ".git").mkdir(parents=True)
    assert kling_cost("init", "film/shots.csv", "--ci").code == 0
    assert files_in(tmp_path / "film") == [WORKFLOW, "kling-cost.toml", "shots.csv"]
    written = YAML(typ="safe").load(tmp_path / "film" / WORKFLOW)
    assert written["on"]["pull_request"]["paths"] == ["shots.csv", "kling-cost.toml", WORKFLOW]


def test_a_workflow_that_is_there_stops_it_all_unless_forced(
    kling_cost: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / WORKFLOW).parent.mkdir(parents=True)
    (tmp_path / WORKFLOW).write_text("mine", encoding="utf-8")
    refused = kling_cost("init", "--ci")
    assert refused.code == 1
    assert f"{WORKFLOW}: exists" in refused.err
    assert "--force" in refused.err
    assert files_in(tmp_path) == [WORKFLOW]
    assert kling_cost("init", "--ci", "--force").code == 0
    assert (tmp_path / WORKFLOW).read_text("utf-8").startswith("# Checks")


def test_where_the_workflow_cannot_be_written_nothing_is(
    kling_cost: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / ".github").write_text("a file", encoding="utf-8")
    refused = kling_cost("init", "--ci")
    assert refused.code == 1
    assert "cannot be written" in refused.err
    assert files_in(tmp_path) == [".github"]
    assert kling_cost("init", "nowhere/film.csv", "--ci").code == 1
    assert files_in(tmp_path) == [".github"]


def uncommented(text: str) -> str:
    """Take the # away from every key and table, as the file tells its reader to."""
    return re.sub(r"^# (?=\w+ = |\[)", "", text, flags=re.MULTILINE)


def test_the_settings_that_are_offered_are_settings() -> None:
    assert tomllib.loads(SETTINGS) == {}
    offered = tomllib.loads(uncommented(SETTINGS))
    check = offered.pop("check")
    assert set(offered) <= set(SettingsFile.model_fields)
    assert set(check) == {rule.value for rule in Rule} | {"measure"}


@pytest.mark.parametrize(
    "name", ["a b.csv", "100%, [x]*.csv", "分镜 🎬.csv", 'it\'s "it": #1.csv', "!no.csv", "- x.csv"]
)
def test_any_name_of_a_storyboard_comes_through_the_workflow(name: str) -> None:
    written = YAML(typ="safe").load(workflow(name, "kling-cost.toml", WORKFLOW))
    assert written["jobs"]["check"]["steps"][1]["with"]["storyboard"] == name
    pattern = written["on"]["pull_request"]["paths"][0]
    assert re.sub(r"\\(.)", r"\1", pattern) == name
    assert not re.search(r"(?<!\\)[*?+\[\]!]", pattern)
