"""A dossier as a workbook: five sheets, live formulas, each with the value that it comes to."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from kling_cost.errors import KlingCostError
from kling_cost.export.workbook.assumptions_sheet import put_assumptions
from kling_cost.export.workbook.facts import Facts
from kling_cost.export.workbook.lines_sheet import put_lines
from kling_cost.export.workbook.origin import properties, sealed
from kling_cost.export.workbook.pages import Book
from kling_cost.export.workbook.rates_sheet import put_rates
from kling_cost.export.workbook.shots_sheet import put_shots
from kling_cost.export.workbook.summary_sheet import put_summary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kling_cost.dossier import Dossier


MOST_LINES = 1_000_000
"""The most lines of a workbook: a sheet holds 1,048,576 rows."""


class TooLong(KlingCostError):  # noqa: N818 - named after what it is
    """A plan of more lines than a sheet has rows."""

    code = "too-long"


def to_workbook(dossier: Dossier, *, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """Write the chosen plan with its budget as an XLSX file; ``pictures`` are PNG files by their titles.

    Takes, unit prices, prices of credits, exchange rates, extras and the contingency may be edited in it,
    and every total of the chosen plan follows. Amounts are in the plan's unit, money in its currency where
    that is known. Same dossier, same bytes.

    Raises:
        BadExtra: for an extra in credits where the provider charges in a currency.
        TooLong: for more lines than a sheet has rows.
        ValueError: for a picture that is no PNG.
    """
    lines = dossier.chosen.plan.breakdown.line_count
    if lines > MOST_LINES:
        raise TooLong(f"{lines:,} lines, but a workbook holds {MOST_LINES:,}; write a CSV: -o plan.csv")
    from kling_cost.export.workbook.sheets import Sheet, opened  # noqa: PLC0415 - imports XlsxWriter

    out, facts = BytesIO(), Facts(dossier)
    with opened(out) as workbook:
        workbook.set_properties(properties(dossier.title, dossier.on))
        workbook.set_calc_mode("auto")
        book = Book(workbook, Sheet)
        put_summary(book, facts, pictures or {})
        put_lines(book, facts)
        put_rates(book, facts)
        put_shots(book, facts)
        put_assumptions(book, facts)
    return sealed(out.getvalue())
