"""Shared by all tests: the shipped tables, a storyboard from text, and the command line as a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pytest
from hypothesis import HealthCheck, settings

from kling_cost import Models, Planner, PriceBook, Strategies, TakesRules, check_folder, read_storyboard

if TYPE_CHECKING:
    from kling_cost.storyboard.shot import Storyboard

REPOSITORY = Path(__file__).parent.parent
ON = date(2026, 11, 20)

# Reading the tables inside the first example must not count against it. CI measures coverage under the quick
# profile and runs the thorough one last: every law that has no number of its own then meets 500 examples.
settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("quick", settings.get_profile("default"), max_examples=25)
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


_SELLER = 'name = "{name}"\nhome = "https://example.com"\n'
_CREDIT = """
[credit]
id = "{unit}"
singular = "credit"
plural = "credits"
"""
_DATED = """\
applies_from = {day}
first_day = "{first_day}"
known_from = {known}
summary = "Made up for a test."
unit = "{unit}"
{more}
[sources.page]
title = "The price page"
link = "https://example.com/prices"
read_on = {read}
"""
_OFFER = """
[[offers]]
model = "{model}"
modes = ["text-to-video"]
per = "second"
lengths = "3..15"
rates = [{rates}]
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
        seller = _SELLER.format(name=name.title()) + (_CREDIT.format(unit=unit) if unit.islower() else "")
        dated = _DATED.format(
            day="2026-02-05", first_day="stated", known="2026-02-10", read="2026-11-01", unit=unit, more=""
        )
        more = f'source = "page", basis = "{basis}", floor = {str(floor).lower()}'
        offers = [
            _OFFER.format(
                model=model, rates=f'{{ id = "{model}", tier = "standard", amount = {amount}, {more} }}'
            )
            for model, amount in amounts.items()
        ]
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


@pytest.fixture
def own_shop(tmp_path: Path) -> Callable[..., Path]:
    """Write a card of the provider ``shop``, in USD; gives the folder of price files.

    A card has the rates of v3 by the second, as the words of their tables without the source, and the text
    of ``offers`` besides. A rate is published where it names no basis; a card known before its day announced.
    """

    def written(
        name: str,
        *rates: str,
        known: str = "",
        read: str = "",
        more: str = "",
        offers: str = "",
    ) -> Path:
        folder = tmp_path / "prices" / "shop"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "provider.toml").write_text(_SELLER.format(name="Shop"), encoding="utf-8")
        day = name[: len("2026-01-01")]
        known = known or day
        first_day = "announced" if known < day else "stated"
        head = _DATED.format(
            day=day, first_day=first_day, known=known, read=read or known, unit="USD", more=more
        )
        bases = ["" if "basis" in rate else ', basis = "published"' for rate in rates]
        tables = [f'{{ {rate}, source = "page"{basis} }}' for rate, basis in zip(rates, bases, strict=True)]
        of_v3 = _OFFER.format(model="v3", rates=", ".join(tables)) if rates else ""
        (folder / f"{name}.toml").write_text(head + of_v3 + offers, encoding="utf-8")
        return folder.parent

    return written


@dataclass(frozen=True, slots=True)
class House:
    """Somebody's own folder of price files in which all is right, for a test to write what is wrong."""

    provider: ClassVar[str] = _SELLER.format(name="House") + _CREDIT.format(unit="house-credit")
    card: ClassVar[str] = """\
applies_from = 2026-10-01
first_day = "stated"
known_from = 2026-10-01
unit = "house-credit"
summary = "What we agreed."

[sources.deal]
title = "Our contract"
read_on = 2026-10-01
note = "On paper."

[[offers]]
model = "v3"
modes = ["text-to-video"]
per = "second"
lengths = "3..15"
rates = [
  { id = "standard-off", tier = "standard", amount = 1, source = "deal", basis = "third-party" },
  { id = "pro-off", tier = "pro", amount = 2, source = "deal", basis = "third-party" },
]
"""
    root: Path

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def dated(self, day: str, *changes: tuple[str, str], revision_of: str | None = None) -> str:
        """Give the card of another day, with some of its words changed."""
        text = self.card.replace("applies_from = 2026-10-01", f"applies_from = {day}")
        if revision_of:
            said = f'\nsupersedes = "{revision_of}"\nreason = "Misread."\n\n[sources'
            changes = (*changes, ("\n\n[sources", said))
        for right, wrong in changes:
            assert right in text
            text = text.replace(right, wrong, 1)
        return text

    def found(self) -> list[tuple[str, str | None, str]]:
        """Give each fault's file below the folder, its key and code."""
        return [
            ((fault.file or "").removeprefix(f"{self.root}/"), fault.column, fault.code)
            for fault in check_folder(self.root, ON).problems
        ]


@pytest.fixture
def house(tmp_path: Path) -> House:
    """Lay the folder ``cards`` with one provider, ``house``, that has one card."""
    laid = House(tmp_path / "cards")
    laid.write("house/provider.toml", House.provider)
    laid.write("house/2026-10-01.toml", House.card)
    return laid


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished run of the command line."""

    code: int
    out: str
    err: str


Runner = Callable[[Sequence[str], Path, Mapping[str, str]], Finished]


def _started(args: Sequence[str], cwd: Path, env: Mapping[str, str]) -> Finished:
    done = subprocess.run(
        [sys.executable, "-m", "kling_cost", *args],
        capture_output=True,
        cwd=cwd,
        env=env,
        timeout=120,
        check=False,
    )
    return Finished(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="session")
def _run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """Run the command line as a process: forked from a server that has imported it, where that can be."""
    if not hasattr(os, "fork"):
        yield _started
        return
    here = tmp_path_factory.mktemp("streams")
    out, err = here / "out", here / "err"
    server = subprocess.Popen(
        [sys.executable, str(Path(__file__).parent / "command_server.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={key: value for key, value in os.environ.items() if not key.startswith("COVERAGE_PROCESS_")}
        | {"PYTHONUTF8": "1"},
    )

    def forked(args: Sequence[str], cwd: Path, env: Mapping[str, str]) -> Finished:
        changed = {key for key, value in env.items() if os.environ.get(key) != value} - {"PYTHONUTF8"}
        if any(key.startswith("PYTHON") for key in changed):
            return _started(args, cwd, env)  # Python itself is to be started otherwise
        assert server.stdin is not None
        assert server.stdout is not None
        request = {"args": list(args), "cwd": str(cwd), "env": dict(env), "out": str(out), "err": str(err)}
        server.stdin.write(f"{json.dumps(request)}\n")
        server.stdin.flush()
        code = int(server.stdout.readline())
        return Finished(code, out.read_bytes().decode(), err.read_bytes().decode())

    yield forked
    server.communicate()


@pytest.fixture
def kling_cost(tmp_path: Path, _run: Runner) -> Callable[..., Finished]:
    """Run the installed command line as a process in an empty folder; a traceback fails the test."""

    def run(*args: str, env: dict[str, str] | None = None, cwd: Path | None = None) -> Finished:
        clean = {key: value for key, value in os.environ.items() if key not in {"COLUMNS", "NO_COLOR"}}
        finished = _run(args, cwd or tmp_path, clean | {"PYTHONUTF8": "1"} | (env or {}))
        assert "Traceback" not in finished.err + finished.out
        return finished

    return run
