"""kling-cost check as pipelines run it: what each rule says, its exit code, and the rows that it names.

The storyboard costs 425 + 1,050 + 425 = 1,900 credits: a draft of 5 s is 100 credits and one of 10 s is 200,
and finals are 225 and 450.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Check = Callable[..., Any]

BOARD = """\
shot_id,scene,description,duration_s,takes
1,Market,"Rain on
the market",5,2
2,Market,A woman,10,3
3,Harbour,A boat,5,2
"""
UNPRICED = "4,Harbour,Old footage,5,,video-edit\n"
WITH_MODES = """\
shot_id,scene,description,duration_s,takes,mode
1,Harbour,A boat,5,2,text-to-video
2,Harbour,A boat,5,2,text-to-video
3,Harbour,A boat,5,2,text-to-video
4,Harbour,Old footage,5,,video-edit
"""
PLANNED = ("--on", "2026-11-20", "--strategy", "v3-draft-o3-final")


@pytest.fixture
def check(kling_cost: Callable[..., Any], tmp_path: Path) -> Check:
    """Run a check of ``film.csv``, or of what ``board`` says it holds."""

    def run(*args: str, board: str = BOARD, file: str = "film.csv", **more: Any) -> Any:  # noqa: ANN401
        (tmp_path / file).write_text(board, encoding="utf-8")
        return kling_cost("check", file, *PLANNED, *args, **more)

    return run


def rulings(done: Any) -> dict[str, dict[str, Any]]:  # noqa: ANN401
    return {ruling["rule"]: ruling for ruling in json.loads(done.out)["rulings"]}


def rows(done: Any, rule: str) -> list[tuple[int | None, int | None]]:  # noqa: ANN401
    """Give row and line of every finding of a rule."""
    return [(each["row"], each["line"]) for each in rulings(done)[rule]["findings"]]


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

    assert (met.code, rulings(met)[rule]["outcome"]) == (0, "kept")
    assert (missed.code, rulings(missed)[rule]["outcome"]) == (4, "broken")
    assert rows(missed, rule) == places


def test_a_price_may_be_exactly_as_old_as_is_allowed(check: Check) -> None:
    later = ("--on", "2027-01-20", "--format", "json")
    days = int(rulings(check("--max-card-age", "0", *later))["max_card_age"]["value"])

    assert days > 0
    assert check("--max-card-age", f"{days}", *later).code == 0
    assert check("--max-card-age", f"{days - 1}", *later).code == 4


def test_what_a_credit_costs_is_a_price_that_was_read_too(
    kling_cost: Check, open_shop: Callable[..., Path]
) -> None:
    folder = open_shop("house", unit="coin", plans={"big": 100}, plans_basis="approximate", v3="1")
    board = "shot_id,duration_s,takes,model,tier,audio\n1,5,2,v3,standard,off\n"
    (folder.parent / "film.csv").write_text(board, encoding="utf-8")
    own = ("--pricing", str(folder), "--provider", "house", "--strategy", "v3-pro-throughout")
    limits = ("--max-card-age", "1", "--min-basis", "published")

    done = kling_cost(
        "check", "film.csv", *own, *limits, "--pay-with", "big", "--on", "2026-12-20", "--format", "json"
    )

    assert done.code == 4, done.err
    age, basis = (rulings(done)[rule] for rule in ("max_card_age", "min_basis"))
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
    if rulings(done)["require_coverage"]["outcome"] == "broken":
        assert rows(done, "require_coverage") == [(5, 5)]


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
    assert rulings(likely)["max"]["found"] == "~ 1,250 credits at P90"  # 4 drafts at 200, and 450


@pytest.mark.parametrize("measure", ["p50", "p80", "p90"])
def test_without_a_gamble_a_chance_is_the_sum(check: Check, measure: str) -> None:
    assert check("--max", "1900", "--measure", measure).code == 0
    assert check("--max", "1899", "--measure", measure).code == 4


def test_a_row_of_several_shots_counts_by_the_shot_and_stills_as_one(check: Check) -> None:
    board = "shot_id,duration_s,takes,count,product\n1,5,2,3,\n2,,1,50,image\n"
    done = check("--max-per-shot", "424", "--format", "json", board=board)

    assert rows(done, "max_per_shot") == [(2, 2), (3, 3)]
    first, second = rulings(done)["max_per_shot"]["findings"]
    assert first["message"].startswith("shot 1 (the average of 3) costs 425 credits, 1 credit over")
    assert second["message"].startswith("shot 2 costs 500 credits")


def test_shots_that_share_a_clip_are_named_at_their_own_rows(check: Check) -> None:
    board = 'shot_id,scene,description,duration_s,takes\n1,A,"a\nb",2,1\n2,A,c,2,1\n'
    alone = check("--max-per-shot", "0", "--format", "json", board=board)
    together = check("--max-per-shot", "0", "--pack", "--format", "json", board=board)
    table = check("--max-per-shot", "0", "--pack", board=board)

    assert rows(alone, "max_per_shot") == rows(together, "max_per_shot") == [(2, 2), (3, 4)]
    assert "rows 2, 3: shot 1+2 (the average of 2) costs" in table.out


def test_a_workbook_has_rows_and_no_lines(kling_cost: Check, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["shot_id", "duration_s", "takes"])
    book.active.append(["1", 5, 2])
    book.save(tmp_path / "film.xlsx")

    done = kling_cost("check", "film.xlsx", *PLANNED, "--max-per-shot", "1", "--format", "github")

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


# --- reports -----------------------------------------------------------------------------------------------


def test_every_report_is_written_beside_the_table(check: Check, tmp_path: Path) -> None:
    names = ("a.txt", "a.md", "a.json", "a.xml", "a.sarif")
    done = check("--max", "1", *(word for name in names for word in ("--report", name)))

    assert done.code == 4
    assert "film.csv breaks 1 rule: max" in done.out
    assert all((tmp_path / name).stat().st_size for name in names)
    assert (tmp_path / "a.md").read_text("utf-8").endswith("<!-- kling-cost -->\n")
    again = check("--max", "1", *(word for name in names for word in ("--report", name)))
    assert again.code == 4, again.err


def test_a_report_with_an_unknown_ending_is_refused_before_any_is_written(
    check: Check, tmp_path: Path
) -> None:
    done = check("--report", "a.json", "--report", "a.pdf")

    assert (done.code, done.out) == (2, "")
    assert "a.pdf: the ending says the format" in done.err
    assert not (tmp_path / "a.json").exists()


@pytest.mark.parametrize("text", ["somebody's own words\n", '{"schema": "kling-cost/lock/1"}\n'])
def test_a_report_over_somebody_elses_file_is_refused_and_nothing_is_written(
    check: Check, tmp_path: Path, text: str
) -> None:
    (tmp_path / "mine.json").write_text(text, encoding="utf-8")
    done = check("--report", "a.xml", "--report", "mine.json", "-o", "a.md")

    assert (done.code, done.out) == (1, "")
    assert "mine.json exists and" in done.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["film.csv", "mine.json"]
    assert (tmp_path / "mine.json").read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    ("reports", "said"),
    [
        (("-o", "a.json", "--report", "./a.json"), "a.json would be written twice"),
        (("--report", "a.md", "--report", "a.md"), "a.md would be written twice"),
        (("--report", "before.md", "--base", "before.md", "--force"), "would overwrite what --base reads"),
    ],
)
def test_a_file_is_written_once_and_never_over_what_is_read(
    check: Check, tmp_path: Path, reports: tuple[str, ...], said: str
) -> None:
    (tmp_path / "before.md").write_text("| shot_id | duration_s |\n|---|---|\n| 1 | 5 |\n", encoding="utf-8")
    done = check(*reports)

    assert done.code == 2
    assert said in done.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["before.md", "film.csv"]


def test_a_refused_input_writes_no_report(check: Check, tmp_path: Path) -> None:
    done = check("--report", "a.sarif", board="shot_id,duration_s\n1,many\n")

    assert done.code == 1
    assert not (tmp_path / "a.sarif").exists()


def test_a_narrow_terminal_loses_no_word_and_no_color_is_plain(check: Check) -> None:
    wide = check("--max", "1800", "--max-per-shot", "1000")
    narrow = check("--max", "1800", "--max-per-shot", "1000", env={"COLUMNS": "40", "NO_COLOR": "1"})

    assert "\x1b" not in wide.out + narrow.out
    assert "row 3: shot 2 costs 1,050 credits, 50 credits over the 1,000 credits allowed" in wide.out
    assert "BROKEN: over by 100 credits" in wide.out


def test_quiet_says_the_result_and_nothing_else(check: Check) -> None:
    assert check("-q").err == ""
    assert "assumed:" in check().err


def test_a_closed_pipe_ends_it_without_a_word(check: Check, tmp_path: Path) -> None:
    check()
    command = [sys.executable, "-m", "kling_cost", "check", "film.csv", *PLANNED, "-q"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


# --- settings ----------------------------------------------------------------------------------------------


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
    kling_cost: Check, tmp_path: Path
) -> None:
    film = tmp_path / "film"
    (film / "old").mkdir(parents=True)
    (film / "old" / "before.csv").write_text(BOARD, encoding="utf-8")
    (film / "board.csv").write_text(BOARD, encoding="utf-8")
    (film / "kling-cost.toml").write_text(
        '[check]\nmax_increase = 0\nbase = "old/before.csv"\n', encoding="utf-8"
    )

    done = kling_cost("check", "film/board.csv", *PLANNED)

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


def test_config_shows_the_limits_and_where_they_are_from(kling_cost: Check, tmp_path: Path) -> None:
    (tmp_path / "film.csv").write_text(BOARD, encoding="utf-8")
    (tmp_path / "kling-cost.toml").write_text('[check]\nmax = "500 USD"\n', encoding="utf-8")

    shown = json.loads(kling_cost("config", "film.csv", "--max-per-shot", "3", "--format", "json").out)

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


# --- bases -------------------------------------------------------------------------------------------------


@pytest.fixture
def before(tmp_path: Path) -> Path:
    path = tmp_path / "before.csv"
    path.write_text(BOARD.replace("2,Market,A woman,10,3", "2,Market,A woman,5,3"), encoding="utf-8")
    return path


def test_an_increase_is_held_against_another_file_and_its_row_is_named(check: Check, before: Path) -> None:
    asked = ("--base", before.name, "--format", "json")
    missed = check("--max-increase", "34%", *asked)
    document = json.loads(missed.out)

    assert (missed.code, check("--max-increase", "525", *asked).code) == (4, 0)
    assert check("--max-increase", "524", *asked).code == 4
    assert rows(missed, "max_increase") == [(3, 4)]
    assert document["base"] == {
        "name": "before.csv",
        "missing": None,
        "before": "1375",
        "after": "1900",
        "change": "525",
        "unit": "pixverse-credit",
        "causes": [{"cause": "lengths", "amount": "525"}],
    }
    assert rulings(missed)["max_increase"]["findings"][0]["message"] == (
        "shot 2 costs 525 credits more than in before.csv (lengths); the storyboard costs ~ 1,900 credits, "
        "and ~ 1,375 credits in before.csv: +525 credits (+38.2 %), +34 % allowed"
    )


def test_a_limit_of_the_whole_blames_the_rows_that_rose(check: Check, before: Path) -> None:
    alone = check("--max", "1500", "--format", "json")
    compared = check("--max", "1500", "--base", before.name, "--format", "json")

    assert rows(alone, "max") == [(None, None)]
    assert rows(compared, "max") == [(3, 4)]


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
def locked(kling_cost: Check, before: Path, tmp_path: Path) -> Callable[..., Path]:
    """Lock the quote of what was before."""

    def lock(*args: str) -> Path:
        done = kling_cost("plan", before.name, *PLANNED, *args, "-o", "before.lock.json")
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
    assert "give both in money with --credit-price or --fx" in unknown.err
    assert "write it in percent, or in money that both are known in" in counted.err


# --- revisions of git --------------------------------------------------------------------------------------


@pytest.fixture
def git(tmp_path: Path) -> Callable[..., str]:
    """Run git in the folder of the test, without anybody's settings."""

    def run(*words: str) -> str:
        named = {f"GIT_{who}_{what}": "mara" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        done = subprocess.run(
            ["git", *words],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "GIT_CONFIG_NOSYSTEM": "1", **named},
            stdout=subprocess.PIPE,
            check=True,
        )
        return done.stdout.decode()

    return run


