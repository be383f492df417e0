"""A wrong file of one's own, strategies or rate cards, is refused: one message a fault, with file and key."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from kling_cost.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result
    from conftest import House

JARGON = re.compile(
    r"Decimal|\(str\)|datetime\.|Errno|NoneType|Extra inputs|constrained|validation|literal|Tuple"
)

STRATEGIES = """\
[sources.us]
title = "Our way"
read_on = 2026-11-01
note = "Ours, no link."

[[strategies]]
name = "ours"
summary = "two stages"
source = "us"
stages = [
  { name = "draft", models = ["v3"], tier = "standard", audio = "off", takes = "shot" },
  { name = "final", models = ["o3"], tier = "pro", audio = "on", takes = 1 },
]
"""


@dataclass(frozen=True)
class Refused:
    """A wrong file: its sentence, what stands right, what wrong, and the patterns of its one message."""

    sentence: str
    right: str
    wrong: str
    words: tuple[str, ...]


WRONG_STRATEGIES = [
    Refused("broken TOML says the line", "[[strategies]]", "[[strategies]", ("not valid TOML", "line 6")),
    Refused(
        "an unknown model gets the closest one and its place",
        '"v3"',
        '"v33"',
        (r"strategies\[0\]\.stages\[0\]\.models", "unknown model 'v33'", "did you mean v3\\?"),
    ),
    Refused(
        "another spelling of a model gets the one that files use",
        '"o3"',
        '"Kling O3"',
        (r"stages\[1\]\.models", "'o3'", "'Kling O3'"),
    ),
    Refused(
        "an unknown tier gets the closest one",
        '"standard"',
        '"standart"',
        (r"stages\[0\]\.tier", "unknown tier 'standart'", "did you mean standard"),
    ),
    Refused(
        "an unknown key gets the closest one",
        "takes = 1 ",
        "takes = 1, longest_clip = 5 ",
        (r"stages\[1\]", "longest_clip\\b", "unknown key|not known|no such key", "longest_clip_s"),
    ),
    Refused(
        "an unknown audio setting lists its values",
        'audio = "on"',
        'audio = "loud"',
        (r"stages\[1\]\.audio", "'loud'", "'off', 'on' or 'voice'"),
    ),
    Refused(
        "takes that are neither a number nor the shot's are told what they may be",
        "takes = 1 ",
        "takes = 2.5 ",
        (r"stages\[1\]\.takes\b", r"2\.5", "shot", "whole number|integer"),
    ),
    Refused(
        "a source that is not there is named",
        'source = "us"',
        'source = "them"',
        (r"strategies\[0\]\.source", "'them'", r"\[sources\]"),
    ),
    Refused(
        "a missing model is named", 'models = ["o3"], ', "", (r"stages\[1\]\.models", "missing|required")
    ),
]

WRONG_CARDS = [
    Refused(
        "an unknown key gets the closest one",
        'unit = "house-credit"',
        'unit = "house-credit"\nsumary = "old"',
        ("sumary", "unknown key|not known|no such key", "did you mean summary"),
    ),
    Refused(
        "a number written as text is told to lose its quotes",
        "amount = 1",
        'amount = "1"',
        (r"offers\[0\]\.rates\[0\]\.amount", "'1' is text", "without quotes"),
    ),
    Refused(
        "a rate without a source is named",
        'amount = 2, source = "deal"',
        "amount = 2",
        (r"offers\[0\]\.rates\[1\]\.source", "missing|required"),
    ),
    Refused(
        "a source that is not there is named with its place",
        'amount = 2, source = "deal"',
        'amount = 2, source = "hearsay"',
        (r"pro-off|rates\[1\]", "'hearsay'", r"\[sources\]"),
    ),
    Refused(
        "a price of nothing is refused",
        "amount = 1",
        "amount = 0",
        (r"rates\[0\]\.amount", "greater than 0|above 0"),
    ),
    Refused(
        "an unknown basis lists its values",
        'amount = 2, source = "deal", basis = "third-party"',
        'amount = 2, source = "deal", basis = "guess"',
        (r"rates\[1\]\.basis", "'guess'", "published", "approximate"),
    ),
    Refused(
        "lengths in another spelling get the two that there are",
        '"3..15"',
        '"3-15"',
        (r"offers\[0\]\.lengths", "'3-15'", r'"3\.\.15"', r"\[5, 10\]"),
    ),
    Refused(
        "a unit that the provider does not have lists what is allowed",
        'unit = "house-credit"',
        'unit = "credits"',
        ("unit", "'credits'", "house-credit", "USD"),
    ),
    Refused(
        "a day that is not the file's is named",
        "applies_from = 2026-10-01",
        "applies_from = 2026-10-02",
        ("applies_from", "2026-10-02", "2026-10-01.toml"),
    ),
    Refused(
        "one clip with two prices is refused",
        'tier = "pro"',
        'tier = "standard"',
        ("pro-off", "standard-off", "price"),
    ),
]


@pytest.fixture(autouse=True)
def here(house: House, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lay right files: strategies, and beside them a provider with a card."""
    folder = house.root.parent
    monkeypatch.chdir(folder)
    (folder / "ours.toml").write_text(STRATEGIES, encoding="utf-8")
    return folder


