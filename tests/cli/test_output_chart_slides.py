"""``kling-cost chart --show``: every picture can be had, says what it is of, or is refused with the cure."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from html import unescape
from typing import TYPE_CHECKING

import matplotlib.image as mpimg
import pytest
from click.testing import CliRunner

from kling_cost.cli import cli

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

ON = ("--on", "2026-11-20", "--strategy", "routed")
TOSS = ("--accept", "0.5", "--takes", "3")
"""A shot has 1, 2 or 3 takes, with chances of 50, 25 and 25 %."""
ONE_SHOT = "scene,duration_s\nHarbour,10\n"
THREE = """\
shot_id,scene,duration_s,shot_class,priority
1,Harbour,10,hero,1
2,Market,6,b-roll,2
3b,Market,5,,
"""
SHOWN = ("plan", "curve", "strategies", "drivers", "swings", "pareto", "scenes", "seconds")
OF_CHANCES = ("curve", "strategies", "drivers", "swings")


@pytest.fixture(autouse=True)
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "film.csv").write_text(ONE_SHOT, encoding="utf-8")
    return tmp_path


def draw(*more: str) -> Result:
    return CliRunner().invoke(cli, ["chart", "film.csv", *ON, *more])


def texts(path: Path) -> list[str]:
    """Give the texts of an SVG, which has each in a comment before its letters."""
    written = path.read_text("utf-8")
    assert ET.fromstring(written).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 - our own file
    return [unescape(text) for text in re.findall(r"<!-- (.*?) -->", written)]


@pytest.mark.parametrize("show", SHOWN)
def test_every_picture_is_drawn_under_its_own_name_and_opens(show: str, film: Path) -> None:
    (film / "film.csv").write_text(THREE, encoding="utf-8")

    done = draw("--show", show)

    picture = mpimg.imread(film / f"{show}.png")
    assert (done.exit_code, done.stdout) == (0, "")
    assert f"wrote {show}.png" in done.stderr.splitlines()
    assert picture.shape[0] > 500
    assert 0.01 < float((picture[..., :3].min(axis=2) < 0.9).mean()) < 0.9


@pytest.mark.parametrize("show", SHOWN)
def test_every_picture_says_which_film_which_prices_and_which_card(show: str, film: Path) -> None:
    (film / "film.csv").write_text(THREE, encoding="utf-8")

    draw("--show", show, "-o", "film.svg")

    found = texts(film / "film.svg")
    note = "PixVerse, prices of 2026-11-20, card pixverse/2026-02-05 (approximate)"
    assert "film.csv: 3 shots, 21 s of film" in found
    assert [text for text in found if text.endswith(note)] != []


def test_what_was_assumed_is_told_with_the_picture() -> None:
    done = draw("--show", "curve", *TOSS)

    assert "assumed: accept rate 0.5: 2 takes planned, at most 3 (shot 1)" in done.stderr.splitlines()


def test_the_curve_of_one_shot_says_its_amounts_and_the_chance_to_stay_within_the_budget(film: Path) -> None:
    done = draw("--show", "curve", *TOSS, "--budget", "700", "-o", "curve.svg")

    # 10 s x 35 credits = 350, once to three times; 50 + 25 % of the films have two takes at most.
    assert done.exit_code == 0
    found = texts(film / "curve.svg")
    assert {"P50  350", "P80  1,050", "P95  1,050", "budget 700: 75 % chance to stay within"} <= set(found)
    assert "routed; PixVerse, prices of 2026-11-20, card pixverse/2026-02-05 (approximate)" in found


def test_a_confidence_is_marked_on_the_curve(film: Path) -> None:
    draw("--show", "curve", *TOSS, "--confidence", "75%", "-o", "curve.svg")

    assert {"P75  700", "P95  1,050"} <= set(texts(film / "curve.svg"))


def test_strategies_are_ranges_with_what_is_enough_and_how_likely_the_budget_is(film: Path) -> None:
    certain = ("--strategy", "v3-pro-throughout")

    draw("--show", "strategies", *TOSS, *certain, "--budget", "700", "--confidence", "0.7", "-o", "all.svg")

    found = texts(film / "all.svg")
    assert {"routed", "v3-pro-throughout", "planned", "P50", "P70", "in budget", "budget 700"} <= set(found)
    assert (found.count("~ 350"), found.count("75 %"), "P90" in found) == (2, 2, False)


def test_a_budget_in_money_stands_in_the_unit_of_the_plan_and_the_note_says_so(film: Path) -> None:
    price = ("--credit-price", "0.01 USD")

    draw("--show", "curve", *TOSS, *price, "--budget", "7 USD", "-o", "curve.svg")

    found = texts(film / "curve.svg")
    # what costs less than 7.005 USD is rounded to 7.00 USD
    assert "budget 700.5: 75 % chance to stay within" in found
    assert [text for text in found if text.endswith("; budget 7.00 USD, which is 700.5 credits")] != []


@pytest.mark.parametrize("show", ["curve", "strategies", "pareto"])
def test_a_budget_in_money_that_is_not_known_is_refused(show: str, film: Path) -> None:
    done = draw("--show", show, *TOSS, "--budget", "7 EUR", "-o", "a.svg")

    assert done.exit_code == 1
    assert "is not known; give --credit-price" in done.stderr
    assert not (film / "a.svg").exists()


def test_drivers_are_named_by_shot_and_scene_the_largest_first(film: Path) -> None:
    (film / "film.csv").write_text("shot_id,scene,duration_s\n1,Harbour,5\n2b,Pier,10\n", encoding="utf-8")

    draw("--show", "drivers", *TOSS, "-o", "drivers.svg")

    # The variance of a shot grows with the square of its price: 4 to 1.
    named = [text for text in texts(film / "drivers.svg") if re.match(r"shot 1|2b|\d+ %", text)]
    assert sorted(named) == sorted(["2b, Pier", "shot 1, Harbour", "80 %", "20 %"])


@pytest.mark.parametrize(
    ("accept", "names"),
    [((), {"hero", "b-roll"}), (("--accept", "0.3..0.5"), {"all shots"})],
)
def test_swings_are_of_the_uncertain_accept_rates_at_the_confidence(
    accept: tuple[str, ...], names: set[str], film: Path
) -> None:
    (film / "film.csv").write_text(THREE, encoding="utf-8")

    draw("--show", "swings", *accept, "--confidence", "90%", "-o", "swings.svg")

    found = texts(film / "swings.svg")
    assert [text for text in found if text.startswith("P90 when one accept rate moves")] != []
    assert names | {"accept rate at its low end"} <= set(found)


def test_pareto_shows_how_many_shots_a_budget_buys_by_priority(film: Path) -> None:
    (film / "film.csv").write_text(
        "duration_s,takes,priority,tier,audio\n10,1,1,pro,on\n6,1,2,pro,on\n5,1,2,pro,on\n", encoding="utf-8"
    )

    done = draw("--show", "pareto", "--budget", "600", "-o", "pareto.svg")

    # 35 credits a second: 350 and then, of 210 and 175, the cheaper; all are 735, which is 135 over 600.
    assert done.exit_code == 0
    found = texts(film / "pareto.svg")
    assert "Shots delivered of 3, most urgent first: all from 735, all at their best from 735" in found
    assert "budget 600: the next 10 % buys nothing, 135 over it buys 1 shot more" in found
    assert {"chosen: 2 for 525", "priority 1", "priority 2"} <= set(found)
    assert [text for text in found if text.startswith("each shot made under routed; PixVerse")] != []


@pytest.mark.parametrize(
    ("budget", "hint"),
    [
        ("735", ": nothing more to buy"),
        ("700", ": the next 10 % buys 1 shot more"),
        ("50", ", 125 over it buys"),
    ],
)
def test_beside_the_budget_stands_what_more_would_buy(budget: str, hint: str, film: Path) -> None:
    rows = "10,1,pro,on\n6,1,pro,on\n5,1,pro,on\n"
    (film / "film.csv").write_text(f"duration_s,takes,tier,audio\n{rows}", encoding="utf-8")

    draw("--show", "pareto", "--budget", budget, "-o", "pareto.svg")

    assert [text for text in texts(film / "pareto.svg") if text.startswith("budget ") and hint in text] != []


def test_many_priorities_are_five_layers(film: Path) -> None:
    rows = "".join(f"5,1,{priority}\n" for priority in range(1, 9))
    (film / "film.csv").write_text(f"duration_s,takes,priority\n{rows}", encoding="utf-8")

    draw("--show", "pareto", "-o", "pareto.svg")

    named = [text for text in texts(film / "pareto.svg") if text.startswith("priority")]
    assert named == ["priority 1", "priority 2", "priority 3", "priority 4", "priority 5 and later"]


@pytest.mark.parametrize("show", ["curve", "drivers", "scenes", "seconds", "pareto"])
def test_a_partly_priced_plan_says_so_in_the_note_and_in_the_exit_code(show: str, film: Path) -> None:
    (film / "film.csv").write_text("duration_s,mode\n10,t2v\n5,video-edit\n", encoding="utf-8")

    done = draw("--show", show, *TOSS, "-o", "a.svg")

    assert done.exit_code == 3
    assert [text for text in texts(film / "a.svg") if "1 of 2 shots priced" in text] != []


@pytest.mark.parametrize("show", OF_CHANCES)
def test_a_picture_of_chances_without_any_is_refused_with_the_cure(show: str, film: Path) -> None:
    done = draw("--show", show, "-o", "a.svg")

    assert (done.exit_code, done.stdout) == (1, "")
    assert f"nothing to draw as {show}: nothing in routed is a gamble" in done.stderr
    assert "give --accept 0.3, or accept or shot_class in rows" in done.stderr
    assert not (film / "a.svg").exists()


@pytest.mark.parametrize("show", [*OF_CHANCES, "pareto"])
def test_a_film_without_any_price_is_refused_as_such(show: str, film: Path) -> None:
    (film / "film.csv").write_text("duration_s,mode\n5,video-edit\n", encoding="utf-8")

    done = draw("--show", show, *TOSS)

    assert done.exit_code == 1
    assert "no shot has a price" in done.stderr


def test_swings_without_an_uncertain_rate_are_refused_with_the_cure() -> None:
    done = draw("--show", "swings", *TOSS)

    assert done.exit_code == 1
    assert "no accept rate in routed is uncertain; give a range, --accept 0.2..0.4" in done.stderr


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("--show", "curves"), "'curves' is not one of 'plan', 'curve'"),
        (
            ("--budget", "700"),
            "--budget is not shown by --show plan; it is for --show curve, strategies, pareto",
        ),
        (("--show", "seconds", "--confidence", "0.9"), "--confidence is not shown by --show seconds"),
        (("--show", "curve", "--confidence", "90"), "is not a share above 0 and at most 1"),
        (("--show", "curve", "--budget", "much"), "Invalid value for '--budget'"),
    ],
)
def test_what_cannot_be_shown_is_wrong_usage(wrong: tuple[str, ...], said: str, film: Path) -> None:
    done = draw(*wrong, *TOSS)

    assert done.exit_code == 2
    assert said in " ".join(done.stderr.split())
    assert list(film.glob("*.png")) == []


DRAW = """
import sys
from kling_cost.cli import cli
for show in ("curve", "strategies", "swings", "pareto", "drivers"):
    cli([*sys.argv[2:], "--show", show, "-o", f"{show}-{sys.argv[1]}.svg"], standalone_mode=False)
"""


def test_the_same_picture_is_the_same_bytes_twice(film: Path) -> None:
    (film / "film.csv").write_text(THREE, encoding="utf-8")
    for seed in "12":
        subprocess.run(
            [sys.executable, "-c", DRAW, seed, "chart", "film.csv", *ON],
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
        )

    for show in ("curve", "strategies", "swings", "pareto", "drivers"):
        first, second = ((film / f"{show}-{seed}.svg").read_bytes() for seed in "12")
        assert first == second
        assert len(first) > 5_000
