"""How far a command is, for whoever waits at a terminal: on stderr, after a second, leaving no trace.

Every command has one display, which shows the step that it is at; ``--verbose`` says afterwards how long
each step took. Nothing is shown with ``--quiet``, in a pipe, or on a terminal that cannot move its cursor.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from threading import Lock, Timer, current_thread
from time import perf_counter
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kling_cost.cli.telling import HUSHED, is_quiet, is_verbose, somebody_watches, tell_more
from kling_cost.export.tabular import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from rich.progress import Progress, TaskID

T = TypeVar("T")

PATIENCE_S = 1.0
"""Nobody needs to be told of what takes less."""
_KEY = "kling_cost.display"


@contextmanager
def watched(label: str) -> Iterator[None]:
    """Show what a command is at for as long as it runs; ``label`` is for what is no step of its own."""
    ctx = click.get_current_context()
    display = _Display(label) if somebody_watches() and not is_quiet() else None
    ctx.meta[_KEY] = display
    ctx.meta[HUSHED] = display.hush if display else None
    began = perf_counter()
    try:
        if display:
            display.wait()
        yield
    finally:
        if display:
            display.end()
        ctx.meta[HUSHED] = None
        tell_more(f"took: {perf_counter() - began:.2f} s in all")


@contextmanager
def step(label: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Do one step of a command; gives what is told how many more of ``total`` are done.

    A step inside another one is only timed: the display stays with the outer one, which knows how far it is.
    """
    ctx = click.get_current_context(silent=True)
    display: _Display | None = ctx.meta.get(_KEY) if ctx else None
    owns = display is not None and display.begin(label, total)
    began = perf_counter()
    try:
        yield display.advance if display is not None and owns else _nobody
    finally:
        if display is not None and owns:
            display.leave()
        if is_verbose():
            tell_more(f"took: {perf_counter() - began:.2f} s for {label}")


def passing(items: Iterable[T], done: Callable[[int], None]) -> Iterator[T]:
    """Give the items of a step one by one, and count each when it is dealt with."""
    for item in items:
        yield item
        done(1)


def _nobody(_done: int) -> None:
    """Take the news where nobody watches."""


class _Display:
    """One line on a terminal; it comes after a second of silence and goes when anything else is said."""

    def __init__(self, label: str) -> None:
        self._label = self._resting = label
        self._total: int | None = None
        self._done = 0
        self._in_step = self._ended = False
        self._timer: Timer | None = None
        self._shown: tuple[Progress, TaskID] | None = None
        self._lock = Lock()

    def wait(self) -> None:
        """Let a second pass before anything is shown."""
        with self._lock:
            if not self._ended and self._timer is None and self._shown is None:
                self._timer = Timer(PATIENCE_S, self._show)
                self._timer.daemon = True
                self._timer.start()

    def begin(self, label: str, total: int | None) -> bool:
        """Show another step from now on, unless it is part of the one that is shown; say whether it is."""
        if self._in_step:
            return False
        self._in_step = True
        self._become(label, total)
        self.wait()
        return True

    def leave(self) -> None:
        """Go back to what is no step."""
        self._in_step = False
        self._become(self._resting, None)

    def advance(self, done: int) -> None:
        """Count what is done."""
        self._done += done
        if (shown := self._shown) is not None:
            shown[0].update(shown[1], completed=self._done)

    def hush(self) -> None:
        """Make room for what is said; the display is back after another second."""
        self._stop()
        self.wait()

    def end(self) -> None:
        """Be gone for good."""
        self._ended = True
        self._stop()

    def _become(self, label: str, total: int | None) -> None:
        self._label, self._total, self._done = label, total, 0
        with self._lock:
            if self._shown is not None:
                progress, task = self._shown
                progress.remove_task(task)
                self._shown = progress, self._task_on(progress)

    def _stop(self) -> None:
        with self._lock:
            timer, self._timer = self._timer, None
            shown, self._shown = self._shown, None
        if timer is not None:
            timer.cancel()
        if shown is not None:
            shown[0].stop()

    def _show(self) -> None:
        """Draw the line; called by the timer's thread."""
        with self._lock:
            if self._ended or self._timer is not current_thread():
                return  # it was hushed meanwhile
            self._timer = None
            progress = _bar()
            if progress is not None:
                progress.start()
                self._shown = progress, self._task_on(progress)

    def _task_on(self, progress: Progress) -> TaskID:
        return progress.add_task(printable(self._label), total=self._total, completed=self._done)


def _bar() -> Progress | None:
    """Give the line to draw; none where the terminal cannot take it away again."""
    from rich.console import Console  # noqa: PLC0415 - only who waits needs rich
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    console = Console(file=sys.stderr)
    if console.is_dumb_terminal or not console.is_terminal:
        return None
    columns: tuple[Any, ...] = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
    )
    return Progress(*columns, console=console, transient=True, redirect_stdout=False, redirect_stderr=False)
