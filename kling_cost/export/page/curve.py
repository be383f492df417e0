"""The cost curve as a picture: the chance that the shots cost no more than so much.

Floats are places in the picture and nothing else; every figure beside it is exact or told as odds are.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.currencies import decimals_of, is_currency
from kling_cost.export.page.views import Curve, Mark
from kling_cost.rounding import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from kling_cost.export.page.telling import Teller
    from kling_cost.risk.distribution import Distribution

_ENDS = (0.002, 0.998)
_MOST_STEPS = 240
_ROOM = 0.04
"""Beside the curve, as a share of its width, so that its ends are seen to be flat."""
_FAR = 2.5
"""A limit that would make the picture so many times as wide is left to the words."""
_RIGHT_HALF = 50


def curve_of(
    total: Distribution,
    teller: Teller,
    chances: Sequence[float],
    limits: Mapping[str, tuple[Decimal, str]],
) -> Curve:
    """Draw the curve, the points that are read off it, and the limits as lines across."""
    left, right = _span(total, [limit for limit, _ in limits.values()])

    def x_of(amount: Decimal) -> float:
        return (float(amount) - left) / (right - left) * 100

    corners = [(0.0, 100.0)]
    for amount, chance in _steps(total, left, right):
        corners += [(x_of(amount), corners[-1][1]), (x_of(amount), 100 - 100 * chance)]
    corners.append((100.0, corners[-1][1]))
    path = "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in corners)
    points = [
        Mark(
            name=f"P{chance * 100:.0f}",
            x=f"{x_of(total.quantile(chance)):.2f}%",
            y=f"{100 - 100 * chance:.2f}%",
        )
        for chance in chances
    ]
    lines = [
        Mark(name=name, x=f"{x_of(limit):.2f}%", left=x_of(limit) > _RIGHT_HALF, kind=kind)
        for name, (limit, kind) in limits.items()
        if 0 <= x_of(limit) <= 100  # noqa: PLR2004 - per cent
    ]
    decimals = decimals_of(total.unit) if is_currency(total.unit) else 0
    ends = [rounded(Fraction(end), decimals) for end in (left, (left + right) / 2, right)]
    return Curve(
        label="Curve of the chance that the shots cost no more than a sum: "
        + ", ".join(
            f"{teller.of_shots(teller.money(total.quantile(chance)))} with {chance:.0%}".replace("%", " %")
            for chance in chances
        ),
        path=path,
        area=f"{path}L100 100L0 100Z",
        ends=[teller.of_shots(teller.money(end)) for end in ends],
        points=points,
        lines=lines,
    )


def _span(total: Distribution, limits: Sequence[Decimal]) -> tuple[float, float]:
    low, high = (float(total.quantile(chance)) for chance in _ENDS)
    width = high - low or abs(high) or 1.0
    near = [float(limit) for limit in limits if abs(float(limit) - (low + high) / 2) < _FAR * width / 2]
    low, high = min([low, *near]), max([high, *near])
    room = _ROOM * (high - low or width)
    return max(low - room, 0.0), high + room


def _steps(total: Distribution, left: float, right: float) -> Iterator[tuple[Decimal, float]]:
    """Give where the curve rises and to what chance, thinned to what can be seen."""
    first, step = float(total.first), float(total.step)
    start = max(int((left - first) / step), 0)
    stop = min(int((right - first) / step) + 2, total.chances.size)
    stride = max((stop - start) // _MOST_STEPS, 1)
    before = 0.0
    for place in range(start, stop, stride):
        chance = float(total.cumulative[place])
        if chance > before:
            yield total.amount(place), chance
            before = chance
