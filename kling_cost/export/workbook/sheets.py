"""XlsxWriter's workbook with a memory: every line has the same formulas, and each is prepared once.

The only file here that imports XlsxWriter; it is imported when a workbook is asked for.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from kling_cost.export.workbook.looks import FONT, SIZE

if TYPE_CHECKING:
    from io import BytesIO

_OPTIONS = {
    "in_memory": True,
    "strings_to_numbers": False,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "default_format_properties": {"font_name": FONT, "font_size": SIZE},
}


@lru_cache(maxsize=2**10)
def _prepared(formula: str, *, expand: bool) -> str:
    prepared: str = Worksheet._prepare_formula(_ANY, formula, expand)  # type: ignore[no-untyped-call] # noqa: SLF001
    return prepared


class Sheet(Worksheet):
    """A sheet of many formulas alike."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: FBT001, FBT002 - as it is overridden
        return _prepared(formula, expand=expand_future_functions)


_ANY = Sheet()


def opened(out: BytesIO) -> Workbook:
    """Open a workbook that is written to ``out`` when closed, and in which text stays text."""
    return Workbook(out, _OPTIONS)
