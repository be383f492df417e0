"""Laws of cards: each has its days and its sources, and bulk prices are its prices."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pandas as pd
from hypothesis import strategies as st

from kling_cost.datafiles import fault_in
from kling_cost.errors import BeforeFirstCard
from kling_cost.frames import price_frame
from kling_cost.pricebook.version import standing
from kling_cost.quote import quote_line
from kling_cost.testing.drawing import SoldClip, clips_of
from kling_cost.testing.law import Law, Shelf

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hypothesis.strategies import SearchStrategy

    from kling_cost.errors import Problem
    from kling_cost.pricebook.load import Card
    from kling_cost.pricebook.rate import Rate

_OURS = "that is a fault of kling-cost, not of the card: report it with the card"
_MOST_ROWS = 25
_DAYS_TO_TRY = 4000

# Days.

_Day = tuple["Card", int]


def _each_day(shelf: Shelf) -> Iterator[_Day]:
    return ((card, 0) for card in shelf.cards)


def _drawn_day(shelf: Shelf) -> SearchStrategy[_Day]:
    return st.tuples(st.sampled_from(shelf.cards), st.integers(0, _DAYS_TO_TRY))


def _first_days(shelf: Shelf, card: Card) -> list[date]:
    """Give the first days of all cards of a provider that stand, in order."""
    return sorted(other.applies_from for other in standing(shelf.book.provider(card.provider).cards, None))


def _not_its_days(shelf: Shelf, case: _Day) -> Iterator[Problem]:
    """Hold a card against one of its own days, its last day, and the day on which the next takes over."""
    card, number = case
    later = [day for day in _first_days(shelf, card) if day > card.applies_from]
    span = (later[0] - card.applies_from).days if later else _DAYS_TO_TRY
    for offset in (number % span, span - 1, *([span] if later else [])):
        day = card.applies_from + timedelta(days=offset)
        answering = shelf.book.card(card.provider, day)
        if (answering is card) != (offset < span):
            message = f"on {day} the card {answering.name} answers; {_OURS}"
            yield fault_in(card.path, "law", message, "applies_from")


def _not_refused_before(shelf: Shelf, case: _Day) -> Iterator[Problem]:
    card, number = case
    first = _first_days(shelf, card)[0]
    day = first - timedelta(days=number + 1)
    try:
        answering = shelf.book.card(card.provider, day)
    except BeforeFirstCard as refused:
        if refused.first_day == first:
            return
        message = f"for {day} {refused.first_day} is named as the first day, not {first}; {_OURS}"
    else:
        message = f"on {day}, before the first card, {answering.name} answers; {_OURS}"
    yield fault_in(card.path, "law", message, "applies_from")


# Sources.


def _each_rate(shelf: Shelf) -> Iterator[Rate]:
    return (rate for card in shelf.cards for rate in card.rates)


def _without_source(shelf: Shelf, rate: Rate) -> Iterator[Problem]:
    if not (rate.source.title and (rate.source.link or rate.source.note)):
        message = "has a source that names no place; give it a link, or a note that says why there is none"
        yield shelf.fault(rate, message)


# Bulk prices.

_Rows = list[tuple[SoldClip, int]]


def _each_frame(shelf: Shelf) -> Iterator[_Rows]:
    if shelf.clips:
        yield [(sold, 2) for sold in shelf.clips]


def _drawn_frame(shelf: Shelf) -> SearchStrategy[_Rows]:
    row = st.tuples(clips_of(shelf.cards), st.integers(0, 500))
    return st.lists(row, min_size=1, max_size=_MOST_ROWS)


def _bulk_differs(shelf: Shelf, rows: _Rows) -> Iterator[Problem]:
    frame = pd.DataFrame([_cells(sold, count) for sold, count in rows], dtype=object)
    priced = price_frame(frame, book=shelf.book, models=shelf.models)
    found = zip(*(priced[name] for name in ("amount", "unit", "rate_ref", "reason")), strict=True)
    for (sold, count), (number, unit, ref, reason) in zip(rows, found, strict=True):
        amount = quote_line(sold.clip, sold.rate, takes=count).amount
        if number is None:
            yield shelf.fault(sold.rate, f"{sold.clip} cannot be asked for in words: {reason}")
        elif (number, unit, ref) != (amount.number, amount.unit, sold.rate.ref):
            message = (
                f"{count} x {sold.clip} cost {number} {unit} ({ref}) in a frame, alone {amount}; {_OURS}"
            )
            yield shelf.fault(sold.rate, message)


def _cells(sold: SoldClip, count: int) -> dict[str, object]:
    clip = sold.clip
    return {
        "model": clip.model,
        "mode": clip.mode.value,
        "tier": clip.tier,
        "audio": clip.audio.value if clip.product.sound_is_chosen else None,
        "duration_s": clip.seconds,
        "video_input": clip.video_input or None,
        "resolution": clip.resolution,
        "count": count,
        "provider": sold.provider,
        "on": sold.on,
    }


CARD_LAWS: Sequence[Law[_Day] | Law[Rate] | Law[_Rows]] = (
    Law(
        name="a card answers from its first day until the day before the next card",
        each=_each_day,
        drawn=_drawn_day,
        broken=_not_its_days,
    ),
    Law(
        name="a day before the first card is refused, and the first day is named",
        each=_each_day,
        drawn=_drawn_day,
        broken=_not_refused_before,
    ),
    Law(
        name="every price has a source that says where it was read",
        each=_each_rate,
        drawn=lambda shelf: st.sampled_from(list(_each_rate(shelf))),
        broken=_without_source,
    ),
    Law(
        name="bulk prices are the prices of the clips one by one",
        each=_each_frame,
        drawn=_drawn_frame,
        broken=_bulk_differs,
    ),
)
