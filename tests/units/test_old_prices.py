"""A price that was read long ago is warned about: once a card, from the 91st day on."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from kling_cost import Clip, MoneyRules, PriceBook
from kling_cost.cli import cli
from kling_cost.money import paid_with_plan
from kling_cost.pricebook.age import STALE_AFTER_DAYS, age_in_days, read_on, stale_prices

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

READ, LATER = date(2026, 6, 1), date(2026, 8, 1)
LAST_DAY = READ + timedelta(days=STALE_AFTER_DAYS)
CARD = """
applies_from = DAY
first_day = "stated"
known_from = 2026-02-10
unit = "UNIT"
summary = "A card of a test."

[sources.page]
title = "The price page"
link = "https://example.com/prices"
read_on = 2026-06-01

[sources.heard]
title = "What somebody said"
read_on = 2026-08-01
note = "No link was kept."

[[offers]]
model = "v3"
modes = ["text-to-video"]
per = "second"
lengths = "3..15"
rates = [
  { id = "off", tier = "standard", amount = 2, source = "heard", basis = "third-party" },
  { id = "on", tier = "standard", audio = ["on"], amount = 3, source = "page", basis = "published" },
]
"""
SELLER = '[credit]\nid = "NAME-credit"\nsingular = "credit"\nplural = "credits"\n'
PLANS = """
applies_from = 2026-02-05
first_day = "stated"
known_from = 2026-02-10
unit = "shop-credit"
summary = "Plans of a test."

[sources.page]
title = "The plans page"
link = "https://example.com/plans"
read_on = 2026-06-02

