"""Checks of a storyboard as processes, and a repository of git to compare it with."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Check:
    """Runs a check of ``film.csv`` in a folder, which holds ``board`` if no other text is given."""

    run: Callable[..., Any]
    folder: Path
    board: ClassVar[str] = """\
shot_id,scene,description,duration_s,takes
1,Market,"Rain on
the market",5,2
2,Market,A woman,10,3
3,Harbour,A boat,5,2
"""
    planned: ClassVar[tuple[str, ...]] = ("--on", "2026-11-20", "--strategy", "v3-draft-o3-final")

    def __call__(self, *args: str, board: str = "", file: str = "film.csv", **more: Any) -> Any:  # noqa: ANN401
        (self.folder / file).write_text(board or self.board, encoding="utf-8")
        return self.run("check", file, *self.planned, *args, **more)

    @staticmethod
    def rulings(done: Any) -> dict[str, dict[str, Any]]:  # noqa: ANN401
        return {ruling["rule"]: ruling for ruling in json.loads(done.out)["rulings"]}

    @classmethod
    def rows(cls, done: Any, rule: str) -> list[tuple[int | None, int | None]]:  # noqa: ANN401
        """Give row and line of every finding of a rule."""
        return [(each["row"], each["line"]) for each in cls.rulings(done)[rule]["findings"]]


@pytest.fixture
def check(kling_cost: Callable[..., Any], tmp_path: Path) -> Check:
    return Check(kling_cost, tmp_path)


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

    def make(file: str = "film.csv", text: str = Check.board) -> None:
        if not (tmp_path / ".git").exists():
            git("init", "-q", "-b", "main")
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text, encoding="utf-8")
        git("add", ".")
        git("commit", "-q", "-m", "film")

    return make
