"""``kling-cost plan``: what a storyboard will cost, every strategy ranked, the chosen one line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kling_cost.cli.budget_rest import uncounted_said
from kling_cost.cli.command import INCOMPLETE, OVER_BUDGET, KlingCommand
from kling_cost.cli.dialect_option import dialect_option
from kling_cost.cli.likely import budget_option, confidence_option, likely_of
from kling_cost.cli.lock.valid_days import check_valid_days, valid_days_option
from kling_cost.cli.output import Output, document_options, target_of
from kling_cost.cli.plan_result import PlanResult
from kling_cost.cli.planning import planning_options, what_is_asked
from kling_cost.cli.simulated import drawn, simulation_options
from kling_cost.cli.telling import tell_assumptions, tell_note, tell_problems
from kling_cost.estimate import GroupBy, check_estimate, rest_of

if TYPE_CHECKING:
    from decimal import Decimal

    from kling_cost.cli.writing import Target
    from kling_cost.export.csv_dialects import Dialect

DATAPACKAGE = "datapackage.json"
"""The name under which readers of data packages look for one."""


@click.command(cls=KlingCommand)
@planning_options
@budget_option
@confidence_option
@simulation_options
@click.option(
    "--by",
    type=click.Choice([each.value for each in GroupBy]),
    help="Sums by scene, stage, model or account in place of lines, extras and contingency among them.",
)
@click.option("--all-plans", is_flag=True, help="With csv: the lines of every plan, not only the chosen one.")
@valid_days_option
@dialect_option
@click.option(
    "--datapackage",
    is_flag=True,
    help="With -o NAME.csv: describe it in datapackage.json beside it.",
)
@document_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    limit: tuple[Decimal, str | None] | None,
    confidence: Decimal | None,
    trials: int | None,
    seed: int,
    by: str | None,
    all_plans: bool,
    valid_days: int | None,
    dialect: Dialect,
    datapackage: bool,
    output: Output,
    **asked: Any,  # noqa: ANN401 - the options of a plan
) -> None:
    """What the storyboard FILE will cost: every strategy ranked, the chosen one line by line.

    Exit codes: 0 done, 1 wrong input, 2 wrong usage, 3 not everything could be priced, 4 over the budget.

    \b
    kling-cost plan storyboard.csv
    kling-cost plan storyboard.csv --strategy v3-draft-o3-final --budget 2000
    kling-cost plan storyboard.csv --accept draft=0.3,final=0.7 --budget 2000 --confidence 90%
    kling-cost plan storyboard.csv --pack
    kling-cost plan storyboard.csv --provider fal --provider kling-api -o plan.json
    kling-cost plan storyboard.csv --contingency 10% --extra 'Music=500 USD' -o budget.xlsx
    kling-cost plan storyboard.csv --strategy v3-draft-o3-final -o plan.lock.json
    kling-cost plan storyboard.csv --by account -o budget.csv --csv-dialect excel-eu
    """
    if by is not None and all_plans:
        raise click.UsageError("--by adds up the chosen plan; leave out --all-plans")
    if by is not None and output.format in {"workbook", "page", "lock"}:
        raise click.UsageError(f"--by adds up lines, and a {output.format} has them all; leave it out")
    check_valid_days(ctx, output)
    package = _datapackage_of(ctx, output) if datapackage else None
    request = what_is_asked(**asked)
    planned = request.planned()
    chosen = planned.comparison.chosen
    budget = check_estimate(planned.estimate, *limit) if limit else None
    likely = likely_of(planned, limit, confidence)
    result = PlanResult(
        asked=request,
        planned=planned,
        limit=limit,
        budget=budget,
        likely=likely,
        by=GroupBy(by) if by else None,
        all_plans=all_plans,
        dialect=dialect,
        datapackage=package,
        valid_days=valid_days,
    )
    result.write(output)
    if budget is not None:
        tell_assumptions(uncounted_said(rest_of(planned.estimate), budget.limit.unit))
    tell_problems(planned.warnings)
    tell_assumptions(planned.assumptions)
    odds = likely.get(chosen.plan.key)
    drawn(odds, trials, seed)
    if confidence is not None and odds is None:
        tell_note(
            "note: nothing in this plan is a gamble, so its total is certain; --accept 0.3 makes takes one"
        )
    if odds.fails if odds and confidence else budget and budget.exceeded:
        ctx.exit(OVER_BUDGET)
    if not chosen.plan.complete:
        ctx.exit(INCOMPLETE)


def _datapackage_of(ctx: click.Context, output: Output) -> Target:
    """Give the file that describes a CSV, looked at before the work.

    Raises:
        click.UsageError: where the result is no CSV file.
        Unwritable, FileExists: when it cannot or should not be written.
    """
    if output.format != "csv" or output.path is None:
        raise click.UsageError("--datapackage describes a CSV file; give -o NAME.csv")
    target = target_of(ctx, output.path.with_name(DATAPACKAGE))
    target.check()
    return target
