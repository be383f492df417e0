"""Pictures as a command's result: which files they may go to, and how they are written."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling_cost.cli.output import force_option, target_of
from kling_cost.cli.telling import tell

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

    from kling_cost.cli.writing import Target

_ENDINGS = (".png", ".svg", ".pdf")


def picture_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``-o`` and ``--force``; the command gets them as ``target``, named after ``--show`` by default."""

    def settle(ctx: click.Context, _param: click.Parameter, value: Path | None) -> Target:
        path = picture_path(value) if value else Path(f"{ctx.params.get('show') or 'plan'}.png")
        return target_of(ctx, path)

    function = force_option(function)
    return click.option(
        "-o",
        "--output",
        "target",
        metavar="FILE",
        type=click.Path(path_type=Path),
        callback=settle,
        help="Where to: a .png, .svg or .pdf. Default: the picture's name, plan.png.",
    )(function)


def picture_target(ctx: click.Context, _param: click.Parameter, value: str | None) -> Target | None:
    """Read where a picture goes to that is drawn besides."""
    return None if value is None else target_of(ctx, picture_path(Path(value)))


def picture_path(path: Path) -> Path:
    """Check where a picture goes to.

    Raises:
        click.BadParameter: for an ending that is no picture's.
    """
    if path.suffix.lower() not in _ENDINGS:
        raise click.BadParameter(f"{path} must end in one of {', '.join(_ENDINGS)}")
    return path


def write_picture(figure: Figure, target: Target) -> None:
    """Write a figure, whole or not at all; say where, and which names it could not show.

    Raises:
        Unwritable, FileExists: when the place cannot be written to, or somebody else's file stands there.
    """
    from kling_cost.charts import save  # noqa: PLC0415 - matplotlib takes its time

    with warnings.catch_warnings(record=True) as doubts:
        warnings.simplefilter("always")
        content = save(figure, target.path)
    target.write(content)
    if any("Glyph" in str(doubt.message) for doubt in doubts):
        tell("warning: no font on this machine has all characters of the names; Noto Sans CJK has most")
