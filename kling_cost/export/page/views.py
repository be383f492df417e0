"""The plain values that the page's template lays out: words, figures, and the lengths of bars. No plans."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """An amount in words. ``mark`` is ``~``, ``>=``, both or nothing; ``number`` and ``unit`` stand apart."""

    mark: str
    number: str
    unit: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.mark, self.number, self.unit) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a stage is drawn, in every picture alike: a hue and a pattern, so that grey print reads too."""

    name: str
    hue: str
    pattern: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a bar; ``x`` and ``width`` are per cent of the picture's width."""

    look: Look
    x: str
    width: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar of stacked stages, and ``label``: what it shows, in words.

    ``range`` is from where to where it is likely to end.
    """

    label: str
    pieces: Sequence[Piece] = ()
    range: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """An item of the break-down. ``unpriced`` says how many shots are not in it, nothing where all are."""

    name: str
    note: str
    amount: Figure | None
    look: Look | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What it costs, broken down. Several ``totals`` are in units that do not add up."""

    stages: Sequence[Cost]
    shots: Cost
    others: Sequence[Cost]
    totals: Sequence[Figure]
    bar: Bar | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A point of the cost curve, or a line across it, in per cent of the picture."""

    name: str
    x: str
    y: str = ""
    left: bool = False
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """The chance that the shots cost no more than so much; ``path`` lies in a square of 100.

    ``ends`` are the sums at the left, in the middle and at the right.
    """

    label: str
    path: str
    area: str
    ends: Sequence[Figure]
    points: Sequence[Mark]
    lines: Sequence[Mark]


@dataclass(frozen=True, slots=True, kw_only=True)
class Odds:
    """How sure it is. Without gambles there is no ``curve`` and no ``quantiles``, and ``words`` say why."""

    lead: str
    quantiles: Sequence[tuple[str, str, Figure]] = ()
    curve: Curve | None = None
    words: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A strategy among others."""

    name: str
    seller: str
    chosen: bool
    cheapest: bool
    stages: Sequence[str]
    delivers: str
    total: Figure | None
    likely: str
    coverage: str
    complete: bool
    bar: Bar


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """The strategies in the order of their ranking, and what to know before comparing them."""

    ranked: Sequence[Way]
    words: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A scene with its subtotal."""

    name: str
    about: str
    amount: Figure | None
    bar: Bar


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line: one clip of one stage of one shot. ``scene_no`` is what the filter goes by."""

    shot: str
    about: str
    scene: str
    scene_no: int
    stage: str
    clip: str
    note: str
    takes: str
    billed: str
    price: str
    amounts: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A scene to filter by; ``unpriced`` counts its shots that have no line."""

    name: str
    number: int
    unpriced: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """All lines. ``units`` head the columns of amounts, ``sums`` are what these come to.

    ``least`` are the decimals that each sum has at least.
    """

    rows: Sequence[Row]
    units: Sequence[str]
    sums: Sequence[Figure]
    least: Sequence[int]
    choices: Sequence[Choice]
    unpriced: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A stage of a shot without a price."""

    shot: str
    about: str
    stage: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RateUsed:
    """A price that the lines stand on; ``link`` is empty unless it is one of the web."""

    ref: str
    buys: str
    price: str
    basis: str
    source: str
    link: str
    read: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """Where the prices are from, and what the words for their quality mean."""

    seller: str
    home: str
    card: str
    rates: Sequence[RateUsed]
    bases: Sequence[tuple[str, str]]
    notes: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The whole page."""

    title: str
    storyboard: str
    seller: str
    day: str
    version: str
    totals: Sequence[Figure]
    marked: Sequence[tuple[str, str]]
    coverage: str
    holds: str
    sure: str
    made: Sequence[tuple[str, str, str]]
    delivered: str
    packed: str
    costs: Costs
    odds: Odds
    ways: Ways
    scenes: Sequence[Scene]
    missing: Sequence[Missing]
    lines: Lines
    assumptions: Sequence[str]
    warnings: Sequence[str] = field(default=())
    sources: Sources
    looks: Sequence[Look]
