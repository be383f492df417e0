"""Fractions as the digits that are shown: a ratio, a percent, the price of one credit. Always half up.

Nothing is computed with what comes out of here; sums are exact until :mod:`kling_cost.money` rounds them, and
the lines of a sum then have their shares of the rounded one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal, Inexact, localcontext
from fractions import Fraction
from functools import cache, cached_property
from typing import TYPE_CHECKING, overload

from kling_cost.amounts import EXACT

if TYPE_CHECKING:
    from kling_cost.amounts import Amount


def rounded(value: Fraction, decimals: int) -> Decimal:
    """Round to so many decimals, half up, which is away from zero: 12.345 -> 12.35, -12.345 -> -12.35."""
    over, under = abs(value.numerator) * 10**decimals, value.denominator
    steps = (2 * over + under) // (2 * under)
    return scaled(-steps if value < 0 else steps, decimals)


def significant(value: Fraction, digits: int = 4) -> Decimal:
    """Round to so many significant digits, half up: 0.0045833 -> 0.004583."""
    if not value:
        return Decimal(0)
    with localcontext() as context:
        context.prec, context.rounding = digits, ROUND_HALF_UP
        context.traps[Inexact] = False
        return Decimal(value.numerator) / Decimal(value.denominator)


def scaled(steps: int, decimals: int) -> Decimal:
    """Give so many steps of the last decimal: 245 of two decimals are 2.45."""
    return EXACT.scaleb(Decimal(steps), -decimals)


class Shares(Sequence[Decimal]):
    """Each amount's share of a rounded total, by largest remainder, so that the shares add up to it.

    ``steps`` is the total in steps of the last of its ``decimals``; a share is near its amount x ``factor``
    of them. Allotted when first looked at: most plans are only ranked, and nobody reads their lines.
    """

    def __init__(
        self, steps: int, decimals: int, factor: Fraction, amounts: Callable[[], Sequence[Amount]]
    ) -> None:
        self._steps, self._decimals, self._factor, self._amounts = steps, decimals, factor, amounts

    @cached_property
    def _allotted(self) -> list[Decimal]:
        numbers = [amount.number for amount in self._amounts()]
        written = cache(lambda share: scaled(share, self._decimals))
        return [written(share) for share in _allot(self._steps, numbers, self._factor)]

    @overload
    def __getitem__(self, index: int) -> Decimal: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Decimal]: ...
    def __getitem__(self, index: int | slice) -> Decimal | Sequence[Decimal]:
        return self._allotted[index]

    def __len__(self) -> int:
        return len(self._allotted)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._allotted == list(other)

    __hash__ = None  # type: ignore[assignment]  # as of any list

    def __repr__(self) -> str:
        return repr(self._allotted)


def _allot(total: int, numbers: Sequence[Decimal], factor: Fraction) -> list[int]:
    """Cut ``total`` into whole shares near ``numbers`` x ``factor``: floors, then the largest remainders.

    Of equal remainders the earlier line is served first. ``total`` must be the rounded sum of what is cut up.
    Lines repeat themselves, so floor and remainder are worked out once for each different number.
    """
    parts = {number: Fraction(number) * factor for number in set(numbers)}
    floors = {number: part.__floor__() for number, part in parts.items()}
    lacking = {number: floors[number] - part for number, part in parts.items()}
    turns = {lack: turn for turn, lack in enumerate(sorted(set(lacking.values())))}
    turn_of = {number: turns[lack] for number, lack in lacking.items()}
    shares = [floors[number] for number in numbers]
    by_remainder = sorted(range(len(numbers)), key=lambda index: turn_of[numbers[index]])
    for index in by_remainder[: total - sum(shares)]:
        shares[index] += 1
    return shares
