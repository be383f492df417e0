"""The figures on the page are the estimate's, cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from kling_cost.estimate import GroupBy, groups_of
from kling_cost.ledger import ledger_rows
from kling_cost.wording import amount_text, qualified

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from kling_cost.amounts import Amount
    from kling_cost.dossier import Dossier

pytestmark = pytest.mark.chromium

CASES: dict[str, dict[str, Any]] = {
    "in money": {},
    "in credits": {"credit_price": None, "extras": ()},
    "in dollars": {"provider": "fal", "extras": ()},
    "in two units": {"credit_price": None},
}


def told(dossier: Dossier, amount: Amount) -> str:
    """Write an amount of the chosen plan's as the words of the house do."""
    entry = dossier.chosen
    of_shots = amount.unit == dossier.estimate.shots.unit
    approximate = of_shots and entry.plan.approximate
    return qualified(
        amount_text(amount, dossier.seller), approximate=approximate, floor=of_shots and entry.plan.floor
    )


@pytest.fixture(params=CASES)
def dossier(request: pytest.FixtureRequest, dossier_of: Callable[..., Dossier]) -> Dossier:
    return dossier_of(**CASES[request.param])


def texts(page: Page, selector: str) -> list[str]:
    found: list[str] = page.locator(selector).all_text_contents()
    return [" ".join(text.split()) for text in found]


def test_totals_and_items_are_those_of_the_estimate(dossier: Dossier, opened: Callable[..., Any]) -> None:
    tab, estimate = opened(dossier), dossier.estimate
    totals = [told(dossier, total) for total in estimate.totals]
    assert texts(tab.page, ".total .amount") == totals
    assert texts(tab.page, ".costs .sum td") == totals
    assert texts(tab.page, ".costs .subtotal td") == [told(dossier, estimate.shots)]
    items = [amount_text(item.shown, dossier.seller) for item in estimate.items]
    assert [text.removeprefix("~ ") for text in texts(tab.page, ".costs .other td")] == items
    stages = [group for group in groups_of(estimate, GroupBy.STAGE) if group.kind == "shot"]
    written = [amount_text(group.money or group.amount, dossier.seller) for group in stages]
    assert [text.removeprefix("~ ") for text in texts(tab.page, ".costs .stage td")] == written


def test_scenes_are_those_of_the_estimate_and_in_their_order(
    dossier: Dossier, opened: Callable[..., Any]
) -> None:
    tab = opened(dossier)
    scenes = [group for group in groups_of(dossier.estimate, GroupBy.SCENE) if group.kind == "shot"]
    assert texts(tab.page, ".scenes h3") == [group.name for group in scenes]
    written = [amount_text(group.money or group.amount, dossier.seller) for group in scenes]
    assert [text.removeprefix("~ ") for text in texts(tab.page, ".scenes .price")] == written


def test_lines_are_those_of_the_plan_cell_by_cell(dossier: Dossier, opened: Callable[..., Any]) -> None:
    tab, chosen = opened(dossier), dossier.chosen
    ledger = [row for row in ledger_rows(chosen.plan, chosen.money) if row["amount"] is not None]
    for column, key in enumerate(("shot_id", "scene", "stage")):
        assert tab.rows(column) == [row[key] for row in ledger]
    assert tab.rows(4) == [f"{row['takes']:,}" for row in ledger]
    assert tab.rows(5) == [f"{row['billed_s']:,f} s" if row["billed_s"] else "" for row in ledger]
    mark = "~ " if chosen.plan.approximate else ""
    own = [f"{mark}{amount.number:,f}" for amount in chosen.shown_amounts()]
    assert tab.rows(7) == own
    if chosen.money is not None and chosen.money.converted:
        assert tab.rows(8) == [f"{mark}{row['money']:,.2f}" for row in ledger]


def test_strategies_stand_in_the_order_of_their_ranking_with_their_totals(
    dossier: Dossier, opened: Callable[..., Any]
) -> None:
    tab, ranked = opened(dossier), dossier.comparison.ranked
    assert texts(tab.page, ".ways h3 bdi") == [entry.plan.strategy for entry in ranked]
    assert texts(tab.page, ".ways .chosen h3 bdi") == [dossier.chosen.plan.strategy]
    for entry, shown in zip(ranked, texts(tab.page, ".ways .price"), strict=True):
        total = entry.money.total if entry.money else entry.plan.total
        plan = entry.plan
        written = amount_text(total, dossier.sellers[plan.provider])
        expected = qualified(written, approximate=plan.approximate, floor=plan.floor)
        assert shown == (expected if plan.priced else "not priced")


def test_what_is_enough_with_a_chance_is_that_of_the_forecast(
    dossier: Dossier, opened: Callable[..., Any]
) -> None:
    tab, chosen = opened(dossier), dossier.chosen
    forecast = dossier.forecast_of(chosen)
    assert forecast is not None
    shown = texts(tab.page, ".quantiles .amount")
    for chance, text in zip((0.5, 0.8, 0.95), shown, strict=True):
        own = type(chosen.plan.total)(forecast.total.quantile(chance), chosen.plan.unit)
        money = dossier.estimate.money.money_of([own], own.unit, chosen.plan.provider)
        assert text == told(dossier, money.total if money else own)
