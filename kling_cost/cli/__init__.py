"""The command line: each command parses, calls the library once, and renders. Nothing is computed here.

Commands are imported when they are called, so that ``price`` does not wait for what only ``plan`` needs.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper

import click

from kling_cost.cli.lazy import LazyGroup

_COMMANDS = {
    "plan": (
        "kling_cost.cli.plan",
        "What a storyboard will cost: every strategy ranked, the chosen one line by line.",
    ),
    "risk": (
        "kling_cost.cli.risk",
        "How sure the figure is: odds by stage, scene and shot, and what they hang on.",
    ),
    "budget": (
        "kling_cost.cli.budget",
        "The best plan within a budget, what was lowered for it, and what more would buy.",
    ),
    "verify": (
        "kling_cost.cli.lock.verify",
        "Whether a quote still holds, and if not, which figure and why.",
    ),
    "diff": (
        "kling_cost.cli.diff",
        "Why two estimates differ: causes that add up to the change.",
    ),
    "check": (
        "kling_cost.cli.gate.command",
        "Hold a storyboard against what its production allows, for CI and pull requests.",
    ),
    "shots": (
        "kling_cost.cli.shots",
        "What is read of a storyboard: each shot, and how its length was read.",
    ),
    "price": ("kling_cost.cli.price", "What one clip costs, with the sum spelled out."),
    "vendors": ("kling_cost.cli.vendors", "One clip or a storyboard at every provider, cheapest first."),
    "route": ("kling_cost.cli.route", "Which model each shot needs, and why."),
    "strategies": ("kling_cost.cli.strategies", "The named ways of working, with their stages and sources."),
    "takes": ("kling_cost.cli.takes", "Takes when nobody says, and accept rates by class of shot."),
    "models": ("kling_cost.cli.models", "What each model can do, and who says so."),
    "rates": (
        "kling_cost.cli.rates",
        "The price book: what is sold where, from when, from which source.",
    ),
    "plans": ("kling_cost.cli.plans", "What a credit costs: plans and packs, best first."),
    "audit": ("kling_cost.cli.audit", "Somebody's prices or worked examples, held against the price book."),
    "config": ("kling_cost.cli.config", "Which settings are in force, and where each is from."),
    "init": (
        "kling_cost.cli.init",
        "Write a starter storyboard; with --ci also settings and a workflow.",
    ),
    "chart": ("kling_cost.cli.chart", "Draw a plan: cost, odds, what drives them, what a budget buys."),
}


@click.group(
    cls=LazyGroup,
    modules=_COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="kling-cost", message="kling-cost %(version)s")
def cli() -> None:
    """What AI-generated video will cost before you pay for it.

    Prices Kling V3, Kling O3 and the models around them from dated, sourced price tables.

    \b
    kling-cost init                      write a starter storyboard
    kling-cost plan storyboard.csv       price it under every strategy
    kling-cost price --model o3 --tier pro --audio on --duration 10
    """


def main() -> None:
    """Run the command line; unprintable characters are escaped rather than refused."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        cli(prog_name="kling-cost")
    except OSError as error:  # a full disk behind standard output, say; files say it themselves
        sys.exit(f"error: the result cannot be written: {error.strerror or error}")
