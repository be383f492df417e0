"""What the JSON documents about the tables hold: strategies, rates, card (see ``contract``)."""

from __future__ import annotations

from typing import Literal

# pydantic turns these types into JSON Schema and, before Python 3.12, wants this TypedDict.
from typing_extensions import TypedDict

from kling_cost.export.documents import SourceEntry  # noqa: TC001 - pydantic reads the annotations


class StageEntry(TypedDict):
    """A stage; takes is "shot" for the shot's own number."""

    name: str
    shots: str
    models: list[str]
    tier: str
    audio: str
    mode: str | None
    takes: str
    accept: str | None
    at_cap: str | None


class AcceptEntry(TypedDict):
    """An uncertain accept rate."""

    mean: str
    low: str
    high: str


class ClassEntry(TypedDict):
    """A class of shot and its accept rate, a planning prior: mean, and two deviations to either side.

    from_picture: where shots that begin from a picture have another one. cap: the most takes of a keeper.
    """

    name: str
    summary: str
    accept: AcceptEntry
    from_picture: AcceptEntry | None
    cap: int
    sources: list[SourceEntry]


class TakesDocument(TypedDict):
    """The planning figures for takes."""

    schema: Literal["kling-cost/takes/1"]
    default_takes: int
    gamble_cap: int
    at_cap: str
    statement: str
    classes: list[ClassEntry]


class StrategyEntry(TypedDict):
    """A named way of working."""

    name: str
    summary: str
    stages: list[StageEntry]
    source: SourceEntry | None


class StrategiesDocument(TypedDict):
    """Every strategy."""

    schema: Literal["kling-cost/strategies/1"]
    strategies: list[StrategyEntry]


class CardEntry(TypedDict):
    """A rate card in a list; ``supersedes`` names the card that it corrects or, if cancelled, takes back."""

    card: str
    applies_from: str
    first_day: str
    known_from: str
    supersedes: str | None
    cancelled: bool
    closed: bool
    unit: str
    rates: int
    bases: list[str]
    models: list[str]


class ProviderEntry(TypedDict):
    """A provider with its cards, oldest first; without any, what is known instead of a price."""

    provider: str
    name: str
    home: str
    no_public_price: str | None
    cards: list[CardEntry]


class RatesDocument(TypedDict):
    """Every provider."""

    schema: Literal["kling-cost/rates/1"]
    providers: list[ProviderEntry]


class RateEntry(TypedDict):
    """A price of a card; lengths are the allowed seconds of a clip; floor: the seller says "from"."""

    rate_ref: str
    model: str
    modes: list[str]
    video_input: bool
    tier: str | None
    resolution: str | None
    audio: list[str]
    lengths: list[str]
    per: str
    per_s: str | None
    amount: str
    floor: bool
    basis: str
    source: SourceEntry
    note: str


class CardDocument(TypedDict):
    """A rate card, whole."""

    schema: Literal["kling-cost/card/1"]
    provider: str
    on: str
    card: str
    applies_from: str
    first_day: str
    known_from: str
    closed: bool
    unit: str
    summary: str
    rates: list[RateEntry]