@pytest.fixture
def commit(git: Callable[..., str], tmp_path: Path) -> Callable[..., None]:
    """Commit a file with a text, in a repository that is made with the first."""

    def make(file: str = "film.csv", text: str = BOARD) -> None:
        if not (tmp_path / ".git").exists():
            git("init", "-q", "-b", "main")
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text, encoding="utf-8")
        git("add", ".")
        git("commit", "-q", "-m", "film")

    return make


DEARER = BOARD + "4,Harbour,A long way,10,3\n5,Harbour,Back,10,3\n"
RISE = ("--max-increase", "10%", "--base", "git:main", "--format", "json")


def test_added_shots_are_found_at_their_lines_in_sarif(check: Check, commit: Callable[..., None]) -> None:
    commit()
    done = check(*RISE[:-1], "sarif", board=DEARER)

    places = [
        (result["ruleId"], result["properties"]["shot_id"], result["locations"][0]["physicalLocation"])
        for result in json.loads(done.out)["runs"][0]["results"]
    ]
    at = {"uri": "film.csv"}
    assert done.code == 4
    assert places == [
        ("max_increase", "4", {"artifactLocation": at, "region": {"startLine": 6}}),
        ("max_increase", "5", {"artifactLocation": at, "region": {"startLine": 7}}),
    ]


