"""Who sells which model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.pricebook.version import in_force

if TYPE_CHECKING:
    from datetime import date

    from kling_cost.pricebook.book import PriceBook


def sellers_of(book: PriceBook, on: date, *, known_on: date | None = None) -> dict[str, list[str]]:
    """Give the providers that sell each model on a day, in alphabetical order."""
    sellers: dict[str, list[str]] = {}
    for provider in book.provider_ids:
        card = in_force(book.provider(provider).cards, on, known_on)
        for model in dict.fromkeys(rate.model for rate in card.rates) if card else ():
            sellers.setdefault(model, []).append(provider)
    return sellers
