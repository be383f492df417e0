"""Laws of films that repeat themselves: a row comes to what it comes to alone, however often it is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from kling_cost import Choices, Models, MoneyRules, Plan, Planner, PriceBook, Strategies, TakesRules
from kling_cost.compare import compare_plans
from kling_cost.money import CreditPrice
from kling_cost.plan import Delivered
from kling_cost.pricebook.sellers import sellers_of
from kling_cost.storyboard.shot import LengthFrom, Shot, Storyboard, film_seconds
from kling_cost.testing import shots

if TYPE_CHECKING:
    from collections.abc import Sequence

BOOK, MODELS, TAKES = PriceBook(), Models(), TakesRules()
PLANNER = Planner(book=BOOK, models=MODELS, takes=TAKES)
STRATEGIES = {strategy.name: strategy for strategy in Strategies(models=MODELS)}
ON = date(2026, 11, 20)
EXPLORING = "explore-styles"  # the one strategy that treats the first shot of a film differently

every_strategy = st.sampled_from(sorted(STRATEGIES))
alike = st.sampled_from(sorted(STRATEGIES.keys() - {EXPLORING}))
providers = st.sampled_from(sorted({name for names in sellers_of(BOOK, ON).values() for name in names}))
unknown_length = shots().filter(lambda shot: not shot.is_image).map(lambda shot: replace(shot, seconds=None))
words = st.text("abc +", max_size=4)
packed_or_not = st.sampled_from([Choices(), Choices(pack=True)])


@st.composite
def films(draw: st.DrawFn) -> Storyboard:
    """Draw a few kinds of rows, each of them several times, with other words every time."""
    kinds = draw(st.lists(shots() | unknown_length, min_size=1, max_size=3))
    rows = draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=12))
    named = [
        replace(
            shot,
            shot_id=f"{place}",
            scene=draw(st.sampled_from(["", "Harbour", "Market"])),
            description=draw(words),
            references=draw(words),
            row=place + 2,
        )
        for place, shot in enumerate(rows)
    ]
    return Storyboard(file="drawn.csv", shots=named)


def plan(board: Storyboard, strategy: str, provider: str, choices: Choices | None = None) -> Plan:
    return PLANNER.plan(board, STRATEGIES[strategy], provider=provider, on=ON, choices=choices)


def alone(shot: Shot, strategy: str, provider: str) -> Plan:
    return plan(Storyboard(file="drawn.csv", shots=[shot]), strategy, provider)


def said_of(told: Sequence[tuple[str, str]]) -> list[str]:
    """Write assumptions, each a text and a shot, as a plan does: each text once, with its first shots."""
    shots_of: dict[str, list[str]] = {}
    for text, shot_id in told:
        shots_of.setdefault(text, []).append(shot_id)
    return [f"{text} ({_shots(ids)})" for text, ids in shots_of.items()]


def _shots(ids: list[str]) -> str:
    if len(ids) == 1:
        return f"shot {ids[0]}"
    return f"{len(ids)} shots: {', '.join(ids[:6])}" + (f" and {len(ids) - 6} more" if ids[6:] else "")


@given(films(), alike, providers)
def test_every_row_has_the_lines_that_it_has_alone(board: Storyboard, strategy: str, provider: str) -> None:
    planned = plan(board, strategy, provider)
    each = [alone(shot, strategy, provider) for shot in board.shots]
    assert planned.lines == [line for one in each for line in one.lines]
    assert planned.unpriced == [entry for one in each for entry in one.unpriced]
    assert planned.unpriced_shots == [shot for one in each for shot in one.unpriced_shots]


@given(films(), alike, providers)
def test_every_row_stands_on_the_assumptions_that_it_stands_on_alone(
    board: Storyboard, strategy: str, provider: str
) -> None:
    told = [
        (text.removesuffix(f" (shot {shot.shot_id})"), shot.shot_id)
        for shot in board.shots
        for text in alone(shot, strategy, provider).assumptions
    ]
    assert plan(board, strategy, provider).assumptions == said_of(told)


@given(films(), providers)
def test_the_first_shot_of_known_length_is_the_only_one_that_is_treated_as_the_first(
    board: Storyboard, provider: str
) -> None:
    videos = [shot for shot in board.shots if not shot.is_image and shot.seconds is not None]
    opener = Shot(shot_id="opener", seconds=Decimal(5), takes=1)
    planned = plan(board, EXPLORING, provider)
    for shot in board.shots:
        before = [] if shot in videos[:1] else [opener]
        one = plan(Storyboard(file="drawn.csv", shots=[*before, shot]), EXPLORING, provider)
        assert [line for line in planned.lines if line.shot_id == shot.shot_id] == [
            line for line in one.lines if line.shot_id == shot.shot_id
        ]


@given(films(), every_strategy, providers, packed_or_not)
def test_what_a_plan_says_of_all_lines_is_what_its_lines_say(
    board: Storyboard, strategy: str, provider: str, choices: Choices
) -> None:
    planned = plan(board, strategy, provider, choices)
    lines, nothing = planned.lines, Decimal(0)
    assert planned.total.number == sum((line.amount.number for line in lines), nothing)
    assert planned.amounts() == [line.amount for line in lines]
    assert planned.breakdown.line_count == len(lines)
    assert planned.billed_s == sum((line.billed_s or nothing for line in lines), nothing)
    delivered = [line for line in lines if line.delivers and line.clip.seconds is not None]
    assert planned.fitted_s == sum((line.clip.seconds or nothing for line in delivered), nothing)
    assert planned.approximate == any(line.approximate for line in lines)
    assert planned.floor == (bool(planned.unpriced) or any(line.floor for line in lines))
    assert {id(rate) for rate in planned.rates} == {id(line.rate) for line in lines}
    seconds: dict[Delivered, Decimal] = {}
    for line in delivered:
        clip = Delivered(line.clip.model, line.clip.tier, line.clip.audio.value)
        seconds[clip] = seconds.get(clip, nothing) + (line.clip.seconds or nothing)
    assert planned.delivers == max(seconds, key=lambda clip: seconds[clip], default=planned.intended)


@given(films(), every_strategy, providers, packed_or_not)
def test_what_is_not_priced_is_counted_shot_by_shot(
    board: Storyboard, strategy: str, provider: str, choices: Choices
) -> None:
    planned = plan(board, strategy, provider, choices)
    without = list({entry.shot.shot_id: entry.shot for entry in planned.unpriced}.values())
    assert planned.shots - planned.priced == sum(1 if shot.is_image else shot.count for shot in without)
    assert planned.film_s == film_seconds(board.shots) - film_seconds(without)
    assert planned.complete == (not without)


@given(films(), every_strategy, providers, st.lists(words, min_size=12, max_size=12))
def test_words_never_change_what_a_film_costs(
    board: Storyboard, strategy: str, provider: str, said: list[str]
) -> None:
    retold = [
        replace(
            shot,
            prompt=text,
            dialogue=text,
            references=text,
            notes=text,
            duration_from=LengthFrom.GAP,
            extra={"Lens": text},
        )
        for shot, text in zip(board.shots, said, strict=False)
    ]
    first = plan(board, strategy, provider)
    second = plan(Storyboard(file="drawn.csv", shots=retold), strategy, provider)
    assert (second.lines, second.assumptions) == (first.lines, first.assumptions)


@given(films(), every_strategy, providers, st.integers(1, 9999))
def test_the_money_of_a_plan_is_the_money_of_its_lines(
    board: Storyboard, strategy: str, provider: str, price: int
) -> None:
    rules = MoneyRules(credit_prices={"": CreditPrice(Decimal(price).scaleb(-4), "USD")})
    planned = plan(board, strategy, provider)
    money = compare_plans([planned], rules).chosen.money
    assert money == rules.money_of([line.amount for line in planned.lines], planned.unit, provider)
    assert money is not None
    assert sum(money.shares, Decimal(0)) == money.total.number


@given(films(), films(), every_strategy, providers)
def test_a_planner_does_not_mistake_one_film_for_another(
    one: Storyboard, other: Storyboard, strategy: str, provider: str
) -> None:
    fresh = Planner(book=BOOK, models=MODELS, takes=TAKES)
    expected = [
        Planner(book=BOOK, models=MODELS, takes=TAKES).plan(
            board, STRATEGIES[strategy], provider=provider, on=ON
        )
        for board in (one, other, one)
    ]
    again = [fresh.plan(board, STRATEGIES[strategy], provider=provider, on=ON) for board in (one, other, one)]
    assert [(each.lines, each.unpriced) for each in again] == [(e.lines, e.unpriced) for e in expected]
