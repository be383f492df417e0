"""What a check writes: reports together or not at all, tables for any terminal, a comment."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gate.conftest import Check

MORE = "4,Harbour,A long way,10,3\n5,Harbour,Back,10,3\n"
RISE = ("--max-increase", "10%", "--base", "git:main", "--format", "json")


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
    assert max(map(len, narrow.out.splitlines())) <= 40 < max(map(len, wide.out.splitlines()))
    places = [" ".join(done.out.split())[-100:] for done in (wide, narrow)]
    assert places[0] == places[1]
    assert places[0].endswith("for a shot film.csv breaks 2 rules: max, max_per_shot")


def test_quiet_says_the_result_and_nothing_else(check: Check) -> None:
    assert check("-q").err == ""
    assert "assumed:" in check().err


def test_a_closed_pipe_ends_it_without_a_word(check: Check, tmp_path: Path) -> None:
    check()
    command = [sys.executable, "-m", "kling_cost", "check", "film.csv", *check.planned, "-q"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


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


def test_the_comment_of_a_pull_request_says_the_verdict_and_then_why(
    check: Check, commit: Callable[..., None], git: Callable[..., str]
) -> None:
    commit()
    done = check("--max-per-shot", "1000", *RISE[:-1], "markdown", board=check.board + MORE)

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
