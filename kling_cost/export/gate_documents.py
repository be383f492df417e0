"""What the JSON document of a gate holds (see ``contract``)."""

from __future__ import annotations

from typing import Literal

# pydantic turns these types into JSON Schema and, before Python 3.12, wants this TypedDict.
from typing_extensions import TypedDict


class FindingEntry(TypedDict):
    """A place where a rule is broken.

    row counts as a spreadsheet does, line is the line of the file where that is a text. shot_id is null where
    no one shot is meant, row and line where the whole storyboard is.
    """

    shot_id: str | None
    row: int | None
    line: int | None
    message: str


class RulingEntry(TypedDict):
    """What became of a rule; a broken one has findings.

    allowed and found are for people, limit and value the numbers in them, counted in unit (a currency, a
    credit, percent, days), null where they are no numbers.
    """

    rule: Literal[
        "max",
        "max_increase",
        "max_per_shot",
        "max_per_scene",
        "require_coverage",
        "max_card_age",
        "min_basis",
    ]
    outcome: Literal["kept", "broken", "skipped"]
    allowed: str
    found: str
    limit: str | None
    value: str | None
    unit: str
    message: str
    findings: list[FindingEntry]


class CauseEntry(TypedDict):
    """A cause of a change, and its share of it."""

    cause: str
    amount: str


class BaseEntry(TypedDict):
    """What the storyboard was compared with.

    before and after are the totals of both, change is what they differ by, causes add up to it; all are
    counted in unit. Where nothing could be compared, missing says why and they are null.
    """

    name: str
    missing: str | None
    before: str | None
    after: str | None
    change: str | None
    unit: str | None
    causes: list[CauseEntry]


class GateDocument(TypedDict):
    """The rules that were asked for, each with its ruling; exceeded counts for more than incomplete.

    base is null where nothing was given to compare with.
    """

    schema: Literal["kling-cost/gate/1"]
    file: str
    outcome: Literal["kept", "exceeded", "incomplete"]
    base: BaseEntry | None
    rulings: list[RulingEntry]
