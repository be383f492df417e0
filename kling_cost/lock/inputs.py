"""What a quote was asked, as a lock holds it: the storyboard's rows and everything that was said besides.

These models are a part of the format (see ``file``). Exact numbers are text, days are ISO 8601, shares are
fractions of whole numbers (``3/10``). What no storyboard and no option could say is refused.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema, model_validator

from kling_cost.clips import Audio, Mode, Product
from kling_cost.datafiles import ExactNumber, FileModel, SourceFile
from kling_cost.storyboard.columns import LONGEST_SHOT_S, MOST_COUNT, MOST_KEEPERS, MOST_TAKES
from kling_cost.storyboard.durations import Unit
from kling_cost.storyboard.shot import AtCap, LengthFrom
from kling_cost.strategies import Strategy
from kling_cost.takes.rules import TakesFile

_FRACTION = re.compile(r"\d{1,1000}(/\d{1,1000})?", re.ASCII)
"""No exponents and no end of digits, for a short text could make a number that fills the memory."""


def _fraction(value: object) -> object:
    if isinstance(value, str):
        if not _FRACTION.fullmatch(value) or not int(value.partition("/")[2] or 1):
            raise ValueError(f"{value[:40]!r} is no fraction such as 3/10")
        return Fraction(value)
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


_Takes = Annotated[int, Field(ge=1, le=MOST_TAKES)]
_AboveZero = Annotated[ExactNumber, Field(gt=0)]


class LockedShot(_Part):
    """A row of the storyboard as it was read, as far as its price depends on it or people know it by it."""

    shot_id: str
    seconds: Annotated[ExactNumber, Field(gt=0, le=LONGEST_SHOT_S)] | None = None
    scene: str = ""
    description: str = ""
    duration_from: Annotated[LengthFrom, Field(strict=False)] | None = None
    product: Annotated[Product, Field(strict=False)] = Product.VIDEO
    mode: Annotated[Mode, Field(strict=False)] | None = None
    video_input: bool | None = None
    model: str | None = None
    tier: str | None = None
    audio: Annotated[Audio, Field(strict=False)] | None = None
    takes: _Takes | None = None
    accept: Annotated[ExactNumber, Field(gt=0, le=1)] | None = None
    keepers: Annotated[int, Field(ge=1, le=MOST_KEEPERS)] | None = None
    at_cap: Annotated[AtCap, Field(strict=False)] | None = None
    shot_class: str | None = None
    count: Annotated[int, Field(ge=1, le=MOST_COUNT)] = 1
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

    @model_validator(mode="after")
    def _is_a_rate(self) -> LockedAccept:
        if not 0 < self.mean <= 1:
            raise ValueError(f"an accept rate is above 0 and at most 1, and {self.mean} is not")
        if self.beta is not None and (0 in self.beta or self.beta[0] != self.mean * sum(self.beta)):
            raise ValueError("the mean is the first parameter of beta as a share of both")
        return self


class LockedChoices(_Part):
    """What was said for rows that do not say it."""

    takes: _Takes | None = None
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
    price: _AboveZero
    currency: str
    credits: _AboveZero


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
    rate: _AboveZero


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
    contingency: Annotated[ExactNumber, Field(ge=0)] = Decimal(0)
    accounts: LockedAccounts = LockedAccounts()
