"""The change of what a budget holds besides its shots: plain differences, for nothing is multiplied there."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.causes.cause import Cause
from kling_cost.estimate import ItemKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kling_cost.causes.sides import Side
    from kling_cost.estimate import Item

ItemPair = tuple["Item | None", "Item | None"]
CAUSE_OF = {ItemKind.EXTRA: Cause.EXTRAS, ItemKind.CONTINGENCY: Cause.CONTINGENCY}


def changes_of_items(before: Side, after: Side) -> Iterator[tuple[ItemPair, Fraction]]:
    """Give the items whose amount differs, with the change: those of ``after``, then those that are gone.

    Items are the same if they are of one kind and name; those with the same name are counted.
    """
    old, new = _by_name(before.items), _by_name(after.items)
    for key in dict.fromkeys([*new, *old]):
        pair = old.get(key), new.get(key)
        one, other = (Fraction(item.shown.number) if item else Fraction(0) for item in pair)
        if one != other:
            yield pair, other - one


def _by_name(items: Sequence[Item]) -> dict[tuple[ItemKind, str, int], Item]:
    seen: Counter[tuple[ItemKind, str]] = Counter()
    named = {}
    for item in items:
        named[item.kind, item.name, seen[item.kind, item.name]] = item
        seen[item.kind, item.name] += 1
    return named
