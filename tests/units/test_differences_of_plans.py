"""What differs between plans, case by case: packing, copies, stills, stages, prices, extras."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kling_cost import Choices, Models, MoneyRules, Planner, PriceBook, Side, Strategies, TakesRules
from kling_cost.amounts import Amount
from kling_cost.causes import Cause, Difference, NotComparable, difference_of
from kling_cost.clips import Audio, Product
from kling_cost.compare import compare_plans
from kling_cost.estimate import Estimate, Extra, ItemKind
from kling_cost.money import CreditPrice
from kling_cost.storyboard.shot import Shot, Storyboard

if TYPE_CHECKING:
    from collections.abc import Sequence

BOOK, MODELS = PriceBook(), Models()
STRATEGIES = Strategies(models=MODELS)
PLANNER = Planner(book=BOOK, models=MODELS, takes=TakesRules())
ON = date(2026, 11, 20)
DOLLARS = MoneyRules(credit_prices={"": CreditPrice(Decimal("0.01"), "USD")})
PACKED = Choices(takes=2, pack=True)


def shot(shot_id: str, seconds: str | None = "5", **said: object) -> Shot:
    length = None if seconds is None else Decimal(seconds)
    return replace(Shot(shot_id=shot_id, seconds=length, scene="Harbour", takes=2), **said)  # type: ignore[arg-type]


def side(
    shots: Sequence[Shot],
    *,
    strategy: str = "v3-pro-throughout",
    provider: str = "kling-api",
    on: date = ON,
    money: MoneyRules | None = None,
    choices: Choices | None = None,
    extras: Sequence[Extra] = (),
    contingency: str = "0",
) -> Side:
    board, rules = Storyboard(file="film.csv", shots=shots), money or MoneyRules()
    plan = PLANNER.plan(board, STRATEGIES[strategy], provider=provider, on=on, choices=choices)
    entry = compare_plans([plan], rules).chosen
    estimate = Estimate(entry=entry, money=rules, extras=extras, contingency=Decimal(contingency))
    return Side(estimate=estimate, book=BOOK)


def causes(found: Difference) -> dict[Cause, Decimal]:
    return {share.cause: share.amount.number for share in found.causes}


SHORT = [shot("a", "1"), shot("b", "1.5"), shot("c", "1")]


def test_the_same_shots_packed_are_a_matter_of_packing() -> None:
    found = difference_of(side(SHORT), side(SHORT, choices=PACKED))
    assert causes(found).keys() == {Cause.PACKING}
    (row,) = found.rows
    assert [each.shot_id for each in row.before] == ["a", "b", "c"]
    assert [each.shot_id for each in row.after] == ["a+b+c"]
    assert row.name == "a+b+c"


def test_a_group_that_stays_is_compared_as_a_row() -> None:
    before, after = side(SHORT, choices=PACKED), side([shot("a", "2"), *SHORT[1:]], choices=PACKED)
    assert causes(difference_of(before, after)).keys() == {Cause.LENGTHS}
    more = [replace(each, takes=5) for each in SHORT]
    assert causes(difference_of(before, side(more, choices=PACKED))).keys() == {Cause.TAKES}


def test_a_shot_that_joins_a_group_was_added() -> None:
    before, after = side(SHORT[:2], choices=PACKED), side(SHORT, choices=PACKED)
    assert causes(difference_of(before, after)).keys() == {Cause.ADDED}
    alone = side([*SHORT, shot("d", "4")], choices=PACKED)
    assert causes(difference_of(after, alone)).keys() == {Cause.ADDED}
    assert causes(difference_of(alone, after)).keys() == {Cause.REMOVED}


@pytest.mark.parametrize("strategy", ["v3-pro-throughout", "generate-then-restyle", "explore-styles"])
def test_more_of_a_shot_were_added_and_fewer_removed(strategy: str) -> None:
    once, thrice = (side([shot("a", count=count)], strategy=strategy) for count in (1, 3))
    assert causes(difference_of(once, thrice)).keys() == {Cause.ADDED}
    assert causes(difference_of(thrice, once)).keys() == {Cause.REMOVED}


def test_more_pictures_of_a_still_were_added_and_more_takes_of_each_are_takes() -> None:
    still = shot("a", None, product=Product.IMAGE, model="o3", resolution="1k")
    before = side([still], provider="pixverse")
    after = side([replace(still, count=3, takes=4)], provider="pixverse")
    # 1 x 2 x 10 = 20 and 3 x 4 x 10 = 120; two more: 40 or 80; two more takes: 20 or 60
    assert causes(difference_of(before, after)) == {Cause.ADDED: 60, Cause.TAKES: 40}


def test_a_still_at_four_times_the_size_is_made_in_another_way() -> None:
    still = shot("a", None, product=Product.IMAGE, model="o3", resolution="1k")
    before, after = (side([each], provider="pixverse") for each in (still, replace(still, resolution="4k")))
    assert causes(difference_of(before, after)) == {Cause.MAKING: 20}


def test_a_still_that_becomes_a_clip_is_made_in_another_way() -> None:
    still = shot("a", None, product=Product.IMAGE)
    before, after = (side([each], provider="pixverse") for each in (still, shot("a")))
    assert causes(difference_of(before, after)) == {Cause.MAKING: 5 * 35 * 2 - 20}


def test_silence_is_a_matter_of_audio() -> None:
    found = difference_of(side([shot("a")]), side([shot("a", audio=Audio.OFF)]))
    assert causes(found).keys() == {Cause.MAKING}


def test_takes_that_move_to_another_stage_are_a_way_of_working() -> None:
    drafted, throughout = (
        side([shot("a")], strategy=each, provider="pixverse")
        for each in ("v3-draft-o3-final", "o3-pro-throughout")
    )
    # 2 x 5 x 20 = 200 of drafts are gone, 1 x 5 x 45 = 225 of finals more
    assert causes(difference_of(drafted, throughout)) == {Cause.STAGES: 25}


def test_another_providers_lengths_are_its_billing_rules_in_a_currency_both_charge() -> None:
    found = difference_of(side([shot("a", "7.2")]), side([shot("a", "7.2")], provider="muapi"))
    assert set(causes(found)) <= {Cause.RULES, Cause.PRICE, Cause.COVERAGE}


def test_a_shot_that_is_not_sold_any_more_is_a_matter_of_coverage() -> None:
    edit = shot("b", "5", video_input=True)
    found = difference_of(
        side([shot("a"), edit], strategy="routed"), side([shot("a"), edit], strategy="v3-pro-throughout")
    )
    assert causes(found).keys() == {Cause.COVERAGE}
    assert not found.complete
    assert found.floor
    (row,) = found.rows
    assert (row.name, row.becomes) == ("b", None)


def test_what_never_had_a_price_is_no_change() -> None:
    edit = shot("b", "5", video_input=True)
    found = difference_of(side([shot("a"), edit]), side([shot("a"), replace(edit, seconds=Decimal(9))]))
    assert not found.rows


def test_extras_and_the_contingency_are_causes_of_their_own() -> None:
    music, titles = (Extra(name=name, number=Decimal(100), currency="USD") for name in ("Music", "Titles"))
    before = side([shot("a")], extras=[music], contingency="0.1")
    after = side([shot("a")], extras=[replace(music, number=Decimal(150)), titles], contingency="0.1")
    found = difference_of(before, after)
    assert causes(found) == {Cause.EXTRAS: 150, Cause.CONTINGENCY: 15}
    assert [(row.kind, row.name, row.was, row.becomes) for row in found.rows[:2]] == [
        (ItemKind.EXTRA, "Music", Decimal(100), Decimal(150)),
        (ItemKind.EXTRA, "Titles", None, Decimal(100)),
    ]


def test_money_that_only_one_side_knows_is_set_aside() -> None:
    known = side([shot("a")], provider="pixverse", money=DOLLARS)
    unknown = side([shot("a", "6")], provider="pixverse")
    found = difference_of(known, unknown)
    assert found.change == Amount(Decimal(70), "pixverse-credit")
    assert causes(found) == {Cause.LENGTHS: 70}


def test_credits_of_two_providers_do_not_compare() -> None:
    with pytest.raises(NotComparable, match=r"--credit-price '0\.0133 USD' or --pay-with"):
        difference_of(side([shot("a")], provider="pixverse"), side([shot("a")], provider="kling-app"))
    with pytest.raises(NotComparable, match="--fx USD/CNY=RATE"):
        difference_of(side([shot("a")]), side([shot("a")], provider="kling-api-cn"))


def test_credits_that_convert_are_a_price_and_not_an_exchange() -> None:
    """A credit of one provider and a dollar of another: what either is worth says nothing by itself."""
    found = difference_of(side([shot("a")], provider="pixverse", money=DOLLARS), side([shot("a")]))
    assert causes(found).keys() == {Cause.PRICE}


def test_rows_are_in_the_order_of_the_later_plan_and_the_biggest_come_first_when_asked() -> None:
    before, after = side([shot("a"), shot("b"), shot("z")]), side([shot("b", "6"), shot("n"), shot("a", "9")])
    found = difference_of(before, after)
    assert [row.name for row in found.rows] == ["b", "n", "a", "z"]
    assert [row.name for row in found.biggest(2)] == ["n", "z"]


def test_a_change_from_nothing_has_no_percent() -> None:
    assert difference_of(side([]), side([shot("a")])).percent is None
    assert difference_of(side([shot("a")]), side([shot("a"), shot("b")])).percent == 100
