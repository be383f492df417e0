"""Knapsacks whose lattice is too fine for the time and memory that there are: costs in coarser steps.

Rounded up, whatever fits surely fits; rounded down, no plan is worth more than what fits then.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kling_cost.budget.choices import Choice, lattice, worth_a_thought
from kling_cost.budget.packed_values import Packing

if TYPE_CHECKING:
    from collections.abc import Sequence

    Items = Sequence[Sequence[Choice]]

MOST_WORK = 1_000_000_000
"""So many steps times choices are worked on, about two nanoseconds each."""
MOST_CELLS = 1 << 28
"""So many bytes are taken to remember what was chosen."""
_WORDS_WORK = 3
"""A further word of a value costs so many times as much as the only one."""


def rounded(items: Items, step: int, *, up: bool) -> list[list[Choice]]:
    """Give items with what each choice costs beyond the cheapest in whole steps, rounded up or down."""
    more = step - 1 if up else 0
    known: dict[int, list[Choice]] = {}
    for choices in items:
        if id(choices) not in known:
            least = min(choice.cost for choice in choices)
            known[id(choices)] = [
                Choice(least + ((choice.cost - least + more) // step) * step, choice.value)
                for choice in choices
            ]
    return [known[id(choices)] for choices in items]


def step_needed(items: Items, most: int | None, work: int = MOST_WORK) -> int:
    """Give the step, a multiple of the lattice's own, in which the table up to ``most`` can be afforded."""
    kept = [
        [choices[place] for place in places]
        for choices, places in zip(items, worth_a_thought(items), strict=True)
    ]
    least, step, reach = lattice(items)
    if most is not None:
        reach = min(reach, max(most - least, 0) // step)
    words = len(Packing.of([[choice.value for choice in choices] for choices in kept] or [((0,),)]).words)
    each = sorted(((choices[-1].cost - choices[0].cost) // step, len(choices)) for choices in kept)
    cells = np.minimum(np.cumsum([spread for spread, _ in each], dtype=np.float64), reach) + 1
    load = float((cells * [count for _, count in each]).sum()) * (1 if words == 1 else _WORDS_WORK * words)
    times = max(load / work, float(cells.sum()) / MOST_CELLS, 1.0)
    return step * int(np.ceil(times))
