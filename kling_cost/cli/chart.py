"""``kling-cost chart``: a plan as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kling_cost.amounts import share
from kling_cost.cli.command import INCOMPLETE, KlingCommand
from kling_cost.cli.options import Spoken
from kling_cost.cli.pictures import picture_options, write_picture
from kling_cost.cli.planning import planning_options, what_is_asked
from kling_cost.cli.progress import step
from kling_cost.cli.settings.option import on_command_line, setting
from kling_cost.cli.telling import tell_assumptions, tell_problems
from kling_cost.money import read_amount

if TYPE_CHECKING:
    from decimal import Decimal

    from kling_cost.cli.writing import Target

SHOWN = ("plan", "curve", "strategies", "drivers", "swings", "pareto", "scenes", "seconds")
_WITH_BUDGET = ("curve", "strategies", "pareto")
_WITH_CONFIDENCE = ("curve", "strategies", "swings", "pareto")


@click.command(cls=KlingCommand)
@planning_options
@click.option(
    "--show",
    type=click.Choice(SHOWN),
    default="plan",
    show_default=True,
    help="The picture: strategies and scenes (plan), chance against total (curve), strategies as ranges, "
    "which shots (drivers) and which accept rates (swings) move the total, shots against budget "
    "(pareto), cost by scene, film against billed seconds.",
)
@setting(
    "--budget",
    "limit",
    key="budget",
    metavar="AMOUNT",
    type=Spoken("amount", read_amount),
    help=f"Mark a budget: 2000 in the plan's unit, or '50 USD'. For {', '.join(_WITH_BUDGET)}.",
)
@setting(
    "--confidence",
    key="confidence",
    metavar="CHANCE",
    type=Spoken("chance", share),
    help=f"How sure to be, 0.9 or 90%. For {', '.join(_WITH_CONFIDENCE)}.",
)
@picture_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    show: str,
    limit: tuple[Decimal, str | None] | None,
    confidence: Decimal | None,
    target: Target,
    **asked: Any,  # noqa: ANN401 - the options of a plan
) -> None:
    """Draw the plans of FILE; without --show, strategies side by side and the chosen one's cost by scene.

    Plans at another provider than the chosen one's are left out, for their bars would not compare. Pictures
    are in the plan's unit. Where takes are no gamble there is no curve, nor strategies, drivers or swings.
    Exit codes: 0 done, 1 wrong input, 2 wrong usage, 3 not everything could be priced.

    \b
    kling-cost chart storyboard.csv
    kling-cost chart storyboard.csv --accept 0.2..0.4 --show curve --budget 5000 -o curve.svg
    kling-cost chart storyboard.csv --accept draft=0.3,final=0.7 --show strategies --confidence 80%
    kling-cost chart storyboard.csv --show pareto --budget '50 USD' --credit-price '0.0133 USD'
    """
    _check_use(show, "--budget", _WITH_BUDGET, given=on_command_line(ctx, "limit"))
    _check_use(show, "--confidence", _WITH_CONFIDENCE, given=on_command_line(ctx, "confidence"))
    what = what_is_asked(**asked)
    planned = what.planned()
    from kling_cost.cli.drawing import Drawing  # noqa: PLC0415 - what is refused above needs no numpy
    from kling_cost.cli.slides import PICTURES  # noqa: PLC0415 - matplotlib takes its time

    sure = None if confidence is None else float(confidence)
    drawing = Drawing(show=show, asked=what, planned=planned, budget=limit, confidence=sure)
    with step(f"drawing {target.path}"):
        write_picture(PICTURES[show](drawing), target)
    tell_problems(planned.warnings)
    tell_assumptions(planned.assumptions)
    if not planned.comparison.chosen.plan.complete:
        ctx.exit(INCOMPLETE)


def _check_use(show: str, option: str, pictures: tuple[str, ...], *, given: bool) -> None:
    """Refuse an option that would change nothing.

    Raises:
        click.UsageError: for a picture that has no use for it.
    """
    if given and show not in pictures:
        raise click.UsageError(
            f"{option} is not shown by --show {show}; it is for --show {', '.join(pictures)}"
        )
