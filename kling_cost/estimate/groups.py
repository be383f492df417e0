"""Sums of an estimate by scene, stage, model or account."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, ZERO, Amount
from kling_cost.estimate.estimate import ItemKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from decimal import Decimal

    from kling_cost.compare import PricedPlan
    from kling_cost.estimate.estimate import Estimate, Item
    from kling_cost.storyboard.shot import Shot


class GroupBy(StrEnum):
    """What sums are taken by."""

    SCENE = "scene"
    STAGE = "stage"
    MODEL = "model"
    ACCOUNT = "account"


@dataclass(slots=True, kw_only=True)
class Group:
    """Some lines and items of an estimate, all in one unit, added up.

    ``amount`` is exact, ``shown`` what a table shows (in a currency the lines' shares of the rounded total),
    ``money`` None where the price of a credit is not known. ``kind`` is None for a group of several kinds.
    ``unpriced`` counts rows of the storyboard without a price that belong here.
    """

    name: str
    kind: ItemKind | None = ItemKind.SHOT
    lines: int = 0
    unpriced: int = 0
    billed_s: Decimal = ZERO
    amount: Amount
    shown: Amount
    money: Amount | None = None
    approximate: bool = False
    floor: bool = False

    @property
    def known(self) -> bool:
        """Whether anything in it has a price: a sum of nothing priced is not nought, it is not known."""
        return bool(self.lines) or self.kind is not ItemKind.SHOT

    def add(self, other: Group) -> None:
        """Take another group of the same unit in."""
        self.kind = self.kind if self.kind is other.kind else None
        self.lines += other.lines
        self.unpriced += other.unpriced
        self.billed_s = EXACT.add(self.billed_s, other.billed_s)
        self.amount += other.amount
        self.shown += other.shown
        if other.money is not None:
            self.money = other.money if self.money is None else self.money + other.money
        self.approximate = self.approximate or other.approximate
        self.floor = self.floor or other.floor


def groups_of(estimate: Estimate, by: GroupBy) -> list[Group]:
    """Add an estimate up by group, in the order in which they come; extras and contingency after the shots.

    Only by account are they added to groups of shots, where unit and currency are the same.
    """
    groups: dict[tuple[object, ...], Group] = {}
    for part in (*_shots(estimate, by), *_items(estimate.items, by)):
        kind = None if by is GroupBy.ACCOUNT else part.kind
        key = (kind, part.name, part.amount.unit, part.money.unit if part.money else None)
        if key in groups:
            groups[key].add(part)
        else:
            groups[key] = part
    return list(groups.values())


@dataclass(slots=True)
class _Sums:
    """The sums of a group of shots while its lines are counted: plain numbers, for there may be very many."""

    lines: int = 0
    unpriced: int = 0
    billed_s: Decimal = ZERO
    amount: Decimal = ZERO
    shown: Decimal = ZERO
    money: Decimal = ZERO
    approximate: bool = False
    floor: bool = False


def _shots(estimate: Estimate, by: GroupBy) -> list[Group]:
    """Add the lines up, and count each row without a price where its faults belong."""
    entry, name_of, add = estimate.entry, _naming(estimate, by), EXACT.add
    rows, bills = entry.plan.breakdown.rows, entry.plan.breakdown.bills
    cents = entry.in_cents
    # what is the same for every row that asks alike is looked up once
    alike = [[(line, line.billed_s or ZERO, line.amount.number) for line in bill.lines] for bill in bills]
    shown, shares = iter(cents.shares if cents else ()), iter(entry.money.shares if entry.money else ())
    sums: dict[str, _Sums] = {}
    for shot, number in zip(rows.shots, rows.numbers, strict=True):
        for line, billed_s, amount in alike[number]:
            name = name_of(shot, line.stage, line.clip.model)
            found = sums.get(name) or sums.setdefault(name, _Sums())
            found.lines += 1
            found.billed_s = add(found.billed_s, billed_s)
            found.amount = add(found.amount, amount)
            found.shown = add(found.shown, next(shown, amount))
            found.money = add(found.money, next(shares, ZERO))
            found.approximate = found.approximate or line.approximate
            found.floor = found.floor or line.floor
        for name in dict.fromkeys(name_of(shot, fault.stage, fault.model) for fault in bills[number].faults):
            found = sums.setdefault(name, _Sums())
            found.unpriced, found.floor = found.unpriced + 1, True
    return [_group(name, found, entry) for name, found in sums.items()]


def _group(name: str, found: _Sums, entry: PricedPlan) -> Group:
    unit = entry.plan.unit
    return Group(
        name=name,
        lines=found.lines,
        unpriced=found.unpriced,
        billed_s=found.billed_s,
        amount=Amount(found.amount, unit),
        shown=Amount(found.shown, unit),
        money=Amount(found.money, entry.money.total.unit) if entry.money else None,
        approximate=found.approximate,
        floor=found.floor,
    )


def _naming(estimate: Estimate, by: GroupBy) -> Callable[[Shot, str, str], str]:
    """Give what names the group of a shot's stage made, or to be made, by a model."""
    of: dict[GroupBy, Callable[[Shot, str, str], str]] = {
        GroupBy.SCENE: lambda shot, _stage, _model: shot.scene,
        GroupBy.STAGE: lambda _shot, stage, _model: stage,
        GroupBy.MODEL: lambda _shot, _stage, model: model,
        GroupBy.ACCOUNT: estimate.accounts.account_of,
    }
    return of[by]


def _items(items: Sequence[Item], by: GroupBy) -> Iterator[Group]:
    for item in items:
        yield Group(
            name=item.account if by is GroupBy.ACCOUNT else item.name,
            kind=item.kind,
            amount=item.amount,
            shown=item.amount,
            money=item.money,
            approximate=item.approximate,
            floor=item.floor,
        )
