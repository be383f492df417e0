"""``kling-cost shots --format csv``: our clean format, which is edited and planned again."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from kling_cost.cli import cli

if TYPE_CHECKING:
    from pathlib import Path

FILM = """\
Harbour film,,,,,
shot,scene,action,duration,needs,lens
1,Pier,Waves,4s,,35
2,,"A boat, a gull",0:05.5,speech,50
3,Market,Crowd,soon,references,
Total,,,9.5,,
"""


@pytest.fixture
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "film.csv"
    path.write_text(FILM, encoding="utf-8")
    return path


def printed(form: str) -> str:
    done = CliRunner().invoke(cli, ["shots", "film.csv", "--format", form])
    assert done.exit_code == 0, done.stderr
    return done.stdout


def cells() -> list[list[str]]:
    return list(csv.reader(io.StringIO(printed("csv"))))


def test_the_csv_is_our_own_format_and_reads_back_the_same(film: Path) -> None:
    header, _, second, third = cells()
    assert (header[:4], header[-1]) == (["shot_id", "scene", "description", "duration_s"], "lens")
    assert (second[:4], third[3]) == (["2", "Pier", "A boat, a gull", "5.5"], "")
    first = printed("csv")
    film.write_text(first, encoding="utf-8")
    assert printed("csv") == first


def test_an_edit_is_read(film: Path) -> None:
    film.write_text(printed("csv").replace("3,Market,Crowd,,", "3,Market,Crowd,6,"), encoding="utf-8")
    assert json.loads(printed("json"))["total_s"] == "15.5"


def test_the_columns_that_make_a_storyboard_stand_there_and_others_where_they_say_something(
    film: Path,
) -> None:
    film.write_text("shot,duration,audio,lens,prompt\n1,4,,,\n2,5,,,\n", encoding="utf-8")
    assert cells()[0] == ["shot_id", "scene", "description", "duration_s"]


def test_what_follows_by_itself_is_not_written(film: Path) -> None:
    text = "shot_id,duration_s,mode,product,count\n1,4,,,1\n2,4,,video,2\n3,,t2i,,\n4,,,image,3\n"
    film.write_text(text, encoding="utf-8")
    header, *rows = cells()
    told = [dict(zip(header, row, strict=True)) for row in rows]
    assert [(row["count"], row["mode"], row["product"]) for row in told] == [
        ("", "", ""),
        ("2", "", ""),
        ("", "text-to-image", ""),
        ("3", "", "image"),
    ]
