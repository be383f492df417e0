"""Break-evens, margins and swings of storyboards that can be reckoned by hand; PixVerse, 2026-11-20."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from kling_cost import Choices, MoneyRules, compare_plans
from kling_cost.money import CreditPrice
from kling_cost.risk import Forecast
from kling_cost.sensitivity import (
    RankBy,
    break_even,
    costs_by_takes,
    leaders,
    margins,
    quantile_break_even,
    ranges_of,
    ranked,
    swings,
)
from kling_cost.storyboard.shot import AtCap
from kling_cost.takes import AcceptRate, read_accept_rate, read_accept_rates

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost import Planner, Strategies
    from kling_cost.sensitivity import BreakEven, Margins, QuantileBreakEven
    from kling_cost.storyboard.shot import Storyboard

    ReadStoryboard = Callable[[str], Storyboard]

AT: dict[str, Any] = {"provider": "pixverse", "on": date(2026, 11, 20)}
TEN_SECONDS = "duration_s\n10\n"
DRAFT, O3, V3, ROUTED = "v3-draft-o3-final", "o3-pro-throughout", "v3-pro-throughout", "routed"


@pytest.fixture
def breaks_even(
    storyboard_of: ReadStoryboard, planner: Planner, strategies: Strategies
) -> Callable[..., BreakEven]:
    """Find the break-even of two strategies."""

    def found(text: str, *pair: str, cap: int | None = None, choices: Choices | None = None) -> BreakEven:
        asked = [strategies[name] for name in pair]
        return break_even(
            *costs_by_takes(planner, storyboard_of(text), asked, **AT, choices=choices), cap=cap
        )

    return found


@pytest.fixture
def keeps_even(
    storyboard_of: ReadStoryboard, planner: Planner, strategies: Strategies
) -> Callable[..., QuantileBreakEven]:
    """Find the break-even of two strategies by what they keep within."""

    def found(text: str, *pair: str, **said: Any) -> QuantileBreakEven:  # noqa: ANN401 - the options
        one, other = (strategies[name] for name in pair)
        return quantile_break_even(planner, storyboard_of(text), one, other, **AT, **said)

    return found


@pytest.fixture
def margins_found(
    storyboard_of: ReadStoryboard, planner: Planner, strategies: Strategies
) -> Callable[..., Margins]:
    """Find the margins of strategies."""

    def found(text: str, *names: str, choices: Choices | None = None) -> Margins:
        asked = [strategies[name] for name in names]
        return margins(planner, storyboard_of(text), asked, **AT, choices=choices)

    return found


def test_drafting_on_v3_pays_from_two_takes_on(breaks_even: Callable[..., BreakEven]) -> None:
    """Ten seconds: a draft is 200, a final 450, so 450 + 200 n meets 450 n at 450 / (450 - 200) takes."""
    found = breaks_even(TEN_SECONDS, DRAFT, O3)
    assert found.takes == Fraction(9, 5)
    assert found.cheaper == DRAFT
    assert round(found.accept or 0, 4) == 0.5556
    assert found.reason == ""


def test_a_cap_of_takes_lowers_the_accept_rate_of_a_break_even(breaks_even: Callable[..., BreakEven]) -> None:
    """With two takes at most, 1 + q of them are expected: 1.8 with q = 0.8."""
    assert breaks_even(TEN_SECONDS, DRAFT, O3, cap=2).accept == pytest.approx(0.2, abs=1e-12)


def test_where_the_cap_is_too_low_no_accept_rate_asks_for_the_takes(
    breaks_even: Callable[..., BreakEven],
) -> None:
    found = breaks_even(TEN_SECONDS, DRAFT, O3, cap=1)
    assert (found.takes, found.accept, found.cheaper) == (Fraction(9, 5), None, DRAFT)
    assert found.reason == "no accept rate asks for so many takes under a cap of 1"


def test_what_rows_say_of_their_takes_does_not_move_a_break_even(
    breaks_even: Callable[..., BreakEven],
) -> None:
    said = "duration_s,takes,accept,keepers,at_cap,shot_class\n10,9,0.2,2,fail,hero\n10,4,,,,\n"
    assert breaks_even(said, DRAFT, O3).takes == Fraction(9, 5)


def test_a_final_that_is_a_gamble_counts_by_what_is_expected_of_it(
    breaks_even: Callable[..., BreakEven],
) -> None:
    """Kept every second time: nearly two finals are expected, so 900 + 200 n meets 450 n."""
    choices = Choices(accept_of={"final": AcceptRate(Fraction(1, 2))})
    costs_more = breaks_even(TEN_SECONDS, DRAFT, O3, choices=choices)
    takes_of_a_final = sum(Fraction(1, 2**n) for n in range(12))
    assert float(costs_more.takes or 0) == pytest.approx(float(450 * takes_of_a_final / 250))


@pytest.mark.parametrize(
    ("pair", "cheaper", "reason"),
    [
        ((V3, O3), V3, "v3-pro-throughout is cheaper at any number of takes"),
        ((V3, ROUTED), None, "the same at any number of takes"),
        ((DRAFT, "generate-then-restyle"), None, "generate-then-restyle has no price for 1 shot"),
    ],
)
def test_strategies_that_never_meet_say_why(
    breaks_even: Callable[..., BreakEven], pair: tuple[str, str], cheaper: str | None, reason: str
) -> None:
    found = breaks_even(TEN_SECONDS, *pair)
    assert (found.takes, found.accept, found.cheaper, found.reason) == (None, None, cheaper, reason)


def test_by_p90_drafting_pays_until_one_take_is_nearly_always_enough(
    keeps_even: Callable[..., QuantileBreakEven],
) -> None:
    """One shot: the P90 of its takes is 1 from a rate of 0.9 on (450 against 650), else 2 or more."""
    found = keeps_even(TEN_SECONDS, DRAFT, O3)
    assert (found.below, found.low) == (DRAFT, Fraction(899, 1000))
    assert (found.above, found.high) == (O3, Fraction(900, 1000))


def test_by_the_median_drafting_pays_until_every_second_take_is_kept(
    keeps_even: Callable[..., QuantileBreakEven],
) -> None:
    found = keeps_even(TEN_SECONDS, O3, DRAFT, chance=0.5)
    assert (found.below, found.low) == (DRAFT, Fraction(499, 1000))
    assert (found.above, found.high) == (O3, Fraction(500, 1000))


def test_what_is_kept_within_changes_hands_at_the_rates_that_plans_confirm(
    keeps_even: Callable[..., QuantileBreakEven],
    storyboard_of: ReadStoryboard,
    planner: Planner,
    strategies: Strategies,
) -> None:
    text = "duration_s\n10\n4\n22\n"
    found = keeps_even(text, DRAFT, O3)
    assert found.low is not None
    assert found.high is not None
    assert found.low < found.high
    for rate, lesser in ((found.low, found.below), (found.high, found.above)):
        choices = Choices(accept=rate)
        plans = [
            planner.plan(storyboard_of(text), strategies[name], **AT, choices=choices) for name in (DRAFT, O3)
        ]
        p90 = {plan.strategy: Forecast(plan).total.quantile(0.9) for plan in plans}
        assert min(p90, key=lambda name: p90[name]) == lesser
        assert len(set(p90.values())) == 2


@pytest.mark.parametrize(
    ("pair", "below", "reason"),
    [
        ((V3, O3), V3, "v3-pro-throughout keeps within less at any accept rate"),
        ((V3, ROUTED), None, "the same at any accept rate"),
        ((DRAFT, "generate-then-restyle"), None, "generate-then-restyle has no price for 1 shot"),
    ],
)
def test_strategies_that_never_change_hands_say_why(
    keeps_even: Callable[..., QuantileBreakEven], pair: tuple[str, str], below: str | None, reason: str
) -> None:
    found = keeps_even(TEN_SECONDS, *pair)
    assert (found.low, found.high, found.below, found.reason) == (None, None, below, reason)


def test_the_default_number_of_takes_may_fall_to_one_before_drafting_stops_paying(
    margins_found: Callable[..., Margins],
) -> None:
    found = margins_found(TEN_SECONDS, DRAFT, O3)
    (margin,) = found.margins
    assert found.expected == {DRAFT: 1050, O3: 1350}
    assert (margin.name, margin.takes, margin.uncertain, margin.value) == ("all", True, False, 3)
    assert margin.lower == (1, O3)
    assert margin.higher is None


def test_a_number_of_takes_that_was_asked_for_moves_as_the_default_does(
    margins_found: Callable[..., Margins],
) -> None:
    found = margins_found(TEN_SECONDS, DRAFT, O3, choices=Choices(takes=1))
    (margin,) = found.margins
    assert found.leader == O3
    assert (margin.value, margin.lower, margin.higher) == (1, None, (2, DRAFT))


def test_takes_of_rows_are_no_assumption(margins_found: Callable[..., Margins]) -> None:
    assert margins_found("duration_s,takes,accept\n10,3,\n10,,0.3\n", DRAFT, O3).margins == []


def test_an_accept_rate_moves_to_the_break_even(margins_found: Callable[..., Margins]) -> None:
    """Twelve takes at most: both strategies meet at 0.55552."""
    (margin,) = margins_found(TEN_SECONDS, DRAFT, O3, choices=Choices(accept=Decimal("0.3"))).margins
    assert (margin.name, margin.takes, margin.uncertain) == ("all", False, False)
    assert margin.value == Fraction(3, 10)
    assert margin.lower is None
    assert margin.higher == (Fraction(556, 1000), O3)


def test_each_assumption_moves_alone(margins_found: Callable[..., Margins]) -> None:
    """Two drafts of 200 and two finals of 450 are 1,300 against three takes of 350 without a rate."""
    rates = read_accept_rates("draft=0.5,final=0.5")
    found = margins_found(TEN_SECONDS, DRAFT, "film-transform-extend", choices=Choices(accept_of=rates))
    assert found.leader == "film-transform-extend"
    turns = {margin.name: (margin.lower, margin.higher) for margin in found.margins}
    assert turns == {
        "stage draft": (None, None),
        "stage final": (None, (Fraction(693, 1000), DRAFT)),
        "all": (None, (4, DRAFT)),
    }


def test_a_class_of_shots_has_a_margin_for_words_and_one_for_pictures(
    margins_found: Callable[..., Margins],
) -> None:
    text = "duration_s,mode,shot_class\n10,,hero\n10,image-to-video,hero\n5,,\n"
    found = margins_found(text, DRAFT, O3)
    assert [(margin.name, margin.takes, margin.uncertain) for margin in found.margins] == [
        ("hero", False, True),
        ("hero, from a picture", False, True),
        ("all", True, False),
    ]
    assert [margin.value for margin in found.margins] == [Fraction(1, 10), Fraction(1, 4), 3]


def test_the_rate_of_a_class_turns_where_plans_with_it_turn(
    margins_found: Callable[..., Margins],
    storyboard_of: ReadStoryboard,
    planner: Planner,
    strategies: Strategies,
    takes: Any,  # noqa: ANN401 - the rules
) -> None:
    text = "duration_s,shot_class\n10,narrative\n10,narrative\n"
    (margin,) = margins_found(text, DRAFT, O3).margins
    assert margin.higher is not None
    alpha, beta = takes.shot_class("narrative").rate().beta

    def cheaper(mean: Fraction) -> str:
        weight = alpha + beta
        rate = AcceptRate(mean, (mean * weight, (1 - mean) * weight))
        choices = Choices(accept_of={"narrative": rate})
        plans = [
            planner.plan(storyboard_of(text), strategies[name], **AT, choices=choices) for name in (DRAFT, O3)
        ]
        return min(plans, key=lambda plan: Forecast(plan).total.mean).strategy

    assert cheaper(Fraction(margin.higher.value)) == margin.higher.strategy == O3
    assert cheaper(Fraction(margin.higher.value) - Fraction(1, 1000)) == DRAFT


def test_strategies_that_cannot_price_every_shot_lead_nothing(margins_found: Callable[..., Margins]) -> None:
    found = margins_found(TEN_SECONDS, "generate-then-restyle", O3)
    assert (found.leader, list(found.expected)) == (O3, [O3])
    assert margins_found(TEN_SECONDS, "generate-then-restyle").leader is None


def test_shots_given_up_at_the_cap_save_their_final(margins_found: Callable[..., Margins]) -> None:
    """Two takes at most at 0.5: 1.5 drafts of 200, then a final of 450 three times of four."""
    choices = Choices(accept=Fraction(1, 2), takes=2, at_cap=AtCap.FAIL)
    found = margins_found(TEN_SECONDS, DRAFT, O3, choices=choices)
    assert found.expected == pytest.approx({DRAFT: 300 + 337.5, O3: 675})


def test_an_uncertain_rate_swings_what_a_plan_keeps_within(
    storyboard_of: ReadStoryboard, planner: Planner, strategies: Strategies
) -> None:
    """0.2..0.4 is 0.3 with a deviation of 0.05; a final without doubt does not swing."""
    board = storyboard_of("duration_s\n10\n10\n10\n")

    def plan(rates: str) -> Any:  # noqa: ANN401 - a plan
        choices = Choices(accept_of=read_accept_rates(rates))
        return planner.plan(board, strategies[DRAFT], **AT, choices=choices)

    (swing,) = swings(plan("draft=0.2..0.4,final=0.7"))
    assert (swing.name, swing.mean) == ("stage draft", Fraction(3, 10))
    assert (swing.low, swing.high) == pytest.approx((0.2, 0.4))
    assert swing.base == Forecast(plan("draft=0.2..0.4,final=0.7")).total.quantile(0.8)
    assert swing.at_low == Forecast(plan("draft=0.2,final=0.7")).total.quantile(0.8)
    assert swing.at_high == Forecast(plan("draft=0.4,final=0.7")).total.quantile(0.8)
    assert swing.width == swing.at_low - swing.at_high > 0


def test_the_widest_swing_stands_first_and_none_is_moved_to_nothing(
    storyboard_of: ReadStoryboard, planner: Planner, strategies: Strategies
) -> None:
    board = storyboard_of("duration_s,shot_class\n4,social\n15,\n15,\n")
    plan = planner.plan(board, strategies[O3], **AT, choices=Choices(accept=None))
    assert [swing.name for swing in swings(plan)] == ["social"]
    choices = Choices(accept_of=read_accept_rates("final=1/9,social=0.6..0.8"))
    found = swings(planner.plan(board, strategies[O3], **AT, choices=choices))
    assert [swing.name for swing in found] == ["stage final", "social"]
    assert found[0].low > 0
    assert found[0].width > found[1].width


def test_a_gamble_may_be_cheaper_at_the_median_and_dearer_at_worst(
    storyboard_of: ReadStoryboard, planner: Planner, strategies: Strategies
) -> None:
    """At 0.55 half of the single takes do: O3 alone is first by the median, drafting by all else."""
    board = storyboard_of(TEN_SECONDS)
    choices = Choices(accept=Fraction(55, 100))
    plans = [planner.plan(board, strategies[name], **AT, choices=choices) for name in (DRAFT, O3)]
    ranges = ranges_of(compare_plans(plans, MoneyRules()))
    first = {by.value: found.entry.plan.strategy for by, found in leaders(ranges).items() if found}
    assert first == {
        "total": DRAFT,
        "mean": DRAFT,
        "p50": O3,
        "p80": DRAFT,
        "p90": DRAFT,
        "p95": DRAFT,
    }


def test_ranges_in_different_units_are_compared_in_money_only(
    storyboard_of: ReadStoryboard, planner: Planner, strategies: Strategies
) -> None:
    board = storyboard_of(TEN_SECONDS)
    choices = Choices(accept=read_accept_rate("0.2..0.4"))
    plans = [
        planner.plan(board, strategies[O3], provider=provider, on=AT["on"], choices=choices)
        for provider in ("pixverse", "kling-api")
    ]
    unknown = ranked(ranges_of(compare_plans(plans, MoneyRules())), RankBy.P90)
    assert (unknown.comparable, unknown.first) == (False, None)
    assert [each.entry.plan.provider for each in unknown.ranked] == ["pixverse", "kling-api"]
    dollars = MoneyRules(credit_prices={"": CreditPrice(Decimal("0.01"), "USD")})
    known = ranked(ranges_of(compare_plans(plans, dollars)), RankBy.P90)
    assert [each.entry.plan.provider for each in known.ranked] == ["kling-api", "pixverse"]
    for each in known.ranked:
        factor = dollars.factor(each.entry.plan.unit, each.entry.plan.provider)
        assert each.in_money(RankBy.P90) == Fraction(each.quantile(0.9)) * factor
