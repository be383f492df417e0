"""How many takes a stage is planned with: a fixed number, or a gamble with an accept rate and a cap.

What a gamble may cost in the end is a distribution, which is not this room's business; here it becomes the
number of takes that the sum of lines reckons with.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import ceil
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from kling_cost.amounts import EXACT, exact
from kling_cost.datafiles import FileModel, SourceFile, load_file, pricing_dir
from kling_cost.errors import InputRefused, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from pathlib import Path

_Keys = Annotated[tuple[str, ...], Field(strict=False, min_length=1)]
_Count = Annotated[int, Field(ge=1, le=1000)]
# Accept rates of all the cuts that a clip may have, each of all the digits that a number may have.
_MANY_DIGITS = EXACT.copy()
_MANY_DIGITS.prec = 6_000


class TakesFile(FileModel):
    """`pricing/takes.toml`."""

    default_takes: _Count
    """Takes of a shot when neither its row, the command line nor the strategy says."""
    default_sources: _Keys
    """Keys of `sources` that give the default."""
    gamble_cap: _Count
    """The most takes of a gamble whose row gives an accept rate but no takes."""
    gamble_sources: _Keys
    """Keys of `sources` that give the cap."""
    sources: dict[str, SourceFile]
    """Where the figures come from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Takes:
    """The takes of a shot's iterations: ``planned`` for the sum of lines, and the gamble behind it if any."""

    planned: int
    accept: Decimal | None = None
    cap: int | None = None
    given: bool = True
    """Whether somebody said so; False for the default."""


def takes_together(takes: Sequence[Takes]) -> Takes | None:
    """Plan the takes of shots that share one clip: a take is kept only if every cut is good.

    Fixed takes: as many as the shot that wants most. Gambles: the least n with n x (all accept rates
    multiplied) >= 1, under the highest of the caps. None where that cap ends the gamble sooner: what is then
    billed is little because the clip is given up, not because it is done.
    """
    fixed = max((each.planned for each in takes if each.accept is None), default=0)
    rates = [each.accept for each in takes if each.accept is not None]
    if not rates:
        return Takes(planned=fixed, given=all(each.given for each in takes))
    accept = reduce(_MANY_DIGITS.multiply, rates)
    cap = max(fixed, *(each.cap or each.planned for each in takes))
    planned = max(fixed, ceil(1 / Fraction(accept)))
    return Takes(planned=planned, accept=accept, cap=cap) if planned <= cap else None


class TakesRules:
    """The defaults of ``takes.toml`` and how a number of takes is planned from them."""

    def __init__(self, *roots: Path) -> None:
        """Read ``takes.toml`` of the last folder that has one; with no folder, the shipped one.

        Raises:
            InputRefused: with every fault of the file.
        """
        path = next(
            root / "takes.toml"
            for root in reversed((pricing_dir(), *roots))
            if (root / "takes.toml").is_file()
        )
        self._file = load_file(path, TakesFile)
        missing = {*self._file.default_sources, *self._file.gamble_sources} - set(self._file.sources)
        if missing:
            message = f"not in [sources]: {', '.join(sorted(missing))}"
            raise InputRefused([Problem(level="error", code="takes", message=message, file=str(path))])

    @property
    def default_takes(self) -> int:
        """Takes when nobody says."""
        return self._file.default_takes

    @property
    def gamble_cap(self) -> int:
        """The most takes of a gamble that names no cap of its own."""
        return self._file.gamble_cap

    def default_reason(self) -> str:
        """Say in one line where the default comes from."""
        return "; ".join(self._file.sources[key].title for key in self._file.default_sources)

    def plan(self, *, takes: int | None, accept: Decimal | None) -> Takes:
        """Plan the takes of a shot.

        ``takes`` alone is fixed; ``accept`` alone a gamble capped at :attr:`gamble_cap`; both a gamble capped
        at ``takes``; neither the default. A gamble plans the least n with n x accept >= 1, at most its cap.
        """
        if accept is None:
            return Takes(planned=self.default_takes, given=False) if takes is None else Takes(planned=takes)
        cap = self.gamble_cap if takes is None else takes
        planned = next((n for n in range(1, cap) if EXACT.multiply(accept, exact(n)) >= 1), cap)
        return Takes(planned=planned, accept=accept, cap=cap)
