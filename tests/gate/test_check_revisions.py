"""A check against a revision of git: where it and the present commit last agreed."""

from __future__ import annotations

import json
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


def test_added_shots_are_found_at_their_lines_in_sarif(check: Check, commit: Callable[..., None]) -> None:
    commit()
    done = check(*RISE[:-1], "sarif", board=check.board + MORE)

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
    done = check(*RISE, file=file, board=check.board + MORE)

    assert done.code == 4, done.err
    assert check.rows(done, "max_increase") == [(5, 6), (6, 7)]


def test_commits_that_only_the_base_branch_has_do_not_count(
    check: Check, commit: Callable[..., None], git: Callable[..., str]
) -> None:
    commit()
    git("checkout", "-q", "-b", "change")
    commit("notes.txt", "mine")
    git("checkout", "-q", "main")
    commit("film.csv", check.board + MORE)
    git("checkout", "-q", "change")
    agreed = git("rev-parse", "--short=7", "main~1").strip()

    done = check(*RISE, board=check.board.replace("A woman,10,3", "A woman,15,3"))

    assert done.code == 4
    assert json.loads(done.out)["base"]["name"] == f"git:main ({agreed})"
    assert check.rows(done, "max_increase") == [(3, 4)]


@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        ("other.csv", "words", "has no film.csv, so there is nothing to compare with"),
        ("film.csv", "shot_id,duration_s\n1,many\n", "cannot be compared with: film.csv, row 2"),
    ],
)
def test_what_a_revision_cannot_give_is_skipped_with_the_reason(
    check: Check, commit: Callable[..., None], file: str, text: str, reason: str
) -> None:
    commit(file, text)
    done = check(*RISE)
    found = check.rulings(done)["max_increase"]

    assert (done.code, found["outcome"]) == (0, "skipped")
    assert reason in found["message"]
    assert json.loads(done.out)["base"]["missing"] == found["message"]


def test_a_branch_of_another_history_is_compared_with_as_it_is(
    check: Check, commit: Callable[..., None], git: Callable[..., str]
) -> None:
    commit()
    git("checkout", "-q", "--orphan", "change")
    commit("film.csv", check.board + MORE)

    assert check.rows(check(*RISE, board=check.board + MORE), "max_increase") == [(5, 6), (6, 7)]


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

    assert check.rulings(check(*RISE))["max_increase"]["outcome"] == "skipped"


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


def test_standard_input_has_no_revision(check: Check, commit: Callable[..., None], tmp_path: Path) -> None:
    commit()
    done = subprocess.run(
        [sys.executable, "-m", "kling_cost", "check", "-", *check.planned, "--base", "git:main"],
        input=check.board.encode(),
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert b"standard input has no git:main; give the storyboard's file" in done.stderr
