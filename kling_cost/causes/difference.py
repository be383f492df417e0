"""The difference between two estimates: the change of the total, and the causes and rows that it consists of.

Every share is exact until the end. Then causes are rounded to the unit of the totals by largest remainder, so
that they add up to the change of the totals as these are shown; so are rows, and the causes of a row to it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, ZERO, Amount
from kling_cost.causes.allotting import allotted
from kling_cost.causes.cause import Cause
from kling_cost.causes.items import CAUSE_OF, changes_of_items
from kling_cost.causes.shots import changes_of_shots
from kling_cost.causes.sides import Side, told_alike
from kling_cost.currencies import decimals_of, is_currency
from kling_cost.estimate import ItemKind
from kling_cost.packing import JOINT
from kling_cost.rounding import scaled

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from kling_cost.causes.joining import PlanRow
    from kling_cost.storyboard.shot import Shot

_DECIMALS = 2
"""Of credits at least, for shares have fractions where totals have none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """A shot (or several that packing ties together, or an item besides the shots) whose amount changed.

    ``before`` and ``after`` are the rows of either plan, empty where it has none or this is no shot;
    ``was`` and ``becomes`` what they come to, None where there is nothing or no price. ``change`` is the one
    less the other; it is rounded so that all rows add up, wherefore in a currency ``was`` and ``becomes`` may
    be a cent from what the plans show. ``causes`` add up to it; ``exact`` has them before rounding. Numbers
    are in the unit of the difference.
    """

    kind: ItemKind
    name: str
    before: Sequence[Shot] = ()
    after: Sequence[Shot] = ()
    was: Decimal | None
    becomes: Decimal | None
    change: Decimal
    causes: Mapping[Cause, Decimal]
    exact: Mapping[Cause, Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseShare:
    """A cause's share of the change, and the rows that have it; ``exact`` is the share before rounding."""

    cause: Cause
    amount: Amount
    exact: Fraction
    rows: Sequence[RowChange] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Why one estimate does not come to the same as another, both told in one unit.

    ``causes`` and ``rows`` both add up to ``change``: exactly, and so do the causes of each row to its own.
    Causes are in the order of ``Cause``, rows in that of the later plan, then what only the earlier one has.
    """

    before: Side
    after: Side
    causes: Sequence[CauseShare]
    rows: Sequence[RowChange]

    @property
    def unit(self) -> str:
        """The unit of all its numbers."""
        return self.after.unit

    @property
    def change(self) -> Amount:
        """The later total less the earlier one, as both are shown."""
        return _change(self.before, self.after)

    @property
    def percent(self) -> Fraction | None:
        """The change in percent of the earlier total; None where that is nothing."""
        total = Fraction(self.before.total.number)
        return Fraction(self.change.number) / total * 100 if total else None

    @property
    def floor(self) -> bool:
        """Whether either total may be higher, so that the change is not certain."""
        return self.before.floor or self.after.floor

    @property
    def approximate(self) -> bool:
        """Whether either total stands on an approximate price."""
        return self.before.approximate or self.after.approximate

    @property
    def complete(self) -> bool:
        """Whether every shot of both has a price."""
        return all(side.estimate.entry.plan.complete for side in (self.before, self.after))

    def biggest(self, most: int) -> Sequence[RowChange]:
        """Give the rows that changed most, up or down; of equal ones the earlier."""
        return sorted(self.rows, key=lambda row: -abs(row.change))[:most]


def difference_of(before: Side, after: Side) -> Difference:
    """Split the change from one estimate to another into its causes.

    Raises:
        NotComparable: when they cannot be told in one unit.
    """
    before, after = told_alike(before, after)
    decimals = _decimals(before, after)
    found = [*_shots(before, after), *_items(before, after)]
    steps = int(_change(before, after).number.scaleb(decimals, context=EXACT))
    exact = [sum(each.exact.values(), Fraction(0)) for each in found]
    shares = allotted(steps, [part * 10**decimals for part in exact])
    rows = [each.rounded(share, decimals) for each, share in zip(found, shares, strict=True)]
    return Difference(
        before=before, after=after, rows=rows, causes=_causes(rows, steps, decimals, after.unit)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A changed row before it is rounded."""

    kind: ItemKind
    name: str
    before: Sequence[Shot] = ()
    after: Sequence[Shot] = ()
    was: Decimal | None
    becomes: Decimal | None
    exact: Mapping[Cause, Fraction]

    def rounded(self, steps: int, decimals: int) -> RowChange:
        causes = [cause for cause in Cause if cause in self.exact]
        shares = allotted(steps, [self.exact[cause] * 10**decimals for cause in causes])
        change = scaled(steps, decimals)
        was = self.was if self.becomes is not None else -change
        becomes = change if was is None else EXACT.add(was, change)
        return RowChange(
            kind=self.kind,
            name=self.name,
            before=self.before,
            after=self.after,
            was=was,
            becomes=None if self.becomes is None else becomes,
            change=change,
            causes={cause: scaled(share, decimals) for cause, share in zip(causes, shares, strict=True)},
            exact={cause: self.exact[cause] for cause in causes},
        )


def _shots(before: Side, after: Side) -> Iterator[_Found]:
    old, new = _as_shown(before), _as_shown(after)
    for joined, exact in changes_of_shots(before, after):
        if exact:
            yield _Found(
                kind=ItemKind.SHOT,
                name=JOINT.join(row.shot.shot_id for row in joined.after or joined.before),
                before=[row.shot for row in joined.before],
                after=[row.shot for row in joined.after],
                was=_sum(joined.before, old),
                becomes=_sum(joined.after, new),
                exact=exact,
            )


def _as_shown(side: Side) -> Mapping[int, Decimal]:
    """Give what each row of a plan comes to as the plan shows it, by its number."""
    rows: defaultdict[int, Decimal] = defaultdict(lambda: ZERO)
    for told in side.estimate.entry.told_lines():
        rows[told.number] = EXACT.add(rows[told.number], (told.money or told.shown).number)
    return rows


def _sum(rows: Sequence[PlanRow], shown: Mapping[int, Decimal]) -> Decimal | None:
    priced = [shown[row.number] for row in rows if row.number in shown]
    return reduce(EXACT.add, priced) if priced else None


def _items(before: Side, after: Side) -> Iterator[_Found]:
    for (one, other), change in changes_of_items(before, after):
        item = other or one
        if item is not None:
            yield _Found(
                kind=item.kind,
                name=item.name,
                was=one.shown.number if one else None,
                becomes=other.shown.number if other else None,
                exact={CAUSE_OF[item.kind]: change},
            )


def _causes(rows: Sequence[RowChange], steps: int, decimals: int, unit: str) -> list[CauseShare]:
    of: defaultdict[Cause, list[RowChange]] = defaultdict(list)
    for row in rows:
        for cause in row.exact:
            of[cause].append(row)
    causes = [cause for cause in Cause if cause in of]
    exact = [sum((row.exact[cause] for row in of[cause]), Fraction(0)) for cause in causes]
    shares = allotted(steps, [part * 10**decimals for part in exact])
    return [
        CauseShare(cause=cause, amount=Amount(scaled(share, decimals), unit), exact=part, rows=of[cause])
        for cause, part, share in zip(causes, exact, shares, strict=True)
    ]


def _change(before: Side, after: Side) -> Amount:
    return Amount(EXACT.subtract(after.total.number, before.total.number), after.unit)


def _decimals(before: Side, after: Side) -> int:
    """Give the decimals to round to: a currency's, of credits those of the finer total."""
    if is_currency(after.unit):
        return decimals_of(after.unit)
    exponents = [side.total.number.normalize(EXACT).as_tuple().exponent for side in (before, after)]
    return max(_DECIMALS, *(-exponent for exponent in exponents if isinstance(exponent, int)))
