"""Until when a quote holds: a number of days, or less where a later price is known already."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kling_cost.pricebook.version import standing

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from kling_cost.plan import Plan
    from kling_cost.pricebook.book import PriceBook

VALID_DAYS = 30
"""The days that a quote holds when nobody says otherwise, as offers in the trade commonly do."""


def last_valid_day(
    plan: Plan, book: PriceBook, *, days: int, known_on: date | None, again: Callable[[date], Plan]
) -> tuple[date, str]:
    """Give the last day of a quote and why it is that one.

    It holds for ``days`` from the day of its prices, and ends the day before a card applies under which the
    plan, made ``again`` for that day, has other lines.
    """
    last = plan.on + timedelta(days=days)
    cards = standing(book.provider(plan.provider).cards, known_on)
    for card in cards:
        if plan.on < card.applies_from <= last and _differs(plan, again(card.applies_from)):
            why = f"from {card.applies_from} on other prices apply: {plan.provider}/{card.name}"
            return card.applies_from - timedelta(days=1), why
    return last, f"{days} days from {plan.on}"


def _differs(plan: Plan, later: Plan) -> bool:
    return plan.amounts() != later.amounts() or len(plan.unpriced) != len(later.unpriced)
