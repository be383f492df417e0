"""What of a lock does not derive again: each figure with its place and, as far as it shows, the cause."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kling_cost.lock.file import Figures, LockedGap, LockedLine, LockFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """What a lock says and what derives.

    ``line`` counts the lines of the lock from 1 and is None for a figure of the whole quote, and for a line
    that the lock lacks; ``row`` is the storyboard's.
    """

    where: str
    figure: str
    locked: str
    derived: str
    why: str = ""
    line: int | None = None
    shot_id: str = ""
    row: int | None = None

    def because(self, why: str) -> Disagreement:
        """Give it with a likely cause beside what it says itself."""
        return replace(self, why="; ".join(each for each in (self.why, why) if each))


def shown_value(value: object) -> str:
    """Write a value of a lock: a number plainly, an amount with its unit, nothing as ``nothing``."""
    if value is None:
        return "nothing"
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join(map(shown_value, value))
    return str(value)


def all_disagreements(locked: LockFile, derived: LockFile) -> Iterator[Disagreement]:
    """Hold what a lock says against the same derived again: lines, gaps, then the whole quote."""
    yield from _of_lines(locked.lines, derived.lines)
    yield from _of_gaps(locked.unpriced, derived.unpriced)
    yield from _of_figures(locked.figures, derived.figures)


def _of_lines(locked: Sequence[LockedLine], derived: Sequence[LockedLine]) -> Iterator[Disagreement]:
    """Compare lines: one by one where there are as many, else by what they are for."""
    if len(locked) == len(derived):
        pairs: list[tuple[LockedLine | None, LockedLine | None]] = list(zip(locked, derived, strict=True))
    else:
        old, new = _by_key(locked), _by_key(derived)
        pairs = [(old.get(key), new.get(key)) for key in {**old, **new}]
    for number, (one, other) in enumerate(pairs, start=1):
        line = one or other
        if line is None:
            continue
        what = f"shot {line.shot_id}, {line.stage}, clip {line.clip_no}"
        here = partial(Disagreement, shot_id=line.shot_id or "", row=line.row, figure="line")
        if one is None:
            yield here(where=what, locked="no such line", derived=_line_said(line))
            continue
        here = partial(here, where=f"line {number} ({what})", line=number)
        if other is None:
            yield here(locked=_line_said(line), derived="no such line")
            continue
        for name in type(line).model_fields:
            was, is_ = getattr(one, name), getattr(other, name)
            if was != is_:
                hint = _own_sum(one) if name in {"amount", "quantity", "unit_price"} else ""
                yield here(figure=name, locked=shown_value(was), derived=shown_value(is_), why=hint)


def _by_key(lines: Sequence[LockedLine]) -> dict[object, LockedLine]:
    seen: Counter[object] = Counter()
    found: dict[object, LockedLine] = {}
    for line in lines:
        key = (line.shot_id, line.stage, line.clip_no)
        seen[key] += 1
        found[*key, seen[key]] = line
    return found


def _line_said(line: LockedLine) -> str:
    return f"{line.takes} x {line.model}, {plain(line.amount)}"


def _own_sum(line: LockedLine) -> str:
    """Say that a locked line is not even the product that it names."""
    product = EXACT.multiply(line.quantity, line.unit_price)
    if product == line.amount:
        return ""
    return f"{plain(line.quantity)} x {plain(line.unit_price)} is {plain(product)}"


def _of_gaps(locked: Sequence[LockedGap], derived: Sequence[LockedGap]) -> Iterator[Disagreement]:
    """Compare what has no price; why not is a matter of words."""
    was, is_ = ({(gap.shot_id, gap.stage): gap for gap in gaps} for gaps in (locked, derived))
    for key in dict.fromkeys((*was, *is_)):
        if (key in was) != (key in is_):
            gap = was.get(key) or is_[key]
            told = ["no price" if key in gaps else "a price" for gaps in (was, is_)]
            yield Disagreement(
                where=f"shot {gap.shot_id}, {gap.stage or 'every stage'}",
                figure="price",
                locked=told[0],
                derived=told[1],
                shot_id=gap.shot_id,
                row=gap.row,
            )


def _of_figures(locked: Figures, derived: Figures) -> Iterator[Disagreement]:
    was, is_ = dict(_flat(locked)), dict(_flat(derived))
    for name in dict.fromkeys((*was, *is_)):
        if was.get(name) != is_.get(name):
            yield Disagreement(
                where="the whole quote",
                figure=name,
                locked=shown_value(was.get(name)),
                derived=shown_value(is_.get(name)),
            )


def _flat(figures: Figures) -> Iterator[tuple[str, object]]:
    """Give every figure of the whole quote under a name: ``total``, ``Music``, ``p80``."""
    yield "total", (figures.total.amount, figures.total.unit)
    yield "money", (figures.money.amount, figures.money.unit) if figures.money else None
    for name in ("shots", "priced", "floor", "approximate"):
        yield name, getattr(figures, name)
    for number, item in enumerate(figures.items, start=1):
        yield f"item {number}, {item.name}", (item.amount, item.unit)
    for each in figures.totals:
        yield f"total with extras, {each.unit}", (each.amount, each.unit)
    for name, quantile in (figures.odds or {}).items():
        yield name, quantile
