"""Laws and hypothesis strategies, for those who test their own rate cards as kling-cost tests its own.

Needs hypothesis: ``pip install 'kling-cost[testing]'``. A test of your own cards is three lines::

    from kling_cost.testing import check_cards

    def test_my_cards():
        check_cards("my-cards")

``laws_of`` gives the same law by law. ``sold_clips`` and ``storyboards`` draw clips and storyboards for laws
of your own.
"""

from __future__ import annotations

try:
    import hypothesis as _needed  # noqa: F401 - said here, before any room of this package asks for it
except ImportError as missing:  # pragma: no cover - shown to whoever lacks the extra
    raise ImportError("kling_cost.testing needs hypothesis: pip install 'kling-cost[testing]'") from missing

from kling_cost.testing.cards import (
    CardLaw,
    CardsBroken,
    book_faults,
    check_cards,
    laws_of,
    property_laws,
    told_once,
)
from kling_cost.testing.drawing import (
    SoldClip,
    amounts,
    days_of,
    seconds,
    shots,
    sold_clips,
    storyboards,
)

__all__ = [
    "CardLaw",
    "CardsBroken",
    "SoldClip",
    "amounts",
    "book_faults",
    "check_cards",
    "days_of",
    "laws_of",
    "property_laws",
    "seconds",
    "shots",
    "sold_clips",
    "storyboards",
    "told_once",
]
