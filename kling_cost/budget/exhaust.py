"""Small tasks with gambles: the chance of every plan that there is, so that the best one is known for sure.

The rows are dealt into two halves of few plans each. The chance that a plan of the one half and a plan of the
other stay within the limit together is a sum over what the first may cost, and all these sums are one product
of matrices.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING

import numpy as np

from kling_cost.budget.dominance import Dearness
from kling_cost.budget.judge import ALMOST
from kling_cost.budget.luck import TotalsAt, lucks, weights_of
from kling_cost.budget.packed_values import Packing
from kling_cost.risk.lattice import in_steps, step_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from numpy.typing import NDArray

    from kling_cost.budget.figures import Figures
    from kling_cost.budget.judge import Judge
    from kling_cost.budget.luck import Luck
    from kling_cost.budget.packed_values import Value
    from kling_cost.budget.task import Picks, Row, Task
    from kling_cost.risk import Distribution
    from kling_cost.risk.takes_odds import Floats

    Allowed = Sequence[Sequence[int]]
    """For each row the places of the choices that are tried."""
    Totals = Sequence[Sequence[Sequence[Distribution]]]

_MOST_PLANS = 1 << 23
_MOST_LUCKS = 1 << 12
_MOST_WORK = 8e9
"""Plans times amounts times rates that are gone through, some five billion a second."""
_MOST_HELD = 1 << 24
"""So many chances are held for each half."""
_BLOCK = 1 << 20
"""So many plans are looked at together."""
_ROUGHLY = 1e-5
"""So far off may the chance of a plan be where rates are uncertain; the judge then decides."""


@dataclass(frozen=True, slots=True)
class _Half:
    """Rows and all their plans: packed values, expected costs, and the chances of costs up to the limit.

    The first axis of ``chances`` is the combination of uncertain rates, the second the plan.
    """

    allowed: Allowed
    words: NDArray[np.int64]
    means: Floats
    chances: Floats

    def picks(self, plan: int) -> list[int]:
        """Give what a plan picks."""
        places = np.unravel_index(plan, [len(each) for each in self.allowed]) if self.allowed else ()
        return [allowed[int(place)] for allowed, place in zip(self.allowed, places, strict=True)]


def best_of_all(
    task: Task, figures: Figures, judge: Judge, limit: Decimal, *, levels: int
) -> tuple[bool, Picks | None]:
    """Try every plan: give whether that could be done, and the best that fits; of equals the least expected.

    Only the first ``levels`` of values count.
    """
    allowed = _allowed(task, levels)
    sizes = [len(each) for each in allowed]
    cut = min(range(len(sizes) + 1), key=lambda n: (max(prod(sizes[:n]), prod(sizes[n:])), n))
    each = lucks(task, _MOST_LUCKS) if prod(sizes) <= _MOST_PLANS else None
    if each is None:
        return False, None
    totals = _totals(task, allowed, each)
    step = _step(totals)
    points = in_steps(limit, step) + 1
    larger = max(prod(sizes[:cut]), prod(sizes[cut:]))
    work = points * len(each)
    if work * larger > _MOST_HELD or work * prod(sizes) > _MOST_WORK or _gaps(totals):
        return False, None
    values = [[of_row[n][:levels] for n in each] for of_row, each in zip(task.values, allowed, strict=True)]
    packing = Packing.of(values)
    halves = []
    for rows in (range(cut), range(cut, len(sizes))):
        nothing = np.zeros((len(each), 1, points))
        nothing[:, 0, 0] = 1.0
        half = _Half([], np.zeros((len(packing.words), 1), dtype=np.int64), np.zeros(1), nothing)
        for row in rows:
            words = np.array([packing.packed(row, value) for value in values[row]], dtype=np.int64).T
            means = np.array([figures[row, n].mean for n in allowed[row]])
            laid = [[_laid(total, step, points) for total in of_choice] for of_choice in totals[row]]
            half = _with(half, allowed[row], words, means, laid)
        halves.append(half)
    return True, _best(halves[0], halves[1], weights_of(each), judge, limit)


def _allowed(task: Task, levels: int) -> list[list[int]]:
    """Give the choices that are worth a try: none that another one makes needless."""
    known: dict[tuple[int, int | None], list[int]] = {}
    for number, row in enumerate(task.rows):
        if row.kind not in known:
            known[row.kind] = _worth_a_try(row, [value[:levels] for value in task.values[number]])
    return [known[row.kind] for row in task.rows]


def _worth_a_try(row: Row, values: Sequence[Value]) -> list[int]:
    costs = [None if option is None else Dearness(option.bill) for option in row.choices]
    kept: list[int] = []
    for n in sorted(range(len(costs)), key=lambda n: ([-level for level in values[n]], n)):
        if not any(_never_above(costs[other], costs[n]) for other in kept):
            kept = [m for m in kept if values[m] > values[n] or not _never_above(costs[n], costs[m])]
            kept.append(n)
    return sorted(kept)


def _never_above(one: Dearness | None, other: Dearness | None) -> bool:
    return one is None or (other is not None and one.never_above(other))


def _totals(task: Task, allowed: Allowed, each: Sequence[Luck]) -> Totals:
    """Give for each row, for each of its choices, what it costs with each combination of rates."""
    totals = TotalsAt(task.unit)
    bills = [
        [option.bill if option else None for option in (row.choices[n] for n in picks)]
        for row, picks in zip(task.rows, allowed, strict=True)
    ]
    return [[[totals.of(bill, luck) for luck in each] for bill in of_row] for of_row in bills]


def _every(totals: Totals) -> Iterator[Distribution]:
    return (total for of_row in totals for of_choice in of_row for total in of_choice)


def _gaps(totals: Totals) -> bool:
    return any(total.gap for total in _every(totals))


def _step(totals: Totals) -> Decimal:
    """Give the lattice on which all amounts lie."""
    amounts = {total.first for total in _every(totals)}
    return step_of([*amounts, *{total.step for total in _every(totals) if total.chances.size > 1}])


def _laid(total: Distribution, step: Decimal, points: int) -> Floats:
    """Lay a distribution onto a lattice of so many points from zero; what is beyond is left out."""
    result = np.zeros(points)
    places = in_steps(total.first, step) + in_steps(total.step, step) * np.arange(total.chances.size)
    inside = places < points
    result[places[inside]] = total.chances[inside]
    return result


def _with(
    half: _Half,
    allowed: Sequence[int],
    words: NDArray[np.int64],
    means: Floats,
    laid: Sequence[Sequence[Floats]],
) -> _Half:
    """Add a row: every plan with every choice."""
    return _Half(
        [*half.allowed, allowed],
        (half.words[:, :, np.newaxis] + words[:, np.newaxis, :]).reshape(len(words), -1),
        np.add.outer(half.means, means).ravel(),
        np.array(
            [
                [_added(plan, choice[number]) for plan in plans for choice in laid]
                for number, plans in enumerate(half.chances)
            ]
        ),
    )


def _added(plan: Floats, choice: Floats) -> Floats:
    """Add an independent cost to a plan's; the few amounts that it may be are shifted, one by one."""
    result = np.zeros_like(plan)
    for place in np.flatnonzero(choice):
        result[place:] += choice[place] * plan[: plan.size - place]
    return result


