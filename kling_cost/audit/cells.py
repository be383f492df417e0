"""The columns of a table of claims: what each may be called, and how the text of one cell becomes a value.

Names of models, providers and settings stay as they are written: whether they are known is part of the
verdict. Only what cannot be read at all (a number, a day, yes or no) is refused, as a :class:`CellFault`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from kling_cost.amounts import exact
from kling_cost.clips import folded
from kling_cost.currencies import CURRENCY
from kling_cost.errors import NotExact
from kling_cost.money import BadMoney, read_amount
from kling_cost.pricebook.rate import Per
from kling_cost.storyboard.columns import MOST_COUNT, CellFault, read_seconds

SPELLINGS = {
    "provider": ("seller", "vendor", "reseller", "platform"),
    "model": (),
    "tier": ("quality",),
    "audio": ("sound",),
    "mode": (),
    "product": (),
    "resolution": ("size",),
    "video_input": ("from_video",),
    "duration_s": ("duration", "seconds", "length", "length_s", "clip_s", "duration_seconds"),
    "count": ("takes", "clips", "images", "generations"),
    "price": ("unit_price", "rate"),
    "total": ("amount", "cost", "sum", "total_price", "total_cost"),
    "unit": ("currency",),
    "per": (),
    "on": ("date", "day"),
    "source": ("claimant", "page", "claimed_by"),
    "note": ("notes", "comment"),
}
"""Every column, with the other names that it may have."""

_COLUMN_OF = {name: column for column, others in SPELLINGS.items() for name in (column, *others)}
_MEASURES = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), Per.SECOND),
    **dict.fromkeys(("image", "images", "picture", "still"), Per.IMAGE),
    **dict.fromkeys(("clip", "video", "generation", "run", "take"), Per.CLIP),
    "block": Per.BLOCK,
}
# A dollar is taken for the US one and a yuan sign for the Chinese one, as prices of Kling are quoted.
_SIGNS = {"US$": "USD", "$": "USD", "¥": "CNY", "￥": "CNY", "€": "EUR", "£": "GBP"}
_CURRENCY_NAMES = {"dollar": "USD", "dollars": "USD", "rmb": "CNY", "yuan": "CNY", "euro": "EUR"}
_UNITS_IN_HEADERS = frozenset({"usd", "eur", "gbp", "cny", "rmb", "jpy", "credit", "credits", "units"})
_CREDITS = re.compile(r"(?P<number>[\d.,]+)\s*(?P<unit>[A-Za-z][A-Za-z -]*)")
_PER = re.compile(r"/|\bper\b", re.IGNORECASE)
_LENGTH = re.compile(r"(?<=\d)\s*(s|sec|secs|seconds?)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """What a header says: its column, and perhaps the unit and the measure of the amounts below it."""

    column: str
    unit: str = ""
    per: Per | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """An amount as it was written: its number with every digit, its unit and measure if they were said."""

    number: Decimal
    unit: str = ""
    per: Per | None = None


def header_named(cell: str) -> Header | None:
    """Read a header forgivingly (``Unit price``, ``USD per second``, ``total (USD)``), or None."""
    words = re.findall(r"[a-z0-9]+", cell.casefold().replace("/", " per "))
    if column := _COLUMN_OF.get("_".join(words)):
        return Header(column)
    per = None
    for position, word in enumerate(words[:-1]):
        if word == "per" and words[position + 1] in _MEASURES:
            per = _MEASURES[words[position + 1]]
            del words[position : position + 2]
            break
    unit = next((word for word in words if word in _UNITS_IN_HEADERS), "")
    rest = "_".join(word for word in words if word != unit)
    column = "price" if per and not rest else _COLUMN_OF.get(rest, "")
    if column not in {"price", "total"}:
        return None
    return Header("price" if per else column, unit_named(unit) if unit else "", per)


def unit_named(text: str) -> str:
    """Read a unit: a currency (``usd``, ``$``), or a credit in lower case."""
    key = folded(text)
    if text.strip() in _SIGNS:
        return _SIGNS[text.strip()]
    if CURRENCY.fullmatch(key.upper()):
        return _CURRENCY_NAMES.get(key, key.upper())
    return _CURRENCY_NAMES.get(key, key)


def measure_named(text: str) -> Per:
    """Read what a price is charged by: ``s``, ``per second``, ``image``, ``clip``."""
    key = folded(text).removeprefix("per-")
    if key not in _MEASURES:
        raise CellFault("bad-per", f"{text.strip()!r} is no measure; write second, image, clip or block")
    return _MEASURES[key]


def read_unit(text: str) -> tuple[str, Per | None]:
    """Read ``USD``, ``credits`` or ``USD/s``."""
    unit, slash, measure = _PER.sub("/", text).partition("/")
    return unit_named(unit), measure_named(measure) if slash else None


def read_claimed(text: str) -> Said:
    """Read an amount as pages write it: ``0.112``, ``$1.96``, ``0.112 USD/s``, ``20 credits per second``."""
    body, slash, measure = _PER.sub("/", text).partition("/")
    per = measure_named(measure) if slash else None
    for sign, currency in _SIGNS.items():
        if sign in body:
            body = body.replace(sign, "" if currency in body.upper() else f" {currency} ")
    found = _CREDITS.fullmatch(body.strip())
    if found and not CURRENCY.fullmatch(found["unit"].strip().upper()):
        return Said(_number(found["number"], text), unit_named(found["unit"]), per)
    try:
        number, unit = read_amount(body)
    except BadMoney:
        raise _not_an_amount(text) from None
    return Said(number, unit_named(unit) if unit else "", per)


def read_total(text: str) -> Said:
    """Read the amount of a whole example; one per second or clip is a price, and refused."""
    said = read_claimed(text)
    if said.per is not None:
        raise CellFault("bad-total", f"{text!r} is a price per {said.per}; put it in the column price")
    return said


def _number(digits: str, text: str) -> Decimal:
    try:
        return read_amount(digits)[0]
    except BadMoney:
        raise _not_an_amount(text) from None


def _not_an_amount(text: str) -> CellFault:
    cure = "write 0.112, $1.96, '20 credits' or '0.112 USD/s'"
    return CellFault("bad-amount", f"{text!r} is not an amount; {cure}")


def read_length(text: str) -> Decimal:
    """Read a clip's seconds: ``5``, ``5 s``."""
    return read_seconds(_LENGTH.sub("", text))


def read_count(text: str) -> int:
    """Read how many clips or images a total is for."""
    try:
        number = exact(text.removeprefix("x").strip())
    except NotExact:
        number = Decimal(0)
    if number != number.to_integral_value() or not 1 <= number <= MOST_COUNT:
        raise CellFault("bad-count", f"{text!r} is not a whole number from 1 to {MOST_COUNT:,}")
    return int(number)


def read_day(text: str) -> date:
    """Read a day, ``2026-03-10``."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CellFault("bad-day", f"{text!r} is not a day; write it as 2026-03-10") from None
