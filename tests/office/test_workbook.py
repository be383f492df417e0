"""The workbook in LibreOffice: recalculated it shows our figures, as written and after every edit.

What it must show after an edit is reckoned here by the library from the edited lines, never read off it.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest
from openpyxl import load_workbook

from kling_cost import MoneyRules, compare_plans, quote_line
from kling_cost.accounts import Accounts
from kling_cost.breakdown import Ask, Breakdown, Rows
from kling_cost.estimate import Extra, GroupBy, ItemKind, groups_of
from kling_cost.export.workbook import to_workbook
from kling_cost.money import CreditPrice, PaidWith, read_credit_price, read_exchange_rate

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost import Line
    from kling_cost.dossier import Dossier
    from kling_cost.estimate import Estimate
    from kling_cost.pricebook.rate import Rate

    class Sheets(Protocol):
        """A workbook's values after LibreOffice reckoned them."""

        values: dict[str, list[list[Any]]]

        def table(self, name: str) -> list[dict[str, Any]]: ...
        def named(self, name: str) -> float: ...

    class Office(Protocol):
        """LibreOffice."""

        def all_sheets(self, *paths: Path) -> list[Sheets]: ...


pytestmark = pytest.mark.libreoffice

NEAR = Decimal("1e-9")
DEAL = PaidWith("deal", "USD", CreditPrice(Decimal("83.17"), "EUR", Decimal(100)))


def board(name: str) -> str:
    return (Path(__file__).parent / "boards" / f"{name}.csv").read_text(encoding="utf-8")


def written(dossier: Dossier, tmp_path: Path, name: str = "plan") -> Path:
    path = tmp_path / f"{name}.xlsx"
    path.write_bytes(to_workbook(dossier))
    return path


def changed(
    dossier: Dossier,
    change: Callable[[int, Line], Line],
    *,
    money: MoneyRules | None = None,
    contingency: Decimal | None = None,
) -> Estimate:
    """Reckon the estimate that a dossier's lines come to once each of them is changed."""
    plan, given = dossier.chosen.plan, dossier.estimate
    shots, bills, number = [], [], 0
    for shot, bill in plan.breakdown.of_each_row():
        lines = [change(number + place, line) for place, line in enumerate(bill.lines)]
        number += len(lines)
        shots.append(shot)
        bills.append(replace(bill, lines=lines))
    asks = [Ask(shot, first=False) for shot in shots]
    rows = Rows(shots, asks, range(len(shots)), [1] * len(shots))
    rules = money or given.money
    entry = compare_plans([replace(plan, breakdown=Breakdown(rows, bills))], rules).chosen
    share = given.contingency if contingency is None else contingency
    return replace(given, entry=entry, money=rules, contingency=share)


def requoted(line: Line, *, takes: int | None = None, price: Decimal | None = None) -> Line:
    rate = line.rate if price is None else replace(line.rate, amount=price)
    again = quote_line(line.clip, rate, takes=line.takes if takes is None else takes, stage=line.stage)
    return replace(again, shot_id=line.shot_id, scene=line.scene)


def same(_: int, line: Line) -> Line:
    return line


def exactly(value: float) -> Decimal:
    return Decimal(repr(value))


def assert_shows(sheets: Sheets, estimate: Estimate) -> None:
    """Hold every total of a recalculated workbook against an estimate: sums in money to the cent."""
    entry = estimate.entry
    rows = [row for row in sheets.table("Lines") if row["Basis"] != "no price"]
    lines = entry.plan.lines
    for row, line in zip(rows, lines, strict=True):
        assert row["Takes"] == line.takes
        assert abs(exactly(row["Amount"]) - line.amount.number) < NEAR
        assert abs(exactly(row["Billed s"] or 0) - (line.billed_s or 0)) < NEAR
    assert abs(exactly(sheets.named("Shots_amount")) - entry.plan.total.number) < NEAR
    assert abs(exactly(sheets.named("Shots_total")) - estimate.shots.number) < NEAR
    if entry.money is not None:
        assert [exactly(row["Money"]) for row in rows] == list(entry.money.shares)
        assert sum(exactly(row["Money"]) for row in rows) == entry.money.total.number
    for total in estimate.totals:
        name = "Grand_total" if estimate.total else f"Grand_total_{total.unit.replace('-', '_')}"
        assert abs(exactly(sheets.named(name)) - total.number) < NEAR
    _assert_parts(sheets, estimate)


