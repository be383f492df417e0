"""Where a command's result goes and in which format: ``--format`` and ``-o`` together."""

from __future__ import annotations

import json
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling_cost.cli.overwriting import TEXT_MARKS
from kling_cost.cli.telling import make_room
from kling_cost.cli.writing import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

FORMATS = ("table", "json", "csv", "markdown")
ENDINGS = {".txt": "table", ".json": "json", ".csv": "csv", ".md": "markdown", ".markdown": "markdown"}
_DOCUMENT_ENDINGS = {".lock.json": "lock", ".xlsx": "workbook", ".html": "page"}
"""Documents for others to read: only files, and only of commands that write them."""
TARGETS, _FORCE = "kling_cost.targets", "kling_cost.force"
"""Where a click context keeps the files that the command will write, and whether it may overwrite any."""
_CONTROLS = re.compile("[\x7f-\x9f]")
"""Control characters that JSON lets stand and that a terminal would obey."""


def to_json(document: Mapping[str, object]) -> str:
    """Write a document; two blanks deep, in the documented order of keys."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def write_text(text: str) -> None:
    """Write to stdout in UTF-8, whatever the terminal's encoding: documents and CSV are UTF-8 by contract."""
    make_room()
    click.echo(text.encode(errors="backslashreplace"), nl=False)


def wants_json(given: Mapping[str, Any]) -> bool:
    """Tell whether the words of a command line ask for a JSON document, before they are read in earnest."""
    return given.get("format") == "json" or format_of(str(given.get("output") or ""), ENDINGS) == "json"


def format_of(name: str, endings: Mapping[str, str]) -> str | None:
    """Give the format that a file's ending says; of two that fit, the longer says more."""
    fitting = [ending for ending in endings if name.lower().endswith(ending)]
    return endings[max(fitting, key=len)] if fitting else None


class Output:
    """Where a result goes and in which format: ``--format`` and ``-o`` together."""

    def __init__(
        self,
        format: str | None,  # noqa: A002 - the option's name
        path: str | None,
        *,
        target: Callable[[Path], Target] = Target,
        endings: Mapping[str, str] = ENDINGS,
    ) -> None:
        """Settle the format; ``endings`` says which one a file's ending stands for.

        ``target`` makes a file to be written of its place.

        Raises:
            click.UsageError: when an ending is unknown or contradicts ``--format``.
        """
        self.path = Path(path) if path else None
        by_ending = format_of(self.path.name, endings) if self.path else None
        if self.path is not None and by_ending is None:
            raise click.UsageError(
                f"-o {self.path}: the ending says the format; use one of {', '.join(endings)}"
            )
        if format and by_ending and format != by_ending:
            raise click.UsageError(
                f"--format {format} and -o {self.path} ({by_ending}) contradict each other"
            )
        self.format = format or by_ending or "table"
        self.target = target(self.path) if self.path else None

    def write(self, content: str | bytes) -> None:
        """Write the result to stdout or, whole or not at all, to the file.

        A file that has no better place for it ends with a line that says who wrote it.
        """
        if self.target is None:
            write_text(content if isinstance(content, str) else content.decode())
            return
        self.target.write(in_file(self.format, content) if isinstance(content, str) else content)


def in_file(form: str, content: str) -> bytes:
    """Give the bytes of a file in a format; where nothing else says who wrote it, its last line does."""
    mark = TEXT_MARKS.get(form)
    return (f"{content}\n{mark}" if mark else content).encode(errors="backslashreplace")


def output_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--format``, ``-o`` and ``--force``; the command receives them as one ``output``."""
    return options_of(FORMATS, ENDINGS)(function)


def document_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add what ``output_options`` adds, for a command that also writes workbooks and pages."""
    return options_of(FORMATS, ENDINGS | _DOCUMENT_ENDINGS)(function)


def options_of(
    formats: Sequence[str], endings: Mapping[str, str]
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give what adds the options for some formats, and for files with some endings."""

    def settle(ctx: click.Context, _param: click.Parameter, value: str | None) -> Output:
        form = ctx.params.pop("format", None)
        output = Output(form, value, target=partial(target_of, ctx), endings=endings)
        ctx.meta["kling_cost.output"] = output
        return output

    options = (
        force_option,
        click.option(
            "-o",
            "--output",
            callback=settle,
            metavar="FILE",
            help=f"Write to a file; its ending says the format ({', '.join(endings)}).",
        ),
        click.option("--format", type=click.Choice(formats), is_eager=True, help="Default: table."),
    )

    def add(function: Callable[..., Any]) -> Callable[..., Any]:
        for option in options:
            function = option(function)
        return function

    return add


def target_of(ctx: click.Context, path: Path) -> Target:
    """Give a file that a command will write; it is looked at before the work begins."""
    target = Target(path, force=bool(ctx.meta.get(_FORCE)))
    ctx.meta.setdefault(TARGETS, []).append(target)
    return target


def _note_force(ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's signature
    ctx.meta[_FORCE] = value


force_option = click.option(
    "--force",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_note_force,
    help="Overwrite a file even if kling-cost did not write it.",
)
"""``--force`` beside options that name a file to write."""
