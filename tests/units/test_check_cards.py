"""``check_cards`` and ``laws_of`` over own cards: all faults at once, each with file, key and cure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kling_cost import PriceBook
from kling_cost.errors import BeforeFirstCard, LengthNotAllowed
from kling_cost.testing import CardsBroken, check_cards, laws_of, property_laws
from kling_cost.testing.card_laws import CARD_LAWS
from kling_cost.testing.law import Law, Shelf, shelf_of
from kling_cost.testing.price_laws import PRICE_LAWS

if TYPE_CHECKING:
    from conftest import House

    from kling_cost.clips import Clip
    from kling_cost.pricebook.load import Card
    from kling_cost.pricebook.rate import Rate

FEW = 20
CARD = "house/2026-10-01.toml"
LAWS: list[Law[Any]] = [*PRICE_LAWS, *CARD_LAWS]


def broken(house: House, **options: Any) -> list[tuple[str, str | None, str]]:  # noqa: ANN401 - as check_cards
    """Give each fault's file below the folder, its key and its message; the text of the failure has all."""
    failed: CardsBroken | None = None
    try:
        check_cards(house.root, max_examples=FEW, **options)
    except CardsBroken as refused:
        failed = refused
    if failed is None:
        return []
    assert [line.strip() for line in str(failed).splitlines()[1:]] == list(map(str, failed.problems))
    return [
        ((problem.file or "").removeprefix(f"{house.root}/"), problem.column, problem.message)
        for problem in failed.problems
    ]


def test_cards_that_are_right_pass(house: House) -> None:
    assert broken(house) == []


def test_the_example_passes_law_by_law() -> None:
    laws = laws_of(Path(__file__).parent.parent.parent / "examples" / "own-cards", max_examples=FEW)
    assert [str(law) for law in laws[1:]] == [law.name for law in LAWS]
    assert len({law.name for law in laws}) == len(laws)
    for law in laws:
        law()


