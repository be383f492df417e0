"""What all pictures share: ink, type, and the bytes of a file. Same figure, same bytes."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.font_manager import get_font_names

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
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


def in_style() -> AbstractContextManager[None]:
    """Draw in the style of the house, in DejaVu Sans and, for what it lacks, the usual CJK fonts."""
    installed = set(get_font_names())
    fonts = ["DejaVu Sans", *(name for name in _CJK_FONTS if name in installed)]
    return mpl.rc_context(_STYLE | {"font.family": fonts})


def save(figure: Figure, path: Path, *, dpi: int = 160) -> bytes:
    """Give a figure as the bytes of a PNG, SVG or PDF, by the ending of ``path``; nothing is written here."""
    out = BytesIO()
    kind = path.suffix.lower().lstrip(".")
    undated = {
        "png": {"Software": None},
        "svg": {"Date": None, "Creator": None},
        "pdf": {"CreationDate": None},
    }
    with mpl.rc_context(_STYLE):
        figure.savefig(out, format=kind, dpi=dpi, metadata=undated[kind])
    return out.getvalue()


def thousands(value: float, _position: int) -> str:
    """Write the number of a tick: ``2,500``, ``0.25``."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,g}"
