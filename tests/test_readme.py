"""README and docs tell the truth: sessions and Python are run, the picture is what the chart draws."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from matplotlib.image import imread

REPOSITORY = Path(__file__).parent.parent
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
PAGES = [README, *(page.read_text(encoding="utf-8") for page in sorted((REPOSITORY / "docs").glob("*.md")))]
SESSIONS = [
    (command, expected)
    for page in PAGES
    for block in re.findall(r"^```console\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    for command, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE)
]


def typed(command: str) -> str:
    """Give what a command prints when it is typed in a clone, with the installed kling-cost on the path."""
    environment = {key: value for key, value in os.environ.items() if key != "COLUMNS"} | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, cwd=REPOSITORY, env=environment, check=False, timeout=60
    )
    return done.stdout.decode().replace("\r\n", "\n")  # a page of ours has one kind of line end


@pytest.mark.parametrize(("command", "expected"), SESSIONS, ids=[command for command, _ in SESSIONS])
def test_a_session_in_readme_and_docs_prints_what_it_says(command: str, expected: str) -> None:
    assert typed(command) == expected


def test_the_python_in_the_readme_prints_what_it_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(REPOSITORY)
    failed, tried = doctest.testfile(str(REPOSITORY / "README.md"), module_relative=False, encoding="utf-8")
    assert (failed, tried > 10) == (0, True)


def test_the_readme_has_the_two_commands_that_ci_runs() -> None:
    commands = dict(re.findall(r"<!-- command: (\w+) -->\n```sh\n(.*)\n```", README))
    assert commands["plan"].endswith("kling-cost plan examples/storyboard.csv")
    assert commands["test"].endswith("pytest -n auto")


def test_the_picture_in_the_readme_is_what_the_chart_command_draws(tmp_path: Path) -> None:
    drawn = tmp_path / "plan.png"
    command = re.search(r"`kling-cost (chart .*) -o examples/plan.png`", README)
    assert command is not None
    subprocess.run(
        [sys.executable, "-m", "kling_cost", *command[1].split(), "-o", str(drawn)],
        cwd=REPOSITORY,
        check=True,
    )
    expected, found = imread(REPOSITORY / "examples" / "plan.png"), imread(drawn)
    assert expected.shape == found.shape
    # Another version of the font renderer may shift an edge, never a bar or a figure.
    assert abs(expected - found).mean() < 0.01
