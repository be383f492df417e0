"""What the JSON documents about sellers and models hold (see ``contract``)."""

from __future__ import annotations

from typing import Literal

# pydantic turns these types into JSON Schema and, before Python 3.12, wants this TypedDict.
from typing_extensions import TypedDict

from kling_cost.export.amount_documents import AmountEntry, MoneyEntry  # noqa: TC001 - pydantic reads them
from kling_cost.export.documents import (  # noqa: TC001 - pydantic reads the annotations
    ClipEntry,
    CoverageEntry,
    FinalEntry,
    ProblemEntry,
    SourceEntry,
)
from kling_cost.export.table_documents import RateEntry  # noqa: TC001


class CreditPlanEntry(TypedDict):
    """A plan or pack; per_credit and per_second are rounded to four digits, in its currency."""

    provider: str
    plan: str
    name: str
    kind: str
    period: str
    terms: str
    price: MoneyEntry
    credits: str | None
    bonus: str | None
    expires: str
    per_credit: str | None
    per_second: dict[str, str | None]
    basis: str
    source: SourceEntry
    note: str


class PlansDocument(TypedDict):
    """Plans and packs, best first within each provider."""

    schema: Literal["kling-cost/plans/1"]
    on: str
    plans: list[CreditPlanEntry]


class VendorEntry(TypedDict):
    """What a provider takes; markup is the money over that of the official API, to two decimals.

    coverage and final are null for a clip, rate_ref for a storyboard.
    """

    provider: str
    amount: AmountEntry
    money: MoneyEntry | None
    markup: str | None
    approximate: bool
    floor: bool
    complete: bool
    coverage: CoverageEntry | None
    final: FinalEntry | None
    rate_ref: str | None
    card: str
    bases: list[str]


class NotThereEntry(TypedDict):
    """A provider without a price, and why."""

    provider: str
    reason: str


class VendorsDocument(TypedDict):
    """Providers with a price, cheapest first, and those without; problems are prices read long ago."""

    schema: Literal["kling-cost/vendors/1"]
    on: str
    asked: str
    official: str
    vendors: list[VendorEntry]
    without: list[NotThereEntry]
    assumptions: list[str]
    problems: list[ProblemEntry]


class RejectedEntry(TypedDict):
    """A rate that was looked at and not taken."""

    rate: RateEntry
    reasons: list[str]


class WhyDocument(TypedDict):
    """The rate that prices a clip, or why none does."""

    schema: Literal["kling-cost/why/1"]
    provider: str
    on: str
    clip: ClipEntry
    card: str
    until: str | None
    rate: RateEntry | None
    refusal: str | None
    others: list[RejectedEntry]


class ClaimEntry(TypedDict):
    """What somebody says a model can do."""

    about: str
    says: str
    acted_on: bool
    why: str
    source: SourceEntry


class ModelEntry(TypedDict):
    """A model, with the providers that sell it on the day."""

    model: str
    name: str
    modes: list[str]
    note: str
    providers: list[str]
    claims: list[ClaimEntry]


class ModelsDocument(TypedDict):
    """Models and what is said of them."""

    schema: Literal["kling-cost/models/1"]
    on: str
    models: list[ModelEntry]


class CheckDocument(TypedDict):
    """What a check of rate cards found."""

    schema: Literal["kling-cost/check/1"]
    folder: str
    providers: int
    cards: int
    rates: int
    laws: int
    problems: list[ProblemEntry]
