"""A provider that stopped selling, and one without a public price: refused by name, never priced at zero."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kling_cost import Choices, Clip, Mode, Planner, PriceBook
from kling_cost.errors import Closed, InputRefused, KlingCostError, LengthNotAllowed, NoPublicPrice, NotSold
from kling_cost.pricebook.check import check_folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kling_cost import Models, Strategies, TakesRules
    from kling_cost.storyboard.shot import Storyboard

ON = date(2026, 11, 20)
CLIP = Clip(model="v3", tier="pro", seconds=Decimal(5))
HEAD = """
first_day = "stated"
known_from = 2026-02-10
unit = "USD"
"""
SOURCE = """
[sources.page]
title = "A page"
link = "https://example.com"
read_on = 2026-02-10
"""
OFFER = """
[[offers]]
model = "v3"
modes = ["text-to-video"]
per = "second"
lengths = "3..15"
rates = [{ id = "a", tier = "pro", amount = 1, source = "page", basis = "published" }]
"""
SOLD = f'{HEAD}summary = "A card."\n{SOURCE}{OFFER}'
CLOSED = f"""{HEAD}closed = true
summary = \"\"\"
It closed its doors
for good.\"\"\"
{SOURCE}"""


def shop(root: Path, seller: str = "", **cards: str) -> PriceBook:
    folder = root / "shop"
    folder.mkdir(exist_ok=True)
    text = f'name = "Shop"\nhome = "https://example.com"\n{seller}'
    (folder / "provider.toml").write_text(text, encoding="utf-8")
    for key, body in cards.items():
        name = key.removeprefix("_").replace("_", "-")
        (folder / f"{name}.toml").write_text(f"applies_from = {name[:10]}\n{body}", encoding="utf-8")
    return PriceBook(root)


@pytest.fixture
def closing(tmp_path: Path) -> PriceBook:
    """A shop that sold from January and closed on 1 June."""
    return shop(tmp_path, _2026_01_01=SOLD, _2026_06_01=CLOSED)


def test_a_closed_provider_sells_until_the_day_before(closing: PriceBook) -> None:
    assert closing.rate_for(CLIP, "shop", date(2026, 5, 31)).amount == 1


@pytest.mark.parametrize(
    "clip",
    [
        CLIP,
        replace(CLIP, seconds=Decimal("2.5")),
        replace(CLIP, model="o3", mode=Mode.VIDEO_EDIT, video_input=True),
        Clip(model="o3", mode=Mode.TEXT_TO_IMAGE, resolution="1k"),
        Clip(model="no-such-model"),
    ],
    ids=str,
)
@pytest.mark.parametrize("on", [date(2026, 6, 1), date(2030, 1, 1)], ids=str)
def test_from_the_day_it_closed_every_clip_is_refused_with_day_and_summary(
    closing: PriceBook, clip: Clip, on: date
) -> None:
    with pytest.raises(Closed) as refused:
        closing.rate_for(clip, "shop", on)
    assert str(refused.value).startswith(
        f"shop stopped selling on 2026-06-01, so it has no {clip.model} {clip.tier or clip.mode}"
    )
    assert str(refused.value).endswith(". It closed its doors for good.")
    assert (refused.value.nearest, refused.value.code) == (None, "closed")


def test_whoever_handles_what_is_not_sold_handles_a_closure(closing: PriceBook) -> None:
    assert issubclass(Closed, NotSold)
    assert not closing.sells(CLIP, "shop", ON)
    with pytest.raises(Closed):
        closing.lengths_for(CLIP, "shop", ON)


def test_a_closure_too_has_two_clocks(tmp_path: Path) -> None:
    announced = CLOSED.replace('"stated"', '"announced"').replace("2026-02-10", "2026-04-01")
    book = shop(tmp_path, _2026_01_01=SOLD, _2026_06_01=announced)
    assert book.sells(CLIP, "shop", ON, known_on=date(2026, 3, 31))
    assert not book.sells(CLIP, "shop", ON, known_on=date(2026, 4, 1))


def test_a_provider_that_opens_again_sells_again(tmp_path: Path, closing: PriceBook) -> None:
    del closing
    book = shop(tmp_path, _2026_08_01=SOLD)
    assert [book.sells(CLIP, "shop", date(2026, month, 15)) for month in (5, 6, 7, 8)] == [
        True,
        False,
        False,
        True,
    ]


def test_a_plan_at_a_closed_provider_prices_no_shot_and_names_the_closure_for_each(
    closing: PriceBook,
    models: Models,
    takes: TakesRules,
    strategies: Strategies,
    storyboard_of: Callable[[str], Storyboard],
) -> None:
    board = storyboard_of("shot_id,duration_s,product,takes\n1,5,video,2\n2,,image,1")
    planner = Planner(book=closing, models=models, takes=takes)
    for strategy in strategies:
        plan = planner.plan(board, strategy=strategy, provider="shop", on=ON, choices=Choices())
        assert plan.lines == []
        assert {entry.shot.shot_id for entry in plan.unpriced} == {"1", "2"}
        assert all("shop stopped selling on 2026-06-01" in entry.reason for entry in plan.unpriced)


@pytest.fixture
def unpublished(tmp_path: Path) -> PriceBook:
    return shop(tmp_path, 'no_public_price = "Ask their sales team, or see fal."\n')


def test_a_provider_without_a_public_price_says_so_and_what_to_do_instead(unpublished: PriceBook) -> None:
    asks: list[Callable[[], object]] = [
        lambda: unpublished.card("shop", ON),
        lambda: unpublished.rate_for(CLIP, "shop", ON),
        lambda: unpublished.lengths_for(CLIP, "shop", ON),
        lambda: unpublished.sells(CLIP, "shop", ON),
        lambda: unpublished.card("shop", date(1990, 1, 1), known_on=date(1980, 1, 1)),
    ]
    for ask in asks:
        with pytest.raises(NoPublicPrice) as refused:
            ask()
        assert str(refused.value) == "shop has no public price. Ask their sales team, or see fal."


def test_a_provider_without_a_public_price_is_accepted_by_the_check(
    tmp_path: Path, unpublished: PriceBook
) -> None:
    del unpublished
    checked = check_folder(tmp_path, ON)
    assert (checked.providers, checked.cards, checked.problems) == (1, 0, [])


def test_a_public_price_contradicts_that_there_is_none(tmp_path: Path) -> None:
    book = shop(tmp_path, 'no_public_price = "Ask."\n', _2026_01_01=SOLD)
    with pytest.raises(InputRefused) as refused:
        book.provider("shop")
    (fault,) = refused.value.problems()
    assert (fault.file, fault.column) == (str(tmp_path / "shop" / "provider.toml"), "no_public_price")
    assert fault.message == "there are rate cards, so prices are public; drop it"


def test_own_cards_over_a_provider_without_a_public_price_are_its_prices(tmp_path: Path) -> None:
    """What somebody agreed with picsart is no public price, and answers all the same."""
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    shipped.mkdir()
    shop(shipped, 'no_public_price = "Ask."\n')
    (own / "shop").mkdir(parents=True)
    (own / "shop" / "2026-01-01.toml").write_text(f"applies_from = 2026-01-01\n{SOLD}", encoding="utf-8")
    book = PriceBook(shipped, own)
    assert book.rate_for(CLIP, "shop", ON).ref == "shop/2026-01-01#a"
    with pytest.raises(KlingCostError, match="the first card applies from 2026-01-01"):
        book.rate_for(CLIP, "shop", date(2025, 12, 31))


def test_no_price_must_say_what_is_known_instead(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="no_public_price"):
        shop(tmp_path, 'no_public_price = ""\n').provider("shop")


def test_every_shipped_provider_sells_is_closed_or_says_that_it_has_no_public_price(book: PriceBook) -> None:
    unpublished = []
    for name in book.provider_ids:
        provider = book.provider(name)
        if provider.file.no_public_price:
            unpublished.append(name)
            assert provider.cards == []
            with pytest.raises(NoPublicPrice):
                book.rate_for(CLIP, name, ON)
        else:
            assert all(bool(card.rates) is not card.file.closed for card in provider.cards)
    assert "picsart" in unpublished


def test_every_shipped_closure_is_named_from_its_day_on(book: PriceBook) -> None:
    closures = [card for name in book.provider_ids for card in book.provider(name).cards if card.file.closed]
    assert closures
    for card in closures:
        with pytest.raises(Closed, match=f"{card.provider} stopped selling on {card.applies_from}"):
            book.rate_for(CLIP, card.provider, card.applies_from)


def test_a_closure_is_named_before_a_wrong_length(closing: PriceBook) -> None:
    with pytest.raises(LengthNotAllowed):
        closing.rate_for(replace(CLIP, seconds=Decimal(99)), "shop", date(2026, 5, 31))
    with pytest.raises(Closed):
        closing.rate_for(replace(CLIP, seconds=Decimal(99)), "shop", date(2026, 6, 1))
