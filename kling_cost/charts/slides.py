"""What pictures for a slide share: the page, amounts along an axis, a budget's line, rows, keys, tables."""

from __future__ import annotations

from bisect import bisect
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.textpath import text_to_path
from matplotlib.ticker import FuncFormatter, MaxNLocator

from kling_cost.charts.looks import FAINT, INK, LONGEST_NAME, in_style, shortened, thousands

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.text import Text

SKY, BLUE, ORANGE, RED, GREY = "#56B4E9", "#0072B2", "#E69F00", "#D55E00", "#BBBBBB"
"""Of Okabe and Ito, which colour-blind readers can tell apart; none stands for anything alone."""
BAR = 0.62
"""How high a bar is where the rows are one apart."""
BESIDE = 5
"""Points between a bar and its label."""
ABOVE_KEY = 26
"""Points between a panel and its heading where a key stands between them."""
_WIDTH, _HEIGHT = 10.0, 5.6
_TYPE, _TITLE, _NOTE = 12.0, 15.0, 9.0
_ROWS_ON_A_SLIDE = 12
_ROW = 0.34
_MOST_LETTERS, _MOST_LINES = 400, 2
_BETWEEN_COLUMNS = 11
_MIDDLE = (0.3, 0.7)


def on_slide(draw: Callable[[Axes], Axes], *, title: str, note: str, rows: int = 0) -> Figure:
    """Draw on a page of 10 x 5.6 inches with a title above and a note below.

    A page with more than 12 ``rows`` is higher, so that their names stay apart.
    """
    with in_style(), mpl.rc_context({"font.size": _TYPE}):
        height = _HEIGHT + max(0, rows - _ROWS_ON_A_SLIDE) * _ROW
        figure = Figure(figsize=(_WIDTH, height), layout=ConstrainedLayoutEngine(h_pad=0.1, w_pad=0.15))
        axes = draw(figure.subplots())
        # ticks that are made when the figure is saved would take the type size of then
        axes.tick_params(labelsize=_TYPE - 1)
        heading = _folded(title, size=_TITLE, weight="bold")
        figure.suptitle(heading, x=0.01, ha="left", fontsize=_TITLE, fontweight="bold")
        figure.supxlabel(_folded(note, size=_NOTE), x=0.01, ha="left", fontsize=_NOTE, color=FAINT)
    return figure


def _folded(text: str, *, size: float, weight: str = "normal") -> str:
    """Put a text on one line of the page or on two; what does not fit there is cut."""
    face = FontProperties(size=size, weight=weight)
    lines: list[str] = []
    rest = shortened(text, _MOST_LETTERS)
    while rest and len(lines) < _MOST_LINES:
        fit = bisect(range(len(rest) + 1), 0.94 * _WIDTH, key=lambda n: _text_inches(rest[:n], face)) - 1
        if fit == len(rest):
            return "\n".join([*lines, rest])
        end = max(rest.rfind(" ", 0, fit + 1), 0) or fit
        lines.append(rest[:end] if len(lines) < _MOST_LINES - 1 else f"{rest[: fit - 1]}…")
        rest = rest[end:].lstrip()
    return "\n".join(lines)


def _text_inches(text: str, face: FontProperties) -> float:
    """Give about how wide a text is, also one that no font on this machine has: its letters count as wide."""
    known = "".join(letter if letter.isascii() else "M" for letter in text)
    return float(text_to_path.get_text_width_height_descent(known, face, ismath=False)[0]) / 72


def inches(axes: Axes) -> tuple[float, float]:
    """Give about how wide and high a panel is."""
    figure, place = axes.get_figure(root=True), axes.get_position()
    width, height = figure.get_size_inches() if figure else (_WIDTH, _HEIGHT)
    return float(place.width * width), float(place.height * height)


def label_inches(text: str, *, size: str = "medium") -> float:
    """Give about how wide a label is when set bold, in the type of the style in force."""
    return _text_inches(text, FontProperties(weight="bold", size=size))


def count_amounts(axes: Axes, unit: str, *, ticks: int = 6) -> None:
    """Count amounts of a unit along the x axis with so many ticks, and take away what says nothing."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_locator(MaxNLocator(ticks))
    axes.xaxis.set_major_formatter(FuncFormatter(thousands))
    axes.set_xlabel(unit)
    axes.set_axisbelow(True)


def name_rows(axes: Axes, names: Sequence[str], *, least: int = 4, letters: int = LONGEST_NAME) -> range:
    """Name rows that stand one above the other, the first on top, by so many letters; give their places.

    A few rows have the height of ``least`` of them, so that a bar never fills the page.
    """
    places = range(len(names))[::-1]
    axes.set_yticks(list(places), [shortened(name, letters) for name in names])
    spare = max(0, least - len(names)) / 2
    axes.set_ylim(-0.6 - spare, len(names) - 0.4 + spare)
    return places


def draw_budget(axes: Axes, budget: Decimal, text: str, *, at: float, top: float) -> None:
    """Draw a budget as an upright line up to ``top``, and its text at the height ``at``.

    A budget outside the picture has a mark at that edge instead. The text always stands inside.
    """
    left, right = axes.get_xlim()
    x = min(max(float(budget), left), right)
    if x == float(budget):
        bottom = axes.get_ylim()[0]
        axes.plot([x, x], [bottom, top], color=RED, linewidth=2.2, zorder=2.5, solid_capstyle="butt")
    else:
        text = f"{text} \N{RIGHTWARDS ARROW}" if x == right else f"\N{LEFTWARDS ARROW} {text}"
    place = (x - left) / (right - left)
    side = "left" if place < _MIDDLE[0] else "right" if place > _MIDDLE[1] else "center"
    axes.text(x, at, text, ha=side, va="center", color=INK, fontweight="bold", zorder=5)


def label_bar(
    axes: Axes, x: float, place: float, text: str, *, left: bool = False, bold: bool = False
) -> None:
    """Write what a bar comes to beside its end."""
    axes.annotate(
        text,
        (x, place),
        xytext=(-BESIDE if left else BESIDE, 0),
        textcoords="offset points",
        ha="right" if left else "left",
        va="center",
        fontweight="bold" if bold else "normal",
    )


def key_above(axes: Axes, handles: Sequence[Artist]) -> None:
    """Say above a panel what its looks mean."""
    axes.legend(
        handles=handles,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=7,
        frameon=False,
        fontsize="small",
        borderaxespad=0.2,
        handletextpad=0.5,
        columnspacing=1.4,
    )


def write_table(axes: Axes, head: float, columns: dict[str, list[str]], names: Sequence[Text]) -> float:
    """Write a table right of a panel, its heads at ``head``; each row looks like its name.

    Gives how many inches wide it is.
    """
    rows = list(zip(range(len(names))[::-1], names, strict=True))
    edge = 0.0
    for name, cells in columns.items():
        edge += 72 * max(label_inches(cell, size="small") for cell in (name, *cells)) + _BETWEEN_COLUMNS
        _write(axes, (edge, head), name, color=FAINT)
        for cell, (place, look) in zip(cells, rows, strict=True):
            _write(axes, (edge, place), cell, color=look.get_color(), fontweight=look.get_fontweight())
    return edge / 72


def _write(axes: Axes, where: tuple[float, float], text: str, **look: Any) -> None:  # noqa: ANN401 - of matplotlib
    """Write a cell that ends so many points right of the panel."""
    axes.annotate(
        text,
        (1, where[1]),
        xycoords=axes.get_yaxis_transform(),
        xytext=(where[0], 0),
        textcoords="offset points",
        ha="right",
        va="center",
        fontsize="small",
        annotation_clip=False,
        **look,
    )
