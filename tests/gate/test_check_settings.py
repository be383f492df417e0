"""What a check reads under [check] of kling-cost.toml, and what it refuses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from gate.conftest import Check


def test_what_is_allowed_stands_in_kling_cost_toml(check: Check, tmp_path: Path) -> None:
    (tmp_path / "kling-cost.toml").write_text(
        '[check]\nmax = 1800\nmax_per_shot = "1050"\nmax_card_age = 400\n', encoding="utf-8"
    )
    assert check().code == 4
    assert check("--max", "1900").code == 0
    assert check("--no-config").code == 0
    done = check("-v")
    assert "settings of kling-cost.toml: check.max, check.max_card_age, check.max_per_shot" in done.err


def test_a_base_is_found_from_the_folder_of_the_settings_and_named_from_here(
    check: Check, tmp_path: Path
) -> None:
    film = tmp_path / "film"
    (film / "old").mkdir(parents=True)
    (film / "old" / "before.csv").write_text(check.board, encoding="utf-8")
    (film / "board.csv").write_text(check.board, encoding="utf-8")
    (film / "kling-cost.toml").write_text(
        '[check]\nmax_increase = 0\nbase = "old/before.csv"\n', encoding="utf-8"
    )

    done = check.run("check", "film/board.csv", *check.planned)

    assert done.code == 0
    assert "film/old/before.csv: ~ 1,900 credits, so 0 credits (0 %)\n" in done.out


def test_all_faults_of_the_table_are_told_at_once_with_their_keys(check: Check, tmp_path: Path) -> None:
    (tmp_path / "kling-cost.toml").write_text(
        '[check]\nmax = "much"\nmax_increase = "some"\nmeasure = "p70"\nmin_basis = "rumour"\n'
        'require_coverage = "120%"\nmax_card_age = -1\nmax_shots = 3\n',
        encoding="utf-8",
    )
    done = check("--format", "json")

    assert done.code == 1
    keys = {problem["column"] for problem in json.loads(done.out)["problems"]}
    assert keys == {
        f"check.{key}"
        for key in (
            "max",
            "max_increase",
            "measure",
            "min_basis",
            "require_coverage",
            "max_card_age",
            "max_shots",
        )
    }


def test_config_shows_the_limits_and_where_they_are_from(check: Check, tmp_path: Path) -> None:
    (tmp_path / "film.csv").write_text(check.board, encoding="utf-8")
    (tmp_path / "kling-cost.toml").write_text('[check]\nmax = "500 USD"\n', encoding="utf-8")

    shown = json.loads(check.run("config", "film.csv", "--max-per-shot", "3", "--format", "json").out)

    found = {each["key"]: (each["value"], each["from"]) for each in shown["settings"]}
    assert found["check.max"] == ("500 USD", "kling-cost.toml")
    assert found["check.max_per_shot"] == ("3", "command line")
    assert found["check.require_coverage"] == ("100%", "default")
    assert "check.min_basis" in shown["not_set"]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--max", "much"), "'much' is not an amount"),
        (("--max-increase", "-5%"), "'-5%' is no increase"),
        (("--require-coverage", "101%"), "'101%' is no share of the shots"),
        (("--max-card-age", "-1"), "is not in the range"),
        (("--measure", "p70"), "'p70' is not one of"),
        (("--format", "sarif", "-o", "a.xml"), "contradict each other"),
    ],
)
def test_wrong_options_are_usage_errors(check: Check, asked: tuple[str, ...], said: str) -> None:
    done = check(*asked)

    assert (done.code, done.out) == (2, "")
    assert said in " ".join(done.err.split())