[[plans]]
id = "pack"
name = "Pack"
kind = "pack"
price = 1
currency = "USD"
credits = 100
source = "page"
basis = "published"
"""


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    """Two sellers: a shop with a pack, that charges in credits, and a market, that charges in dollars."""
    for name, unit in (("shop", "shop-credit"), ("market", "USD")):
        folder = tmp_path / "prices" / name
        folder.mkdir(parents=True)
        credit = SELLER.replace("NAME", name) if unit != "USD" else ""
        seller = f'name = "{name.title()}"\nhome = "https://example.com"\n{credit}'
        (folder / "provider.toml").write_text(seller, encoding="utf-8")
        card = CARD.replace("UNIT", unit).replace("DAY", "2026-02-05")
        (folder / "2026-02-05.toml").write_text(card, encoding="utf-8")
    (tmp_path / "prices" / "shop" / "plans-2026-02-05.toml").write_text(PLANS, encoding="utf-8")
    return tmp_path / "prices"


@pytest.fixture
def shops(prices: Path) -> PriceBook:
    return PriceBook(prices)


def test_a_price_is_old_from_the_ninety_first_day_on(shops: PriceBook) -> None:
    _, rate = shops.card("shop", LAST_DAY).rates
    assert (LAST_DAY - READ).days == 90
    assert stale_prices([rate], LAST_DAY) == []
    (problem,) = stale_prices([rate], LAST_DAY + timedelta(days=1))
    assert (problem.level, problem.code) == ("warning", "stale-price")
    assert problem.message == (
        "shop/2026-02-05#on was read on 2026-06-01, 91 days before 2026-08-31: "
        "look whether it still holds (https://example.com/prices)"
    )


def test_a_price_that_was_read_after_the_day_is_not_old(shops: PriceBook) -> None:
    assert stale_prices(shops.card("shop", READ).rates, READ - timedelta(days=30)) == []


def test_a_card_is_warned_about_once_and_its_oldest_price_speaks_for_it(shops: PriceBook) -> None:
    rates = [rate for name in ("shop", "market") for rate in [*shops.card(name, LATER).rates] * 3]
    found = stale_prices(rates, date(2026, 12, 1))
    assert [problem.message.split()[0] for problem in found] == ["shop/2026-02-05#on", "market/2026-02-05#on"]


def test_only_the_prices_that_were_used_are_warned_about(shops: PriceBook) -> None:
    silent, _ = shops.card("shop", LATER).rates
    assert stale_prices([silent], date(2026, 10, 30)) == []
    (problem,) = stale_prices([silent], date(2026, 10, 31))
    assert problem.message.endswith("(What somebody said)")
    assert stale_prices([], date(2030, 1, 1)) == []


def test_a_card_is_as_old_as_the_last_look_at_it(shops: PriceBook) -> None:
    card = shops.card("shop", LATER)
    assert read_on(card) == LATER
    assert [age_in_days(card, day) for day in (READ, LATER, LAST_DAY)] == [-61, 0, 29]


def test_a_plan_that_pays_is_warned_about_like_a_price(shops: PriceBook) -> None:
    plans = shops.plans("shop", LATER)
    assert plans is not None
    rules = MoneyRules(paid_with={"shop": paid_with_plan(plans, "pack")})
    assert rules.old_plans(LAST_DAY + timedelta(days=1)) == []
    (problem,) = rules.old_plans(LAST_DAY + timedelta(days=2))
    assert problem.message == (
        "shop pack was read on 2026-06-02, 91 days before 2026-09-01: "
        "look whether it still holds (https://example.com/plans)"
    )
    assert MoneyRules().old_plans(date(2030, 1, 1)) == []


def run(prices: Path, *args: str, on: str) -> Result:
    done = CliRunner(env={"COLUMNS": None}).invoke(cli, [*args, "--pricing", str(prices), "--on", on])
    assert done.exit_code == 0
    return done


def warnings_of(done: Result) -> list[str]:
    """Give what the run warned of: the first word of each warning."""
    said = [line.split(" ", 1) for line in done.stderr.splitlines()]
    return [text.split()[0] for level, text in said if level == "warning:"]


CLIP = ("--model", "v3", "--tier", "standard", "--audio", "on", "--duration", "5")


@pytest.mark.parametrize(("on", "warned"), [("2026-08-30", []), ("2026-08-31", ["shop/2026-02-05#on"])])
def test_price_warns_of_an_old_price_on_stderr_only(prices: Path, on: str, warned: list[str]) -> None:
    for format_ in ("table", "json", "csv", "markdown"):
        done = run(prices, "price", *CLIP, "--provider", "shop", "--format", format_, on=on)
        assert warnings_of(done) == warned
        assert "look whether" not in done.stdout


def test_price_warns_of_the_plan_that_pays_too(prices: Path) -> None:
    done = run(prices, "price", *CLIP, "--provider", "shop", "--pay-with", "pack", on="2026-09-15")
    assert warnings_of(done) == ["shop/2026-02-05#on", "shop"]
    assert "warning: shop pack was read on 2026-06-02, 105 days before 2026-09-15" in done.stderr


@pytest.fixture
def film(tmp_path: Path) -> str:
    path = tmp_path / "film.csv"
    path.write_text("duration_s,tier,audio,mode\n5,standard,off,\n5,standard,on,\n", encoding="utf-8")
    return str(path)


ROUTED = ("--strategy", "routed", "--provider", "shop")


def test_plan_warns_of_old_prices_on_stderr_and_in_its_problems(prices: Path, film: str) -> None:
    for on, warned in (("2026-08-30", []), ("2026-08-31", ["shop/2026-02-05#on"])):
        done = run(prices, "plan", film, *ROUTED, "--format", "json", on=on)
        assert warnings_of(done) == warned
        problems = json.loads(done.stdout)["problems"]
        assert [problem["message"].split()[0] for problem in problems] == warned
        assert {problem["code"] for problem in problems} == ({"stale-price"} if warned else set())


def test_plan_warns_of_the_plan_that_pays_too(prices: Path, film: str) -> None:
    paid = (*ROUTED, "--pay-with", "pack", "--format", "json")
    done = run(prices, "plan", film, *paid, on="2026-09-01")
    assert warnings_of(done) == ["shop/2026-02-05#on", "shop"]
    assert len(json.loads(done.stdout)["problems"]) == 2


def test_plan_warns_of_the_chosen_plans_prices_only(prices: Path, film: str) -> None:
    both = (*ROUTED, "--provider", "market", "--pay-with", "shop=pack")
    done = run(prices, "plan", film, *both, on="2026-08-31")  # 0.01 USD a credit is the cheaper
    assert warnings_of(done) == ["shop/2026-02-05#on"]


def test_chart_warns_of_old_prices(prices: Path, film: str, tmp_path: Path) -> None:
    picture = str(tmp_path / "plan.svg")
    assert warnings_of(run(prices, "chart", film, *ROUTED, "-o", picture, on="2026-08-30")) == []
    done = run(prices, "chart", film, *ROUTED, "-o", picture, on="2026-08-31")
    assert warnings_of(done) == ["shop/2026-02-05#on"]


def test_vendors_warns_of_one_old_price_by_name_and_counts_several(prices: Path) -> None:
    one = run(prices, "vendors", *CLIP, "--provider", "shop", on="2026-08-31")
    assert warnings_of(one) == ["shop/2026-02-05#on"]
    two = run(prices, "vendors", *CLIP, "--provider", "shop", "--provider", "market", on="2026-08-31")
    (warning,) = [line for line in two.stderr.splitlines() if line.startswith("warning:")]
    assert warning == (
        "warning: 2 of these prices were read more than 90 days before 2026-08-31; "
        "kling-cost rates list says how old each card is"
    )


def test_vendors_names_every_old_price_in_its_document(prices: Path) -> None:
    both = ("--provider", "shop", "--provider", "market", "--format", "json")
    document = json.loads(run(prices, "vendors", *CLIP, *both, on="2026-08-31").stdout)
    found = [problem["message"].split()[0] for problem in document["problems"]]
    assert sorted(found) == ["market/2026-02-05#on", "shop/2026-02-05#on"]


def test_a_fresh_price_is_answered_without_a_word(prices: Path) -> None:
    clip = Clip(model="v3", tier="standard", seconds=Decimal(5))
    assert PriceBook(prices).rate_for(clip, "shop", LATER).amount == 2
    assert run(prices, "price", *CLIP, "--provider", "shop", on="2026-06-01").stderr == ""
