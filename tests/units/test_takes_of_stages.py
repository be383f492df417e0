"""Who decides about the takes of a stage: row, command line, strategy, prior of the class, default."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from kling_cost import Choices, InputRefused, Strategies, TakesRules, read_accept_rates
from kling_cost.storyboard.shot import AtCap
from kling_cost.takes import AcceptRate, SharedRate, Takes, read_accept_rate, takes_together
from kling_cost.takes.accept_rate import BadAcceptRate

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kling_cost import Models, Plan, Planner
    from kling_cost.storyboard.shot import Storyboard

ON = date(2026, 11, 20)
DRAFTED = "v3-draft-o3-final"


@pytest.fixture
def plan_of(
    storyboard_of: Callable[[str], Storyboard], planner: Planner, strategies: Strategies
) -> Callable[..., Plan]:
    def plan(text: str, choices: Choices | None = None, strategy: str = DRAFTED) -> Plan:
        return planner.plan(
            storyboard_of(text), strategies[strategy], provider="pixverse", on=ON, choices=choices
        )

    return plan


def takes_of(plan: Plan, stage: str) -> Takes:
    (bill,) = plan.breakdown.bills
    pairs = zip(bill.lines, bill.stakes, strict=True)
    return next(stake.takes for line, stake in pairs if line.stage == stage)


ALL = Choices(accept=Fraction(1, 2), accept_of=read_accept_rates("draft=0.25,hero=0.2"), takes=9)


@pytest.mark.parametrize(
    ("row", "choices", "expected"),
    [
        ("duration_s,takes,accept,shot_class\n5,4,30%,hero\n", ALL, (Fraction(3, 10), 4, 4)),
        ("duration_s,accept,shot_class\n5,30%,hero\n", ALL, (Fraction(3, 10), 4, 12)),
        ("duration_s,takes,shot_class\n5,7,hero\n", ALL, (None, 7, None)),
        ("duration_s,shot_class\n5,hero\n", ALL, (Fraction(1, 5), 5, 9)),
        ("duration_s,shot_class\n5,b-roll\n", ALL, (Fraction(1, 4), 4, 9)),
        ("duration_s\n5\n", Choices(accept=Fraction(1, 2), takes=9), (Fraction(1, 2), 2, 9)),
        ("duration_s,shot_class\n5,hero\n", Choices(accept=Fraction(1, 2)), (Fraction(1, 2), 2, 12)),
        ("duration_s,shot_class\n5,hero\n", Choices(), (Fraction(1, 10), 10, 40)),
        ("duration_s\n5\n", Choices(shot_class="hero"), (Fraction(1, 10), 10, 40)),
        ("duration_s,mode,shot_class\n5,image-to-video,hero\n", Choices(), (Fraction(1, 4), 4, 40)),
        ("duration_s\n5\n", Choices(), (None, 3, None)),
    ],
    ids=[
        "a row's takes and accept rate",
        "a row's accept rate",
        "a row's takes",
        "the rate of its class on the command line",
        "the rate of the stage on the command line",
        "the rate for all on the command line, capped by its takes",
        "the rate for all before the prior of the class",
        "the prior of its class",
        "the prior of the class that the command line names",
        "the prior of its class from a picture",
        "the default",
    ],
)
def test_who_says_the_most_about_a_shot_decides_about_its_drafts(
    plan_of: Callable[..., Plan],
    row: str,
    choices: Choices,
    expected: tuple[Fraction | None, int, int | None],
) -> None:
    found = takes_of(plan_of(row, choices), "draft")
    assert (found.accept, found.planned, found.cap) == expected


def test_a_rows_accept_rate_is_of_the_stage_that_iterates_and_the_final_keeps_its_one_take(
    plan_of: Callable[..., Plan],
) -> None:
    plan = plan_of("duration_s,accept\n5,30%\n")
    assert takes_of(plan, "final") == Takes(planned=1)


def test_a_rate_for_a_stage_of_fixed_takes_makes_it_a_gamble(plan_of: Callable[..., Plan]) -> None:
    found = takes_of(plan_of("duration_s\n5\n", Choices(accept_of=read_accept_rates("Final=0.7"))), "final")
    assert (found.accept, found.planned, found.cap) == (Fraction(7, 10), 2, 12)


def test_a_strategy_may_give_accept_rates_and_say_what_happens_at_the_cap(
    tmp_path: Path, models: Models, planner: Planner, storyboard_of: Callable[[str], Storyboard]
) -> None:
    file = tmp_path / "own.toml"
    stage = 'models = ["v3"], tier = "pro", audio = "on"'
    file.write_text(
        '[[strategies]]\nname = "careful"\nsummary = "drafts that may fail"\nstages = [\n'
        f'{{ name = "draft", {stage}, takes = "shot", accept = 0.25, at_cap = "fail" }},\n'
        f'{{ name = "final", {stage}, takes = 3, accept = 0.5 }},\n]\n',
        encoding="utf-8",
    )
    careful = Strategies(file, models=models)["careful"]
    plan = planner.plan(storyboard_of("duration_s\n5\n"), careful, provider="pixverse", on=ON)
    draft, final = takes_of(plan, "draft"), takes_of(plan, "final")
    assert (draft.accept, draft.cap, draft.at_cap) == (Fraction(1, 4), 12, AtCap.FAIL)
    assert (final.accept, final.cap, final.planned, final.at_cap) == (Fraction(1, 2), 3, 2, AtCap.PROCEED)


def test_what_happens_at_the_cap_is_the_rows_word_before_the_command_lines(
    plan_of: Callable[..., Plan],
) -> None:
    row = "duration_s,accept,at_cap\n5,30%,{}\n"
    for said, expected in (("proceed", AtCap.PROCEED), ("", AtCap.FAIL), ("fail", AtCap.FAIL)):
        plan = plan_of(row.format(said), Choices(at_cap=AtCap.FAIL))
        assert takes_of(plan, "draft").at_cap is expected


def test_several_keepers_want_as_many_times_the_takes_and_cap(plan_of: Callable[..., Plan]) -> None:
    found = takes_of(plan_of("duration_s,accept,keepers\n5,40%,3\n"), "draft")
    assert (found.planned, found.cap, found.keepers) == (8, 36, 3)
    capped = takes_of(plan_of("duration_s,takes,accept,keepers\n5,5,40%,3\n"), "draft")
    assert (capped.planned, capped.cap) == (5, 5)


def test_every_rate_that_is_used_is_listed_with_whose_it_is(plan_of: Callable[..., Plan]) -> None:
    header = "shot_id,duration_s,shot_class,accept,keepers,takes"
    rows = f"{header}\na,5,hero,,,\nb,5,,30%,2,\nc,5,,,2,4\nd,5,,20%,3,2\n"
    said = "\n".join(plan_of(rows, Choices(accept_of=read_accept_rates("final=0.5..0.9"))).assumptions)
    assert (
        "class hero: accept rate 0.1, probably 0.012 to 0.19, a planning prior, not a measurement "
        "(sources in takes.toml): 10 takes planned, at most 40 (shot a)" in said
    )
    assert "accept rate 0.3: 7 takes planned for 2 keepers, at most 24 (shot b)" in said
    assert "keepers of the row not used, for its takes are a fixed number (shot c)" in said
    assert "3 keepers can never come of 2 takes (shot d)" in said
    assert (
        "accept rate 0.7 (uncertain) given for stage final: 2 takes planned, at most 12 (4 shots: a, b, c, d)"
        in said
    )


def test_a_class_that_there_is_not_is_named_with_its_row_every_one_at_once(
    plan_of: Callable[..., Plan],
) -> None:
    with pytest.raises(InputRefused) as refused:
        plan_of("duration_s,shot_class\n5,heroo\n5,hero\n5,brol\n")
    problems = refused.value.problems()
    assert [(each.row, each.column, each.code) for each in problems] == [
        (2, "shot_class", "unknown-shot-class"),
        (4, "shot_class", "unknown-shot-class"),
    ]
    assert "did you mean 'hero'?" in problems[0].message


@pytest.mark.parametrize(
    ("text", "mean", "beta"),
    [
        ("0.3", Fraction(3, 10), None),
        (" 30% ", Fraction(3, 10), None),
        ("1", Fraction(1), None),
        ("41/164", Fraction(42, 166), (Fraction(42), Fraction(124))),
        ("0.2..0.4", Fraction(3, 10), (Fraction(249, 10), Fraction(581, 10))),
    ],
)
def test_an_accept_rate_is_a_share_a_range_or_a_count(
    text: str, mean: Fraction, beta: tuple[Fraction, Fraction] | None
) -> None:
    assert read_accept_rate(text) == AcceptRate(mean, beta)


def test_a_range_lies_two_standard_deviations_to_either_side() -> None:
    low, high = read_accept_rate("0.2..0.4").range
    assert (low, high) == pytest.approx((0.2, 0.4))


@pytest.mark.parametrize(
    "text", ["", "0", "1.5", "-0.1", "0.4..0.2", "0.2..0.2", "0..0.5", "0.1..0.2..0.3", "5/4", "0/0", "x"]
)
def test_what_is_no_accept_rate_is_refused(text: str) -> None:
    with pytest.raises(BadAcceptRate):
        read_accept_rate(text)


def test_rates_are_read_by_name_and_two_of_one_name_are_refused() -> None:
    rates = read_accept_rates("draft=0.3, final = 70%,0.5")
    assert {name: rate.mean for name, rate in rates.items()} == {
        "draft": Fraction(3, 10),
        "final": Fraction(7, 10),
        "": Fraction(1, 2),
    }
    with pytest.raises(BadAcceptRate, match="two accept rates are given for draft"):
        read_accept_rates("draft=0.3,draft=0.4")


def test_every_class_of_the_shipped_file_has_a_rate_within_its_range_and_its_sources() -> None:
    rules = TakesRules()
    assert len(rules.classes) >= 10
    for each in rules.classes:
        low, high = each.rate().range
        assert 0 < low < each.rate().mean < high < 1
        assert rules.sources_of(each)
    assert rules.shot_class("Episode").rate() == AcceptRate.counted(41, 164)
    assert "prior" in rules.statement


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ("accept = 0.3", "give accept, low and high, or kept and made"),
        ("accept = 0.3\nlow = 0.4\nhigh = 0.5", "no range"),
        ("kept = 5\nmade = 4", "is no count"),
        ("accept = 0.02\nlow = 0.01\nhigh = 0.99", "varies that widely"),
        ("accept = 0.3\nlow = 0.2\nhigh = 0.4\nkept = 1\nmade = 2", "give accept"),
    ],
)
def test_a_class_whose_figures_are_no_rate_is_refused(tmp_path: Path, figures: str, words: str) -> None:
    (tmp_path / "takes.toml").write_text(
        'default_takes = 3\ndefault_sources = ["us"]\ngamble_cap = 12\ngamble_sources = ["us"]\n'
        f'[[classes]]\nname = "odd"\nsummary = "odd shots"\n{figures}\nsources = ["us"]\n'
        '[sources.us]\ntitle = "us"\nread_on = 2026-11-20\nnote = "our own"\n',
        encoding="utf-8",
    )
    with pytest.raises(InputRefused, match=words):
        TakesRules(tmp_path)


def test_cuts_of_one_clip_that_share_an_uncertain_rate_must_all_be_good() -> None:
    shared = SharedRate("hero", Fraction(3), Fraction(7))
    one = Takes(planned=4, accept=Fraction(3, 10), cap=40, shared=shared)
    both = takes_together([one, one])
    other = takes_together([one, Takes(planned=2, accept=Fraction(1, 2), cap=4)])
    assert both is not None
    assert (both.accept, both.power, both.shared, both.planned) == (Fraction(9, 100), 2, shared, 12)
    assert other is not None
    assert (other.accept, other.power, other.shared) == (Fraction(3, 20), 1, None)
