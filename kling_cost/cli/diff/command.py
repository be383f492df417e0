"""``kling-cost diff``: two estimates, the change from one to the other, and the causes that add up to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling_cost.cli.command import INCOMPLETE, KlingCommand
from kling_cost.cli.options import Day
from kling_cost.cli.output import Output, output_options
from kling_cost.cli.planning import planning_options
from kling_cost.cli.reading_options import STANDARD_INPUT
from kling_cost.cli.settings.option import LOCK_ENDING, on_command_line, settings_said
from kling_cost.cli.telling import tell_assumptions, tell_problems

if TYPE_CHECKING:
    from datetime import date


@click.command(cls=KlingCommand)
@planning_options
@click.argument("other", required=False, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--to-on", type=Day(), help="The day of the second plan, where it is not that of the first.")
@click.option("--to-provider", "to_providers", multiple=True, help="The provider of the second plan.")
@click.option("--to-strategy", "to_strategies", multiple=True, help="The strategy of the second plan.")
@click.option(
    "--top",
    type=click.IntRange(min=0),
    default=10,
    show_default=True,
    help="So many shots that changed most; documents and CSV have all.",
)
@output_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    file: Path,
    other: Path | None,
    to_on: date | None,
    to_providers: tuple[str, ...],
    to_strategies: tuple[str, ...],
    top: int,
    output: Output,
    **asked: Any,  # noqa: ANN401 - the options of a plan
) -> None:
    """Why FILE and OTHER do not come to the same: causes that add up to the change of the total.

    Without OTHER it is FILE on two days, at two providers or under two strategies: give --to-on,
    --to-provider or --to-strategy. All other options, and the settings beside FILE, are for both. Each side
    is the plan that `plan` speaks of: the one asked for, else the cheapest.

    A lock (NAME.lock.json, see `verify`) is the quote that it holds, and the other side is then planned as
    that was; without OTHER it is the lock's own storyboard as it is now.

    Exit codes: 0 done, 1 wrong input, 2 wrong usage, 3 not everything could be priced.

    \b
    kling-cost diff storyboard.csv storyboard-v2.csv
    kling-cost diff storyboard.csv --provider fal --on 2026-03-01 --to-on 2026-04-01
    kling-cost diff plan.lock.json
    kling-cost diff storyboard.csv --strategy v3-draft-o3-final --to-strategy o3-pro-throughout
    """
    locked = any(path is not None and path.name.lower().endswith(LOCK_ENDING) for path in (file, other))
    if other is None and not (locked or to_on or to_providers or to_strategies):
        raise click.UsageError(
            "give another file, or what is different: --to-on, --to-provider, --to-strategy"
        )
    if locked:
        _check_options(ctx, to_providers, to_strategies)
    if STANDARD_INPUT in {file, other} and (other is None or file == other):
        raise click.UsageError("standard input can be read once; give a file for the other side")
    from kling_cost.causes import difference_of  # noqa: PLC0415 - beside its only use
    from kling_cost.cli.diff.result import DifferenceResult  # noqa: PLC0415
    from kling_cost.cli.diff.sides import both_sides, said_of_both, sides_of_locks  # noqa: PLC0415

    if locked:
        before, after = sides_of_locks(
            file,
            other,
            asked["tables"],
            to_on=to_on,
            to_provider=next(iter(to_providers), None),
            to_strategy=next(iter(to_strategies), None),
            strategy_files=asked["strategy_files"],
        )
    else:
        before, after = both_sides(
            file, other, to_on=to_on, to_providers=to_providers, to_strategies=to_strategies, **asked
        )
    found = difference_of(before.side, after.side)
    assumptions = said_of_both(before.assumptions, after.assumptions)
    warnings = list(dict.fromkeys([*before.warnings, *after.warnings]))
    DifferenceResult(
        found=found,
        files=(before.file, after.file),
        top=top,
        assumptions=[*filter(None, [settings_said(ctx)]), *assumptions],
        warnings=warnings,
    ).write(output)
    tell_problems(warnings)
    tell_assumptions(assumptions)
    if not found.complete:
        ctx.exit(INCOMPLETE)


_SAID_OF_LOCKS = {
    "file",
    "other",
    "to_on",
    "to_providers",
    "to_strategies",
    "strategy_files",
    "top",
    "output",
    "format",
    "tables",
}
"""What may be said where one side is a lock."""


def _check_options(ctx: click.Context, to_providers: tuple[str, ...], to_strategies: tuple[str, ...]) -> None:
    """Refuse options of a plan beside a lock, which says itself how it was planned.

    Raises:
        click.UsageError: naming them, and what to do instead.
    """
    said = [
        param.opts[-1]
        for param in ctx.command.params
        if param.name not in _SAID_OF_LOCKS and param.expose_value and on_command_line(ctx, str(param.name))
    ]
    if said:
        raise click.UsageError(
            f"a lock says itself how it was planned, so {', '.join(said)} cannot be given beside one; lock "
            "the other plan too and compare the two locks, or give --to-on, --to-provider, --to-strategy"
        )
    if len(to_providers) > 1 or len(to_strategies) > 1:
        raise click.UsageError("beside a lock give one --to-provider and one --to-strategy at most")
