"""Budgets of whole films with gambles: what is found, what is proven of it, and how it is told."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kling_cost.budget import Objective, fit_budget, sentences
from kling_cost.budget.wording import objective_text
from kling_cost.risk.forecast import Forecast
from kling_cost.storyboard.shot import Shot, Storyboard

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost import Models, Planner, Strategies
    from kling_cost.budget import BudgetPlan


def film(shots: int, *, classes: bool = False) -> Storyboard:
    """Make a film of shots of 3 to 14 seconds, with accept rates from 0.25 to 0.75 or classes of shot."""
    return Storyboard(
        file="film.csv",
        shots=[
            Shot(
                shot_id=str(number),
                seconds=Decimal(3 + 5 * number % 12),
                accept=None if classes else Decimal(25 * (1 + number % 3)).scaleb(-2),
                shot_class=["hero", "narrative"][number % 2] if classes else None,
                priority=1 + number // 4 % 3,
                row=number + 2,
            )
            for number in range(shots)
        ],
    )


@pytest.fixture
def fitted(planner: Planner, models: Models, strategies: Strategies) -> Callable[..., BudgetPlan]:
    def fit(board: Storyboard, limit: int, objective: Objective = Objective.SHOTS) -> BudgetPlan:
        return fit_budget(
            board,
            planner=planner,
            models=models,
            strategies=list(strategies),
            provider="pixverse",
            on=date(2026, 11, 20),
            limit=Decimal(limit),
            confidence=0.9,
            objective=objective,
        )

    return fit


@pytest.mark.parametrize("objective", Objective)
@pytest.mark.parametrize("classes", [False, True])
def test_a_film_is_fitted_and_the_bound_is_told(
    fitted: Callable[..., BudgetPlan], objective: Objective, *, classes: bool
) -> None:
    found = fitted(film(40, classes=classes), 34_000 if classes else 14_000, objective)
    assert found.fits
    assert found.chance_within is not None
    assert 0.9 - 1e-9 <= found.chance_within < 0.95
    assert found.needed <= found.limit.most
    bound = found.proof.bound
    assert bound is not None
    assert (bound.shots, bound.quality, bound.kept) > (
        found.worth.shots,
        found.worth.quality,
        found.worth.kept,
    )
    said = sentences(found)
    assert "(90 % asked for); P50" in said[0]
    assert sum(text.startswith("no plan within the limit delivers more") for text in said) == 1
    spends = [point.spend for point in found.curve]
    assert spends == sorted(spends)
    assert found.needed in spends
    assert found.curve[-1].spend <= found.least_for_wish


def test_eight_shots_under_all_strategies_are_proven_but_for_the_chances_of_keepers(
    fitted: Callable[..., BudgetPlan],
) -> None:
    found = fitted(film(8), 2200, Objective.QUALITY)
    bound = found.proof.bound
    if bound is not None:
        assert (bound.shots, bound.quality) == (found.worth.shots, found.worth.quality)
        said = "no plan within the limit delivers more or better; only the chances of keepers may be better"
        assert said in sentences(found)


def test_the_forecast_is_that_of_the_plan(fitted: Callable[..., BudgetPlan]) -> None:
    found = fitted(film(12), 4000)
    forecast = Forecast.of(found.plan)
    assert forecast is not None
    assert found.forecast is not None
    for chance in (0.1, 0.5, 0.9):
        assert forecast.total.quantile(chance) == found.forecast.quantile(chance) == found.quantile(chance)


def test_money_too_short_for_some_shots_leaves_the_least_urgent_out(
    fitted: Callable[..., BudgetPlan],
) -> None:
    found = fitted(film(12), 2500)
    assert found.fits
    assert found.left_out
    delivered = {row.shot.priority for row in found.rows if row.option is not None}
    assert 1 in delivered
    assert found.worth.shots[0] == 4
    assert found.obstacle is not None
    said = " ".join(sentences(found))
    assert "left out" in said
    assert "in the order of priority the money ends at shot" in said


def test_what_is_sought_is_said() -> None:
    assert objective_text(Objective.SHOTS, [1, 2]).endswith("the most urgent first")
    assert objective_text(Objective.SHOTS, [None]) == "as many shots as the budget allows"
    assert objective_text(Objective.QUALITY, [1, 2]).startswith("every shot")


def test_the_same_film_is_fitted_alike_twice(fitted: Callable[..., BudgetPlan]) -> None:
    one, other = fitted(film(10), 3000), fitted(film(10), 3000)
    assert sentences(one) == sentences(other)
    assert one.curve == other.curve
