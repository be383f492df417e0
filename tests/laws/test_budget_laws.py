"""Laws of fitted budgets: what fits is within the limit, more never buys less, and rows keep their word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from kling_cost import Choices, Models, Planner, PriceBook, Strategies, TakesRules
from kling_cost.budget import Objective, fit_budget, sentences
from kling_cost.clips import Audio
from kling_cost.testing import storyboards

if TYPE_CHECKING:
    from kling_cost.budget import BudgetPlan
    from kling_cost.storyboard.shot import Shot, Storyboard

BOOK, MODELS = PriceBook(), Models()
PLANNER = Planner(book=BOOK, models=MODELS, takes=TakesRules())
STRATEGIES = {strategy.name: strategy for strategy in Strategies(models=MODELS)}
ON = date(2026, 11, 20)
SOME = [STRATEGIES[name] for name in ("v3-draft-o3-final", "v3-pro-throughout", "o3-pro-throughout")]

limits = st.integers(0, 6000).map(Decimal)
objectives = st.sampled_from(Objective)
priorities = st.sampled_from([None, 1, 2, 3])


@st.composite
def boards(draw: st.DrawFn, *, most_shots: int = 4, takes: bool = True) -> Storyboard:
    """Draw storyboards in which some shots matter more than others and some name what they are made with."""
    board = draw(storyboards(most_shots=most_shots, takes=takes))
    shots = [
        shot
        if shot.is_image
        else replace(
            shot,
            priority=draw(priorities),
            model=draw(st.sampled_from([None, None, "v3", "o3"])),
            tier=draw(st.sampled_from([None, None, "standard", "pro"])),
        )
        for shot in board.shots
    ]
    return replace(board, shots=shots)


def fitted(
    board: Storyboard,
    limit: Decimal,
    objective: Objective,
    *,
    confidence: float | None = None,
    min_tier: str | None = None,
) -> BudgetPlan:
    return fit_budget(
        board,
        planner=PLANNER,
        models=MODELS,
        strategies=SOME,
        provider="pixverse",
        on=ON,
        limit=limit,
        confidence=confidence,
        objective=objective,
        min_tier=min_tier,
    )


def value(found: BudgetPlan) -> tuple[tuple[int, ...], int, int]:
    return found.worth.shots, found.worth.quality, found.worth.kept


@settings(max_examples=40)
@given(boards(), limits, objectives)
def test_what_fits_is_within_the_limit_and_adds_up(
    board: Storyboard, limit: Decimal, objective: Objective
) -> None:
    found = fitted(board, limit, objective)
    made = [row.option for row in found.rows if row.option is not None]
    assert [row.shot for row in found.rows] == list(board.shots)
    assert found.plan.total.number == sum((option.cost for option in made), Decimal(0)) == found.needed
    assert sum((line.amount.number for line in found.plan.lines), Decimal(0)) == found.total.number
    assert found.proof.optimal
    if objective is Objective.SHOTS:
        assert found.total.number <= limit
        assert found.fits == bool(made or not found.left_out)
    else:
        assert found.fits == (found.total.number <= limit)
        assert not found.left_out
    assert sentences(found)


@settings(max_examples=25)
@given(boards(takes=False), limits, st.integers(0, 2000).map(Decimal), objectives)
def test_more_money_never_buys_less(
    board: Storyboard, limit: Decimal, more: Decimal, objective: Objective
) -> None:
    poor, rich = fitted(board, limit, objective), fitted(board, limit + more, objective)
    assert rich.fits or not poor.fits
    if poor.fits:
        assert value(rich) >= value(poor)


@settings(max_examples=25)
@given(boards(most_shots=3), limits, objectives)
def test_no_more_shots_fit_than_trying_all_strategies_tiers_and_sounds_finds(
    board: Storyboard, limit: Decimal, objective: Objective
) -> None:
    found = fitted(board, limit, objective)
    ways: list[set[Decimal]] = [set() for _ in board.shots]
    for strategy, tier, audio in product(SOME, [None, "standard", "pro"], [None, Audio.OFF]):
        choices = Choices(tier=tier, audio=audio)
        plan = PLANNER.plan(board, strategy, provider="pixverse", on=ON, choices=choices)
        for costs, (_, bill) in zip(ways, plan.breakdown.of_each_row(), strict=True):
            if bill.amount is not None:
                costs.add(bill.amount)
    out: set[Decimal | None] = {None} if objective is Objective.SHOTS else set()
    possible = [(row.shot, {*out, *costs}) for row, costs in zip(found.rows, ways, strict=True) if costs]
    best: tuple[int, ...] | None = None
    for way in product(*(costs for _, costs in possible)):
        if sum((cost or Decimal(0) for cost in way), Decimal(0)) <= limit:
            made = [shot for (shot, _), cost in zip(possible, way, strict=True) if cost is not None]
            shots = tuple(
                sum(1 if shot.is_image else shot.count for shot in made if shot.priority == priority)
                for priority in found.priorities
            )
            best = shots if best is None else max(best, shots)
    assert found.fits == (best is not None and (any(best) or not possible))
    if best is not None:
        assert found.worth.shots == best


@settings(max_examples=25)
@given(boards(), limits, objectives, st.sampled_from([None, "standard", "pro"]))
def test_a_row_keeps_its_word_and_nothing_is_lowered_below_the_floor(
    board: Storyboard, limit: Decimal, objective: Objective, floor: str | None
) -> None:
    found = fitted(board, limit, objective, min_tier=floor)
    for row in found.rows:
        if row.option is None:
            continue
        shot, last = row.shot, [line.clip for line in row.option.bill.lines if line.delivers]
        for clip in last:
            assert shot.model in (None, clip.model)
            assert shot.tier in (None, clip.tier)
            assert shot.audio in (None, clip.audio)
            if shot.tier is None and clip.tier is not None and floor is not None:
                assert MODELS.tiers.index(clip.tier) >= MODELS.tiers.index(floor)
        if shot.takes is not None and shot.accept is None and not shot.is_image:
            assert shot.takes in {line.takes for line in row.option.bill.lines}


@settings(max_examples=25)
@given(boards().flatmap(lambda b: st.tuples(st.just(b), st.permutations(b.shots))), limits, objectives)
def test_the_order_of_shots_changes_nothing_that_is_delivered(
    two: tuple[Storyboard, list[Shot]], limit: Decimal, objective: Objective
) -> None:
    board, mixed = two
    one, other = fitted(board, limit, objective), fitted(replace(board, shots=mixed), limit, objective)
    assert value(one) == value(other)
    assert one.total == other.total


@settings(max_examples=25)
@given(boards(most_shots=3), limits, objectives, st.sampled_from([0.5, 0.9]))
def test_with_a_confidence_what_fits_keeps_within_the_limit_so_surely(
    board: Storyboard, limit: Decimal, objective: Objective, confidence: float
) -> None:
    found = fitted(board, limit, objective, confidence=confidence)
    surely = found.total.number <= limit if found.forecast is None else found.chance_within
    within = Fraction(surely or 0) >= Fraction(confidence) - Fraction(1, 10**9)
    assert within == (found.needed <= limit)
    assert within if objective is Objective.SHOTS else within == found.fits
    if found.proof.bound is not None:
        bound = found.proof.bound
        assert (bound.shots, bound.quality, bound.kept) > value(found)


@settings(max_examples=25)
@given(boards(takes=False), limits, objectives)
def test_the_curve_rises_and_what_is_said_of_more_money_is_true(
    board: Storyboard, limit: Decimal, objective: Objective
) -> None:
    found = fitted(board, limit, objective)
    spends = [point.spend for point in found.curve]
    worths = [(point.worth.shots, point.worth.quality, point.worth.kept) for point in found.curve]
    assert spends == sorted(set(spends))
    assert worths == sorted(set(worths))
    assert found.curve[-1].spend == found.least_for_wish
    if found.fits:
        assert worths[spends.index(found.total.number)] == value(found)
    if found.next_price is not None:
        richer = fitted(board, limit + found.next_price.extra, objective)
        assert richer.worth == found.next_price.worth
        nearly = fitted(board, limit + found.next_price.extra - 1, objective)
        assert nearly.worth == found.worth
        changed = {id(change.shot) for change in found.next_price.changes}
        assert changed
    elif found.fits or objective is Objective.SHOTS:
        assert found.least_for_wish <= limit
    enough = fitted(board, found.least_for_all, Objective.QUALITY)
    assert enough.fits
    if found.obstacle is not None:
        assert not fitted(board, limit, Objective.QUALITY).fits
