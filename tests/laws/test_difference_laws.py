"""Laws of differences: causes and rows add up to the change, whichever way and whatever is compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from kling_cost import Choices, Models, MoneyRules, Planner, PriceBook, Strategies, TakesRules
from kling_cost.amounts import ZERO
from kling_cost.causes import Cause, Difference, Side, difference_of
from kling_cost.compare import compare_plans
from kling_cost.estimate import Estimate, Extra
from kling_cost.money import CreditPrice
from kling_cost.storyboard.shot import Shot, Storyboard
from kling_cost.testing import storyboards

BOOK, MODELS, TAKES = PriceBook(), Models(), TakesRules()
STRATEGIES = {strategy.name: strategy for strategy in Strategies(models=MODELS)}
PLANNER = Planner(book=BOOK, models=MODELS, takes=TAKES)
FEWER = settings(max_examples=settings().max_examples // 2)
"""Each of these examples plans a film or two and takes it apart, so there are half as many as elsewhere."""
ON = date(2026, 11, 20)
BEFORE, HALVED = date(2026, 3, 1), date(2026, 4, 1)
"""Between these days fal halved its price of V3."""
DAYS = {
    "pixverse": [ON],
    "kling-app": [date(2026, 3, 1), ON],
    "fal": [BEFORE, HALVED, ON],
    "kling-api": [date(2026, 5, 1), ON],
}
UNTOLD = MoneyRules()
packings = st.booleans().map(lambda pack: Choices(pack=pack))
every_strategy = st.sampled_from(sorted(STRATEGIES))


def money(cents: int) -> MoneyRules:
    """Tell every credit in dollars, and yuan too."""
    price = CreditPrice(Decimal(cents).scaleb(-2), "USD", Decimal(999))
    return MoneyRules(credit_prices={"": price}, rates={("CNY", "USD"): Decimal("0.1401")})


extras = st.builds(
    Extra,
    name=st.sampled_from(["Music", "Titles"]),
    number=st.integers(1, 10**5).map(lambda cents: Decimal(cents).scaleb(-2)),
    currency=st.just("USD"),
)
monies = st.integers(1, 2000).map(money)
shares = st.sampled_from([ZERO, Decimal("0.1"), Decimal("0.075")])


def side_of(
    board: Storyboard,
    strategy: str = "v3-draft-o3-final",
    provider: str = "pixverse",
    on: date = ON,
    rules: MoneyRules = UNTOLD,
    *,
    choices: Choices | None = None,
    extra: list[Extra] | None = None,
    contingency: Decimal = ZERO,
) -> Side:
    plan = PLANNER.plan(board, STRATEGIES[strategy], provider=provider, on=on, choices=choices)
    entry = compare_plans([plan], rules).chosen
    estimate = Estimate(entry=entry, money=rules, extras=extra or [], contingency=contingency)
    return Side(estimate=estimate, book=BOOK)


@st.composite
def sides(draw: st.DrawFn, board: Storyboard | None = None) -> Side:
    """Draw estimates in dollars, of whatever is planned wherever on any day."""
    provider = draw(st.sampled_from(sorted(DAYS)))
    return side_of(
        board or draw(storyboards(most_shots=5)),
        draw(every_strategy),
        provider,
        draw(st.sampled_from(DAYS[provider])),
        draw(monies),
        choices=Choices(takes=draw(st.none() | st.integers(1, 5)), pack=draw(st.booleans())),
        extra=draw(st.lists(extras, max_size=3)),
        contingency=draw(shares),
    )


def edited(board: Storyboard, edits: list[tuple[int, str, int]]) -> Storyboard:
    """Change a storyboard as people do: rows come and go, lengths, takes and counts change."""
    shots = list(board.shots)
    for place, what, number in edits:
        at = place % (len(shots) + 1)
        if what == "add":
            new = Shot(shot_id=f"new{number}", seconds=Decimal(number), takes=number)
            shots.insert(at, new)
        elif at < len(shots):
            shot = shots[at]
            if what == "remove":
                del shots[at]
            elif what == "seconds" and not shot.is_image:
                shots[at] = replace(shot, seconds=Decimal(number))
            elif what in {"takes", "count"}:
                shots[at] = replace(shot, takes=number) if what == "takes" else replace(shot, count=number)
    return replace(board, shots=shots)


edits = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.sampled_from(["add", "remove", "seconds", "takes", "count"]),
        st.integers(1, 20),
    ),
    max_size=4,
)


def adds_up(found: Difference) -> None:
    """Hold a difference to what it promises: every sum comes out, shown and exact."""
    change = found.after.total.number - found.before.total.number
    assert found.change.number == change
    assert sum((share.amount.number for share in found.causes), ZERO) == change
    assert sum((row.change for row in found.rows), ZERO) == change
    exact: dict[Cause, Fraction] = {}
    for row in found.rows:
        assert sum(row.causes.values(), ZERO) == row.change == (row.becomes or ZERO) - (row.was or ZERO)
        assert row.causes.keys() == row.exact.keys()
        assert all(row.exact.values())
        for cause, share in row.exact.items():
            exact[cause] = exact.get(cause, Fraction(0)) + share
    assert {each.cause: each.exact for each in found.causes} == exact
    for each in found.causes:
        assert abs(Fraction(each.amount.number) - each.exact) < Fraction(1, 100)


@FEWER
@given(sides(), sides())
def test_causes_and_rows_add_up_to_the_change_of_any_two_plans(before: Side, after: Side) -> None:
    adds_up(difference_of(before, after))


@FEWER
@given(storyboards(most_shots=5), edits, st.data())
def test_causes_and_rows_add_up_to_the_change_of_an_edited_storyboard(
    board: Storyboard, changes: list[tuple[int, str, int]], data: st.DataObject
) -> None:
    before, after = data.draw(sides(board)), data.draw(sides(edited(board, changes)))
    adds_up(difference_of(before, after))


@FEWER
@given(storyboards(most_shots=5), edits, every_strategy, every_strategy, packings)
def test_causes_add_up_in_credits_too(
    board: Storyboard, changes: list[tuple[int, str, int]], one: str, other: str, choices: Choices
) -> None:
    before = side_of(board, one, contingency=Decimal("0.1"))
    adds_up(difference_of(before, side_of(edited(board, changes), other, choices=choices)))


@FEWER
@given(sides())
def test_a_plan_does_not_differ_from_itself(side: Side) -> None:
    found = difference_of(side, side)
    assert not found.change.number
    assert not found.causes
    assert not found.rows


_TURNED = {Cause.ADDED: Cause.REMOVED, Cause.REMOVED: Cause.ADDED}


@FEWER
@given(storyboards(most_shots=5), edits, st.data())
def test_the_way_back_is_the_way_there_with_the_other_sign(
    board: Storyboard, changes: list[tuple[int, str, int]], data: st.DataObject
) -> None:
    before, after = data.draw(sides(board)), data.draw(sides(edited(board, changes)))
    there, back = difference_of(before, after), difference_of(after, before)
    turned = {_TURNED.get(share.cause, share.cause): -share.exact for share in back.causes}
    assert {share.cause: share.exact for share in there.causes} == turned


def causes(found: Difference) -> set[Cause]:
    return {share.cause for share in found.causes}


@FEWER
@given(storyboards(takes=False), every_strategy, st.sampled_from(sorted(DAYS)), shares)
def test_where_only_takes_change_takes_are_the_only_cause(
    board: Storyboard, strategy: str, provider: str, contingency: Decimal
) -> None:
    before, after = (
        side_of(board, strategy, provider, choices=Choices(takes=takes), contingency=contingency)
        for takes in (2, 5)
    )
    assert causes(difference_of(before, after)) <= {Cause.TAKES, Cause.CONTINGENCY}


@FEWER
@given(storyboards(), every_strategy)
def test_where_a_seller_halves_its_price_the_price_is_the_only_cause(
    board: Storyboard, strategy: str
) -> None:
    before, after = (side_of(board, strategy, "fal", on) for on in (BEFORE, HALVED))
    assert causes(difference_of(before, after)) <= {Cause.PRICE, Cause.COVERAGE}


@FEWER
@given(storyboards(), every_strategy, monies, monies)
def test_where_only_the_price_of_a_credit_changes_exchange_is_the_only_cause(
    board: Storyboard, strategy: str, one: MoneyRules, other: MoneyRules
) -> None:
    before, after = (side_of(board, strategy, rules=rules) for rules in (one, other))
    assert causes(difference_of(before, after)) <= {Cause.EXCHANGE}


@FEWER
@given(storyboards(), st.integers(0, 9), every_strategy.filter(lambda name: name != "explore-styles"))
def test_a_row_put_in_between_is_all_that_was_added(board: Storyboard, place: int, strategy: str) -> None:
    new = Shot(shot_id="", seconds=Decimal(5), description="the new one", takes=3)
    rows = list(board.shots)
    rows.insert(min(place, len(rows)), new)
    counted = [replace(shot, shot_id=str(number)) for number, shot in enumerate(rows, 1)]
    found = difference_of(side_of(board, strategy), side_of(replace(board, shots=counted), strategy))
    alone = side_of(replace(board, shots=[new]), strategy)
    assert causes(found) <= {Cause.ADDED}
    assert found.change == alone.total


@FEWER
@given(storyboards(takes=False), st.data())
def test_the_order_of_the_rows_changes_no_cause(board: Storyboard, data: st.DataObject) -> None:
    named = replace(board, shots=[replace(shot, shot_id=f"s{shot.shot_id}") for shot in board.shots])
    mixed = replace(named, shots=data.draw(st.permutations(named.shots)))
    one, other, takes = "v3-draft-o3-final", "o3-pro-throughout", Choices(takes=4)
    straight, across = (
        difference_of(side_of(first, one), side_of(named, other, choices=takes)) for first in (named, mixed)
    )
    assert [(share.cause, share.exact) for share in straight.causes] == [
        (share.cause, share.exact) for share in across.causes
    ]
