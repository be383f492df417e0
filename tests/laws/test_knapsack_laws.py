"""Laws of the knapsack: it finds what trying everything finds, for every budget and at the least cost."""

from __future__ import annotations

from itertools import product
from operator import add
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from kling_cost.budget.choices import Choice, undominated
from kling_cost.budget.coarse import rounded, step_needed
from kling_cost.budget.knapsack import best_choices

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from kling_cost.budget.packed_values import Value

    Items = list[list[Choice]]


def drawn(
    most_items: int, costs: SearchStrategy[int], *levels: SearchStrategy[int], least_items: int = 0
) -> SearchStrategy[Items]:
    choices = st.builds(Choice, cost=costs, value=st.tuples(*levels))
    return st.lists(st.lists(choices, min_size=1, max_size=4), min_size=least_items, max_size=most_items)


small = drawn(5, st.integers(0, 12), st.integers(0, 2), st.integers(-3, 5))
in_steps = drawn(5, st.integers(0, 12).map(lambda n: 7 + 35 * n), st.integers(0, 2), st.integers(0, 9))
of_many_words = drawn(4, st.integers(0, 12), *[st.integers(0, 1) | st.integers(0, 10**15) for _ in range(6)])
everything = small | in_steps | of_many_words


def levels_of(items: Items) -> int:
    return len(items[0][0].value) if items else 1


def worth(plan: tuple[Choice, ...], levels: int) -> Value:
    total: Value = (0,) * levels
    for choice in plan:
        total = tuple(map(add, total, choice.value))
    return total


def tried_out(items: Items) -> list[tuple[int, Value]]:
    levels = levels_of(items)
    return [(sum(each.cost for each in plan), worth(plan, levels)) for plan in product(*items)]


def best_within(plans: list[tuple[int, Value]], budget: int) -> tuple[Value, int] | None:
    """Give the best value within a budget, and the least cost at which it is had."""
    fitting = [(value, -cost) for cost, value in plans if cost <= budget]
    if not fitting:
        return None
    value, cost = max(fitting)
    return value, -cost


def found(items: Items, budget: int, most: int | None = None) -> tuple[Value, int] | None:
    """Give what the table says, after checking that its choices are worth and cost what it says."""
    table = best_choices(items, most)
    place = table.place(budget)
    if place is None:
        return None
    plan = tuple(choices[pick] for choices, pick in zip(items, table.choices(place), strict=True))
    said = table.value(place), table.cost(place)
    assert (worth(plan, levels_of(items)), sum(each.cost for each in plan)) == said
    return said


@given(everything)
def test_every_budget_buys_what_trying_everything_finds_at_its_least_cost(items: Items) -> None:
    plans = tried_out(items)
    costs = {cost for cost, _ in plans}
    for budget in {*costs, *(cost - 1 for cost in costs), max(costs) + 100}:
        assert found(items, budget) == best_within(plans, budget)


@settings(max_examples=4)
@given(drawn(8, st.integers(0, 40), st.integers(0, 1), st.integers(0, 9), least_items=8), st.data())
def test_so_it_is_for_eight_items_of_four_choices(items: Items, data: st.DataObject) -> None:
    plans = tried_out(items)
    for _ in range(5):
        budget = data.draw(st.integers(0, max(cost for cost, _ in plans)))
        assert found(items, budget) == best_within(plans, budget)


@given(everything, st.integers(0, 400), st.integers(0, 100))
def test_a_table_up_to_a_budget_says_what_the_whole_table_says(items: Items, budget: int, more: int) -> None:
    assert found(items, budget, most=budget + more) == found(items, budget)


@given(
    everything.flatmap(lambda items: st.tuples(st.just(items), st.permutations(items))), st.integers(0, 400)
)
def test_the_order_of_items_does_not_matter(two: tuple[Items, Items], budget: int) -> None:
    assert found(two[0], budget) == found(two[1], budget)


@given(small, st.integers(1, 10**6), st.integers(0, 60))
def test_another_unit_of_costs_changes_nothing(items: Items, factor: int, budget: int) -> None:
    dearer = [[Choice(each.cost * factor, each.value) for each in choices] for choices in items]
    plain, scaled = found(items, budget), found(dearer, budget * factor)
    assert (plain is None) == (scaled is None)
    if plain and scaled:
        assert scaled == (plain[0], plain[1] * factor)


@given(everything)
def test_the_breaks_are_where_the_value_rises(items: Items) -> None:
    table = best_choices(items)
    costs = [table.cost(int(place)) for place in table.breaks()]
    values = [table.value(int(place)) for place in table.breaks()]
    assert costs == sorted(set(costs))
    assert values == sorted(set(values))
    plans = tried_out(items)
    rising = {best_within(plans, cost) for cost, _ in plans}
    assert {(value, cost) for value, cost in zip(values, costs, strict=True)} == rising
    for value in values:
        above = table.first_above(value)
        assert values[above:] == [each for each in values if each > value]


@given(st.lists(st.builds(Choice, st.integers(0, 9), st.tuples(st.integers(0, 9))), min_size=1, max_size=8))
def test_what_is_dominated_is_worth_no_more_than_something_as_cheap(choices: list[Choice]) -> None:
    kept = undominated(choices)
    assert [choices[place].cost for place in kept] == sorted({choices[place].cost for place in kept})
    for choice in choices:
        assert any(
            choices[place].cost <= choice.cost and choices[place].value >= choice.value for place in kept
        )


def test_an_item_may_have_more_choices_than_a_byte_can_number() -> None:
    items = [[Choice(cost, (cost,)) for cost in range(700)], [Choice(3 * n, (4 * n,)) for n in range(300)]]
    for budget in (0, 255, 256, 600, 1500):
        thirds = min(budget // 3, 299)
        assert found(items, budget) == ((budget + thirds,), budget)
    assert found(items, 10**6) == ((699 + 4 * 299,), 699 + 3 * 299)


@given(everything, st.integers(1, 50), st.integers(0, 400))
def test_costs_rounded_up_fit_for_sure_and_rounded_down_are_never_exceeded(
    items: Items, step: int, budget: int
) -> None:
    exact = found(items, budget)
    above, below = found(rounded(items, step, up=True), budget), found(rounded(items, step, up=False), budget)
    assert (exact is None) == (above is None) == (below is None)
    if exact and above and below:
        assert above[0] <= exact[0] <= below[0]
    for up in (True, False):
        for choices, coarse in zip(items, rounded(items, step, up=up), strict=True):
            least = min(each.cost for each in choices)
            for mine, its in zip(choices, coarse, strict=True):
                assert (its.cost - least) % step == 0
                assert 0 <= (its.cost - mine.cost if up else mine.cost - its.cost) < step


@given(everything, st.integers(1, 10_000))
def test_the_step_that_is_needed_is_a_multiple_of_the_lattice_and_grows_with_the_work(
    items: Items, work: int
) -> None:
    own = step_needed(items, None)
    assert step_needed(items, None, work) % own == 0
    assert step_needed(items, None, 2 * work) <= step_needed(items, None, work)
