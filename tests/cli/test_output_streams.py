"""What reaches a pipe, a terminal or a poor locale: plain text, whole, and the same every time."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ON = ("--on", "2026-11-20")
POOR = {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
WORLD = """\
shot_id,scene,description,duration_s,takes
镜头一🎬,港口,日出,10,2
二,Café Größe,夕阳,5,2
"""
KLING_COST = [sys.executable, "-m", "kling_cost"]


def on_a_terminal(args: list[str], cwd: Path, more: dict[str, str]) -> str:
    """Run the command line on a terminal of its own and give what it wrote there."""
    pty = pytest.importorskip("pty")
    outer, inner = pty.openpty()
    env = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    env |= {"TERM": "xterm-256color", "COLUMNS": "100", "PYTHONUTF8": "1", **more}
    with subprocess.Popen([*KLING_COST, *args], cwd=cwd, env=env, stdout=inner, stderr=inner) as process:
        os.close(inner)
        parts = []
        while True:
            try:
                part = os.read(outer, 4096)
            except OSError:  # what Linux says when the other end is closed
                break
            if not part:
                break
            parts.append(part)
    os.close(outer)
    assert process.returncode == 0
    return b"".join(parts).decode()


@pytest.fixture(autouse=True)
def film(tmp_path: Path) -> Path:
    (tmp_path / "film.csv").write_text(WORLD, encoding="utf-8")
    return tmp_path


def test_a_terminal_gets_its_chosen_plan_set_off_and_no_color_takes_it_away(film: Path) -> None:
    plan = ["plan", "film.csv", "-q", *ON]  # on a busy machine there is a progress bar otherwise

    assert "\x1b[1m" in on_a_terminal(plan, film, {})
    assert "\x1b" not in on_a_terminal(plan, film, {"NO_COLOR": "1"})


@pytest.mark.parametrize("command", ["plan film.csv", "rates list", "rates show fal", "strategies"])
def test_piped_output_has_no_escape_codes(command: str, kling_cost: Callable[..., Any]) -> None:
    eager = {"TERM": "xterm-256color", "FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"}

    done = kling_cost(*command.split(), env=eager)

    assert done.code == 0
    assert "\x1b" not in done.out + done.err


@pytest.mark.skipif(sys.platform == "win32", reason="sh and head")
def test_a_closed_pipe_leaves_no_traceback(film: Path) -> None:
    rows = "".join(f"{number},Scene {number % 25},6,{number % 9 + 1}\n" for number in range(1, 501))
    (film / "big.csv").write_text(f"shot_id,scene,duration_s,takes\n{rows}", encoding="utf-8")
    plan = shlex.join([*KLING_COST, "plan", "big.csv", *ON])

    done = subprocess.run(
        ["/bin/sh", "-c", f"{plan} | head -1"], cwd=film, capture_output=True, text=True, check=False
    )

    assert done.stdout == "big.csv: 500 shots, 3000 s of film\n"
    assert [line for line in done.stderr.splitlines() if not line.startswith("assumed: ")] == []


@pytest.mark.parametrize("form", ["table", "csv", "json", "markdown"])
def test_a_poor_locale_gets_the_words_of_the_storyboard_in_utf_8(
    form: str, kling_cost: Callable[..., Any]
) -> None:
    done = kling_cost("plan", "film.csv", *ON, "--strategy", "routed", "--format", form, env=POOR)

    assert done.code == 0
    assert "镜头一🎬" in done.out
    assert "Café Größe" in done.out
    assert "(2 shots: 镜头一🎬, 二)" in done.err


@pytest.mark.parametrize("form", ["table", "json", "csv", "markdown"])
@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="names are bytes on Linux")
def test_a_file_whose_name_the_locale_cannot_write_is_planned(
    form: str, film: Path, kling_cost: Callable[..., Any]
) -> None:
    (film / "故事🎬.csv").write_text(WORLD, encoding="utf-8")

    done = kling_cost("plan", "故事🎬.csv", *ON, "--strategy", "routed", "--format", form, env=POOR)

    assert done.code == 0
    assert "1,050" in done.out or "700" in done.out


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="names are bytes on Linux")
@pytest.mark.parametrize("exists", [True, False], ids=["that exists", "that does not"])
def test_a_file_whose_name_is_no_utf_8(exists: bool, film: Path) -> None:  # noqa: FBT001 - a parameter
    name = os.fsencode(film) + b"/film-\xff.csv"
    if exists:
        with open(name, "wb") as file:  # noqa: PTH123 - a name of bytes
            file.write(WORLD.encode())

    done = subprocess.run(
        [*KLING_COST, "plan", name, *ON, "--strategy", "routed", "--format", "json"],
        cwd=film,
        env=os.environ | {"PYTHONUTF8": "1"},
        capture_output=True,
        check=False,
    )

    assert b"Traceback" not in done.stderr
    assert done.returncode == (0 if exists else 1)
    assert json.loads(done.stdout)["schema"] == f"kling-cost/{'plan' if exists else 'problems'}/1"


COMMANDS = [
    "plan film.csv --on 2026-11-20 --provider pixverse --provider fal --format json",
    "plan film.csv --on 2026-11-20 --format csv --all-plans",
    "plan film.csv --on 2026-11-20 --format markdown",
    "plan film.csv --on 2026-11-20 --provider kling-api --provider fal",
    "strategies --format json",
    "rates list --on 2026-11-20 --format json",
    "rates show fal --on 2026-11-20",
    "price --model o3 --tier pro --audio on --duration 10 --on 2026-11-20",
]
ALL = """
import sys
from kling_cost.cli import cli
for command in sys.argv[1:]:
    cli(command.split(), standalone_mode=False)
"""


def test_the_same_commands_give_the_same_bytes_twice(film: Path) -> None:
    first, second = (
        subprocess.run(
            [sys.executable, "-c", ALL, *COMMANDS],
            cwd=film,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        for seed in "12"
    )

    assert (first.stdout, first.stderr) == (second.stdout, second.stderr)
    assert first.stdout.count(b'"schema"') == 3
    assert b"2026-11-20" in first.stdout


def test_without_on_the_day_is_today_and_the_output_says_so(kling_cost: Callable[..., Any]) -> None:
    days = [date.today()]  # noqa: DTZ011 - the user's calendar day is what is asked for

    said = kling_cost("plan", "film.csv").out

    days.append(date.today())  # noqa: DTZ011
    assert any(f"\nPrices of {day} at PixVerse" in said for day in days)
