"""A wrong option of a plan is refused with its cure: takes, formats, money and budgets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WRONG, USAGE = 1, 2
PLAN = ("plan", "storyboard.csv", "--on", "2026-11-20")
BOTH = ("--provider", "pixverse", "--provider", "kling-app")

# What a producer cannot be expected to read.
JARGON = re.compile(
    r"Decimal|\(str\)|datetime\.|Errno|NoneType|Extra inputs|constrained|validation|object at"
)


@dataclass(frozen=True)
class Refused:
    """A wrong request: its sentence, its arguments, its exit code and the patterns its message must hold."""

    sentence: str
    args: tuple[str, ...]
    code: int
    words: tuple[str, ...]
    never: str = ""


PLANS = [
    Refused("a plan of no takes is refused", (*PLAN, "--takes", "0"), USAGE, ("--takes", r"\b0 ", "1000")),
    Refused(
        "a plan of half a take is refused", (*PLAN, "--takes", "2.5"), USAGE, ("--takes", "2.5", "integer")
    ),
    Refused(
        "an accept rate of nothing is refused", (*PLAN, "--accept", "0"), USAGE, ("--accept", "0.25 or 25%")
    ),
    Refused(
        "an accept rate over one is refused", (*PLAN, "--accept", "1.5"), USAGE, ("'1.5'", "at most 1", "25%")
    ),
    Refused(
        "an unknown audio setting for a plan gets the closest one, as it does for a price",
        (*PLAN, "--audio", "vioce"),
        WRONG,
        ("'vioce'", "did you mean voice", "off"),
    ),
    Refused(
        "two formats at once are refused",
        (*PLAN, "--format", "json", "-o", "x.csv"),
        USAGE,
        ("json", "x.csv"),
    ),
    Refused(
        "an unknown ending is refused",
        (*PLAN, "-o", "plan.docx"),
        USAGE,
        ("plan.docx", ".json", ".csv", ".md"),
    ),
    Refused(
        "a place without an ending is refused", (*PLAN, "-o", "plan"), USAGE, ("-o plan", ".json", ".csv")
    ),
    Refused(
        "a credit price without its currency is refused",
        (*PLAN, "--credit-price", "0.0133"),
        USAGE,
        ("'0.0133' is not the price of a credit", "0.0133 USD", "10 USD / 1000"),
    ),
    Refused(
        "a credit for nothing is refused",
        (*PLAN, "--credit-price", "0 USD"),
        USAGE,
        ("0 USD", "10 USD / 1000"),
    ),
    Refused(
        "a credit price of a provider that has no credits is refused",
        (*PLAN, "--provider", "fal", "--credit-price", "fal=1 USD"),
        USAGE,
        ("fal charges in a currency",),
    ),
    Refused(
        "a bare credit price with two credits asks whose it is",
        (*PLAN, *BOTH, "--credit-price", "0.01 USD"),
        USAGE,
        ("--credit-price 'pixverse=", "--credit-price 'kling-app="),
    ),
    Refused(
        "an exchange rate without a rate is refused",
        (*PLAN, "--fx", "CNY/USD"),
        USAGE,
        ("CNY/USD=0.14", "1 CNY"),
    ),
    Refused(
        "an exchange rate of nothing is refused", (*PLAN, "--fx", "CNY/USD=0"), USAGE, ("CNY/USD=0'", "0.14")
    ),
    Refused(
        "an exchange rate to itself is refused",
        (*PLAN, "--fx", "USD/USD=1"),
        USAGE,
        ("USD/USD=1'", "CNY/USD"),
    ),
    Refused("a budget in words is refused", (*PLAN, "--budget", "much"), USAGE, ("'much'", "2000", "50 USD")),
    Refused(
        "a budget below nothing is refused", (*PLAN, "--budget", "-5"), USAGE, ("'-5'", "2000", "50 USD")
    ),
    Refused(
        "a budget with a decimal comma is not guessed at",
        (*PLAN, "--budget", "1.000,50"),
        USAGE,
        ("2,000.50",),
    ),
    Refused(
        "a budget in another currency than the credits' asks for the rate between the two",
        (*PLAN, "--credit-price", "0.0133 USD", "--budget", "50 EUR"),
        WRONG,
        ("EUR", "--fx USD/EUR=RATE"),
        never="--credit-price",
    ),
    Refused(
        "a budget in money asks for the price of a credit and for nothing that would be refused",
        (*PLAN, "--budget", "50 USD"),
        WRONG,
        ("USD", "--credit-price '0.0133 USD'"),
        never="--fx pixverse-credit",
    ),
]


@pytest.mark.parametrize("case", PLANS, ids=lambda case: case.sentence)
def test_a_wrong_option_of_a_plan_is_refused_with_its_cure(
    case: Refused, kling_cost: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "storyboard.csv").write_text("shot_id,duration_s,takes\n1,10,10\n", encoding="utf-8")

    done = kling_cost(*case.args)

    said = [line for line in done.err.splitlines() if line.casefold().startswith("error: ")]
    assert done.code == case.code
    assert done.out == ""
    assert len(said) == 1
    assert [word for word in case.words if not re.search(word, said[0], re.IGNORECASE)] == []
    assert not JARGON.search(said[0])
    assert not case.never or case.never not in said[0]


@pytest.mark.parametrize("budget", ["9" * 70, "0." + "1" * 70])
def test_a_budget_of_seventy_digits_is_no_crash(
    budget: str, kling_cost: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "storyboard.csv").write_text("shot_id,duration_s,takes\n1,10,10\n", encoding="utf-8")

    done = kling_cost(*PLAN, "--budget", budget)

    assert done.code in {0, 4, USAGE}
