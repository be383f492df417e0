"""Fitted budgets of gambles that can be checked by hand, and of nothing at all.

At PixVerse a take of 5 s on V3 Pro with audio is 175 credits.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kling_cost import Choices, Models, Planner, Strategies
from kling_cost.budget import Objective, fit_budget, made_as, sentences
from kling_cost.storyboard.shot import Storyboard

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost.budget import BudgetPlan


@pytest.fixture
def fitted(
    planner: Planner, models: Models, strategies: Strategies, storyboard_of: Callable[[str], Storyboard]
) -> Callable[..., BudgetPlan]:
    def fit(
        board: str | Storyboard,
        limit: str,
        *,
        confidence: float | None = None,
        objective: Objective = Objective.SHOTS,
        choices: Choices | None = None,
    ) -> BudgetPlan:
        return fit_budget(
            storyboard_of(board) if isinstance(board, str) else board,
            planner=planner,
            models=models,
            strategies=[strategies["v3-pro-throughout"]],
            provider="pixverse",
            on=date(2026, 11, 20),
            limit=Decimal(limit),
            confidence=confidence,
            objective=objective,
            choices=choices,
        )

    return fit


def made(found: BudgetPlan) -> list[str]:
    return [made_as(row.option).partition(" (")[0] for row in found.rows]


def test_with_a_confidence_the_cap_of_a_gamble_is_lowered_until_it_holds(
    fitted: Callable[..., BudgetPlan],
) -> None:
    """At an accept rate of 1/4, 8 takes are enough with a chance of 0.8999 and 9 with one of 0.9249.

    A take is 175 credits, so that 9 of them are 1,575 and 8 of them 1,400.
    """
    board = "shot_id,duration_s,accept\n1,5,0.25"
    choices = Choices(tier="pro")
    as_it_is = fitted(board, "1575", confidence=0.9, choices=choices)
    assert made(as_it_is) == ["v3 pro, audio on"]
    assert as_it_is.chance_within == pytest.approx(1 - 0.75**9)
    assert not as_it_is.lowered
    capped = fitted(board, "1400", confidence=0.9, choices=choices)
    assert made(capped) == ["v3 pro, audio on"]
    assert capped.chance_within == 1
    assert capped.needed == 1400
    assert capped.rows[0].lowered == ("at most 8 takes (chance of a keeper 96.8 % -> 90 %)",)
    assert capped.proof.optimal
    assert capped.plan.assumptions[-1].startswith("at most 8 takes instead of 12, for the budget")
    assert "with a chance of 100 % (90 % asked for)" in sentences(capped)[0]


def test_without_a_confidence_the_lines_count_and_the_chance_is_told(
    fitted: Callable[..., BudgetPlan],
) -> None:
    """Four takes are planned at an accept rate of 1/4: 700 credits, kept within with a chance of 0.6836."""
    found = fitted("shot_id,duration_s,accept\n1,5,0.25", "700")
    assert made(found) == ["v3 pro, audio on"]
    assert found.total.number == 700
    assert found.chance_within == pytest.approx(1 - 0.75**4)
    assert found.quantile(0.9) == 1575


def test_fixed_takes_are_never_cut_nor_is_the_cap_that_a_row_gives(fitted: Callable[..., BudgetPlan]) -> None:
    board = """
        shot_id,duration_s,takes,accept
        1,5,6,
        2,5,6,0.25
    """
    found = fitted(board, "1200", confidence=0.9, objective=Objective.QUALITY)
    caps = [row.option.bill.stakes[0].takes.cap for row in found.rows if row.option]
    assert caps == [None, 6]
    assert found.rows[0].option is not None
    assert found.rows[0].option.bill.lines[0].takes == 6


@pytest.mark.parametrize("confidence", [None, 0.9])
def test_an_empty_storyboard_fits_any_budget(
    fitted: Callable[..., BudgetPlan], confidence: float | None
) -> None:
    found = fitted(Storyboard(file="empty.csv", shots=[]), "0", confidence=confidence)
    assert found.fits
    assert found.total.number == 0
