"""A tier that is sold in several resolutions: a clip must say which, and only like is compared with like."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

import pytest

from kling_cost import Models, PriceBook
from kling_cost.errors import NotSold
from kling_cost.testing import book_faults

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ON = date(2026, 11, 20)


@pytest.fixture
def book_of(own_shop: Callable[..., Path]) -> Callable[..., PriceBook]:
    """Write a card with a rate per ``<tier>_<resolution>`` and open its book."""

    def opened(**amounts: str) -> PriceBook:
        rates = []
        for name, amount in amounts.items():
            tier, _, resolution = name.partition("_")
            what = f'tier = "{tier}", resolution = "{resolution}"'
            rates.append(f'id = "{tier}-{resolution}", {what}, amount = {amount}')
        return PriceBook(own_shop("2026-02-05", *rates))

    return opened


def test_a_clip_that_does_not_say_which_resolution_is_not_guessed_at(
    book_of: Callable[..., PriceBook], models: Models
) -> None:
    book = book_of(standard_720p="1", pro_720p="2", pro_1080p="3")
    clip = partial(models.clip, model="v3", audio="off", duration_s=5)
    with pytest.raises(NotSold, match="shop does not sell v3 pro text-to-video, audio off"):
        book.rate_for(clip(tier="pro"), "shop", ON)
    assert book.rate_for(clip(tier="standard"), "shop", ON).amount == 1
    rates = [
        book.rate_for(clip(tier="pro", resolution=resolution), "shop", ON) for resolution in ("720p", "1080")
    ]
    assert [rate.amount for rate in rates] == [Decimal(2), Decimal(3)]


def test_a_higher_tier_in_the_same_resolution_never_costs_less(
    book_of: Callable[..., PriceBook], models: Models
) -> None:
    book = book_of(standard_720p="5", standard_1080p="6", pro_720p="4", pro_1080p="7")
    assert [fault.message for fault in book_faults(book, models)] == [
        "costs 4, less than standard-720p (5): a higher tier never costs less; read the source again"
    ]


def test_a_higher_tier_may_cost_less_than_a_lower_one_in_a_larger_resolution(
    book_of: Callable[..., PriceBook], models: Models
) -> None:
    book = book_of(standard_720p="2", standard_1080p="6", pro_720p="4", pro_1080p="7")
    assert book_faults(book, models) == []
