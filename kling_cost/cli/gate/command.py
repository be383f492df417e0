"""``kling-cost check``: whether a storyboard costs no more than its production allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kling_cost.cli.command import INCOMPLETE, OVER_BUDGET, KlingCommand
from kling_cost.cli.gate.as_quoted import way_of_quote
from kling_cost.cli.gate.judged import Judged
from kling_cost.cli.gate.limit_options import limit_options
from kling_cost.cli.gate.reports import report_of, report_option
from kling_cost.cli.output import ENDINGS, Output, in_file, options_of
from kling_cost.cli.planning import planning_options, what_is_asked
from kling_cost.cli.telling import tell_assumptions, tell_problems
from kling_cost.cli.writing import write_together

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.cli.writing import Target
    from kling_cost.gate.limits import Limits

FORMATS = ("table", "markdown", "json", "github", "sarif", "junit")
_ENDINGS = {ending: name for ending, name in ENDINGS.items() if name != "csv"} | {
    ".sarif": "sarif",
    ".sarif.json": "sarif",
    ".xml": "junit",
}


@click.command(cls=KlingCommand)
@planning_options
@limit_options
@report_option(_ENDINGS)
@options_of(FORMATS, _ENDINGS)
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    base: str | None,
    reports: Sequence[tuple[Target, str]],
    output: Output,
    limits: Limits,
    **asked: Any,  # noqa: ANN401 - the options of a plan
) -> None:
    """Hold the storyboard FILE against what its production allows, for CI and pull requests.

    Limits are options, or stand under [check] in kling-cost.toml. They are for the plan that `kling-cost
    plan` chooses, with extras and contingency. With --base the rows that cost more than before are named;
    a lock there also says provider and strategy, where nobody else does.

    Exit codes: 0 kept, 1 wrong input, 2 wrong usage, 3 too few shots have a price, 4 a limit is exceeded.

    \b
    kling-cost check storyboard.csv --max 2000
    kling-cost check storyboard.csv --max '500 USD' --credit-price '0.0133 USD' --measure p80
    kling-cost check storyboard.csv --max-increase 10% --base git:origin/main --format github
    kling-cost check storyboard.csv --max-increase '50 USD' --base plan.lock.json --report check.sarif
    """
    as_quoted = way_of_quote(base, asked) if base is not None else {}
    request = what_is_asked(**{**asked, **as_quoted})
    planned = request.planned()
    judged = Judged.of(request, planned, limits, base)
    files = [*reports, *([(output.target, output.format)] if output.target else [])]
    write_together([(target, in_file(form, report_of(judged, form, to_file=True))) for target, form in files])
    if output.target is None:
        output.write(report_of(judged, output.format, to_file=False))
    tell_problems(planned.warnings)
    tell_assumptions(planned.assumptions)
    if as_quoted:
        tell_assumptions([f"provider and strategy as in {base}"])
    if judged.verdict.exceeded:
        ctx.exit(OVER_BUDGET)
    if judged.verdict.incomplete:
        ctx.exit(INCOMPLETE)
