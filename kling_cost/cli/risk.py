"""``kling-cost risk``: how sure a figure is, what it hangs on, and when another strategy is cheaper."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kling_cost.cli.command import INCOMPLETE, OVER_BUDGET, KlingCommand
from kling_cost.cli.likely import budget_option, confidence_option, likely_of
from kling_cost.cli.output import Output, output_options, to_json
from kling_cost.cli.planning import planning_options, what_is_asked
from kling_cost.cli.progress import step
from kling_cost.cli.simulated import drawn, simulation_options
from kling_cost.cli.telling import tell_assumptions, tell_note, tell_problems

if TYPE_CHECKING:
    from decimal import Decimal


@click.command(cls=KlingCommand)
@planning_options
@budget_option
@confidence_option
@simulation_options
@output_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    limit: tuple[Decimal, str | None] | None,
    confidence: Decimal | None,
    trials: int | None,
    seed: int,
    output: Output,
    **asked: Any,  # noqa: ANN401 - the options of a plan
) -> None:
    """How sure the figure of FILE is: its odds by stage, scene and shot, and what they hang on.

    Says what drives the spread, which strategy is first by the planned sum, P50 and P90, at which takes or
    accept rate another one gets cheaper, and how far each assumption may move before that happens. Takes are
    a gamble where a row, --accept or a class of shot gives an accept rate.

    Exit codes: 0 done, 1 wrong input, 2 wrong usage, 3 not everything could be priced, 4 the chance to stay
    within --budget is below --confidence.

    \b
    kling-cost risk storyboard.csv --accept draft=0.3,final=0.7
    kling-cost risk storyboard.csv --accept 0.2..0.4 --budget 2000 --confidence 90%
    kling-cost risk storyboard.csv --accept 41/164 --simulate 1000000
    """
    from kling_cost.sensitivity import StrategyRange, outlook_of  # noqa: PLC0415 - they need numpy

    request = what_is_asked(**asked)
    planned = request.planned()
    likely = likely_of(planned, limit, confidence)
    chosen = planned.comparison.chosen.plan
    odds = likely.get(chosen.key)
    simulated = drawn(odds, trials, seed)
    with step("weighing the strategies"):
        outlook = outlook_of(
            planned.comparison,
            request.planner,
            request.strategies,
            on=request.on,
            known_on=request.known_on,
            choices=request.choices,
            ranges=[
                StrategyRange(entry, found.forecast if (found := likely.get(entry.plan.key)) else None)
                for entry in planned.comparison.ranked
            ],
            cap=request.choices.takes or request.tables.takes.gamble_cap,
        )
    if output.format == "json":
        from kling_cost.export.to_risk_documents import to_risk_document  # noqa: PLC0415 - only json needs it

        document = to_risk_document(
            outlook,
            limit=odds.limit if odds else None,
            confidence=confidence,
            simulated=simulated,
            assumptions=planned.assumptions,
            warnings=planned.warnings,
        )
        output.write(to_json(document))
    else:
        from kling_cost.cli.outlook_text import write_outlook  # noqa: PLC0415 - json needs no tables

        provider = request.tables.book.provider(chosen.provider).file
        write_outlook(outlook, odds, provider, output)
    tell_problems(planned.warnings)
    tell_assumptions(planned.assumptions)
    if odds is None:
        tell_note(
            "note: nothing in this plan is a gamble, so its total is certain; --accept 0.3 makes takes one"
        )
    if odds and odds.fails:
        ctx.exit(OVER_BUDGET)
    if not chosen.complete:
        ctx.exit(INCOMPLETE)
