"""Figures: what a claim says beside what the price book says, compared exactly.

A price may be meant by another measure than the seller's (a clip's price as so much a second), so ours is a
ratio here: it is compared as a fraction and becomes digits only where it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from kling_cost.pricebook.rate import Per
from kling_cost.quote import quote_line
from kling_cost.rounding import rounded

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from kling_cost.audit.asking import Asked, Point
    from kling_cost.clips import Clip
    from kling_cost.pricebook.rate import Rate

LEAST_DIGITS = 2
"""A claim of fewer digits agrees exactly or not at all: 0.1 would be the rounding of nearly every rate."""
SHOWN_DECIMALS = 6
MOST_DECIMALS = 60


class Agreement(StrEnum):
    """How a claimed figure stands to ours."""

    EXACT = "exact"
    ROUNDED = "rounded"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A claimed price or total beside ours, in ``unit``; ``per`` is the measure of a price.

    ``point`` is what ours is of, ``count`` the clips of a total.
    """

    about: Literal["price", "total"]
    claimed: Decimal
    ours: Fraction
    unit: str
    point: Point
    per: Per | None = None
    count: int = 1

    @property
    def agreement(self) -> Agreement:
        """Whether the two are the same, to the digits of the claim."""
        return agreement(self.claimed, self.ours)

    @property
    def agrees(self) -> bool:
        """Whether they agree, exactly or rounded."""
        return self.agreement is not Agreement.DIFFERS

    @property
    def difference(self) -> Fraction:
        """The claim less ours: below zero where the claim is too low."""
        return Fraction(self.claimed) - self.ours

    @property
    def percent(self) -> Fraction:
        """The difference in percent of ours."""
        return 100 * self.difference / self.ours

    @property
    def distance(self) -> Fraction:
        """How many times the greater of the two is the smaller; a claim of nothing is as far as can be."""
        claimed = Fraction(self.claimed)
        return max(claimed / self.ours, self.ours / claimed) if claimed else Fraction(10**9)


def agreement(claimed: Decimal, ours: Fraction) -> Agreement:
    """Compare a claimed figure with ours: equal, ours rounded (half up or even) to its digits, or neither."""
    if Fraction(claimed) == ours:
        return Agreement.EXACT
    _, digits, exponent = claimed.as_tuple()
    if len(digits) < LEAST_DIGITS or not isinstance(exponent, int):
        return Agreement.DIFFERS
    steps = ours * Fraction(10) ** -exponent
    half_up, half_even = (steps + Fraction(1, 2)).__floor__(), round(steps)
    agrees = Fraction(claimed) * Fraction(10) ** -exponent in {half_up, half_even}
    return Agreement.ROUNDED if agrees else Agreement.DIFFERS


def shown(number: Fraction) -> Decimal:
    """Give a fraction as digits: exactly where it ends, else rounded half up to six decimals."""
    for decimals in range(MOST_DECIMALS):
        if (number * 10**decimals).denominator == 1:
            return rounded(number, decimals)
    return rounded(number, SHOWN_DECIMALS)


def figures(asked: Asked, point: Point) -> list[Figure]:
    """Give the figures of a claim that a point has an answer to; one without an answer is left out."""
    found = []
    rate = point.rate
    if asked.price is not None:
        prices = [
            Figure(about="price", claimed=asked.price, ours=ours, unit=rate.unit, point=point, per=per)
            for per, ours in _prices(rate, point.clip, asked.per).items()
        ]
        if prices:
            found.append(min(prices, key=lambda figure: (not figure.agrees, figure.distance)))
    total = our_total(point, asked)
    if asked.total is not None and total is not None:
        found.append(
            Figure(
                about="total",
                claimed=asked.total,
                ours=total,
                unit=rate.unit,
                point=point,
                count=asked.count,
            )
        )
    return found


def our_total(point: Point, asked: Asked) -> Fraction | None:
    """Give what the clips of a claim cost; None where its length is not said or not made."""
    rate = point.rate
    unmade = asked.seconds is not None and rate.lengths is not None and point.seconds is None
    by_length = rate.per in {Per.SECOND, Per.BLOCK}
    if unmade or (by_length and point.seconds is None):
        return None
    return Fraction(quote_line(point.clip, rate, takes=asked.count).amount.number)


def _prices(rate: Rate, clip: Clip, per: Per | None) -> Mapping[Per, Fraction]:
    """Give our price by each measure that the claim may mean, the seller's own first."""
    prices = {rate.per: Fraction(rate.amount)}
    if rate.per is Per.BLOCK:
        prices[Per.SECOND] = prices[Per.BLOCK] / (rate.block_s or 1)
    if clip.seconds is not None:
        whole = Fraction(quote_line(clip, rate).amount.number)
        prices.setdefault(Per.SECOND, whole / Fraction(clip.seconds))
        prices.setdefault(Per.CLIP, whole)
    return {measure: price for measure, price in prices.items() if per in (None, measure)}
