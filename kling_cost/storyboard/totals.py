"""The totals that a storyboard states, of the whole film or of its parts, held against its shots."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, plain
from kling_cost.storyboard.evidence import LENGTHS
from kling_cost.storyboard.shot import film_seconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kling_cost.storyboard.draft import Draft
    from kling_cost.storyboard.shot import Shot

_TOLERANCE_S = Decimal("0.05")
"""What a total may differ by: lengths are often rounded where they are added up."""

_ENOUGH = 2
"""Shots whose sum stands below them by no chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """A stated sum of lengths and the number of shots above it; one without a row stands beside them."""

    seconds: Decimal
    above: int
    row: int | None = None


def stated_total(totals: Sequence[Total], shots: Sequence[Shot]) -> Decimal | None:
    """Give the length of the film by its totals: the last one, or all together where each is of a part."""
    if not totals:
        return None
    last, film, together = totals[-1].seconds, film_seconds(shots), Decimal(0)
    for total in totals:
        together = EXACT.add(together, total.seconds)
    for stated in (last, together):
        if _agree(stated, film):
            return stated
    are_parts = all(before.above < after.above for before, after in pairwise(totals))
    return together if are_parts and totals[-1].row is not None else last


def wrong_totals(totals: Sequence[Total], shots: Sequence[Shot]) -> Iterator[tuple[Total, str]]:
    """Find the totals that agree neither with the film nor with the shots above them, and say so."""
    film, stated = film_seconds(shots), stated_total(totals, shots)
    before = 0
    for total in totals:
        part, above = film_seconds(shots[before : total.above]), film_seconds(shots[: total.above])
        is_part = total is not totals[-1] or 0 < before < total.above
        if total.row is None:  # each table of a file repeats it
            if total is totals[-1] and stated is not None and not _agree(stated, film):
                yield total, f"says {plain(stated)} s in all, its shots add up to {plain(film)} s"
        elif not any(_agree(total.seconds, found) for found in (film, above, part)):
            whose, found = ("the shots above it", part) if is_part else ("its shots", film)
            yield total, f"says {plain(total.seconds)} s in all, {whose} add up to {plain(found)} s"
        before = total.above


def is_unnamed_sum(drafts: Sequence[Draft]) -> bool:
    """Tell whether the last row is no shot but the sum of those above it, left unnamed."""
    if len(drafts) <= _ENOUGH:
        return False
    *shots, last = drafts
    if last.own or last.shot_id or any(last.extra.values()) or not last.cells.keys() <= set(LENGTHS):
        return False
    lengths = [shot.length_s for shot in shots if shot.shot_id and shot.length_s is not None]
    return len(lengths) == len(shots) and last.length_s == sum(lengths)


def _agree(one: Decimal, other: Decimal) -> bool:
    return abs(EXACT.subtract(one, other)) <= _TOLERANCE_S
