"""A check against another file or a lock: what rose is blamed, what cannot be compared is refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from jsonschema import Draft202012Validator

from kling_cost.export.contract import document_schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gate.conftest import Check


@pytest.fixture
def before(check: Check, tmp_path: Path) -> Path:
    path = tmp_path / "before.csv"
    path.write_text(check.board.replace("2,Market,A woman,10,3", "2,Market,A woman,5,3"), encoding="utf-8")
    return path


def test_an_increase_is_held_against_another_file_and_its_row_is_named(check: Check, before: Path) -> None:
    asked = ("--base", before.name, "--format", "json")
    missed = check("--max-increase", "34%", *asked)
    document = json.loads(missed.out)

    Draft202012Validator(document_schema("gate")).validate(document)
    assert (missed.code, check("--max-increase", "525", *asked).code) == (4, 0)
    assert check("--max-increase", "524", *asked).code == 4
    assert check.rows(missed, "max_increase") == [(3, 4)]
    assert document["base"] == {
        "name": "before.csv",
        "missing": None,
        "before": "1375",
        "after": "1900",
        "change": "525",
        "unit": "pixverse-credit",
        "causes": [{"cause": "lengths", "amount": "525"}],
    }
    assert check.rulings(missed)["max_increase"]["findings"][0]["message"] == (
        "shot 2 costs 525 credits more than in before.csv (lengths); the storyboard costs ~ 1,900 credits, "
        "and ~ 1,375 credits in before.csv: +525 credits (+38.2 %), +34 % allowed"
    )


def test_a_limit_of_the_whole_blames_the_rows_that_rose(check: Check, before: Path) -> None:
    alone = check("--max", "1500", "--format", "json")
    compared = check("--max", "1500", "--base", before.name, "--format", "json")

    assert check.rows(alone, "max") == [(None, None)]
    assert check.rows(compared, "max") == [(3, 4)]


def test_an_increase_without_a_base_is_skipped_with_the_reason(check: Check) -> None:
    done = check("--max-increase", "10%")

    assert done.code == 0
    assert "skipped: there is nothing to compare with; give --base" in done.out
    assert done.out.endswith("film.csv keeps to 1 rule, 1 skipped\n")


@pytest.mark.parametrize("base", ["nothing.csv", "nothing.lock.json"])
def test_a_base_that_cannot_be_read_is_refused(check: Check, base: str) -> None:
    done = check("--max-increase", "10%", "--base", base)

    assert (done.code, done.out) == (1, "")
    assert f"{base}: cannot be read" in done.err


@pytest.fixture
def locked(check: Check, before: Path, tmp_path: Path) -> Callable[..., Path]:
    """Lock the quote of what was before."""

    def lock(*args: str) -> Path:
        done = check.run("plan", before.name, *check.planned, *args, "-o", "before.lock.json")
        assert done.code == 0, done.err
        return tmp_path / "before.lock.json"

    return lock


def test_a_lock_is_a_base(check: Check, locked: Callable[..., Path]) -> None:
    name = locked().name

    assert check("--max-increase", "525", "--base", name).code == 0
    assert check("--max-increase", "524", "--base", name).code == 4


def test_a_lock_that_knows_no_money_is_told_in_todays(check: Check, locked: Callable[..., Path]) -> None:
    name, price = locked().name, ("--credit-price", "0.01 USD")

    assert check("--max-increase", "5.25 USD", "--base", name, *price).code == 0
    assert check("--max-increase", "5.24 USD", "--base", name, *price).code == 4


@pytest.mark.parametrize("edit", [('"takes": 3', '"takes": 2'), ("A woman", "A man")])
def test_an_edited_lock_is_refused_and_verify_named(
    check: Check, locked: Callable[..., Path], edit: tuple[str, str]
) -> None:
    lock = locked()
    text = lock.read_text(encoding="utf-8")
    assert edit[0] in text
    lock.write_text(text.replace(*edit), encoding="utf-8")

    done = check("--max-increase", "525", "--base", lock.name)

    assert (done.code, done.out) == (1, "")
    assert "kling-cost verify before.lock.json says why" in done.err


def test_a_lock_in_another_unit_is_compared_in_money_or_refused_with_the_cure(
    check: Check, locked: Callable[..., Path]
) -> None:
    name, price = locked("--provider", "fal").name, ("--credit-price", "0.01 USD")

    unknown = check("--max-increase", "10%", "--base", name)
    counted = check("--max-increase", "300", "--base", name, *price)
    known = check("--max-increase", "50 USD", "--base", name, *price)

    assert (unknown.code, counted.code, known.code) == (1, 1, 0)
    assert "give --credit-price '0.0133 USD'" in unknown.err
    assert "write it in percent, or in money that both are known in" in counted.err
