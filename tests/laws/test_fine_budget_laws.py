"""Laws of budgets whose amounts are too fine for a table: what is found fits, and the bound is kept."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from kling_cost.breakdown import Bill
from kling_cost.budget.exact import ExactSolver
from kling_cost.budget.options import Objective, Option
from kling_cost.budget.task import Row, Task
from kling_cost.plan import Delivered
from kling_cost.storyboard.shot import Shot

cents = st.integers(1, 9999).map(lambda n: Decimal(n).scaleb(-2))


def option(cost: Decimal, rank: int) -> Option:
    delivered = Delivered("v3", f"rank {rank}", "off")
    return Option(strategy="s", delivered=delivered, bill=Bill(), cost=cost, rank=rank, kept=1.0, asked=True)


rows = st.lists(st.builds(option, cents, st.integers(1, 4)), min_size=1, max_size=4)


@st.composite
def tasks(draw: st.DrawFn) -> Task:
    objective = draw(st.sampled_from(Objective))
    out = [None] if objective is Objective.SHOTS else []
    made = [
        Row(place, Shot(shot_id=str(place), seconds=Decimal(5)), place, [*out, *choices])
        for place, choices in enumerate(draw(st.lists(rows, min_size=1, max_size=5)))
    ]
    return Task(made, objective, "USD")


@given(tasks(), st.integers(0, 40_000).map(lambda n: Decimal(n).scaleb(-2)), st.integers(1, 3000))
def test_however_coarse_the_table_the_plan_fits_and_nothing_exceeds_the_bound(
    task: Task, limit: Decimal, work: int
) -> None:
    plans = product(*(range(len(row.choices)) for row in task.rows))
    fitting = [picks for picks in plans if task.cost(picks) <= limit]
    best = max((task.value(picks) for picks in fitting), default=None)
    solver = ExactSolver(task, limit, work=work)
    found = solver.best(limit)
    assert (found is None) == (best is None)
    if found is not None and best is not None:
        assert task.cost(found.picks) <= limit
        assert task.value(found.picks) <= best <= (found.bound or best)
        if found.bound is None:
            assert task.value(found.picks) == best
        for picks in solver.better_than(found.picks):
            assert task.value(picks) > task.value(found.picks)
    for picks in solver.along(50):
        assert len(picks) == len(task.rows)


@given(tasks(), st.integers(0, 40_000).map(lambda n: Decimal(n).scaleb(-2)))
def test_a_table_that_can_be_afforded_finds_the_best_at_its_least_cost(task: Task, limit: Decimal) -> None:
    plans = product(*(range(len(row.choices)) for row in task.rows))
    fitting = [(task.value(picks), -task.cost(picks)) for picks in plans if task.cost(picks) <= limit]
    found = ExactSolver(task, limit).best(limit)
    told = None if found is None else (task.value(found.picks), -task.cost(found.picks))
    assert told == max(fitting, default=None)
    assert found is None or found.bound is None
