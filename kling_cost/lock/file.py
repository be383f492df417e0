"""What a lock holds: a quote and everything that it stands on, as a JSON document.

These models are the format, and the JSON Schema is generated from them. Exact numbers are text, days are
ISO 8601, shares of whole numbers are written as fractions (``3/10``).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from kling_cost.clips import Audio, Mode, Product
from kling_cost.datafiles import ExactNumber, FileModel, SourceFile, Text
from kling_cost.storyboard.durations import Unit
from kling_cost.storyboard.shot import AtCap, LengthFrom
from kling_cost.strategies import Strategy
from kling_cost.takes.rules import TakesFile

SCHEMA = "kling-cost/lock/1"


def _fraction(value: object) -> object:
    if isinstance(value, str):
        try:
            return Fraction(value)
        except (ValueError, ZeroDivisionError):
            raise ValueError(f"{value!r} is no fraction such as 3/10") from None
    return value


Share = Annotated[
    Fraction,
    BeforeValidator(_fraction),
    PlainSerializer(str, when_used="json"),
    WithJsonSchema({"type": "string"}),
]
"""A fraction of whole numbers."""


class _Part(FileModel):
    """The base of every part of a lock: made of the thing that it stands for, by the names of its fields."""

    model_config = FileModel.model_config | {"from_attributes": True}


class LockedShot(_Part):
    """A row of the storyboard as it was read, as far as its price depends on it or people know it by it."""

    shot_id: str
    seconds: ExactNumber | None = None
    scene: str = ""
    description: str = ""
    duration_from: Annotated[LengthFrom, Field(strict=False)] | None = None
    product: Annotated[Product, Field(strict=False)] = Product.VIDEO
    mode: Annotated[Mode, Field(strict=False)] | None = None
    video_input: bool | None = None
    model: str | None = None
    tier: str | None = None
    audio: Annotated[Audio, Field(strict=False)] | None = None
    takes: int | None = None
    accept: ExactNumber | None = None
    keepers: int | None = None
    at_cap: Annotated[AtCap, Field(strict=False)] | None = None
    shot_class: str | None = None
    count: int = 1
    resolution: str | None = None
    priority: int | None = None
    account: str = ""
    project: str = ""
    row: int | None = None


class LockedReading(_Part):
    """How the storyboard's file was read, so that it is read alike when it is looked at again."""

    columns: dict[str, str] = Field(default_factory=dict)
    unit: Annotated[Unit, Field(strict=False)] | None = None
    fps: Share | None = None
    default_duration_s: ExactNumber | None = None
    infer: bool = False


class LockedStoryboard(FileModel):
    """The storyboard: its file, seen from the lock, the SHA-256 of its bytes, and its rows."""

    file: str
    sha256: str | None
    """None for a storyboard from standard input."""
    reading: LockedReading = LockedReading()
    shots: tuple[LockedShot, ...]


class LockedAccept(_Part):
    """An accept rate; beta holds the parameters of its distribution where it is uncertain."""

    mean: Share
    beta: tuple[Share, Share] | None = None


class LockedChoices(_Part):
    """What was said for rows that do not say it."""

    takes: int | None = None
    accept: LockedAccept | None = None
    accept_of: dict[str, LockedAccept] = Field(default_factory=dict)
    at_cap: Annotated[AtCap, Field(strict=False)] | None = None
    shot_class: str | None = None
    tier: str | None = None
    audio: Annotated[Audio, Field(strict=False)] | None = None
    reroute: bool = False
    pack: bool = False


class LockedCreditPrice(_Part):
    """So many credits cost a price; the unit is empty where any credit does."""

    unit: str
    price: ExactNumber
    currency: str
    credits: ExactNumber


class LockedPayment(LockedCreditPrice):
    """A plan or pack that pays at a provider."""

    provider: str
    plan: str
    approximate: bool = False
    source: SourceFile | None = None


class LockedExchange(FileModel):
    """One unit of a currency buys so much of another."""

    source: str
    to: str
    rate: ExactNumber


