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
    from pathlib import Path

ON = date(2026, 11, 20)
HEAD = """
applies_from = 2026-02-05
first_day = "stated"
known_from = 2026-02-10
unit = "USD"
summary = "A card of a test."
[sources.page]
title = "The price page"
link = "https://example.com/prices"
read_on = 2026-02-10
[[offers]]
model = "v3"
modes = ["text-to-video"]
per = "second"
lengths = "3..15"
"""


def book_of(root: Path, **amounts: str) -> PriceBook:
    """Write a card with a rate per ``<tier>_<resolution>`` and open its book."""
    rates = ", ".join(
        f'{{ id = "{name.replace("_", "-")}", tier = "{name.partition("_")[0]}",'
        f' resolution = "{name.partition("_")[2]}", amount = {amount},'
        ' source = "page", basis = "published" }'
        for name, amount in amounts.items()
    )
    folder = root / "shop"
    folder.mkdir()
    (folder / "provider.toml").write_text('name = "Shop"\nhome = "https://example.com"\n', encoding="utf-8")
    (folder / "2026-02-05.toml").write_text(f"{HEAD}rates = [{rates}]\n", encoding="utf-8")
    return PriceBook(root)


def test_a_clip_that_does_not_say_which_resolution_is_not_guessed_at(tmp_path: Path, models: Models) -> None:
    book = book_of(tmp_path, standard_720p="1", pro_720p="2", pro_1080p="3")
    clip = partial(models.clip, model="v3", audio="off", duration_s=5)
    with pytest.raises(NotSold, match="shop does not sell v3 pro text-to-video, audio off"):
        book.rate_for(clip(tier="pro"), "shop", ON)
    assert book.rate_for(clip(tier="standard"), "shop", ON).amount == 1
    rates = [
        book.rate_for(clip(tier="pro", resolution=resolution), "shop", ON) for resolution in ("720p", "1080")
    ]
    assert [rate.amount for rate in rates] == [Decimal(2), Decimal(3)]


def test_a_higher_tier_in_the_same_resolution_never_costs_less(tmp_path: Path, models: Models) -> None:
    book = book_of(tmp_path, standard_720p="5", standard_1080p="6", pro_720p="4", pro_1080p="7")
    assert [fault.message for fault in book_faults(book, models)] == [
        "costs 4, less than standard-720p (5): a higher tier never costs less; read the source again"
    ]


def test_a_higher_tier_may_cost_less_than_a_lower_one_in_a_larger_resolution(
    tmp_path: Path, models: Models
) -> None:
    book = book_of(tmp_path, standard_720p="2", standard_1080p="6", pro_720p="4", pro_1080p="7")
    assert book_faults(book, models) == []
