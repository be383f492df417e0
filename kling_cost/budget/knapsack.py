"""One choice for each item, of the best value within every budget: an exact knapsack of multiple choice.

Dynamic programming over the integer lattice of costs. Each item starts from its cheapest choice, so that
only what is spent beyond that needs a place, and costs are told in steps of their greatest common divisor.
Nothing here knows what is bought.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from kling_cost.budget.choices import Choice, lattice, worth_a_thought
from kling_cost.budget.packed_values import Packing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kling_cost.budget.packed_values import Value

    _Places = NDArray[np.unsignedinteger[Any]]

_CHUNK = 1 << 14
"""So many points are worked on at a time: they and what they are made from stay in the cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The best value within every budget up to ``most``, and how it is reached.

    ``words`` has a row for each word of the packed values and a column for each step of the lattice above
    ``least``, the cost of all cheapest choices. ``chosen`` has, for each item in the order of ``order``, the
    choice at each step, as long as the step makes a difference to it.
    """

    items: Sequence[Sequence[tuple[int, int]]]
    order: Sequence[int]
    packing: Packing
    least: int
    step: int
    words: NDArray[np.int64]
    chosen: Sequence[_Places]

    def place(self, budget: int) -> int | None:
        """Give the least step that reaches the best value within a budget; None if nothing is within it."""
        if budget < self.least:
            return None
        last = min((budget - self.least) // self.step, self.words.shape[1] - 1)
        low = 0
        for word in self.words:
            low += int(np.searchsorted(word[low : last + 1], word[last]))
        return low

    def value(self, place: int) -> Value:
        """Give the best value at a step."""
        return self.packing.unpacked([int(word[place]) for word in self.words])

    def cost(self, place: int) -> int:
        """Give what is spent at a step that reaches its value first."""
        return self.least + place * self.step

    def choices(self, place: int) -> list[int]:
        """Give for each item the place of its choice among those given."""
        result = [0] * len(self.items)
        for item, row in zip(reversed(self.order), reversed(self.chosen), strict=True):
            taken = int(row[min(place, len(row) - 1)])
            result[item], steps = self.items[item][taken]
            place = min(place, len(row) - 1) - steps
        return result

    def breaks(self) -> NDArray[np.intp]:
        """Give the steps at which the best value rises, the first of all included."""
        rises = np.any(self.words[:, 1:] != self.words[:, :-1], axis=0)
        return np.concatenate([[0], np.flatnonzero(rises) + 1]).astype(np.intp)

    def first_above(self, value: Value) -> int:
        """Give the number of the first of the breaks that is worth more than a value."""
        places = self.breaks()
        return bisect_right(places, value, key=lambda place: self.value(int(place)))

    def along(self, most: int) -> list[list[int]]:
        """Give the choices at the steps at which the value rises, evenly thinned out to so many of them."""
        places = self.breaks()
        if len(places) > most:
            places = places[np.linspace(0, len(places) - 1, most).astype(np.intp)]
        return [self.choices(int(place)) for place in places]


def best_choices(items: Sequence[Sequence[Choice]], most: int | None = None) -> Table:
    """Find the best value within every budget up to ``most`` (all, unless given).

    The memory taken is a byte for each item and step; :func:`lattice` tells how many there are.
    """
    kept = worth_a_thought(items)
    least, step, reach = lattice(items)
    if most is not None:
        reach = min(reach, max(most - least, 0) // step)
    steps = [
        [(n, (choices[n].cost - choices[places[0]].cost) // step) for n in places]
        for choices, places in zip(items, kept, strict=True)
    ]
    # Items of little spread first: the table grows late, and is small for as long as it can be.
    order = sorted(range(len(items)), key=lambda item: (steps[item][-1][1], item))
    choice_bits = max((len(places) - 1).bit_length() for places in kept) if kept else 0
    packing = Packing.of(
        [[choices[n].value for n in places] for choices, places in zip(items, kept, strict=True)]
        or [((0,),)],
        spare_bits=choice_bits,
    )
    words, chosen = np.zeros((len(packing.words), 1), dtype=np.int64), []
    for item in order:
        values = [packing.packed(item, items[item][n].value) for n in kept[item]]
        grown = min(words.shape[1] - 1 + steps[item][-1][1], reach) + 1
        fill = _one_word if len(packing.words) == 1 else _more_words
        words, row = fill(words, [n for _, n in steps[item]], values, grown)
        chosen.append(row)
    return Table(steps, order, packing, least, step, words, chosen)


def _one_word(
    before: NDArray[np.int64], steps: Sequence[int], values: Sequence[tuple[int, ...]], points: int
) -> tuple[NDArray[np.int64], _Places]:
    """Add an item: a choice's place rides in the lowest bits, so that one maximum finds value and choice."""
    bits = (len(steps) - 1).bit_length()
    known = np.left_shift(before[0], bits)
    best, chosen = np.empty(points, dtype=np.int64), _places(len(steps), points)
    room = np.empty(min(_CHUNK, points), dtype=np.int64)
    for start in range(0, points, _CHUNK):
        part = best[start : start + _CHUNK]
        _reaching(known, start, part, values[0][0] << bits)
        for place, (step, (value,)) in enumerate(zip(steps[1:], values[1:], strict=True), start=1):
            skipped = max(step - start, 0)
            if skipped >= len(part):
                break
            other = room[: len(part) - skipped]
            _reaching(known, start + skipped - step, other, (value << bits) | place)
            np.maximum(part[skipped:], other, out=part[skipped:])
        np.bitwise_and(part, (1 << bits) - 1, out=chosen[start : start + _CHUNK], casting="unsafe")
        np.right_shift(part, bits, out=part)
    return best[np.newaxis], chosen


def _places(choices: int, points: int) -> _Places:
    """Give room for a place among choices at each point; a byte is enough for nearly all."""
    return np.zeros(points, dtype=np.min_scalar_type(choices - 1))


def _reaching(known: NDArray[np.int64], start: int, out: NDArray[np.int64], value: int) -> None:
    """Write known values from a point on, raised by a value; beyond the last point its value stays."""
    inside = max(min(len(known) - start, len(out)), 0)
    np.add(known[start : start + inside], value, out=out[:inside])
    out[inside:] = known[-1] + value


def _more_words(
    before: NDArray[np.int64], steps: Sequence[int], values: Sequence[tuple[int, ...]], points: int
) -> tuple[NDArray[np.int64], _Places]:
    """Add an item whose values take several words, compared from the first on."""
    best = np.empty((len(before), points), dtype=np.int64)
    chosen = _places(len(steps), points)
    room = np.empty((len(before), min(_CHUNK, points)), dtype=np.int64)
    for start in range(0, points, _CHUNK):
        part, row = best[:, start : start + _CHUNK], chosen[start : start + _CHUNK]
        for known, out, value in zip(before, part, values[0], strict=True):
            _reaching(known, start, out, value)
        for place, (step, words) in enumerate(zip(steps[1:], values[1:], strict=True), start=1):
            skipped = max(step - start, 0)
            if skipped >= part.shape[1]:
                break
            other, held = room[:, : part.shape[1] - skipped], part[:, skipped:]
            for known, out, value in zip(before, other, words, strict=True):
                _reaching(known, start + skipped - step, out, value)
            better = _greater(other, held)
            np.copyto(held, other, where=better)
            row[skipped:][better] = place
    return best, chosen


def _greater(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.bool_]:
    result: NDArray[np.bool_] = one[-1] > other[-1]
    for left, right in zip(one[-2::-1], other[-2::-1], strict=True):
        result &= left == right
        result |= left > right
    return result
