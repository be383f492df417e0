"""A difference as people read it: the two totals, the change, its causes, and the shots that changed most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_cost.amounts import Amount, counted, grouped, plain
from kling_cost.causes import Cause
from kling_cost.currencies import decimals_of, is_currency
from kling_cost.estimate import ItemKind
from kling_cost.export.tabular import Table
from kling_cost.rounding import rounded, significant
from kling_cost.storyboard.shot import film_seconds, shots_named
from kling_cost.wording import amount_text, delivered_text, qualified

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal
    from fractions import Fraction

    from kling_cost.causes import CauseShare, Difference, RowChange, Side
    from kling_cost.plan import Plan


@dataclass(frozen=True, slots=True)
class DifferenceText:
    """A difference in words; ``files`` are what either side was read from, ``top`` how many rows to show."""

    found: Difference
    files: tuple[str, str]
    top: int

    def head(self) -> list[str]:
        """Say what is compared, what each comes to, and the change."""
        sides = self.found.before, self.found.after
        lines = [
            f"{label}  {_side(side, file)}: {_total(side)}"
            for label, side, file in zip(("Before", "After "), sides, self.files, strict=True)
        ]
        return [*lines, f"Change  {self._change()}"]

    def causes(self) -> Table:
        """Set the causes out, the largest first."""
        shares = sorted(self.found.causes, key=lambda share: -abs(share.amount.number))
        return Table(
            columns=["cause", self._unit, "why"],
            rows=[[each.cause.said, self._signed(each.amount.number), self._why(each)] for each in shares],
            numbers=frozenset({self._unit}),
        )

    def rows(self) -> Table:
        """Set out the shots that changed most, each with its causes."""
        return Table(
            columns=["shot", "before", "after", self._unit, "causes"],
            rows=[
                [
                    row.name,
                    self._number(row.was),
                    self._number(row.becomes),
                    self._signed(row.change),
                    self._causes_of(row),
                ]
                for row in self.found.biggest(self.top)
            ],
            numbers=frozenset({"before", "after", self._unit}),
        )

    def closing(self) -> list[str]:
        """Say what is not shown, what is not in the totals, and how sure they are."""
        found, lines = self.found, []
        more = len(found.rows) - self.top
        if self.top and more > 0:
            lines.append(f"and {more:,} more that changed less; --top {len(found.rows)} shows all")
        for label, side in (("before", found.before), ("after", found.after)):
            plan = side.estimate.entry.plan
            if not plan.complete:
                lines.append(f"{label}: {plan.priced:,} of {plan.shots:,} shots priced: the total is a floor")
            elif plan.floor:
                lines.append(f'{label}: some prices are "from" prices: the total is a floor')
            lines += [
                f"{label}: {item.name}, {item.shown}, is left out, for it cannot be told in {self._unit}"
                for item in side.left_out
            ]
        return lines

    @property
    def _unit(self) -> str:
        unit = self.found.unit
        return unit if is_currency(unit) else _unit_of(self.found.after)

    def _change(self) -> str:
        change, percent = self.found.change, self.found.percent
        if not change.number:
            return "none" if not self.found.causes else "none: the causes cancel each other out"
        text = _text(Amount(abs(change.number), change.unit), self.found.after)
        share = "" if percent is None else f" ({_sign(percent)}{plain(rounded(abs(percent), 1))} %)"
        return qualified(f"{_sign(change.number)}{text}{share}", approximate=self.found.approximate)

    def _number(self, number: Decimal | None) -> str:
        return "" if number is None else grouped(number, self._decimals)

    def _signed(self, number: Decimal) -> str:
        return f"{_sign(number)}{grouped(abs(number), self._decimals)}"

    @property
    def _decimals(self) -> int:
        return decimals_of(self.found.unit) if is_currency(self.found.unit) else 0

    def _causes_of(self, row: RowChange) -> str:
        several = len(row.causes) > 1
        return ", ".join(
            f"{cause.said}{_from_to(row, cause)}" + (f" {self._signed(amount)}" if several else "")
            for cause, amount in row.causes.items()
        )

    def _why(self, share: CauseShare) -> str:
        names = [row.name for row in share.rows]
        if share.cause in {Cause.EXTRAS, Cause.CONTINGENCY}:
            return ", ".join(self._items(share))
        before, after = (side.estimate.entry.plan for side in (self.found.before, self.found.after))
        said = _of_plans(share.cause, before, after) or _of_film(share) or self._of_money(share.cause)
        return f"{said}; {shots_named(names)}" if said else shots_named(names)

    def _items(self, share: CauseShare) -> Iterator[str]:
        if share.cause is Cause.EXTRAS:
            yield from (row.name for row in share.rows)
            return
        notes = [
            next((item.note for item in side.items if item.kind is ItemKind.CONTINGENCY), "none")
            for side in (self.found.before, self.found.after)
        ]
        yield " -> ".join(dict.fromkeys(notes))

    def _of_money(self, cause: Cause) -> str:
        if cause is not Cause.EXCHANGE:
            return ""
        worth = [
            f"{plain(significant(side.factor))} {self.found.unit}"
            for side in (self.found.before, self.found.after)
        ]
        unit = self.found.after.estimate.entry.plan.unit
        return f"1 {unit} = {' -> '.join(worth)}"


def _of_plans(cause: Cause, before: Plan, after: Plan) -> str:
    """Say what the plans as a whole have to do with a cause; nothing where that is the same for both."""
    cards = [f"{plan.provider}/{plan.card}" for plan in (before, after)]
    said = {
        Cause.STAGES: [plan.strategy for plan in (before, after)],
        Cause.MAKING: [delivered_text(plan.delivers) for plan in (before, after)],
        Cause.PRICE: cards,
        Cause.RULES: cards,
    }.get(cause, [])
    return " -> ".join(said) if len(set(said)) > 1 else ""


def _of_film(share: CauseShare) -> str:
    """Say by how much the shots are longer or shorter in the film, all of them together."""
    if share.cause is not Cause.LENGTHS:
        return ""
    old = film_seconds([shot for row in share.rows for shot in row.before])
    new = film_seconds([shot for row in share.rows for shot in row.after])
    return f"{grouped(old)} -> {grouped(new)} s of film"


def _from_to(row: RowChange, cause: Cause) -> str:
    """Write `` 5 s -> 8 s`` where a cause is a number in the row that was changed there."""
    if len(row.before) != 1 or len(row.after) != 1:
        return ""
    old, new = row.before[0], row.after[0]
    if cause is Cause.LENGTHS and old.seconds is not None and new.seconds is not None:
        return f" {plain(old.seconds)} -> {plain(new.seconds)} s"
    if cause is Cause.TAKES and None not in (old.takes, new.takes) and old.takes != new.takes:
        return f" {old.takes} -> {new.takes}"
    if cause in {Cause.ADDED, Cause.REMOVED}:
        return f" {old.count} -> {new.count}"
    return ""


def _side(side: Side, file: str) -> str:
    plan = side.estimate.entry.plan
    known = f" as known on {side.known_on}" if side.known_on else ""
    where = f"{plan.strategy} at {plan.provider}, card {plan.card}"
    return f"{file} on {plan.on}{known}, {counted(plan.shots, 'shot')}, {where}"


def _total(side: Side) -> str:
    return qualified(_text(side.total, side), approximate=side.approximate, floor=side.floor)


def _text(amount: Amount, side: Side) -> str:
    return amount_text(amount, side.book.provider(side.estimate.entry.plan.provider).file)


def _unit_of(side: Side) -> str:
    return _text(Amount(side.total.number * 0, side.unit), side).partition(" ")[2]


def _sign(number: Decimal | Fraction) -> str:
    return "+" if number > 0 else "-" if number < 0 else ""