def _assert_parts(sheets: Sheets, estimate: Estimate) -> None:
    costs = [bill.amount for _, bill in estimate.entry.plan.breakdown.of_each_row()]
    for row, cost in zip(sheets.table("Shots"), costs, strict=True):
        assert row["Amount"] is None if cost is None else abs(exactly(row["Amount"]) - cost) < NEAR
    scenes = [each for each in groups_of(estimate, GroupBy.SCENE) if each.kind is ItemKind.SHOT]
    for row, group in zip(sheets.table("Scenes"), scenes, strict=True):
        assert row["Scene"] == (group.name or "no scene")
        if not group.lines:
            assert row["Amount"] is None
            continue
        assert abs(exactly(row["Amount"]) - group.amount.number) < NEAR
        assert group.money is None or exactly(row["Money"]) == group.money.number


CASES: dict[str, dict[str, Any]] = {
    "hostile cells": {
        "text": board("hostile"),
        "money": MoneyRules(credit_prices={"": read_credit_price("9.99 USD / 1500")}),
    },
    "in CNY": {"text": board("film"), "provider": "kling-api-cn", "strategy": "v3-draft-o3-final"},
    "an unpriced shot": {"text": board("unpriced"), "provider": "pixverse", "strategy": "o3-pro-throughout"},
    "a pack, extras, contingency": {
        "text": board("film"),
        "money": MoneyRules(credit_prices={"": read_credit_price("9.99 USD / 1500")}),
        "extras": (
            Extra(name="=Music", number=Decimal("499.5"), currency="USD", account="5100"),
            Extra(name="Titles", number=Decimal(307), credits_only=True),
        ),
        "contingency": Decimal("0.125"),
        "accounts": Accounts(default="4100", stages={"draft": "4110"}),
    },
    "list prices that a deal pays": {
        "text": board("film"),
        "provider": "fal",
        "money": MoneyRules(paid_with={"fal": DEAL}),
        "contingency": Decimal("0.07"),
    },
    "cents left over among equal lines": {
        "text": board("equal-lines"),
        "money": MoneyRules(credit_prices={"": read_credit_price("9.99 USD / 1490")}),
    },
    "packed": {
        "text": board("short-cuts"),
        "strategy": "v3-pro-throughout",
        "money": MoneyRules(credit_prices={"": read_credit_price("7.77 JPY / 3")}),
        "pack": True,
    },
    "several currencies": {
        "text": board("film"),
        "provider": "kling-api-cn",
        "strategy": "v3-draft-o3-final",
        "money": MoneyRules(rates=dict([read_exchange_rate("CNY/USD=0.1387")])),
        "extras": (
            Extra(name="Music", number=Decimal(100), currency="EUR"),
            Extra(name="Studio", number=Decimal(333), currency="CNY"),
        ),
        "contingency": Decimal("0.1"),
    },
}


@pytest.fixture
def cases(dossier_of: Callable[..., Dossier]) -> dict[str, Dossier]:
    return {name: dossier_of(**said) for name, said in CASES.items()}


def test_recalculated_every_total_is_ours(
    cases: dict[str, Dossier], office: Office, tmp_path: Path, edited: Callable[..., Path]
) -> None:
    paths = [written(dossier, tmp_path, f"case{n}") for n, dossier in enumerate(cases.values())]
    emptied = [edited(path, f"emptied{n}") for n, path in enumerate(paths)]
    for sheets, path, dossier in zip(office.all_sheets(*emptied), paths, cases.values(), strict=True):
        assert_shows(sheets, dossier.estimate)
        assert_alike(path, sheets)
    assert cases["an unpriced shot"].chosen.plan.priced == 2
    assert cases["in CNY"].chosen.plan.unit == "CNY"
    packing = cases["packed"].chosen.plan.packing
    assert packing is not None
    assert packing.groups


