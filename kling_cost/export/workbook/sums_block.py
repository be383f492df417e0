"""Sums by scene and by account on the sheet Summary; they follow the lines."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, ZERO
from kling_cost.currencies import decimals_of, is_currency
from kling_cost.estimate import GroupBy, groups_of
from kling_cost.estimate.estimate import ItemKind
from kling_cost.export.workbook.line_cells import IN_TABLE, KEY, NUMBER, UNPRICED
from kling_cost.export.workbook.looks import HEADING, PERCENT, SUM, Look, amounts, places_of
from kling_cost.export.workbook.pages import Cell, text
from kling_cost.export.workbook.tables import Column, Table, put_table
from kling_cost.export.workbook.terms import SHOTS_AMOUNT
from kling_cost.rounding import significant

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from kling_cost.estimate import Group
    from kling_cost.export.workbook.budget_block import Budget
    from kling_cost.export.workbook.facts import Facts
    from kling_cost.export.workbook.pages import Page

_DIGITS = 17
_MISSING = replace(UNPRICED, align="right", indent=0)
_TOTAL = text("Total", replace(SUM, align="left", indent=1))


def put_scenes(page: Page, facts: Facts, row: int) -> int:
    """Write the sums by scene; gives the row after them. Nothing where the film has no scenes."""
    if set(facts.scenes) == {""}:
        return row
    groups = [group for group in groups_of(facts.estimate, GroupBy.SCENE) if group.kind is ItemKind.SHOT]
    rows = [_scene(group, facts) for group in groups]
    money = [Column(name="Money", look=NUMBER)] if facts.terms else []
    unpriced = [Column(name="No price", look=NUMBER)] if any(group.unpriced for group in groups) else []
    columns = [
        Column(name="Scene", look=IN_TABLE),
        Column(name="No", look=KEY),
        Column(name="Amount", look=NUMBER),
        *money,
        Column(name="Share", look=NUMBER),
        *unpriced,
    ]
    page.put(row, 0, text("By scene", HEADING))
    table = Table(name="Scenes", columns=columns, rows=rows, sums=_sums_of_scenes(facts), filtered=False)
    return put_table(page, table, row + 1) + 2


def _scene(group: Group, facts: Facts) -> dict[str, Cell]:
    look = IN_TABLE if group.lines else UNPRICED
    cells = {
        "Scene": text(group.name or "no scene", look),
        "No": Cell(value=facts.scenes[group.name], look=KEY),
        "No price": Cell(value=group.unpriced or None, look=_MISSING if group.unpriced else NUMBER),
    }
    if not group.lines:
        return cells | dict.fromkeys(("Amount", "Money", "Share"), Cell(look=UNPRICED))
    exact = amounts(facts.decimals, approximate=group.approximate, floor=group.floor)
    whole = facts.plan.total.number
    part = Fraction(group.amount.number) / Fraction(whole) if whole else Fraction(0)
    share = f"=IF({SHOTS_AMOUNT}=0,0,Scenes[[#This Row],[Amount]]/{SHOTS_AMOUNT})"
    cells["Amount"] = Cell(
        value=group.amount.number, formula=_of_lines("Amount", "Scene"), look=_shown(exact)
    )
    cells["Share"] = Cell(value=significant(part, _DIGITS), formula=share, look=_shown(PERCENT))
    if facts.terms is not None and group.money is not None:
        doubtful = group.approximate or facts.money_is_approximate
        said = amounts(facts.terms.decimals, approximate=doubtful, floor=group.floor)
        cells["Money"] = Cell(
            value=group.money.number, formula=_of_lines("Money", "Scene"), look=_shown(said)
        )
    return cells


def _sums_of_scenes(facts: Facts) -> dict[str, Cell]:
    plan, money = facts.plan, facts.entry.money
    look = replace(SUM, align="right", number=facts.number_format(plan.unit, exact=True))
    sums = {
        "Scene": _TOTAL,
        "Amount": Cell(value=plan.total.number, formula="=SUBTOTAL(109,Scenes[Amount])", look=look),
    }
    if money is not None:
        look = replace(look, number=facts.number_format(money.total.unit))
        sums["Money"] = Cell(value=money.total.number, formula="=SUBTOTAL(109,Scenes[Money])", look=look)
    return sums


def _of_lines(column: str, key: str) -> str:
    return f"=SUMIFS(Lines[{column}],Lines[{key} no],{key}s[[#This Row],[No]])"


def _shown(number: str) -> Look:
    return replace(NUMBER, number=number)


@dataclass(slots=True)
class _Booked:
    """What is booked on an account in one unit: shots, and items with their places."""

    shots: Decimal | None = None
    items: Decimal = ZERO
    places: tuple[str, ...] = ()
    approximate: bool = False
    floor: bool = False


def put_accounts(page: Page, facts: Facts, budget: Budget, row: int) -> int:
    """Write the sums by account; gives the row after them. Nothing where there are no codes."""
    if not facts.accounts:
        return row
    booked = _booked(facts, budget)
    rows = [_account(name, unit, each, facts) for (name, unit), each in booked.items()]
    columns = [
        Column(name="Account", look=IN_TABLE),
        Column(name="No", look=KEY),
        Column(name="Shots", look=NUMBER),
        Column(name="Comes to", look=NUMBER),
    ]
    total = facts.estimate.total
    sums = {}
    if total is not None:
        look = replace(
            SUM,
            align="right",
            number=facts.number_format(total.unit, least=places_of([total.number], total.unit)),
        )
        formula = "=SUBTOTAL(109,Accounts[Comes to])"
        sums = {"Account": _TOTAL, "Comes to": Cell(value=total.number, formula=formula, look=look)}
    page.put(row, 0, text("By account, with extras and contingency", HEADING))
    table = Table(name="Accounts", columns=columns, rows=rows, sums=sums, filtered=False)
    return put_table(page, table, row + 1) + 2


def _booked(facts: Facts, budget: Budget) -> Mapping[tuple[str, str], _Booked]:
    booked: dict[tuple[str, str], _Booked] = defaultdict(_Booked)
    unit = facts.estimate.shots.unit
    for row in facts.rows:
        if row.line is not None:
            account = booked[row.account, unit]
            part = row.line.amount.number if row.money is None else row.money
            account.shots = EXACT.add(account.shots or ZERO, part)
            account.approximate = account.approximate or row.line.approximate or facts.money_is_approximate
        booked[row.account, unit].floor |= row.line is None or row.line.floor
    for item, place in budget.places:
        account = booked[item.account, item.shown.unit]
        account.items = EXACT.add(account.items, item.shown.number)
        account.places = (*account.places, place)
        account.approximate |= item.approximate
        account.floor |= item.floor
    return booked


def _account(name: str, unit: str, booked: _Booked, facts: Facts) -> dict[str, Cell]:
    column = "Money" if facts.terms else "Amount"
    decimals = decimals_of(unit) if is_currency(unit) else facts.decimals
    marks = {"approximate": booked.approximate, "floor": booked.floor}
    look = replace(NUMBER, number=amounts(decimals, unit=facts.unit_of(unit), **marks))
    cells = {
        "Account": text(name or "no account", IN_TABLE),
        "No": Cell(value=facts.accounts[name], look=KEY),
    }
    parts = [*booked.places]
    if booked.shots is not None:
        cells["Shots"] = Cell(value=booked.shots, formula=_of_lines(column, "Account"), look=look)
        parts = ["Accounts[[#This Row],[Shots]]", *parts]
    if not parts:  # nothing on this account has a price
        return cells | dict.fromkeys(("Shots", "Comes to"), Cell(look=UNPRICED))
    comes_to = EXACT.add(booked.shots or ZERO, booked.items)
    return cells | {"Comes to": Cell(value=comes_to, formula="=" + "+".join(parts), look=look)}
