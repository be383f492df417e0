"""Shared by all tests: the shipped tables, a storyboard from text, and the command line as a process."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from kling_cost import Models, Planner, PriceBook, Strategies, TakesRules, read_storyboard

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kling_cost.storyboard.shot import Storyboard

REPOSITORY = Path(__file__).parent.parent
ON = date(2026, 11, 20)

# Reading the tables inside the first example must not count against it; CI runs the thorough profile last.
settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("thorough", settings.get_profile("default"), max_examples=500)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="Rewrite expected files; look at the diff before you commit it.",
    )


@pytest.fixture(scope="session")
def book() -> PriceBook:
    return PriceBook()


@pytest.fixture(scope="session")
def models() -> Models:
    return Models()


@pytest.fixture(scope="session")
def strategies(models: Models) -> Strategies:
    return Strategies(models=models)


@pytest.fixture(scope="session")
def takes() -> TakesRules:
    return TakesRules()


@pytest.fixture(scope="session")
def planner(book: PriceBook, models: Models, takes: TakesRules) -> Planner:
    return Planner(book=book, models=models, takes=takes)


@pytest.fixture
def storyboard_of(tmp_path: Path, models: Models) -> Callable[[str], Storyboard]:
    """Read a storyboard from the text of its file; leading blanks of lines do not count."""

    def read(text: str) -> Storyboard:
        path = tmp_path / "storyboard.csv"
        path.write_text(
            "\n".join(line.strip() for line in text.strip().splitlines()) + "\n", encoding="utf-8"
        )
        return read_storyboard(path, models=models)

    return read


_DATED = """
applies_from = 2026-02-05
first_day = "stated"
known_from = 2026-02-10
summary = "Made up for a test."
unit = "{unit}"
[sources.page]
title = "The price page"
link = "https://example.com/prices"
read_on = 2026-11-01
"""
_OFFER = """
[[offers]]
model = "{model}"
modes = ["text-to-video"]
per = "second"
lengths = "3..15"
rates = [{{ id = "{model}", tier = "standard", amount = {amount}, source = "page", {more} }}]
"""
_PLAN = """
[[plans]]
id = "{plan}"
name = "{plan}"
kind = "{kind}"
price = 1
currency = "USD"
credits = {credits}
source = "page"
basis = "{basis}"
"""


@pytest.fixture
def open_shop(tmp_path: Path) -> Callable[..., Path]:
    """Write a seller of silent Standard clips by the second; gives the folder of all that were written.

    A unit in small letters is a credit of its own. A dollar buys so much of the unit by the ``plans``, as you
    go, and the ``packs``.
    """

    def opened(
        name: str,
        *,
        unit: str = "USD",
        basis: str = "published",
        floor: bool = False,
        plans: Mapping[str, int] | None = None,
        packs: Mapping[str, int] | None = None,
        plans_basis: str = "published",
        **amounts: str,
    ) -> Path:
        folder = tmp_path / "prices" / name
        folder.mkdir(parents=True, exist_ok=True)
        seller = f'name = "{name.title()}"\nhome = "https://example.com"\n'
        if unit.islower():
            seller += f'[credit]\nid = "{unit}"\nsingular = "credit"\nplural = "credits"\n'
        more = f'basis = "{basis}", floor = {str(floor).lower()}'
        dated = _DATED.format(unit=unit)
        offers = [_OFFER.format(model=model, amount=amounts[model], more=more) for model in amounts]
        (folder / "provider.toml").write_text(seller, encoding="utf-8")
        (folder / "2026-02-05.toml").write_text(dated + "".join(offers), encoding="utf-8")
        if plans or packs:
            sold = [
                _PLAN.format(plan=plan, kind=kind, credits=size, basis=plans_basis)
                for kind, sizes in (("pay-as-you-go", plans), ("pack", packs))
                for plan, size in (sizes or {}).items()
            ]
            (folder / "plans-2026-02-05.toml").write_text(dated + "".join(sold), encoding="utf-8")
        return folder.parent

    return opened


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished run of the command line."""

    code: int
    out: str
    err: str


@pytest.fixture
def kling_cost(tmp_path: Path) -> Callable[..., Finished]:
    """Run the installed command line as a process in an empty folder; a traceback fails the test."""

    def run(*args: str, env: dict[str, str] | None = None, cwd: Path | None = None) -> Finished:
        clean = {key: value for key, value in os.environ.items() if key not in {"COLUMNS", "NO_COLOR"}}
        done = subprocess.run(
            [sys.executable, "-m", "kling_cost", *args],
            capture_output=True,
            cwd=cwd or tmp_path,
            env=clean | {"PYTHONUTF8": "1"} | (env or {}),
            timeout=120,
            check=False,
        )
        finished = Finished(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback" not in finished.err + finished.out
        return finished

    return run
