"""Laws of plans: a total is the sum of its lines, whatever the order, however the film is cut in two."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from kling_cost import Choices, Models, Plan, Planner, PriceBook, Product, Strategies, TakesRules
from kling_cost.pricebook.sellers import sellers_of
from kling_cost.storyboard.shot import Shot, Storyboard
from kling_cost.testing import storyboards

BOOK, MODELS, TAKES = PriceBook(), Models(), TakesRules()
STRATEGIES = {strategy.name: strategy for strategy in Strategies(models=MODELS)}
ON = date(2026, 11, 20)

# explore-styles treats the first shot differently from all others, so which shot stands first, and how many
# first shots there are, is part of what it costs. Every other strategy treats all shots alike.
EXPLORING = "explore-styles"
boards = storyboards(most_shots=5)
images = st.builds(
    Shot,
    shot_id=st.just("still"),
    seconds=st.none(),
    product=st.just(Product.IMAGE),
    model=st.sampled_from([None, "v3", "o3"]),
    resolution=st.sampled_from([None, "1k", "2k", "4k"]),
    takes=st.none() | st.integers(1, 20),
    count=st.integers(1, 3),
)
every_strategy = st.sampled_from(sorted(STRATEGIES))
alike = st.sampled_from(sorted(STRATEGIES.keys() - {EXPLORING}))
SELLING = sorted({name for names in sellers_of(BOOK, ON).values() for name in names})
providers = st.sampled_from(SELLING)


def plan(shots_: list[Shot] | Storyboard, strategy: str, provider: str, **choices: int) -> Plan:
    board = shots_ if isinstance(shots_, Storyboard) else Storyboard(file="drawn.csv", shots=shots_)
    planner = Planner(book=BOOK, models=MODELS, takes=TAKES)
    return planner.plan(
        board, STRATEGIES[strategy], provider=provider, on=ON, choices=Choices(takes=choices.get("takes"))
    )


@given(boards, every_strategy, providers)
def test_a_total_is_the_sum_of_its_lines(board: Storyboard, strategy: str, provider: str) -> None:
    planned = plan(board, strategy, provider)
    lines = sum((Fraction(line.quantity) * Fraction(line.rate.amount) for line in planned.lines), Fraction(0))
    assert Fraction(planned.total.number) == lines
    assert {line.amount.unit for line in planned.lines} <= {planned.unit} == {planned.total.unit}


@given(boards.flatmap(lambda b: st.tuples(st.just(b), st.permutations(b.shots))), alike, providers)
def test_a_total_does_not_depend_on_the_order_of_the_shots(
    two: tuple[Storyboard, list[Shot]], strategy: str, provider: str
) -> None:
    board, mixed = two
    assert plan(mixed, strategy, provider).total == plan(board, strategy, provider).total


@given(storyboards(most_shots=4), storyboards(most_shots=4), alike, providers)
def test_two_storyboards_one_after_another_cost_the_sum_of_both(
    one: Storyboard, two: Storyboard, strategy: str, provider: str
) -> None:
    both = plan([*one.shots, *two.shots], strategy, provider)
    first, second = plan(one, strategy, provider), plan(two, strategy, provider)
    assert both.total == first.total + second.total
    assert both.priced == first.priced + second.priced
    assert both.film_s == first.film_s + second.film_s
    assert both.billed_s == first.billed_s + second.billed_s


@given(storyboards(most_shots=4), st.integers(1, 6), alike, providers)
def test_n_copies_by_count_cost_n_times_as_much(
    board: Storyboard, copies: int, strategy: str, provider: str
) -> None:
    copied = [replace(shot, count=shot.count * copies) for shot in board.shots]
    once = plan(board, strategy, provider)
    assert plan(copied, strategy, provider).total.number == copies * once.total.number


@given(storyboards(most_shots=4), st.integers(1, 4), alike, providers)
def test_a_count_is_the_same_as_so_many_rows(
    board: Storyboard, copies: int, strategy: str, provider: str
) -> None:
    repeated = [
        replace(shot, shot_id=f"{shot.shot_id}.{n}", count=1)
        for shot in board.shots
        for n in range(shot.count * copies)
    ]
    counted = [replace(shot, count=shot.count * copies) for shot in board.shots]
    rows, counts = plan(repeated, strategy, provider), plan(counted, strategy, provider)
    assert counts.total == rows.total
    assert counts.film_s == rows.film_s
    assert counts.fitted_s == rows.fitted_s


def test_explore_styles_depends_on_the_order_because_its_first_shot_is_the_reference() -> None:
    short = Shot(shot_id="1", seconds=Decimal(4), takes=1)
    long = Shot(shot_id="2", seconds=Decimal(10), takes=1)
    restyles = Decimal("0.168") * 5
    first_is_short, first_is_long = (
        plan(order, EXPLORING, "kling-api").total.number for order in ([short, long], [long, short])
    )
    assert first_is_long - first_is_short == (10 - 4) * restyles


@given(boards, every_strategy, providers)
def test_planning_twice_gives_equal_plans(board: Storyboard, strategy: str, provider: str) -> None:
    first, second = plan(board, strategy, provider), plan(board, strategy, provider)
    assert first == second
    assert [line.rate.ref for line in first.lines] == [line.rate.ref for line in second.lines]


@given(boards, every_strategy, providers)
def test_a_shot_is_priced_whole_or_listed_as_unpriced_with_a_reason(
    board: Storyboard, strategy: str, provider: str
) -> None:
    planned = plan(board, strategy, provider)
    priced = {line.shot_id for line in planned.lines}
    unpriced = {entry.shot.shot_id for entry in planned.unpriced}
    assert priced | unpriced == {shot.shot_id for shot in board.shots}
    assert not priced & unpriced
    assert all(entry.reason for entry in planned.unpriced)
    assert planned.complete == (planned.priced == planned.shots) == (not unpriced)


@given(boards, every_strategy, providers)
def test_every_line_costs_something_and_stands_on_the_rate_that_the_book_answers(
    board: Storyboard, strategy: str, provider: str
) -> None:
    for line in plan(board, strategy, provider).lines:
        assert line.amount.number > 0
        assert line.takes >= 1
        assert line.clip.seconds is None or line.clip.seconds > 0
        assert BOOK.rate_for(line.clip, provider, ON) is line.rate
        assert line.rate.source.title


@given(boards, every_strategy, providers)
def test_what_is_delivered_covers_the_film_and_what_is_billed_covers_what_is_delivered(
    board: Storyboard, strategy: str, provider: str
) -> None:
    planned = plan(board, strategy, provider)
    assert planned.film_s <= planned.fitted_s <= planned.billed_s


@given(boards, every_strategy, providers)
def test_every_stage_of_a_shot_but_a_short_draft_covers_its_length(
    board: Storyboard, strategy: str, provider: str
) -> None:
    planned = plan(board, strategy, provider)
    capped = {stage.name for stage in STRATEGIES[strategy].stages if stage.longest_clip_s}
    for shot in board.shots:
        lines = [line for line in planned.lines if line.shot_id == shot.shot_id and line.clip.seconds]
        for name in {line.stage for line in lines} - capped:
            covered = sum(line.clip.seconds or 0 for line in lines if line.stage == name)
            stages_shots = shot.count if strategy != EXPLORING else 1
            assert shot.seconds is not None
            assert covered >= shot.seconds * stages_shots


@given(storyboards(takes=False), st.integers(1, 30), every_strategy, providers)
def test_more_takes_never_cost_less(board: Storyboard, takes: int, strategy: str, provider: str) -> None:
    fewer = plan(board, strategy, provider, takes=takes)
    more = plan(board, strategy, provider, takes=takes + 1)
    assert more.total.number >= fewer.total.number
    assert [line.clip for line in more.lines] == [line.clip for line in fewer.lines]


@given(boards, st.integers(1, 60), alike, providers)
def test_a_longer_shot_never_costs_less(board: Storyboard, tenths: int, strategy: str, provider: str) -> None:
    longer = [
        shot if shot.seconds is None else replace(shot, seconds=shot.seconds + Decimal(tenths) / 10)
        for shot in board.shots
    ]
    assert plan(longer, strategy, provider).total.number >= plan(board, strategy, provider).total.number


@given(images, every_strategy, every_strategy, providers)
def test_an_image_is_planned_alike_under_every_strategy(
    image: Shot, one: str, other: str, provider: str
) -> None:
    assert plan([image], one, provider).lines == plan([image], other, provider).lines


@given(every_strategy, providers)
def test_an_empty_film_costs_nothing_and_is_complete(strategy: str, provider: str) -> None:
    nothing = plan([], strategy, provider)
    assert nothing.total.number == nothing.film_s == nothing.fitted_s == nothing.billed_s == 0
    assert nothing.lines == []
    assert nothing.complete
