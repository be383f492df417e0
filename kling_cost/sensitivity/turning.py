"""Looking for the value at which an answer turns: in strides, then by halves."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

THOUSANDTHS = range(10, 1001)
"""Accept rates that are looked at, 0.01 to 1, as whole thousandths."""
STRIDE = 50


def rate_of(thousandths: int) -> Fraction:
    """Give the accept rate that so many thousandths are."""
    return Fraction(thousandths, THOUSANDTHS[-1])


def nearest(first: int, last: int, stride: int, turned: Callable[[int], bool]) -> int | None:
    """Give the whole number nearest to ``first``, going towards ``last``, at which something has turned.

    None where it has not at any stride; what turns and turns back within one is not seen.
    """
    step = stride if last >= first else -stride
    before, at = None, first
    while not turned(at):
        if at == last:
            return None
        before = at
        at = min(at + step, last) if step > 0 else max(at + step, last)
    while before is not None and abs(at - before) > 1:
        middle = (at + before) // 2
        if turned(middle):
            at = middle
        else:
            before = middle
    return at