class LockedMoney(FileModel):
    """What was said about money."""

    credit_prices: tuple[LockedCreditPrice, ...] = ()
    paid_with: tuple[LockedPayment, ...] = ()
    exchange: tuple[LockedExchange, ...] = ()


class LockedExtra(_Part):
    """A cost besides the shots; without a currency in the plan's unit."""

    name: str
    number: ExactNumber
    currency: str | None = None
    credits_only: bool = False
    account: str = ""
    project: str = ""
    note: str = ""


class LockedAccounts(_Part):
    """The codes that finance books on."""

    default: str = ""
    project: str = ""
    scenes: dict[str, str] = Field(default_factory=dict)
    stages: dict[str, str] = Field(default_factory=dict)
    models: dict[str, str] = Field(default_factory=dict)
    contingency: str = ""


class Asked(FileModel):
    """What was asked: everything that a figure follows from, but for the prices."""

    provider: str
    on: date
    known_on: date | None = None
    strategy: Strategy
    choices: LockedChoices = LockedChoices()
    takes: TakesFile
    money: LockedMoney = LockedMoney()
    extras: tuple[LockedExtra, ...] = ()
    contingency: ExactNumber = Decimal(0)
    accounts: LockedAccounts = LockedAccounts()


class Foundation(FileModel):
    """A file of price data that the quote stands on, below its folder: ``fal/2026-03-10.toml``."""

    file: str
    sha256: str


class Figure(FileModel):
    """An amount of a unit."""

    amount: ExactNumber
    unit: str


class LockedItem(FileModel):
    """An extra or the contingency, as shown."""

    name: str
    amount: ExactNumber
    unit: str


class Figures(FileModel):
    """The figures of the whole quote; ``odds`` are quantiles of the shots in the plan's unit, if any."""

    total: Figure
    money: Figure | None = None
    shots: int
    priced: int
    floor: bool
    approximate: bool
    items: tuple[LockedItem, ...] = ()
    totals: tuple[Figure, ...]
    odds: dict[str, ExactNumber] | None = None


class LockedLine(FileModel):
    """A line: so many takes of one clip at one rate."""

    shot_id: str | None
    row: int | None
    stage: str
    clip_no: int
    model: str
    mode: str
    video_input: bool
    tier: str | None
    resolution: str | None
    audio: str | None
    clip_s: ExactNumber | None
    takes: int
    quantity: ExactNumber
    quantity_unit: str
    unit_price: ExactNumber
    amount: ExactNumber
    money: ExactNumber | None
    rate_ref: str
    basis: str
    account: str


class LockedGap(FileModel):
    """A stage of a shot that has no price, with the reason."""

    shot_id: str
    row: int | None
    stage: str
    reason: str


class LockFile(FileModel):
    """A quote that can be verified later."""

    model_config = FileModel.model_config | {"title": "kling-cost lock", "serialize_by_alias": True}

    schema_: Annotated[Literal["kling-cost/lock/1"], Field(alias="schema")] = "kling-cost/lock/1"
    """The kind and version of the document."""
    made_by: Text
    """The version of kling-cost."""
    made_on: date
    """The day on which the quote was made."""
    valid_until: date
    """The last day of the quote."""
    valid_because: Text
    """Why no longer."""
    title: str = ""
    """The film's title."""
    storyboard: LockedStoryboard
    """What is to be made."""
    asked: Asked
    """What was asked of it."""
    card: Text
    """The rate card that every line is from, below its provider: ``2026-03-10``."""
    stands_on: tuple[Foundation, ...]
    """The files of price data behind the quote."""
    figures: Figures
    """The quote."""
    lines: tuple[LockedLine, ...]
    """The lines of the quote."""
    unpriced: tuple[LockedGap, ...] = ()
    """What has no price."""
    assumptions: tuple[str, ...] = ()
    """What was decided for the user."""
    seal: str = ""
    """The SHA-256 of all of the above: it tells an edited lock from one as it was written."""
