"""Laws of prices over time and side by side: what they say agrees with the book, day by day, and adds up."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import count, pairwise, product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_cost import Clip, PriceBook
from kling_cost.errors import LengthNotAllowed, NotSold
from kling_cost.pricebook.asked import PriceList, all_asked, price_key
from kling_cost.pricebook.differences import Verdict, price_differences
from kling_cost.pricebook.history import Course, Event, price_history
from kling_cost.pricebook.rate import Per
from kling_cost.pricebook.version import standing
from kling_cost.rounding import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kling_cost.clips import Mode
    from kling_cost.pricebook.asked import Asked
    from kling_cost.pricebook.change import Change
    from kling_cost.pricebook.load import Card
    from kling_cost.pricebook.rate import Rate

BOOK = PriceBook()
SELLERS = [name for name in BOOK.provider_ids if BOOK.provider(name).cards]
FIRST = date(2026, 1, 1)
HEAD = """
applies_from = {day}
first_day = "stated"
known_from = 2026-12-01
unit = "{unit}"
summary = "A card of a test."
{more}
[sources.page]
title = "The price page"
link = "https://example.com/prices"
read_on = 2026-02-10
"""
RESOLUTIONS = st.sampled_from([(None,), (None,), ("720p",), ("1080p",), ("720p", "1080p")])
MEASURES = st.sampled_from(["second", "second", "clip", "block"])
CENTS = st.integers(1, 60)


@st.composite
def offers(draw: st.DrawFn, model: str, tier: str, audio: str) -> str:
    """Draw an offer by the second, by the clip, or by the block, in one or several resolutions."""
    modes = draw(st.sampled_from(['"text-to-video"', '"text-to-video", "image-to-video"']))
    per = draw(MEASURES)
    lengths = "[5, 10]" if per == "clip" else draw(st.sampled_from(["[5]", '"3..15"', "[5, 10]"]))
    rates = [
        f'{{ id = "{model}-{tier}-{audio}-{number}", tier = "{tier}", audio = ["{audio}"],'
        + (f' resolution = "{resolution}",' if resolution else "")
        + (f" clip_s = {clip_s}," if clip_s else "")
        + f' amount = {draw(CENTS) / Decimal(100)}, source = "page", basis = "published" }}'
        for number, (resolution, clip_s) in enumerate(
            product(draw(RESOLUTIONS), (5, 10) if per == "clip" else (None,))
        )
    ]
    return (
        f'[[offers]]\nmodel = "{model}"\nmodes = [{modes}]\nper = "{per}"\nlengths = {lengths}\n'
        + ("block_s = 5\n" if per == "block" else "")
        + f"rates = [{', '.join(rates)}]\n"
    )


OFFERED = list(product(("v3", "o3"), ("standard", "pro"), ("off", "on")))


@st.composite
def card_texts(draw: st.DrawFn) -> tuple[str, str]:
    """Draw a card without its day: its unit and its offers."""
    offered = draw(st.lists(st.sampled_from(OFFERED), min_size=1, max_size=4, unique=True))
    return draw(st.sampled_from(["USD", "USD", "EUR"])), "".join(draw(offers(*each)) for each in offered)


class Shelf:
    """Writes drawn cards, each in a folder of its own, and opens the book of them."""

    def __init__(self, tmp_path_factory: pytest.TempPathFactory) -> None:
        self._root = tmp_path_factory.mktemp("shelf")
        self._numbers = count()

    def book(self, cards: list[tuple[str, str]]) -> PriceBook:
        root = self._root / str(next(self._numbers))
        folder = root / "shop"
        folder.mkdir(parents=True)
        (folder / "provider.toml").write_text('name = "Shop"\nhome = "https://example.com"\n', "utf-8")
        for number, (unit, text) in enumerate(cards):
            day = FIRST + timedelta(days=30 * number)
            more = "" if text else "closed = true"
            (folder / f"{day}.toml").write_text(HEAD.format(day=day, unit=unit, more=more) + text, "utf-8")
        return PriceBook(root)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(tmp_path_factory)


drawn_cards = st.lists(card_texts(), min_size=1, max_size=4).flatmap(
    lambda cards: st.sampled_from([cards, [*cards, ("USD", "")], [cards[0], ("USD", ""), *cards[1:]]])
)
sellers = st.sampled_from(SELLERS)
days = st.integers(0, 150).map(lambda number: FIRST + timedelta(days=number))


def clips(asked: Asked, modes: tuple[Mode, ...], rate: Rate) -> Iterator[Clip]:
    """Give the clips that a rate answers, as it is asked: every mode at every length."""
    lengths = rate.lengths.seconds if rate.lengths else (None,)
    seconds = [asked.clip_s] if asked.clip_s else [each for each in lengths if each not in asked.other_than]
    for mode, length in product(modes, seconds):
        yield Clip(
            model=asked.model,
            mode=mode,
            tier=asked.tier,
            audio=asked.audio,
            seconds=None if length is None else Decimal(length),
            video_input=asked.video_input,
            resolution=rate.resolution,
        )


def of_a_clip(rate: Rate, clip_s: int | None) -> Fraction:
    """Give a price in what two of its measures share: the clip, where its length is known."""
    by_the_second = rate.per is Per.SECOND and clip_s is not None
    return Fraction(rate.amount) * (clip_s or 1 if by_the_second else 1)


def holds_at(book: PriceBook, provider: str, on: date) -> None:
    """Hold every course up to a day against what the book says on that day."""
    for course in price_history(book, provider, on=on):
        if course.last.event is Event.ENDED:
            last = next(step.rates for step in reversed(course.steps) if step.rates)
            for clip in clips(course.asked, course.modes, last[0]):
                with pytest.raises((NotSold, LengthNotAllowed)):
                    book.rate_for(replace(clip, resolution=course.asked.resolution), provider, on)
        else:
            in_force = book.card(provider, on)
            for mode in course.modes:
                found = PriceList(in_force).rate(replace(course.asked, mode=mode))
                assert found is not None
                for clip in clips(course.asked, (mode,), found):
                    answer = book.rate_for(clip, provider, on)
                    assert answer is found
                    assert price_key(answer)[:5] == price_key(course.last.rates[0])[:5]


@given(sellers, st.data())
def test_the_last_price_of_every_course_is_that_of_the_book_on_the_day(
    provider: str, data: st.DataObject
) -> None:
    cards = standing(BOOK.provider(provider).cards, None)
    holds_at(BOOK, provider, data.draw(st.sampled_from(cards)).applies_from)


@given(drawn_cards, days)
def test_it_is_so_on_any_day_of_any_cards(shelf: Shelf, cards: list[tuple[str, str]], on: date) -> None:
    holds_at(shelf.book(cards), "shop", on)


@given(drawn_cards, days)
def test_every_clip_on_sale_has_exactly_one_course(
    shelf: Shelf, cards: list[tuple[str, str]], on: date
) -> None:
    book = shelf.book(cards)
    courses = price_history(book, "shop", on=on)
    for rate in book.card("shop", on).rates:
        seconds = [rate.clip_s] if rate.clip_s else rate.lengths.seconds if rate.lengths else [None]
        for mode, audio, length in product(sorted(rate.modes), rate.audio, seconds):
            answering = [
                course
                for course in courses
                if mode in course.modes
                and (course.asked.model, course.asked.tier, course.asked.audio)
                == (rate.model, rate.tier, audio)
                and (rate.resolution is None or course.asked.resolution in (None, rate.resolution))
                and (course.asked.clip_s or length) == length
                and length not in course.asked.other_than
            ]
            # A card that names no resolution answers for each that another card sells apart.
            assert len(answering) == 1 or (rate.resolution is None and answering)
            assert {course.last.rates[0].amount for course in answering} == {rate.amount}


@given(drawn_cards, days)
def test_applying_the_changes_to_the_first_price_gives_the_last(
    shelf: Shelf, cards: list[tuple[str, str]], on: date
) -> None:
    for course in price_history(shelf.book(cards), "shop", on=on):
        clip_s = course.asked.clip_s
        price = of_a_clip(course.steps[0].rates[0], clip_s)
        rate = course.steps[0].rates[0]
        for step in course.steps[1:]:
            if step.change is None:
                continue
            ratio, rate = step.change.ratio, step.change.new
            price = of_a_clip(rate, clip_s) if ratio is None else price * ratio
            assert step.rates[0] is rate
        assert price == of_a_clip(rate, clip_s)


@given(drawn_cards)
def test_a_course_begins_once_and_what_has_ended_ends_no_more(
    shelf: Shelf, cards: list[tuple[str, str]]
) -> None:
    for course in price_history(shelf.book(cards), "shop", on=date(2026, 12, 31)):
        events = [step.event for step in course.steps]
        assert events[0] is Event.FIRST_SEEN
        assert Event.FIRST_SEEN not in events[1:]
        for before, after in pairwise(course.steps):
            assert before.day < after.day
            assert (before.event is Event.ENDED) == (after.event is Event.RESUMED)
            assert bool(after.rates) == (after.event is not Event.ENDED)
            assert (after.change is None) == (after.event is Event.ENDED)


def changes(course: Course) -> list[Change]:
    return [step.change for step in course.steps if step.change]


@given(drawn_cards)
def test_a_percent_is_the_difference_over_the_old_amount(shelf: Shelf, cards: list[tuple[str, str]]) -> None:
    for course in price_history(shelf.book(cards), "shop", on=date(2026, 12, 31)):
        for change in changes(course):
            if change.difference is not None:
                old, new = change.old.amount, change.new.amount
                assert change.difference == new - old
                assert change.percent == Fraction(new - old) / Fraction(old) * 100
            if change.unit_changed:
                assert (change.percent, change.difference) == (None, None)


@given(st.fractions(min_value=-1000, max_value=1000))
def test_a_percent_is_rounded_half_up_and_alike_in_both_directions(percent: Fraction) -> None:
    shown = rounded(percent, 2)
    assert shown == round(shown, 2)
    assert rounded(-percent, 2) == -shown
    away = Fraction(shown) - percent
    assert abs(away) <= Fraction(1, 200)
    if abs(away) == Fraction(1, 200):
        assert abs(shown) > abs(percent)


@given(drawn_cards, st.data())
def test_what_differs_from_first_to_second_differs_from_second_to_first(
    shelf: Shelf, cards: list[tuple[str, str]], data: st.DataObject
) -> None:
    sold = st.sampled_from(shelf.book(cards).provider("shop").cards)
    mirrored(data.draw(sold), data.draw(sold))


@given(sellers, sellers, st.data())
def test_two_providers_are_each_others_mirror(one: str, other: str, data: st.DataObject) -> None:
    first, second = (data.draw(st.sampled_from(BOOK.provider(name).cards)) for name in (one, other))
    mirrored(first, second)


MIRROR = {Verdict.ONLY_FIRST: Verdict.ONLY_SECOND, Verdict.ONLY_SECOND: Verdict.ONLY_FIRST}


def mirrored(first: Card, second: Card) -> None:
    there = {each.asked: each for each in price_differences(first, second)}
    back = {each.asked: each for each in price_differences(second, first)}
    assert there.keys() == back.keys()
    for asked, each in there.items():
        other = back[asked]
        assert (each.first, each.second, each.modes) == (other.second, other.first, other.modes)
        assert other.verdict is MIRROR.get(each.verdict, each.verdict)
        if each.change is not None and other.change is not None and each.change.ratio is not None:
            assert other.change.ratio == 1 / each.change.ratio


@given(sellers, st.data())
def test_a_card_does_not_differ_from_itself(provider: str, data: st.DataObject) -> None:
    card = data.draw(st.sampled_from(BOOK.provider(provider).cards))
    found = price_differences(card, card)
    assert {each.verdict for each in found} <= {Verdict.EQUAL}
    assert {rate for each in found for rate in each.first} == set(card.rates)


@given(drawn_cards, st.data())
def test_every_rate_of_both_cards_is_held_against_the_other(
    shelf: Shelf, cards: list[tuple[str, str]], data: st.DataObject
) -> None:
    sold = st.sampled_from(shelf.book(cards).provider("shop").cards)
    first, second = data.draw(sold), data.draw(sold)
    found = price_differences(first, second)
    assert {rate for each in found for rate in each.first} == set(first.rates)
    assert {rate for each in found for rate in each.second} == set(second.rates)


@given(drawn_cards)
def test_what_is_asked_of_several_cards_is_answered_by_one_at_least(
    shelf: Shelf, cards: list[tuple[str, str]]
) -> None:
    lists = [PriceList(card) for card in shelf.book(cards).provider("shop").cards]
    asked = all_asked(lists)
    assert len(asked) == len(set(asked))
    assert all(any(each.rate(one) for each in lists) for one in asked)
