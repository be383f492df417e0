"""Fitted budgets that can be checked by hand.

PixVerse credits for 5 s of V3: Pro with audio 175, Pro silent 125, Standard with audio 140, silent 100.
Standard with audio is dearer than Pro silent, which is preferred to it, so nobody wants it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kling_cost import Choices, Models, Planner, Strategies
from kling_cost.budget import BadBudget, Objective, fit_budget, made_as, sentences
from kling_cost.money import CreditPrice, MoneyRules

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kling_cost.budget import BudgetPlan
    from kling_cost.storyboard.shot import Storyboard

ON = date(2026, 11, 20)
THREE = """
    shot_id,duration_s,takes,priority
    1,5,1,2
    2,5,1,1
    3,5,1,2
"""


@pytest.fixture
def fitted(
    planner: Planner, models: Models, strategies: Strategies, storyboard_of: Callable[[str], Storyboard]
) -> Callable[..., BudgetPlan]:
    def fit(
        text: str,
        limit: str,
        *,
        ways: Sequence[str] = ("v3-pro-throughout",),
        objective: Objective = Objective.SHOTS,
        currency: str | None = None,
        money: MoneyRules | None = None,
        confidence: float | None = None,
        choices: Choices | None = None,
        min_tier: str | None = None,
        prefer: Sequence[str] = (),
    ) -> BudgetPlan:
        return fit_budget(
            storyboard_of(text),
            planner=planner,
            models=models,
            strategies=[strategies[name] for name in ways],
            provider="pixverse",
            on=ON,
            limit=Decimal(limit),
            objective=objective,
            currency=currency,
            money=money,
            confidence=confidence,
            choices=choices,
            min_tier=min_tier,
            prefer=prefer,
        )

    return fit


def made(found: BudgetPlan) -> list[str]:
    return [
        made_as(row.option).partition(" (")[0] if row.wish is not None else "no price" for row in found.rows
    ]


def test_with_money_enough_every_shot_is_made_as_wished(fitted: Callable[..., BudgetPlan]) -> None:
    found = fitted(THREE, "525")
    assert made(found) == ["v3 pro, audio on"] * 3
    assert found.total.number == 525
    assert not found.lowered
    assert found.next_price is None
    assert found.next_step is None


def test_of_plans_that_are_worth_the_same_the_cheapest_is_taken(fitted: Callable[..., BudgetPlan]) -> None:
    """One with audio, one silent and one Standard is as good by ranks as three silent, and 25 dearer."""
    found = fitted(THREE, "400")
    assert made(found) == ["v3 pro, audio off"] * 3
    assert found.total.number == 375
    assert [row.lowered for row in found.rows] == [("audio on -> off",)] * 3
    assert [row.saves for row in found.rows] == [50, 50, 50]


def test_the_most_urgent_shots_are_made_first(fitted: Callable[..., BudgetPlan]) -> None:
    """Two of three fit: the one of priority 1 for sure, of the others the first."""
    found = fitted(THREE, "250")
    assert made(found) == ["v3 pro, audio off", "v3 pro, audio off", "left out"]
    assert found.worth.shots == (1, 1)
    assert found.priorities == [1, 2]
    one = fitted(THREE, "199")
    assert made(one) == ["left out", "v3 pro, audio on", "left out"]


def test_what_the_next_credits_buy_is_said(fitted: Callable[..., BudgetPlan]) -> None:
    found = fitted(THREE, "250")
    assert found.next_price is not None
    assert found.next_price.extra == 50  # three Standard silent ones are 300
    assert found.next_price.worth.shots == (1, 2)
    assert [change.shot.shot_id for change in found.next_price.changes] == ["3", "1", "2"]
    assert found.next_step is None  # 275 buy nothing more
    assert fitted(THREE, "290").next_step is not None


def test_the_curve_has_every_amount_at_which_more_is_delivered(fitted: Callable[..., BudgetPlan]) -> None:
    found = fitted(THREE, "250")
    spends = [int(point.spend) for point in found.curve]
    assert spends == [0, 100, 125, 175, 200, 225, 250, 300, 325, 350, 375, 425, 475, 525]
    assert [point.worth.shot_count for point in found.curve] == [0, 1, 1, 1, *[2] * 3, *[3] * 7]


def test_when_all_are_wanted_and_do_not_fit_the_obstacle_is_named(fitted: Callable[..., BudgetPlan]) -> None:
    board = """
        shot_id,duration_s,takes,priority
        1,5,1,2
        2,5,4,2
        3,5,1,1
    """
    found = fitted(board, "550", objective=Objective.QUALITY)
    assert not found.fits
    assert found.least_for_all == 600
    assert found.least_for_wish == 1050
    assert found.obstacle is not None
    assert [shot.shot_id for shot in found.obstacle.dearest] == ["2"]
    assert found.obstacle.their_least == 400
    assert found.obstacle.passed_at.shot_id == "2"  # 100 for 3, 100 for 1, and then 400
    said = sentences(found)
    assert said[0] == "nothing fits within 550 pixverse-credit"
    assert "the dearest is shot 2, 400 pixverse-credit at the least" in said[1]
    assert said[2].startswith("600 pixverse-credit would do for every shot, made as cheaply")
    assert fitted(board, "600", objective=Objective.QUALITY).fits


def test_not_even_one_shot_is_nothing_that_fits(fitted: Callable[..., BudgetPlan]) -> None:
    found = fitted(THREE, "99")
    assert not found.fits
    assert found.total.number == 0
    assert len(found.left_out) == 3
    assert any(
        text.startswith("the next 1 pixverse-credit: 1 more shot; shot 2") for text in sentences(found)
    )


def test_a_limit_in_money_is_turned_into_credits(fitted: Callable[..., BudgetPlan]) -> None:
    """375 credits are 4.9875 dollars, which is 4.99; one of 4.98 has room for less."""
    money = MoneyRules(credit_prices={"": CreditPrice(Decimal("0.0133"), "USD")})
    assert fitted(THREE, "4.99", currency="USD", money=money).total.number == 375
    assert fitted(THREE, "4.98", currency="USD", money=money).total.number == 350
    assert "at most" in sentences(fitted(THREE, "4.99", currency="USD", money=money))[0]


def test_several_strategies_are_mixed_shot_by_shot(fitted: Callable[..., BudgetPlan]) -> None:
    """One take is cheaper without a draft, ten are not: 100 x 10 + 175 beside 175 x 10."""
    board = """
        shot_id,duration_s,takes
        1,5,1
        2,5,10
    """
    ways = ("v3-pro-throughout", "short-draft-first")
    found = fitted(board, "1350", ways=ways, objective=Objective.QUALITY)
    assert [row.option.strategy for row in found.rows if row.option] == list(ways)
    assert made(found) == ["v3 pro, audio on"] * 2
    assert found.total.number == 1350
    assert found.plan.strategy == "v3-pro-throughout + short-draft-first"
    assert [line.stage for line in found.plan.lines] == ["final", "draft", "final"]


def test_the_floor_holds_but_a_row_that_names_its_tier_keeps_it(fitted: Callable[..., BudgetPlan]) -> None:
    board = """
        shot_id,duration_s,takes,tier
        1,5,1,standard
        2,5,1,
    """
    found = fitted(board, "250", objective=Objective.QUALITY, min_tier="pro")
    assert made(found) == ["v3 standard, audio off", "v3 pro, audio off"]
    assert found.assumptions == ["tier below pro kept, for the row asks for it (shot 1)"]
    assert not fitted(board, "224", objective=Objective.QUALITY, min_tier="pro").fits
    assert fitted(board, "200", objective=Objective.QUALITY).fits


def test_a_floor_that_nobody_sells_leaves_the_shot_without_a_price(fitted: Callable[..., BudgetPlan]) -> None:
    found = fitted(THREE, "500", min_tier="4k")
    assert made(found) == ["no price"] * 3
    assert "nothing is sold for it at tier 4k or above" in sentences(found)[-1]
    assert found.plan.priced == 0


def test_a_shot_without_a_price_is_told_and_the_others_are_fitted(fitted: Callable[..., BudgetPlan]) -> None:
    board = """
        shot_id,duration_s,takes,mode
        1,5,1,
        2,5,1,video-edit
    """
    found = fitted(board, "175")
    assert made(found) == ["v3 pro, audio on", "no price"]
    assert found.plan.unpriced[0].shot.shot_id == "2"
    assert any(text.startswith("shot 2 has no price: ") for text in sentences(found))


def test_a_preference_of_ones_own_decides_what_is_better(fitted: Callable[..., BudgetPlan]) -> None:
    ways = ("v3-pro-throughout", "o3-pro-throughout")
    best = fitted(THREE, "1000", ways=ways, objective=Objective.QUALITY)
    assert made(best) == ["v3 pro, audio on"] * 3
    mine = fitted(THREE, "1000", ways=ways, objective=Objective.QUALITY, prefer=["o3 pro on"])
    assert made(mine) == ["o3 pro, audio on"] * 3


def test_the_tier_that_is_asked_for_is_the_highest_that_is_tried(fitted: Callable[..., BudgetPlan]) -> None:
    found = fitted(THREE, "1000", objective=Objective.QUALITY, choices=Choices(tier="standard"))
    assert made(found) == ["v3 standard, audio on"] * 3


def test_shots_are_not_packed_and_that_is_said(fitted: Callable[..., BudgetPlan]) -> None:
    found = fitted(THREE, "525", choices=Choices(pack=True))
    assert found.assumptions == ["shots are not packed into shared clips, for each is chosen for by itself"]
    assert found.plan.packing is None


@pytest.mark.parametrize(
    ("limit", "confidence", "words"),
    [("-1", None, "below zero"), ("1", 1.1, "no chance"), ("1", 0.0, "no chance")],
)
def test_a_budget_that_makes_no_sense_is_refused(
    fitted: Callable[..., BudgetPlan], limit: str, confidence: float | None, words: str
) -> None:
    with pytest.raises(BadBudget, match=words):
        fitted(THREE, limit, confidence=confidence)
    with pytest.raises(BadBudget, match="no strategy"):
        fitted(THREE, "1", ways=())
