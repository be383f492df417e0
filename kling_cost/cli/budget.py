"""``kling-cost budget``: the best plan within a budget, what was lowered for it, and what more would buy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kling_cost.amounts import Amount
from kling_cost.cli.budget_rest import left_for_shots, rest_said, uncounted_said
from kling_cost.cli.command import INCOMPLETE, OVER_BUDGET, KlingCommand
from kling_cost.cli.dialect_option import dialect_option, tell_what_turns
from kling_cost.cli.estimate_text import estimate_lines
from kling_cost.cli.likely import confidence_option
from kling_cost.cli.options import Spoken
from kling_cost.cli.output import Output, output_options, to_json
from kling_cost.cli.planning import planning_options, what_is_asked
from kling_cost.cli.progress import step
from kling_cost.cli.settings.option import setting, settings_said
from kling_cost.cli.telling import tell_assumptions, tell_problems
from kling_cost.compare import compare_plans
from kling_cost.money import read_amount

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from kling_cost.budget import BudgetPlan
    from kling_cost.cli.planning import Asked
    from kling_cost.export.csv_dialects import Dialect


@click.command(cls=KlingCommand)
@planning_options
@setting(
    "--limit",
    key="budget",
    required=True,
    metavar="AMOUNT",
    type=Spoken("amount", read_amount),
    help="What may be spent: 5000 in the provider's unit, or '50 USD'. Or budget in kling-cost.toml.",
)
@confidence_option
@click.option(
    "--objective",
    type=click.Choice(["shots", "quality"]),
    default="shots",
    show_default=True,
    help="shots: as many as fit, the most urgent first (column priority, 1 first), made as well as fits. "
    "quality: every shot, made as well as fits.",
)
@click.option("--min-tier", metavar="TIER", help="Deliver no shot in a lower tier.")
@click.option(
    "--prefer",
    multiple=True,
    metavar="CLIP",
    help="What is delivered, best first: a tier, a model, an audio setting or several of them ('o3 pro on'). "
    "May be repeated. Default: the higher tier, then audio, then the model of models.toml.",
)
@dialect_option
@output_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    limit: tuple[Decimal, str | None],
    confidence: Decimal | None,
    objective: str,
    min_tier: str | None,
    prefer: tuple[str, ...],
    dialect: Dialect,
    output: Output,
    **asked: Any,  # noqa: ANN401 - the options of a plan
) -> None:
    """The best way of making FILE within a budget: strategy, tier, audio and takes of every shot.

    What a row says itself is never changed. Where takes are a gamble, --confidence is the chance with which
    the budget must hold; without it the sum of the lines must. csv writes the lines of the plan that fits.

    Exit codes: 0 done, 1 wrong input, 2 wrong usage, 3 not everything could be priced, 4 nothing fits.

    \b
    kling-cost budget storyboard.csv --limit 5000
    kling-cost budget storyboard.csv --limit 5000 --accept 0.3 --confidence 90%
    kling-cost budget storyboard.csv --limit '50 USD' --provider kling-api --objective quality --min-tier pro
    """
    request = what_is_asked(**asked)
    if len(request.providers) > 1:
        raise click.UsageError("a budget is fitted at one provider; give one --provider")
    left = left_for_shots(request, *limit)
    request.tables.tell_cards(request.providers, request.on, request.known_on)
    with step("fitting the budget"):
        found = _fitted(request, left, confidence, objective=objective, min_tier=min_tier, prefer=prefer)
    provider = [f"provider {request.providers[0]}, the default"] if request.default_provider else []
    assumptions = [
        *request.storyboard.assumptions,
        *provider,
        *request.money.describe(),
        *request.said_of_estimate.describe(),
        *uncounted_said(request.rest(), limit[1] or request.rest().unit),
    ]
    output.write(_written(request, found, output, dialect, limit=limit, assumptions=assumptions))
    tell_problems(request.storyboard.warnings)
    tell_assumptions([*assumptions, *found.plan.assumptions])
    if not found.fits:
        ctx.exit(OVER_BUDGET)
    if any(row.wish is None for row in found.rows):
        ctx.exit(INCOMPLETE)


def _fitted(
    request: Asked,
    limit: tuple[Decimal, str | None],
    confidence: Decimal | None,
    *,
    objective: str,
    min_tier: str | None,
    prefer: tuple[str, ...],
) -> BudgetPlan:
    from kling_cost.budget import Objective, fit_budget  # noqa: PLC0415 - it needs numpy

    return fit_budget(
        request.storyboard,
        planner=request.planner,
        models=request.tables.models,
        strategies=request.strategies,
        provider=request.providers[0],
        on=request.on,
        known_on=request.known_on,
        limit=limit[0],
        currency=limit[1],
        choices=request.choices,
        money=request.money,
        confidence=None if confidence is None else float(confidence),
        objective=Objective(objective),
        min_tier=min_tier,
        prefer=prefer,
    )


def _written(
    request: Asked,
    found: BudgetPlan,
    output: Output,
    dialect: Dialect,
    *,
    limit: tuple[Decimal, str | None],
    assumptions: Sequence[str],
) -> str:
    fitted = compare_plans([found.plan], request.money).chosen
    estimate = request.said_of_estimate.estimate(fitted, request.money)
    asked = Amount(limit[0], found.limit.given.unit)
    if output.format == "json":
        from kling_cost.export.to_budget_documents import to_budget_document  # noqa: PLC0415 - only json needs it

        settings = settings_said(click.get_current_context())
        document = to_budget_document(
            found,
            storyboard=request.storyboard,
            asked=asked,
            estimate=estimate,
            assumptions=[*([settings] if settings else []), *assumptions],
            warnings=request.storyboard.warnings,
        )
        return to_json(document)
    if output.format == "csv":
        from kling_cost.export.finance_csv import to_finance_csv  # noqa: PLC0415 - only csv needs it

        tell_what_turns([estimate], dialect)
        return to_finance_csv([estimate], dialect)
    from kling_cost.cli.budget_text import budget_markdown, budget_text  # noqa: PLC0415 - only people need it

    write = budget_markdown if output.format == "markdown" else budget_text
    provider = request.tables.book.provider(request.providers[0]).file
    rest = rest_said(asked, found.limit.given, provider)
    whole = estimate_lines(estimate, provider)
    return write(found, request.storyboard, provider, (rest, whole), to_file=output.path is not None)
