"""The numbers that a price file may hold: exact prices and whole seconds, and no trace of a binary float.

A float that some program wrote shows itself: as 0.30000000000000004 for 0.3, as 5.0 for 5 seconds.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import BeforeValidator, Field

from kling_cost.amounts import plain
from kling_cost.rounding import significant

MOST_DIGITS = 12
"""Nobody asks a price of more significant digits; a binary float, written out, has 15 to 17."""


def noise(number: Decimal | None) -> str | None:
    """Say what is wrong with a price, or with what one buys, that is the rounding noise of a binary float."""
    if number is None or len(number.as_tuple().digits) <= MOST_DIGITS:
        return None
    short = significant(Fraction(number), MOST_DIGITS)
    if number in (short, number.to_integral_value()):
        return None
    return (
        f"{number} has more than {MOST_DIGITS} significant digits and looks like the rounding noise of a "
        f"binary float; write {plain(short)}, or the digits of the source"
    )


def whole_seconds(value: object) -> object:
    """Refuse seconds with a point, 5.0 too; whether the rest is a whole number is decided elsewhere."""
    if isinstance(value, Decimal):
        whole = value.is_finite() and 0 < value == value.to_integral_value()
        cure = f"write {plain(value)}" if whole else "write it without a point, such as 5"
        raise ValueError(f"{value} is not a whole number of seconds; {cure}")  # noqa: TRY004 - pydantic collects these
    return value


WholeSeconds = Annotated[int, Field(gt=0), BeforeValidator(whole_seconds)]
"""Whole seconds above 0, written without a point."""
