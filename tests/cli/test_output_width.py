"""Tables follow the terminal's width, and no figure is ever cut: a cut figure reads as a smaller one."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from kling_cost.cli import cli

if TYPE_CHECKING:
    from pathlib import Path

ON = ("--on", "2026-11-20")
# Takes that give every line an amount of its own, up to seven digits.
STORYBOARD = """\
shot_id,scene,duration_s,mode,takes
1,Harbour,7,text-to-video,3
2,Harbour,11,image-to-video,17
3,Market by the old harbour wall,13,reference-to-video,101
4,Rooftop,15,text-to-video,997
5,Rooftop,5,video-edit,2
"""
WIDTHS = [40, 60, 80, 100, 140]
SELLERS = ("pixverse", "fal", "kling-api", "comfyui", "kling-app")
AMOUNT = re.compile(r"(?<![\d,.])\d[\d,]*(?:\.\d+)?(?![\d,.]*\d)")


@pytest.fixture(autouse=True)
def _film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "film.csv").write_text(STORYBOARD, encoding="utf-8")


def at(width: int, *args: str) -> str:
    done = CliRunner(env={"COLUMNS": str(width), "NO_COLOR": None}).invoke(cli, args)
    assert done.exit_code in {0, 3}
    return done.stdout


def figures(text: str) -> list[str]:
    """Give every number of a text, whole, in order of size."""
    return sorted(AMOUNT.findall(text))


def part(text: str, first: str, last: str) -> str:
    """Give the part of a report between two of its words."""
    return text.split(first, 1)[1].split(last, 1)[0]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize(
    "args",
    [
        ("plan", "film.csv", *ON),
        ("plan", "film.csv", *ON, "--credit-price", "0.0133 USD", "--budget", "1,000,000"),
        ("plan", "film.csv", *ON, *(word for name in SELLERS for word in ("--provider", name))),
        ("rates", "list", *ON),
        ("rates", "show", "fal", *ON),
    ],
    ids=["plan", "plan in money", "plan at every provider", "rates list", "rates show"],
)
def test_no_line_is_wider_than_the_terminal(args: tuple[str, ...], width: int) -> None:
    lines = at(width, *args).splitlines()

    assert [line for line in lines if len(line) > width] == []
    assert len(lines) > 10


@pytest.mark.parametrize("width", WIDTHS)
def test_every_total_of_the_ranking_is_whole_at_every_width(width: int) -> None:
    found = r"[\d,]+ credits$|[\d,]+ credits (?= )"
    wide, narrow = (
        part(at(columns, "plan", "film.csv", *ON), "strategy", "No strategy") for columns in (140, width)
    )

    totals = re.findall(found, wide, re.MULTILINE)
    assert len(totals) == 9
    assert sorted(total.strip() for total in re.findall(found, narrow, re.MULTILINE)) == sorted(
        total.strip() for total in totals
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_every_amount_of_a_line_and_of_a_scene_is_whole_at_every_width(width: int) -> None:
    plan = ("plan", "film.csv", *ON, "--strategy", "v3-draft-o3-final")
    amounts = re.findall(r"~ ([\d,]+)", part(at(140, *plan), "credits", "Without a price"))

    shown = figures(part(at(width, *plan), "shot ", "Without a price"))

    assert len(amounts) == 11
    assert "299,100" in amounts  # 15 s x 997 takes x 20
    assert [amount for amount in amounts if amount not in shown] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_every_total_of_the_matrix_is_whole_and_beside_its_strategy_at_every_width(width: int) -> None:
    plan = ("plan", "film.csv", *ON, *(word for name in SELLERS for word in ("--provider", name)))
    wide, narrow = (part(at(columns, *plan), "\n\n", "Units differ") for columns in (400, width))

    totals = re.findall(r"([\d,.]+) (?:credits|USD)", wide)
    assert len(totals) == 45
    assert [total for total in totals if total not in figures(narrow)] == []
    assert "routed" in narrow
    assert [name for name in SELLERS if name not in narrow] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_every_price_of_a_card_is_whole_at_every_width(width: int) -> None:
    wide, narrow = (
        part(at(columns, "rates", "show", "fal", *ON), "rate ", "Sources") for columns in (400, width)
    )

    prices = re.findall(r"(?<= )0\.\d+(?= )", wide)
    assert len(prices) > 30
    assert sorted(re.findall(r"(?<= )0\.\d+(?= |$)", narrow, re.MULTILINE)) == sorted(prices)


def test_a_wider_terminal_shows_more_columns_and_no_fewer() -> None:
    headers = [part(at(width, "plan", "film.csv", *ON), "\n\n", "\n").split() for width in WIDTHS]

    assert [set(narrow) <= set(wide) for narrow, wide in pairwise(headers)] == [True] * 4
    assert len(headers[-1]) > len(headers[0])


def test_without_a_terminal_and_without_columns_nothing_is_left_out(tmp_path: Path) -> None:
    runner = CliRunner(env={"COLUMNS": None})

    piped = runner.invoke(cli, ["plan", "film.csv", *ON]).stdout
    runner.invoke(cli, ["plan", "film.csv", *ON, "-o", "plan.txt"])

    assert (tmp_path / "plan.txt").read_text("utf-8") == f"{piped}\nWritten by kling-cost\n"
    assert "draft on v3 made as text-to-video, for it cannot do reference-to-video\n" in piped


def test_a_file_is_as_wide_as_it_needs_whatever_the_terminal(tmp_path: Path) -> None:
    for width in ("40", "140"):
        CliRunner(env={"COLUMNS": width}).invoke(cli, ["plan", "film.csv", *ON, "-o", f"{width}.txt"])

    assert (tmp_path / "40.txt").read_bytes() == (tmp_path / "140.txt").read_bytes()
