"""``kling-cost plan``: what a storyboard will cost, every strategy ranked, the chosen one line by line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kling_cost.cli.command import (
    INCOMPLETE,
    OVER_BUDGET,
    KlingCommand,
    Output,
    output_options,
    tell,
    tell_problems,
    to_json,
)
from kling_cost.cli.likely import budget_option, confidence_option, likely_of
from kling_cost.cli.planning import planning_options, plans_asked_for
from kling_cost.cli.report import Report
from kling_cost.cli.simulated import drawn, simulation_options
from kling_cost.compare import check_budget

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from kling_cost.cli.likely import Likely, PlanKey
    from kling_cost.cli.planning import Planned
    from kling_cost.compare import BudgetCheck


@click.command(cls=KlingCommand)
@planning_options
@budget_option
@confidence_option
@simulation_options
@click.option("--all-plans", is_flag=True, help="With csv: the lines of every plan, not only the chosen one.")
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
    all_plans: bool,
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
    """
    planned = plans_asked_for(**asked)
    if output.path is not None and output.path.resolve() == Path(planned.storyboard.file).resolve():
        raise click.UsageError(f"-o {output.path} would overwrite the storyboard; give another name")
    chosen = planned.comparison.chosen
    budget = check_budget(chosen, *limit) if limit else None
    likely = likely_of(planned, limit, confidence)
    output.write(_written(planned, budget, likely, output, all_plans=all_plans))
    tell_problems(planned.warnings)
    for assumption in planned.assumptions:
        tell(f"assumed: {assumption}")
    odds = likely.get((chosen.plan.provider, chosen.plan.strategy))
    drawn(odds, trials, seed)
    if confidence is not None and odds is None:
        tell("note: nothing in this plan is a gamble, so its total is certain; --accept 0.3 makes takes one")
    if odds.fails if odds and confidence else budget and budget.exceeded:
        ctx.exit(OVER_BUDGET)
    if not chosen.plan.complete:
        ctx.exit(INCOMPLETE)


def _written(
    planned: Planned,
    budget: BudgetCheck | None,
    likely: Mapping[PlanKey, Likely],
    output: Output,
    *,
    all_plans: bool,
) -> str:
    comparison = planned.comparison
    if output.format == "json":
        from kling_cost.export.to_documents import to_plan_document  # noqa: PLC0415 - only json needs it

        document = to_plan_document(
            comparison,
            on=planned.on,
            storyboard=planned.storyboard,
            budget=budget,
            odds={key: (each.forecast, each.within) for key, each in likely.items()},
            assumptions=planned.assumptions,
            warnings=planned.warnings,
        )
        return to_json(document)
    if output.format == "csv":
        from kling_cost.export.finance_csv import to_finance_csv  # noqa: PLC0415 - only csv needs it

        return to_finance_csv(comparison.ranked if all_plans else [comparison.chosen])
    report = Report(
        comparison=comparison,
        storyboard=planned.storyboard,
        book=planned.tables.book,
        on=planned.on,
        budget=budget,
        default_provider=planned.default_provider,
        likely=likely,
    )
    if output.format == "markdown":
        from kling_cost.cli.plan_markdown import plan_markdown  # noqa: PLC0415 - only markdown needs it

        return plan_markdown(report)
    from kling_cost.cli.plan_text import plan_report  # noqa: PLC0415 - only tables need rich
    from kling_cost.cli.render import rendered, terminal_width  # noqa: PLC0415

    width = terminal_width(to_file=output.path is not None)
    return rendered(plan_report(report, width), width=width, to_file=output.path is not None)
