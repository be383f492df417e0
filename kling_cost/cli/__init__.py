"""The command line: each command parses, calls the library once, and renders. Nothing is computed here.

Commands are imported when they are called, so that ``price`` does not wait for what only ``plan`` needs.
"""

from __future__ import annotations

import sys
from importlib import import_module
from io import TextIOWrapper

import click

_COMMANDS = {
    "plan": "What a storyboard will cost: every strategy ranked, the chosen one line by line.",
    "price": "What one clip costs, with the sum spelled out.",
    "strategies": "The named ways of working, with their stages and sources.",
    "rates": "The price tables: what each provider sells, from when, and from which source.",
    "init": "Write a commented starter storyboard.",
    "chart": "Draw a plan: strategies side by side, and cost by scene.",
}


class _LazyGroup(click.Group):
    """A group that knows its commands by name and imports one when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = import_module(f"kling_cost.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            from kling_cost.errors import closest  # noqa: PLC0415 - only a mistake needs it

            meant = closest(args[0], _COMMANDS)
            hint = f"; did you mean {meant}?" if meant else f"; there are {', '.join(_COMMANDS)}"
            raise click.UsageError(f"no such command {args[0]!r}{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.group(
    cls=_LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="kling-cost", message="kling-cost %(version)s")
def cli() -> None:
    """What AI-generated video will cost before you pay for it.

    Prices Kling V3, Kling O3 and the models around them from dated, sourced price tables.

    \b
    kling-cost init                      write a starter storyboard
    kling-cost plan storyboard.csv       price it under every strategy
    kling-cost price --model o3 --tier pro --audio on --duration 10
    """


def main() -> None:
    """Run the command line; unprintable characters are escaped rather than refused."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    cli(prog_name="kling-cost")
