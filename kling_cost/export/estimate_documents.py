"""What the JSON document of a plan holds of its budget: amounts, money, items besides the lines, sums."""

from __future__ import annotations

# pydantic turns these types into JSON Schema and, before Python 3.12, wants this TypedDict.
from typing_extensions import TypedDict

from kling_cost.export.amount_documents import AmountEntry, MoneyEntry  # noqa: TC001 - pydantic reads them


class ItemEntry(TypedDict):
    """An extra or the contingency; money is null for credits without a price."""

    kind: str
    name: str
    amount: str
    unit: str
    money: MoneyEntry | None
    approximate: bool
    floor: bool
    account: str
    project: str
    note: str


class EstimateEntry(TypedDict):
    """What a budget holds besides its lines.

    contingency: a share of shots and extras. totals: lines and items together, in money where it is known;
    one of each unit that does not convert into another.
    """

    items: list[ItemEntry]
    contingency: str
    totals: list[AmountEntry]


class SumEntry(TypedDict):
    """The lines and items of a scene, stage, model or account; kind is null for several kinds.

    unpriced: rows of the storyboard that belong here and have no price. approximate, floor: as of plans.
    """

    name: str
    kind: str | None
    lines: int
    unpriced: int
    billed_s: str
    amount: str
    unit: str
    money: MoneyEntry | None
    approximate: bool
    floor: bool