@pytest.mark.parametrize(
    "file", ["act 2/a film.csv", "分镜/镜头 🎬.csv", "a'b&c.csv", ":(top)x.csv", "[a]*.csv"]
)
def test_a_file_is_found_in_a_revision_whatever_it_is_called(
    check: Check, commit: Callable[..., None], file: str
) -> None:
    commit(file)
    done = check(*RISE, file=file, board=DEARER)

    assert done.code == 4, done.err
    assert rows(done, "max_increase") == [(5, 6), (6, 7)]


def test_commits_that_only_the_base_branch_has_do_not_count(
    check: Check, commit: Callable[..., None], git: Callable[..., str]
) -> None:
    commit()
    git("checkout", "-q", "-b", "change")
    commit("notes.txt", "mine")
    git("checkout", "-q", "main")
    commit("film.csv", DEARER)
    git("checkout", "-q", "change")
    agreed = git("rev-parse", "--short=7", "main~1").strip()

    done = check(*RISE, board=BOARD.replace("A woman,10,3", "A woman,15,3"))

    assert done.code == 4
    assert json.loads(done.out)["base"]["name"] == f"git:main ({agreed})"
    assert rows(done, "max_increase") == [(3, 4)]


@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        ("other.csv", BOARD, "has no film.csv, so there is nothing to compare with"),
        ("film.csv", "shot_id,duration_s\n1,many\n", "cannot be compared with: film.csv, row 2"),
    ],
)
def test_what_a_revision_cannot_give_is_skipped_with_the_reason(
    check: Check, commit: Callable[..., None], file: str, text: str, reason: str
) -> None:
    commit(file, text)
    done = check(*RISE)
    found = rulings(done)["max_increase"]

    assert (done.code, found["outcome"]) == (0, "skipped")
    assert reason in found["message"]
    assert json.loads(done.out)["base"]["missing"] == found["message"]


