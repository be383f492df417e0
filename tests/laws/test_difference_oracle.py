"""Causes held to plans: what a mixture of two plans comes to, worked out by planning it, in every order."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from kling_cost import Choices, Models, MoneyRules, Planner, PriceBook, Strategies, TakesRules
from kling_cost.causes import Cause, Side, difference_of
from kling_cost.compare import compare_plans
from kling_cost.estimate import Estimate
from kling_cost.money import CreditPrice
from kling_cost.storyboard.shot import Shot, Storyboard

BOOK, MODELS = PriceBook(), Models()
STRATEGIES = Strategies(models=MODELS)
PLANNER = Planner(book=BOOK, models=MODELS, takes=TakesRules())
DAYS = date(2026, 3, 1), date(2026, 4, 1)
ON = date(2026, 11, 20)

Numbers = tuple[int, ...]
CAUSES = (Cause.LENGTHS, Cause.TAKES, Cause.MAKING, Cause.PRICE, Cause.ADDED)


def at_fal(strategy: str, numbers: Numbers) -> Side:
    """Plan one shot: tenths of a second, takes, tier, day, and how many of it."""
    tenths, takes, tier, day, count = numbers
    shot = Shot(
        shot_id="a",
        seconds=Decimal(tenths).scaleb(-1),
        takes=takes,
        tier=("standard", "pro")[tier],
        count=count,
    )
    board = Storyboard(file="drawn.csv", shots=[shot])
    plan = PLANNER.plan(board, STRATEGIES[strategy], provider="fal", on=DAYS[day])
    return Side(estimate=Estimate(entry=compare_plans([plan], MoneyRules()).chosen), book=BOOK)


shots = st.tuples(
    st.integers(1, 400), st.integers(1, 9), st.integers(0, 1), st.integers(0, 1), st.integers(1, 3)
)
of_v3 = st.sampled_from(["v3-pro-throughout", "short-draft-first"])


@settings(max_examples=40)
@given(of_v3, shots, shots)
def test_every_share_is_what_planning_all_mixtures_in_every_order_gives(
    strategy: str, before: Numbers, after: Numbers
) -> None:
    worth: dict[Numbers, Fraction] = {}
    expected: Counter[Cause] = Counter()
    orders = list(permutations(range(len(before))))
    for order in orders:
        numbers = list(before)
        for factor in order:
            step = []
            for _ in range(2):
                key = tuple(numbers)
                if key not in worth:
                    worth[key] = Fraction(at_fal(strategy, key).estimate.entry.plan.total.number)
                step.append(worth[key])
                numbers[factor] = after[factor]
            gone = factor == 4 and after[4] < before[4]
            expected[Cause.REMOVED if gone else CAUSES[factor]] += (step[1] - step[0]) / len(orders)  # type: ignore[assignment]
    found = difference_of(at_fal(strategy, before), at_fal(strategy, after))
    shares = {cause: share for cause, share in expected.items() if share}
    assert {share.cause: share.exact for share in found.causes} == shares


prices = st.integers(1, 99).map(lambda cents: CreditPrice(Decimal(cents).scaleb(-3), "USD"))


@given(st.integers(1, 20), st.integers(1, 20), prices, prices)
def test_takes_and_the_price_of_a_credit_share_what_only_both_together_change(
    old: int, new: int, cheap: CreditPrice, dear: CreditPrice
) -> None:
    def side(takes: int, price: CreditPrice) -> Side:
        rules = MoneyRules(credit_prices={"": price})
        board = Storyboard(file="drawn.csv", shots=[Shot(shot_id="a", seconds=Decimal(5))])
        plan = PLANNER.plan(
            board,
            STRATEGIES["v3-pro-throughout"],
            provider="pixverse",
            on=ON,
            choices=Choices(takes=takes),
        )
        return Side(estimate=Estimate(entry=compare_plans([plan], rules).chosen, money=rules), book=BOOK)

    a_take, (one, other) = 175, (Fraction(cheap.price), Fraction(dear.price))
    found = difference_of(side(old, cheap), side(new, dear))
    shares = {
        Cause.TAKES: (new - old) * a_take * (one + other) / 2,
        Cause.EXCHANGE: (other - one) * a_take * Fraction(old + new, 2),
    }
    exact = {share.cause: share.exact for share in found.causes}
    assert exact == {cause: share for cause, share in shares.items() if share}
