"""``kling-cost verify``: whether a quote still holds, and if not, which figure and why."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kling_cost.cli.command import INCOMPLETE, OVER_BUDGET, REFUSED, KlingCommand
from kling_cost.cli.options import Day, pricing_option, today
from kling_cost.cli.output import Output, output_options, to_json
from kling_cost.cli.progress import step
from kling_cost.cli.telling import tell

if TYPE_CHECKING:
    from datetime import date

    from kling_cost.cli.options import Tables


@click.command(cls=KlingCommand)
@click.argument("lock", type=click.Path(path_type=Path))
@click.option(
    "--storyboard",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="The storyboard to hold it against. Default: the one that the lock names, if it is there.",
)
@click.option("--on", type=Day(), default=today, help="The day to look whether it is valid. Default: today.")
@click.option("--require-valid", is_flag=True, help="Exit code 4 when the quote is not valid that day.")
@pricing_option
@output_options
@click.pass_context
def command(
    ctx: click.Context,
    *,
    lock: Path,
    storyboard: Path | None,
    on: date,
    require_valid: bool,
    tables: Tables,
    output: Output,
) -> None:
    """Derive every figure of the quote in LOCK again, and say what no longer agrees and why.

    A lock is written by `kling-cost plan STORYBOARD -o NAME.lock.json`. Its figures derive from the card that
    it names, so they hold under later tables too.

    Exit codes: 0 it holds, 1 a figure or the storyboard does not agree, 3 it holds and not everything has a
    price, 4 not valid that day (with --require-valid).

    \b
    kling-cost verify plan.lock.json
    kling-cost verify plan.lock.json --require-valid --on 2026-12-01
    """
    from kling_cost.cli.lock.held_against import storyboard_state  # noqa: PLC0415 - readers of every format
    from kling_cost.lock.requote import load_lock  # noqa: PLC0415 - only this command reads locks
    from kling_cost.lock.verify import verify_lock  # noqa: PLC0415

    read = load_lock(lock)
    with step(f"deriving {lock} again"):
        verified = verify_lock(read, tables.book, tables.models, tables.roots, version=version("kling-cost"))
    state = storyboard_state(read, tables, storyboard)
    valid = on <= read.file.valid_until
    if output.format == "json":
        from kling_cost.export.to_lock_documents import to_verify_document  # noqa: PLC0415 - only json needs it

        output.write(to_json(to_verify_document(verified, state, on)))
    else:
        from kling_cost.cli.lock.verify_text import write_verified  # noqa: PLC0415 - only tables need it

        write_verified(verified, state, on, tables, output)
    if not (verified.holds and state.agrees):
        ctx.exit(REFUSED)
    if not valid and require_valid:
        tell(f"error: the quote was valid until {read.file.valid_until}, not on {on}; make a new one")
        ctx.exit(OVER_BUDGET)
    if verified.lock.file.figures.priced < verified.lock.file.figures.shots:
        ctx.exit(INCOMPLETE)
