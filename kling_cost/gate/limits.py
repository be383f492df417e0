"""What a production allows: the limits that a gate holds a storyboard against."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, exact, plain
from kling_cost.errors import KlingCostError, NotExact
from kling_cost.money import BadMoney, read_amount

if TYPE_CHECKING:
    from kling_cost.pricebook.rate import Basis

_SHARE = re.compile(r"(.*)%")


class Measure(StrEnum):
    """Which figure is held against a limit: the sum of the lines, or what is enough with a chance."""

    SUM = "sum"
    P50 = "p50"
    P80 = "p80"
    P90 = "p90"


class BadLimit(KlingCostError):  # noqa: N818 - named after what was found
    """A limit that cannot be read."""

    code = "bad-limit"


@dataclass(frozen=True, slots=True)
class Allowance:
    """An amount of a currency or, without one, of the plan's unit."""

    number: Decimal
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Increase:
    """How much more than before is allowed: an amount, or a ``share`` of what it was (0.1 is 10 %)."""

    amount: Allowance | None = None
    share: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Everything that may be asked; None where it is not.

    ``require_coverage`` is the share of shots that must have a price, ``max_card_age`` the days since a price
    was read.
    """

    max: Allowance | None = None
    max_increase: Increase | None = None
    max_per_shot: Allowance | None = None
    max_per_scene: Allowance | None = None
    measure: Measure = Measure.SUM
    require_coverage: Decimal = Decimal(1)
    max_card_age: int | None = None
    min_basis: Basis | None = None


def read_allowance(text: str) -> Allowance:
    """Read ``500 USD`` or, in the plan's unit, ``2000``.

    Raises:
        BadMoney: for anything else.
    """
    return Allowance(*read_amount(text))


def read_increase(text: str) -> Increase:
    """Read ``10%``, ``50 USD`` or, in the plan's unit, ``300``; a plus in front is left out.

    Raises:
        BadLimit: for anything else.
    """
    body = text.strip().removeprefix("+").strip()
    share = _SHARE.fullmatch(body)
    try:
        if share is None:
            return Increase(amount=read_allowance(body))
        number = exact(share[1])
    except (BadMoney, NotExact):
        number = Decimal(-1)
    if number < 0:
        raise BadLimit(f"{text!r} is no increase; write 10%, '50 USD', or 300 in the plan's unit")
    return Increase(share=EXACT.scaleb(number, -2))


def read_coverage(text: str) -> Decimal:
    """Read a share of shots, ``95%`` or ``0.95``, from nothing to all.

    Raises:
        BadLimit: for anything else.
    """
    body = text.strip()
    try:
        number = exact(body.removesuffix("%"))
    except NotExact:
        number = Decimal(-1)
    if body.endswith("%"):
        number = EXACT.scaleb(number, -2)
    if not 0 <= number <= 1:
        raise BadLimit(f"{text!r} is no share of the shots; write 95% or 0.95")
    return number


def share_text(share: Decimal) -> str:
    """Write a share: ``12.5 %``."""
    return f"{plain(EXACT.scaleb(share, 2))} %"
