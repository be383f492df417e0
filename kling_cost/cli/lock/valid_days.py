"""``--valid-days``: how long a quote holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kling_cost.cli.settings.option import on_command_line, setting
from kling_cost.lock.validity import VALID_DAYS

if TYPE_CHECKING:
    from kling_cost.cli.output import Output

MOST_DAYS = 3660
"""Nobody quotes for longer."""

valid_days_option = setting(
    "--valid-days",
    key="valid_days",
    type=click.IntRange(0, MOST_DAYS),
    help=f"With -o NAME.lock.json: the days that the quote holds. Default: {VALID_DAYS}, or fewer where "
    "other prices are known to come.",
)


def check_valid_days(ctx: click.Context, output: Output) -> None:
    """Refuse days of a quote where none is made.

    Raises:
        click.UsageError: when they stand on the command line without a lock to be written.
    """
    if output.format != "lock" and on_command_line(ctx, "valid_days"):
        raise click.UsageError("--valid-days says how long a quote holds; give -o NAME.lock.json")
