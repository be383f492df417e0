"""The course of a price: when it was first seen, every change, and when it was no longer sold."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from kling_cost.pricebook.asked import Asked, PriceList, price_key
from kling_cost.pricebook.change import Change
from kling_cost.pricebook.price_filter import NeverSold, PriceFilter, wanted_of
from kling_cost.pricebook.version import standing

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from kling_cost.clips import Mode
    from kling_cost.pricebook.book import PriceBook
    from kling_cost.pricebook.load import Card
    from kling_cost.pricebook.rate import Rate


class Event(StrEnum):
    """What happened to a price."""

    FIRST_SEEN = "first seen"
    CHANGED = "changed"
    ENDED = "no longer sold"
    RESUMED = "sold again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What happened to a price on the first day of a card.

    ``rates`` are its rates from then on, alike in price: one, or one per mode; none where it is no longer
    sold. ``change`` is that from the last price before, where there was one.
    """

    card: Card
    event: Event
    rates: tuple[Rate, ...] = ()
    change: Change | None = None

    @property
    def day(self) -> date:
        """The first day of the card."""
        return self.card.applies_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A price over time. ``asked`` is in the first of ``modes``, all of which have this course."""

    asked: Asked
    modes: tuple[Mode, ...]
    steps: tuple[Step, ...]

    @property
    def last(self) -> Step:
        """The last that happened."""
        return self.steps[-1]


def price_history(
    book: PriceBook,
    provider: str,
    wanted: PriceFilter | None = None,
    *,
    on: date,
    known_on: date | None = None,
) -> list[Course]:
    """Follow the prices of a provider, by its id, up to a day, as known on ``known_on`` (default: today).

    Corrections replace what they correct, and what was announced and taken back is left out. A price that a
    card does not have counts as no longer sold from its first day. Without ``wanted``, every price; the
    models are in the order wanted, their prices in the order in which the cards name them.

    Raises:
        NeverSold: for a model of which no card has a price that is wanted, with what they have.
        BeforeFirstCard, NoPublicPrice, UnknownProvider: as ``PriceBook.card``.
    """
    book.card(provider, on, known_on=known_on)
    cards = standing(book.provider(provider).cards, known_on)
    lists = [PriceList(card) for card in cards if card.applies_from <= on]
    found = wanted_of(lists, wanted or PriceFilter())
    if not found:
        raise NeverSold(lists, "anything", "there are no prices at all")
    return _together(
        Course(asked=asked, modes=(asked.mode,), steps=tuple(_steps(asked, lists))) for asked in found
    )


def _steps(asked: Asked, lists: Iterable[PriceList]) -> Iterable[Step]:
    price: Rate | None = None
    sold = False
    for each in lists:
        rate = each.rate(asked)
        step = _step(each.card, price, rate, sold=sold, clip_s=asked.clip_s)
        if step is not None:
            yield step
        price, sold = rate or price, rate is not None


def _step(
    card: Card, price: Rate | None, rate: Rate | None, *, sold: bool, clip_s: int | None
) -> Step | None:
    """Give what a card does to a price: ``price`` is the last one, ``sold`` whether it still was sold."""
    if rate is None:
        return Step(card=card, event=Event.ENDED) if sold else None
    if price is None:
        return Step(card=card, event=Event.FIRST_SEEN, rates=(rate,))
    change = Change(old=price, new=rate, clip_s=clip_s)
    if sold and change.same and not change.measure_changed:
        return None
    return Step(card=card, event=Event.CHANGED if sold else Event.RESUMED, rates=(rate,), change=change)


def _together(courses: Iterable[Course]) -> list[Course]:
    """Put the modes with the same course together."""
    alike: dict[object, list[Course]] = {}
    for course in courses:
        key = (course.asked.in_any_mode, tuple(_alike(step) for step in course.steps))
        alike.setdefault(key, []).append(course)
    for same in alike.values():
        same.sort(key=lambda course: course.asked.mode_rank)
    return [
        replace(
            same[0],
            modes=tuple(course.asked.mode for course in same),
            steps=tuple(_joined(steps) for steps in zip(*(course.steps for course in same), strict=True)),
        )
        for same in alike.values()
    ]


def _alike(step: Step) -> tuple[object, ...]:
    return (step.day, step.event, *map(price_key, step.rates))


def _joined(steps: Sequence[Step]) -> Step:
    return replace(steps[0], rates=tuple(dict.fromkeys(rate for step in steps for rate in step.rates)))
