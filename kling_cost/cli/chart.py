"""``kling-cost chart``: a plan as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kling_cost.amounts import counted, plain
from kling_cost.cli.command import INCOMPLETE, KlingCommand, tell_problems
from kling_cost.cli.pictures import picture_path, write_picture
from kling_cost.cli.planning import planning_options, plans_asked_for
from kling_cost.cli.words import unit_text
from kling_cost.export.tabular import printable


@click.command(cls=KlingCommand)
@planning_options
@click.option(
    "-o",
    "--output",
    "path",
    default="plan.png",
    show_default=True,
    type=click.Path(path_type=Path),
    callback=picture_path,
    help="Where to; the ending says the format: .png, .svg or .pdf.",
)
@click.pass_context
def command(ctx: click.Context, /, *, path: Path, **asked: Any) -> None:  # noqa: ANN401 - the options of a plan
    """Draw the plans of FILE: strategies side by side as stacked stages, and the chosen one's cost by scene.

    Plans at another provider than the chosen one's are left out, for their bars would not compare.
    Exit codes: 0 done, 1 wrong input, 2 wrong usage, 3 not everything could be priced.
    """
    from kling_cost.charts import plan_figure  # noqa: PLC0415 - matplotlib takes its time

    planned = plans_asked_for(**asked)
    comparison, storyboard = planned.comparison, planned.storyboard
    chosen = comparison.chosen.plan
    provider = planned.tables.book.provider(chosen.provider).file
    listed = comparison.chosen.money is not None and comparison.chosen.money.listed
    plans = [entry.plan for entry in comparison.ranked if entry.plan.provider == chosen.provider]
    shots = counted(storyboard.shot_count, "shot")
    figure = plan_figure(
        plans,
        chosen,
        unit=unit_text(chosen.total, provider) + (", list price" if listed else ""),
        title=f"{printable(Path(storyboard.file).name)}: {shots}, {plain(storyboard.film_s)} s of film",
        note=f"{provider.name}, prices of {planned.on}, card {chosen.provider}/{chosen.card}"
        + (" (approximate)" if chosen.approximate else ""),
    )
    write_picture(figure, path)
    tell_problems(planned.warnings)
    if not chosen.complete:
        ctx.exit(INCOMPLETE)