def run(*args: str) -> Result:
    return CliRunner().invoke(cli, args)


def held_to(case: Refused, done: Result, file: str) -> None:
    said = done.stderr.splitlines()
    assert done.exit_code == 1
    assert done.stdout == ""
    assert [line for line in said if not line.startswith(f"error: {file}")] == []
    assert len(said) == 1
    assert [word for word in case.words if not re.search(word, said[0])] == []
    assert not JARGON.search(said[0])


@pytest.mark.parametrize("case", WRONG_STRATEGIES, ids=lambda case: case.sentence)
def test_a_wrong_file_of_strategies(case: Refused, here: Path) -> None:
    assert STRATEGIES.count(case.right) == 1
    (here / "ours.toml").write_text(STRATEGIES.replace(case.right, case.wrong), encoding="utf-8")

    held_to(case, run("strategies", "--strategies", "ours.toml"), "ours.toml")


@pytest.mark.parametrize("case", WRONG_CARDS, ids=lambda case: case.sentence)
def test_a_wrong_rate_card_of_ones_own(case: Refused, house: House) -> None:
    card = Path("cards", "house", "2026-10-01.toml")
    assert house.card.count(case.right) == 1
    house.write("house/2026-10-01.toml", house.card.replace(case.right, case.wrong))

    held_to(case, run("rates", "show", "house", "--pricing", "cards"), str(card))


def test_the_files_that_the_cases_break_are_right_before_they_are_broken() -> None:
    clip = ("--model", "v3", "--tier", "pro", "--audio", "off", "--duration", "5", "--on", "2026-11-20")

    price = run("price", *clip, "--provider", "house", "--pricing", "cards")

    assert price.exit_code == 0
    assert "5 s x 2 credits/s = 10 credits\n" in price.stdout
    assert "ours\n" in run("strategies", "--strategies", "ours.toml").stdout


def test_two_faults_of_a_card_are_two_messages(house: House) -> None:
    wrong = house.card.replace("amount = 1", 'amount = "1"').replace('per = "second"', 'per = "minute"')
    house.write("house/2026-10-01.toml", wrong)

    done = run("rates", "show", "house", "--pricing", "cards")

    places = re.findall(r"(?<=, )offers\S+(?=:)", done.stderr)
    assert sorted(places) == ["offers[0].per", "offers[0].rates[0].amount"]
    assert len(done.stderr.splitlines()) == 2


@pytest.mark.parametrize("place", ["nowhere", "ours.toml"])
def test_a_place_of_own_cards_that_is_no_folder_is_refused(
    place: str, kling_cost: Callable[..., Any]
) -> None:
    done = kling_cost("rates", "list", "--pricing", place)

    assert (done.code, done.out) == (1, "")
    assert done.err == f"error: {place}: is not a folder\n"


def test_a_wrong_card_and_wrong_strategies_leave_no_traceback(
    house: House, here: Path, kling_cost: Callable[..., Any]
) -> None:
    (here / "film.csv").write_text("duration_s,takes\n5,1\n", encoding="utf-8")
    (here / "ours.toml").write_text("[[strategies]", encoding="utf-8")
    house.write("house/2026-10-01.toml", "[[offers]")

    strategies = kling_cost("plan", "film.csv", "--strategies", "ours.toml")
    card = kling_cost("plan", "film.csv", "--pricing", "cards", "--provider", "house")

    assert (strategies.code, strategies.out, card.code, card.out) == (1, "", 1, "")
    assert "ours.toml: is not valid TOML" in strategies.err
    assert "2026-10-01.toml: is not valid TOML" in card.err
