"""What is said on stderr: problems always, notes unless ``--quiet``, particulars with ``--verbose``.

Results are no business of this file: they go to stdout or a file (``output``).
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from kling_cost.export.tabular import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kling_cost.errors import Problem

QUIET, VERBOSE, HUSHED = "kling_cost.quiet", "kling_cost.verbose", "kling_cost.hushed"
"""What a click context keeps: whether ``-q`` and ``-v`` were given, and what makes room for a line."""


def tell(text: str) -> None:
    """Write a line to stderr, ``--quiet`` or not; what a terminal cannot show, or would obey, is escaped."""
    make_room()
    click.echo(printable(text), err=True)


def tell_note(text: str) -> None:
    """Write a line that ``--quiet`` leaves out: what was written, a hint, a note."""
    if not is_quiet():
        tell(text)


def tell_more(text: str) -> None:
    """Write a line that only ``--verbose`` asks for: what was read and used, how long it took."""
    if is_verbose():
        tell(text)


def tell_problems(problems: Sequence[Problem]) -> None:
    """Write problems, a line each, errors and warnings told apart; ``--quiet`` keeps them."""
    for problem in problems:
        tell(f"{problem.level}: {problem}")


def tell_assumptions(assumptions: Iterable[str]) -> None:
    """Write what was decided for the user, a line each, unless ``--quiet``."""
    for assumption in assumptions:
        tell_note(f"assumed: {assumption}")


def ask(question: str) -> bool:
    """Ask on stderr; only a yes is a yes."""
    make_room()
    click.echo(f"{printable(question)} [y/N] ", err=True, nl=False)
    answer = sys.stdin.readline()
    if not answer.endswith("\n"):
        click.echo(err=True)  # the input ended; what is said next begins a line
    return answer.strip().casefold() in {"y", "yes"}


def is_quiet() -> bool:
    """Say whether the command that runs was called with ``--quiet``."""
    return _said(QUIET)


def is_verbose() -> bool:
    """Say whether the command that runs was called with ``--verbose``."""
    return _said(VERBOSE)


def _said(key: str) -> bool:
    ctx = click.get_current_context(silent=True)
    return ctx is not None and bool(ctx.meta.get(key))


def make_room() -> None:
    """Take the progress display off the terminal, if there is one, before anything else goes there."""
    ctx = click.get_current_context(silent=True)
    hush: Callable[[], None] | None = ctx.meta.get(HUSHED) if ctx else None
    if hush is not None:
        hush()


def somebody_watches() -> bool:
    """Say whether stderr is a terminal."""
    return sys.stderr is not None and sys.stderr.isatty()


def somebody_answers() -> bool:
    """Say whether a question on stderr can be answered: standard input and stderr are terminals."""
    return somebody_watches() and sys.stdin is not None and sys.stdin.isatty()
