"""What the JSON documents about changes of prices hold: history, diff (see ``contract``)."""

from __future__ import annotations

from typing import Literal

# pydantic turns these types into JSON Schema and, before Python 3.12, wants this TypedDict.
from typing_extensions import TypedDict

from kling_cost.export.documents import SourceEntry  # noqa: TC001 - pydantic reads the annotations


class AskedEntry(TypedDict):
    """What is asked; several modes where they cost the same.

    resolution is null where the tier decides it, audio for images. clip_s is a length that is charged by the
    clip, null any length but those of other_than_s.
    """

    model: str
    modes: list[str]
    video_input: bool
    tier: str | None
    audio: str | None
    resolution: str | None
    clip_s: str | None
    other_than_s: list[str]


class AnsweringRateEntry(TypedDict):
    """A rate that has the price."""

    rate_ref: str
    basis: str
    source: SourceEntry


class AnyPriceEntry(TypedDict):
    """A price; delivers is the resolution where the card names it, floor a price said with "from"."""

    amount: str
    unit: str
    per: str
    per_s: str | None
    delivers: str | None
    floor: bool
    rates: list[AnsweringRateEntry]


class PriceChangeEntry(TypedDict):
    """By how much two prices differ.

    percent is of the old price, rounded half up to two decimals, and null in different units or measures. Two
    measures compare at compared_at_s, the length of a clip. difference is null unless unit and measure agree.
    """

    unit_changed: bool
    measure_changed: bool
    difference: str | None
    percent: str | None
    compared_at_s: str | None


class StepEntry(TypedDict):
    """What happened on a day.

    before is the last price there was, change the way from it; both are null at first sight and at the end.
    """

    day: str
    first_day: Literal["stated", "inferred", "announced"]
    card: str
    event: Literal["first seen", "changed", "no longer sold", "sold again"]
    price: AnyPriceEntry | None
    before: AnyPriceEntry | None
    change: PriceChangeEntry | None


class CourseEntry(TypedDict):
    """A price over time."""

    asked: AskedEntry
    steps: list[StepEntry]


class HistoryDocument(TypedDict):
    """Prices of a provider up to a day."""

    schema: Literal["kling-cost/history/1"]
    provider: str
    on: str
    known_on: str | None
    courses: list[CourseEntry]


class SideEntry(TypedDict):
    """One of the two cards."""

    provider: str
    on: str
    card: str
    first_day: Literal["stated", "inferred", "announced"]
    unit: str


class DifferenceEntry(TypedDict):
    """What the two charge for the same clips; change is from first to second."""

    asked: AskedEntry
    verdict: Literal["equal", "changed", "not comparable", "only first", "only second"]
    first: AnyPriceEntry | None
    second: AnyPriceEntry | None
    change: PriceChangeEntry | None


class DiffCountsEntry(TypedDict):
    """How many prices there are of each verdict, also of those not listed."""

    equal: int
    changed: int
    not_comparable: int
    only_first: int
    only_second: int


class DiffDocument(TypedDict):
    """Two cards, price by price; equal ones are listed only with --all."""

    schema: Literal["kling-cost/diff/1"]
    known_on: str | None
    first: SideEntry
    second: SideEntry
    counts: DiffCountsEntry
    differences: list[DifferenceEntry]
