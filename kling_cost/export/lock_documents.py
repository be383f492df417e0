"""What the JSON document about a verified lock holds (see ``contract``); the lock itself is its own model."""

from __future__ import annotations

from typing import Literal

# pydantic turns these types into JSON Schema and, before Python 3.12, wants this TypedDict.
from typing_extensions import TypedDict

from kling_cost.export.amount_documents import AmountEntry  # noqa: TC001 - pydantic reads them


class DisagreementEntry(TypedDict):
    """A figure that does not derive again; line counts those of the lock from 1, row is the storyboard's.

    Both are null for a figure of the whole quote, line for one that the lock lacks. why: the likely cause.
    """

    where: str
    line: int | None
    shot_id: str | None
    row: int | None
    figure: str
    locked: str
    derived: str
    why: str


class FoundationEntry(TypedDict):
    """A file of price data behind the quote, and whether it is the one that it was."""

    file: str
    found: Literal["as locked", "changed", "missing"]


class StoryboardStateEntry(TypedDict):
    """The storyboard, and what of it is priced or booked otherwise than in the lock."""

    file: str
    found: Literal["as locked", "same shots", "changed", "not there", "not a file"]
    changes: list[str]


class VerifyDocument(TypedDict):
    """What became of a quote; holds: every figure derives again, lock and storyboard are as they were.

    totals: what was quoted. card: what it stands on. corrected_by: the card that applies for its day by now,
    null where that is the same one. sealed: whether the lock is as it was written. valid: on the day asked.
    """

    schema: Literal["kling-cost/verify/1"]
    lock: str
    holds: bool
    totals: list[AmountEntry]
    made_on: str
    made_by: str
    on: str
    valid_until: str
    valid: bool
    sealed: bool
    card: str
    corrected_by: str | None
    disagreements: list[DisagreementEntry]
    foundations: list[FoundationEntry]
    storyboard: StoryboardStateEntry
