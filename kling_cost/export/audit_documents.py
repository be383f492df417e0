"""What the JSON document about claims holds: audit (see ``contract``)."""

from __future__ import annotations

from typing import Literal

# pydantic turns these types into JSON Schema and, before Python 3.12, wants this TypedDict.
from typing_extensions import TypedDict

from kling_cost.export.documents import ClipEntry, ProblemEntry  # noqa: TC001 - pydantic reads the annotations


class ClaimEntry(TypedDict):
    """A claim as it was written; null is what it does not say, ``on`` the day that it is judged by."""

    provider: str | None
    model: str | None
    tier: str | None
    audio: str | None
    mode: str | None
    product: str | None
    resolution: str | None
    video_input: bool | None
    duration_s: str | None
    count: int
    price: str | None
    per: str | None
    total: str | None
    unit: str | None
    on: str
    source: str | None
    note: str | None


class FigureEntry(TypedDict):
    """A claimed price or total beside ours.

    difference is the claim less ours, percent that of ours, rounded to one decimal. ours ends within six
    decimals or is rounded to them. agreement is rounded where ours rounds to the digits of the claim.
    """

    about: Literal["price", "total"]
    agreement: Literal["exact", "rounded", "differs"]
    claimed: str
    ours: str
    difference: str
    percent: str
    unit: str
    per: str | None
    clip: ClipEntry
    count: int
    rate_ref: str
    basis: str


class ExplanationEntry(TypedDict):
    """Where the claim would be right: this clip, so many of it, at this provider, from a day until another.

    what says which setting is otherwise. until is null where the price still holds.
    """

    kind: Literal["date", "model", "setting", "length", "count", "provider"]
    what: str
    provider: str
    clip: ClipEntry
    count: int
    since: str
    until: str | None
    rate_ref: str


class JudgedEntry(TypedDict):
    """A claim with its verdict; kind is the first explanation's where the claim agrees elsewhere.

    figures are of the reading nearest to the claim, rate_refs the rates that agree, words all of it.
    """

    row: int | None
    claim: ClaimEntry
    verdict: Literal["agrees", "agrees-elsewhere", "disagrees", "cannot-be-judged"]
    kind: str | None
    figures: list[FigureEntry]
    rate_refs: list[str]
    explanations: list[ExplanationEntry]
    words: list[str]


class CountsEntry(TypedDict):
    """How many claims got which verdict."""

    agrees: int
    agrees_elsewhere: int
    disagrees: int
    cannot_be_judged: int


class AuditDocument(TypedDict):
    """Claims in the order of their file, each with its verdict."""

    schema: Literal["kling-cost/audit/1"]
    on: str
    file: str
    counts: CountsEntry
    claims: list[JudgedEntry]
    problems: list[ProblemEntry]
