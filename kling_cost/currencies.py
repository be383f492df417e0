"""Currencies: which units are one, and how many decimals their minor unit has (ISO 4217)."""

from __future__ import annotations

import re

CURRENCY = re.compile(r"[A-Z]{3}")
"""How a currency is written, as against a provider's credit."""

# Minor units that are not two decimals (ISO 4217, list one).
_NO_DECIMALS = frozenset(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split()  # noqa: SIM905 - a list to read
)
_THREE_DECIMALS = frozenset({"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})


def decimals_of(currency: str) -> int:
    """Give the decimals of a currency's minor unit (ISO 4217): USD 2, JPY 0, KWD 3."""
    return 0 if currency in _NO_DECIMALS else 3 if currency in _THREE_DECIMALS else 2


def is_currency(unit: str) -> bool:
    """Tell whether a unit is a currency rather than a provider's credit."""
    return CURRENCY.fullmatch(unit) is not None
