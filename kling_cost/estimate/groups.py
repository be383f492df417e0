"""Sums of an estimate by scene, stage, model or account."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import repeat
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, ZERO, Amount
from kling_cost.estimate.estimate import ItemKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from decimal import Decimal

    from kling_cost.estimate.estimate import Estimate, Item
    from kling_cost.quote import Line
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


def _shots(estimate: Estimate, by: GroupBy) -> Iterator[Group]:
    """Give a group for each line, and one of nothing for each row without a price."""
    entry, name_of = estimate.entry, _naming(estimate, by)
    unit, currency = entry.plan.unit, entry.money.total.unit if entry.money else ""
    shown = iter(entry.shown_amounts())
    shares: Iterator[Decimal | None] = iter(entry.money.shares) if entry.money else repeat(None)
    nothing, no_money = Amount(ZERO, unit), Amount(ZERO, currency) if entry.money else None
    for shot, bill in entry.plan.breakdown.of_each_row():
        for line in bill.lines:
            share = next(shares)
            yield Group(
                name=name_of(shot, line),
                lines=1,
                billed_s=line.billed_s or ZERO,
                amount=line.amount,
                shown=next(shown),
                money=None if share is None else Amount(share, currency),
                approximate=line.approximate,
                floor=line.floor,
            )
        if bill.faults and by in (GroupBy.SCENE, GroupBy.ACCOUNT):
            name = name_of(shot, None)
            yield Group(name=name, unpriced=1, amount=nothing, shown=nothing, money=no_money, floor=True)


def _naming(estimate: Estimate, by: GroupBy) -> Callable[[Shot, Line | None], str]:
    accounts = estimate.accounts
    of: dict[GroupBy, Callable[[Shot, Line | None], str]] = {
        GroupBy.SCENE: lambda shot, _: shot.scene,
        GroupBy.STAGE: lambda _, line: line.stage if line else "",
        GroupBy.MODEL: lambda _, line: line.clip.model if line else "",
        GroupBy.ACCOUNT: lambda shot, line: accounts.account_of(
            shot, line.stage if line else "", line.clip.model if line else None
        ),
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
        )
