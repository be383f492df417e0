"""The sheet Lines: every line with its formulas, then what has no price; change takes and all follows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kling_cost.amounts import ZERO
from kling_cost.export.workbook.line_cells import (
    AMOUNT,
    BILLED,
    HELPER,
    IN_TABLE,
    INPUT,
    KEY,
    NUMBER,
    QUANTITY,
    UNIT_PRICE,
    LineCells,
)
from kling_cost.export.workbook.looks import LEGEND, NOTE, SUM
from kling_cost.export.workbook.pages import Cell, text
from kling_cost.export.workbook.tables import Column, Table, fitting, put_table, set_widths, used
from kling_cost.export.workbook.terms import CUT_OFF, MONEY_STEPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kling_cost.export.workbook.facts import Facts
    from kling_cost.export.workbook.pages import Book, Page
    from kling_cost.export.workbook.terms import Terms

NAME = "Lines"
HEAD = 3
"""The row of the headers, counted from 0; the units of the columns stand above it."""

_WHOLE_TAKES = {
    "validate": "integer",
    "criteria": ">=",
    "value": 0,
    "error_title": "Takes",
    "error_message": "Takes are a whole number, 0 or more.",
}
_NO_CUT = Decimal("9E+99")


def put_lines(book: Book, facts: Facts) -> None:
    """Write the sheet."""
    page, maker = book.page(NAME), LineCells(facts, HEAD + 2)
    rows = [maker.of(place, row) for place, row in enumerate(facts.rows)]
    columns = used(_columns(facts, maker), rows, "Scene", "Account")
    places = {column.name: place for place, column in enumerate(columns)}
    _put_head(page, facts, places)
    set_widths(page, columns)
    table = Table(name=NAME, columns=columns, rows=rows, sums=_sums(facts))
    last = put_table(page, table, HEAD)
    takes = places["Takes"]
    page.sheet.data_validation(HEAD + 1, takes, HEAD + len(rows), takes, _WHOLE_TAKES)
    if facts.terms is not None:
        _put_steps(page, facts, facts.terms, rows, places)
    page.sheet.freeze_panes(HEAD + 1, places["Shot"] + 1)
    shown = sum(not column.hidden for column in columns)
    page.printed(facts.dossier.storyboard.file, last, shown - 1, head=HEAD)


def _put_head(page: Page, facts: Facts, places: Mapping[str, int]) -> None:
    page.headed("Lines", f"{facts.plan.strategy} at {facts.dossier.seller.name}, prices of {facts.plan.on}")
    page.put(
        2, 0, text("Takes, blue on yellow, may be edited; unit prices stand on the sheet Rates.", LEGEND)
    )
    units = {"Seconds": "s", "Billed s": "s", "Unit price": facts.unit, "Amount": facts.unit}
    units |= {"Money": facts.terms.currency} if facts.terms else {}
    for name, unit in units.items():
        page.put(2, places[name], text(unit, replace(NOTE, align="right")))


def _columns(facts: Facts, maker: LineCells) -> list[Column]:
    rows, terms = facts.rows, facts.terms
    return [
        Column(name="No", width=5, look=KEY),
        Column(name="Shot", width=fitting((row.shot.shot_id for row in rows), 7, 16), look=IN_TABLE),
        Column(name="Scene", width=fitting((row.shot.scene for row in rows), 9, 20), look=IN_TABLE),
        Column(name="Account", width=fitting((row.account for row in rows), 9, 16), look=IN_TABLE),
        Column(name="Stage", width=fitting((row.stage for row in rows), 7, 14), look=IN_TABLE),
        Column(name="Clip", width=34, look=IN_TABLE),
        Column(name="Seconds", width=8, look=NUMBER),
        Column(name="Takes", width=8, look=INPUT),
        Column(name="Units per take", width=8, look=NUMBER),
        Column(name="Quantity", width=9, look=NUMBER, formula=QUANTITY),
        Column(name="Per", width=9, look=IN_TABLE),
        Column(name="Rate", width=_narrow(rate.ref for rate in facts.plan.rates), look=IN_TABLE),
        Column(name="Unit price", width=10, look=maker.price_look, formula=UNIT_PRICE),
        Column(name="Billed s", width=9, look=NUMBER, formula=BILLED),
        Column(name="Amount", width=facts.amount_width, look=NUMBER, formula=AMOUNT),
        *(
            [Column(name="Money", width=facts.money_width, look=NUMBER, formula=terms.share())]
            if terms
            else ()
        ),
        Column(name="Basis", width=13, look=IN_TABLE),
        Column(name="Note", width=32, look=IN_TABLE),
        Column(name="Scene no", look=HELPER, hidden=True),
        Column(name="Account no", look=HELPER, hidden=True),
        *(_helpers(terms) if terms else ()),
    ]


def _narrow(refs: Iterable[str]) -> float:
    """Give the width of references: they are set in narrow letters and have no blank to wrap at."""
    return fitting(refs, 18, 60) * 0.85


def _helpers(terms: Terms) -> list[Column]:
    return [
        Column(name="Whole", look=HELPER, formula=terms.whole(), hidden=True),
        Column(name="Rank", look=HELPER, formula=terms.rank(), hidden=True),
    ]


def _sums(facts: Facts) -> dict[str, Cell]:
    plan, terms, money = facts.plan, facts.terms, facts.entry.money
    total = replace(SUM, number=facts.number_format(plan.unit, exact=True), align="right")
    sums = {
        "Shot": text("Total", replace(SUM, align="left", indent=1)),
        "Billed s": Cell(value=plan.billed_s, formula=_sum("Billed s"), look=replace(NUMBER, wrap=False)),
        "Amount": Cell(value=plan.total.number, formula=_sum("Amount"), look=total),
    }
    if terms is not None and money is not None:
        look = replace(total, number=facts.number_format(money.total.unit))
        sums["Money"] = Cell(value=money.total.number, formula=_sum("Money"), look=look)
    return sums


def _sum(column: str) -> str:
    return f"=SUBTOTAL(109,Lines[{column}])"


def _put_steps(
    page: Page, facts: Facts, terms: Terms, rows: Sequence[Mapping[str, Cell]], places: Mapping[str, int]
) -> None:
    """Write and name what all lines' shares hang on: the rounded total, and who gets one more cent."""
    money = facts.entry.money
    steps = money.total.number.scaleb(terms.decimals) if money else ZERO
    left = int(steps) - sum(int(str(row["Whole"].value)) for row in rows if "Whole" in row)
    ranks = sorted((int(str(row["Rank"].value)) for row in rows if "Rank" in row), reverse=True)
    cut: Decimal | int = ranks[left - 1] if left else _NO_CUT
    for name, helper, formula, value in (
        (MONEY_STEPS, "Whole", terms.all_steps(), steps),
        (CUT_OFF, "Rank", terms.cut_off(), cut),
    ):
        page.put(HEAD - 2, places[helper], text(name.replace("_", " "), NOTE))
        page.put(HEAD - 1, places[helper], Cell(value=value, formula=formula, look=HELPER))
        page.book.name(name, NAME, HEAD - 1, places[helper])
