"""Pictures as a command's result: which files they may go to, and how they are written."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kling_cost.cli.command import tell, write_whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_ENDINGS = (".png", ".svg", ".pdf")


def picture_path(_ctx: click.Context, _param: click.Parameter, value: str | Path | None) -> Path | None:
    """Read where a picture goes to.

    Raises:
        click.BadParameter: for an ending that is no picture's.
    """
    path = None if value is None else Path(value)
    if path is not None and path.suffix.lower() not in _ENDINGS:
        raise click.BadParameter(f"{path} must end in one of {', '.join(_ENDINGS)}")
    return path


def write_picture(figure: Figure, path: Path) -> None:
    """Write a figure, whole or not at all; say where, and which names it could not show.

    Raises:
        Unwritable: when the place cannot be written to.
    """
    from kling_cost.charts import save  # noqa: PLC0415 - matplotlib takes its time

    with warnings.catch_warnings(record=True) as doubts:
        warnings.simplefilter("always")
        content = save(figure, path)
    write_whole(path, content)
    tell(f"wrote {path}")
    if any("Glyph" in str(doubt.message) for doubt in doubts):
        tell("warning: no font on this machine has all characters of the names; Noto Sans CJK has most")
