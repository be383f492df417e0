"""What every command is: one whose failures are messages and exit codes, never a traceback."""

from __future__ import annotations

import os
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from kling_cost.cli.completion import offer_names
from kling_cost.cli.output import TARGETS, to_json, wants_json, write_text
from kling_cost.cli.progress import watched
from kling_cost.cli.settings.command import GIVEN, ConfiguredCommand, usage_error_under_settings
from kling_cost.cli.settings.option import settings_said
from kling_cost.cli.telling import QUIET, VERBOSE, tell_assumptions, tell_problems
from kling_cost.errors import KlingCostError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kling_cost.cli.output import Output
    from kling_cost.cli.writing import Target

REFUSED, INCOMPLETE, OVER_BUDGET = 1, 3, 4
"""Exit codes: wrong input or request, not everything priced, a budget exceeded. 2 is click's own."""


_CALLED = {
    "file": "the storyboard",
    "other": "the other storyboard",
    "claims": "the claims",
    "lock": "the quote",
}


class KlingCommand(ConfiguredCommand):
    """A command whose failures are messages: on stderr for people, as a document for ``--format json``.

    It can be quiet and verbose, shows what takes long, and writes over no file that is not its own.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - click's signature
        """Take what click takes; add ``-q`` and ``-v``."""
        super().__init__(*args, **kwargs)
        offer_names(self.params)
        self.params += [
            _loudness("-q", "--quiet", QUIET, "Say errors and warnings only: no assumptions, no notes."),
            _loudness("-v", "--verbose", VERBOSE, "Also say what was read and used, and how long it took."),
        ]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the command line; settings that are wrong become their problems and exit code 1."""
        try:
            return super().parse_args(ctx, args)
        except KlingCostError as error:
            _refuse(ctx, error, as_document=wants_json(ctx.meta.get(GIVEN, {})))

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's signature
        """Run the command; a KlingCostError becomes its problems and exit code 1."""
        try:
            with watched(ctx.command_path):
                _check_targets(ctx)
                if said := settings_said(ctx):
                    tell_assumptions([said])
                return super().invoke(ctx)
        except KlingCostError as error:
            output: Output | None = ctx.meta.get("kling_cost.output")
            _refuse(ctx, error, as_document=output is not None and output.format == "json")
        except click.UsageError as error:
            raise usage_error_under_settings(ctx, error) from error


def _refuse(ctx: click.Context, error: KlingCostError, *, as_document: bool) -> NoReturn:
    if as_document:
        from kling_cost.export.to_documents import to_problems_document  # noqa: PLC0415 - only json needs it

        write_text(to_json(to_problems_document(error.problems())))
    tell_problems(error.problems())
    ctx.exit(getattr(error, "exit_code", REFUSED))


def _loudness(short: str, long: str, key: str, text: str) -> click.Option:
    def note(ctx: click.Context, _param: click.Parameter, value: bool) -> None:  # noqa: FBT001 - click's signature
        if value:
            ctx.meta[key] = True
        if ctx.meta.get(QUIET) and ctx.meta.get(VERBOSE):
            raise click.UsageError("--quiet and --verbose contradict each other")

    return click.Option([short, long], is_flag=True, expose_value=False, callback=note, help=text)


def _check_targets(ctx: click.Context) -> None:
    """Refuse a place for the result before the work, as far as the place alone tells.

    Raises:
        click.UsageError: for a file that the command reads, or that it would write twice.
        Unwritable, FileExists: see ``Target``.
    """
    targets: list[Target] = ctx.meta.get(TARGETS, [])
    for one, other in combinations(targets, 2):
        if _same_file(one.path, other.path):
            raise click.UsageError(f"{one.path} would be written twice; give another name", ctx)
    for target in targets:
        for name, path in _inputs(ctx):
            if _same_file(path, target.path):
                raise click.UsageError(f"-o {target.path} would overwrite {name}; give another name", ctx)
        target.check()


def _inputs(ctx: click.Context) -> Iterator[tuple[str, Path]]:
    """Give the files that a command is given to read, each as it is called in a sentence."""
    for param in ctx.command.params:
        if isinstance(param.type, click.Path) and param.name in ctx.params and param.name != "target":
            name = _CALLED.get(param.name or "", f"what {param.opts[0]} reads")
            value = ctx.params[param.name]
            for path in value if isinstance(value, tuple) else (value,):
                if isinstance(path, Path | str):
                    yield name, Path(path)


def _same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return os.path.realpath(one) == os.path.realpath(other)
