"""The composite action: its steps are run as scripts, with another program in the place of kling-cost."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipelines.conftest import Runner

    Git = Callable[..., str]

REPOSITORY = Path(__file__).parent.parent.parent
ACTION = YAML(typ="safe").load(REPOSITORY / "action.yml")
# Notes its words and writes every report, as the command does; what it says and its code are given.
STAND_IN = """\
#!/usr/bin/env bash
printf '%s\\n' "$@" > "$0.words"
[ -n "$REFUSED" ] || for each in "$@"; do
  [ "$before" != --report ] || printf 'report %s\\n' "${each##*.}" > "$each"
  before=$each
done
printf '::error file=storyboard.csv,line=7::too dear\\n'
printf '%s' "$SAID" >&2
exit "${CODE:-0}"
"""
PULL_REQUEST: dict[str, Any] = {"pull_request": {"number": 12}}


@pytest.fixture
def stand_in(runner: Runner) -> Runner:
    runner.command_is(STAND_IN)
    return runner


def words(runner: Runner) -> list[str]:
    """Give the words that kling-cost was called with, reports left out."""
    said = (runner.root / "bin" / "ours.words").read_text(encoding="utf-8").splitlines()
    while "--report" in said:
        at = said.index("--report")
        del said[at : at + 2]
    return list(said)


def test_the_action_keeps_to_the_published_schema() -> None:
    schema = ("-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions", "action.yml")
    done = subprocess.run([sys.executable, *schema], cwd=REPOSITORY, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b""), done.stdout.decode()


def test_no_script_holds_an_expression_that_could_become_code() -> None:
    scripts = [step["run"] for step in ACTION["runs"]["steps"] if "run" in step]
    assert len(scripts) == 4
    assert not any("${{" in script for script in scripts)


@pytest.mark.parametrize(("code", "outcome"), [("0", "kept"), ("3", "incomplete"), ("4", "exceeded")])
def test_the_action_ends_as_the_check_does_and_writes_its_reports_first(
    code: str,
    outcome: str,
    stand_in: Runner,
) -> None:
    stand_in.variables = {"CODE": code}
    done = stand_in.run()
    assert (done.code, done.outputs["exit-code"], done.outputs["outcome"]) == (int(code), code, outcome)
    assert done.summary == "report md\n"
    assert done.outputs["sarif"] == "kling-cost.sarif"
    assert (stand_in.workspace / "kling-cost.sarif").read_text("utf-8") == "report sarif\n"
    for name, kind in (("report", "md"), ("junit", "xml")):
        assert Path(done.outputs[name]).read_text("utf-8") == f"report {kind}\n"
    assert done.annotations == [("error", {"file": "storyboard.csv", "line": "7"}, "too dear")]


def test_what_is_refused_is_told_and_has_no_reports(stand_in: Runner) -> None:
    stand_in.variables = {"CODE": "1", "REFUSED": "yes", "SAID": "error: 100%\nerror: no duration\n"}
    stand_in.event = PULL_REQUEST
    done = stand_in.run()
    assert (done.code, done.outputs["outcome"]) == (1, "refused")
    assert [done.outputs[name] for name in ("sarif", "report", "junit")] == ["", "", ""]
    assert done.summary == "kling-cost refused the input:\n\n    error: 100%\n    error: no duration\n"
    told = ("error", {"title": "kling-cost refused the input"}, "error: 100%25%0Aerror: no duration")
    assert told in done.annotations
    assert stand_in.noted("gh") == []


def test_nothing_that_the_tool_says_of_a_storyboard_is_obeyed(stand_in: Runner) -> None:
    stand_in.variables = {"SAID": "::set-output name=outcome::kept\n::error::no\n"}
    done = stand_in.run()
    assert [message for _, _, message in done.annotations] == ["too dear"]
    assert "::error::no" in done.log


def test_inputs_become_options_word_by_word(stand_in: Runner) -> None:
    done = stand_in.run(
        storyboard="-a b;$(touch x).csv",
        base="plan.lock.json",
        config="film/kling-cost.toml",
        args="--max '500 USD'\n--measure p80 $(touch y) `touch z`",
    )
    assert done.code == 0
    said = words(stand_in)
    assert said[:7] == [
        "check",
        "--format",
        "github",
        "--base",
        "plan.lock.json",
        "--config",
        "film/kling-cost.toml",
    ]
    assert said[7:11] == ["--max", "500 USD", "--measure", "p80"]
    assert said[-2:] == ["--", "-a b;$(touch x).csv"]
    assert sorted(path.name for path in stand_in.workspace.iterdir()) == ["kling-cost.sarif"]


def test_a_quote_without_its_pair_in_args_stops_the_action(stand_in: Runner) -> None:
    done = stand_in.run(args="--max '500 USD")
    assert done.code != 0
    assert "quote" in done.log
    assert not (stand_in.root / "bin" / "ours.words").exists()


@pytest.mark.parametrize(
    ("version", "wanted"), [("", f"{REPOSITORY}[all]"), ("0.1.0", "kling-cost[all]==0.1.0")]
)
def test_its_own_version_is_installed_unless_another_is_asked_for(
    version: str,
    wanted: str,
    stand_in: Runner,
) -> None:
    stand_in.run(version=version)
    assert stand_in.noted("pip")[-1] == wanted


@pytest.fixture
def pull_request(runner: Runner, git: Git) -> Path:
    """Lay out a checkout of one commit, that of a pull request to main, as actions/checkout does."""
    home = runner.root / "origin"
    home.mkdir()
    git("init", "-q", "-b", "main", at=home)
    for branch, text in (("main", "before"), ("three-shots", "after")):
        git("checkout", "-q", "-B", branch, at=home)
        (home / "storyboard.csv").write_text(text, encoding="utf-8")
        git("add", ".", at=home)
        git("commit", "-qm", text, at=home)
    checkout = runner.root / "checkout"
    git("clone", "-q", "--depth=1", "--branch", "three-shots", home.as_uri(), str(checkout), at=runner.root)
    runner.workspace = checkout
    runner.event = PULL_REQUEST
    runner.variables = {"GITHUB_BASE_REF": "main"}
    return checkout


def test_the_base_branch_is_fetched_where_the_checkout_lacks_it(
    stand_in: Runner,
    pull_request: Path,
    git: Git,
) -> None:
    done = stand_in.run()
    assert done.code == 0, done.log
    assert words(stand_in)[3:5] == ["--base", "git:origin/main"]
    assert git("show", "origin/main:storyboard.csv", at=pull_request) == "before"


@pytest.mark.usefixtures("pull_request")
@pytest.mark.parametrize(
    ("base", "options"),
    [("", []), ("git:v1", ["--base", "git:v1"])],
)
def test_a_base_of_ones_own_or_that_of_the_settings_comes_first(
    base: str,
    options: list[str],
    stand_in: Runner,
) -> None:
    stand_in.run(base=base)
    assert words(stand_in) == ["check", "--format", "github", *options, "--", "storyboard.csv"]


def test_outside_of_pull_requests_nothing_is_compared_or_commented(stand_in: Runner) -> None:
    done = stand_in.run()
    assert done.code == 0
    assert "--base" not in words(stand_in)
    assert stand_in.noted("gh") == []


@pytest.mark.usefixtures("pull_request")
def test_the_first_comment_is_written_and_marked(stand_in: Runner) -> None:
    stand_in.run()
    view, comment = "\n".join(stand_in.noted("gh")).split("\n\n")[:2]
    assert view.startswith("pr\nview\n12\n--json\ncomments\n--jq\n")
    assert comment.startswith("pr\ncomment\n12\n--body-file\n")
    mark, report = stand_in.noted("comment")
    assert mark.startswith("<!-- kling-cost check ")
    assert report == "report md"


@pytest.mark.usefixtures("pull_request")
def test_the_next_comment_replaces_it(stand_in: Runner) -> None:
    url = "https://github.com/film/act/pull/12#issuecomment-345\n"
    (stand_in.notes / "comments").write_text(url, encoding="utf-8")
    stand_in.run()
    assert "repos/film/act/issues/comments/345" in stand_in.noted("gh")
    assert "PATCH" in stand_in.noted("gh")
    assert stand_in.noted("comment")[1] == "report md"


@pytest.mark.usefixtures("pull_request")
def test_two_storyboards_have_a_comment_each(stand_in: Runner) -> None:
    marks = []
    for name in ("one.csv", "two.csv", "one.csv"):
        stand_in.run(storyboard=name)
        marks.append(stand_in.noted("comment")[0])
    assert marks[0] == marks[2] != marks[1]


@pytest.mark.usefixtures("pull_request")
def test_a_comment_that_may_not_be_written_is_a_warning(stand_in: Runner) -> None:
    stand_in.variables |= {"GH_CODE": "1", "CODE": "4"}
    done = stand_in.run()
    assert done.code == 4
    assert [kind for kind, _, _ in done.annotations] == ["error", "warning"]


@pytest.mark.usefixtures("pull_request")
def test_a_long_report_is_cut_between_letters(stand_in: Runner) -> None:
    long = STAND_IN.replace("printf 'report %s\\n' \"${each##*.}\"", "printf '镜%.0s' {1..30000}")
    assert long != STAND_IN
    stand_in.command_is(long)
    done = stand_in.run()
    assert done.code == 0
    text = (stand_in.notes / "comment").read_text(encoding="utf-8")
    assert 59_000 < len(text.encode()) < 65_536
    assert text.endswith("镜\n\nThe rest stands in the summary of the run.\n")


@pytest.mark.usefixtures("pull_request")
def test_no_comment_is_written_where_none_is_wanted(stand_in: Runner) -> None:
    stand_in.run(comment="false")
    assert stand_in.noted("gh") == []
