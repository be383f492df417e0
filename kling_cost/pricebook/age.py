"""How long ago a price was read, and when that is too long to trust without another look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kling_cost.datafiles import SourceFile
    from kling_cost.pricebook.load import Card
    from kling_cost.pricebook.rate import Rate, Source

STALE_AFTER_DAYS = 90
"""A price read longer ago than this is warned about."""


def read_on(card: Card) -> date | None:
    """Give the last day on which somebody looked at a card's sources; None for one without any."""
    return max((source.read_on for source in card.file.sources.values()), default=None)


def age_in_days(card: Card, on: date) -> int | None:
    """Give the days between the last look at a card's sources and a day; below zero before that look."""
    last = read_on(card)
    return (on - last).days if last is not None else None


def stale_prices(rates: Iterable[Rate], on: date) -> list[Problem]:
    """Warn, once a card, of prices that were read too long before a day; the oldest speaks for its card."""
    oldest: dict[str, Rate] = {}
    for rate in rates:
        name = f"{rate.provider}/{rate.card}"
        if name not in oldest or rate.source.read_on < oldest[name].source.read_on:
            oldest[name] = rate
    return old_sources(((rate.ref, rate.source) for rate in oldest.values()), on)


def old_sources(named: Iterable[tuple[str, Source | SourceFile | None]], on: date) -> list[Problem]:
    """Warn of things whose source was read too long before a day, each by its name."""
    return [
        Problem(
            level="warning",
            code="stale-price",
            message=f"{name} was read on {source.read_on}, {days} days before {on}: "
            f"look whether it still holds ({source.link or source.title})",
        )
        for name, source in named
        if source is not None and (days := (on - source.read_on).days) > STALE_AFTER_DAYS
    ]
