"""Units of estimates: how extras are read, which account an item is booked on, what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from kling_cost import MoneyRules, read_storyboard
from kling_cost.accounts import Accounts
from kling_cost.compare import compare_plans
from kling_cost.estimate import Estimate, Extra, GroupBy, estimate_rows, groups_of
from kling_cost.estimate.extras import BadExtra, read_extra
from kling_cost.money import BadMoney, CreditPrice
from kling_cost.storyboard.shot import Shot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kling_cost import Models, Planner, Strategies
    from kling_cost.storyboard.shot import Storyboard


@pytest.mark.parametrize(
    ("text", "number", "currency", "credits_only"),
    [
        ("Music=500 USD", "500", "USD", False),
        ("Music = 1,500.50 EUR", "1500.50", "EUR", False),
        ("Voice=0.05 USD", "0.05", "USD", False),
        ("Pizza=1500 JPY", "1500", "JPY", False),
        ("Titles=300 credits", "300", None, True),
        ("Titles=1 credit", "1", None, True),
        ("Titles=300", "300", None, False),
        ("Voice=takes=9 USD", "9", "USD", False),
    ],
)
def test_an_extra_is_a_name_and_an_amount(
    text: str,
    number: str,
    currency: str | None,
    credits_only: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    extra = read_extra(text)

    assert (extra.number, extra.currency, extra.credits_only) == (Decimal(number), currency, credits_only)
    assert extra.name == text.rpartition("=")[0].strip()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Music", "is not an extra"),
        ("=500 USD", "is not an extra"),
        ("Music=much", "is not an amount"),
        ("Music=0 USD", "costs something"),
        ("Music=5 USD credits", "both credits and USD"),
        ("Music=1.005 USD", "finer than USD is paid in"),
        ("Music=1.5 JPY", "finer than JPY is paid in"),
    ],
)
def test_what_is_no_extra_is_refused_with_a_cure(text: str, said: str) -> None:
    with pytest.raises(BadMoney, match=said):
        read_extra(text)


def test_credits_are_refused_where_a_currency_is_charged() -> None:
    with pytest.raises(BadExtra, match="the provider charges in USD"):
        Extra(name="Titles", number=Decimal(3), credits_only=True).amount("USD")


def shot(**said: str) -> Shot:
    return Shot(shot_id="1", seconds=Decimal(5), scene="Market", **said)  # type: ignore[arg-type]


def test_a_row_s_own_account_comes_first_then_scene_stage_model_and_the_rest() -> None:
    every: dict[str, Any] = {
        "default": "D",
        "scenes": {"Market": "S"},
        "stages": {"draft": "T"},
        "models": {"v3": "M"},
    }

    def booked(own: str = "", **said: Any) -> str:  # noqa: ANN401
        return Accounts(**said).account_of(shot(account=own), "draft", "v3")

    assert booked("X", **every) == "X"
    assert booked(**every) == "S"
    assert booked(**{key: every[key] for key in ("default", "stages", "models")}) == "T"
    assert booked(**{key: every[key] for key in ("default", "models")}) == "M"
    assert booked(default="D") == "D"
    assert booked() == ""


def test_accounts_and_projects_are_read_from_columns_under_the_names_finance_uses(
    tmp_path: Path, models: Models
) -> None:
    path = tmp_path / "shots.csv"
    path.write_text("Shot,Duration,Cost code,Job number\n1,5,4100,LH-27\n2,5,,\n", encoding="utf-8")

    first, second = read_storyboard(path, models=models).shots

    assert (first.account, first.project, second.account) == ("4100", "LH-27", "")


BOARD = """
    shot_id,scene,duration_s,takes,account
    1,Harbour,10,10,4200
    2,Market,5,2,
    """
ON = date(2026, 11, 20)


@pytest.fixture
def estimate_of(
    storyboard_of: Callable[[str], Storyboard], planner: Planner, strategies: Strategies
) -> Callable[..., Estimate]:
    def estimate(*, provider: str = "pixverse", price: str | None = None, **said: Any) -> Estimate:  # noqa: ANN401
        money = MoneyRules(credit_prices={"": CreditPrice(Decimal(price), "USD")} if price else {})
        plan = planner.plan(storyboard_of(BOARD), strategies["v3-draft-o3-final"], provider=provider, on=ON)
        return Estimate(entry=compare_plans([plan], money).chosen, money=money, **said)

    return estimate


MUSIC = Extra(name="Music", number=Decimal(500), currency="USD", account="5100", note="two years")
TITLES = Extra(name="Titles", number=Decimal(300), credits_only=True)


def test_where_the_price_of_a_credit_is_known_all_is_one_total_in_money(
    estimate_of: Callable[..., Estimate],
) -> None:
    estimate = estimate_of(price="0.01", extras=[MUSIC, TITLES], contingency=Decimal("0.1"))

    # 2,450 credits of shot 1, 200 + 225 of shot 2: 28.75 USD; 500 + 3; a tenth of 531.75
    assert [str(amount) for amount in estimate.totals] == ["584.93 USD"]
    assert [str(item.shown) for item in estimate.items] == ["500 USD", "3 USD", "53.18 USD"]


def test_where_it_is_not_credits_and_money_stand_side_by_side(estimate_of: Callable[..., Estimate]) -> None:
    estimate = estimate_of(extras=[MUSIC, TITLES], contingency=Decimal("0.1"))

    assert [str(amount) for amount in estimate.totals] == ["3,492.5 pixverse-credit", "550 USD"]
    assert estimate.total is None


def test_every_row_is_booked_and_items_stand_behind_the_lines(estimate_of: Callable[..., Estimate]) -> None:
    accounts = Accounts(default="4100", stages={"draft": "4110"}, contingency="9900", project="LH-27")
    estimate = estimate_of(price="0.01", extras=[MUSIC], contingency=Decimal("0.1"), accounts=accounts)

    rows = [
        (row["kind"], row["account"], row["project"], row["description"]) for row in estimate_rows(estimate)
    ]

    assert rows == [
        ("shot", "4200", "LH-27", ""),
        ("shot", "4200", "LH-27", ""),
        ("shot", "4110", "LH-27", ""),
        ("shot", "4100", "LH-27", ""),
        ("extra", "5100", "LH-27", "Music"),
        ("contingency", "9900", "LH-27", "Contingency"),
    ]


def test_sums_by_account_put_an_extra_beside_the_shots_of_its_account(
    estimate_of: Callable[..., Estimate],
) -> None:
    titles = Extra(name="Titles", number=Decimal(300), credits_only=True, account="4200")
    groups = groups_of(estimate_of(price="0.01", extras=[titles]), GroupBy.ACCOUNT)

    assert [(group.name, str(group.amount), group.kind) for group in groups] == [
        ("4200", "2,750 pixverse-credit", None),
        ("", "425 pixverse-credit", "shot"),
    ]


def test_a_contingency_where_nothing_is_known_in_money_is_in_credits(
    estimate_of: Callable[..., Estimate],
) -> None:
    estimate = estimate_of(contingency=Decimal("0.1"))

    assert estimate.contingency_in_unit() == Decimal("287.5")
    assert estimate_of(price="0.01", contingency=Decimal("0.1")).contingency_in_unit() == 288


def test_what_has_no_price_makes_a_floor_of_the_model_that_was_to_make_it(
    storyboard_of: Callable[[str], Storyboard], planner: Planner, strategies: Strategies
) -> None:
    board = storyboard_of("""
        shot_id,duration_s,mode,model
        1,5,text-to-video,
        2,5,video-edit,o1
        3,,,o3
        """)
    plan = planner.plan(board, strategies["v3-draft-o3-final"], provider="pixverse", on=ON)
    accounts = Accounts(default="4100", models={"o1": "4900", "o3": "4300"})
    estimate = Estimate(entry=compare_plans([plan], MoneyRules()).chosen, accounts=accounts)

    def unpriced(by: GroupBy) -> dict[str, tuple[int, bool]]:
        return {each.name: (each.unpriced, each.floor) for each in groups_of(estimate, by) if each.unpriced}

    unsold, lengthless = plan.unpriced[-2:]
    assert (unsold.model, lengthless.model) == ("o1", "o3")
    assert unpriced(GroupBy.MODEL)["o1"] == unpriced(GroupBy.MODEL)["o3"] == (1, True)
    assert unpriced(GroupBy.ACCOUNT)["4900"] == unpriced(GroupBy.ACCOUNT)["4300"] == (1, True)
    assert [row["model"] for row in estimate_rows(estimate) if row["reason"]][-2:] == ["o1", "o3"]
