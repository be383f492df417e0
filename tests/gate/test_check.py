"""What a check says of each rule, its exit code, and the rows that it names.

The storyboard costs 425 + 1,050 + 425 = 1,900 credits: a draft of 5 s is 100 credits and one of 10 s is 200,
and finals are 225 and 450.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gate.conftest import Check

WITH_MODES = """\
shot_id,scene,description,duration_s,takes,mode
1,Harbour,A boat,5,2,text-to-video
2,Harbour,A boat,5,2,text-to-video
3,Harbour,A boat,5,2,text-to-video
4,Harbour,Old footage,5,,video-edit
"""


@pytest.mark.parametrize(
    ("option", "kept", "broken", "places"),
    [
        ("--max", "1900", "1899.99", [(None, None)]),
        ("--max-per-shot", "1050", "1049", [(3, 4)]),
        ("--max-per-scene", "1475", "1474", [(2, 2)]),
        ("--max-card-age", "300", "0", [(2, 2), (2, 2)]),
        ("--min-basis", "approximate", "published", [(2, 2), (2, 2)]),
    ],
)
def test_a_rule_is_kept_or_broken_at_its_rows(
    check: Check, option: str, kept: str, broken: str, places: list[tuple[int | None, int | None]]
) -> None:
    rule = option.removeprefix("--").replace("-", "_")
    later = ("--on", "2027-01-20") if rule == "max_card_age" else ()

    met = check(option, kept, *later, "--format", "json")
    missed = check(option, broken, *later, "--format", "json")

    assert (met.code, check.rulings(met)[rule]["outcome"]) == (0, "kept")
    assert (missed.code, check.rulings(missed)[rule]["outcome"]) == (4, "broken")
    assert check.rows(missed, rule) == places


def test_a_price_may_be_exactly_as_old_as_is_allowed(check: Check) -> None:
    later = ("--on", "2027-01-20", "--format", "json")
    days = int(check.rulings(check("--max-card-age", "0", *later))["max_card_age"]["value"])

    assert days > 0
    assert check("--max-card-age", f"{days}", *later).code == 0
    assert check("--max-card-age", f"{days - 1}", *later).code == 4


def test_what_a_credit_costs_is_a_price_that_was_read_too(
    check: Check, open_shop: Callable[..., Path]
) -> None:
    folder = open_shop("house", unit="coin", plans={"big": 100}, plans_basis="approximate", v3="1")
    board = "shot_id,duration_s,takes,model,tier,audio\n1,5,2,v3,standard,off\n"
    (folder.parent / "film.csv").write_text(board, encoding="utf-8")
    own = ("--pricing", str(folder), "--provider", "house", "--strategy", "v3-pro-throughout")
    limits = ("--max-card-age", "1", "--min-basis", "published")

    done = check.run(
        "check", "film.csv", *own, *limits, "--pay-with", "big", "--on", "2026-12-20", "--format", "json"
    )

    assert done.code == 4, done.err
    age, basis = (check.rulings(done)[rule] for rule in ("max_card_age", "min_basis"))
    assert [each["row"] for each in age["findings"]] == [2, None]
    assert age["findings"][1]["message"].startswith("house big was read on 2026-11-01, 49 days before")
    assert [each["message"] for each in basis["findings"]] == [
        "the price of a credit is approximate, and published is required"
    ]


def test_nothing_asked_is_a_check_of_coverage(check: Check) -> None:
    done = check()

    assert done.code == 0
    assert "require_coverage   100 %     3 of 3 shots priced   kept" in done.out
    assert done.out.endswith("film.csv keeps to 1 rule\n")


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ((), 3),
        (("--require-coverage", "75%"), 0),
        (("--require-coverage", "0.76"), 3),
        (("--max", "1275"), 3),
        (("--max", "1274"), 4),
        (("--max", "1274", "--require-coverage", "0"), 4),
    ],
)
def test_a_floor_over_a_limit_is_4_and_under_it_3(check: Check, asked: tuple[str, ...], code: int) -> None:
    done = check(*asked, "--format", "json", board=WITH_MODES)

    assert done.code == code
    assert json.loads(done.out)["outcome"] == {0: "kept", 3: "incomplete", 4: "exceeded"}[code]
    if check.rulings(done)["require_coverage"]["outcome"] == "broken":
        assert check.rows(done, "require_coverage") == [(5, 5)]


def test_a_floor_says_so_beside_its_limit(check: Check) -> None:
    assert ">= ~ 1,275 credits" in check("--max", "2000", board=WITH_MODES).out


def test_money_needs_the_price_of_a_credit(check: Check) -> None:
    unknown = check("--max", "20 USD")
    known = check("--max", "19 USD", "--credit-price", "0.01 USD")
    euros = check("--max", "17.09 EUR", "--credit-price", "0.01 USD", "--fx", "USD/EUR=0.9")

    assert (unknown.code, unknown.out) == (1, "")
    assert "give --credit-price '0.0133 USD'" in unknown.err
    assert (known.code, euros.code) == (0, 4)
    assert "17.09 EUR   ~ 17.10 EUR           BROKEN: over by 0.01 EUR" in euros.out


def test_extras_and_contingency_count(check: Check) -> None:
    more = ("--extra", "Titles=100 credits", "--contingency", "10%")

    assert check("--max", "2200", *more).code == 0
    assert check("--max", "2199", *more).code == 4


def test_a_chance_is_more_than_the_sum_where_takes_are_a_gamble(check: Check) -> None:
    gamble = "shot_id,duration_s,accept\n1,10,0.5\n"
    by_sum = check("--max", "850", board=gamble)
    likely = check("--max", "850", "--measure", "p90", "--format", "json", board=gamble)

    assert (by_sum.code, likely.code) == (0, 4)
    assert check.rulings(likely)["max"]["found"] == "~ 1,250 credits at P90"  # 4 drafts at 200, and 450


@pytest.mark.parametrize("measure", ["p50", "p80", "p90"])
def test_without_a_gamble_a_chance_is_the_sum(check: Check, measure: str) -> None:
    assert check("--max", "1900", "--measure", measure).code == 0
    assert check("--max", "1899", "--measure", measure).code == 4


def test_a_row_of_several_shots_counts_by_the_shot_and_stills_as_one(check: Check) -> None:
    board = "shot_id,duration_s,takes,count,product\n1,5,2,3,\n2,,1,50,image\n"
    done = check("--max-per-shot", "424", "--format", "json", board=board)

    assert check.rows(done, "max_per_shot") == [(2, 2), (3, 3)]
    first, second = check.rulings(done)["max_per_shot"]["findings"]
    assert first["message"].startswith("shot 1 (the average of 3) costs 425 credits, 1 credit over")
    assert second["message"].startswith("shot 2 costs 500 credits")


def test_shots_that_share_a_clip_are_named_at_their_own_rows(check: Check) -> None:
    board = 'shot_id,scene,description,duration_s,takes\n1,A,"a\nb",2,1\n2,A,c,2,1\n'
    alone = check("--max-per-shot", "0", "--format", "json", board=board)
    together = check("--max-per-shot", "0", "--pack", "--format", "json", board=board)
    table = check("--max-per-shot", "0", "--pack", board=board)

    assert check.rows(alone, "max_per_shot") == check.rows(together, "max_per_shot") == [(2, 2), (3, 4)]
    assert "rows 2, 3: shot 1+2 (the average of 2) costs" in table.out


def test_a_workbook_has_rows_and_no_lines(check: Check, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["shot_id", "duration_s", "takes"])
    book.active.append(["1", 5, 2])
    book.save(tmp_path / "film.xlsx")

    done = check.run("check", "film.xlsx", *check.planned, "--max-per-shot", "1", "--format", "github")

    assert done.code == 4
    assert done.out.startswith(
        "::error file=film.xlsx,title=kling-cost max_per_shot::row 2: shot 1 costs 425"
    )


def test_hostile_names_stay_one_line_of_text(check: Check) -> None:
    board = 'shot_id,scene,duration_s,takes\n"1\n::error::no|<b>","[x](y)",5,2\n'
    for form in ("github", "markdown", "table"):
        done = check("--max-per-shot", "1", "--max-per-scene", "1", "--format", form, board=board)
        assert done.code == 4
        assert not any(line.startswith("::error::") for line in done.out.splitlines())
        assert form != "markdown" or "<b>" not in done.out.replace("\\<", "")
