"""Periods: the days on which each card of a provider is in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kling_cost.pricebook.version import standing

if TYPE_CHECKING:
    from datetime import date

    from kling_cost.pricebook.book import PriceBook
    from kling_cost.pricebook.load import Card

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """The days on which a card is in force; ``last`` is None for the newest one."""

    first: date
    last: date | None
    card: Card

    def holds(self, day: date) -> bool:
        """Tell whether the card is in force on a day."""
        return self.first <= day and (self.last is None or day <= self.last)


def periods(book: PriceBook, provider: str, *, known_on: date | None = None) -> list[Period]:
    """Give a provider's cards with the days on which each is in force, oldest first."""
    cards = standing(book.provider(provider).cards, known_on)
    ends = [card.applies_from - ONE_DAY for card in cards[1:]]
    return [Period(card.applies_from, last, card) for card, last in zip(cards, [*ends, None], strict=False)]
