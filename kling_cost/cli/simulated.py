"""Drawing totals to check the odds of a plan: the options, the progress bar, what is said of the draws."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kling_cost.cli.progress import step
from kling_cost.cli.telling import tell, tell_note

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost.cli.likely import Likely
    from kling_cost.risk.simulation import Simulated

NO_GAMBLE = "note: nothing in this plan is a gamble, so its total is certain; --accept 0.3 makes takes one"
MOST_TRIALS = 100_000_000
_TOLD = {"P5": 0.05, "P50": 0.5, "P80": 0.8, "P95": 0.95}


def simulation_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--simulate`` and ``--seed``."""
    function = click.option(
        "--seed", type=click.IntRange(0), default=0, show_default=True, help="The seed of --simulate."
    )(function)
    return click.option(
        "--simulate",
        "trials",
        type=click.IntRange(1, MOST_TRIALS),
        metavar="N",
        help="Check the odds of the chosen plan against N drawn totals; what they come to goes to stderr.",
    )(function)


def drawn(likely: Likely | None, trials: int | None, seed: int) -> Simulated | None:
    """Draw totals of a plan, with a progress bar on a terminal, and tell them beside the exact quantiles."""
    if trials is None:
        return None
    if likely is None:
        tell_note("note: nothing in this plan is a gamble, so there is nothing to draw")
        return None
    with step("drawing totals", trials) as told:
        simulated = likely.forecast.simulate(trials=trials, seed=seed, told=told)
    tell(f"drawn: {trials:,} totals with seed {seed}; the exact quantile stands behind each")
    for name, chance in _TOLD.items():
        tell(f"drawn: {name} {likely.amount(simulated.quantile(chance))} ({likely.quantile(chance)})")
    return simulated
