"""Laws of the gate: limits hold to the least step, parts add up, and only the rows at fault are blamed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kling_cost import Choices, Models, MoneyRules, Planner, PriceBook, Strategies, TakesRules
from kling_cost.amounts import ZERO
from kling_cost.causes import Side, difference_of
from kling_cost.compare import compare_plans
from kling_cost.currencies import is_currency
from kling_cost.estimate import Estimate, Extra, check_estimate, rest_of
from kling_cost.gate import Outcome, Rule, Ruling, Verdict
from kling_cost.gate.case import Base, Case
from kling_cost.gate.judge import judge
from kling_cost.gate.limits import Allowance, Increase, Limits, Measure
from kling_cost.gate.measured import Measured
from kling_cost.gate.risen import risen_shots
from kling_cost.money import CreditPrice
from kling_cost.pricebook.rate import Basis
from kling_cost.risk import Forecast
from kling_cost.risk.forecast import QUANTILES
from kling_cost.storyboard.shot import Shot, Storyboard
from kling_cost.testing import storyboards

BOOK, MODELS, TAKES = PriceBook(), Models(), TakesRules()
STRATEGIES = list(Strategies(models=MODELS))
PLANNER = Planner(book=BOOK, models=MODELS, takes=TAKES)
FEWER = settings(max_examples=settings().max_examples // 2)
"""Each of these examples plans a film or two and takes it apart, so there are half as many as elsewhere."""
ON = date(2026, 11, 20)
PROVIDERS = ["pixverse", "fal", "kling-app", "kling-api"]
CHANCES = [Measure.P50, Measure.P80, Measure.P90]
CENT = Decimal("0.01")

measures = st.sampled_from(Measure)
chances = st.sampled_from(CHANCES)
monies = st.integers(1, 2000).map(
    lambda cents: MoneyRules(credit_prices={"": CreditPrice(Decimal(cents).scaleb(-2), "USD", Decimal(99))})
)
extras = st.builds(
    Extra,
    name=st.sampled_from(["Music", "Titles"]),
    number=st.integers(1, 10**5).map(lambda cents: Decimal(cents).scaleb(-2)),
    currency=st.just("USD"),
)
contingencies = st.sampled_from([ZERO, Decimal("0.1"), Decimal("0.075")])
basis = st.sampled_from(Basis)
lengths_s = st.lists(st.integers(1, 30), min_size=1, max_size=3)
numbers = st.integers(0, 10**7).map(lambda hundredths: Decimal(hundredths).scaleb(-2))


def estimate_of(
    board: Storyboard,
    strategy: str = "v3-draft-o3-final",
    provider: str = "pixverse",
    choices: Choices | None = None,
    money: MoneyRules | None = None,
) -> Estimate:
    chosen = next(each for each in STRATEGIES if each.name == strategy)
    plan = PLANNER.plan(board, chosen, provider=provider, on=ON, choices=choices)
    rules = money or MoneyRules()
    return Estimate(entry=compare_plans([plan], rules).chosen, money=rules)


@st.composite
def estimates(
    draw: st.DrawFn, *, told: bool | None = None, board: Storyboard | None = None, takes: bool = True
) -> Estimate:
    """Draw estimates in credits or dollars, with whatever else a budget holds; ``told`` ones in dollars."""
    known = told if told is not None else draw(st.booleans())
    provider = draw(st.sampled_from(PROVIDERS))
    found = estimate_of(
        board or draw(storyboards(most_shots=5, takes=takes)),
        draw(st.sampled_from(STRATEGIES)).name,
        provider,
        Choices(pack=draw(st.booleans()), takes=draw(st.none() | st.integers(1, 5))),
        draw(monies) if known else MoneyRules(),
    )
    in_dollars = is_currency(found.shots.unit)
    return replace(
        found,
        extras=draw(st.lists(extras, max_size=2)) if in_dollars else [],
        contingency=draw(contingencies),
    )


def nothing_in(estimate: Estimate) -> Allowance:
    """Give an allowance of nothing in the unit in which an estimate is told."""
    unit = estimate.shots.unit
    return Allowance(ZERO, unit if is_currency(unit) else None)


def ruled(estimate: Estimate, limits: Limits, base: Estimate | None = None) -> Verdict:
    seller = BOOK.provider(estimate.entry.plan.provider).file
    case = Case(
        estimate=estimate,
        limits=limits,
        seller=seller,
        base=Base(name="before", estimate=base) if base else None,
        risen=risen_shots(difference_of(*map(side, (base, estimate))), "before", seller) if base else (),
    )
    return judge(case, "drawn.csv")


def side(estimate: Estimate | None) -> Side:
    assert estimate is not None
    return Side(estimate=estimate, book=BOOK)


def ruling(verdict: Verdict, rule: Rule) -> Ruling:
    return next(each for each in verdict.rulings if each.rule is rule)


def outcome(estimate: Estimate, limits: Limits, rule: Rule) -> Outcome:
    return ruling(ruled(estimate, limits), rule).outcome


@FEWER
@given(estimates(), measures)
def test_a_limit_of_exactly_the_total_is_kept_and_one_step_less_is_broken(
    estimate: Estimate, measure: Measure
) -> None:
    limit = nothing_in(estimate)
    total = Measured(estimate, measure).total(limit).number
    step = CENT if limit.currency else Decimal(1).scaleb(-9)

    met = Limits(max=replace(limit, number=total), measure=measure)
    missed = Limits(max=replace(limit, number=total - step), measure=measure)

    assert outcome(estimate, met, Rule.MAX) is Outcome.KEPT
    assert outcome(estimate, missed, Rule.MAX) is Outcome.BROKEN


@FEWER
@given(estimates(), measures)
def test_a_limit_of_the_dearest_part_is_kept_and_one_step_less_is_broken(
    estimate: Estimate, measure: Measure
) -> None:
    limit, measured = nothing_in(estimate), Measured(estimate, measure)
    for rule, parts in (
        (Rule.MAX_PER_SHOT, measured.shots(limit)),
        (Rule.MAX_PER_SCENE, measured.scenes(limit)),
    ):
        if parts:
            dearest = max(part.amount.number for part in parts)
            for number, expected in ((dearest, Outcome.KEPT), (dearest - CENT, Outcome.BROKEN)):
                allowed = replace(limit, number=number)
                asked = Limits(**{rule.value: allowed}, measure=measure)  # type: ignore[arg-type]
                assert outcome(estimate, asked, rule) is expected


@FEWER
@given(estimates(), numbers, st.lists(numbers, max_size=3), measures)
def test_raising_a_limit_never_breaks_a_kept_rule(
    estimate: Estimate, least: Decimal, rises: list[Decimal], measure: Measure
) -> None:
    limit = nothing_in(estimate)
    seen: dict[Rule, Outcome] = {}
    for number in sorted([least, *(least + rise for rise in rises)]):
        allowed = replace(limit, number=number)
        asked = Limits(max=allowed, max_per_shot=allowed, max_per_scene=allowed, measure=measure)
        for each in ruled(estimate, asked).rulings:
            assert not (seen.get(each.rule) is Outcome.KEPT and each.outcome is Outcome.BROKEN)
            seen[each.rule] = each.outcome


@FEWER
@given(estimates(), numbers)
def test_a_limit_on_the_sum_is_what_a_budget_is(estimate: Estimate, number: Decimal) -> None:
    allowed = replace(nothing_in(estimate), number=number)
    check = check_estimate(estimate, number, allowed.currency)

    found = ruling(ruled(estimate, Limits(max=allowed)), Rule.MAX)

    assert (found.outcome is Outcome.BROKEN) == check.exceeded
    assert found.value is not None
    assert found.value - number == check.over_by


@FEWER
@given(estimates(told=False), chances)
def test_a_limit_on_a_chance_is_held_against_the_forecast_and_the_extras(
    estimate: Estimate, measure: Measure
) -> None:
    plan, unit = estimate.entry.plan, estimate.entry.plan.unit
    forecast = Forecast.of(plan)
    limit = nothing_in(estimate)
    found = Measured(estimate, measure).total(limit).number

    shots = forecast.total.quantile(QUANTILES[measure.value]) if forecast else plan.total.number
    expected = shots + rest_of(estimate).extras_in(unit).number
    assert abs(found - expected) <= (CENT / 2 if limit.currency else ZERO)


@FEWER
@given(estimates())
def test_what_shots_and_scenes_come_to_adds_up_to_the_shots(estimate: Estimate) -> None:
    limit, measured = nothing_in(estimate), Measured(estimate, Measure.SUM)
    scenes = sum((part.amount.number for part in measured.scenes(limit)), ZERO)
    shots = sum((Fraction(part.amount.number) * part.shots for part in measured.shots(limit)), Fraction(0))
    several = sum(part.shots for part in measured.shots(limit) if part.shots > 1)

    assert scenes == estimate.shots.number
    assert abs(shots - Fraction(estimate.shots.number)) <= Fraction(CENT) / 2 * several


@FEWER
@given(estimates(told=False), chances)
def test_the_chances_of_parts_are_those_of_the_forecast(estimate: Estimate, measure: Measure) -> None:
    forecast = Forecast.of(estimate.entry.plan)
    assume(forecast is not None)
    assert forecast is not None
    limit, measured = nothing_in(estimate), Measured(estimate, measure)
    chance, most = QUANTILES[measure.value], CENT / 2 if limit.currency else ZERO

    scenes = {part.name: part.total.quantile(chance) for part in forecast.by_scene()}
    assert {part.name for part in measured.scenes(limit)} == scenes.keys()
    assert all(abs(part.amount.number - scenes[part.name]) <= most for part in measured.scenes(limit))
    for part, expected in zip(measured.shots(limit), forecast.by_shot(), strict=True):
        assert part.name == expected.name
        assert abs(part.amount.number - expected.total.quantile(chance) / part.shots) <= CENT / 2 + most


@FEWER
@given(estimates(takes=False), chances)
def test_without_gambles_every_measure_says_the_same_of_the_shots(
    estimate: Estimate, measure: Measure
) -> None:
    alone, limit = replace(estimate, extras=[], contingency=ZERO), nothing_in(estimate)
    by_sum, by_chance = Measured(alone, Measure.SUM), Measured(alone, measure)

    assert by_sum.total(limit) == by_chance.total(limit)
    assert by_sum.shots(limit) == by_chance.shots(limit)
    assert by_sum.scenes(limit) == by_chance.scenes(limit)


@FEWER
@given(estimates(), measures)
def test_a_storyboard_never_costs_more_than_itself(estimate: Estimate, measure: Measure) -> None:
    limits = Limits(max_increase=Increase(share=ZERO), measure=measure)
    found = ruling(ruled(estimate, limits, estimate), Rule.MAX_INCREASE)

    assert (found.outcome, found.value) == (Outcome.KEPT, ZERO)


@FEWER
@given(st.data(), st.integers(0, 300), measures)
def test_a_share_is_kept_exactly_up_to_that_much_more(
    data: st.DataObject, percent: int, measure: Measure
) -> None:
    before, after = data.draw(estimates(told=True)), data.draw(estimates(told=True))
    limit, share = Allowance(ZERO, "USD"), Decimal(percent).scaleb(-2)
    was, becomes = (Fraction(Measured(each, measure).total(limit).number) for each in (before, after))

    limits = Limits(max_increase=Increase(share=share), measure=measure)
    found = ruling(ruled(after, limits, before), Rule.MAX_INCREASE)

    assert (found.outcome is Outcome.KEPT) == (becomes <= was * (1 + Fraction(share)))


@FEWER
@given(
    storyboards(most_shots=4, takes=False), st.lists(st.integers(1, 30), min_size=1, max_size=3), st.data()
)
def test_added_shots_are_blamed_and_nothing_else(
    board: Storyboard, lengths: list[int], data: st.DataObject
) -> None:
    named = [replace(shot, shot_id=f"s{shot.shot_id}") for shot in board.shots]
    added = [
        Shot(shot_id=f"new{number}", seconds=Decimal(length), takes=2, row=100 + number, line=200 + number)
        for number, length in enumerate(lengths)
    ]
    shots = list(named)
    for shot in added:
        shots.insert(data.draw(st.integers(0, len(shots))), shot)
    strategy = data.draw(st.sampled_from(["v3-draft-o3-final", "o3-pro-throughout"]))
    falls, fallen = (Shot(shot_id="falls", seconds=Decimal(5), takes=takes) for takes in (2, 1))
    before = estimate_of(replace(board, shots=[falls, *named]), strategy)
    after = estimate_of(replace(board, shots=[fallen, *shots]), strategy)

    least = Allowance(Decimal(-1000))
    found = ruled(after, Limits(max=least, max_increase=Increase(amount=least)), before)

    for rule in (Rule.MAX, Rule.MAX_INCREASE):
        blamed = {(each.shot_id, each.row, each.line) for each in ruling(found, rule).findings}
        assert blamed == {(shot.shot_id, shot.row, shot.line) for shot in added}


@FEWER
@given(estimates(), st.integers(0, 10**4).map(lambda parts: Decimal(parts).scaleb(-4)))
def test_coverage_is_kept_exactly_from_the_share_that_is_required(estimate: Estimate, share: Decimal) -> None:
    plan = estimate.entry.plan
    priced = Fraction(plan.priced, plan.shots) if plan.shots else Fraction(1)

    found = ruling(ruled(estimate, Limits(require_coverage=share)), Rule.REQUIRE_COVERAGE)

    assert (found.outcome is Outcome.KEPT) == (priced >= Fraction(share))


@st.composite
def limits_drawn(draw: st.DrawFn, estimate: Estimate) -> Limits:
    """Draw limits about the size of an estimate, in its unit."""
    most = max(estimate.shots.number, Decimal(1))
    allowances = st.none() | st.integers(0, 150).map(
        lambda percent: replace(nothing_in(estimate), number=most * Decimal(percent).scaleb(-2))
    )
    return Limits(
        max=draw(allowances),
        max_increase=draw(st.none() | st.builds(Increase, share=contingencies)),
        max_per_shot=draw(allowances),
        max_per_scene=draw(allowances),
        measure=draw(measures),
        require_coverage=draw(st.sampled_from([ZERO, Decimal("0.5"), Decimal(1)])),
        max_card_age=draw(st.none() | st.integers(0, 400)),
        min_basis=draw(st.none() | basis),
    )


@FEWER
@given(st.data())
def test_whatever_is_broken_names_places_of_the_storyboard_and_the_codes_agree(data: st.DataObject) -> None:
    after = data.draw(estimates(told=True))
    before = data.draw(st.none() | estimates(told=True))
    limits = data.draw(limits_drawn(after))
    verdict = ruled(after, limits, before)
    rows = {(shot.shot_id, shot.row, shot.line) for shot in after.entry.plan.storyboard.shots}

    for each in verdict.rulings:
        assert bool(each.findings) == (each.outcome is Outcome.BROKEN)
        assert all(
            (finding.shot_id, finding.row, finding.line) in rows
            for finding in each.findings
            if finding.row is not None or finding.shot_id
        )
        skipped = each.rule is Rule.MAX_INCREASE and before is None
        assert (each.outcome is Outcome.SKIPPED) == skipped
        if each.value is not None and each.limit is not None and each.rule is not Rule.REQUIRE_COVERAGE:
            assert (each.outcome is Outcome.BROKEN) == (each.value > each.limit)
    coverage = {Rule.REQUIRE_COVERAGE}
    broken = {each.rule for each in verdict.broken}
    assert verdict.exceeded == bool(broken - coverage)
    assert verdict.incomplete == bool(broken & coverage)
    asked = {rule for rule in Rule if getattr(limits, rule.value) is not None}
    assert {each.rule for each in verdict.rulings} == asked


@FEWER
@given(st.lists(st.integers(1, 2), min_size=2, max_size=6))
def test_shots_that_share_a_clip_are_all_named(lengths: list[int]) -> None:
    shots = [
        Shot(shot_id=f"s{number}", seconds=Decimal(length), takes=2, row=number + 2, line=2 * number + 2)
        for number, length in enumerate(lengths)
    ]
    estimate = estimate_of(Storyboard(file="drawn.csv", shots=shots), choices=Choices(pack=True))
    assert any(shot.cuts for shot, _ in estimate.entry.plan.breakdown.of_each_row())

    found = ruling(ruled(estimate, Limits(max_per_shot=Allowance(Decimal(-1)))), Rule.MAX_PER_SHOT)

    named = [(each.shot_id, each.row, each.line) for each in found.findings]
    assert named == [(shot.shot_id, shot.row, shot.line) for shot in shots]
