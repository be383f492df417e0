"""Accept rates as people say them: a share, a range, or a count of takes that were kept.

A share is taken as certain. A range or a count is not: the rate itself is then a gamble with a beta
distribution, and whatever shares it is lucky or unlucky together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.amounts import plain, share
from kling_cost.errors import KlingCostError, NotAShare
from kling_cost.rounding import significant

if TYPE_CHECKING:
    from collections.abc import Mapping

_COUNTED = re.compile(r"(\d{1,6})\s*/\s*(\d{1,6})", re.ASCII)
_RANGE = re.compile(r"\.\.|\u2013")
RANGE_IN_SDS = 4
"""A range, low to high, is read as so many standard deviations of the rate: about 95 of 100 productions."""


class BadAcceptRate(KlingCostError):  # noqa: N818 - named after what was found
    """An accept rate that cannot be read."""

    code = "bad-accept-rate"


@dataclass(frozen=True, slots=True)
class AcceptRate:
    """The chance that one take is good enough.

    ``mean`` is the rate, or its expectation where it is uncertain; ``beta`` then holds the two parameters of
    its beta distribution.
    """

    mean: Fraction
    beta: tuple[Fraction, Fraction] | None = None

    @classmethod
    def between(cls, low: Fraction, high: Fraction, mean: Fraction | None = None) -> AcceptRate:
        """Give the uncertain rate of a range, by the method of moments.

        The mean is the middle of the range unless it is given; the standard deviation is a quarter of the
        range (see :data:`RANGE_IN_SDS`).

        Raises:
            BadAcceptRate: when the range is empty or no beta distribution has that mean and deviation.
        """
        mean = (low + high) / 2 if mean is None else mean
        if not 0 < low < high < 1 or not low <= mean <= high:
            raise BadAcceptRate(
                f"an accept rate from {_shown(low)} to {_shown(high)} is no range within 0 and 1; "
                "write the lower first, as 0.2..0.4"
            )
        spread = mean * (1 - mean) / ((high - low) / RANGE_IN_SDS) ** 2 - 1
        if spread <= 0:
            raise BadAcceptRate(f"no accept rate is {_shown(mean)} and varies that widely; narrow the range")
        return cls(mean, (mean * spread, (1 - mean) * spread))

    @classmethod
    def counted(cls, kept: int, made: int) -> AcceptRate:
        """Give the uncertain rate behind a count: any rate was as likely before it (Laplace).

        Raises:
            BadAcceptRate: when more were kept than made, or none were made.
        """
        if not 0 <= kept <= made or made == 0:
            raise BadAcceptRate(f"{kept} kept of {made} made is no count; write kept/made, as 41/164")
        alpha, beta = Fraction(kept + 1), Fraction(made - kept + 1)
        return cls(alpha / (alpha + beta), (alpha, beta))

    @property
    def range(self) -> tuple[float, float]:
        """Two standard deviations to either side of the mean, within 0 and 1."""
        mean = float(self.mean)
        weight = float(sum(self.beta)) + 1 if self.beta else float("inf")
        deviation = (mean * (1 - mean) / weight) ** 0.5
        return max(0.0, mean - 2 * deviation), min(1.0, mean + 2 * deviation)

    def __str__(self) -> str:
        return _shown(self.mean) + (" (uncertain)" if self.beta else "")


def read_accept_rate(text: str) -> AcceptRate:
    """Read an accept rate: ``0.3``, ``30%``, a range ``0.2..0.4``, or kept of made ``41/164``.

    Raises:
        BadAcceptRate: for anything else, naming what is allowed.
    """
    counted = _COUNTED.fullmatch(text.strip())
    if counted:
        return AcceptRate.counted(int(counted[1]), int(counted[2]))
    try:
        ends = [Fraction(share(part)) for part in _RANGE.split(text)]
    except NotAShare:
        ends = []
    if len(ends) == 1:
        return AcceptRate(ends[0])
    if len(ends) != len(("low", "high")):
        raise BadAcceptRate(
            f"{text.strip()!r} is no accept rate; write a share above 0 and at most 1 (0.25 or 25%), "
            "a range (0.2..0.4), or how many were kept of how many (41/164)"
        )
    return AcceptRate.between(*ends)


def read_accept_rates(text: str) -> Mapping[str, AcceptRate]:
    """Read ``draft=0.3,final=0.7``: the rates of stages or classes of shot by name; ``""`` for one without.

    Raises:
        BadAcceptRate: for what is no accept rate, and for two of one name.
    """
    rates: dict[str, AcceptRate] = {}
    for part in text.split(","):
        name, _, rate = part.rpartition("=")
        name = name.strip()
        if name in rates:
            raise BadAcceptRate(
                f"two accept rates are given for {name or 'all stages that iterate'}; give one"
            )
        rates[name] = read_accept_rate(rate)
    return rates


def _shown(rate: Fraction) -> str:
    return plain(_exactly(rate) or significant(rate, 3))


def _exactly(rate: Fraction) -> Decimal | None:
    """Give a fraction as the decimal that it is, None if it is none of few digits."""
    scaled = rate * 10**MOST_DECIMALS
    return Decimal(scaled.numerator).scaleb(-MOST_DECIMALS) if scaled.denominator == 1 else None


MOST_DECIMALS = 6
