"""Shared by all measurements: two contenders timed in turn, and the table in which their ratios end."""

from __future__ import annotations

import gc
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HEADER = ("name", "ours", "theirs", "ratio", "min", "max", "target", "met")


@dataclass(frozen=True, slots=True)
class Pair:
    """The seconds of one turn of each contender, measured one after the other."""

    ours: float
    theirs: float

    @property
    def ratio(self) -> float:
        """How many times as long theirs took; above 1 we are faster."""
        return self.theirs / self.ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One line of the table."""

    name: str
    ours: str
    theirs: str = "-"
    ratios: Sequence[float] = field(default_factory=list)
    target: str = "-"
    met: bool | None = None

    def cells(self) -> tuple[str, ...]:
        """Give the line as text, cell by cell."""
        ratios = self.ratios
        figures = (
            [f"{figure:.2f}x" for figure in (median(ratios), min(ratios), max(ratios))] if ratios else []
        )
        met = {None: "-", True: "yes", False: "no"}[self.met]
        return (self.name, self.ours, self.theirs, *(figures or ["-", "-", "-"]), self.target, met)


def seconds_of(work: Callable[[], object]) -> float:
    """Time one turn; garbage of earlier turns is not charged to it, nor is freeing its own result."""
    gc.collect()
    start = perf_counter()
    kept = work()
    elapsed = perf_counter() - start
    del kept
    return elapsed


def interleaved(ours: Callable[[], object], theirs: Callable[[], object], *, rounds: int) -> list[Pair]:
    """Time ours, theirs, ours, theirs, ... so that a slow spell of the machine meets both."""
    return [Pair(seconds_of(ours), seconds_of(theirs)) for _ in range(rounds)]


def compared(
    name: str,
    pairs: Sequence[Pair],
    *,
    shown: Callable[[float], str],
    at_least: float | None = None,
) -> Result:
    """Make the line of two contenders; the target is met by the median of the pairs' ratios."""
    ratios = [pair.ratio for pair in pairs]
    return Result(
        name=name,
        ours=shown(median(pair.ours for pair in pairs)),
        theirs=shown(median(pair.theirs for pair in pairs)),
        ratios=ratios,
        target="-" if at_least is None else f">= {at_least:g}x",
        met=None if at_least is None else median(ratios) >= at_least,
    )


def in_seconds(seconds: float) -> str:
    """Write a duration as people read it."""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def table(results: Sequence[Result]) -> str:
    """Lay the lines out as a table that is also Markdown."""
    rows = [HEADER, *(result.cells() for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
    lines = [
        f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |"
        for row in rows
    ]
    rule = f"|{'|'.join('-' * (width + 2) for width in widths)}|"
    return "\n".join([lines[0], rule, *lines[1:]])
