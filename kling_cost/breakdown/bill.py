"""What a kind of row comes to, whichever row it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kling_cost.amounts import total

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from kling_cost.quote import Line
    from kling_cost.takes import Takes


class Fault(NamedTuple):
    """A stage that has no price, and why; ``model`` was to make it, and is empty where that is not known."""

    stage: str
    reason: str
    model: str


class Assumed(NamedTuple):
    """A decision made for the user: for one of a group's cuts, or (None) for the whole row."""

    text: str
    cut: int | None = None


@dataclass(frozen=True, slots=True)
class Stake:
    """What a line's takes hang on.

    ``copy`` counts the shots that the row stands for; the lines of a copy are made stage by stage.
    ``pieces`` are the gambles alike that the line holds: the pictures of an image row, each with its own
    takes.
    """

    takes: Takes
    copy: int = 0
    pieces: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What a kind of row comes to.

    It is priced whole or not at all: there are either lines, which do not say yet whose they are, or faults.
    ``stakes`` says of each line what its takes hang on.
    """

    lines: Sequence[Line] = ()
    stakes: Sequence[Stake] = ()
    faults: Sequence[Fault] = ()
    assumed: Sequence[Assumed] = ()

    @property
    def gambles(self) -> bool:
        """Whether any of its takes are a gamble."""
        return any(stake.takes.accept is not None for stake in self.stakes)

    @property
    def amount(self) -> Decimal | None:
        """The sum of the lines, None where there is no price."""
        if not self.lines:
            return None
        return total((line.amount for line in self.lines), self.lines[0].amount.unit).number
