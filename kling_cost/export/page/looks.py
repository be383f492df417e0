"""How stages look in the page's bars: hues after Okabe and Ito, each with a pattern of its own."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.amounts import plain
from kling_cost.breakdown import IMAGE_STAGE
from kling_cost.export.page.views import Bar, Look, Piece
from kling_cost.rounding import rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_FAMILIAR = {
    "draft": ("sky", "slant"),
    "generate": ("sky", "bars"),
    "reference": ("sky", "dots"),
    "final": ("blue", "solid"),
    "extend": ("blue", "bars"),
    "transform": ("orange", "solid"),
    "restyle": ("orange", "slant"),
    IMAGE_STAGE: ("green", "dots"),
}
_OTHERS = (("purple", "cross"), ("red", "slant"), ("yellow", "dots"), ("grey", "cross"))
EXTRAS = Look(name="extras", hue="grey", pattern="faint", id="look-extras")
CONTINGENCY = Look(name="contingency", hue="grey", pattern="slant", id="look-contingency")
_DECIMALS = 3


def looks_of(stages: Iterable[str]) -> dict[str, Look]:
    """Give each stage its look, the usual ones always the same; the order is that of first use."""
    names = list(dict.fromkeys(stages))
    unfamiliar = [name for name in names if name not in _FAMILIAR]
    others = {name: _OTHERS[place % len(_OTHERS)] for place, name in enumerate(unfamiliar)}
    chosen = [(name, *(_FAMILIAR.get(name) or others[name])) for name in names]
    return {
        name: Look(name=name, hue=hue, pattern=pattern, id=f"look-{place}")
        for place, (name, hue, pattern) in enumerate(chosen)
    }


def bar_of(
    label: str,
    parts: Mapping[Look, Fraction],
    whole: Fraction,
    likely: tuple[Fraction, Fraction] | None = None,
) -> Bar:
    """Stack parts to a bar, with a line over it where it may end; as long as ``whole`` fills the picture."""
    pieces, start = [], Fraction(0)
    for look, part in parts.items():
        if part > 0 and whole > 0:
            pieces.append(Piece(look=look, x=percent_of(start / whole), width=percent_of(part / whole)))
            start += part
    ends = (percent_of(likely[0] / whole), percent_of(likely[1] / whole)) if likely and whole else None
    return Bar(label=label, pieces=pieces, range=ends)


def percent_of(share: Fraction) -> str:
    """Write a place or a length in a picture: ``12.5%``."""
    return f"{plain(rounded(100 * share, _DECIMALS))}%"
