"""Two clocks, of what applies and of what was known: prices announced, corrected and taken back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kling_cost import Clip, PriceBook
from kling_cost.errors import BeforeFirstCard, InputRefused
from kling_cost.pricebook.load import load_provider
from kling_cost.pricebook.sellers import sellers_of

if TYPE_CHECKING:
    from pathlib import Path

    from kling_cost.errors import Problem

CLIP = Clip(model="v3", tier="pro", seconds=Decimal(5))


def card(first_day: str, known_from: str, amount: int | None, more: str = "") -> str:
    """Give the text of a card but for its day; without an amount it sells nothing."""
    offer = f"""
        [[offers]]
        model = "v3"
        modes = ["text-to-video"]
        per = "second"
        lengths = "3..15"
        rates = [{{ id = "a", tier = "pro", amount = {amount}, source = "page", basis = "published" }}]
    """
    return f"""
        first_day = "{first_day}"
        known_from = {known_from}
        unit = "USD"
        summary = "A card."
        {more}
        [sources.page]
        title = "A page"
        link = "https://example.com"
        read_on = {known_from}
        {offer if amount is not None else ""}
    """


def of(wrong: str, reason: str = "Misread.") -> str:
    return f'supersedes = "{wrong}"\nreason = "{reason}"\n'


def taken_back(wrong: str) -> str:
    return of(wrong, "They thought better of it.") + "cancelled = true\n"


def shop(root: Path, **cards: str) -> PriceBook:
    """Write cards by their names, ``_2026_06_01_r2`` for 2026-06-01-r2.toml, and open the book of them."""
    folder = root / "shop"
    folder.mkdir(exist_ok=True)
    (folder / "provider.toml").write_text('name = "Shop"\nhome = "https://example.com"\n', encoding="utf-8")
    for key, text in cards.items():
        name = key.removeprefix("_").replace("_", "-")
        (folder / f"{name}.toml").write_text(f"applies_from = {name[:10]}\n{text}", encoding="utf-8")
    return PriceBook(root)


def amount(book: PriceBook, on: str, known_on: str | None = None) -> int:
    known = date.fromisoformat(known_on) if known_on else None
    return int(book.rate_for(CLIP, "shop", date.fromisoformat(on), known_on=known).amount)


def problems(root: Path, **cards: str) -> list[Problem]:
    with pytest.raises(InputRefused) as refused:
        shop(root, **cards).provider("shop")
    return list(refused.value.problems())


@pytest.fixture
def announced(tmp_path: Path) -> PriceBook:
    """A price of 1, and one of 2 that was announced on 1 April for 1 June."""
    return shop(
        tmp_path,
        _2026_01_01=card("stated", "2026-01-01", 1),
        _2026_06_01=card("announced", "2026-04-01", 2),
    )


@pytest.fixture
def cancelled(tmp_path: Path, announced: PriceBook) -> PriceBook:
    """The same, and on 10 May it was taken back."""
    del announced
    return shop(tmp_path, _2026_06_01_r2=card("announced", "2026-05-10", None, taken_back("2026-06-01")))


@pytest.mark.parametrize(("on", "price"), [("2026-05-31", 1), ("2026-06-01", 2), ("2030-01-01", 2)])
def test_an_announced_price_answers_from_its_day_and_not_before(
    announced: PriceBook, on: str, price: int
) -> None:
    assert amount(announced, on) == price


@pytest.mark.parametrize(("known_on", "price"), [("2026-01-01", 1), ("2026-03-31", 1), ("2026-04-01", 2)])
def test_as_known_before_the_announcement_an_announced_price_does_not_exist(
    announced: PriceBook, known_on: str, price: int
) -> None:
    assert amount(announced, "2026-07-01", known_on) == price


def test_as_known_before_anything_was_known_there_is_no_card_and_the_error_says_so(
    announced: PriceBook,
) -> None:
    with pytest.raises(BeforeFirstCard) as refused:
        amount(announced, "2026-07-01", "2025-12-31")
    assert str(refused.value) == (
        "shop has no rate card that was known on 2025-12-31 for 2026-07-01; ask with a later --known-on"
    )


@pytest.mark.parametrize(
    ("known_on", "price"),
    [("2026-03-31", 1), ("2026-04-01", 2), ("2026-05-09", 2), ("2026-05-10", 1), (None, 1)],
)
def test_a_price_that_was_taken_back_answers_only_as_known_between_announcement_and_cancellation(
    cancelled: PriceBook, known_on: str | None, price: int
) -> None:
    assert amount(cancelled, "2026-06-15", known_on) == price


def test_before_its_day_neither_announcement_nor_cancellation_changes_a_price(cancelled: PriceBook) -> None:
    for known_on in (None, "2026-04-15", "2026-05-10"):
        assert amount(cancelled, "2026-05-31", known_on) == 1


def test_after_a_cancellation_the_reference_is_that_of_the_earlier_card(cancelled: PriceBook) -> None:
    assert cancelled.rate_for(CLIP, "shop", date(2026, 7, 1)).ref == "shop/2026-01-01#a"
    assert cancelled.card("shop", date(2026, 7, 1)).name == "2026-01-01"


def test_a_cancelled_first_card_leaves_no_card_and_the_error_does_not_offer_another_day(
    tmp_path: Path,
) -> None:
    book = shop(
        tmp_path,
        _2026_06_01=card("announced", "2026-04-01", 2),
        _2026_06_01_r2=card("announced", "2026-05-10", None, taken_back("2026-06-01")),
    )
    assert amount(book, "2026-06-15", "2026-05-09") == 2
    with pytest.raises(
        BeforeFirstCard, match=r"no rate card for 2026-06-15; there is none for any other day"
    ):
        amount(book, "2026-06-15")


def test_a_cancellation_that_was_wrong_is_corrected_like_anything_else(
    tmp_path: Path, cancelled: PriceBook
) -> None:
    del cancelled
    book = shop(tmp_path, _2026_06_01_r3=card("announced", "2026-05-20", 3, of("2026-06-01-r2")))
    assert [
        amount(book, "2026-06-15", known) for known in ("2026-05-09", "2026-05-10", "2026-05-20", None)
    ] == [
        2,
        1,
        3,
        3,
    ]


def test_a_correction_answers_from_the_day_it_was_known_and_a_correction_of_it_from_its_own(
    tmp_path: Path,
) -> None:
    book = shop(
        tmp_path,
        _2026_01_01=card("stated", "2026-01-01", 1),
        _2026_01_01_r2=card("stated", "2026-02-01", 2, of("2026-01-01")),
        _2026_01_01_r3=card("stated", "2026-03-01", 3, of("2026-01-01-r2")),
    )
    days = ("2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01", None)
    assert [amount(book, "2026-01-15", known_on) for known_on in days] == [1, 2, 2, 3, 3]
    assert book.rate_for(CLIP, "shop", date(2026, 1, 15)).ref == "shop/2026-01-01-r3#a"


def test_two_corrections_of_one_card_overlap_and_the_later_one_is_named(tmp_path: Path) -> None:
    (fault,) = problems(
        tmp_path,
        _2026_01_01=card("stated", "2026-01-01", 1),
        _2026_01_01_r2=card("stated", "2026-02-01", 2, of("2026-01-01")),
        _2026_01_01_r3=card("stated", "2026-03-01", 3, of("2026-01-01")),
    )
    assert (fault.code, fault.column) == ("overlap", "supersedes")
    assert fault.file == str(tmp_path / "shop" / "2026-01-01-r3.toml")
    assert fault.message == (
        "2026-01-01-r2 supersedes 2026-01-01 too: two would be in force from 2026-01-01; "
        "let this one supersede 2026-01-01-r2"
    )


def test_a_correction_and_a_cancellation_of_one_card_overlap_too(tmp_path: Path) -> None:
    (fault,) = problems(
        tmp_path,
        _2026_06_01=card("announced", "2026-04-01", 1),
        _2026_06_01_r2=card("announced", "2026-05-01", 2, of("2026-06-01")),
        _2026_06_01_r3=card("announced", "2026-05-02", None, taken_back("2026-06-01")),
    )
    assert (fault.code, fault.file) == ("overlap", str(tmp_path / "shop" / "2026-06-01-r3.toml"))


def test_nothing_is_corrected_before_it_was_known(tmp_path: Path) -> None:
    (fault,) = problems(
        tmp_path,
        _2026_01_01=card("stated", "2026-02-01", 1),
        _2026_01_01_r2=card("stated", "2026-01-31", 2, of("2026-01-01")),
    )
    assert (fault.code, fault.column) == ("card-correction", "known_from")
    assert fault.file == str(tmp_path / "shop" / "2026-01-01-r2.toml")
    assert fault.message.startswith("is before 2026-02-01, when 2026-01-01 was known")


def test_a_correction_of_a_card_that_cannot_be_read_is_not_blamed_for_it(tmp_path: Path) -> None:
    (fault,) = problems(
        tmp_path,
        _2026_01_01="first_day = ",
        _2026_01_01_r2=card("stated", "2026-02-01", 2, of("2026-01-01")),
    )
    assert (fault.code, fault.file) == ("not-toml", str(tmp_path / "shop" / "2026-01-01.toml"))


CORRECTS = "a correction has both supersedes and reason, any other file neither"
HAS_OFFERS = "a card has offers, and a cancellation or a closure has none"


@pytest.mark.parametrize(
    ("text", "key", "message"),
    [
        (
            card("stated", "2026-02-01", None, "cancelled = true\n"),
            "cancelled",
            "a cancellation names the file that it takes back; add supersedes and reason",
        ),
        (
            card("stated", "2026-02-01", 1, 'supersedes = "2026-01-01"\n'),
            "supersedes",
            f"{CORRECTS}; add reason, or drop the other",
        ),
        (
            card("announced", "2026-02-01", 1),
            "first_day",
            "announced on 2026-02-01, after its first day; say stated or inferred",
        ),
        (
            card("stated", "2026-02-01", None),
            "offers",
            f"{HAS_OFFERS}; add what is sold, or say closed = true",
        ),
        (
            card("stated", "2026-02-01", 1, of("2026-01-01") + "cancelled = true\n"),
            "offers",
            f"{HAS_OFFERS}; drop them, or that key",
        ),
        (
            card("stated", "2026-02-01", 1, "closed = true\n"),
            "offers",
            f"{HAS_OFFERS}; drop them, or that key",
        ),
    ],
    ids=["what is cancelled", "reason", "announced late", "no offers", "cancelled", "closed"],
)
def test_a_card_that_contradicts_itself_is_refused(tmp_path: Path, text: str, key: str, message: str) -> None:
    found = {(fault.column, fault.message) for fault in problems(tmp_path, _2026_01_01=text)}
    assert (key, message) in found


def test_a_price_announced_on_its_very_day_is_announced(tmp_path: Path) -> None:
    assert amount(shop(tmp_path, _2026_01_01=card("announced", "2026-01-01", 1)), "2026-01-01") == 1


def test_who_sells_a_model_follows_both_clocks(cancelled: PriceBook) -> None:
    def sellers(on: date, known_on: date | None) -> dict[str, list[str]]:
        return sellers_of(cancelled, on, known_on=known_on)

    assert sellers(date(2026, 7, 1), None) == {"v3": ["shop"]}
    assert sellers(date(2025, 12, 31), None) == {}
    assert sellers(date(2026, 7, 1), date(2025, 12, 31)) == {}


def test_plans_and_packs_have_the_same_two_clocks(tmp_path: Path, announced: PriceBook) -> None:
    del announced
    folder = tmp_path / "shop"
    plan = """
        [[plans]]
        id = "pack"
        name = "Pack"
        kind = "pack"
        price = {price}
        currency = "USD"
        credits = 100
        source = "page"
        basis = "published"
    """
    versions = {
        "2026-01-01": card("stated", "2026-01-01", None) + plan.format(price=10),
        "2026-06-01": card("announced", "2026-04-01", None) + plan.format(price=20),
        "2026-06-01-r2": card("announced", "2026-05-10", None, taken_back("2026-06-01")),
    }
    for name, text in versions.items():
        path = folder / f"plans-{name}.toml"
        path.write_text(f"applies_from = {name[:10]}\n{text}", encoding="utf-8")

    def price(on: date, known_on: date | None) -> int | None:
        plans = PriceBook(tmp_path).plans("shop", on, known_on=known_on)
        return int(plans.file.plans[0].price) if plans else None

    assert [price(date(2026, 7, 1), known) for known in (None, date(2026, 4, 1), date(2026, 3, 31))] == [
        10,
        20,
        10,
    ]
    assert price(date(2025, 12, 31), None) is None


def test_plans_that_overlap_are_refused_like_cards(tmp_path: Path, announced: PriceBook) -> None:
    del announced
    folder = tmp_path / "shop"
    for revision in ("", "-r2", "-r3"):
        more = of("2026-01-01") if revision else ""
        text = card("stated", "2026-02-01", None, more + ("cancelled = true\n" if revision else ""))
        (folder / f"plans-2026-01-01{revision}.toml").write_text(
            f"applies_from = 2026-01-01\n{text}", encoding="utf-8"
        )
    with pytest.raises(InputRefused) as refused:
        PriceBook(tmp_path).all_plans("shop")
    codes = {(fault.code, fault.file and fault.file.rpartition("/")[2]) for fault in refused.value.problems()}
    assert ("overlap", "plans-2026-01-01-r3.toml") in codes
    assert load_provider("shop", [folder]).cards  # the cards are read without the plans