def _best(first: _Half, second: _Half, weights: Floats, judge: Judge, limit: Decimal) -> Picks | None:
    best: tuple[tuple[float, ...], Picks] | None = None
    within = np.cumsum(second.chances, axis=2)[:, :, ::-1].transpose(0, 2, 1)
    enough = judge.confidence - (ALMOST if weights.size == 1 else _ROUGHLY)
    size = max(_BLOCK // second.means.size, 1)
    for start in range(0, first.means.size, size):
        part = slice(start, start + size)
        chances = sum(
            weight * (plans[part] @ others)
            for weight, plans, others in zip(weights, first.chances, within, strict=True)
        )
        words = first.words[:, part, np.newaxis] + second.words[:, np.newaxis, :]
        means = np.add.outer(first.means[part], second.means)
        for worth, place, other in _in_order(chances >= enough, words, means):
            if best is not None and worth <= best[0]:
                break
            picks = (*first.picks(start + place), *second.picks(other))
            if judge.fits(picks, limit):  # two ways of reckoning may differ in the last digits
                best = worth, picks
                break
    return None if best is None else best[1]


def _in_order(
    fits: NDArray[np.bool_], words: NDArray[np.int64], means: Floats
) -> Iterator[tuple[tuple[float, ...], int, int]]:
    """Give plans that fit, the best first: what they are worth, and their places in both halves."""
    while fits.any():
        left = fits.copy()
        worth: list[float] = []
        for word in words:
            best = int(np.where(left, word, -1).max())
            worth.append(best)
            left &= word == best
        masked = np.where(left, means, np.inf)
        place, other = np.unravel_index(int(masked.argmin()), masked.shape)
        yield (*worth, -float(masked[place, other])), int(place), int(other)
        fits[place, other] = False
