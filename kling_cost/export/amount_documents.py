"""How the JSON documents write amounts and money."""

from __future__ import annotations

# pydantic turns these types into JSON Schema and, before Python 3.12, wants this TypedDict.
from typing_extensions import TypedDict


class MoneyEntry(TypedDict):
    """Money, rounded half up to the currency's minor unit."""

    amount: str
    currency: str


class AmountEntry(TypedDict):
    """An exact amount in a provider's credit or a currency."""

    amount: str
    unit: str
