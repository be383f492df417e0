"""The sheet Rates: every price that the lines stand on, with its source; edit one and its lines follow."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kling_cost.amounts import Amount
from kling_cost.export.workbook.line_cells import IN_TABLE, INPUT
from kling_cost.export.workbook.looks import ACCENT, DAY, LEGEND, NOTE, amounts, places_of
from kling_cost.export.workbook.pages import Cell, text
from kling_cost.export.workbook.tables import Column, Table, put_table, set_widths
from kling_cost.wording import unit_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.clips import Mode
    from kling_cost.export.workbook.facts import Facts
    from kling_cost.export.workbook.looks import Look
    from kling_cost.export.workbook.pages import Book
    from kling_cost.pricebook.rate import Rate

NAME = "Rates"
_HEAD = 3
_DAY = replace(IN_TABLE, number=DAY)
_LINK = replace(IN_TABLE, ink=ACCENT, underline=True)
_PRICE = {
    "validate": "decimal",
    "criteria": ">=",
    "value": 0,
    "error_title": "Unit price",
    "error_message": "A price is a number, 0 or more.",
}


def put_rates(book: Book, facts: Facts) -> None:
    """Write the sheet."""
    page, rates = book.page(NAME), facts.plan.rates
    page.headed(
        "Rates", f"{facts.dossier.seller.name}, card {facts.plan.provider}/{facts.plan.card}, {facts.plan.on}"
    )
    page.put(2, 0, text("Blue on yellow may be edited; the unit prices of all lines follow.", LEGEND))
    if not rates:
        page.put(_HEAD, 0, text("No shot has a price.", NOTE))
        page.printed(facts.dossier.storyboard.file, _HEAD, 5)
        return
    price = replace(INPUT, number=amounts(places_of([rate.amount for rate in rates], facts.plan.unit)))
    bought: dict[str, dict[Mode, None]] = {}
    for line, _ in facts.plan.breakdown.different_lines():
        bought.setdefault(line.rate.ref, {})[line.clip.mode] = None
    rows = [_cells(rate, list(bought[rate.ref]), facts, price) for rate in rates]
    columns = _columns(price)
    set_widths(page, columns)
    last = put_table(page, Table(name=NAME, columns=columns, rows=rows), _HEAD)
    column = [each.name for each in columns].index("Unit price")
    page.sheet.data_validation(_HEAD + 1, column, last, column, _PRICE)
    page.sheet.freeze_panes(_HEAD + 1, 1)
    page.printed(facts.dossier.storyboard.file, last, len(columns) - 1, head=_HEAD)


def _columns(price: Look) -> list[Column]:
    return [
        Column(name="Ref", width=32, look=IN_TABLE),
        Column(name="What it buys", width=27, look=IN_TABLE),
        Column(name="Per", width=9, look=IN_TABLE),
        Column(name="Unit price", width=10, look=price),
        Column(name="Unit", width=9, look=IN_TABLE),
        Column(name="Delivers", width=10, look=IN_TABLE),
        Column(name="Basis", width=14, look=IN_TABLE),
        Column(name="Source", width=28, look=IN_TABLE),
        Column(name="Link", width=26, look=_LINK),
        Column(name="Read on", width=12, look=_DAY),
        Column(name="Note", width=22, look=IN_TABLE),
        Column(name="Provider", width=12, look=IN_TABLE),
        Column(name="Card", width=12, look=IN_TABLE),
    ]


def _sold(rate: Rate, modes: Sequence[Mode]) -> str:
    """Say what the lines buy at a rate: ``o3 pro, text-to-video, audio on``."""
    sound = [f"audio {'/'.join(rate.audio)}"] if modes[0].product.sound_is_chosen else []
    named = " ".join(filter(None, (rate.model, rate.tier)))
    return ", ".join([named, " or ".join(modes), *sound, *(["from a video"] if rate.video_input else [])])


def _cells(rate: Rate, modes: Sequence[Mode], facts: Facts, price: Look) -> dict[str, Cell]:
    of = f" of {rate.clip_s or rate.block_s} s" if rate.clip_s or rate.block_s else ""
    doubts = ["~ approximate"] if rate.basis == "approximate" else []
    doubts += ['a "from" price: the real one may be higher'] if rate.floor else []
    source = rate.source
    link = source.link or ""
    return {
        "Ref": text(rate.ref, IN_TABLE),
        "What it buys": text(_sold(rate, modes), IN_TABLE),
        "Per": text(rate.per.value + of, IN_TABLE),
        "Unit price": Cell(value=rate.amount, look=price),
        "Unit": text(unit_text(Amount(rate.amount, rate.unit), facts.dossier.seller), IN_TABLE),
        "Delivers": text(rate.resolution or "", IN_TABLE),
        "Basis": text(rate.basis.value, IN_TABLE),
        "Source": text(source.title, IN_TABLE),
        "Link": Cell(value=link, link=link, look=_LINK),
        "Read on": Cell(value=source.read_on, look=_DAY),
        "Provider": text(rate.provider, IN_TABLE),
        "Card": text(rate.card, IN_TABLE),
        "Note": text("; ".join(filter(None, [*doubts, rate.note])), IN_TABLE),
    }
