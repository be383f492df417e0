"""What all pictures share: ink, type, words, and the bytes of a file. Same figure, same bytes."""

from __future__ import annotations

from fractions import Fraction
from io import BytesIO
from itertools import accumulate
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

import matplotlib as mpl
import numpy as np
from matplotlib.font_manager import get_font_names

from kling_cost.amounts import grouped
from kling_cost.currencies import decimals_of, is_currency
from kling_cost.rounding import rounded, significant

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from decimal import Decimal
    from pathlib import Path

    from matplotlib.figure import Figure

INK, FAINT = "#222222", "#777777"
_STYLE: dict[Any, Any] = {
    "font.size": 10.0,
    "font.family": ["DejaVu Sans"],
    "hatch.linewidth": 0.6,
    "hatch.color": "white",
    "axes.edgecolor": FAINT,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.unicode_minus": False,
    "text.parse_math": False,
    "svg.hashsalt": "kling-cost",
}
_CJK_FONTS = ("Noto Sans CJK SC", "Noto Sans CJK JP", "WenQuanYi Zen Hei", "Microsoft YaHei", "PingFang SC")

LONGEST_NAME = 28
"""Letters of a name in a picture; a wide one (Chinese, say) counts as two."""
_DECIMALS_OF_CREDITS = 2
_TOO_LONG_FOR_DIGITS = 10**15
_SURELY = 1e-9
_HARDLY = 0.001


def in_style() -> AbstractContextManager[None]:
    """Draw in the style of the house, in DejaVu Sans and, for what it lacks, the usual CJK fonts."""
    installed = set(get_font_names())
    fonts = ["DejaVu Sans", *(name for name in _CJK_FONTS if name in installed)]
    return mpl.rc_context(_STYLE | {"font.family": fonts})


def save(figure: Figure, path: Path, *, dpi: int = 160) -> bytes:
    """Give a figure as the bytes of a PNG, SVG or PDF, by the ending of ``path``; nothing is written here."""
    out = BytesIO()
    kind = path.suffix.lower().lstrip(".")
    signed_undated = {
        "png": {"Software": "kling-cost"},
        "svg": {"Date": None, "Creator": "kling-cost"},
        "pdf": {"CreationDate": None, "Creator": "kling-cost"},
    }
    with mpl.rc_context(_STYLE):
        figure.savefig(out, format=kind, dpi=dpi, metadata=signed_undated[kind])
    return out.getvalue()


def thousands(value: float, _position: int) -> str:
    """Write the number of a tick: ``2,500``, ``0.25``; nothing below zero, where no amount is."""
    if value < 0:
        return ""
    if value >= _TOO_LONG_FOR_DIGITS:
        return f"{value:.4g}"
    if value == int(value):
        return f"{value:,.0f}"
    if value >= 1:
        return f"{value:,.10g}"
    return np.format_float_positional(value, precision=10, fractional=False, trim="-")


def shortened(text: str, letters: int = LONGEST_NAME) -> str:
    """Put a text on one line, and cut what is longer than so many letters."""
    line = "".join(sign if sign.isprintable() else " " for sign in text)
    if sum(map(_width, line)) <= letters:
        return line
    kept = sum(width < letters for width in accumulate(map(_width, line)))
    return line[:kept] + "…"


def _width(sign: str) -> int:
    return 2 if east_asian_width(sign) in {"W", "F"} else 1


def amount_label(number: Decimal, unit: str) -> str:
    """Write an amount without its unit: ``2,450``, ``0.50`` of a currency, ``1e+18``.

    ``unit`` may have words after it: ``USD, list price``. Credits have at most two decimals, and what would
    be rounded to nothing has three digits.
    """
    exact = Fraction(number)
    if abs(exact) >= _TOO_LONG_FOR_DIGITS:
        return f"{float(number):.3g}"
    currency = unit.partition(",")[0]
    decimals = decimals_of(currency) if is_currency(currency) else None
    shown = rounded(exact, _DECIMALS_OF_CREDITS if decimals is None else decimals)
    return grouped(shown if shown or not number else significant(exact, 3), decimals or 0)


def share_label(share: float, decimals: int = 0) -> str:
    """Write a share or a chance: ``73 %``, ``99.5 %``; what is nearly none or nearly all is not called so."""
    if share <= _SURELY or share >= 1 - _SURELY:
        return f"{100 * round(share)} %"
    if share < _HARDLY:
        return "under 0.1 %"
    if share > 1 - _HARDLY:
        return "over 99.9 %"
    return f"{100 * share:.{1 if min(share, 1 - share) < 10 * _HARDLY else decimals}f} %"


def quantile_name(chance: float) -> str:
    """Name what a total is within with a chance: ``P80``, ``P92.5``."""
    return f"P{100 * chance:.10g}"
