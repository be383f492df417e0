"""A storyboard at every provider: all its shots first, then money; half a film has no mark-up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kling_cost import MoneyRules, Planner, PriceBook
from kling_cost.money import CreditPrice, PaidWith
from kling_cost.vendors import storyboard_market

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kling_cost import Models, Plan, Strategies, TakesRules
    from kling_cost.storyboard.shot import Storyboard
    from kling_cost.vendors import Market

ON = date(2026, 11, 20)
TWO_SHOTS = "shot_id,duration_s,model,tier,audio,takes\n1,5,v3,standard,off,2\n2,5,o3,standard,off,1\n"


@pytest.fixture
def film_at(
    models: Models,
    takes: TakesRules,
    strategies: Strategies,
    storyboard_of: Callable[[str], Storyboard],
) -> Callable[..., Market]:
    """Plan a storyboard at every seller of a folder."""

    def market(folder: Path, text: str, rules: MoneyRules | None = None) -> Market:
        book = PriceBook(folder)
        board = storyboard_of(text)
        planner = Planner(book=book, models=models, takes=takes)

        def planned(provider: str) -> Plan:
            return planner.plan(board, strategies["routed"], provider=provider, on=ON)

        return storyboard_market(planned, book.provider_ids, rules or MoneyRules())

    return market


def test_a_film_is_cheapest_where_all_its_shots_are_sold(
    open_shop: Callable[..., Path], film_at: Callable[..., Market]
) -> None:
    open_shop("kling-api", v3="0.1", o3="0.2")
    open_shop("cheap", v3="0.01")
    open_shop("dear", v3="0.2", o3="0.4")
    market = film_at(open_shop("idle", o1="0.1"), TWO_SHOTS)
    shown = [(vendor.provider, vendor.amount.number, str(vendor.shown_markup)) for vendor in market.vendors]
    assert shown == [("kling-api", 2, "1.00"), ("dear", 4, "2.00"), ("cheap", Decimal("0.1"), "None")]
    marks = [(vendor.floor, vendor.complete) for vendor in market.vendors]
    assert marks == [(False, True), (False, True), (True, False)]
    assert [vendor.plan.priced for vendor in market.vendors if vendor.plan] == [2, 2, 1]
    (without,) = market.without
    assert without.provider == "idle"
    assert without.reason.startswith("idle does not sell v3")


def test_a_film_that_the_official_api_cannot_make_whole_has_no_markup(
    open_shop: Callable[..., Path], film_at: Callable[..., Market]
) -> None:
    open_shop("kling-api", v3="0.1")
    market = film_at(open_shop("whole", v3="0.2", o3="0.4"), TWO_SHOTS)
    assert [(vendor.provider, vendor.markup) for vendor in market.vendors] == [
        ("whole", None),
        ("kling-api", None),
    ]


def test_a_film_is_told_in_the_money_really_paid(
    open_shop: Callable[..., Path], film_at: Callable[..., Market]
) -> None:
    open_shop("kling-api", v3="0.1", o3="0.2")
    folder = open_shop("packed", v3="0.11", o3="0.21")
    nine_tenths = PaidWith("pack", "USD", CreditPrice(Decimal(9), "USD", Decimal(10)))
    market = film_at(folder, TWO_SHOTS, MoneyRules(paid_with={"packed": nine_tenths}))
    money = [(vendor.provider, vendor.money and str(vendor.money.total.number)) for vendor in market.vendors]
    # At the list 10 x 0.11 + 5 x 0.21 = 2.15, x 0.9 = 1.935.
    assert money == [("packed", "1.94"), ("kling-api", "2.00")]
    assert [str(vendor.shown_markup) for vendor in market.vendors] == ["0.97", "1.00"]


def test_a_from_price_in_a_film_makes_it_a_floor(
    open_shop: Callable[..., Path], film_at: Callable[..., Market]
) -> None:
    (vendor,) = film_at(open_shop("kling-api", v3="0.1", o3="0.2", floor=True), TWO_SHOTS).vendors
    assert (vendor.floor, vendor.complete) == (True, True)


def test_what_is_assumed_for_a_film_is_said_once_for_all_vendors(
    open_shop: Callable[..., Path], film_at: Callable[..., Market]
) -> None:
    open_shop("kling-api", v3="0.1")
    market = film_at(open_shop("other", v3="0.1"), "duration_s,model,tier,audio\n5,v3,standard,off\n")
    assumed = market.assumptions(MoneyRules())
    assert len(market.vendors) == 2
    assert len(assumed) == len(set(assumed))
    assert sum(text.startswith("3 takes, for none are given") for text in assumed) == 1


def test_an_empty_film_has_nothing_to_price(
    open_shop: Callable[..., Path], film_at: Callable[..., Market]
) -> None:
    market = film_at(open_shop("kling-api", v3="0.1"), "duration_s\n")
    assert market.vendors == []
    assert [(entry.provider, entry.reason) for entry in market.without] == [("kling-api", "nothing to price")]
