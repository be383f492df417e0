"""Sorting and filtering the lines: every column both ways, stable, and sums that are exact."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost.dossier import Dossier

pytestmark = pytest.mark.chromium

SHOT, SCENE, STAGE, CLIP, TAKES, BILLED, PRICE, CREDITS, MONEY = range(9)


def number(text: str) -> Decimal | None:
    found = re.search(r"[\d,]+(\.\d+)?", text)
    return Decimal(found[0].replace(",", "")) if found else None


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("column", [TAKES, BILLED, PRICE, MONEY])
def test_numbers_are_sorted_as_numbers_both_ways_and_what_has_none_stays_below(
    width: int, column: int, dossier_of: Callable[..., Dossier], opened: Callable[..., Any]
) -> None:
    tab = opened(dossier_of(), width=width)
    button = tab.page.locator(f"#table thead th >> nth={column} >> css=button")
    head = tab.page.locator(f"#table thead th >> nth={column}")
    before = [number(text) for text in tab.rows(column)]
    known = [each for each in before if each is not None]
    missing = [None] * (len(before) - len(known))
    assert known != sorted(known)
    button.click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert [number(text) for text in tab.rows(column)] == sorted(known) + missing
    button.click()
    assert head.get_attribute("aria-sort") == "descending"
    assert [number(text) for text in tab.rows(column)] == sorted(known, reverse=True) + missing


def test_texts_are_sorted_as_people_count_and_one_column_at_a_time(
    dossier_of: Callable[..., Dossier], opened: Callable[..., Any]
) -> None:
    tab = opened(dossier_of())
    in_film = tab.rows(SHOT)
    tab.page.click("#table thead button >> nth=0")
    assert list(dict.fromkeys(tab.rows(SHOT))) == ["1", "2", "3", "4", "9", "10"]
    tab.page.click("#table thead button >> nth=1")
    assert tab.rows(SCENE) == sorted(tab.rows(SCENE))
    assert tab.page.locator("#table th[aria-sort]").count() == 1
    tab.page.click("#as-filmed")
    assert tab.rows(SHOT) == in_film
    assert tab.page.locator("#table th[aria-sort]").count() == 0
    assert not tab.page.locator("#as-filmed").is_visible()


@pytest.mark.parametrize("clicks", [1, 2])
def test_equal_lines_stay_in_the_order_of_the_film(
    clicks: int, dossier_of: Callable[..., Dossier], opened: Callable[..., Any]
) -> None:
    tab = opened(dossier_of())
    shots, stages = tab.rows(SHOT), tab.rows(STAGE)
    for _ in range(clicks):
        tab.page.click(f"#table thead button >> nth={STAGE}")
    order = sorted(range(len(stages)), key=lambda place: stages[place], reverse=clicks == 2)
    assert tab.rows(SHOT) == [shots[place] for place in order]


@pytest.mark.parametrize("width", [390, 1280])
def test_a_scene_shows_its_lines_how_many_they_are_and_their_exact_sum(
    width: int, dossier_of: Callable[..., Dossier], opened: Callable[..., Any]
) -> None:
    dossier = dossier_of()
    tab = opened(dossier, width=width)
    wanted = {shot.scene for shot in dossier.storyboard.shots}
    for scene in sorted(wanted):
        tab.page.select_option("#scene", label=scene)
        assert set(tab.rows(SCENE)) == {scene}
        coins, money = (
            sum((number(text) or Decimal(0) for text in tab.rows(column)), Decimal(0))
            for column in (CREDITS, MONEY)
        )
        lines = len(tab.rows(SCENE))
        said = f"{lines} line{'' if lines == 1 else 's'}: ~ {coins:,} credits, ~ {money:,.2f} USD"
        assert tab.page.locator("#count").inner_text() == said
    tab.page.select_option("#scene", value="")
    assert len(tab.rows(SHOT)) == len(dossier.chosen.plan.lines)
    assert f"~ {dossier.estimate.shots.number:,} USD" in tab.page.locator("#count").inner_text()


def test_a_sum_that_floats_would_miss_is_exact(
    dossier_of: Callable[..., Dossier], opened: Callable[..., Any]
) -> None:
    rows = "\n".join(f"{n},A,4,1" for n in range(1, 41))
    film = f"shot_id,scene,duration_s,takes\n{rows}"
    dossier = dossier_of(film, "v3-pro-throughout", credit_price="0.0333 USD", accept="", extras=())
    assert dossier.chosen.money is not None
    added = 0.0
    for share in dossier.chosen.money.shares:
        added += float(share)
    assert added != float(dossier.estimate.shots.number)
    tab = opened(dossier)
    assert tab.page.locator("#count").inner_text().endswith(f"~ {dossier.estimate.shots.number:,} USD")


def test_a_sum_without_what_is_not_priced_says_so(
    dossier_of: Callable[..., Dossier], opened: Callable[..., Any]
) -> None:
    film = "shot_id,scene,duration_s,mode,takes\n1,A,6,,4\n2,A,5,video-edit,3\n3,B,5,,2"
    tab = opened(dossier_of(film, "v3-draft-o3-final", accept=""))
    count = tab.page.locator("#count")
    assert ">= ~" in count.inner_text()
    assert count.inner_text().endswith("without 1 not priced")
    tab.page.select_option("#scene", label="B")
    assert ">=" not in count.inner_text()
    assert "not priced" not in count.inner_text()


def test_ten_thousand_lines_are_sorted_and_filtered_at_once(
    dossier_of: Callable[..., Dossier], opened: Callable[..., Any]
) -> None:
    rows = "\n".join(f"{n},Scene {n // 50},{3 + n % 9},{1 + n % 7}" for n in range(5_000))
    film = f"shot_id,scene,duration_s,takes\n{rows}"
    dossier = dossier_of(film, "v3-draft-o3-final", accept="")
    tab = opened(dossier)
    assert len(tab.rows(SHOT)) == 10_000
    took = tab.page.evaluate(
        """() => {
          const started = performance.now();
          document.querySelectorAll('#table thead button')[8].click();
          document.body.offsetHeight;
          return performance.now() - started;
        }"""
    )
    assert took < 5_000  # a fifth of a second, on a machine with nothing else to do
    tab.page.select_option("#scene", label="Scene 7")
    assert len(tab.rows(SHOT)) == 100
