"""What the JSON documents about odds hold: the odds of a plan and its parts (see ``contract``)."""

from __future__ import annotations

from typing import Literal

# pydantic turns these types into JSON Schema and, before Python 3.12, wants this TypedDict.
from typing_extensions import TypedDict

from kling_cost.export.documents import PlanName, ProblemEntry, RiskEntry, StoryboardEntry


class RiskPartEntry(RiskEntry):
    """The odds of a scene, a stage or a shot; planned is the sum of its lines.

    within_budget is null. expected_keepers and cost_per_usable_second are null for a stage.
    """

    name: str
    planned: str


class DriverEntry(TypedDict):
    """A shot's share of the variance of the total; shares add up to 1."""

    shot_id: str
    scene: str
    share: float


class StrategyRiskEntry(TypedDict):
    """A plan with its odds; risk is null where no takes are a gamble: it then costs its total."""

    provider: str
    strategy: str
    total: str
    unit: str
    complete: bool
    risk: RiskEntry | None


class FirstEntry(TypedDict):
    """Which plan is first, by the planned sum, the expected cost and the quantiles; null where none is."""

    total: PlanName | None
    mean: PlanName | None
    p50: PlanName | None
    p80: PlanName | None
    p90: PlanName | None
    p95: PlanName | None


class BreakEvenEntry(TypedDict):
    """Where two strategies cost the same, if all shots iterate alike.

    With more takes, or an accept rate below accept, cheaper is the cheaper one. takes and accept are null
    where there are none; reason says why.
    """

    one: str
    other: str
    takes: str | None
    accept: float | None
    cheaper: str | None
    reason: str


class TurnEntry(TypedDict):
    """A value of an assumption at which another strategy is expected to cost least."""

    value: str
    strategy: str


class MarginEntry(TypedDict):
    """How far an assumption may move before another strategy is expected to cost least; null: never.

    kind: an accept rate, or a number of takes.
    """

    name: str
    kind: Literal["accept", "takes"]
    value: str
    lower: TurnEntry | None
    higher: TurnEntry | None


class ConfidenceEntry(TypedDict):
    """The least amount that is enough with the chance asked for."""

    chance: str
    amount: str


class SimulatedEntry(TypedDict):
    """Totals that were drawn to check the odds: their mean and quantiles."""

    trials: int
    seed: int
    mean: str
    p5: str
    p50: str
    p80: str
    p90: str
    p95: str
    p99: str


class RiskDocument(TypedDict):
    """The odds of the chosen plan, of its parts, and of the other strategies.

    whole, confidence and simulated are null where no takes are a gamble, the last two also unless asked for.
    overrun: by how much the total is over the budget on average when it is over, null without a budget.
    """

    schema: Literal["kling-cost/risk/1"]
    on: str
    storyboard: StoryboardEntry
    chosen: PlanName
    unit: str
    whole: RiskEntry | None
    stages: list[RiskPartEntry]
    scenes: list[RiskPartEntry]
    shots: list[RiskPartEntry]
    drivers: list[DriverEntry]
    strategies: list[StrategyRiskEntry]
    first: FirstEntry
    break_even: list[BreakEvenEntry]
    margins: list[MarginEntry]
    confidence: ConfidenceEntry | None
    overrun: str | None
    simulated: SimulatedEntry | None
    assumptions: list[str]
    problems: list[ProblemEntry]