def assert_alike(path: Path, sheets: Sheets) -> None:
    """Hold every value that we wrote beside a formula against the one that LibreOffice reckons."""
    for sheet in load_workbook(path, data_only=True).worksheets:
        for written_row, row in zip(sheet.values, sheets.values[sheet.title], strict=False):
            for ours, theirs in zip(written_row, row, strict=False):
                if isinstance(ours, int | float) and not isinstance(ours, bool):
                    assert theirs == pytest.approx(ours, rel=1e-12, abs=1e-9)
                else:
                    assert theirs == ours


def test_takes_edited_every_total_follows(
    cases: dict[str, Dossier], office: Office, tmp_path: Path, edited: Callable[..., Path]
) -> None:
    paths, wanted = [], []
    for number, dossier in enumerate(cases.values()):
        plain, takes = written(dossier, tmp_path, f"case{number}"), {0: 11, 1: 0, 2: 3}
        cells = {("Lines", place, "Takes"): value for place, value in takes.items()}
        if len(dossier.chosen.plan.lines) <= max(takes):
            cells, takes = {("Lines", 0, "Takes"): 11}, {0: 11}
        paths.append(edited(plain, f"takes{number}", cells=cells))

        def retaken(place: int, line: Line, takes: dict[int, int] = takes) -> Line:
            return requoted(line, takes=takes.get(place))

        wanted.append(changed(dossier, retaken))
    for sheets, estimate in zip(office.all_sheets(*paths), wanted, strict=True):
        assert_shows(sheets, estimate)


def test_a_rate_edited_every_total_follows(
    cases: dict[str, Dossier], office: Office, tmp_path: Path, edited: Callable[..., Path]
) -> None:
    paths, wanted = [], []
    for number, dossier in enumerate(cases.values()):
        price, rate = Decimal("37.123"), dossier.chosen.plan.rates[0]
        plain = written(dossier, tmp_path, f"case{number}")
        paths.append(edited(plain, f"rate{number}", cells={("Rates", 0, "Unit price"): float(price)}))

        def dearer(_: int, line: Line, of: Rate = rate, price: Decimal = price) -> Line:
            return requoted(line, price=price if line.rate is of else None)

        wanted.append(changed(dossier, dearer))
    for sheets, estimate in zip(office.all_sheets(*paths), wanted, strict=True):
        assert_shows(sheets, estimate)


def test_prices_of_money_and_the_contingency_edited_every_total_follows(
    cases: dict[str, Dossier], office: Office, tmp_path: Path, edited: Callable[..., Path]
) -> None:
    pack, several = cases["a pack, extras, contingency"], cases["several currencies"]
    dearer = MoneyRules(credit_prices={"": read_credit_price("13.37 USD / 1100")})
    weaker = MoneyRules(rates=dict([read_exchange_rate("CNY/USD=0.14449")]))
    plain, other = written(pack, tmp_path, "pack"), written(several, tmp_path, "several")
    wanted = [
        changed(pack, same, money=dearer),
        changed(pack, same, contingency=Decimal("0.0825")),
        changed(several, same, money=weaker, contingency=Decimal("0.2")),
    ]
    paths = [
        edited(plain, "price", named={"Credit_price": 13.37, "Credits_bought": 1100}),
        edited(plain, "share", named={"Contingency": 0.0825}),
        edited(other, "fx", named={"FX_CNY_USD": 0.14449, "Contingency": 0.2}),
    ]
    for sheets, estimate in zip(office.all_sheets(*paths), wanted, strict=True):
        assert_shows(sheets, estimate)
        assert estimate.totals != pack.estimate.totals


def test_accounts_add_up_to_the_grand_total(
    cases: dict[str, Dossier], office: Office, tmp_path: Path, edited: Callable[..., Path]
) -> None:
    plain = written(cases["a pack, extras, contingency"], tmp_path)
    path = edited(plain, "takes", cells={("Lines", 0, "Takes"): 40})
    for sheets in office.all_sheets(plain, path):
        booked = {row["Account"]: exactly(row["Comes to"]) for row in sheets.table("Accounts")}
        assert set(booked) == {"4110", "4100", "4210", "5100"}
        assert sum(booked.values()) == exactly(sheets.named("Grand_total"))
