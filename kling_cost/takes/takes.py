"""The takes of one clip: planned for the sum of lines, with the gamble behind the number if there is one."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import ceil, prod
from typing import TYPE_CHECKING

from kling_cost.storyboard.shot import AtCap

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class SharedRate:
    """An accept rate that is not known for sure: beta distributed, and one and the same for all who share it.

    ``name`` says who shares it: a class of shot, a stage, or all.
    """

    name: str
    alpha: Fraction
    beta: Fraction

    def __hash__(self) -> int:
        return hash(self.name)  # the hash of a fraction takes its time, and names tell rates apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Takes:
    """The takes of a clip: ``planned`` for the sum of lines, and the gamble behind it if any.

    A gamble makes takes until ``keepers`` of them are good enough, each with the chance ``accept``, and
    ``cap`` at most. Then the best are used (``proceed``), or the shot is given up (``fail``).
    """

    planned: int
    accept: Fraction | None = None
    cap: int | None = None
    keepers: int = 1
    at_cap: AtCap = AtCap.PROCEED
    shared: SharedRate | None = None
    """Where the accept rate is uncertain: whose it is. ``accept`` is then its expectation."""
    power: int = 1
    """So many draws of the shared rate must all be good for one take to be: the cuts of one clip."""
    given: bool = True
    """Whether somebody said so; False for the default."""


def planned_takes(accept: Fraction, cap: int, keepers: int = 1) -> int:
    """Give the takes for the sum of lines: the least n with n x accept >= keepers, at most the cap."""
    return min(ceil(keepers / accept), cap)


def takes_together(takes: Sequence[Takes]) -> Takes | None:
    """Plan the takes of shots that share one clip: a take is kept only if every cut is good.

    Fixed takes: as many as the shot that wants most. Gambles: the least n with n x (all accept rates
    multiplied) >= 1, under the highest of the caps; given up at the cap if one of them is. None where that
    cap ends the gamble sooner: what is then billed is little because the clip is given up, not because it
    is done. An uncertain rate stays so only if all cuts share it; of different ones the expectations count.
    """
    fixed = max((each.planned for each in takes if each.accept is None), default=0)
    gambles = [each for each in takes if each.accept is not None]
    if not gambles:
        return Takes(planned=fixed, given=all(each.given for each in takes))
    accept = prod((each.accept or Fraction(1) for each in gambles), start=Fraction(1))
    cap = max(fixed, *(each.cap or each.planned for each in takes))
    keepers = max(each.keepers for each in gambles)
    planned = max(fixed, ceil(keepers / accept))
    shared = {each.shared for each in gambles}
    return (
        Takes(
            planned=planned,
            accept=accept,
            cap=cap,
            keepers=keepers,
            at_cap=AtCap.FAIL if any(each.at_cap is AtCap.FAIL for each in gambles) else AtCap.PROCEED,
            shared=next(iter(shared)) if len(shared) == 1 else None,
            power=sum(each.power for each in gambles) if len(shared) == 1 else 1,
        )
        if planned <= cap
        else None
    )
