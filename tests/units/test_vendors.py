"""A clip at every provider: who is cheapest in money, and by how much it is over the official API."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from kling_cost import Amount, Clip, MoneyRules, PriceBook
from kling_cost.money import CreditPrice, PaidWith, paid_with_plan
from kling_cost.vendors import clip_market, paying_as_you_go

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kling_cost.vendors import Market, Vendor

ON = date(2026, 11, 20)
V3 = Clip(model="v3", tier="standard", seconds=Decimal(5))


def ask(folder: Path, *only: str, rules: MoneyRules | None = None, count: int = 1) -> Market:
    """Ask some sellers, or all that were written, for 5 s of V3 Standard."""
    book = PriceBook(folder)
    return clip_market(V3, book, only or book.provider_ids, ON, rules or MoneyRules(), count=count)


def found(market: Market) -> dict[str, Vendor]:
    return {vendor.provider: vendor for vendor in market.vendors}


def markups(market: Market) -> dict[str, str]:
    return {vendor.provider: str(vendor.shown_markup) for vendor in market.vendors}


def test_the_cheapest_comes_first_with_its_markup_over_the_official_api(
    open_shop: Callable[..., Path],
) -> None:
    open_shop("kling-api", v3="0.1")
    open_shop("dear", v3="0.21")
    market = ask(open_shop("cheap", v3="0.0893"))
    assert markups(market) == {"cheap": "0.89", "kling-api": "1.00", "dear": "2.10"}
    assert list(markups(market)) == ["cheap", "kling-api", "dear"]


def test_equally_cheap_ones_stand_by_name(open_shop: Callable[..., Path]) -> None:
    open_shop("zebra", v3="0.10")
    open_shop("kling-api", v3="0.1")
    assert list(markups(ask(open_shop("ant", v3="0.100")))) == ["ant", "kling-api", "zebra"]


def test_a_markup_is_rounded_half_up_from_exact_money(open_shop: Callable[..., Path]) -> None:
    open_shop("kling-api", v3="0.1")
    open_shop("a", v3="0.1005")
    market = ask(open_shop("b", v3="0.10049"))
    assert found(market)["a"].markup == Fraction(1005, 1000)
    assert markups(market) == {"kling-api": "1.00", "b": "1.00", "a": "1.01"}


def test_a_markup_is_told_though_the_official_api_is_not_asked_for(open_shop: Callable[..., Path]) -> None:
    open_shop("kling-api", v3="0.1")
    market = ask(open_shop("dear", v3="0.21"), "dear")
    assert markups(market) == {"dear": "2.10"}
    assert market.without == []


def test_without_an_official_price_there_is_no_markup(open_shop: Callable[..., Path]) -> None:
    folder = open_shop("dear", v3="0.21")
    assert markups(ask(folder)) == {"dear": "None"}
    market = ask(open_shop("kling-api", o3="0.1"))
    assert markups(market) == {"dear": "None"}
    assert [entry.provider for entry in market.without] == ["kling-api"]


def test_who_has_no_price_says_why(open_shop: Callable[..., Path]) -> None:
    open_shop("kling-api", v3="0.1")
    (entry,) = ask(open_shop("other", o3="0.1")).without
    assert entry.provider == "other"
    assert entry.reason.startswith("other does not sell v3 standard text-to-video, audio off")
    assert "nearest sold: o3" in entry.reason


def test_a_count_multiplies_the_price_and_leaves_the_markup(open_shop: Callable[..., Path]) -> None:
    open_shop("kling-api", v3="0.1")
    market = ask(open_shop("dear", v3="0.21"), count=7)
    assert found(market)["dear"].amount == Amount(Decimal("7.35"), "USD")
    assert markups(market)["dear"] == "2.10"


def test_credits_without_a_price_come_last_and_have_no_markup(open_shop: Callable[..., Path]) -> None:
    open_shop("kling-api", v3="0.1")
    open_shop("app", unit="app-credit", v3="1")
    market = ask(open_shop("dear", v3="9"))
    assert list(markups(market).items()) == [("kling-api", "1.00"), ("dear", "90.00"), ("app", "None")]
    assert found(market)["app"].money is None


def test_the_most_frequent_currency_comes_first(open_shop: Callable[..., Path]) -> None:
    open_shop("kling-api", v3="0.1")
    open_shop("beijing", unit="CNY", v3="1")
    folder = open_shop("shanghai", unit="CNY", v3="1")
    assert list(markups(ask(folder))) == ["beijing", "shanghai", "kling-api"]
    open_shop("dear", v3="0.21")
    folder = open_shop("dearer", v3="0.31")
    assert list(markups(ask(folder))) == ["kling-api", "dear", "dearer", "beijing", "shanghai"]


def test_an_exchange_rate_brings_another_currency_in(open_shop: Callable[..., Path]) -> None:
    open_shop("kling-api", v3="0.1")
    folder = open_shop("beijing", unit="CNY", v3="1")
    assert markups(ask(folder))["beijing"] == "None"
    rules = MoneyRules(rates={("CNY", "USD"): Decimal("0.14")})
    assert markups(ask(folder, rules=rules)) == {"kling-api": "1.00", "beijing": "1.40"}


def test_a_pack_that_pays_counts_in_money_and_markup(open_shop: Callable[..., Path]) -> None:
    open_shop("kling-api", v3="0.1")
    folder = open_shop("app", unit="app-credit", v3="6")
    pack = PaidWith("pack", "app-credit", CreditPrice(Decimal(10), "USD", Decimal(600)))
    market = ask(folder, rules=MoneyRules(paid_with={"app": pack}))
    vendor = found(market)["app"]
    assert vendor.money is not None
    assert (vendor.amount.number, vendor.money.total.number) == (Decimal(30), Decimal("0.50"))
    assert markups(market) == {"app": "1.00", "kling-api": "1.00"}


def test_a_from_price_and_an_approximate_one_are_marked(open_shop: Callable[..., Path]) -> None:
    open_shop("kling-api", v3="0.1")
    open_shop("from", v3="0.05", floor=True)
    market = ask(open_shop("about", v3="0.06", basis="approximate"))
    marks = {name: (vendor.floor, vendor.approximate) for name, vendor in found(market).items()}
    assert marks == {"from": (True, False), "about": (False, True), "kling-api": (False, False)}


def test_a_vendor_says_its_card_and_how_good_its_price_is(open_shop: Callable[..., Path]) -> None:
    (vendor,) = ask(open_shop("about", v3="0.06", basis="approximate")).vendors
    assert (vendor.card, vendor.bases, vendor.complete) == ("about/2026-02-05", ["approximate"], True)


AS_YOU_GO: dict[str, tuple[dict[str, Any], str | None]] = {
    "credits that are simply bought": ({"plans": {"credits": 200}}, "0.15"),
    "two prices of a credit": ({"plans": {"credits": 200, "more": 300}}, None),
    "a pack": ({"packs": {"pack": 200}}, None),
    "credits beside a pack": ({"plans": {"credits": 200}, "packs": {"pack": 300}}, "0.15"),
    "no plan": ({}, None),
}


@pytest.mark.parametrize(("sold", "usd"), AS_YOU_GO.values(), ids=AS_YOU_GO)
def test_only_credits_that_are_simply_bought_at_one_price_are_told_in_money_unasked(
    open_shop: Callable[..., Path], sold: dict[str, Any], usd: str | None
) -> None:
    folder = open_shop("app", unit="app-credit", v3="6", **sold)
    rules = paying_as_you_go(MoneyRules(), PriceBook(folder), ["app"], ON)
    (vendor,) = ask(folder, rules=rules).vendors
    assert (str(vendor.money.total.number) if vendor.money else None) == usd


def test_what_the_user_says_of_a_credit_comes_before_pay_as_you_go(open_shop: Callable[..., Path]) -> None:
    folder = open_shop("app", unit="app-credit", v3="6", plans={"credits": 200}, packs={"pack": 600})
    book = PriceBook(folder)
    plans = book.plans("app", ON)
    assert plans is not None
    said = {
        "0.30": MoneyRules(credit_prices={"app-credit": CreditPrice(Decimal("0.01"), "USD")}),
        "0.05": MoneyRules(paid_with={"app": paid_with_plan(plans, "pack")}),
    }
    for usd, rules in said.items():
        assert paying_as_you_go(rules, book, ["app"], ON) == rules
        (vendor,) = ask(folder, rules=rules).vendors
        assert vendor.money is not None
        assert vendor.money.total.number == Decimal(usd)


def test_list_prices_in_a_currency_stay_what_they_are_unless_the_user_says_so(
    open_shop: Callable[..., Path],
) -> None:
    folder = open_shop("api", v3="0.1", plans={"units": 2})
    assert paying_as_you_go(MoneyRules(), PriceBook(folder), ["api"], ON).paid_with == {}


def test_approximate_credits_make_approximate_money_of_a_firm_price(open_shop: Callable[..., Path]) -> None:
    folder = open_shop("app", unit="app-credit", v3="6", plans={"credits": 200}, plans_basis="approximate")
    rules = paying_as_you_go(MoneyRules(), PriceBook(folder), ["app"], ON)
    (vendor,) = ask(folder, rules=rules).vendors
    assert (vendor.priced.approximate, vendor.approximate) == (False, True)


def test_only_plans_that_paid_are_assumed(open_shop: Callable[..., Path]) -> None:
    open_shop("app", unit="app-credit", v3="6", plans={"credits": 200})
    folder = open_shop("idle", unit="idle-credit", o3="6", plans={"credits": 1})
    rules = paying_as_you_go(MoneyRules(), PriceBook(folder), ["app", "idle"], ON)
    assert sorted(rules.paid_with) == ["app", "idle"]
    assert ask(folder, rules=rules).assumptions(rules) == ["paid with app credits: 200 credits = 1 USD"]


@pytest.mark.parametrize(
    ("provider", "amount", "markup"),
    [
        ("krea", "0.882", "2.10"),
        ("evolink", "0.375", "0.89"),
        ("kling-api", "0.42", "1.00"),
        ("comfyui", "88.6", "1.00"),
    ],
)
def test_five_silent_seconds_of_v3_standard_cost_at_a_shipped_vendor_what_its_page_says(
    book: PriceBook, provider: str, amount: str, markup: str
) -> None:
    rules = paying_as_you_go(MoneyRules(), book, [provider], ON)
    market = clip_market(V3, book, [provider], ON, rules)
    shown = [(vendor.amount.number, str(vendor.shown_markup)) for vendor in market.vendors]
    assert shown == [(Decimal(amount), markup)]
