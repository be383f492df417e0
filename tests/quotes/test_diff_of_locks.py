"""``diff`` with a lock on one side or both: the quote, against what there is now."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Any]

OTHER = """\
[[strategies]]
name = "final-only"
summary = "All takes on the final."
stages = [{ name = "final", models = ["v3"], tier = "pro", audio = "off", takes = "shot" }]
"""


@pytest.fixture
def diff(kling_cost: Run, shop: Path, lock: Path) -> Run:  # noqa: ARG001 - the lock lies in the folder
    def run(*args: str) -> Any:  # noqa: ANN401 - what the runner gives
        return kling_cost("diff", *args, "--pricing", str(shop))

    return run


@pytest.fixture
def causes(diff: Run) -> Callable[..., dict[str, Decimal]]:
    def of(*args: str) -> dict[str, Decimal]:
        document = json.loads(diff(*args, "--format", "json").out)
        found = {each["cause"]: Decimal(each["amount"]) for each in document["causes"]}
        assert sum(found.values(), Decimal(0)) == Decimal(document["change"]["amount"])
        return found

    return of


def test_a_lock_alone_is_held_against_its_own_storyboard(diff: Run) -> None:
    done = diff("film.lock.json")
    assert done.code == 0
    assert "Change  none" in done.out
    assert done.out.splitlines()[1].startswith("After   film.csv on 2026-03-01")


def test_what_changed_in_the_storyboard_since_is_a_cause(
    causes: Callable[..., dict[str, Decimal]], tmp_path: Path
) -> None:
    film = tmp_path / "film.csv"
    film.write_text(
        film.read_text(encoding="utf-8").replace("1,Harbour,5,4,", "1,Harbour,7,4,"), encoding="utf-8"
    )
    # 2 s more in four drafts at 0.1 and one final at 0.2
    assert causes("film.lock.json") == {"lengths": Decimal("1.2")}
    assert causes("film.lock.json", "film.csv") == {"lengths": Decimal("1.2")}
    assert causes("film.csv", "film.lock.json") == {"lengths": Decimal("-1.2")}


def test_later_prices_are_a_cause_where_a_later_day_is_asked_for(
    causes: Callable[..., dict[str, Decimal]], own_shop: Callable[..., Path]
) -> None:
    rate = 'id = "{0}-off", tier = "{0}", amount = {1}'
    own_shop("2026-03-10", rate.format("standard", "0.2"), rate.format("pro", "0.2"))
    assert causes("film.lock.json") == {}
    # drafts: 4 x 5 s, 3 x 4 s and 2 x 8 s at 0.1 more
    assert causes("film.lock.json", "--to-on", "2026-04-01") == {"price": Decimal("4.8")}


def test_a_quote_stands_on_its_own_card_after_a_correction(
    causes: Callable[..., dict[str, Decimal]], own_shop: Callable[..., Path]
) -> None:
    rate = 'id = "{0}-off", tier = "{0}", amount = {1}'
    more = 'supersedes = "2026-02-05"\nreason = "Misread."'
    rates = (rate.format("standard", "0.3"), rate.format("pro", "0.4"))
    own_shop("2026-02-05-r2", *rates, known="2026-03-05", more=more)
    assert causes("film.lock.json") == {}


def test_another_strategy_is_another_way_of_working(
    causes: Callable[..., dict[str, Decimal]], tmp_path: Path
) -> None:
    (tmp_path / "other.toml").write_text(OTHER, encoding="utf-8")
    found = causes("film.lock.json", "--strategies", "other.toml", "--to-strategy", "final-only")
    assert list(found) == ["way-of-working"]


def test_two_locks_are_two_quotes(
    causes: Callable[..., dict[str, Decimal]], kling_cost: Run, shop: Path
) -> None:
    done = kling_cost(
        *("plan", "film.csv", "--provider", "shop", "--pricing", str(shop), "--strategies", "house.toml"),
        *("--strategy", "house", "--on", "2026-03-01", "--takes", "5", "-o", "five.lock.json"),
    )
    assert done.code == 0
    # shot 2 names no takes: two more drafts of its 4 s
    assert causes("film.lock.json", "five.lock.json") == {"takes": Decimal("0.8")}


def test_what_a_lock_says_itself_cannot_be_said_beside_it(diff: Run) -> None:
    done = diff("film.lock.json", "--takes", "5", "--provider", "fal")
    assert done.code == 2
    assert "--takes" in done.err
    assert "--provider" in done.err
    assert "lock the other plan too" in " ".join(done.err.split())
    assert diff("film.lock.json", "--to-provider", "shop", "--to-provider", "fal").code == 2


def test_settings_do_not_change_what_was_quoted(diff: Run, tmp_path: Path) -> None:
    (tmp_path / "kling-cost.toml").write_text('takes = 9\nprovider = "fal"\n', encoding="utf-8")
    done = diff("film.lock.json")
    assert "Change  none" in done.out
    assert "settings" not in done.err


def test_a_lock_that_does_not_hold_is_compared_with_nothing(
    diff: Run, edited: Callable[..., None], lock: Path
) -> None:
    edited(lambda document: document["lines"][0].update(amount="9"))
    done = diff("film.lock.json")
    assert done.code == 1
    assert f"kling-cost verify {lock.name} says why" in done.err
    assert done.out == ""


def test_a_storyboard_that_is_gone_is_named(diff: Run, tmp_path: Path) -> None:
    (tmp_path / "film.csv").unlink()
    done = diff("film.lock.json")
    assert done.code == 1
    assert "film.csv: cannot be read" in done.err


def test_a_check_against_a_lock_is_made_in_the_quotes_own_way(
    kling_cost: Run, shop: Path, lock: Path, tmp_path: Path
) -> None:
    """Without a word about provider and strategy those of the quote are taken, and said."""
    asked = ("check", "film.csv", "--base", lock.name, "--max-increase", "5%", "--on", "2026-03-01")
    here = ("--pricing", str(shop), "--strategies", "house.toml")
    done = kling_cost(*asked, *here)
    assert done.code == 0, done.err
    assert "house at shop on 2026-03-01" in done.out
    assert "provider and strategy as in film.lock.json" in done.err

    film = tmp_path / "film.csv"
    film.write_text(film.read_text(encoding="utf-8") + "4,Market,5,4,\n", encoding="utf-8")
    done = kling_cost(*asked, *here, "--format", "json")
    assert done.code == 4
    rulings = {each["rule"]: each for each in json.loads(done.out)["rulings"]}
    assert [each["shot_id"] for each in rulings["max_increase"]["findings"]] == ["4"]
