"""What the JSON document about a budget holds: the plan that fits, what more would buy (see ``contract``)."""

from __future__ import annotations

from typing import Literal

# pydantic turns these types into JSON Schema and, before Python 3.12, wants this TypedDict.
from typing_extensions import TypedDict

from kling_cost.export.amount_documents import AmountEntry  # noqa: TC001 - pydantic reads them
from kling_cost.export.documents import (  # noqa: TC001 - pydantic reads them
    LineEntry,
    ProblemEntry,
    StoryboardEntry,
)
from kling_cost.export.estimate_documents import EstimateEntry  # noqa: TC001


class OptionEntry(TypedDict):
    """One way of making a shot; takes: the caps of its gambles, empty where takes are fixed.

    kept: the chance of a keeper for every clip.
    """

    strategy: str
    model: str | None
    tier: str | None
    audio: str | None
    caps: list[int]
    amount: str
    kept: float


class FittedShotEntry(TypedDict):
    """A shot and what was chosen for it.

    option is null where it is left out, wish too where it has no price. expected: what it costs on average.
    lowered: what it has less than the wish, the best that it may be.
    """

    shot_id: str
    priority: int | None
    option: OptionEntry | None
    wish: OptionEntry | None
    expected: str
    lowered: list[str]
    reasons: list[str]


class WorthEntry(TypedDict):
    """What a plan delivers: shots in all and by priority, in the order of priorities.

    quality adds up the ranks of their clips, expected_keepers their chances of keepers.
    """

    shots: int
    by_priority: list[int]
    quality: int
    expected_keepers: float


class CurveEntry(TypedDict):
    """A point of the Pareto curve: so much spent, so much delivered."""

    spend: str
    worth: WorthEntry


class StepEntry(TypedDict):
    """What more money buys: extra over the limit, what is delivered then, which shots change."""

    extra: str
    worth: WorthEntry
    shots: list[str]


class ObstacleEntry(TypedDict):
    """Why not every shot fits: the shots whose cheapest way is dearest, and where the money ends."""

    dearest: list[str]
    their_least: str
    passed_at: str


class BudgetDocument(TypedDict):
    """The best plan within a limit.

    asked: the budget for everything; limit: what extras and contingency (estimate) leave of it for the shots.
    All other amounts are of the shots alone.
    fits: false where nothing does; lines are then those of the plan that needs least. most: the limit in the
    plan's unit. needed: the least budget that this plan needs, at the confidence where there is one.
    p50, p90 and within: of its total, null where nothing is a gamble. optimal: no plan that fits delivers
    more; bound: else what none can exceed. next_price: the least that buys anything, next_step: a tenth more.
    """

    schema: Literal["kling-cost/budget/1"]
    on: str
    storyboard: StoryboardEntry
    provider: str
    asked: AmountEntry
    limit: AmountEntry
    most: str
    unit: str
    confidence: float | None
    objective: Literal["shots", "quality"]
    fits: bool
    total: str
    needed: str
    p50: str | None
    p90: str | None
    within: float | None
    worth: WorthEntry
    priorities: list[int | None]
    optimal: bool
    bound: WorthEntry | None
    shots: list[FittedShotEntry]
    lines: list[LineEntry]
    curve: list[CurveEntry]
    next_price: StepEntry | None
    next_step: StepEntry | None
    least_for_all: str
    least_for_wish: str
    obstacle: ObstacleEntry | None
    estimate: EstimateEntry
    assumptions: list[str]
    problems: list[ProblemEntry]
