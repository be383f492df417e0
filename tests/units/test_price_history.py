"""The course of a price: what fal and ComfyUI did, and all that can happen to one from card to card."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from kling_cost import Audio, Mode, PriceBook
from kling_cost.errors import BeforeFirstCard, UnknownProvider
from kling_cost.pricebook.asked import PriceList, all_asked
from kling_cost.pricebook.history import Course, Event, price_history
from kling_cost.pricebook.price_filter import NeverSold, PriceFilter
from kling_cost.rounding import rounded

if TYPE_CHECKING:
    from pathlib import Path

    from kling_cost.pricebook.history import Step

ON = date(2026, 11, 20)
T2V = 'modes = ["text-to-video"]'
BOTH = 'modes = ["image-to-video", "text-to-video"]'
SECOND = 'per = "second"\nlengths = "3..15"'


def card(*offers: str, day: str = "2026-02-05", unit: str = "USD", more: str = "", known: str = "") -> str:
    sources = '[sources.page]\ntitle = "Prices"\nlink = "https://example.com"\nread_on = 2026-02-10\n'
    return (
        f'applies_from = {day}\nfirst_day = "stated"\nknown_from = {known or day}\nunit = "{unit}"\n'
        f'summary = "A card."\n{more}\n{sources}' + "".join(offers)
    )


def offer(*rates: str, modes: str = T2V, per: str = SECOND) -> str:
    rows = ", ".join(
        f'{{ id = "r{number}-{len(modes)}", tier = "pro", source = "page", basis = "published", {rate} }}'
        for number, rate in enumerate(rates)
    )
    return f'[[offers]]\nmodel = "v3"\n{modes}\n{per}\nrates = [{rows}]\n'


def shop(root: Path, **cards: str) -> PriceBook:
    """Write the cards of one shop under their names, ``_2026_02_05`` and ``_2026_02_05_r2``."""
    folder = root / "shop"
    folder.mkdir()
    (folder / "provider.toml").write_text('name = "Shop"\nhome = "https://example.com"\n', encoding="utf-8")
    for name, text in cards.items():
        (folder / f"{name.strip('_').replace('_', '-')}.toml").write_text(text, encoding="utf-8")
    return PriceBook(root)


def told(course: Course) -> list[tuple[str, str, str | None]]:
    """Tell a course: day, event and price."""
    return [(str(step.day), step.event.value, price(step)) for step in course.steps]


def price(step: Step) -> str | None:
    if not step.rates:
        return None
    rate = step.rates[0]
    return f"{rate.amount} {rate.unit}/{rate.per}"


def only(courses: list[Course]) -> Course:
    assert len(courses) == 1
    return courses[0]


def test_fal_halved_v3_pro_with_audio_on_the_tenth_of_march(book: PriceBook) -> None:
    course = only(price_history(book, "fal", PriceFilter(models=["v3"], tier="pro", audio=Audio.ON), on=ON))

    assert told(course) == [
        ("2026-02-05", "first seen", "0.336 USD/second"),
        ("2026-03-10", "changed", "0.168 USD/second"),
    ]
    assert course.modes == (Mode.TEXT_TO_VIDEO, Mode.IMAGE_TO_VIDEO)
    change = course.last.change
    assert change is not None
    assert (change.percent, change.difference) == (Fraction(-50), Decimal("-0.168"))
    assert [step.card.file.first_day for step in course.steps] == ["inferred", "stated"]
    assert course.last.rates[0].ref == "fal/2026-03-10#v3-pro-on"


def test_the_day_before_the_change_there_was_none(book: PriceBook) -> None:
    wanted = PriceFilter(models=["v3"], tier="pro", audio=Audio.ON)
    course = only(price_history(book, "fal", wanted, on=date(2026, 3, 9)))
    assert told(course) == [("2026-02-05", "first seen", "0.336 USD/second")]


def test_comfyui_went_from_dollars_to_credits_and_that_has_no_percent(book: PriceBook) -> None:
    wanted = PriceFilter(models=["veo-3.1"], tier="standard", audio=Audio.ON, mode=Mode.TEXT_TO_VIDEO)
    course = only(price_history(book, "comfyui", wanted, on=ON))

    crossing = next(step.change for step in course.steps if step.change and step.change.unit_changed)
    assert (crossing.old.unit, crossing.new.unit) == ("USD", "comfy-credit")
    assert (crossing.ratio, crossing.percent, crossing.difference) == (None, None, None)


def test_no_longer_sold_and_sold_again_at_another_price(tmp_path: Path) -> None:
    other = offer("amount = 9", modes='modes = ["image-to-video"]')
    book = shop(
        tmp_path,
        _2026_02_05=card(offer("amount = 0.2"), other),
        _2026_03_05=card(other, day="2026-03-05"),
        _2026_04_05=card(other, day="2026-04-05"),
        _2026_05_05=card(offer("amount = 0.3"), other, day="2026-05-05"),
        _2026_06_05=card(day="2026-06-05", more="closed = true"),
    )
    course = only(price_history(book, "shop", PriceFilter(mode=Mode.TEXT_TO_VIDEO), on=ON))

    assert told(course) == [
        ("2026-02-05", "first seen", "0.2 USD/second"),
        ("2026-03-05", "no longer sold", None),
        ("2026-05-05", "sold again", "0.3 USD/second"),
        ("2026-06-05", "no longer sold", None),
    ]
    assert course.steps[2].change is not None
    assert course.steps[2].change.percent == 50


def test_a_correction_replaces_what_it_corrects_from_the_day_it_was_known(tmp_path: Path) -> None:
    book = shop(
        tmp_path,
        _2026_02_05=card(offer("amount = 0.2")),
        _2026_02_05_r2=card(
            offer("amount = 0.25"), known="2026-05-01", more='supersedes = "2026-02-05"\nreason = "Misread."'
        ),
        _2026_03_05=card(offer("amount = 0.3"), day="2026-03-05"),
    )
    now = only(price_history(book, "shop", on=ON))
    then = only(price_history(book, "shop", on=ON, known_on=date(2026, 4, 30)))

    assert [price(step) for step in now.steps] == ["0.25 USD/second", "0.3 USD/second"]
    assert [price(step) for step in then.steps] == ["0.2 USD/second", "0.3 USD/second"]
    assert now.steps[0].rates[0].ref.startswith("shop/2026-02-05-r2#")
    changed = [course.last.change for course in (now, then)]
    assert [change.percent for change in changed if change] == [20, 50]


def test_what_was_announced_and_taken_back_never_was(tmp_path: Path) -> None:
    announced = card(offer("amount = 9"), day="2026-06-01", known="2026-05-01").replace("stated", "announced")
    cancelled = card(
        day="2026-06-01",
        known="2026-05-20",
        more='supersedes = "2026-06-01"\nreason = "Taken back."\ncancelled = true',
    )
    book = shop(
        tmp_path,
        _2026_02_05=card(offer("amount = 0.2")),
        _2026_06_01=announced,
        _2026_06_01_r2=cancelled,
    )
    assert [step.event for step in only(price_history(book, "shop", on=ON)).steps] == [Event.FIRST_SEEN]
    believed = only(price_history(book, "shop", on=ON, known_on=date(2026, 5, 10)))
    assert [price(step) for step in believed.steps] == ["0.2 USD/second", "9 USD/second"]


@pytest.mark.parametrize(("day", "steps"), [(date(2026, 5, 31), 1), (date(2026, 6, 1), 2)])
def test_an_announced_price_is_shown_on_its_day_and_not_before(tmp_path: Path, day: date, steps: int) -> None:
    announced = card(offer("amount = 0.3"), day="2026-06-01", known="2026-05-01")
    book = shop(
        tmp_path,
        _2026_02_05=card(offer("amount = 0.2")),
        _2026_06_01=announced.replace("stated", "announced"),
    )
    assert len(only(price_history(book, "shop", on=day)).steps) == steps


CLIPS = 'per = "clip"\nlengths = [5, 10]'


def test_by_the_clip_and_by_the_second_compare_at_the_length_of_the_clip(tmp_path: Path) -> None:
    by_clip = offer("clip_s = 5, amount = 0.7", "clip_s = 10, amount = 1.2", per=CLIPS)
    by_second = offer("amount = 0.14", per='per = "second"\nlengths = "3..15"')
    book = shop(tmp_path, _2026_02_05=card(by_clip), _2026_03_05=card(by_second, day="2026-03-05"))
    five, ten, others = price_history(book, "shop", on=ON)

    assert [course.asked.clip_s for course in (five, ten, others)] == [5, 10, None]
    assert others.asked.other_than == (5, 10)
    assert told(others) == [("2026-03-05", "first seen", "0.14 USD/second")]
    changes = [course.last.change for course in (five, ten)]
    assert [change.percent for change in changes if change] == [0, Fraction(50, 3)]
    assert [change.measure_changed and change.difference is None for change in changes if change] == [
        True,
        True,
    ]
    assert told(five)[1] == ("2026-03-05", "changed", "0.14 USD/second")


def test_what_has_just_the_lengths_of_the_clips_is_no_price_of_other_lengths(tmp_path: Path) -> None:
    by_clip = offer("clip_s = 5, amount = 0.7", "clip_s = 10, amount = 1.2", per=CLIPS)
    by_second = offer("amount = 0.14", per='per = "second"\nlengths = [5, 10]')
    book = shop(tmp_path, _2026_02_05=card(by_clip), _2026_03_05=card(by_second, day="2026-03-05"))
    assert [course.asked.clip_s for course in price_history(book, "shop", on=ON)] == [5, 10]


def test_by_the_block_and_by_the_second_do_not_compare(tmp_path: Path) -> None:
    blocks = offer("amount = 0.7", per='per = "block"\nblock_s = 5\nlengths = "3..15"')
    book = shop(
        tmp_path,
        _2026_02_05=card(offer("amount = 0.14")),
        _2026_03_05=card(blocks, day="2026-03-05"),
    )
    change = only(price_history(book, "shop", on=ON)).last.change
    assert change is not None
    assert change.measure_changed
    assert (change.ratio, change.difference) == (None, None)


def test_a_clip_and_a_block_of_its_length_do_not_compare(tmp_path: Path) -> None:
    clips = offer("clip_s = 5, amount = 0.7", "clip_s = 10, amount = 1.2", per=CLIPS)
    blocks = offer("amount = 0.7", per='per = "block"\nblock_s = 5\nlengths = [5, 10]')
    book = shop(tmp_path, _2026_02_05=card(clips), _2026_03_05=card(blocks, day="2026-03-05"))
    changes = [course.last.change for course in price_history(book, "shop", on=ON)]
    assert [change.ratio for change in changes if change] == [None, None]


def test_a_tier_in_several_resolutions_does_not_answer_one_who_names_none(tmp_path: Path) -> None:
    several = offer('amount = 0.2, resolution = "720p"', 'amount = 0.3, resolution = "1080p"')
    prices = PriceList(shop(tmp_path, _2026_02_05=card(several)).card("shop", ON))
    low, high = all_asked([prices])
    assert prices.rate(replace(low, resolution=None)) is None
    rates = [prices.rate(asked) for asked in (low, high)]
    assert [rate.amount for rate in rates if rate] == [Decimal("0.2"), Decimal("0.3")]


def test_a_tier_that_names_its_resolution_later_is_the_same_price(tmp_path: Path) -> None:
    book = shop(
        tmp_path,
        _2026_02_05=card(offer("amount = 0.2")),
        _2026_03_05=card(offer('amount = 0.2, resolution = "720p"'), day="2026-03-05"),
        _2026_04_05=card(offer('amount = 0.2, resolution = "1080p"'), day="2026-04-05"),
    )
    course = only(price_history(book, "shop", on=ON))
    assert [(str(step.day), step.event) for step in course.steps] == [
        ("2026-02-05", Event.FIRST_SEEN),
        ("2026-04-05", Event.CHANGED),  # it costs the same and delivers another resolution
    ]
    assert course.last.change is not None
    assert course.last.change.resolution_changed
    assert course.last.change.percent == 0


def test_resolutions_sold_side_by_side_have_a_course_each(tmp_path: Path) -> None:
    several = offer('amount = 0.2, resolution = "720p"', 'amount = 0.3, resolution = "1080p"')
    book = shop(
        tmp_path,
        _2026_02_05=card(offer("amount = 0.1")),
        _2026_03_05=card(several, day="2026-03-05"),
    )
    low, high = price_history(book, "shop", on=ON)
    assert [low.asked.resolution, high.asked.resolution] == ["720p", "1080p"]
    # The first card names none: the tier cost this much, whichever was asked.
    assert [price(step) for step in low.steps] == ["0.1 USD/second", "0.2 USD/second"]
    assert [price(step) for step in high.steps] == ["0.1 USD/second", "0.3 USD/second"]
    assert only(price_history(book, "shop", PriceFilter(resolution="1080p"), on=ON)) == high


def test_modes_with_one_course_are_together_and_one_that_differs_once_is_not(tmp_path: Path) -> None:
    book = shop(
        tmp_path,
        _2026_02_05=card(offer("amount = 0.2", modes=BOTH)),
        _2026_03_05=card(offer("amount = 0.3", modes=BOTH), day="2026-03-05"),
    )
    assert only(price_history(book, "shop", on=ON)).modes == (Mode.TEXT_TO_VIDEO, Mode.IMAGE_TO_VIDEO)

    (tmp_path / "own" / "shop").mkdir(parents=True)
    apart = card(
        offer("amount = 0.3"), offer("amount = 0.2", modes='modes = ["image-to-video"]'), day="2026-03-05"
    )
    (tmp_path / "own" / "shop" / "2026-03-05.toml").write_text(apart, encoding="utf-8")
    changed = PriceBook(tmp_path, tmp_path / "own")
    assert [course.modes for course in price_history(changed, "shop", on=ON)] == [
        (Mode.IMAGE_TO_VIDEO,),
        (Mode.TEXT_TO_VIDEO,),
    ]


def test_rates_of_one_price_from_different_pages_are_all_named(book: PriceBook) -> None:
    wanted = PriceFilter(models=["v3"], tier="standard", audio=Audio.ON)
    last = only(price_history(book, "fal", wanted, on=ON)).last
    assert [rate.ref for rate in last.rates] == [
        "fal/2026-03-10#v3-standard-on",
        "fal/2026-03-10#v3-standard-i2v-on",
    ]


def test_a_model_that_was_never_sold_there_names_those_that_were(book: PriceBook) -> None:
    with pytest.raises(NeverSold) as refused:
        price_history(book, "pixverse", PriceFilter(models=["veo-3.1"]), on=ON)
    assert str(refused.value).startswith("no price of veo-3.1 is on ")
    assert {"v3", "o3"} <= set(str(refused.value).partition("there are ")[2].split(", "))


def test_a_combination_that_was_never_sold_names_what_there_is(tmp_path: Path) -> None:
    book = shop(tmp_path, _2026_02_05=card(offer('amount = 0.2, resolution = "720p"')))
    message = (
        r"^no price of v3 \(tier 4k, audio on\) is on card shop/2026-02-05; "
        r"of v3 there are tiers pro; audio off; modes text-to-video; resolutions 720p$"
    )
    with pytest.raises(NeverSold, match=message):
        price_history(book, "shop", PriceFilter(models=["v3"], tier="4k", audio=Audio.ON), on=ON)
    with pytest.raises(
        NeverSold, match=r"^no price of tier 4k is on card shop/2026-02-05; there are tiers pro"
    ):
        price_history(book, "shop", PriceFilter(tier="4k"), on=ON)


def test_a_shop_that_was_closed_from_the_start_has_no_history(tmp_path: Path) -> None:
    book = shop(tmp_path, _2026_02_05=card(more="closed = true"))
    with pytest.raises(NeverSold, match="no price of anything is on card shop/2026-02-05"):
        price_history(book, "shop", on=ON)


def test_a_wrong_provider_or_day_is_refused_as_the_book_does(book: PriceBook) -> None:
    with pytest.raises(UnknownProvider, match="did you mean fal"):
        price_history(book, "fall", on=ON)
    with pytest.raises(BeforeFirstCard, match="the first card applies from 2026-02-05"):
        price_history(book, "fal", on=date(2026, 2, 4))


@pytest.mark.parametrize(
    ("percent", "shown"),
    [
        (Fraction(12345, 1000), "12.35"),
        (Fraction(-12345, 1000), "-12.35"),
        (Fraction(12344999, 1000000), "12.34"),
        (Fraction(-50), "-50.00"),
        (Fraction(1, 3), "0.33"),
        (Fraction(-2, 300), "-0.01"),
        (Fraction(0), "0.00"),
    ],
)
def test_a_percent_has_two_decimals_half_up(percent: Fraction, shown: str) -> None:
    assert str(rounded(percent, 2)) == shown
