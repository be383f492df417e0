"""The sheet Assumptions: how to read the workbook, what was decided, what is doubtful, what has no price."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kling_cost.export.workbook.line_cells import IN_TABLE, KEY, UNPRICED
from kling_cost.export.workbook.looks import HEADING, Look
from kling_cost.export.workbook.pages import Cell, text
from kling_cost.export.workbook.tables import Column, Table, put_table, set_widths

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kling_cost.export.workbook.facts import Facts
    from kling_cost.export.workbook.pages import Book, Page

NAME = "Assumptions"
_WORD = Look(bold=True)
_NUMBER = replace(KEY, align="left", indent=1)
_WIDTHS = (
    Column(name="first", width=12),
    Column(name="text", width=100),
    Column(name="where", width=24),
    Column(name="which", width=12),
)
_MARKS = (
    ("~", "stands on an approximate price."),
    (">=", 'is a floor: not every shot has a price, or a seller says "from". It may be more, not less.'),
    ("no price", "is not zero: it is left out of every sum, and the total is a floor."),
)
_EDITS = (
    ("Takes", "on Lines: quantity, amount, money and every total follow."),
    ("Unit price", "on Rates: every line of that rate follows."),
    ("Prices", "on Summary: the price of credits and exchange rates; all money follows."),
    ("Extras", "and the contingency on Summary: the grand total follows."),
    ("As planned", "figures stay: other strategies, odds and pictures do not follow edits."),
)


def put_assumptions(book: Book, facts: Facts) -> None:
    """Write the sheet."""
    page = book.page(NAME)
    row = page.headed("Assumptions and how to read this") + 1
    set_widths(page, _WIDTHS)
    row = _put_words(page, row, "Marks", _MARKS)
    row = _put_words(page, row, "What may be edited: blue on yellow", _EDITS)
    for title, table in _tables(facts):
        page.put(row, 0, text(title, HEADING))
        if table is None:
            page.put(row + 1, 0, text("None."))
            row += 3
        else:
            row = put_table(page, table, row + 1) + 2
    page.printed(facts.dossier.storyboard.file, row, len(_WIDTHS) - 1)


def _put_words(page: Page, row: int, title: str, words: tuple[tuple[str, str], ...]) -> int:
    page.put(row, 0, text(title, HEADING))
    for number, (word, meaning) in enumerate(words, row + 1):
        page.put(number, 0, text(word, _WORD))
        page.put(number, 1, text(meaning))
    return row + len(words) + 2


def _tables(facts: Facts) -> Iterator[tuple[str, Table | None]]:
    unpriced = [(row.reason, row.shot.shot_id, row.stage) for row in facts.rows if row.line is None]
    yield "Without a price", _table("Unpriced", ("Why it has no price", "Shot", "Stage"), unpriced, UNPRICED)
    assumed = [(said,) for said in facts.dossier.assumptions]
    yield "Assumptions", _table("Assumed", ("Assumption",), assumed, IN_TABLE)
    doubts = [(each.message, each.file or "", f"{each.row or ''}") for each in facts.dossier.warnings]
    yield "Warnings", _table("Warnings", ("Warning", "File", "Row"), doubts, IN_TABLE)


def _table(name: str, words: Sequence[str], said: Sequence[Sequence[str]], look: Look) -> Table | None:
    if not said:
        return None
    rows = [
        {"No": Cell(value=number, look=_NUMBER)}
        | {word: text(each, look) for word, each in zip(words, told, strict=True)}
        for number, told in enumerate(said, 1)
    ]
    columns = [
        Column(name="No", look=_NUMBER),
        *(
            Column(name=word, width=wide.width, look=look)
            for word, wide in zip(words, _WIDTHS[1:], strict=False)
        ),
    ]
    return Table(name=name, columns=columns, rows=rows, filtered=False)
