"""What the JSON document about a routed storyboard holds (see ``contract``)."""

from __future__ import annotations

from typing import Literal

# pydantic turns these types into JSON Schema and, before Python 3.12, wants this TypedDict.
from typing_extensions import TypedDict

from kling_cost.export.amount_documents import AmountEntry  # noqa: TC001 - pydantic reads them
from kling_cost.export.documents import (  # noqa: TC001 - pydantic reads the annotations
    CoverageEntry,
    ProblemEntry,
    SourceEntry,
)


class NeedEntry(TypedDict):
    """Something that a shot needs: word stands in column; inferred: read from a text with --infer."""

    need: str
    column: str
    word: str
    inferred: bool


class AlternativeEntry(TypedDict):
    """The other model; difference is its amount less the recommended one's, cannot what it then lacks."""

    model: str
    mode: str
    amount: AmountEntry | None
    difference: AmountEntry | None
    cannot: list[str]
    reason: str


class RouteEntry(TypedDict):
    """A shot with the model it needs.

    model and mode are null where none can be recommended, amount where there is no price; reason says why.
    rule: the rule that decided, "row" where the row names the model, "mode" for a mode that no rule is for.
    amount: one take of all clips of the row; clips_s: the length of each, empty for stills.
    """

    shot_id: str
    row: int | None
    scene: str
    duration_s: str | None
    count: int
    model: str | None
    mode: str | None
    tier: str | None
    audio: str | None
    resolution: str | None
    rule: str | None
    why: str
    needs: list[NeedEntry]
    decided_by: NeedEntry | None
    source: SourceEntry | None
    clips_s: list[str]
    amount: AmountEntry | None
    approximate: bool
    floor: bool
    rate_refs: list[str]
    alternative: AlternativeEntry | None
    cannot: list[str]
    reason: str


class OtherEntry(TypedDict):
    """What somebody says against a rule, and why it is not followed."""

    says: str
    instead: str
    source: SourceEntry


class RuleEntry(TypedDict):
    """A rule that decided a shot."""

    rule: str
    why: str
    source: SourceEntry
    others: list[OtherEntry]


class RouteDocument(TypedDict):
    """A routed storyboard; tier and audio are those of rows that do not say, audio null for on where sold."""

    schema: Literal["kling-cost/route/1"]
    on: str
    file: str
    provider: str
    tier: str
    audio: str | None
    infer: bool
    routes: list[RouteEntry]
    total: AmountEntry
    coverage: CoverageEntry
    approximate: bool
    floor: bool
    rules: list[RuleEntry]
    assumptions: list[str]
    problems: list[ProblemEntry]
