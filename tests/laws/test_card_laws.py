"""Laws of cards: a card has its days, a correction its moment, and a price that breaks a law is found."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_cost import Models, PriceBook, quote_line
from kling_cost.errors import BeforeFirstCard, InputRefused
from kling_cost.pricebook.laws import check_laws
from kling_cost.testing import SoldClip, book_faults, days_of, sold_clips

if TYPE_CHECKING:
    from pathlib import Path

    from kling_cost.pricebook.load import Card

BOOK, MODELS = PriceBook(), Models()
CARDS = [card for name in BOOK.provider_ids for card in BOOK.provider(name).cards]
SPANS = [
    (earlier, later.applies_from)
    for name in BOOK.provider_ids
    for earlier, later in pairwise(BOOK.provider(name).cards)
]
TODAY = date(2026, 11, 20)

HEAD = """
first_day = "stated"
unit = "USD"
summary = "A card of a test."
[sources.page]
title = "The price page"
link = "https://example.com/prices"
read_on = 2026-02-10
"""


def offer(
    *rates: str, model: str = "v3", mode: str = "text-to-video", more: str = 'lengths = "3..15"'
) -> str:
    rows = ",\n".join(f'{{ {rate}, source = "page", basis = "published" }}' for rate in rates)
    per = "" if "per =" in more else 'per = "second"\n'
    return f'[[offers]]\nmodel = "{model}"\nmodes = ["{mode}"]\n{per}{more}\nrates = [\n{rows}\n]\n'


PRO = 'id = "v3-pro", tier = "pro", amount = 0.1'


def shop(root: Path, **cards: str) -> PriceBook:
    """Write the cards of one provider, by their names with _ for -, and open the book of them."""
    folder = root / "shop"
    folder.mkdir(exist_ok=True)
    (folder / "provider.toml").write_text('name = "Shop"\nhome = "https://example.com"\n', encoding="utf-8")
    for name, text in cards.items():
        (folder / f"{name.removeprefix('c').replace('_', '-')}.toml").write_text(text, encoding="utf-8")
    return PriceBook(root)


def card_text(day: str, known: str, *offers: str, corrects: str | None = None) -> str:
    wrong = f'supersedes = "{corrects}"\nreason = "The price was misread."\n' if corrects else ""
    return f"applies_from = {day}\nknown_from = {known}\n{wrong}{HEAD}{''.join(offers)}"


def test_every_shipped_card_keeps_every_law() -> None:
    assert CARDS
    assert book_faults(BOOK, MODELS) == []


@pytest.mark.parametrize(
    ("broken", "offers"),
    [
        (
            "a higher tier",
            [offer('id = "low", tier = "standard", amount = 2', 'id = "high", tier = "pro", amount = 1')],
        ),
        (
            "a higher tier",
            [offer('id = "low", tier = "pro", amount = 2', 'id = "high", tier = "4k", amount = 1')],
        ),
        (
            "more audio",
            [
                offer(
                    'id = "low", tier = "pro", amount = 2',
                    'id = "high", tier = "pro", audio = ["on"], amount = 1',
                )
            ],
        ),
        (
            "more audio",
            [
                offer(
                    'id = "high", tier = "pro", audio = ["voice"], amount = 1',
                    'id = "low", tier = "pro", audio = ["on"], amount = 2',
                )
            ],
        ),
        (
            "a video input",
            [
                offer('id = "low", tier = "pro", amount = 2', model="o3", mode="reference-to-video"),
                offer(
                    'id = "high", tier = "pro", amount = 1',
                    model="o3",
                    mode="reference-to-video",
                    more='video_input = true\nlengths = "3..10"',
                ),
            ],
        ),
        (
            "a larger image",
            [
                offer(
                    'id = "high", resolution = "4k", amount = 1',
                    'id = "low", resolution = "1k", amount = 2',
                    mode="text-to-image",
                    more='per = "image"',
                )
            ],
        ),
        (
            "a longer clip",
            [
                offer(
                    'id = "low", tier = "pro", clip_s = 5, amount = 2',
                    'id = "high", tier = "pro", clip_s = 10, amount = 1',
                    more='per = "clip"\nlengths = [5, 10]',
                )
            ],
        ),
    ],
)
def test_a_price_that_breaks_a_law_is_found(tmp_path: Path, broken: str, offers: list[str]) -> None:
    book = shop(tmp_path, c2026_02_05=card_text("2026-02-05", "2026-02-10", *offers))
    (fault,) = book_faults(book, MODELS)
    assert fault.message == (f"costs 1, less than low (2): {broken} never costs less; read the source again")
    assert fault.column == "rate high"
    assert fault.file == str(tmp_path / "shop" / "2026-02-05.toml")


def test_prices_that_are_equal_break_no_law(tmp_path: Path) -> None:
    rates = ('id = "a", tier = "standard", amount = 1', 'id = "b", tier = "pro", amount = 1')
    book = shop(tmp_path, c2026_02_05=card_text("2026-02-05", "2026-02-10", offer(*rates)))
    assert check_laws(book.provider("shop").cards[0], MODELS) == []


def test_two_resolutions_of_one_tier_are_not_a_higher_and_a_lower_tier(tmp_path: Path) -> None:
    rates = (
        'id = "large", tier = "pro", resolution = "1080p", amount = 2',
        'id = "small", tier = "pro", resolution = "720p", amount = 1',
    )
    book = shop(tmp_path, c2026_02_05=card_text("2026-02-05", "2026-02-10", offer(*rates)))
    assert book_faults(book, MODELS) == []


@given(st.sampled_from(CARDS).flatmap(lambda card: st.tuples(st.just(card), days_of(card))))
def test_a_day_never_gets_a_card_that_begins_later_nor_one_older_than_the_newest(
    drawn: tuple[Card, date],
) -> None:
    card, day = drawn
    found = BOOK.card(card.provider, day)
    began = [other.applies_from for other in BOOK.provider(card.provider).cards if other.applies_from <= day]
    assert found.applies_from == max(began)


@given(sold_clips(BOOK), st.integers(1, 1000))
def test_on_a_day_before_anything_was_known_nothing_is_seen(drawn: SoldClip, days: int) -> None:
    known = min(card.file.known_from for card in BOOK.provider(drawn.provider).cards)
    before = known - timedelta(days=days)
    with pytest.raises(BeforeFirstCard, match=f"known on {before}") as refused:
        BOOK.rate_for(drawn.clip, drawn.provider, drawn.on, known_on=before)
    assert refused.value.first_day is None


@given(sold_clips(BOOK), st.integers(0, 1000))
def test_once_every_card_is_known_a_later_day_of_knowing_changes_nothing(drawn: SoldClip, days: int) -> None:
    known = max(card.file.known_from for card in BOOK.provider(drawn.provider).cards)
    later = BOOK.rate_for(drawn.clip, drawn.provider, drawn.on, known_on=known + timedelta(days=days))
    assert later is drawn.rate


@pytest.mark.parametrize(
    ("day", "card", "dollars"),
    [
        ("2026-03-01", "2026-02-05", "1.960"),
        ("2026-03-09", "2026-02-05", "1.960"),
        ("2026-03-10", "2026-03-10", "0.980"),
        ("2026-04-01", "2026-03-31", "0.980"),
    ],
)
def test_fal_halved_v3_pro_on_the_tenth_of_march(day: str, card: str, dollars: str) -> None:
    clip = MODELS.clip(model="v3", tier="pro", audio="voice", duration_s=5, mode="image-to-video")
    rate = BOOK.rate_for(clip, "fal", date.fromisoformat(day))
    assert rate.card == card
    assert quote_line(clip, rate).amount.number == Decimal(dollars)


@pytest.fixture
def corrected(tmp_path: Path) -> PriceBook:
    """A card, its correction, the correction of that, and a later card that is right."""
    dearer = PRO.replace("0.1", "0.2")
    dearest = PRO.replace("0.1", "0.3")
    return shop(
        tmp_path,
        c2026_02_05=card_text("2026-02-05", "2026-02-10", offer(PRO)),
        c2026_02_05_r2=card_text("2026-02-05", "2026-04-01", offer(dearer), corrects="2026-02-05"),
        c2026_02_05_r3=card_text("2026-02-05", "2026-06-01", offer(dearest), corrects="2026-02-05-r2"),
        c2026_05_01=card_text("2026-05-01", "2026-05-01", offer(PRO)),
    )


@pytest.mark.parametrize(
    ("on", "known_on", "ref"),
    [
        ("2026-02-05", None, "shop/2026-02-05-r3#v3-pro"),
        ("2026-04-30", None, "shop/2026-02-05-r3#v3-pro"),
        ("2026-04-30", "2026-06-01", "shop/2026-02-05-r3#v3-pro"),
        ("2026-04-30", "2026-05-31", "shop/2026-02-05-r2#v3-pro"),
        ("2026-04-30", "2026-04-01", "shop/2026-02-05-r2#v3-pro"),
        ("2026-04-30", "2026-03-31", "shop/2026-02-05#v3-pro"),
        ("2026-04-30", "2026-02-10", "shop/2026-02-05#v3-pro"),
        ("2026-05-01", None, "shop/2026-05-01#v3-pro"),
        ("2026-05-01", "2026-04-30", "shop/2026-02-05-r2#v3-pro"),
    ],
)
def test_a_correction_answers_from_the_day_it_was_known_and_the_wrong_card_before(
    corrected: PriceBook, on: str, known_on: str | None, ref: str
) -> None:
    clip = MODELS.clip(model="v3", tier="pro", audio="off", duration_s=5)
    known = date.fromisoformat(known_on) if known_on else None
    assert corrected.rate_for(clip, "shop", date.fromisoformat(on), known_on=known).ref == ref


def test_before_the_wrong_card_was_known_there_was_nothing(corrected: PriceBook) -> None:
    with pytest.raises(BeforeFirstCard, match="ask with a later --known-on"):
        corrected.card("shop", TODAY, known_on=date(2026, 2, 9))


@pytest.mark.parametrize(
    ("name", "day", "corrects"),
    [("c2026_02_05_r2", "2026-02-05", "2026-02-05-r2"), ("c2026_03_05_r2", "2026-03-05", "2026-02-05")],
    ids=["itself", "another day"],
)
def test_a_correction_replaces_an_earlier_card_of_its_own_day(
    tmp_path: Path, name: str, day: str, corrects: str
) -> None:
    wrong = card_text(day, "2026-04-01", offer(PRO), corrects=corrects)
    book = shop(tmp_path, **{"c2026_02_05": card_text("2026-02-05", "2026-02-10", offer(PRO)), name: wrong})
    with pytest.raises(InputRefused, match="supersedes"):
        book.provider("shop")


def test_own_cards_laid_over_the_shipped_ones_leave_the_others_alone(tmp_path: Path) -> None:
    shop(tmp_path, c2026_02_05=card_text("2026-02-05", "2026-02-10", offer(PRO)))
    fal = tmp_path / "fal"
    fal.mkdir()
    (fal / "2026-12-01.toml").write_text(card_text("2026-12-01", "2026-12-01", offer(PRO)), encoding="utf-8")
    shipped = BOOK.provider("fal").cards[0].path.parent.parent
    both = PriceBook(shipped, tmp_path)
    clip = MODELS.clip(model="v3", tier="pro", audio="off", duration_s=5)
    assert both.provider_ids == sorted([*BOOK.provider_ids, "shop"])
    assert both.rate_for(clip, "fal", date(2026, 12, 1)).amount == Decimal("0.1")
    assert both.rate_for(clip, "fal", TODAY).ref == BOOK.rate_for(clip, "fal", TODAY).ref
    assert both.rate_for(clip, "shop", TODAY).ref == "shop/2026-02-05#v3-pro"
