"""Laws of plans side by side under risk, and of the margins of assumptions."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from kling_cost import Choices, Models, MoneyRules, Planner, PriceBook, Strategies, TakesRules, compare_plans
from kling_cost.money import CreditPrice
from kling_cost.risk import Forecast
from kling_cost.sensitivity import RankBy, StrategyRange, margins, ranges_of, ranked
from kling_cost.takes import AcceptRate
from kling_cost.testing import storyboards

if TYPE_CHECKING:
    from kling_cost.plan import Plan
    from kling_cost.storyboard.shot import Storyboard

ON = date(2026, 11, 20)
MODELS = Models()
RULES = TakesRules()
PLANNER = Planner(book=PriceBook(), models=MODELS, takes=RULES)
NAMED = Strategies(models=MODELS)
SOME = [NAMED[name] for name in ("v3-draft-o3-final", "routed", "o3-pro-throughout", "short-draft-first")]
CLASSES = [each.name for each in RULES.classes if each.cap is None]
DOLLARS = MoneyRules(credit_prices={"": CreditPrice(Decimal("0.01"), "USD")})

films = storyboards(most_shots=3, classes=CLASSES)
rates = st.integers(5, 1000).map(lambda thousandths: AcceptRate(Fraction(thousandths, 1000)))
uncertain = st.builds(AcceptRate.counted, st.integers(1, 20), st.integers(20, 60))
said = st.builds(Choices, takes=st.none() | st.integers(1, 9), accept=st.none() | rates | uncertain)


def plans_of(film: Storyboard, choices: Choices, provider: str = "pixverse") -> list[Plan]:
    return [PLANNER.plan(film, each, provider=provider, on=ON, choices=choices) for each in SOME]


def names(ranges: list[StrategyRange]) -> list[tuple[str, str]]:
    return [(each.entry.plan.provider, each.entry.plan.strategy) for each in ranges]


@settings(max_examples=30)
@given(films, said, st.sampled_from([MoneyRules(), DOLLARS]))
def test_by_their_totals_plans_are_ranked_as_they_are_compared(
    film: Storyboard, choices: Choices, money: MoneyRules
) -> None:
    comparison = compare_plans(
        [*plans_of(film, choices), *plans_of(film, choices, provider="kling-api")], money
    )
    ranking = ranked(ranges_of(comparison), RankBy.TOTAL)
    assert [each.entry for each in ranking.ranked] == list(comparison.ranked)
    assert ranking.comparable == comparison.comparable
    assert (ranking.first and ranking.first.entry) == comparison.cheapest


@settings(max_examples=30)
@given(films, said, st.sampled_from(RankBy))
def test_the_first_of_a_ranking_has_the_least_amount_of_all_complete_plans(
    film: Storyboard, choices: Choices, by: RankBy
) -> None:
    ranges = ranges_of(compare_plans(plans_of(film, choices), MoneyRules()))
    first = ranked(ranges, by).first
    complete = [each.amount(by) for each in ranges if each.entry.plan.complete]
    assert (None if first is None else first.amount(by)) == min(complete, default=None)


@settings(max_examples=30)
@given(films, said)
def test_a_plan_without_a_gamble_costs_its_total_by_whatever_it_is_ranked(
    film: Storyboard, choices: Choices
) -> None:
    for each in ranges_of(compare_plans(plans_of(film, choices), MoneyRules())):
        amounts = {each.amount(by) for by in RankBy}
        assert each.forecast is not None or amounts == {each.entry.plan.total.number}
        quantiles = [each.amount(by) for by in (RankBy.P50, RankBy.P80, RankBy.P90, RankBy.P95)]
        assert quantiles == sorted(quantiles)


@settings(max_examples=20)
@given(films, said)
def test_margins_expect_what_forecasts_expect(film: Storyboard, choices: Choices) -> None:
    found = margins(PLANNER, film, SOME, provider="pixverse", on=ON, choices=choices)
    means = {plan.strategy: mean_of(plan) for plan in plans_of(film, choices) if plan.complete}
    assert list(found.expected) == list(means)
    for name, mean in means.items():
        assert abs(found.expected[name] - mean) <= 1e-9 * max(mean, 1)


@settings(max_examples=15)
@given(storyboards(most_shots=3, takes=False), rates | uncertain)
def test_another_strategy_is_expected_to_cost_least_at_a_turn_and_not_before(
    film: Storyboard, accept: AcceptRate
) -> None:
    """Checked by planning: an uncertain rate keeps its weight where its mean moves."""
    found = margins(PLANNER, film, SOME, provider="pixverse", on=ON, choices=Choices(accept=accept))
    for margin in found.margins:
        assert (margin.name, margin.takes, margin.value) == ("all", False, accept.mean)
        for turn, back in ((margin.lower, 1), (margin.higher, -1)):
            if turn is not None:
                costs = expected(film, moved(accept, Fraction(turn.value)))
                assert turn.strategy != found.leader
                assert costs[turn.strategy] == min(costs.values()) < costs[str(found.leader)]
                before = Fraction(turn.value) + Fraction(back, 1000)
                if (before - accept.mean) * back < 0:
                    costs = expected(film, moved(accept, before))
                    assert costs[str(found.leader)] <= min(costs.values()) * (1 + 1e-8)


def moved(rate: AcceptRate, mean: Fraction) -> AcceptRate:
    if rate.beta is None or mean == 1:
        return AcceptRate(mean)
    weight = sum(rate.beta, start=Fraction(0))
    return AcceptRate(mean, (mean * weight, (1 - mean) * weight))


def expected(film: Storyboard, accept: AcceptRate) -> dict[str, float]:
    plans = [plan for plan in plans_of(film, Choices(accept=accept)) if plan.complete]
    return {plan.strategy: mean_of(plan) for plan in plans}


def mean_of(plan: Plan) -> float:
    forecast = Forecast.of(plan)
    return forecast.total.mean if forecast else float(plan.total.number)