def test_a_branch_of_another_history_is_compared_with_as_it_is(
    check: Check, commit: Callable[..., None], git: Callable[..., str]
) -> None:
    commit()
    git("checkout", "-q", "--orphan", "change")
    commit("film.csv", DEARER)

    assert rows(check(*RISE, board=DEARER), "max_increase") == [(5, 6), (6, 7)]


def test_a_commit_is_named_shortly(
    check: Check, commit: Callable[..., None], git: Callable[..., str]
) -> None:
    commit()
    whole = git("rev-parse", "main").strip()
    done = check("--max-increase", "10%", "--base", f"git:{whole}", "--format", "json")

    assert json.loads(done.out)["base"]["name"] == f"git:{whole[:7]}"


def test_a_renamed_file_is_a_new_one(
    check: Check, commit: Callable[..., None], git: Callable[..., str]
) -> None:
    commit("old.csv")
    git("mv", "old.csv", "film.csv")

    assert rulings(check(*RISE))["max_increase"]["outcome"] == "skipped"


@pytest.mark.parametrize("revision", ["nowhere", "-x", "--output=x", "", "main;ls", "main:film.csv", "@{u}"])
def test_an_unknown_revision_is_refused_with_the_cure(
    check: Check, commit: Callable[..., None], tmp_path: Path, revision: str
) -> None:
    commit()
    done = check("--max-increase", "10%", "--base", f"git:{revision}")

    assert (done.code, done.out) == (1, "")
    assert f"git knows no revision {revision!r} here; fetch it first" in done.err
    assert not (tmp_path / "x").exists()


