"""What the JSON document about the difference between two estimates holds (see ``contract``)."""

from __future__ import annotations

from typing import Literal

# pydantic turns these types into JSON Schema and, before Python 3.12, wants this TypedDict.
from typing_extensions import TypedDict

from kling_cost.export.amount_documents import AmountEntry  # noqa: TC001 - pydantic reads the annotations
from kling_cost.export.documents import CoverageEntry, FinalEntry, ProblemEntry  # noqa: TC001

CauseName = Literal[
    "shots-added",
    "shots-removed",
    "lengths",
    "takes",
    "way-of-working",
    "packing",
    "making",
    "billing-rules",
    "price",
    "exchange",
    "coverage",
    "extras",
    "contingency",
]
"""Why an amount is another one; making is model, tier, audio, mode or resolution."""


class LeftOutEntry(TypedDict):
    """An extra or a contingency that cannot be told in the unit of the totals."""

    name: str
    amount: str
    unit: str


class EstimateSideEntry(TypedDict):
    """One of the two estimates: its chosen plan, and its total with extras and contingency as it is shown.

    total: in the unit of the difference. floor: the real total may be higher, for a shot has no price or a
    seller says "from".
    """

    file: str
    provider: str
    strategy: str
    on: str
    known_on: str | None
    card: str
    final: FinalEntry
    film_s: str
    total: AmountEntry
    approximate: bool
    floor: bool
    coverage: CoverageEntry
    left_out: list[LeftOutEntry]


class CauseEntry(TypedDict):
    """A cause's share of the change; shots: the names of the rows that have it."""

    cause: CauseName
    amount: str
    shots: list[str]


class RowCauseEntry(TypedDict):
    """A cause's share of the change of a row."""

    cause: CauseName
    amount: str


class RowChangeEntry(TypedDict):
    """A shot, or an item besides the shots, whose amount changed; its causes add up to its change.

    shot_id: of shots that share a clip their ids, joined by "+"; of an item its name. before_rows,
    after_rows: its rows in either file, as they are counted there. before, after: null where it is not there
    or has no price; in a currency they may be a cent from what the plan shows.
    """

    kind: Literal["shot", "extra", "contingency"]
    shot_id: str
    scene: str
    before_rows: list[int]
    after_rows: list[int]
    before: str | None
    after: str | None
    change: str
    causes: list[RowCauseEntry]


class DifferenceDocument(TypedDict):
    """Why two estimates do not come to the same; all amounts are in the unit of the change.

    The amounts of causes, and the changes of rows, each add up to change. percent: of the total before,
    rounded half up to two decimals; null where that is nothing.
    """

    schema: Literal["kling-cost/difference/1"]
    before: EstimateSideEntry
    after: EstimateSideEntry
    change: AmountEntry
    percent: str | None
    causes: list[CauseEntry]
    rows: list[RowChangeEntry]
    assumptions: list[str]
    problems: list[ProblemEntry]
