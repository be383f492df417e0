"""What the JSON documents about storyboards and clips hold: problems, price, plan (see ``contract``)."""

from __future__ import annotations

from typing import Literal

# pydantic turns these types into JSON Schema and, before Python 3.12, wants this TypedDict.
from typing_extensions import TypedDict

from kling_cost.export.amount_documents import AmountEntry, MoneyEntry  # noqa: TC001 - pydantic reads them
from kling_cost.export.estimate_documents import EstimateEntry, SumEntry  # noqa: TC001


class ProblemEntry(TypedDict):
    """A fault or a doubt, with its place; row 1 is the header."""

    level: Literal["error", "warning"]
    file: str | None
    row: int | None
    column: str | None
    code: str
    message: str


class ProblemsDocument(TypedDict):
    """A refusal."""

    schema: Literal["kling-cost/problems/1"]
    problems: list[ProblemEntry]


class SourceEntry(TypedDict):
    """Where a price was read."""

    title: str
    link: str | None
    read_on: str
    note: str


class ClipEntry(TypedDict):
    """What one generation produces; duration_s, tier and audio are null for images."""

    model: str
    product: str
    mode: str
    video_input: bool
    tier: str | None
    resolution: str | None
    audio: str | None
    duration_s: str | None


class PriceDocument(TypedDict):
    """The price of a clip; quantity x unit_price = amount. floor: the seller says "from"."""

    schema: Literal["kling-cost/price/1"]
    provider: str
    on: str
    clip: ClipEntry
    quantity: str
    quantity_unit: str
    unit_price: str
    amount: str
    unit: str
    money: MoneyEntry | None
    rate_ref: str
    basis: str
    floor: bool
    source: SourceEntry


class StoryboardEntry(TypedDict):
    """The file that was planned."""

    file: str
    shots: int
    film_s: str


class FinalEntry(TypedDict):
    """The clip that most of the film is delivered in."""

    model: str | None
    tier: str | None
    audio: str | None


class CoverageEntry(TypedDict):
    """How many shots have a price; below all of them the total is a floor."""

    shots: int
    priced: int


class LineEntry(TypedDict):
    """So many takes of one clip; clip_s is one take, billed_s all of them, both null for images.

    shot_id: of shots that share the clip their ids, joined by "+".
    """

    shot_id: str | None
    scene: str
    stage: str
    clip_no: int
    model: str
    mode: str
    tier: str | None
    resolution: str | None
    audio: str | None
    clip_s: str | None
    takes: int
    billed_s: str | None
    quantity: str
    quantity_unit: str
    unit_price: str
    amount: str
    unit: str
    money: str | None
    rate_ref: str
    basis: str
    note: str


class UnpricedEntry(TypedDict):
    """A stage of a shot without a price; the whole shot is left out of the total."""

    shot_id: str
    stage: str
    reason: str


class PlanName(TypedDict):
    """Which plan."""

    provider: str
    strategy: str


class GroupEntry(TypedDict):
    """Shots that share one clip as its cuts; shot_id is theirs joined by "+", as in lines."""

    shot_id: str
    scene: str
    shots: list[str]
    cuts_s: list[str]


class PackingEntry(TypedDict):
    """What packing did: so many shots share so many clips; unpacked is the total without it.

    saved: unpacked less the total. unpacked_billed_s: all takes of all stages without packing. reason: why
    there are no groups, else empty.
    """

    groups: list[GroupEntry]
    shots: int
    clips: int
    unpacked: AmountEntry
    unpacked_billed_s: str
    saved: AmountEntry
    reason: str


class RiskEntry(TypedDict):
    """What a plan will probably cost, in its unit: a quantile is the least amount whose chance reaches it.

    mean and sd have ten digits. within_budget: the chance to stay within the budget, null without one.
    all_delivered: the chance that no shot is given up. expected_keepers: shots in which every gamble found
    its keepers. cost_per_usable_second: mean by the expected seconds of film delivered, null where there are
    none. gap: zero where the quantiles are exact, else no true one is farther from what is given.
    """

    mean: str
    sd: str
    p5: str
    p50: str
    p80: str
    p90: str
    p95: str
    p99: str
    within_budget: float | None
    all_delivered: float
    expected_keepers: float | None
    cost_per_usable_second: str | None
    gap: str


class PlanEntry(TypedDict):
    """A storyboard under one strategy at one provider.

    film_s: priced film; fitted_s: one take of each final clip; billed_s: all takes of all stages. floor: the
    real total may be higher, for a shot has no price or a seller says "from". packing: null unless asked for;
    coverage counts the shots of a group one by one. risk: null where no takes are a gamble.
    """

    provider: str
    strategy: str
    final: FinalEntry
    total: AmountEntry
    money: MoneyEntry | None
    film_s: str
    fitted_s: str
    billed_s: str
    coverage: CoverageEntry
    floor: bool
    packing: PackingEntry | None
    risk: RiskEntry | None
    lines: list[LineEntry]
    unpriced: list[UnpricedEntry]


class BudgetEntry(TypedDict):
    """The limit, and by how much the chosen plan, extras and contingency are over it (below zero: under)."""

    limit: str
    unit: str
    over_by: str


class PlanDocument(TypedDict):
    """Plans in the order of their ranking; assumptions are those of the chosen plan.

    estimate: what the budget of the chosen plan holds, budget held against all of it. groups: null unless
    sums are asked for.
    """

    schema: Literal["kling-cost/plan/1"]
    on: str
    storyboard: StoryboardEntry
    plans: list[PlanEntry]
    cheapest: PlanName | None
    chosen: PlanName
    estimate: EstimateEntry
    groups: list[SumEntry] | None
    budget: BudgetEntry | None
    assumptions: list[str]
    problems: list[ProblemEntry]
