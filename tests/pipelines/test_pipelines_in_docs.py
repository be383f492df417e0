"""Hooks, workflows and jobs, those that we give and those in our documentation, keep to their schemas."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

if TYPE_CHECKING:
    from collections.abc import Callable

REPOSITORY = Path(__file__).parent.parent.parent
PAGE = (REPOSITORY / "docs" / "ci.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"^```yaml\n# (\S+)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL))
HOOKS = YAML(typ="safe").load(REPOSITORY / ".pre-commit-hooks.yaml")
KINDS = {".github/workflows/kling-cost.yml": "github-workflows", ".gitlab-ci.yml": "gitlab-ci"}


def module(*words: str) -> None:
    done = subprocess.run([sys.executable, "-m", *words], cwd=REPOSITORY, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()


def test_every_pipeline_of_the_page_is_looked_at() -> None:
    assert sorted(BLOCKS) == sorted([*KINDS, ".pre-commit-config.yaml"])


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_the_pipelines_of_the_page_keep_to_the_published_schemas(
    name: str, kind: str, tmp_path: Path
) -> None:
    path = tmp_path / Path(name).name
    path.write_text(BLOCKS[name], encoding="utf-8")
    module("check_jsonschema", "--builtin-schema", f"vendor.{kind}", str(path))


def test_our_hooks_and_their_use_are_what_pre_commit_reads(tmp_path: Path) -> None:
    module("pre_commit", "validate-manifest", ".pre-commit-hooks.yaml")
    path = tmp_path / "config.yaml"
    path.write_text(BLOCKS[".pre-commit-config.yaml"], encoding="utf-8")
    module("pre_commit", "validate-config", str(path))
    used = [hook["id"] for repo in YAML(typ="safe").load(path)["repos"] for hook in repo["hooks"]]
    assert used == [hook["id"] for hook in HOOKS]


@pytest.mark.parametrize("hook", HOOKS, ids=[hook["id"] for hook in HOOKS])
def test_a_hook_runs_a_command_that_there_is(hook: dict[str, Any], kling_cost: Callable[..., Any]) -> None:
    program, *words = shlex.split(hook["entry"])
    assert program == "kling-cost"
    done = kling_cost(*words, "--help")
    assert done.code == 0
    assert f"Usage: kling-cost {' '.join(words)}" in done.out


def test_the_hooks_look_at_every_kind_of_storyboard() -> None:
    looked_at = re.compile(HOOKS[0]["files"])
    names = ["storyboard.csv", "film/Shots.XLSX", "cut.edl", "kling-cost.toml", "film/kling-cost.toml"]
    assert [name for name in names if not looked_at.search(name)] == []
    assert not looked_at.search("pyproject.toml")
    assert not looked_at.search("README.rst")


def test_the_inputs_and_outputs_of_the_action_are_all_on_the_page() -> None:
    action = YAML(typ="safe").load(REPOSITORY / "action.yml")
    described = PAGE[PAGE.index("| input | meaning | default |") : PAGE.index("For code scanning")]
    assert [name for name in (*action["inputs"], *action["outputs"]) if f"`{name}`" not in described] == []
    workflow = YAML(typ="safe").load(BLOCKS[".github/workflows/kling-cost.yml"])
    used = workflow["jobs"]["check"]["steps"][1]["with"]
    assert set(used) <= set(action["inputs"])
