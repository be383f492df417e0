"""Progress is for whoever waits at a terminal: after a second, on stderr, and gone without a trace."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, redirect_stderr
from io import StringIO
from typing import TYPE_CHECKING

import click
import pytest

from kling_cost.cli import progress
from kling_cost.cli.progress import passing, step, watched
from kling_cost.cli.telling import QUIET, VERBOSE, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SOON_S = 0.05
LONG_S = 10.0
_CODE = re.compile(r"\x1b\[(\d*)([A-Za-z])|\x1b\[\?25[hl]")


class Terminal(StringIO):
    """A terminal that keeps every byte that it was sent."""

    def isatty(self) -> bool:
        return True


def screen(sent: str) -> list[str]:
    """Give the lines that a terminal shows in the end, as far as erasing, colours and going up matter."""
    lines, row, place = [""], 0, 0
    while place < len(sent):
        code = _CODE.match(sent, place)
        if code is not None:
            place = code.end()
            if code[2] == "A":
                row -= int(code[1] or 1)
            elif code[2] == "K":
                lines[row] = ""
        else:
            sign, place = sent[place], place + 1
            if sign == "\n":
                row += 1
                lines += [""] * (row == len(lines))
            elif sign != "\r":
                lines[row] += sign
    return [line for line in lines if line]


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """A terminal that can all, and a command with little patience."""
    monkeypatch.setattr(progress, "PATIENCE_S", SOON_S)
    for name, value in {"TERM": "xterm-256color", "COLUMNS": "100"}.items():
        monkeypatch.setenv(name, value)
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    with click.Context(click.Command("plan")):
        yield Terminal()


@contextmanager
def a_command(terminal: Terminal) -> Iterator[None]:
    with redirect_stderr(terminal), watched("kling-cost plan"):
        yield


def until(seen: Callable[[], bool]) -> None:
    """Wait for what another thread does."""
    end = time.monotonic() + LONG_S
    while not seen():
        assert time.monotonic() < end, "it never came"
        time.sleep(SOON_S / 5)


def test_a_long_step_is_shown_with_how_far_it_is_and_leaves_no_trace(terminal: Terminal) -> None:
    with a_command(terminal):
        assert terminal.getvalue() == ""
        with step("planning", 4) as done:
            done(3)
            until(lambda: "planning" in terminal.getvalue() and "75%" in terminal.getvalue())
        until(lambda: "kling-cost plan" in terminal.getvalue())
    assert screen(terminal.getvalue()) == []


def test_what_is_quick_is_never_shown(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PATIENCE_S", LONG_S)
    with a_command(terminal), step("planning", 4) as done:
        done(4)
        time.sleep(SOON_S)
    assert terminal.getvalue() == ""


def test_each_thing_dealt_with_counts(terminal: Terminal) -> None:
    seen = []
    with a_command(terminal), step("planning", 3) as done:
        for item in passing("abc", done):
            seen.append(item)
            if item == "c":
                until(lambda: "67%" in terminal.getvalue())
    assert seen == ["a", "b", "c"]


def test_a_step_within_a_step_does_not_take_its_place(terminal: Terminal) -> None:
    with a_command(terminal), step("planning", 2), step("reading"):
        until(lambda: "planning" in terminal.getvalue())
    assert "reading" not in terminal.getvalue()


def test_what_is_said_meanwhile_stands_on_lines_of_its_own(terminal: Terminal) -> None:
    with a_command(terminal), step("planning"):
        until(lambda: "planning" in terminal.getvalue())
        tell("warning: old prices")
        shown = len(terminal.getvalue())
        until(lambda: "planning" in terminal.getvalue()[shown:])
        tell("assumed: a lot")
    assert screen(terminal.getvalue()) == ["warning: old prices", "assumed: a lot"]


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt], ids=lambda each: each.__name__)
def test_a_failure_takes_the_display_with_it(failure: type[BaseException], terminal: Terminal) -> None:
    with pytest.raises(failure), a_command(terminal), step("planning"):  # noqa: PT012 - the wait is the point
        until(lambda: "planning" in terminal.getvalue())
        raise failure
    sent = terminal.getvalue()
    time.sleep(3 * SOON_S)
    assert screen(sent) == []
    assert terminal.getvalue() == sent


def test_a_name_from_a_file_drives_no_terminal(terminal: Terminal) -> None:
    with a_command(terminal), step("reading \x1b[2J[red]film.csv"):
        until(lambda: r"reading \x1b[2J[red]film.csv" in terminal.getvalue())
    assert "\x1b[2J" not in terminal.getvalue()


@pytest.mark.parametrize("why", ["quiet", "piped", "dumb"])
def test_nothing_is_shown_to_nobody(why: str, terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    if why == "quiet":
        click.get_current_context().meta[QUIET] = True
    elif why == "piped":
        monkeypatch.setattr(Terminal, "isatty", lambda _self: False)
    else:
        monkeypatch.setenv("TERM", "dumb")
    with a_command(terminal), step("planning", 2) as done:
        done(1)
        time.sleep(6 * SOON_S)
    assert terminal.getvalue() == ""


def test_verbose_says_how_long_each_step_took_in_their_order(terminal: Terminal) -> None:
    click.get_current_context().meta[VERBOSE] = True
    with a_command(terminal):
        with step("reading"):
            pass
        with step("planning"):
            pass
    said = [re.sub(r"\d+\.\d\d s", "N s", line) for line in screen(terminal.getvalue())]
    assert said == ["took: N s for reading", "took: N s for planning", "took: N s in all"]


@pytest.mark.skipif(sys.platform == "win32", reason="terminals and signals are others there")
def test_ctrl_c_at_a_terminal_ends_it_with_130_and_leaves_nothing(tmp_path: Path) -> None:
    """The storyboard never comes, so that the command waits for it and shows that it does."""
    pty = pytest.importorskip("pty")
    outer, inner = pty.openpty()
    env = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
    plan = [sys.executable, "-m", "kling_cost", "plan", "-", "-o", "plan.json"]
    with subprocess.Popen(
        plan, cwd=tmp_path, stdin=subprocess.PIPE, stderr=inner, env=env | {"TERM": "xterm", "COLUMNS": "100"}
    ) as process:
        os.close(inner)
        sent = b""
        while b"reading standard input" not in sent:
            sent += os.read(outer, 4096)
        process.send_signal(signal.SIGINT)
        while True:
            try:
                part = os.read(outer, 4096)
            except OSError:  # what Linux says when the other end is closed
                break
            if not part:
                break
            sent += part
    os.close(outer)
    assert (process.returncode, screen(sent.decode())) == (130, ["interrupted"])
    assert list(tmp_path.iterdir()) == []
