"""The sheet Summary: the total, the budget, the strategies and odds, pictures, sums by scene and account."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kling_cost.amounts import counted, grouped, plain
from kling_cost.export.workbook.budget_block import SHEET, Budget, total_name
from kling_cost.export.workbook.looks import (
    ACCENT,
    FAINT,
    LEGEND,
    NOTE,
    TITLE,
    WARNING_INK,
    Look,
    amounts,
    places_of,
)
from kling_cost.export.workbook.pages import Cell, base_name, text
from kling_cost.export.workbook.pictures import ROW_POINTS, put_pictures
from kling_cost.export.workbook.strategies_block import put_strategies
from kling_cost.export.workbook.sums_block import put_accounts, put_scenes
from kling_cost.export.workbook.tables import fitting
from kling_cost.wording import delivered_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kling_cost.export.workbook.facts import Facts
    from kling_cost.export.workbook.pages import Book, Page

_BIG = Look(size=26, bold=True, ink=ACCENT, align="left")
_ACCOUNT, _AMOUNTS, _OTHER_WIDTHS = 13, 5, (24, 18, 16)
"""Widths: accounts, so many columns of amounts, and the columns after them."""
_LAST_COLUMN, _BIG_ENDS = 9, 3
_ONE_PAGE = 66
"""So many rows are still read easily when they are printed on one page."""
_BESIDE_BUDGET, _BESIDE_SUMS = 5, 6
"""The columns from which on pictures stand to the right of something."""


def put_summary(book: Book, facts: Facts, pictures: Mapping[str, bytes]) -> None:
    """Write the sheet."""
    page, dossier = book.page(SHEET), facts.dossier
    page.sheet.set_default_row(ROW_POINTS)
    names = [entry.plan.strategy for entry in dossier.comparison.ranked]
    page.sheet.set_column(0, 0, fitting(["For so many credits", *names], 34, 48))
    widths = (_ACCOUNT, *[facts.widest] * _AMOUNTS, *_OTHER_WIDTHS)
    for column, width in enumerate(widths, 1):
        page.sheet.set_column(column, column, width)
    top = _put_title(page, facts)
    row = _put_total(page, facts, top)
    budget = Budget(page, facts)
    row = budget.put(row)
    drawn = list(pictures.items())
    row = max(row, put_pictures(page, drawn[:1], top, beside=_BESIDE_BUDGET))
    row = put_strategies(page, dossier, row)
    sums, beside = row, put_pictures(page, drawn[1:2], row, beside=_BESIDE_SUMS)
    row = put_scenes(page, facts, row)
    row = put_accounts(page, facts, budget, row)
    row = put_pictures(page, drawn[2:], max(row, beside))
    page.sheet.freeze_panes(1, 0)
    page.printed(dossier.storyboard.file, row, _LAST_COLUMN)
    if row <= _ONE_PAGE:
        page.sheet.fit_to_pages(1, 1)
    else:
        page.sheet.set_h_pagebreaks([sums])


def _put_title(page: Page, facts: Facts) -> int:
    dossier, plan = facts.dossier, facts.plan
    storyboard = dossier.storyboard
    page.sheet.set_row(0, 30)
    page.put(0, 0, text(dossier.title, TITLE))
    shots, film = counted(storyboard.shot_count, "shot"), plain(storyboard.film_s)
    page.put(1, 0, text(f"{base_name(storyboard.file)}: {shots}, {film} s of film", replace(NOTE, size=10)))
    day = f"{plan.on.day} {plan.on:%B %Y}"
    where = f"Prices of {day} at {dossier.seller.name}, card {plan.provider}/{plan.card}"
    page.put(2, 0, text(where, replace(NOTE, size=10)))
    how = f"Strategy {plan.strategy}, delivered in {delivered_text(plan.delivers)}"
    page.put(3, 0, text(how, replace(NOTE, size=10)))
    return 5


def _put_total(page: Page, facts: Facts, row: int) -> int:
    estimate = facts.estimate
    parts = {"EXTRAS": bool(estimate.extras), "CONTINGENCY": bool(estimate.contingency)}
    besides = " AND ".join(name for name, there in parts.items() if there)
    page.put(row, 0, text(f"TOTAL WITH {besides}" if besides else "TOTAL", NOTE))
    for total in estimate.totals:
        row += 1
        page.sheet.set_row(row, 36)
        ours, places = total.unit == estimate.shots.unit, places_of([total.number], total.unit)
        unit = facts.unit_of(total.unit)
        number = facts.number_format(total.unit, least=places) if ours else amounts(places, unit=unit)
        look = replace(_BIG, number=number)
        page.sheet.merge_range(row, 0, row, _BIG_ENDS, "", page.book.format(look))
        page.put(row, 0, Cell(value=total.number, formula=f"={total_name(facts, total.unit)}", look=look))
    for line in _coverage(facts):
        row += 1
        page.put(row, 0, text(line, Look(ink=WARNING_INK if facts.plan.floor else FAINT)))
    plan = facts.plan
    row += 1
    film = "film" if plan.complete else "priced film"
    seconds = f"{grouped(plan.film_s)} s of {film}, {grouped(plan.fitted_s)} s billed per pass, "
    page.put(row, 0, text(f"{seconds}{grouped(plan.billed_s)} s billed over all takes", NOTE))
    page.put(row + 1, 0, text("Blue on yellow may be edited; everything else follows.", LEGEND))
    return row + 3


def _coverage(facts: Facts) -> Iterator[str]:
    plan = facts.plan
    if not plan.complete:
        yield f"{plan.priced:,} of {plan.shots:,} shots priced: the total is a floor (>=)"
    elif plan.floor:
        yield 'All shots priced; some prices are "from" prices: the total is a floor (>=)'
    else:
        yield f"All {counted(plan.shots, 'shot')} priced"
    if plan.approximate or facts.money_is_approximate:
        yield "~ stands on prices that are only approximate"
