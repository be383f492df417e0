"""A chart is a real picture: it opens, it is not blank, it names its plans, and it is the same every time."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import matplotlib.image as mpimg
import pytest
from click.testing import CliRunner

from kling_cost.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

ON = ("--on", "2026-11-20")
STORYBOARD = """\
shot_id,scene,duration_s,mode,takes
1,Harbour,10,text-to-video,10
2,Market,6,image-to-video,3
"""
STRATEGIES = (
    "v3-draft-o3-final",
    "o3-draft-v3-final",
    "v3-pro-throughout",
    "o3-pro-throughout",
    "short-draft-first",
    "routed",
)


@pytest.fixture(autouse=True)
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "film.csv").write_text(STORYBOARD, encoding="utf-8")
    return tmp_path


def draw(*more: str) -> Result:
    return CliRunner().invoke(cli, ["chart", "film.csv", *ON, *more])


def test_a_png_opens_and_is_not_blank(film: Path) -> None:
    done = draw("-o", "plan.png")

    picture = mpimg.imread(film / "plan.png")
    height, width, channels = picture.shape
    assert done.exit_code == 0
    assert (film / "plan.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert (height > 600, width > 1200, channels >= 3) == (True, True, True)
    assert 0.02 < float((picture[..., :3].min(axis=2) < 0.9).mean()) < 0.9


def test_an_svg_is_xml_and_names_every_strategy(film: Path) -> None:
    draw("-o", "plan.svg")

    text = (film / "plan.svg").read_text("utf-8")
    assert ET.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 - our own file
    assert [name for name in STRATEGIES if name not in text] == []
    # 10 x 10 x 20 + 10 x 45 = 2,450 and 3 x 6 x 20 + 6 x 45 = 630
    assert "~ 3,080" in text


def test_a_pdf_is_a_pdf(film: Path) -> None:
    draw("-o", "plan.pdf")

    assert (film / "plan.pdf").read_bytes()[:5] == b"%PDF-"


@pytest.mark.parametrize("name", ["plan.bmp", "plan.jpg", "plan", "plan.csv"])
def test_another_ending_is_refused_and_nothing_written(name: str, film: Path) -> None:
    done = draw("-o", name)

    assert done.exit_code == 2
    assert f"{name} must end in one of .png, .svg, .pdf" in done.stderr
    assert not (film / name).exists()


def test_the_picture_goes_to_plan_png_by_default_and_says_so(film: Path) -> None:
    done = draw("--strategy", "routed")

    assert (done.exit_code, done.stdout) == (0, "")
    assert "wrote plan.png" in done.stderr.splitlines()
    assert (film / "plan.png").stat().st_size > 10_000


def test_a_partly_priced_plan_is_labelled_as_a_floor(film: Path) -> None:
    (film / "film.csv").write_text(f"{STORYBOARD}3,Market,5,video-edit,2\n", encoding="utf-8")

    done = draw("--strategy", "routed", "-o", "plan.svg")

    assert done.exit_code == 3
    # 10 x 10 x 35 + 3 x 6 x 35 = 4,130, and one shot of three is missing.
    assert "&gt;= ~ 4,130  (2 of 3 shots)" in (film / "plan.svg").read_text("utf-8")


def test_a_film_of_one_shot_is_called_so(film: Path) -> None:
    (film / "film.csv").write_text("duration_s,takes\n5,1\n", encoding="utf-8")

    draw("--strategy", "routed", "-o", "plan.svg")

    assert "film.csv: 1 shot, 5 s of film" in (film / "plan.svg").read_text("utf-8")


def test_plans_in_another_unit_are_left_out(film: Path) -> None:
    both = ("--provider", "kling-api", "--provider", "pixverse", "--strategy", "routed")

    draw(*both, "-o", "both.svg")
    draw(*both[:2], *both[4:], "-o", "one.svg")

    assert (film / "both.svg").read_bytes() == (film / "one.svg").read_bytes()


@pytest.mark.parametrize(
    "scene",
    ["Bar $5 and $6", r"$\frac$", "a_b^c 100 % {x}", "<b>&amp;--"],
)
def test_a_scene_with_any_mark_of_the_keyboard_is_drawn_as_it_is(scene: str, film: Path) -> None:
    (film / "film.csv").write_text(f"scene,duration_s,takes\n{scene},5,1\n", encoding="utf-8")

    done = draw("--strategy", "routed", "-o", "plan.svg")

    assert done.exit_code == 0
    # What is taken for a formula is set in italics.
    assert "Oblique" not in (film / "plan.svg").read_text("utf-8")


def test_a_scene_in_chinese_is_drawn_without_a_warning_of_the_library(
    film: Path, kling_cost: Callable[..., Any]
) -> None:
    (film / "film.csv").write_text("scene,duration_s,takes\n港口,5,1\n", encoding="utf-8")

    done = kling_cost("chart", "film.csv", *ON, "--strategy", "routed")

    assert done.code == 0
    ours = ("wrote ", "assumed: ", "warning: no font on this machine has all characters")
    assert [line for line in done.err.splitlines() if not line.startswith(ours)] == []


@pytest.mark.parametrize("shots", [0, 1, 60])
def test_any_number_of_scenes_is_drawn(shots: int, film: Path) -> None:
    rows = "".join(f"Scene {number},5,1\n" for number in range(shots))
    (film / "film.csv").write_text(f"scene,duration_s,takes\n{rows}", encoding="utf-8")

    done = draw("--strategy", "routed", "-o", "plan.svg")

    assert done.exit_code == 0
    assert ("other scenes" in (film / "plan.svg").read_text("utf-8")) == (shots > 20)


DRAW = """
import sys
from kling_cost.cli import cli
for ending in ("png", "svg"):
    cli([*sys.argv[2:], "-o", f"{sys.argv[1]}.{ending}"], standalone_mode=False)
"""


def test_the_same_chart_gives_the_same_bytes_twice(film: Path) -> None:
    for seed in "12":
        subprocess.run(
            [sys.executable, "-c", DRAW, seed, "chart", "film.csv", *ON],
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
        )

    for ending in ("png", "svg"):
        first, second = ((film / f"{seed}.{ending}").read_bytes() for seed in "12")
        assert first == second
        assert len(first) > 10_000
