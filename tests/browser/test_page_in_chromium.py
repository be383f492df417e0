"""The page in a browser: quiet, self-contained, within its window, accessible, readable without script."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from kling_cost.dossier import Dossier

pytestmark = pytest.mark.chromium

PARTLY = """
    shot_id,scene,description,duration_s,mode,takes
    1,Harbour,The harbour,6,,4
    2,Harbour,A storm comes up,5,video-edit,3
    3,Market,Figs,5,,2
"""


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("provider", ["pixverse", "fal"])
def test_the_page_says_nothing_asks_for_nothing_and_stays_within_its_window(
    width: int, provider: str, dossier_of: Callable[..., Dossier], opened: Callable[..., Any]
) -> None:
    extras = () if provider == "fal" else None
    dossier = (
        dossier_of(provider=provider) if extras is None else dossier_of(provider=provider, extras=extras)
    )
    tab = opened(dossier, width=width)
    assert tab.complaints == []
    assert [url.rpartition("/")[2] for url in tab.requests] == ["budget.html"]
    assert tab.overflow() <= 0


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("film", ["whole", "partly"])
def test_axe_finds_nothing(
    width: int, scheme: str, film: str, dossier_of: Callable[..., Dossier], opened: Callable[..., Any]
) -> None:
    dossier = dossier_of() if film == "whole" else dossier_of(PARTLY, "v3-draft-o3-final", budget=2000)
    tab = opened(dossier, width=width, color_scheme=scheme)
    assert violations(tab.page) == []
    tab.page.select_option("#scene", label="Harbour")
    tab.page.click("#table thead button >> nth=4")
    assert violations(tab.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_print(
    scheme: str, dossier_of: Callable[..., Dossier], opened: Callable[..., Any]
) -> None:
    tab = opened(dossier_of(), color_scheme=scheme)
    tab.page.emulate_media(media="print", color_scheme=scheme)
    assert violations(tab.page) == []


def violations(page: Page) -> list[str]:
    """Give what axe objects to, with the elements."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only where there is a browser

    options = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{each['id']}: {[node['target'] for node in each['nodes']][:3]}" for each in found]


def test_paper_is_white_and_shows_every_line_without_controls(
    dossier_of: Callable[..., Dossier], opened: Callable[..., Any]
) -> None:
    tab = opened(dossier_of(), color_scheme="dark")
    lines = len(tab.rows(0))
    tab.page.select_option("#scene", label="Poster")
    assert len(tab.rows(0)) < lines
    assert tab.page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    tab.page.emulate_media(media="print")
    assert tab.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert tab.page.locator("#table tbody tr:visible").count() == lines
    assert not tab.page.locator("#controls").is_visible()
    assert tab.page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_without_script_everything_is_there_but_the_controls(
    dossier_of: Callable[..., Dossier], opened: Callable[..., Any]
) -> None:
    dossier = dossier_of()
    tab = opened(dossier, java_script_enabled=False)
    assert tab.page.locator("#table tbody tr:visible").count() == len(dossier.chosen.plan.lines)
    assert not tab.page.locator("#controls").is_visible()
    assert tab.page.locator("#table button").count() == 0
    said = tab.page.locator("#count").inner_text()
    assert said == opened(dossier).page.locator("#count").inner_text()


def test_the_policy_stops_a_script_a_style_and_a_picture_that_are_not_ours(
    dossier_of: Callable[..., Dossier], opened: Callable[..., Any]
) -> None:
    tab = opened(dossier_of())
    tab.page.evaluate(
        """() => {
          const script = document.createElement('script');
          script.textContent = 'window.ran = true';
          const style = document.createElement('style');
          style.textContent = 'body { color: rgb(1, 2, 3) }';
          const picture = document.createElement('img');
          picture.alt = '';
          picture.src = 'https://example.com/x.png';
          picture.setAttribute('onerror', 'window.ran = true');
          document.body.append(script, style, picture);
        }"""
    )
    tab.page.wait_for_timeout(100)
    assert tab.page.evaluate("window.ran") is None
    assert tab.page.evaluate("getComputedStyle(document.body).color") != "rgb(1, 2, 3)"
    assert len([said for said in tab.complaints if "Content Security Policy" in said]) >= 3


def test_everything_is_reached_by_keyboard_and_large_enough_to_hit(
    dossier_of: Callable[..., Dossier], opened: Callable[..., Any]
) -> None:
    tab = opened(dossier_of(), width=390)
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate("document.activeElement.className") == "skip"
    boxes = [each.bounding_box() for each in tab.page.locator("button:visible, select:visible").all()]
    assert len(boxes) > 5
    assert all(box["width"] >= 24 and box["height"] >= 24 for box in boxes)
    tab.page.focus("#table thead button >> nth=0")
    tab.page.keyboard.press("Enter")
    assert tab.page.get_attribute("#table thead th >> nth=0", "aria-sort") == "ascending"
