"""The integer lattice of a plan's amounts: every price of a take is a whole number of steps."""

from __future__ import annotations

from decimal import Decimal
from math import gcd
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT

if TYPE_CHECKING:
    from collections.abc import Iterable


def step_of(prices: Iterable[Decimal]) -> Decimal:
    """Give the greatest amount of which all prices are whole multiples; 1 if there are none above zero."""
    decimals = [price for price in prices if price]
    if not decimals:
        return Decimal(1)
    exponent = min(int(price.as_tuple().exponent) for price in decimals)
    whole = [int(EXACT.scaleb(price, -exponent)) for price in decimals]
    return EXACT.scaleb(Decimal(gcd(*whole)), exponent)


def in_steps(price: Decimal, step: Decimal) -> int:
    """Give a price in whole steps."""
    return int(EXACT.divide_int(price, step))
