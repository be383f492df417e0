"""The storyboard behind a quote: written again, changed, moved, gone."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from kling_cost.export.contract import document_schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Any]
    Shop = Callable[..., Path]
    Edit = Callable[..., None]

SHOTS = """\
shot_id,scene,duration_s,takes,account
1,Harbour,5,4,
2,Harbour,3.5,,4100
3,Market,8,2,
"""


def document_of(done: Any) -> dict[str, Any]:  # noqa: ANN401 - a finished run
    document: dict[str, Any] = json.loads(done.out)
    jsonschema.validate(document, document_schema("verify"))
    return document


@pytest.mark.parametrize(
    "text",
    [
        SHOTS.replace("\n", "\r\n"),
        "# as agreed on Monday\n" + SHOTS,
        "duration_s,account,shot_id,takes,scene\n5,,1,4,Harbour\n3.5,4100,2,,Harbour\n8,,3,2,Market\n",
        SHOTS.replace("shot_id,", "shot_id,notes,").replace("\n1,", "\n1,new,").replace("\n2,", "\n2,,")
        .replace("\n3,", "\n3,,"),
    ],
    ids=["other line ends", "a comment", "other columns", "notes"],
)  # fmt: skip
@pytest.mark.usefixtures("lock")
def test_a_storyboard_that_was_written_again_with_the_same_shots_agrees(
    text: str, tmp_path: Path, verify: Run
) -> None:
    (tmp_path / "film.csv").write_bytes(text.encode())

    done = verify("film.lock.json")

    assert done.code == 0
    assert "Storyboard film.csv: other bytes, but the shots are as locked" in done.out


@pytest.mark.parametrize(
    ("was", "is_", "said"),
    [
        ("3,Market,8,2,", "3,Market,9,2,", "shot 3: seconds 8 -> 9"),
        ("1,Harbour,5,4,", "1,Harbour,5,,4000", "shot 1: takes 4 -> nothing, account  -> 4000"),
        ("3,Market,8,2,\n", "", "shot 3 is gone"),
        ("3,Market,8,2,\n", "3,Market,8,2,\n4,Market,8,2,\n", "shot 4 is new"),
        ("1,Harbour,5,4,\n2,Harbour,3.5,,4100\n", "2,Harbour,3.5,,4100\n1,Harbour,5,4,\n", "another order"),
    ],
)
@pytest.mark.usefixtures("lock")
def test_a_storyboard_that_has_changed_is_told_shot_by_shot(
    was: str, is_: str, said: str, tmp_path: Path, verify: Run
) -> None:
    assert was in SHOTS
    (tmp_path / "film.csv").write_text(SHOTS.replace(was, is_), encoding="utf-8")

    done = verify("film.lock.json")
    document = document_of(verify("film.lock.json", "--format", "json"))

    assert done.code == 1
    assert "Holds: 6 lines" in done.out
    assert "Storyboard film.csv: changed since\n  " in done.out
    assert said in done.out
    assert (document["holds"], document["storyboard"]["found"]) == (False, "changed")
    assert said in "".join(document["storyboard"]["changes"])


@pytest.mark.usefixtures("lock")
def test_a_storyboard_that_is_no_storyboard_any_more_is_told(tmp_path: Path, verify: Run) -> None:
    (tmp_path / "film.csv").write_bytes(b"\0\1\2")

    done = verify("film.lock.json")

    assert done.code == 1
    assert "it can no longer be read as a storyboard" in done.out


def test_a_lock_and_its_storyboard_move_together(lock: Path, tmp_path: Path, verify: Run) -> None:
    elsewhere = tmp_path / "client" / "quotes"
    elsewhere.mkdir(parents=True)
    (tmp_path / "film.csv").rename(elsewhere / "film.csv")
    lock.rename(elsewhere / "film.lock.json")
    (tmp_path / "latest.lock.json").symlink_to(elsewhere / "film.lock.json")

    for name in ("client/quotes/film.lock.json", "latest.lock.json"):
        done = verify(name)
        assert done.code == 0
        assert re.search(r"Storyboard \S*film\.csv: as locked", done.out)


def test_a_storyboard_that_is_not_there_may_be_named(lock: Path, tmp_path: Path, verify: Run) -> None:
    (tmp_path / "film.csv").rename(tmp_path / "other.csv")

    alone = verify("film.lock.json")
    named = verify("film.lock.json", "--storyboard", "other.csv")
    missing = verify("film.lock.json", "--storyboard", "film.csv")

    assert (alone.code, named.code, missing.code) == (0, 0, 1)
    assert "Storyboard film.csv: not there, so not looked at; --storyboard FILE names it" in alone.out
    assert "Storyboard other.csv: as locked" in named.out
    assert "film.csv: cannot be read: No such file" in missing.err
    assert lock.is_file()


def test_a_lock_in_a_folder_of_its_own_names_the_storyboard_beside_it(
    tmp_path: Path, shop: Path, kling_cost: Run, verify: Run
) -> None:
    (tmp_path / "quotes").mkdir()
    options = ("--provider", "shop", "--pricing", str(shop), "--strategies", "house.toml")
    made = kling_cost("plan", "film.csv", *options, "-o", "quotes/q.lock.json")

    assert made.code == 0
    assert json.loads((tmp_path / "quotes/q.lock.json").read_text())["storyboard"]["file"] == "../film.csv"
    assert "Storyboard film.csv: as locked" in verify("quotes/q.lock.json").out
    assert "Storyboard ../film.csv: as locked" in verify("q.lock.json", cwd=tmp_path / "quotes").out
