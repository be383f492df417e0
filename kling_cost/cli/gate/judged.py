"""What ``check`` found: a verdict, and why the storyboard costs more or less than its base."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_cost.cli.progress import step
from kling_cost.gate.case import Case
from kling_cost.gate.judge import judge
from kling_cost.gate.risen import risen_shots

if TYPE_CHECKING:
    from kling_cost.causes import Difference
    from kling_cost.cli.planning import Asked, Planned
    from kling_cost.gate import Verdict
    from kling_cost.gate.case import Base
    from kling_cost.gate.limits import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A verdict, what the storyboard was compared with, and why it costs more or less than that."""

    verdict: Verdict
    case: Case
    difference: Difference | None

    @classmethod
    def of(cls, asked: Asked, planned: Planned, limits: Limits, base: str | None) -> Judged:
        """Judge what was planned; ``base`` is what to compare it with, as the user wrote it.

        Raises:
            KlingCostError: for a base that cannot be read, or a limit that the plan cannot be held against.
        """
        chosen = planned.estimate.entry.plan
        found: Base | None = None
        difference: Difference | None = None
        if base is not None:
            found, difference = _compared(asked, planned, base)
        seller = planned.tables.book.provider(chosen.provider).file
        case = Case(
            estimate=planned.estimate,
            limits=limits,
            seller=seller,
            base=found,
            risen=risen_shots(difference, found.name, seller) if found and difference else (),
        )
        return cls(verdict=judge(case, planned.storyboard.file), case=case, difference=difference)


def _compared(asked: Asked, planned: Planned, base: str) -> tuple[Base, Difference | None]:
    from kling_cost.causes import Side, difference_of  # noqa: PLC0415 - only where there is a base
    from kling_cost.cli.gate.base import base_of  # noqa: PLC0415

    with step(f"comparing with {base}"):
        found, side = base_of(base, asked, planned.estimate.entry.plan)
        if side is None:
            return found, None
        here = Side(estimate=planned.estimate, book=asked.tables.book, known_on=asked.known_on)
        return found, difference_of(side, here)
