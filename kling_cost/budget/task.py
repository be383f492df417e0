"""What is to be solved: the rows that can be made, each with its choices, and what each choice is worth."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from operator import add
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, ZERO
from kling_cost.budget.options import Objective, told_by

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence
    from decimal import Decimal

    from kling_cost.breakdown import Bill
    from kling_cost.budget.options import Menu, Option
    from kling_cost.budget.packed_values import Value
    from kling_cost.storyboard.shot import Shot

    Picks = tuple[int, ...]
    """For each row of a task the place of what was chosen among its choices."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row, its place in the storyboard, and its choices; None stands for leaving it out.

    Rows of one ``menu`` have the same choices.
    """

    place: int
    shot: Shot
    menu: int
    choices: Sequence[Option | None]

    @property
    def shots(self) -> int:
        """How many shots the row stands for."""
        return 1 if self.shot.is_image else self.shot.count

    @property
    def kind(self) -> tuple[int, int | None]:
        """What rows have in common that have the same choices, worth the same."""
        return self.menu, self.shot.priority


@dataclass(frozen=True, slots=True)
class Worth:
    """What a plan delivers.

    ``shots`` counts them by priority, the most urgent first; ``quality`` adds up the ranks of their clips,
    ``kept`` the chances of their keepers, in thousandths of a shot.
    """

    shots: tuple[int, ...]
    quality: int
    kept: int

    @property
    def shot_count(self) -> int:
        """How many shots are delivered."""
        return sum(self.shots)


@dataclass(frozen=True)
class Task:
    """Rows to choose for, under an objective."""

    rows: Sequence[Row]
    objective: Objective
    unit: str

    @classmethod
    def of(cls, menu: Menu, objective: Objective) -> Task:
        """Take the rows of a storyboard that have any way of being made."""
        out = [None] if objective is Objective.SHOTS else []
        known: dict[Hashable, int] = {}
        alike = [known.setdefault(_told_by(options), ask) for ask, options in enumerate(menu.options)]
        rows = [
            Row(place, shot, alike[ask], [*out, *menu.options[alike[ask]]])
            for place, (shot, ask) in enumerate(zip(menu.rows.shots, menu.rows.numbers, strict=True))
            if menu.options[ask]
        ]
        return cls(rows, objective, menu.plan.unit)

    @cached_property
    def priorities(self) -> list[int | None]:
        """The priorities of rows, the most urgent (1) first, no priority last."""
        said = {row.shot.priority for row in self.rows}
        return [*sorted(each for each in said if each is not None), *([None] if None in said else [])]

    @cached_property
    def values(self) -> list[list[Value]]:
        """What each choice of each row is worth, as numbers compared from the first on."""
        level = {priority: n for n, priority in enumerate(self.priorities)}
        known: dict[tuple[int, int | None], list[Value]] = {}
        for row in self.rows:
            if row.kind not in known:
                known[row.kind] = [self._value(row, each, level[row.shot.priority]) for each in row.choices]
        return [known[row.kind] for row in self.rows]

    def _value(self, row: Row, option: Option | None, level: int) -> Value:
        shots = [0] * len(self.priorities)
        if option is None:
            return (*shots, 0, 0)
        shots[level] = row.shots
        return (*shots, option.rank * row.shots, round(option.kept * 1000) * row.shots)

    @cached_property
    def costs(self) -> list[list[Decimal]]:
        """What each choice of each row costs: the sum of its lines."""
        known: dict[tuple[int, int | None], list[Decimal]] = {}
        for row in self.rows:
            if row.kind not in known:
                known[row.kind] = [option.cost if option else ZERO for option in row.choices]
        return [known[row.kind] for row in self.rows]

    @property
    def gambles(self) -> bool:
        """Whether any choice is a gamble."""
        return any(option.bill.gambles for row in self.rows for option in row.choices if option)

    def value(self, picks: Picks) -> Value:
        """Give what picks are worth together."""
        parts = [values[pick] for values, pick in zip(self.values, picks, strict=True)]
        return total_value(parts, len(self.priorities) + 2)

    def cost(self, picks: Picks) -> Decimal:
        """Give what picks cost together."""
        result = ZERO
        for costs, pick in zip(self.costs, picks, strict=True):
            result = EXACT.add(result, costs[pick])
        return result

    def worth(self, value: Value) -> Worth:
        """Read a value."""
        *shots, quality, kept = value
        return Worth(tuple(shots), quality, kept)

    def bills(self, picks: Picks) -> list[tuple[Bill, int]]:
        """Give the bills of what is made, each once with the number of rows that have it."""
        made = [row.choices[pick] for row, pick in zip(self.rows, picks, strict=True)]
        counts = Counter(id(option.bill) for option in made if option)
        bills = {id(option.bill): option.bill for option in made if option}
        return [(bill, counts[key]) for key, bill in bills.items()]

    def makes_any(self, picks: Picks) -> bool:
        """Tell whether any row is made."""
        return any(row.choices[pick] is not None for row, pick in zip(self.rows, picks, strict=True))

    def best(self) -> Picks:
        """Give the best choice of every row, whatever it costs; of equals the cheapest, then the first."""
        pairs = zip(self.values, self.costs, strict=True)
        return tuple(
            max(range(len(values)), key=lambda n: (values[n], -costs[n], -n)) for values, costs in pairs
        )

    def cheapest(self, *, made: bool = True) -> Picks:
        """Give the cheapest choice of every row, of equals the best; with ``made`` each row is delivered."""
        return tuple(
            min(
                (n for n in range(len(costs)) if row.choices[n] or not made),
                key=lambda n: (costs[n], [-level for level in values[n]], n),
            )
            for row, values, costs in zip(self.rows, self.values, self.costs, strict=True)
        )

    def in_order(self, picks: Picks) -> Picks:
        """Give of rows that are alike the best choice to those that come first; nothing else changes."""
        alike: dict[tuple[int, int | None], list[int]] = {}
        for number, row in enumerate(self.rows):
            alike.setdefault(row.kind, []).append(number)
        result = list(picks)
        for numbers in alike.values():
            chosen = [picks[number] for number in numbers]
            values, costs = self.values[numbers[0]], self.costs[numbers[0]]
            chosen.sort(key=lambda n: (values[n], costs[n], -n), reverse=True)
            for number, pick in zip(numbers, chosen, strict=True):
                result[number] = pick
        return tuple(result)


def _told_by(options: Sequence[Option]) -> Hashable:
    """Give what tells the options of rows apart, for rows may ask for different things and get the same."""
    return tuple(
        (option.strategy, option.rank, option.asked, told_by(option.bill), option.bill.assumed)
        for option in options
    )


def total_value(values: Iterable[Value], levels: int) -> Value:
    """Add values up, level by level."""
    result = (0,) * levels
    for value in values:
        result = tuple(map(add, result, value))
    return result
