"""Laws of budgets that are kept with some confidence: what is found is what trying every plan finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache, reduce
from itertools import product
from operator import add
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kling_cost import Models, PriceBook
from kling_cost.breakdown import Bill, Stake
from kling_cost.budget.chancy import ChancySolver
from kling_cost.budget.options import Objective, Option
from kling_cost.budget.task import Row, Task
from kling_cost.plan import Delivered
from kling_cost.quote import quote_line
from kling_cost.risk import cost_of
from kling_cost.storyboard.shot import Shot
from kling_cost.takes import SharedRate, Takes

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy
    from numpy.typing import NDArray

    from kling_cost.budget.packed_values import Value
    from kling_cost.budget.task import Picks

BOOK, MODELS, ON = PriceBook(), Models(), date(2026, 11, 20)
STEP = 20
"""V3 Standard, silent, at PixVerse is 20 credits a second: all amounts here are multiples of it."""
SHARED = SharedRate("all", Fraction(3), Fraction(4))


@cache
def bill(seconds: int, takes: Takes) -> Bill:
    """Bill a V3 Standard clip without audio."""
    clip = MODELS.clip(model="v3", tier="standard", audio="off", duration_s=seconds)
    line = quote_line(clip, BOOK.rate_for(clip, "pixverse", ON), takes=takes.planned, stage="final")
    assert line.amount.number == STEP * seconds * takes.planned
    return Bill(lines=(line,), stakes=(Stake(takes),))


def option(seconds: int, takes: Takes, rank: int, kept: float) -> Option:
    made = bill(seconds, takes)
    delivered = Delivered("v3", f"rank {rank}", "off")
    cost = made.amount or Decimal(0)
    return Option(strategy="s", delivered=delivered, bill=made, cost=cost, rank=rank, kept=kept, asked=True)


fixed = st.integers(1, 3).map(lambda planned: Takes(planned=planned))
gambles = st.builds(
    lambda percent, cap: Takes(planned=1, accept=Fraction(percent, 100), cap=cap),
    st.integers(10, 95),
    st.integers(1, 5),
)
shared_gambles = st.integers(1, 4).map(
    lambda cap: Takes(planned=1, accept=Fraction(3, 7), cap=cap, shared=SHARED)
)


def options_of(takes: SearchStrategy[Takes]) -> SearchStrategy[Option]:
    return st.builds(option, st.integers(3, 9), takes, st.integers(1, 3), st.sampled_from([0.5, 0.75, 1.0]))


@st.composite
def tasks(
    draw: st.DrawFn, takes: SearchStrategy[Takes], *, least_rows: int = 1, rows: int = 4, options: int = 3
) -> Task:
    objective = draw(st.sampled_from(Objective))
    made = []
    for place in range(draw(st.integers(least_rows, rows))):
        choices: list[Option | None] = list(
            draw(st.lists(options_of(takes), min_size=options, max_size=options))
        )
        if objective is Objective.SHOTS:
            choices[0] = None
        shot = Shot(shot_id=str(place), seconds=Decimal(5), priority=draw(st.sampled_from([None, 1, 2])))
        made.append(Row(place, shot, place, choices))
    return Task(made, objective, "pixverse-credit")


confidences = st.sampled_from([0.3, 0.5, 0.8, 0.9, 0.99])
limits = st.integers(0, 90).map(lambda steps: Decimal(STEP * steps))


def worth(task: Task, picks: Picks) -> Value:
    """Add up what picks are worth, by the words: shots by priority, ranks, chances of keepers."""
    levels = len(task.priorities)
    values = []
    for row, pick in zip(task.rows, picks, strict=True):
        made = row.choices[pick]
        shots = [0] * levels
        if made is not None:
            shots[task.priorities.index(row.shot.priority)] = 1
        values.append((*shots, made.rank if made else 0, int(1000 * made.kept) if made else 0))
    return tuple(reduce(lambda one, other: tuple(map(add, one, other)), values))


def chances(made: Option | None, points: int) -> NDArray[np.float64]:
    """Lay what an option may cost onto the lattice, take by take."""
    laid = np.zeros(points)

    def lay(seconds: Decimal, takes: int, chance: float) -> None:
        place = int(seconds) * takes
        if place < points:
            laid[place] += chance

    if made is None:
        laid[0] = 1.0
        return laid
    clip, takes = made.bill.lines[0].clip, made.bill.stakes[0].takes
    seconds = clip.seconds or Decimal(0)
    if takes.accept is None:
        lay(seconds, takes.planned, 1.0)
        return laid
    missed = 1.0
    for take in range(1, (takes.cap or 0) + 1):
        lay(seconds, take, missed * float(takes.accept) if take != takes.cap else missed)
        missed *= 1 - float(takes.accept)
    return laid


def brute_force(task: Task, limit: Decimal, confidence: float) -> tuple[Value, float] | None:
    """Try every plan: give the best value that keeps within the limit, and the least mean that has it."""
    points = int(limit) // STEP + 1
    laid = [[chances(made, points) for made in row.choices] for row in task.rows]
    best: tuple[Value, float] | None = None

    def go_on(picks: tuple[int, ...], so_far: NDArray[np.float64]) -> None:
        nonlocal best
        if so_far.sum() < confidence - 1e-9:
            return
        row = len(picks)
        if row == len(laid):
            value, mean = worth(task, picks), -expected(task, picks)
            best = (value, mean) if best is None else max(best, (value, mean))
            return
        for pick, cost in enumerate(laid[row]):
            go_on((*picks, pick), np.convolve(so_far, cost)[:points])

    start = np.zeros(points)
    start[0] = 1.0
    go_on((), start)
    return best


def expected(task: Task, picks: Picks) -> float:
    return float(sum(_expected(row.choices[pick]) for row, pick in zip(task.rows, picks, strict=True)))


@cache
def _expected_takes(takes: Takes) -> float:
    if takes.accept is None:
        return takes.planned
    return float(sum((1 - takes.accept) ** take for take in range(takes.cap or 0)))


def _expected(made: Option | None) -> float:
    if made is None:
        return 0.0
    return STEP * float(made.bill.lines[0].clip.seconds or 0) * _expected_takes(made.bill.stakes[0].takes)


def hold(task: Task, limit: Decimal, confidence: float) -> None:
    """Hold what is found against what trying everything finds: the value, and at that the least mean."""
    assume(task.gambles)
    found, best = ChancySolver(task, limit, confidence).best(limit), brute_force(task, limit, confidence)
    assert (found is None) == (best is None)
    if found and best:
        assert task.value(found.picks) == worth(task, found.picks) == best[0]
        assert abs(-expected(task, found.picks) - best[1]) < 1e-6
        assert found.bound is None


@settings(max_examples=60)
@given(tasks(fixed | gambles), limits, confidences)
def test_the_plan_that_is_found_is_the_one_that_trying_every_plan_finds(
    task: Task, limit: Decimal, confidence: float
) -> None:
    hold(task, limit, confidence)


@settings(max_examples=4)
@given(tasks(gambles, least_rows=8, rows=8, options=4), limits, confidences)
def test_so_it_is_for_eight_shots_of_four_choices(task: Task, limit: Decimal, confidence: float) -> None:
    hold(task, limit, confidence)


@settings(max_examples=15)
@given(tasks(shared_gambles, rows=3), limits, confidences)
def test_so_it_is_where_an_uncertain_rate_makes_all_shots_lucky_or_unlucky_together(
    task: Task, limit: Decimal, confidence: float
) -> None:
    assume(task.gambles)
    found = ChancySolver(task, limit, confidence).best(limit)
    fitting = [
        task.value(picks)
        for picks in product(*(range(len(row.choices)) for row in task.rows))
        if cost_of(task.bills(picks), task.unit).chance_within(limit) >= confidence - 1e-9
    ]
    assert (task.value(found.picks) if found else None) == max(fitting, default=None)
    assert found is None or found.bound is None


@settings(max_examples=30)
@given(tasks(fixed | gambles), limits, confidences)
def test_what_is_searched_fits_and_the_bound_is_never_exceeded(
    task: Task, limit: Decimal, confidence: float
) -> None:
    assume(task.gambles)
    solver, best = ChancySolver(task, limit, confidence), brute_force(task, limit, confidence)
    found = solver._search.best(limit)  # noqa: SLF001 - what is found before everything is tried
    assert found is None or best is not None
    if found and best:
        assert cost_of(task.bills(found), task.unit).chance_within(limit) >= confidence - 1e-9
        assert task.value(found) <= best[0] <= solver._bound(limit, found)  # noqa: SLF001 - the same


@settings(max_examples=30)
@given(tasks(fixed | gambles), limits, confidences)
def test_a_plan_needs_no_less_for_a_higher_confidence(task: Task, limit: Decimal, confidence: float) -> None:
    picks = task.best()
    sure, surer = ChancySolver(task, limit, confidence), ChancySolver(task, limit, (1 + confidence) / 2)
    assert sure.needed(picks) <= surer.needed(picks)
    assert sure.needed_by(picks, range(len(task.rows))) == sure.needed(picks)


@given(tasks(fixed))
def test_alike_rows_are_served_in_their_order(task: Task) -> None:
    first = task.rows[0]
    alike = replace(task, rows=[replace(first, place=place) for place in range(3)])
    last = len(first.choices) - 1
    served = alike.in_order((0, last, 0))
    values = [alike.values[0][pick] for pick in served]
    assert values == sorted(values, reverse=True)
    assert alike.value(served) == alike.value((0, last, 0))
    assert alike.cost(served) == alike.cost((0, last, 0))
