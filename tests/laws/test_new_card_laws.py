"""Laws of new cards: a card begun from another says the same under another head, and is accepted as it is."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_cost import PriceBook
from kling_cost.datafiles import pricing_dir
from kling_cost.pricebook.check import check_folder
from kling_cost.pricebook.rate import Rate
from kling_cost.pricebook.skeleton import new_card, new_correction
from kling_cost.pricebook.version import in_force, standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.pricebook.load import Card
    from kling_cost.pricebook.skeleton import Skeleton

BOOK = PriceBook()
PROVIDERS = [name for name in BOOK.provider_ids if BOOK.provider(name).cards]
CARDS = [card for name in PROVIDERS for card in standing(BOOK.provider(name).cards, None)]
DAY = max(card.applies_from for card in CARDS) + timedelta(days=30)
HEAD = {"applies_from", "first_day", "known_from", "summary", "supersedes", "reason", "cancelled"}


def prices(rates: Sequence[Rate]) -> list[tuple[object, ...]]:
    """Give everything that rates say but where they stand."""
    names = [field.name for field in fields(Rate) if field.name not in {"ref", "card"}]
    return [(rate.ref.partition("#")[2], *(getattr(rate, name) for name in names)) for rate in rates]


def write(root: Path, provider: str, skeleton: Skeleton) -> Path:
    path = root / provider / f"{skeleton.name}.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(skeleton.text, encoding="utf-8")
    return path


def faults(root: Path) -> list[str]:
    return [str(fault) for fault in check_folder(root, DAY).problems if fault.level == "error"]


def comments(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.lstrip().startswith("#")]


def last_with_prices(name: str) -> Card:
    return [card for card in standing(BOOK.provider(name).cards, None) if card.rates][-1]


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_new_card_is_accepted_and_has_every_price_of_the_last_one(tmp_path: Path, name: str) -> None:
    write(tmp_path, name, new_card(BOOK, name, DAY, known_from=DAY))
    assert faults(tmp_path) == []
    book = PriceBook(pricing_dir(), tmp_path)
    new, last = book.card(name, DAY), last_with_prices(name)
    assert (new.name, new.path.parent.parent) == (DAY.isoformat(), tmp_path)
    assert prices(new.rates) == prices(last.rates)
    assert new.file.sources == last.file.sources
    assert book.card(name, DAY - timedelta(days=1)).name == BOOK.card(name, DAY).name


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_new_card_says_from_when_it_is_known_and_that_nothing_is_changed(name: str) -> None:
    base = BOOK.card(name, DAY)
    for known_from, first_day in ((DAY, "inferred"), (DAY - timedelta(days=1), "announced")):
        skeleton = new_card(BOOK, name, DAY, known_from=known_from)
        said = tomllib.loads(skeleton.text)
        assert (said["applies_from"], said["known_from"], said["first_day"]) == (DAY, known_from, first_day)
        assert said["summary"].startswith(f"Carried over from {last_with_prices(name).name}")
        assert ("closed" in said["summary"]) is base.file.closed
        assert "closed" not in said
        assert not {"supersedes", "reason", "cancelled"} & set(said)


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Correct every shipped card at once."""
    root = tmp_path_factory.mktemp("corrections")
    for card in CARDS:
        write(root, card.provider, new_correction(BOOK, card.provider, card.name, known_from=DAY))
    return root


def test_a_correction_of_every_card_is_accepted(corrected: Path) -> None:
    assert faults(corrected) == []


@pytest.mark.parametrize("card", CARDS, ids=lambda card: f"{card.provider}/{card.name}")
def test_a_correction_answers_with_every_price_of_the_card_that_it_corrects(
    corrected: Path, card: Card
) -> None:
    new = PriceBook(pricing_dir(), corrected).card(card.provider, card.applies_from)
    assert new.file.supersedes == card.name
    assert prices(new.rates) == prices(card.rates)
    assert (new.file.closed, new.file.unit) == (card.file.closed, card.file.unit)
    as_known_before = PriceBook(pricing_dir(), corrected).card(
        card.provider, card.applies_from, known_on=DAY - timedelta(days=1)
    )
    assert as_known_before.name == card.name


