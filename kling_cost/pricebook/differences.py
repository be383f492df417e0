"""Two cards beside each other: what costs the same, what does not, and what only one of them has."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kling_cost.pricebook.asked import Asked, PriceList, price_key
from kling_cost.pricebook.change import Change
from kling_cost.pricebook.price_filter import PriceFilter, wanted_of

if TYPE_CHECKING:
    from kling_cost.clips import Mode
    from kling_cost.pricebook.load import Card
    from kling_cost.pricebook.rate import Rate


class Verdict(StrEnum):
    """How a price of one card stands to that of the other."""

    EQUAL = "equal"
    CHANGED = "changed"
    NOT_COMPARABLE = "not comparable"
    ONLY_FIRST = "only first"
    ONLY_SECOND = "only second"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What two cards charge for the same clips; ``asked`` is in the first of ``modes``.

    ``first`` and ``second`` are the rates of either card, alike in price: one, or one per mode; none where it
    has no price.
    """

    asked: Asked
    modes: tuple[Mode, ...]
    first: tuple[Rate, ...]
    second: tuple[Rate, ...]

    @property
    def change(self) -> Change | None:
        """From the first to the second, where both have a price."""
        if not (self.first and self.second):
            return None
        return Change(old=self.first[0], new=self.second[0], clip_s=self.asked.clip_s)

    @property
    def verdict(self) -> Verdict:
        """How the two stand to each other."""
        change = self.change
        if change is None:
            return Verdict.ONLY_FIRST if self.first else Verdict.ONLY_SECOND
        if change.ratio is None:
            return Verdict.NOT_COMPARABLE
        return Verdict.EQUAL if change.same else Verdict.CHANGED


def price_differences(first: Card, second: Card, wanted: PriceFilter | None = None) -> list[Difference]:
    """Hold every price of two cards, of one provider or of two, against each other.

    Prices belong together if the same clip asks for them. A tier is one thing at both, whatever resolution
    they deliver for it; if they deliver different ones, equal amounts count as changed. Modes that cost the
    same at both are together. Without ``wanted``, every price.

    Raises:
        NeverSold: for a model of which neither card has a price that is wanted, with what they have.
    """
    lists = [PriceList(first), PriceList(second)]
    alike: dict[object, list[tuple[Asked, Rate | None, Rate | None]]] = {}
    for asked in wanted_of(lists, wanted or PriceFilter()):
        old, new = (each.rate(asked) for each in lists)
        key = (asked.in_any_mode, old and price_key(old), new and price_key(new))
        alike.setdefault(key, []).append((asked, old, new))
    for same in alike.values():
        same.sort(key=lambda each: each[0].mode_rank)
    return [
        Difference(
            asked=same[0][0],
            modes=tuple(asked.mode for asked, _, _ in same),
            first=tuple(dict.fromkeys(old for _, old, _ in same if old)),
            second=tuple(dict.fromkeys(new for _, _, new in same if new)),
        )
        for same in alike.values()
    ]
