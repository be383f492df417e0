"""The workbook shows the totals of the terminal: three storyboards, by the command line and LibreOffice."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from kling_cost import MoneyRules
from kling_cost.export.workbook import to_workbook
from kling_cost.money import read_credit_price

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost.dossier import Dossier

    class Sheets(Protocol):
        """A workbook's values after LibreOffice reckoned them."""

        def named(self, name: str) -> float: ...

    class Office(Protocol):
        """LibreOffice."""

        def all_sheets(self, *paths: Path) -> list[Sheets]: ...


pytestmark = pytest.mark.libreoffice

BOARDS = Path(__file__).parent / "boards"


@pytest.mark.parametrize(
    ("board", "options"),
    [
        ("hostile", ("--credit-price", "9.99 USD / 1500")),
        ("film", ("--provider", "kling-api-cn")),
        ("unpriced", ("--strategy", "o3-pro-throughout")),
    ],
    ids=["hostile cells", "in CNY", "an unpriced shot"],
)
def test_it_shows_the_totals_of_the_terminal(  # noqa: PLR0917 - fixtures
    board: str,
    options: tuple[str, ...],
    office: Office,
    kling_cost: Callable[..., Any],
    dossier_of: Callable[..., Dossier],
    tmp_path: Path,
) -> None:
    said = dict(zip(options[::2], options[1::2], strict=True))
    price = said.get("--credit-price")
    dossier = dossier_of(
        (BOARDS / f"{board}.csv").read_text(encoding="utf-8"),
        provider=said.get("--provider", "pixverse"),
        strategy=said.get("--strategy"),
        money=MoneyRules(credit_prices={"": read_credit_price(price)} if price else {}),
    )
    path = tmp_path / "plan.xlsx"
    path.write_bytes(to_workbook(dossier))
    (sheets,) = office.all_sheets(path)
    ran = kling_cost("plan", "storyboard.csv", "--on", "2026-11-20", "--format", "json", *options)
    shown = json.loads(ran.out)
    plan = next(each for each in shown["plans"] if each["strategy"] == shown["chosen"]["strategy"])
    told = plan["money"] or plan["total"]
    assert Decimal(repr(sheets.named("Grand_total"))) == Decimal(told["amount"])
    assert Decimal(repr(sheets.named("Shots_amount"))) == Decimal(plan["total"]["amount"])
    terminal = kling_cost("plan", "storyboard.csv", "--on", "2026-11-20", *options)
    total = next(line for line in terminal.out.splitlines() if line.startswith("Total"))
    decimals = 2 if plan["money"] or plan["total"]["unit"] == "CNY" else 0
    assert f"{sheets.named('Grand_total'):,.{decimals}f}" in total
