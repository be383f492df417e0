"""``kling-cost rates``: the price book from every side."""

from __future__ import annotations

import click

from kling_cost.cli.lazy import LazyGroup

_HERE = "kling_cost.cli.rates"
_COMMANDS = {
    "list": (f"{_HERE}.listing", "Every provider with its rate cards; > marks the one in force."),
    "show": (f"{_HERE}.show", "A rate card, whole, with its sources."),
    "history": (f"{_HERE}.history", "Every change of a price, with its day and percent."),
    "why": (f"{_HERE}.why", "The rate that prices a clip, and why it and no other."),
    "diff": (f"{_HERE}.diff", "Two days of a provider, or two providers, price by price."),
    "check": (f"{_HERE}.check", "Check rate cards: the shipped ones or your own."),
    "add": (f"{_HERE}.add", "Write a new rate card from a provider's last one."),
}


@click.group(cls=LazyGroup, modules=_COMMANDS)
def command() -> None:
    """The price book: what each provider sells, from when, and from which source."""
