"""Fractions as the digits that are shown: a ratio, a percent, the price of one credit. Always half up.

Nothing is computed with what comes out of here; sums are exact until :mod:`kling_cost.money` rounds them.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, Inexact, localcontext
from fractions import Fraction

from kling_cost.amounts import EXACT


def rounded(value: Fraction, decimals: int) -> Decimal:
    """Round to so many decimals, half up, which is away from zero: 12.345 -> 12.35, -12.345 -> -12.35."""
    steps = (abs(value) * 10**decimals + Fraction(1, 2)).__floor__()
    return EXACT.scaleb(Decimal(-steps if value < 0 else steps), -decimals)


def significant(value: Fraction, digits: int = 4) -> Decimal:
    """Round to so many significant digits, half up: 0.0045833 -> 0.004583."""
    if not value:
        return Decimal(0)
    with localcontext() as context:
        context.prec, context.rounding = digits, ROUND_HALF_UP
        context.traps[Inexact] = False
        return Decimal(value.numerator) / Decimal(value.denominator)
