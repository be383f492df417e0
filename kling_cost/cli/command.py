"""What every command shares: refusals without a traceback, formats, and files written whole or not at all."""

from __future__ import annotations

import json
import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling_cost.errors import KlingCostError
from kling_cost.export.tabular import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from kling_cost.errors import Problem

REFUSED, INCOMPLETE, OVER_BUDGET = 1, 3, 4
"""Exit codes: wrong input or request, not everything priced, a budget exceeded. 2 is click's own."""

FORMATS = ("table", "json", "csv", "markdown")
_ENDINGS = {".txt": "table", ".json": "json", ".csv": "csv", ".md": "markdown", ".markdown": "markdown"}


_CONTROLS = re.compile("[\x7f-\x9f]")
"""Control characters that JSON lets stand and that a terminal would obey."""


class KlingCommand(click.Command):
    """A command whose failures are messages: on stderr for people, as a document for ``--format json``."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Run the command; a KlingCostError becomes its problems and exit code 1."""
        try:
            return super().invoke(ctx)
        except KlingCostError as error:
            output: Output | None = ctx.meta.get("kling_cost.output")
            if output is not None and output.format == "json":
                from kling_cost.export.to_documents import to_problems_document  # noqa: PLC0415

                write_text(to_json(to_problems_document(error.problems())))
            tell_problems(error.problems())
            ctx.exit(REFUSED)


def tell_problems(problems: Sequence[Problem]) -> None:
    """Write problems to stderr, a line each, errors and warnings told apart."""
    for problem in problems:
        tell(f"{problem.level}: {problem}")


def tell(text: str) -> None:
    """Write a line to stderr; what a terminal cannot show, or would obey, is escaped."""
    click.echo(printable(text), err=True)


def to_json(document: Mapping[str, object]) -> str:
    """Write a document; two blanks deep, in the documented order of keys."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n"


def write_text(text: str) -> None:
    """Write to stdout in UTF-8, whatever the terminal's encoding: documents and CSV are UTF-8 by contract."""
    click.echo(text.encode(errors="backslashreplace"), nl=False)


class Output:
    """Where a result goes and in which format: ``--format`` and ``-o`` together."""

    def __init__(self, format: str | None, path: str | None) -> None:  # noqa: A002 - the option's name
        """Settle the format.

        Raises:
            click.UsageError: when an ending is unknown or contradicts ``--format``.
        """
        self.path = Path(path) if path else None
        by_ending = _ENDINGS.get(self.path.suffix.lower()) if self.path else None
        if self.path is not None and by_ending is None:
            raise click.UsageError(
                f"-o {self.path}: the ending says the format; use one of {', '.join(_ENDINGS)}"
            )
        if format and by_ending and format != by_ending:
            raise click.UsageError(
                f"--format {format} and -o {self.path} ({by_ending}) contradict each other"
            )
        self.format = format or by_ending or "table"

    def write(self, text: str) -> None:
        """Write the result: to the file, whole or not at all, or to stdout."""
        if self.path is None:
            write_text(text)
        else:
            write_whole(self.path, text.encode(errors="backslashreplace"))
            tell(f"wrote {self.path}")


def output_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--format`` and ``-o``; the command receives them as one ``output``."""

    def settle(ctx: click.Context, _param: click.Parameter, value: str | None) -> Output:
        output = Output(ctx.params.pop("format", None), value)
        ctx.meta["kling_cost.output"] = output
        return output

    function = click.option(
        "-o",
        "--output",
        callback=settle,
        metavar="FILE",
        help=f"Write to a file; its ending says the format ({', '.join(_ENDINGS)}).",
    )(function)
    return click.option(
        "--format", type=click.Choice(FORMATS), is_eager=True, expose_value=True, help="Default: table."
    )(function)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        Unwritable: when the place cannot be written to.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as error:
        raise Unwritable(path, error) from None
    try:
        with os.fdopen(handle, "wb") as temporary:
            temporary.write(content)
        Path(name).chmod(0o666 & ~_umask())
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise Unwritable(path, error) from None


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current


class Unwritable(KlingCostError):  # noqa: N818 - named after what happened
    """An output file's place cannot be written to."""

    code = "unwritable"

    def __init__(self, path: Path, error: OSError) -> None:
        super().__init__(f"{path} cannot be written: {error.strerror or error}; choose another place")
