"""Extras: what a film costs besides generated shots (music, edit, voice), each a fixed amount."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_cost.amounts import Amount
from kling_cost.currencies import decimals_of, is_currency
from kling_cost.errors import KlingCostError
from kling_cost.money import BadMoney, read_amount

if TYPE_CHECKING:
    from decimal import Decimal

_CREDITS = re.compile(r"\s*credits?\s*$", re.IGNORECASE)


class BadExtra(KlingCostError):  # noqa: N818 - named after what it is
    """An extra that cannot be read, or that does not fit a plan."""

    code = "bad-extra"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """An item of fixed cost.

    ``currency`` is None for a number of the plan's own unit; ``credits_only`` says that it was called
    credits, so that it is refused where a currency is charged.
    """

    name: str
    number: Decimal
    currency: str | None = None
    credits_only: bool = False
    account: str = ""
    project: str = ""
    note: str = ""

    def amount(self, unit: str) -> Amount:
        """Give its amount, with plans in ``unit``.

        Raises:
            BadExtra: for credits where a currency is charged.
        """
        if self.credits_only and is_currency(unit):
            raise BadExtra(
                f"extra {self.name!r} is in credits, but the provider charges in {unit}; "
                f"give it in a currency, such as '500 USD'"
            )
        return Amount(self.number, self.currency or unit)


def read_extra_amount(text: str) -> tuple[Decimal, str | None, bool]:
    """Read ``500 USD``, ``300 credits`` or ``300``: number, currency, and whether it was called credits.

    Raises:
        BadMoney: for anything else, for an amount of nothing, and for more decimals than the currency has.
    """
    try:
        number, currency = read_amount(_CREDITS.sub("", text))
    except BadMoney:
        raise BadMoney(f"{text!r} is not an amount; write '500 USD', '300 credits' or 300") from None
    credits_only = _CREDITS.search(text) is not None
    if credits_only and currency:
        raise BadMoney(f"{text!r} is both credits and {currency}; write '300 credits' or '500 USD'")
    if number <= 0:
        raise BadMoney(f"{text!r}: an extra costs something; write an amount above 0")
    if currency and number.normalize().as_tuple().exponent < -decimals_of(currency):  # type: ignore[operator]
        raise BadMoney(f"{text!r} is finer than {currency} is paid in; round it")
    return number, currency, credits_only


def extra_of(name: str, amount: str, **said: str) -> Extra:
    """Give an extra with the amount that a text says; ``said`` are its account, project and note.

    Raises:
        BadMoney: as ``read_extra_amount`` does.
    """
    number, currency, credits_only = read_extra_amount(amount)
    texts = {key: " ".join(text.split()) for key, text in {"name": name, **said}.items()}
    return Extra(number=number, currency=currency, credits_only=credits_only, **texts)


def read_extra(text: str) -> Extra:
    """Read ``Music=500 USD``.

    Raises:
        BadMoney: for anything else.
    """
    name, equals, amount = text.rpartition("=")
    if not equals or not name.strip():
        raise BadMoney(f"{text!r} is not an extra; write 'Music=500 USD' or 'Titles=300 credits'")
    return extra_of(name.strip(), amount)
