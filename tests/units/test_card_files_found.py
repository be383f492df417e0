"""Price files found and held against their names, their provider's unit and each other."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from kling_cost import PriceBook
from kling_cost.errors import InputRefused
from kling_cost.pricebook.load import load_provider, provider_folders

if TYPE_CHECKING:
    from pathlib import Path

    from kling_cost.errors import Problem

CREDIT = '[credit]\nid = "shop-credit"\nsingular = "credit"\nplural = "credits"\n'


def card(day: str = "2026-02-05", unit: str = "USD", more: str = "") -> str:
    return f"""
        applies_from = {day}
        first_day = "stated"
        known_from = 2026-02-10
        unit = "{unit}"
        summary = "A card."
        {more}
        [sources.page]
        title = "A page"
        link = "https://example.com"
        read_on = 2026-02-10
        [[offers]]
        model = "v3"
        modes = ["text-to-video"]
        per = "second"
        lengths = "3..15"
        rates = [{{ id = "a", tier = "pro", amount = 1, source = "page", basis = "published" }}]
    """


def correction(of: str) -> str:
    return card(more=f'supersedes = "{of}"\nreason = "Misread."')


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    write(folder, provider='name = "Shop"\nhome = "https://example.com"\n')
    return folder


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name.removeprefix('_').replace('_', '-')}.toml").write_text(text, encoding="utf-8")


def problems(folder: Path) -> list[Problem]:
    with pytest.raises(InputRefused) as refused:
        load_provider("shop", [folder])
    return list(refused.value.problems())


def test_cards_come_oldest_first_and_corrections_after_what_they_correct(shop: Path) -> None:
    write(
        shop,
        _2026_03_10=card("2026-03-10"),
        _2026_02_05=card(),
        _2026_02_05_r3=correction("2026-02-05-r2"),
        _2026_02_05_r2=correction("2026-02-05"),
    )
    provider = load_provider("shop", [shop])
    assert [found.name for found in provider.cards] == [
        "2026-02-05",
        "2026-02-05-r2",
        "2026-02-05-r3",
        "2026-03-10",
    ]
    assert provider.cards[0].applies_from == date(2026, 2, 5)
    assert provider.cards[1].rates[0].ref == "shop/2026-02-05-r2#a"


def test_the_tenth_correction_of_a_card_is_still_a_correction(shop: Path) -> None:
    write(shop, _2026_02_05=card(), _2026_02_05_r10=correction("2026-02-05"))
    assert [found.name for found in load_provider("shop", [shop]).cards] == ["2026-02-05", "2026-02-05-r10"]


@pytest.mark.parametrize("name", ["prices", "_2026_2_5", "_2026_02_05_r1", "_2026_02_05_new"])
def test_a_file_that_is_named_otherwise_is_no_card(shop: Path, name: str) -> None:
    write(shop, **{name: card()})
    (fault,) = problems(shop)
    assert fault.code == "card-name"
    assert fault.message == (
        "a card is named after its first day (2026-03-10.toml) or its correction (2026-03-10-r2.toml), "
        "a file of plans after plans- and its day (plans-2026-08-12.toml); rename it"
    )


def test_subscriptions_and_packs_lie_beside_the_cards_and_are_no_cards(shop: Path) -> None:
    write(shop, _2026_02_05=card(), plans_2026_08_12="anything = 1\n")
    assert [found.name for found in load_provider("shop", [shop]).cards] == ["2026-02-05"]


def test_a_cards_day_is_that_of_its_name(shop: Path) -> None:
    write(shop, _2026_02_05=card("2026-02-06"))
    (fault,) = problems(shop)
    assert fault.code == "card-day"
    assert fault.column == "applies_from"
    assert fault.message == "is 2026-02-06, but the file is 2026-02-05.toml; rename it or correct the day"


def test_a_cards_unit_is_a_currency_or_the_providers_credit(shop: Path) -> None:
    write(shop, _2026_02_05=card(unit="dollars"))
    (fault,) = problems(shop)
    assert (fault.code, fault.column) == ("card-unit", "unit")
    assert fault.message == "'dollars' is not known; allowed: a currency such as USD"
    write(shop, provider=f'name = "Shop"\nhome = "https://example.com"\n{CREDIT}')
    (fault,) = problems(shop)
    assert fault.message == (
        "'dollars' is not known; allowed: shop-credit (of provider.toml) or a currency such as USD"
    )
    write(shop, _2026_02_05=card(unit="shop-credit"))
    assert load_provider("shop", [shop]).cards[0].rates[0].unit == "shop-credit"


def test_a_correction_says_which_card_it_supersedes(shop: Path) -> None:
    write(shop, _2026_02_05=card(), _2026_02_05_r2=card())
    (fault,) = problems(shop)
    assert (fault.code, fault.column) == ("card-correction", "supersedes")
    cure = "add it, such as supersedes = '2026-02-05'"
    rule = "a correction (-r2 and on) names the file it supersedes, any other does not"
    assert fault.message == f"{rule}; {cure}"


def test_a_card_that_is_no_correction_supersedes_none(shop: Path) -> None:
    write(shop, _2026_02_05=correction("2026-01-01"))
    (fault,) = problems(shop)
    assert fault.code == "card-correction"


@pytest.mark.parametrize("wrong", ["2026-02-06", "2026-02-05-r2", "2026-02-05-r3", "2026-01-01"])
def test_a_correction_supersedes_an_earlier_card_of_its_day_that_is_there(shop: Path, wrong: str) -> None:
    write(shop, _2026_01_01=card("2026-01-01"), _2026_02_05=card(), _2026_02_05_r2=correction(wrong))
    (fault,) = problems(shop)
    assert (fault.code, fault.column) == ("card-correction", "supersedes")
    assert fault.message == f"'{wrong}' is no earlier file of 2026-02-05; there is 2026-02-05; name the last"


def test_the_faults_of_all_files_of_a_provider_come_at_once(shop: Path) -> None:
    write(
        shop,
        provider="name = 1\n",
        prices=card(),
        _2026_02_05=card("2026-02-06"),
        _2026_03_05="first_day = 'maybe'",
    )
    found = {fault.file and fault.file.rpartition("/")[2] for fault in problems(shop)}
    assert found >= {"provider.toml", "prices.toml", "2026-03-05.toml"}


def test_a_folder_without_a_provider_file_is_refused(shop: Path) -> None:
    (shop / "provider.toml").unlink()
    write(shop, _2026_02_05=card())
    (fault,) = problems(shop)
    assert fault.file == str(shop / "provider.toml")
    assert fault.code == "no-provider"
    assert fault.message == "is missing; add one with the provider's name, home page and credit"


def test_a_folder_of_prices_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="nowhere: is not a folder"):
        provider_folders([tmp_path / "nowhere"])


def test_only_folders_with_toml_files_are_providers(tmp_path: Path, shop: Path) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "models.toml").write_text("", encoding="utf-8")
    assert provider_folders([tmp_path]) == {"shop": [shop]}


def test_a_file_in_a_later_folder_replaces_its_namesake(tmp_path: Path, shop: Path) -> None:
    write(shop, _2026_02_05=card(), _2026_03_10=card("2026-03-10"))
    over = tmp_path / "own" / "shop"
    over.mkdir(parents=True)
    write(over, _2026_02_05=card(unit="EUR"))
    cards = PriceBook(tmp_path, tmp_path / "own").provider("shop").cards
    assert [(found.name, found.file.unit) for found in cards] == [
        ("2026-02-05", "EUR"),
        ("2026-03-10", "USD"),
    ]


def test_a_book_of_no_cards_yet_has_no_first_day(tmp_path: Path, shop: Path) -> None:
    assert load_provider("shop", [shop]).cards == []
    with pytest.raises(Exception, match="shop has no rate card for 2026-02-05"):
        PriceBook(tmp_path).card("shop", date(2026, 2, 5))


def test_a_card_carries_what_explains_a_price(shop: Path) -> None:
    text = card().replace('lengths = "3..15"', 'lengths = "3..15"\nnote = "For all."')
    write(shop, _2026_02_05=text.replace("amount = 1,", 'amount = 1, note = "For this.",'))
    (rate,) = load_provider("shop", [shop]).cards[0].rates
    assert rate.note == "For all. For this."
    assert (rate.source.title, rate.source.link) == ("A page", "https://example.com")
    assert rate.source.read_on == date(2026, 2, 10)
