"""Judging a storyboard: every limit that was asked for becomes a ruling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.gate.parts import ruling_on_scenes, ruling_on_shots
from kling_cost.gate.prices import ruling_on_age, ruling_on_basis, ruling_on_coverage
from kling_cost.gate.totals import ruling_on_increase, ruling_on_max
from kling_cost.gate.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost.gate.case import Case
    from kling_cost.gate.verdict import Ruling

_RULINGS: tuple[Callable[[Case], Ruling | None], ...] = (
    ruling_on_max,
    ruling_on_increase,
    ruling_on_shots,
    ruling_on_scenes,
    ruling_on_coverage,
    ruling_on_age,
    ruling_on_basis,
)


def judge(case: Case, file: str) -> Verdict:
    """Judge a storyboard; ``file`` is its name as it was given. Coverage is always ruled on.

    Raises:
        MoneyUnknown, BadMoney: for a limit in a currency in which the plan cannot be told.
    """
    found = (ruling(case) for ruling in _RULINGS)
    return Verdict(file=file, rulings=[ruling for ruling in found if ruling is not None])
