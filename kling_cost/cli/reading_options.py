"""The options of every command that reads a storyboard, and the file or standard input that it reads."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling_cost.amounts import counted, plain
from kling_cost.cli.options import Spoken, Tables
from kling_cost.cli.progress import step
from kling_cost.cli.settings.option import setting
from kling_cost.cli.telling import tell_more
from kling_cost.errors import InputRefused, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost.models import Models
    from kling_cost.storyboard.reading import Reading
    from kling_cost.storyboard.shot import Storyboard

STANDARD_INPUT = Path("-")
_STDIN_NAME = "standard input"


def _column(text: str) -> tuple[str, str]:
    from kling_cost.storyboard.reading import column_said  # noqa: PLC0415 - only a storyboard needs the vocabulary

    return column_said(text)


def _fps(text: str) -> Any:  # noqa: ANN401 - a Fraction, whose module price does not load
    from kling_cost.storyboard.reading import fps_said  # noqa: PLC0415

    return fps_said(text)


def _seconds(text: str) -> Any:  # noqa: ANN401 - a Decimal
    from kling_cost.storyboard.columns import read_seconds  # noqa: PLC0415

    return read_seconds(text)


_OPTIONS = (
    setting(
        "--map",
        "columns",
        key="map",
        multiple=True,
        metavar="MEANING=COLUMN",
        type=Spoken("column", _column),
        help="Which column means what: duration=尺. With nothing after =, no column does. May be repeated.",
    ),
    setting(
        "--unit",
        key="unit",
        type=click.Choice(["s", "ms", "frames"]),
        help="What plain numbers of a length count. Default: seconds, and a question where that cannot be.",
    ),
    setting(
        "--fps",
        key="fps",
        metavar="RATE",
        type=Spoken("rate", _fps),
        help="Frames per second, for lengths in frames and timecodes: 24, 25, 29.97.",
    ),
    setting(
        "--default-duration",
        key="default_duration",
        metavar="SECONDS",
        type=Spoken("seconds", _seconds),
        help="The length of shots whose length cannot be read.",
    ),
)


def reading_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options; the command receives ``columns``, ``unit``, ``fps`` and ``default_duration``."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def reading_said(
    *,
    columns: tuple[tuple[str, str], ...] = (),
    unit: str | None = None,
    fps: Any = None,  # noqa: ANN401 - a Fraction
    default_duration: Any = None,  # noqa: ANN401 - a Decimal
) -> Reading:
    """Gather what the options say."""
    from kling_cost.storyboard.durations import Unit  # noqa: PLC0415
    from kling_cost.storyboard.reading import Reading  # noqa: PLC0415

    return Reading(
        columns=dict(columns),
        unit=Unit(unit) if unit else None,
        fps=fps,
        default_duration_s=default_duration,
    )


infer_option = setting(
    "--infer/--no-infer",
    key="infer",
    default=False,
    help="Read what a shot needs from its words where its columns say nothing.",
)


def storyboard_to_plan(file: Path, tables: Tables, *, infer: bool, **said: Any) -> Storyboard:  # noqa: ANN401
    """Read a storyboard, each shot with the mode that its needs ask for; see :func:`storyboard_of`."""
    return _with_needs(storyboard_of(file, tables.models, **said), tables, infer=infer)


def storyboard_from(data: bytes, name: str, tables: Tables, *, infer: bool, **said: Any) -> Storyboard:  # noqa: ANN401
    """Read a storyboard from the bytes of a file of that name, as :func:`storyboard_to_plan` does."""
    from kling_cost.storyboard.read import storyboard_in  # noqa: PLC0415 - readers of every format

    storyboard = storyboard_in(data, name, models=tables.models, reading=reading_said(**said))
    return _with_needs(storyboard, tables, infer=infer)


def _with_needs(storyboard: Storyboard, tables: Tables, *, infer: bool) -> Storyboard:
    if not infer and not any(shot.needs or shot.references for shot in storyboard.shots):
        return storyboard
    from kling_cost.routing import with_needs  # noqa: PLC0415 - most storyboards state no needs

    return with_needs(storyboard, tables.routing, infer=infer)


def storyboard_of(file: Path, models: Models, **said: Any) -> Storyboard:  # noqa: ANN401 - the reading options
    """Read a storyboard from a file, or with ``-`` from standard input.

    Raises:
        InputRefused: with every error and warning.
    """
    from kling_cost.storyboard.read import read_storyboard, storyboard_in  # noqa: PLC0415

    reading = reading_said(**said)
    with step(f"reading {file if file != STANDARD_INPUT else _STDIN_NAME}"):
        if file == STANDARD_INPUT:
            storyboard = storyboard_in(_standard_input(), _STDIN_NAME, models=models, reading=reading)
        else:
            storyboard = read_storyboard(file, models=models, reading=reading)
    tell_more(_what_was_read(storyboard))
    return storyboard


def _what_was_read(storyboard: Storyboard) -> str:
    """Say what a storyboard came to: ``film.csv, 40 rows with shots, 43 shots, 212 s of film``."""
    rows, shots = len(storyboard.shots), storyboard.shot_count
    skipped = f", {counted(storyboard.skipped_rows, 'row')} left out" if storyboard.skipped_rows else ""
    read = f"{counted(rows, 'row')} with shots{skipped}, {counted(shots, 'shot')}"
    return f"storyboard: {storyboard.file}, {read}, {plain(storyboard.film_s)} s of film"


def _standard_input() -> bytes:
    """Read standard input, a byte more than is allowed of what is too long.

    Raises:
        InputRefused: when there is none, or nothing can be read from it.
    """
    from kling_cost.storyboard.table import MOST_BYTES  # noqa: PLC0415

    message = "is closed; give the storyboard's file, or pipe it in"
    if sys.stdin is not None:
        try:
            return sys.stdin.buffer.read(MOST_BYTES + 1)
        except OSError as error:
            message = f"cannot be read: {error.strerror or error}"
    raise InputRefused([Problem(level="error", code="unreadable", message=message, file=_STDIN_NAME)])
