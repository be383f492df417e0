"""A command that runs under the settings of its storyboard's folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kling_cost.cli.settings.found import NAME
from kling_cost.cli.settings.option import Setting, apply_settings, settings_of

GIVEN = "kling_cost.given"
"""Where a click context keeps the words of the command line, by parameter."""
_CHOOSING = (
    click.Option(
        ["--config", "settings_file"],
        metavar="FILE",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        expose_value=False,
        help=f"Settings to use. Default: {NAME} beside the storyboard, or above it.",
    ),
    click.Option(["--no-config", "no_settings"], is_flag=True, expose_value=False, help="Use no settings."),
)


class ConfiguredCommand(click.Command):
    """A command with options that ``kling-cost.toml`` may set."""

    def __init__(self, *args: Any, **attributes: Any) -> None:  # noqa: ANN401 - click's signature
        super().__init__(*args, **attributes)
        if any(isinstance(param, Setting) for param in self.params):
            self.params += _CHOOSING

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the settings, then the command line over them.

        Raises:
            InputRefused: with everything that is wrong in the settings.
        """
        if not ctx.resilient_parsing and not set(ctx.help_option_names) & set(args):
            ctx.meta[GIVEN] = given = self.given(ctx, args)
            apply_settings(ctx, self.params, given)
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            raise usage_error_under_settings(ctx, error) from error

    def given(self, ctx: click.Context, args: list[str]) -> dict[str, Any]:
        """Give the words of the command line by parameter; what is wrong is said when they are read."""
        try:
            given, _, _ = self.make_parser(ctx).parse_args(args=list(args))
        except click.UsageError:
            return {"no_settings": True}
        return given


def usage_error_under_settings(ctx: click.Context, error: click.UsageError) -> click.UsageError:
    """Give an error of usage that names the file of settings under which it came about, if there is one."""
    path = settings_of(ctx).shown_path
    return click.UsageError(f"{error.format_message()} (settings: {path})", ctx) if path else error
