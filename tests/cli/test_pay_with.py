"""``--pay-with``, ``--credit-price`` and ``--fx``: what is really paid, beside the price it comes from."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from kling_cost.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

ON = ("--on", "2026-11-20")
V3 = ("price", "--model", "v3", "--tier", "standard", "--duration", "5", *ON)
APP = (*V3, "--audio", "off", "--provider", "kling-app")
API = (*V3, "--audio", "on", "--provider", "kling-api")
FILM = "shot_id,scene,duration_s,mode,takes\n1,A,5,t2v,3\n2,A,7.2,t2v,2\n3,B,22,t2v,1\n"
ROUTED = ("plan", "film.csv", "--strategy", "routed", *ON)


@pytest.fixture(autouse=True)
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "film.csv").write_text(FILM, encoding="utf-8")


def run(*args: str, columns: int | None = None) -> Result:
    env = {"COLUMNS": str(columns) if columns else None, "NO_COLOR": None}
    return CliRunner(env=env).invoke(cli, args, prog_name="kling-cost")


def asked(*args: str) -> dict[str, Any]:
    done = run(*args, "--format", "json")
    assert done.exit_code == 0
    document: dict[str, Any] = json.loads(done.stdout)
    return document


@pytest.mark.parametrize(
    ("clip", "plan", "amount", "unit", "money"),
    [
        (APP, "pack-660", "30", "kling-credit", "0.45"),  # 30 x 10/660 = 0.4545...
        (APP, "premier-yearly", "30", "kling-credit", "0.23"),  # 30 x 728.64/96,000 = 0.2277
        (API, "package-3", "0.63", "USD", "0.57"),  # 0.63 x 5,670/6,300 = 0.567
        (API, "package-1", "0.63", "USD", "0.63"),  # sold at the list price
    ],
)
def test_a_plan_or_pack_pays_for_a_clip(
    clip: tuple[str, ...], plan: str, amount: str, unit: str, money: str
) -> None:
    found = asked(*clip, "--pay-with", plan)
    assert (found["amount"], found["unit"]) == (amount, unit)
    assert found["money"] == {"amount": money, "currency": "USD"}


def test_the_clip_of_often_mixed_up_prices_is_0_63_without_a_pack() -> None:
    found = asked(*API)
    assert (found["amount"], found["money"]) == ("0.63", {"amount": "0.63", "currency": "USD"})


def test_a_price_in_credits_names_the_money_and_what_it_was_paid_with() -> None:
    done = run(*APP, "--pay-with", "pack-660")
    assert "\n  30 credits\n" in done.stdout
    assert "money   0.45 USD\n" in done.stdout
    assert "assumed: paid with kling-app pack-660: 660 credits = 10 USD\n" in done.stderr


def test_a_list_price_in_a_currency_stands_above_what_is_paid() -> None:
    done = run(*API, "--pay-with", "package-3")
    assert "\n  0.63 USD\n" in done.stdout
    assert "paid    0.57 USD\n" in done.stdout
    assert "assumed: paid with kling-api package-3: 6300 USD of list price = 5670 USD\n" in done.stderr


@pytest.mark.parametrize("named", ["kling-app=pack-660", "Kling App=PACK_660", " kling-app = 660 credits "])
def test_a_plan_may_name_its_provider_and_is_read_forgivingly(named: str) -> None:
    assert asked(*APP, "--pay-with", named)["money"]["amount"] == "0.45"


def test_a_plan_in_another_currency_is_exchanged_before_it_is_rounded() -> None:
    assert asked(*APP, "--pay-with", "master-cn")["money"] == {"amount": "3", "currency": "CNY"}
    done = run(*APP, "--pay-with", "master-cn", "--fx", "CNY/USD=0.14")
    assert "money   ~ 0.42 USD\n" in done.stdout  # 30 x 66/660 x 0.14; the plan's price is approximate
    assert "= 66 CNY (approximate)\n" in done.stderr
    assert "assumed: exchange rate: 1 CNY = 0.14 USD\n" in done.stderr


def test_the_row_of_a_price_holds_list_price_and_money() -> None:
    done = run(*API, "--pay-with", "package-3", "--format", "csv")
    (row,) = csv.DictReader(StringIO(done.stdout))
    assert [row[key] for key in ("amount", "unit", "money", "currency")] == ["0.63", "USD", "0.57", "USD"]


WRONG = [
    ("an unknown plan gets the closest", (*APP, "--pay-with", "pack-66"), "did you mean pack-660?"),
    ("a shared name gets its plans", (*APP, "--pay-with", "Premier"), "Several are called so."),
    (
        "a plan of unknown size says why it cannot pay",
        (*APP, "--pay-with", "team-monthly"),
        "kling-app team-monthly does not say how many credits it holds, so it cannot price a credit",
    ),
    (
        "plans before their first day name the day",
        (*V3, "--audio", "off", "--provider", "kling-app", "--pay-with", "pack-660", "--on", "2026-08-11"),
        "no plans or packs of kling-app on 2026-08-11; the first ones known are of 2026-08-12",
    ),
    (
        "a provider in a currency without packs has none",
        (*API[:-1], "fal", "--pay-with", "package-3"),
        "fal has no plans or packs in the book: it charges in a currency",
    ),
    ("an unknown provider gets the closest", (*APP, "--pay-with", "kling-ap=x"), "did you mean kling-app?"),
    (
        "a budget in the currency of the list is asked for in the one that is paid",
        (
            *ROUTED,
            *("--provider", "kling-api", "--pay-with", "package-3"),
            *("--fx", "USD/EUR=0.9", "--budget", "9 USD"),
        ),
        "the totals in USD are list prices, and EUR is paid; give the budget in EUR",
    ),
]


@pytest.mark.parametrize(("args", "words"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_a_plan_that_cannot_pay_is_refused_with_the_reason(args: tuple[str, ...], words: str) -> None:
    done = run(*args)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("error: ")
    assert words in done.stderr


BOTH = (*ROUTED, "--provider", "kling-app", "--provider", "pixverse")
USAGE = [
    (
        "a plan and a price of the same credit",
        (*APP, "--pay-with", "pack-660", "--credit-price", "0.01 USD"),
        "--pay-with pack-660 and --credit-price both price a credit of kling-app; give one",
    ),
    (
        "a plan and a price of the same credit, named",
        (*BOTH, "--pay-with", "pack-660", "--credit-price", "kling-app=0.01 USD"),
        "both price a credit of kling-app",
    ),
    (
        "two plans at one provider",
        (*APP, "--pay-with", "pack-660", "--pay-with", "kling-app=pack-330"),
        "two plans are given for kling-app; give one",
    ),
    (
        "a plan of a provider where nothing is bought",
        (*APP, "--pay-with", "pixverse=pro-monthly"),
        "--pay-with pixverse=pro-monthly: nothing is bought at pixverse",
    ),
    (
        "a plan that none of several providers has",
        (*BOTH, "--pay-with", "pack-66"),
        "say whose: --pay-with kling-app=pack-66 or --pay-with pixverse=pack-66",
    ),
    (
        "two prices of a credit",
        (*APP, "--credit-price", "1 USD", "--credit-price", "2 USD"),
        "two prices or rates",
    ),
]


@pytest.mark.parametrize(("args", "words"), [case[1:] for case in USAGE], ids=[case[0] for case in USAGE])
def test_contradicting_words_on_money_are_wrong_usage(args: tuple[str, ...], words: str) -> None:
    done = run(*args)
    assert (done.exit_code, done.stdout) == (2, "")
    assert words in done.stderr


def test_of_several_providers_the_one_that_has_the_plan_is_meant() -> None:
    done = run(*BOTH, "--pay-with", "pack-660", "--pay-with", "pack-2250")
    assert done.exit_code == 0
    assert "assumed: paid with kling-app pack-660: 660 credits = 10 USD\n" in done.stderr
    assert "assumed: paid with pixverse pack-2250: 2250 credits = 10 USD (approximate)\n" in done.stderr


def test_a_bare_price_of_a_credit_is_of_the_one_that_no_plan_pays() -> None:
    done = run(*BOTH, "--pay-with", "pack-660", "--credit-price", "0.02 USD")
    assert done.exit_code == 0
    assert "assumed: credit price: 1 credit = 0.02 USD (pixverse-credit)\n" in done.stderr


def test_a_plan_that_buys_another_unit_than_is_charged_is_refused(open_shop: Callable[..., Path]) -> None:
    folder = open_shop("shop", unit="token", v3="6", plans={"credits": 100})
    card = folder / "shop" / "2026-02-05.toml"
    card.write_text(card.read_text("utf-8").replace('unit = "token"', 'unit = "USD"'), encoding="utf-8")
    own = (*APP[:-1], "shop", "--pricing", str(folder))
    assert asked(*own)["unit"] == "USD"
    done = run(*own, "--pay-with", "credits")
    assert done.exit_code == 1
    assert "error: shop credits buys token, but shop charges in USD on 2026-11-20" in done.stderr


def test_the_command_line_as_a_process_pays_with_a_pack(kling_cost: Callable[..., Any]) -> None:
    done = kling_cost(*APP, "--pay-with", "pack-660", "--format", "csv")
    assert done.code == 0
    (row,) = csv.DictReader(StringIO(done.out))
    assert (row["amount"], row["money"], row["currency"]) == ("30", "0.45", "USD")
