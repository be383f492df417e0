"""Labels in pictures: amounts, chances, and names that are too long."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kling_cost.charts.looks import amount_label, quantile_name, share_label, shortened


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [
        ("2450", "pixverse-credit", "2,450"),
        ("2450.125", "credits", "2,450.13"),
        ("0.5", "USD", "0.50"),
        ("0.125", "USD, list price", "0.13"),
        ("1999.5", "JPY", "2,000"),
        ("0.000123456", "USD", "0.000123"),
        ("0", "USD", "0.00"),
        ("1234567890123456789", "credits", "1.23e+18"),
    ],
)
def test_amounts_are_written_with_the_decimals_of_their_unit(number: str, unit: str, text: str) -> None:
    assert amount_label(Decimal(number), unit) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, "0 %"),
        (1e-12, "0 %"),
        (0.0004, "under 0.1 %"),
        (0.004, "0.4 %"),
        (0.256, "26 %"),
        (0.995, "99.5 %"),
        (0.9996, "over 99.9 %"),
        (1 - 1e-12, "100 %"),
    ],
)
def test_a_chance_is_not_called_sure_before_it_is(share: float, text: str) -> None:
    assert share_label(share) == text


def test_a_name_is_cut_by_how_wide_it_is() -> None:
    assert shortened("x" * 28) == "x" * 28
    assert shortened("x" * 29) == "x" * 27 + "…"
    assert shortened("港" * 14) == "港" * 14
    assert shortened("港" * 15) == "港" * 13 + "…"


@pytest.mark.parametrize(("chance", "name"), [(0.5, "P50"), (0.07, "P7"), (0.925, "P92.5"), (1, "P100")])
def test_a_quantile_is_named_by_its_chance(chance: float, name: str) -> None:
    assert quantile_name(chance) == name
