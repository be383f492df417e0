"""Exact numbers and amounts: an amount is a number with its unit.

Only addition and multiplication happen here, under a context that refuses to round; the one division
of the product is in :mod:`kling_cost.money`. Floats are refused at the door.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import (
    Context,
    Decimal,
    DivisionByZero,
    FloatOperation,
    Inexact,
    InvalidOperation,
    Overflow,
)
from typing import TYPE_CHECKING

from kling_cost.errors import NotAShare, NotExact, UnitMismatch

if TYPE_CHECKING:
    from collections.abc import Iterable

# Numbers come in with at most 60 digits; 400 hold what any plan makes of them without a digit lost.
EXACT = Context(prec=400, traps=[Inexact, InvalidOperation, DivisionByZero, Overflow, FloatOperation])
"""The decimal context of the core: it raises rather than round."""

ZERO = Decimal(0)
MOST_DIGITS = 60
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)


def exact(value: object) -> Decimal:
    """Give ``value`` as an exact finite Decimal.

    Takes an int, a Decimal, or text of a plain decimal number (``"8"``, ``"0.084"``, ``"1e3"``).

    Raises:
        NotExact: for floats, truth values, NaN, infinities, text that is no number, and over 60 digits.
    """
    if isinstance(value, Decimal):
        number = value
    elif isinstance(value, int) and not isinstance(value, bool):
        number = Decimal(value)
    elif isinstance(value, str):
        text = value.strip()
        if not _PLAIN.fullmatch(text):
            raise NotExact(value)
        number = Decimal(text)
    else:
        raise NotExact(value)
    if not number.is_finite() or max(len(number.as_tuple().digits), abs(number.adjusted())) > MOST_DIGITS:
        raise NotExact(value)
    return number


def share(text: str) -> Decimal:
    """Read a share such as an accept rate, ``0.25`` or ``25%``: above 0, at most 1.

    Raises:
        NotAShare: for anything else.
    """
    body = text.strip()
    try:
        number = exact(body.removesuffix("%"))
    except NotExact:
        raise NotAShare(text) from None
    if body.endswith("%"):
        number = EXACT.scaleb(number, -2)
    if not 0 < number <= 1:
        raise NotAShare(text)
    return number


def plain(number: Decimal) -> str:
    """Write a number as JSON and CSV carry it: no exponent, no trailing zeros (``2450``, ``0.084``)."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def grouped(number: Decimal, decimals: int = 0) -> str:
    """Write a number for people: thousands grouped, at least ``decimals`` decimals (``2,450``, ``0.50``)."""
    whole, _, fraction = plain(number).partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    tail = fraction.ljust(decimals, "0")
    return f"{sign}{int(digits):,}{'.' if tail else ''}{tail}"


def counted(number: int | Decimal, thing: str) -> str:
    """Write how many there are of a thing: ``1 shot``, ``1,000 shots``."""
    return f"{grouped(Decimal(number))} {thing}{'' if number == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class Amount:
    """An exact number of a unit: a provider's own credit (``pixverse-credit``) or a currency (``USD``)."""

    number: Decimal
    unit: str

    def __add__(self, other: Amount) -> Amount:
        if other.unit != self.unit:
            raise UnitMismatch(self.unit, other.unit)
        return Amount(EXACT.add(self.number, other.number), self.unit)

    def __str__(self) -> str:
        return f"{grouped(self.number)} {self.unit}"


def total(amounts: Iterable[Amount], unit: str) -> Amount:
    """Add amounts of one unit up; the sum of none is zero of that unit.

    Raises:
        UnitMismatch: if one of them is in another unit.
    """
    result = Amount(ZERO, unit)
    for amount in amounts:
        result += amount
    return result
