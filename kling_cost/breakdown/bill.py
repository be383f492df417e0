"""What a kind of row comes to, whichever row it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from kling_cost.amounts import total

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from kling_cost.quote import Line


class Fault(NamedTuple):
    """A stage that has no price, and why."""

    stage: str
    reason: str


class Assumed(NamedTuple):
    """A decision made for the user: for one of a group's cuts, or (None) for the whole row."""

    text: str
    cut: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """What a kind of row comes to.

    It is priced whole or not at all: there are either lines, which do not say yet whose they are, or faults.
    """

    lines: Sequence[Line] = ()
    faults: Sequence[Fault] = ()
    assumed: Sequence[Assumed] = ()

    @property
    def amount(self) -> Decimal | None:
        """The sum of the lines, None where there is no price."""
        if not self.lines:
            return None
        return total((line.amount for line in self.lines), self.lines[0].amount.unit).number
