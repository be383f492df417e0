"""Two cards beside each other: what is matched with what, what counts as equal, and what has no percent."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from kling_cost import Audio, Mode, PriceBook
from kling_cost.pricebook.differences import Difference, Verdict, price_differences
from kling_cost.pricebook.price_filter import NeverSold, PriceFilter

if TYPE_CHECKING:
    from pathlib import Path

    from kling_cost.pricebook.load import Card

ON = date(2026, 11, 20)


def card(root: Path, name: str, *rates: str, unit: str = "USD", per: str = "second") -> Card:
    """Write a provider with one card, its rates as ``model tier amount [key = value, ...]``."""
    folder = root / name
    folder.mkdir()
    (folder / "provider.toml").write_text(
        f'name = "{name}"\nhome = "https://example.com"\n', encoding="utf-8"
    )
    text = (
        'applies_from = 2026-02-05\nfirst_day = "stated"\nknown_from = 2026-02-10\n'
        f'unit = "{unit}"\nsummary = "A card."\n'
        '[sources.page]\ntitle = "Prices"\nlink = "https://example.com"\nread_on = 2026-02-10\n'
    )
    for number, rate in enumerate(rates):
        model, tier, amount, more = (*rate.split(" ", 3), "")[:4]
        lengths = f"[{more.partition('clip_s = ')[2]}]" if per == "clip" else "[5, 10]"
        text += (
            f'[[offers]]\nmodel = "{model}"\nmodes = ["text-to-video"]\nper = "{per}"\nlengths = {lengths}\n'
            f'rates = [{{ id = "r{number}", tier = "{tier}", amount = {amount}, source = "page",'
            f' basis = "published"{", " + more if more else ""} }}]\n'
        )
    (folder / "2026-02-05.toml").write_text(text, encoding="utf-8")
    return PriceBook(root).card(name, ON)


def verdicts(found: list[Difference]) -> dict[str, Verdict]:
    return {f"{each.asked.model} {each.asked.tier}": each.verdict for each in found}


def test_what_is_the_same_what_is_not_and_what_only_one_has(tmp_path: Path) -> None:
    here = card(tmp_path, "here", "v3 standard 0.1", "v3 pro 0.2", "o3 pro 0.4")
    there = card(tmp_path, "there", "v3 standard 0.1", "v3 pro 0.25", "o1 pro 0.4")
    found = price_differences(here, there)

    assert verdicts(found) == {
        "v3 standard": Verdict.EQUAL,
        "v3 pro": Verdict.CHANGED,
        "o3 pro": Verdict.ONLY_FIRST,
        "o1 pro": Verdict.ONLY_SECOND,
    }
    change = found[1].change
    assert change is not None
    assert (change.difference, change.percent) == (Decimal("0.05"), Fraction(25))
    assert [each.change is None for each in found] == [False, False, True, True]


def test_prices_in_different_units_stand_beside_each_other_without_a_percent(tmp_path: Path) -> None:
    found = price_differences(
        card(tmp_path, "here", "v3 pro 1"), card(tmp_path, "there", "v3 pro 1", unit="CNY")
    )
    assert verdicts(found) == {"v3 pro": Verdict.NOT_COMPARABLE}
    assert found[0].change is not None
    assert (found[0].change.percent, found[0].change.difference) == (None, None)


@pytest.mark.parametrize(
    ("theirs", "verdict"),
    [
        ("v3 pro 0.2", Verdict.EQUAL),
        ('v3 pro 0.2 resolution = "1080p"', Verdict.EQUAL),
        ('v3 pro 0.2 resolution = "720p"', Verdict.CHANGED),
        ('v3 pro 0.1 resolution = "720p"', Verdict.CHANGED),
    ],
)
def test_the_tier_decides_what_is_matched_and_another_resolution_is_not_the_same(
    tmp_path: Path, theirs: str, verdict: Verdict
) -> None:
    here = card(tmp_path, "here", 'v3 pro 0.2 resolution = "1080p"')
    assert verdicts(price_differences(here, card(tmp_path, "there", theirs))) == {"v3 pro": verdict}


def test_where_one_sells_several_resolutions_and_the_other_names_none_each_is_matched(tmp_path: Path) -> None:
    here = card(tmp_path, "here", 'v3 pro 0.2 resolution = "720p"', 'v3 pro 0.3 resolution = "1080p"')
    found = price_differences(here, card(tmp_path, "there", "v3 pro 0.3"))
    assert [(each.asked.resolution, each.verdict) for each in found] == [
        ("720p", Verdict.CHANGED),
        ("1080p", Verdict.EQUAL),
    ]


def test_a_clip_of_five_seconds_is_held_against_five_seconds(tmp_path: Path) -> None:
    pieces = card(tmp_path, "here", "v3 pro 0.35 clip_s = 5", "v3 pro 0.8 clip_s = 10", per="clip")
    found = price_differences(pieces, card(tmp_path, "there", "v3 pro 0.07"))
    assert [(each.asked.clip_s, each.verdict) for each in found] == [
        (5, Verdict.EQUAL),
        (10, Verdict.CHANGED),
    ]
    assert found[1].change is not None
    assert found[1].change.percent == Fraction(-25, 2)
    assert found[1].change.difference is None


def test_modes_that_cost_the_same_at_both_are_together(book: PriceBook) -> None:
    cards = (book.card("fal", date(2026, 2, 5)), book.card("fal", date(2026, 3, 10)))
    wanted = PriceFilter(models=["v3"], tier="pro", audio=Audio.ON)
    (found,) = price_differences(*cards, wanted)
    assert found.modes == (Mode.TEXT_TO_VIDEO, Mode.IMAGE_TO_VIDEO)
    assert found.change is not None
    assert found.change.percent == -50


def test_a_model_that_neither_has_is_refused(tmp_path: Path) -> None:
    here, there = card(tmp_path, "here", "v3 pro 1"), card(tmp_path, "there", "o3 pro 1")
    message = "^no price of o1 is on card here/2026-02-05 or there/2026-02-05; there are v3, o3$"
    with pytest.raises(NeverSold, match=message):
        price_differences(here, there, PriceFilter(models=["o1"]))
    assert verdicts(price_differences(here, there, PriceFilter(models=["o3"]))) == {
        "o3 pro": Verdict.ONLY_SECOND
    }
