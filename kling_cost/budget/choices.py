"""The choices among which a knapsack picks one for each item, and the lattice on which their costs lie."""

from __future__ import annotations

from decimal import Decimal
from math import gcd
from typing import TYPE_CHECKING, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kling_cost.budget.packed_values import Value

_Cost = TypeVar("_Cost", float, Decimal)


class Choice(NamedTuple):
    """What an item may become: its cost (whole, not below 0) and its value, compared from its first on."""

    cost: int
    value: Value


def undominated(choices: Sequence[Choice]) -> list[int]:
    """Give the places of the choices worth a thought: no other is worth as much for as little.

    The cheapest comes first; each one after it costs more and is worth more. Of equals the first is kept.
    """
    best: dict[int, int] = {}
    for place, choice in enumerate(choices):
        held = best.setdefault(choice.cost, place)
        if choice.value > choices[held].value:
            best[choice.cost] = place
    kept: list[int] = []
    for cost in sorted(best):
        if not kept or choices[best[cost]].value > choices[kept[-1]].value:
            kept.append(best[cost])
    return kept


def items_of(
    costs: Sequence[Sequence[_Cost]],
    values: Sequence[Sequence[Value]],
    whole: Callable[[_Cost, _Cost], int],
) -> list[list[Choice]]:
    """Make items of costs and values; ``whole`` tells a cost as a whole number, given the least of its item.

    Items that share their costs and values become one list, which is looked at once.
    """
    known: dict[tuple[int, int], list[Choice]] = {}
    for of_item, its_values in zip(costs, values, strict=True):
        key = id(of_item), id(its_values)
        if key not in known:
            least = min(of_item)
            known[key] = [
                Choice(whole(cost, least), value) for cost, value in zip(of_item, its_values, strict=True)
            ]
    return [known[id(of_item), id(its_values)] for of_item, its_values in zip(costs, values, strict=True)]


def worth_a_thought(items: Sequence[Sequence[Choice]]) -> list[list[int]]:
    """Give the undominated choices of each item; items that share one list of choices are looked at once."""
    known = {id(choices): choices for choices in items}
    kept = {key: undominated(choices) for key, choices in known.items()}
    return [kept[id(choices)] for choices in items]


def lattice(items: Sequence[Sequence[Choice]]) -> tuple[int, int, int]:
    """Give the least cost, the step of the lattice, and how many steps lie up to the most that is of use."""
    least, step, reach = 0, 0, 0
    for choices, places in zip(items, worth_a_thought(items), strict=True):
        costs = [choices[place].cost for place in places]
        least += costs[0]
        reach += costs[-1] - costs[0]
        step = gcd(step, *(cost - costs[0] for cost in costs))
    return least, step or 1, reach // (step or 1)