def test_a_folder_is_relative_to_the_working_directory(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(house.root.parent)
    check_cards("cards", max_examples=FEW)
    house.write(CARD, house.dated("2026-10-01", ("amount = 2", "amount = 0.5")))
    with pytest.raises(
        CardsBroken, match=r"1 fault in the rate cards of cards\n  cards/house/2026-10-01.toml, "
    ):
        check_cards("cards", max_examples=FEW)


def test_a_folder_that_is_not_there_fails_once_and_says_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(CardsBroken, match="is not a folder") as failed:
        check_cards(tmp_path / "nowhere")
    assert len(failed.value.problems) == 1
    assert str(tmp_path / "nowhere") in str(failed.value)


def test_an_old_card_fails_only_where_the_day_is_given(house: House) -> None:
    assert broken(house, on=date(2026, 12, 1)) == []
    ((file, key, message),) = broken(house, on=date(2027, 10, 1))
    assert (file, key) == (CARD, "sources")
    assert "365 days before 2027-10-01: look whether its prices still hold" in message


OVERLAP = ('tier = "pro"', 'tier = "standard"')
CHEAPER = ("amount = 2", "amount = 0.5")
NOISE = ("amount = 1", "amount = 1.0000000000000002")
LOST = ('source = "deal"', 'source = "dael"')


@pytest.mark.parametrize(
    ("change", "key", "found", "cure"),
    [
        (
            OVERLAP,
            "offers[0].rates[1]",
            "prices a clip that standard-off prices",
            "drop one, or tell them apart by",
        ),
        (CHEAPER, "rate pro-off", "costs 0.5, less than standard-off (1)", "read the source again"),
        (
            NOISE,
            "offers[0].rates[0].amount",
            "noise of a binary float",
            "write 1, or the digits of the source",
        ),
        (LOST, "offers[0].rates[0].source", "'dael' is not in [sources]", "did you mean deal?"),
        (
            ("amount = 2", "amount = nan"),
            "offers[0].rates[1].amount",
            "NaN is not an exact number",
            "in digits",
        ),
        (
            ("amount = 2", "amount = inf"),
            "offers[0].rates[1].amount",
            "Infinity is not an exact",
            "in digits",
        ),
        (("amount = 2", 'amount = "2"'), "offers[0].rates[1].amount", "'2' is text", "without quotes"),
        (('"3..15"', "[5.0, 10]"), "offers[0].lengths", "5.0 is not a whole number of seconds", "write 5"),
        (('"3..15"', "[2.5]"), "offers[0].lengths", "2.5 is not a whole number", "without a point"),
        (('"3..15"', '"3.0..15"'), "offers[0].lengths", "found '3.0..15'", 'a range such as "3..15"'),
        (
            ("amount = 2", "clip_s = 5.0, amount = 2"),
            "offers[0].rates[1].clip_s",
            "5.0 is not a whole",
            "write 5",
        ),
    ],
)
def test_a_wrong_card_is_caught_with_file_key_and_cure(
    house: House, change: tuple[str, str], key: str, found: str, cure: str
) -> None:
    house.write(CARD, house.dated("2026-10-01", change))
    ((file, column, message),) = broken(house)
    assert (file, column) == (CARD, key)
    assert found in message
    assert cure in message


def test_all_faults_of_one_card_are_told_at_once(house: House) -> None:
    rate = '{ id = "again", tier = "standard", amount = 1, source = "deal", basis = "third-party" },\n]'
    changes = (CHEAPER, NOISE, LOST, ("},\n]", f"}},\n  {rate}"))
    house.write(CARD, house.dated("2026-10-01", *changes))
    assert [key for _, key, _ in broken(house)] == [
        "offers[0].rates[0].amount",
        "offers[0].rates[0].source",
        "offers[0].rates[2]",
        "rate pro-off",
    ]


@pytest.mark.parametrize(
    ("amount", "short"),
    [
        ("0.30000000000000004", "0.3"),
        ("0.7999999999999999", "0.8"),
        ("1.1500000000000001", "1.15"),
        ("0.083333333333333", "0.0833333333333"),
    ],
)
def test_rounding_noise_is_told_with_the_number_that_was_meant(house: House, amount: str, short: str) -> None:
    house.write(CARD, house.dated("2026-10-01", ("amount = 1,", f"amount = {amount},")))
    ((_, _, message),) = broken(house)
    assert message.startswith(f"{amount} has more than 12 significant digits")
    assert f"; write {short}, or the digits of the source" in message


@pytest.mark.parametrize(
    "amount", ["0.123456789012", "1.500000000000000000", "123456789012345", "1e2", "0.1"]
)
def test_a_price_of_up_to_twelve_digits_and_a_whole_one_are_no_noise(house: House, amount: str) -> None:
    high = ("amount = 2", f"amount = {amount}0") if "e" not in amount else ("amount = 2", "amount = 200")
    house.write(CARD, house.dated("2026-10-01", ("amount = 1,", f"amount = {amount},"), high))
    assert [message for _, _, message in broken(house) if "noise" in message] == []


def test_rounding_noise_in_plans_is_told_at_its_key(house: House) -> None:
    plans = house.card.partition("[[offers]]")[0] + (
        '[[plans]]\nid = "a"\nname = "A"\nkind = "pack"\nprice = 9.900000000000001\ncurrency = "USD"\n'
        'credits = 66.00000000000001\nsource = "deal"\nbasis = "third-party"\n'
    )
    house.write("house/plans-2026-10-01.toml", plans)
    found = broken(house)
    assert [(file, key) for file, key, _ in found] == [
        ("house/plans-2026-10-01.toml", "plans[0].price"),
        ("house/plans-2026-10-01.toml", "plans[0].credits"),
    ]
    assert "; write 9.9, " in found[0][2]


LONGER = """
[[offers]]
model = "v3"
modes = ["text-to-video"]
per = "clip"
lengths = [30]
rates = [
  { id = "standard-30", tier = "standard", clip_s = 30, amount = 9, source = "deal", basis = "third-party" },
]
"""


def test_a_clip_that_costs_less_than_a_shorter_one_by_the_second_is_found_by_the_laws_alone(
    house: House,
) -> None:
    """The check of the files compares amounts charged alike; the laws compare what clips cost."""
    house.write(CARD, house.card + LONGER)
    assert house.found() == []
    ((file, key, message),) = broken(house)
    assert (file, key) == (CARD, "rate standard-30")
    assert "30 s costs 9, less than v3 standard text-to-video, audio off, 15 s (15 by house/" in message
    assert message.endswith("a longer clip never costs less; read the source again")


def test_a_price_by_the_clip_and_one_by_the_second_are_not_compared_by_their_amounts(house: House) -> None:
    """Five for any Standard clip, two for a second of Pro: a Pro clip costs 6 or more."""
    rates = house.card.partition("rates = [\n")[2].splitlines()
    offers = [
        f'[[offers]]\nmodel = "v3"\nmodes = ["text-to-video"]\nper = "{per}"\nlengths = "3..15"\n'
        f"rates = [{rate}]\n"
        for per, rate in (("clip", rates[0].replace("amount = 1", "amount = 5")), ("second", rates[1]))
    ]
    house.write(CARD, house.card.partition("[[offers]]")[0] + "".join(offers))
    assert broken(house) == []


def test_only_ones_own_cards_are_tried(house: House) -> None:
    shelf = shelf_of(house.root)
    assert shelf is not None
    assert {sold.provider for sold in shelf.clips} == {"house"}
    assert [card.path for card in shelf.cards] == [house.root / CARD]
    assert "pixverse" in shelf.book.provider_ids


def test_a_provider_that_is_refused_does_not_hide_the_faults_of_another(house: House) -> None:
    other = house.provider.replace("House", "Home").replace("house-credit", "home-credit")
    house.write("home/provider.toml", other)
    house.write("home/2026-10-01.toml", (house.card + LONGER).replace("house-credit", "home-credit"))
    house.write(CARD, house.dated("2026-10-01", ("amount = 2", 'amount = "2"')))
    assert [(file, key) for file, key, _ in broken(house)] == [
        (CARD, "offers[0].rates[1].amount"),
        ("home/2026-10-01.toml", "rate standard-30"),
    ]


def test_models_that_are_refused_leave_the_laws_nothing_to_say(house: House) -> None:
    house.write("models.toml", "[tiers\n")
    assert [file for file, _, _ in broken(house)] == ["models.toml"]
    assert [law.faults() for law in property_laws(house.root)] == [[]] * len(LAWS)


@pytest.mark.parametrize("name", ["takes.toml", "strategies.toml", "routing.toml"])
def test_the_other_tables_of_the_folder_are_read_too(house: House, name: str) -> None:
    house.write(name, "nonsense = 1")
    assert {file for file, _, _ in broken(house)} == {name}


# A law that nothing breaks says nothing: each is shown a book that is wrong.


class Wrong(PriceBook):
    """A book that answers wrongly in one way."""

    def __init__(self, root: Path, way: str) -> None:
        super().__init__(root)
        self.way = way

    def rate_for(self, clip: Clip, provider: str, on: date, *, known_on: date | None = None) -> Rate:
        if self.way == "any length" and clip.seconds is not None:
            clip = replace(clip, seconds=Decimal(5))
        try:
            rate = super().rate_for(clip, provider, on, known_on=known_on)
        except LengthNotAllowed as refused:
            if self.way == "far length":
                refused.nearest = "15"
            raise
        others = [other for other in self.card(provider, on).rates if other is not rate]
        return others[0] if self.way == "another rate" else rate

    def card(self, provider: str, on: date, *, known_on: date | None = None) -> Card:
        first, *rest = self.provider(provider).cards
        if self.way == "always the first":
            return first
        try:
            return super().card(provider, on, known_on=known_on)
        except BeforeFirstCard as refused:
            if self.way == "another first day":
                refused.first_day = rest[0].applies_from
            raise


@pytest.mark.parametrize(
    ("way", "laws"),
    [
        ("right", set()),
        (
            "another rate",
            {
                "a clip on sale is answered by its own price and no other",
                "bulk prices are the prices of the clips one by one",
            },
        ),
        ("any length", {"a length that is not sold is refused, and the nearest that is sold is named"}),
        ("far length", {"a length that is not sold is refused, and the nearest that is sold is named"}),
        (
            "always the first",
            {
                "a card answers from its first day until the day before the next card",
                "a day before the first card is refused, and the first day is named",
            },
        ),
        ("another first day", {"a day before the first card is refused, and the first day is named"}),
    ],
)
def test_a_book_that_answers_wrongly_breaks_its_law(house: House, way: str, laws: set[str]) -> None:
    house.write("house/2026-11-01.toml", house.dated("2026-11-01"))
    right = shelf_of(house.root)
    assert right is not None
    wrong = Wrong(house.root, way)
    shelf = Shelf(book=wrong, models=right.models, cards=wrong.provider("house").cards)
    found = {law.name for law in LAWS if law.faults(shelf, FEW)}
    assert found >= laws
    assert bool(found) == bool(laws)


def test_the_same_cards_give_the_same_answer(house: House) -> None:
    house.write(CARD, house.card + LONGER)
    assert broken(house) == broken(house)
