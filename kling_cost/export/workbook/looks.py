"""How cells look: ink, fills, rules, number formats. One accent colour, one look for what may be edited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kling_cost.currencies import decimals_of, is_currency

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

ACCENT = "#1F4E5F"
INK, FAINT = "#222222", "#6B6B6B"
INPUT_INK, INPUT_FILL = "#0000FF", "#FFF8E1"
WARNING_INK, WARNING_FILL = "#9C2F00", "#FDEFE6"
_HAIRLINE, _RULE = "#D9DEE0", "#1F4E5F"
FONT, SIZE = "Arial", 10
_THIN = 1

WHOLE, PERCENT, DAY = "#,##0", "0.0 %", "yyyy-mm-dd"
SECONDS = "#,##0.###"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The look of a cell. ``rule`` is a line: ``below`` each row of a table, ``above`` a sum."""

    number: str = ""
    bold: bool = False
    italic: bool = False
    size: float = SIZE
    ink: str = INK
    fill: str = ""
    align: str = ""
    indent: int = 0
    wrap: bool = False
    underline: bool = False
    rule: str = ""

    def properties(self) -> dict[str, Any]:
        """Give it as XlsxWriter takes it."""
        said: dict[str, Any] = {
            "font_name": FONT,
            "font_size": self.size,
            "font_color": self.ink,
            "bold": self.bold,
            "italic": self.italic,
            "text_wrap": self.wrap,
            "valign": "top",
        }
        said |= {"num_format": self.number} if self.number else {}
        said |= {"bg_color": self.fill} if self.fill else {}
        said |= {"align": self.align} if self.align else {}
        said |= {"indent": self.indent} if self.indent else {}
        said |= {"underline": 1} if self.underline else {}
        said |= {"bottom": _THIN, "bottom_color": _HAIRLINE} if self.rule == "below" else {}
        said |= {"top": _THIN, "top_color": _RULE} if self.rule == "above" else {}
        return said


TEXT = Look()
TITLE = Look(size=18, bold=True, ink=ACCENT)
HEADING = Look(size=12, bold=True, ink=ACCENT)
NOTE = Look(size=9, ink=FAINT)
LEGEND = Look(size=9, ink=INPUT_INK)
TABLE_HEAD = Look(bold=True, ink="#FFFFFF", fill=ACCENT, wrap=True)
"""A header of a table; aligned and indented as its cells are."""
SUM = Look(bold=True, rule="above")


def places_of(numbers: Iterable[Decimal], unit: str) -> int:
    """Give the decimals that show amounts of a unit in full, at least those of a currency's minor unit."""
    least = decimals_of(unit) if is_currency(unit) else 0
    return max([least, *(-exponent_of(number) for number in numbers)])


def exponent_of(number: Decimal) -> int:
    """Give the exponent of a number without its trailing zeros, at most 0."""
    exponent = number.normalize().as_tuple().exponent
    return min(exponent, 0) if isinstance(exponent, int) else 0


def amounts(decimals: int, *, unit: str = "", approximate: bool = False, floor: bool = False) -> str:
    """Give a number format: digits grouped, ``>=`` and ``~`` before them, the unit's word after."""
    mark = f"{'>= ' if floor else ''}{'~ ' if approximate else ''}"
    digits = "#,##0" + ("." + "0" * decimals if decimals else "")
    return (_quoted(mark) if mark else "") + digits + (_quoted(f" {unit}") if unit else "")


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "'") + '"'


def width_of(number: Decimal, number_format: str) -> float:
    """Give the width that a bold number needs in a format of :func:`amounts`, with room to grow tenfold."""
    words = "".join(number_format.split('"')[1::2])
    decimals = number_format.partition("#,##0.")[2].partition('"')[0].count("0")
    return len(f"{number:,.{decimals}f}") + len(words) + 2.5