@pytest.mark.parametrize("card", CARDS, ids=lambda card: f"{card.provider}/{card.name}")
def test_what_stands_below_the_head_and_every_comment_stay_as_they_are(card: Card) -> None:
    old = card.path.read_text("utf-8")
    new = new_correction(BOOK, card.provider, card.name, known_from=DAY).text
    assert new[new.index("\n[sources") :] == old[old.index("\n[sources") :]
    assert comments(new) == comments(old)


comment_lines = st.sampled_from(["# A comment.", '# """', "# applies_from = 1", "#[sources]", ""])
summaries = st.sampled_from(
    [
        'summary = "Plain."',
        'summary = """One\n[sources.page]\nknown_from = 1999-01-01\n# no comment\n"""',
        "summary = '''\nLiteral \"\"\" text\n[[offers]]'''",
        'summary = """On one line."""',
        '"summary" = "Quoted key."',
        'summary="""\\\n  Folded \\\n  twice."""',
    ]
)
BODY = """
[sources.page] # where it was read
title = "A page"
link = "https://example.com"
read_on = 2026-02-10
note = \"\"\"
# no comment
applies_from = 2020-01-01
\"\"\"

# The offers.
[[offers]]
model = "v3"
modes = ["text-to-video"]
per = "second"
lengths = "3..15"
rates = [
  # cheap
  { id = "a", tier = "pro", amount = 1.50, source = "page", basis = "published" },
]
"""


@st.composite
def card_texts(draw: st.DrawFn) -> str:
    """Draw a card in one of the many ways in which TOML lets its head be written."""
    entries = [
        "applies_from = 2026-01-01",
        'first_day = "stated"',
        "known_from = 2026-02-10 # learned late",
        'unit = "USD"',
        draw(summaries),
    ]
    between = draw(st.lists(comment_lines, max_size=4))
    head = draw(st.permutations([*entries, *between]))
    indent = draw(st.sampled_from(["", "    ", "\t"]))
    text = "".join(f"{indent}{entry}\n" for entry in head) + BODY.replace("\n[", f"\n{indent}[")
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


def said(text: str) -> dict[str, Any]:
    """Give what a card says below its head."""
    return {key: value for key, value in tomllib.loads(text).items() if key not in HEAD}


@given(text=card_texts(), correct=st.booleans(), corrected_before=st.booleans())
def test_however_a_card_is_written_the_new_one_says_the_same_and_keeps_its_comments(
    text: str, *, correct: bool, corrected_before: bool
) -> None:
    with TemporaryDirectory() as folder:
        shop = Path(folder) / "shop"
        shop.mkdir()
        (shop / "provider.toml").write_text('name = "Shop"\nhome = "https://example.com"\n', encoding="utf-8")
        (shop / "2026-01-01.toml").write_bytes(text.encode())
        day, last = date(2026, 3, 1), "2026-01-01"
        if corrected_before:
            write(shop.parent, "shop", new_correction(PriceBook(shop.parent), "shop", last, known_from=day))
            last = "2026-01-01-r2"
        if correct:
            skeleton = new_correction(PriceBook(shop.parent), "shop", last, known_from=day)
        else:
            skeleton = new_card(PriceBook(shop.parent), "shop", day, known_from=day)
        assert said(skeleton.text) == said(text)
        assert {
            line for line in comments(text) if line in {"# A comment.", "# cheap", "# The offers."}
        } <= set(comments(skeleton.text))
        write(shop.parent, "shop", skeleton)
        assert faults(shop.parent) == []
        cards = PriceBook(shop.parent).provider("shop").cards
        new = in_force(cards, day, None)
        assert new is not None
        assert (new.name, prices(new.rates)) == (skeleton.name, prices(cards[0].rates))
