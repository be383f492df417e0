"""Laws of break-evens: around the takes and rates that are given, the cheaper strategy changes."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kling_cost import Choices, Models, Planner, PriceBook, Strategies, TakesRules
from kling_cost.risk import Forecast
from kling_cost.sensitivity import CostByTakes, accept_for, break_even, costs_by_takes
from kling_cost.sensitivity.break_even import expected_takes, iterating_alike
from kling_cost.takes import AcceptRate
from kling_cost.testing import storyboards

if TYPE_CHECKING:
    from kling_cost.storyboard.shot import Storyboard
    from kling_cost.strategies import Strategy

ON = date(2026, 11, 20)
MODELS = Models()
RULES = TakesRules()
PLANNER = Planner(book=PriceBook(), models=MODELS, takes=RULES)
NAMED = Strategies(models=MODELS)
STRATEGIES = list(NAMED)
DRAFTS_AND_NOT = [NAMED["v3-draft-o3-final"], NAMED["o3-pro-throughout"]]
CLASSES = [each.name for each in RULES.classes]

films = storyboards(most_shots=4, classes=CLASSES)
pairs = st.lists(st.sampled_from(STRATEGIES), min_size=2, max_size=2, unique_by=lambda each: each.name)
amounts = st.integers(0, 1000).map(Fraction)


def planned(film: Storyboard, strategy: Strategy, takes: int) -> Fraction:
    plan = PLANNER.plan(
        iterating_alike(film), strategy, provider="pixverse", on=ON, choices=Choices(takes=takes)
    )
    return Fraction(plan.total.number)


def costs_of(film: Storyboard, pair: list[Strategy]) -> list[CostByTakes]:
    costs = costs_by_takes(PLANNER, film, pair, provider="pixverse", on=ON)
    assume(not any(cost.unpriced for cost in costs))
    return costs


@given(films, st.sampled_from(STRATEGIES), st.integers(1, 60))
def test_a_strategy_costs_a_fixed_amount_and_so_much_for_each_take(
    film: Storyboard, strategy: Strategy, takes: int
) -> None:
    (cost,) = costs_by_takes(PLANNER, film, [strategy], provider="pixverse", on=ON)
    assert cost.at(takes) == planned(film, strategy, takes)


@given(films, pairs, st.integers(1, 60))
def test_the_cheaper_strategy_changes_at_the_takes_of_the_break_even_and_nowhere_else(
    film: Storyboard, pair: list[Strategy], any_takes: int
) -> None:
    one, other = costs_of(film, pair)
    found = break_even(one, other)
    cheaper, dearer = sorted(pair, key=lambda each: each.name != found.cheaper)

    def saved(takes: int) -> Fraction:
        """Give what is saved beyond the break-even."""
        return planned(film, dearer, takes) - planned(film, cheaper, takes)

    if found.takes is None:
        assert saved(any_takes) > 0 if found.cheaper else saved(any_takes) == 0
        return
    assert saved(floor(found.takes) + 1) > 0
    if found.takes.denominator == 1:
        assert saved(int(found.takes)) == 0
    if (fewer := ceil(found.takes) - 1) >= 1:
        assert saved(fewer) < 0


@given(amounts, amounts, amounts, amounts, st.none() | st.integers(1, 40))
def test_which_strategy_is_named_first_does_not_matter(
    a: Fraction, b: Fraction, c: Fraction, d: Fraction, cap: int | None
) -> None:
    one = CostByTakes(strategy="one", unit="credit", fixed=a, per_take=b)
    other = CostByTakes(strategy="other", unit="credit", fixed=c, per_take=d)
    there, back = break_even(one, other, cap=cap), break_even(other, one, cap=cap)
    assert (there.takes, there.accept, there.cheaper, there.reason) == (
        back.takes,
        back.accept,
        back.cheaper,
        back.reason,
    )


@given(st.fractions(1, 60), st.integers(1, 60))
def test_the_accept_rate_of_a_break_even_expects_its_takes(takes: Fraction, cap: int) -> None:
    accept = accept_for(takes, cap=cap)
    if accept is None:
        assert takes >= cap
        assert takes > 1
    else:
        assert 0 < accept <= 1
        assert abs(expected_takes(accept, cap) - takes) < 1e-9
        assert accept <= float(1 / takes) * (1 + 1e-12)


@given(st.fractions(1, 60))
def test_without_a_cap_the_accept_rate_is_one_by_the_takes(takes: Fraction) -> None:
    assert accept_for(takes) == float(1 / takes)


@settings(max_examples=25)
@given(films, st.permutations(DRAFTS_AND_NOT), st.integers(1, 9).map(lambda tenths: Fraction(tenths, 10)))
def test_the_expected_costs_cross_at_the_accept_rate_of_the_break_even(
    film: Storyboard, pair: list[Strategy], nearer: Fraction
) -> None:
    """Planned with rates to either side of it, under the cap of the rules."""
    found = break_even(*costs_of(film, pair), cap=RULES.gamble_cap)
    assume(found.accept is not None)
    accept = Fraction(found.accept or 0)
    cheaper, dearer = sorted(pair, key=lambda each: each.name != found.cheaper)
    below, above = accept * nearer, 1 - (1 - accept) * nearer
    assert expected(film, cheaper, below) < expected(film, dearer, below)
    assert expected(film, cheaper, above) > expected(film, dearer, above)


def expected(film: Storyboard, strategy: Strategy, rate: Fraction) -> float:
    choices = Choices(accept=AcceptRate(rate))
    plan = PLANNER.plan(iterating_alike(film), strategy, provider="pixverse", on=ON, choices=choices)
    forecast = Forecast.of(plan)
    return forecast.total.mean if forecast else float(plan.total.number)
