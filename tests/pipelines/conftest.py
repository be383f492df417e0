"""A runner for our composite action: its steps are run as bash scripts, its expressions looked up."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

REPOSITORY = Path(__file__).parent.parent.parent

# What setup-python gives: its venv has a pip that only notes what it should install, and our command line.
PYTHON = """\
#!/usr/bin/env bash
set -e
[ "$1 $2" = "-m venv" ]
mkdir -p "$3/bin"
printf '#!/usr/bin/env bash\\nprintf "%%s\\\\n" "$@" > "{notes}/pip"\\n' > "$3/bin/python"
printf '#!/usr/bin/env bash\\nexec "{command}" "$@"\\n' > "$3/bin/kling-cost"
chmod +x "$3/bin/python" "$3/bin/kling-cost"
"""
OURS = '#!/usr/bin/env bash\nexec "{python}" -m kling_cost "$@"\n'
GH = """\
#!/usr/bin/env bash
printf '%s\\n' "$@" '' >> "{notes}/gh"
for each in "$@"; do case "$each" in body=@*) cp "${{each#body=@}}" "{notes}/comment";; esac; done
case "$1 $2" in
  "pr comment") cp "$5" "{notes}/comment" ;;
  "pr view") cat "{notes}/comments" 2> /dev/null || true ;;
esac
exit "${{GH_CODE:-0}}"
"""


@dataclass(frozen=True, kw_only=True)
class Run:
    """What came of a run of the action: ``annotations`` are the commands that the runner would obey."""

    code: int
    log: str
    outputs: Mapping[str, str]
    summary: str
    annotations: list[tuple[str, dict[str, str], str]]


@dataclass(kw_only=True)
class Runner:
    """Runs the action in a folder; ``event`` and ``variables`` are what GitHub would give."""

    root: Path
    workspace: Path
    event: dict[str, Any] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def notes(self) -> Path:
        """Where the programs that stand in for others note how they were called."""
        return self.root / "notes"

    def noted(self, name: str) -> list[str]:
        path = self.notes / name
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def command_is(self, script: str) -> None:
        """Let the action find another program under the name kling-cost."""
        self._program("ours", script)

    def prepare(self) -> None:
        for folder in ("notes", "bin", "temp"):
            (self.root / folder).mkdir()
        self._program("ours", OURS.format(python=sys.executable))
        self._program("python", PYTHON.format(notes=self.notes, command=self.root / "bin" / "ours"))
        self._program("gh", GH.format(notes=self.notes))

    def _program(self, name: str, script: str) -> None:
        path = self.root / "bin" / name
        path.write_text(script, encoding="utf-8")
        path.chmod(0o755)

    def run(self, **inputs: str) -> Run:
        action = YAML(typ="safe").load(REPOSITORY / "action.yml")
        given = {name: each.get("default", "") for name, each in action["inputs"].items()}
        assert inputs.keys() <= given.keys()
        github = {"token": "secret", "repository": "film/act", "event": self.event}
        steps: dict[str, Any] = {}
        context: dict[str, Any] = {"github": github, "steps": steps}
        context["inputs"] = {
            name: filled(text, context)
            for name, text in (given | {k.replace("_", "-"): v for k, v in inputs.items()}).items()
        }
        summary, log, code = self.root / "temp" / "summary.md", "", 0
        summary.write_bytes(b"")
        for number, step in enumerate(action["runs"]["steps"]):
            if not holds(step.get("if", ""), context):
                continue
            outputs = {"python-path": str(self.root / "bin" / "python")}
            if "run" in step:
                code, said, outputs = self._script(number, step, context, summary)
                log += said
            steps[step.get("id", str(number))] = {"outputs": outputs}
            if code:
                break
        return Run(
            code=code,
            log=log,
            outputs={name: filled(each["value"], context) for name, each in action["outputs"].items()},
            summary=summary.read_text(encoding="utf-8"),
            annotations=list(obeyed(log)),
        )

    def _script(
        self, number: int, step: Mapping[str, Any], context: Mapping[str, Any], summary: Path
    ) -> tuple[int, str, dict[str, str]]:
        assert step["shell"] == "bash"
        script, output = self.root / "temp" / f"{number}.sh", self.root / "temp" / f"{number}.txt"
        script.write_text(step["run"], encoding="utf-8")
        output.write_bytes(b"")
        variables = {
            "PATH": f"{self.root / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.root),
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
            "PYTHONUTF8": "1",
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(REPOSITORY),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(summary),
            "RUNNER_TEMP": str(self.root / "temp"),
        }
        variables |= {name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")}
        variables |= self.variables
        variables |= {name: filled(str(text), context) for name, text in step.get("env", {}).items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=self.workspace,
            env=variables,
            check=False,
            timeout=120,
        )
        outputs = dict(line.split("=", 1) for line in output.read_text(encoding="utf-8").splitlines())
        return done.returncode, done.stdout.decode(), outputs


def looked_up(path: str, context: Mapping[str, Any]) -> str:
    value: Any = context
    for name in path.strip().split("."):
        value = value.get(name, "") if isinstance(value, dict) else ""
    return str(value or "")


def filled(text: str, context: Mapping[str, Any]) -> str:
    """Fill expressions in, which are nothing but names: what needs more stands in the scripts."""
    return re.sub(r"\$\{\{([^}]*)\}\}", lambda found: looked_up(found[1], context), text)


def holds(condition: str, context: Mapping[str, Any]) -> bool:
    """Tell whether all parts of a condition hold: names that are not empty, or that equal a text."""
    for part in condition.split("&&") if condition else []:
        name, _, text = part.partition("==")
        value = looked_up(name, context)
        if value != text.strip().strip("'") if text else not value:
            return False
    return True


def obeyed(log: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Give the commands in a log, as the runner reads them; none between stop-commands and its token."""
    token = ""
    for line in log.split("\n"):
        found = re.fullmatch(r"::([a-z-]+)(?: ([^:]*))?::(.*)", line.lstrip())
        if token:
            token = "" if line == f"::{token}::" else token
        elif found and found[1] == "stop-commands":
            token = found[3]
        elif found:
            properties = dict(part.split("=", 1) for part in (found[2] or "").split(",") if part)
            yield found[1], properties, found[3]


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """Give a runner in an empty folder; its kling-cost is the one under test."""
    made = Runner(root=tmp_path / "runner", workspace=tmp_path / "work")
    made.root.mkdir()
    made.workspace.mkdir()
    made.prepare()
    return made


@pytest.fixture
def git(tmp_path: Path) -> Callable[..., str]:
    """Run git, without anybody's settings."""

    def run(*words: str, at: Path) -> str:
        named = {f"GIT_{who}_{what}": "mara" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        done = subprocess.run(
            ["git", *words],
            cwd=at,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1", **named},
            stdout=subprocess.PIPE,
            check=True,
        )
        return done.stdout.decode()

    return run
