"""``kling-cost chart``: a plan as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kling_cost.amounts import plain
from kling_cost.cli.command import INCOMPLETE, KlingCommand, tell_problems, write_whole
from kling_cost.cli.planning import planning_options
from kling_cost.cli.words import unit_text

if TYPE_CHECKING:
    from kling_cost.cli.planning import Planned

_ENDINGS = (".png", ".svg", ".pdf")


def _picture_path(_ctx: click.Context, _param: click.Parameter, value: Path) -> Path:
    if value.suffix.lower() not in _ENDINGS:
        raise click.BadParameter(f"{value} must end in one of {', '.join(_ENDINGS)}")
    return value


@click.command(cls=KlingCommand)
@planning_options
@click.option(
    "-o",
    "--output",
    "path",
    default="plan.png",
    show_default=True,
    type=click.Path(path_type=Path),
    callback=_picture_path,
    help="Where to; the ending says the format: .png, .svg or .pdf.",
)
@click.pass_context
def command(ctx: click.Context, *, planned: Planned, path: Path) -> None:
    """Draw the plans of FILE: strategies side by side as stacked stages, and the chosen one's cost by scene.

    Plans in another unit than the chosen one's are left out, for their bars would not compare.
    """
    from kling_cost.charts import plan_figure, save  # noqa: PLC0415 - matplotlib takes its time

    comparison, storyboard = planned.comparison, planned.storyboard
    chosen = comparison.chosen.plan
    provider = planned.tables.book.provider(chosen.provider).file
    plans = [entry.plan for entry in comparison.ranked if entry.plan.provider == chosen.provider]
    figure = plan_figure(
        plans,
        chosen,
        unit=unit_text(chosen.total, provider),
        title=f"{Path(storyboard.file).name}: "
        f"{storyboard.shot_count} shots, {plain(storyboard.film_s)} s of film",
        note=f"{provider.name}, prices of {planned.on}, card {chosen.provider}/{chosen.card}"
        + (" (approximate)" if chosen.approximate else ""),
    )
    write_whole(path, save(figure, path))
    click.echo(f"wrote {path}", err=True)
    tell_problems(storyboard.warnings)
    if not chosen.complete:
        ctx.exit(INCOMPLETE)
