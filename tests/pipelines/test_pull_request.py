"""A pull request that adds three shots over the budget, through the action and the real command line."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
import xmlschema
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.conftest import Runner

SCHEMAS = Path(__file__).parent.parent / "schemas"
PAGE = (SCHEMAS.parent.parent / "docs" / "ci.md").read_text(encoding="utf-8")
BOARD = """\
shot_id,description,duration_s,product,model,count
1,"A poster
of the film",,image,o3,1
2,Another,,image,o3,1
"""
DEAR = "".join(f"{number},A long way,10,,o3,\n" for number in (3, 4, 5))
ALLOWED = '[check]\nmax_per_shot = 100\nmax_increase = "10%"\n'


@pytest.fixture
def opened(runner: Runner, git: Callable[..., str]) -> Callable[[str], Runner]:
    """Open a pull request that makes a text of the storyboard; gives the runner in its checkout."""

    def open_with(board: str) -> Runner:
        home = runner.root / "origin"
        home.mkdir()
        git("init", "-q", "-b", "main", at=home)
        (home / "kling-cost.toml").write_text(ALLOWED, encoding="utf-8")
        for branch, text in (("main", BOARD), ("change", board)):
            git("checkout", "-q", "-B", branch, at=home)
            (home / "storyboard.csv").write_text(text, encoding="utf-8")
            git("add", ".", at=home)
            git("commit", "-q", "--allow-empty", "-m", branch, at=home)
        checkout = runner.root / "checkout"
        git("clone", "-q", "--depth=1", "--branch", "change", home.as_uri(), str(checkout), at=runner.root)
        runner.workspace = checkout
        runner.event = {"pull_request": {"number": 7}}
        runner.variables = {"GITHUB_BASE_REF": "main"}
        return runner

    return open_with


def test_three_dear_shots_fail_the_check_at_their_lines(opened: Callable[[str], Runner]) -> None:
    runner = opened(BOARD + DEAR)
    done = runner.run(args="--on 2026-11-20")
    assert (done.code, done.outputs["outcome"]) == (4, "exceeded"), done.log

    errors = [properties for kind, properties, _ in done.annotations if kind == "error"]
    dear = [each for each in errors if each["title"] == "kling-cost max_per_shot"]
    assert sorted(each["line"] for each in dear) == ["5", "6", "7"]
    assert {each["file"] for each in errors} == {"storyboard.csv"}
    assert "kling-cost max_increase" in {each["title"] for each in errors}


def test_its_reports_are_valid_and_there_though_it_failed(opened: Callable[[str], Runner]) -> None:
    runner = opened(BOARD + DEAR)
    done = runner.run(args="--on 2026-11-20")

    sarif = json.loads((runner.workspace / done.outputs["sarif"]).read_text("utf-8"))
    Draft7Validator(json.loads((SCHEMAS / "sarif-schema-2.1.0.json").read_text("utf-8"))).validate(sarif)
    places = [
        (result["ruleId"], result["locations"][0]["physicalLocation"]["region"]["startLine"])
        for result in sarif["runs"][0]["results"]
    ]
    assert {("max_per_shot", 5), ("max_per_shot", 6), ("max_per_shot", 7)} <= set(places)

    junit = ET.parse(done.outputs["junit"]).getroot()  # noqa: S314 - it is our own
    xmlschema.XMLSchema(SCHEMAS / "junit-10.xsd").validate(junit)
    failed = [case.attrib["name"] for case in junit.iter("testcase") if case.find("failure") is not None]
    assert sorted(failed) == ["max_increase", "max_per_shot"]

    report = Path(done.outputs["report"]).read_text("utf-8")
    assert done.summary == report
    assert "\n".join(runner.noted("comment")[1:]).strip() == report.strip()


def test_a_change_of_words_keeps_every_rule(opened: Callable[[str], Runner]) -> None:
    runner = opened(BOARD.replace("Another", "One more"))
    done = runner.run(args="--on 2026-11-20")
    assert (done.code, done.outputs["outcome"]) == (0, "kept"), done.log
    assert [kind for kind, _, _ in done.annotations if kind == "error"] == []


def test_a_storyboard_that_cannot_be_read_is_refused(opened: Callable[[str], Runner]) -> None:
    runner = opened("shot_id,duration_s\n1,many\n")
    done = runner.run(args="--on 2026-11-20")
    assert (done.code, done.outputs["outcome"]) == (1, "refused"), done.log
    assert "is not a length in seconds" in done.summary


def test_the_job_for_gitlab_fails_with_a_report_of_the_same_rules(
    opened: Callable[[str], Runner], git: Callable[..., str]
) -> None:
    runner = opened(BOARD + DEAR)
    git("fetch", "-q", "--unshallow", at=runner.workspace)
    before = git("rev-parse", "HEAD~1", at=runner.workspace).strip()
    found = re.search(r"```yaml\n# \.gitlab-ci\.yml\n(.*?)```", PAGE, re.DOTALL)
    assert found is not None
    job = YAML(typ="safe").load(found[1])["kling-cost"]
    (runner.root / "bin" / "kling-cost").symlink_to("ours")
    for script in job["script"]:
        done = subprocess.run(
            ["bash", "-ec", script.replace("film/shots.csv", "storyboard.csv")],
            cwd=runner.workspace,
            env=os.environ
            | {
                "PATH": f"{runner.root / 'bin'}{os.pathsep}{os.environ['PATH']}",
                "CI_MERGE_REQUEST_DIFF_BASE_SHA": before,
            },
            check=False,
        )
        assert done.returncode == 4
    report = ET.parse(runner.workspace / job["artifacts"]["reports"]["junit"])  # noqa: S314 - it is our own
    failed = [case.attrib["name"] for case in report.iter("testcase") if case.find("failure") is not None]
    assert sorted(failed) == ["max_increase", "max_per_shot"]