def test_without_a_repository_or_without_git_the_reason_is_told(check: Check, tmp_path: Path) -> None:
    outside = check("--base", "git:main")
    (tmp_path / "empty").mkdir()
    without = check("--base", "git:main", env={"PATH": str(tmp_path / "empty")})

    assert (outside.code, without.code) == (1, 1)
    assert "film.csv has no revision 'main': git says 'not a git repository" in outside.err
    assert "git cannot be run" in without.err
    assert "give --base FILE" in without.err


def test_standard_input_has_no_revision(commit: Callable[..., None], tmp_path: Path) -> None:
    commit()
    done = subprocess.run(
        [sys.executable, "-m", "kling_cost", "check", "-", *PLANNED, "--base", "git:main"],
        input=BOARD.encode(),
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert b"standard input has no git:main; give the storyboard's file" in done.stderr


def test_of_very_many_places_and_changes_the_first_are_told_and_the_others_counted(
    check: Check, tmp_path: Path
) -> None:
    (tmp_path / "before.csv").write_text("shot_id,duration_s,takes\na0,5,1\n", encoding="utf-8")
    board = "shot_id,duration_s,takes\n" + "".join(f"a{number},5,1\n" for number in range(1200))
    asked = ("--max-per-shot", "1", "--base", "before.csv")

    table = check(*asked, board=board)
    comment = check(*asked, "--format", "markdown", board=board)

    for done in (table, comment):
        assert "and 1,189 more rows changed\n" in done.out
        assert "and 1,180 more places\n" in done.out
        assert "1,200 of 1,200 shots priced" in done.out
    assert "<details><summary>1,200 places</summary>\n\n- row 2: shot a0 costs" in comment.out
    assert len(comment.out) < 60_000


# --- Markdown ----------------------------------------------------------------------------------------------


def test_the_comment_of_a_pull_request_says_the_verdict_and_then_why(
    check: Check, commit: Callable[..., None], git: Callable[..., str]
) -> None:
    commit()
    done = check("--max-per-shot", "1000", *RISE[:-1], "markdown", board=DEARER)

    shown = done.out.replace("  \n", "<br>\n")
    assert (
        shown.replace(git("rev-parse", "--short=7", "main").strip(), "1234567")
        == """\
### film.csv breaks 2 rules: max\\_increase, max\\_per\\_shot

film.csv: \\~ 4,000 credits, v3-draft-o3-final at pixverse on 2026-11-20<br>
git:main (1234567): \\~ 1,900 credits, so +2,100 credits (+110.5 %)

| rule | allowed | found | result |
|---|---|---|---|
| max\\_increase | +10 % | +2,100 credits (+110.5 %) | BROKEN: over by 1,910 credits |
| max\\_per\\_shot | 1,000 credits | 1,050 credits | BROKEN: over by up to 50 credits |
| require\\_coverage | 100 % | 5 of 5 shots priced | kept |

| cause | change |
|---|---:|
| shots added | +2,100 credits |

| shot | row | change | causes |
|---|---:|---:|---|
| 4 | 5 | +1,050 credits | shots added |
| 5 | 6 | +1,050 credits | shots added |

- row 3: shot 2 costs 1,050 credits, 50 credits over the 1,000 credits allowed for a shot
- row 5: shot 4 costs 1,050 credits, 50 credits over the 1,000 credits allowed for a shot
- row 6: shot 5 costs 1,050 credits, 50 credits over the 1,000 credits allowed for a shot
"""
    )
