"""Whatever a storyboard says is shown and never run, and breaks nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from kling_cost.amounts import EXACT
from kling_cost.estimate import Extra
from kling_cost.export.page import to_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost.dossier import Dossier
    from kling_cost.storyboard.shot import Storyboard

pytestmark = pytest.mark.chromium

NAMES = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover=alert(1) onfocus=alert(1) autofocus tabindex=1 x='",
    "{{7*7}}{% include 'page.css' %}",
    "</style></script></title></textarea><svg onload=alert(1)>",
    "javascript:alert(1)",
    "<a href=javascript:alert(1)>a link</a>",
    "<meta http-equiv=refresh content=0;url=https://example.com>",
    "&lt;b&gt;&amp;&#x3c;",
    "<!-- -->]]>",
    "\u202e\u2066gnp.exe\u202d",
    "W" * 5000,
    "\U0001f3ac\U0001f469\u200d\U0001f469\u200d\U0001f467",
    "她打开了信",
    "مرحبا 123",
)


@pytest.fixture
def hostile(dossier_of: Callable[..., Dossier], storyboard_of: Callable[[str], Storyboard]) -> Dossier:
    """A film in which every name that a user gives is one of those, and every other shot has no price."""
    rows = "\n".join(f"{n},5,{'video-edit' if n % 2 else ''},2" for n in range(len(NAMES)))
    board = storyboard_of(f"shot_id,duration_s,mode,takes\n{rows}")
    shots = [
        replace(shot, shot_id=name, scene=name, description=name)
        for shot, name in zip(board.shots, NAMES, strict=True)
    ]
    extras = [Extra(name=name, number=EXACT.create_decimal(5), note=name) for name in NAMES]
    dossier = dossier_of(
        replace(board, shots=shots, file=NAMES[0]),
        "v3-draft-o3-final",
        accept="",
        extras=extras,
        title=NAMES[1],
    )
    return replace(dossier, assumptions=[*NAMES, *dossier.assumptions])


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_hostile_names_do_nothing_and_break_no_layout(
    width: int, hostile: Dossier, opened: Callable[..., Any]
) -> None:
    tab = opened(hostile, width=width)
    page = tab.page
    page.hover("#table tbody tr >> nth=0")
    page.wait_for_timeout(100)
    assert (tab.dialogs, tab.complaints, len(tab.requests)) == ([], [], 1)
    assert page.title().startswith(NAMES[1])
    assert page.locator("img, iframe, object, embed, form, textarea").count() == 0
    assert page.locator("script").count() == 1
    assert page.locator("meta[http-equiv]").count() == 1
    attributes = "[...document.querySelectorAll('*')].flatMap(e => [...e.attributes].map(a => a.name))"
    assert not [name for name in page.evaluate(attributes) if name.startswith("on") or name == "style"]
    links = page.evaluate("[...document.links].map(link => link.getAttribute('href'))")
    assert all(link.startswith(("https://", "http://", "#")) for link in links)
    assert tab.overflow() <= 0


def test_hostile_names_are_read_as_they_were_written(hostile: Dossier, opened: Callable[..., Any]) -> None:
    tab = opened(hostile)
    assert tab.rows(0) == [name for name in NAMES[::2] for _ in range(2)]
    assert tab.page.locator("h1").text_content() == NAMES[1]
    missing = tab.page.locator(".missing tbody th bdi:first-child").all_text_contents()
    assert list(dict.fromkeys(missing)) == list(NAMES[1::2])
    assert tab.page.locator("#scene option").all_text_contents()[1:] == list(NAMES)
    extras = tab.page.locator(".costs .other bdi:first-of-type").all_text_contents()
    assert extras[: len(NAMES)] == list(NAMES)


@pytest.mark.parametrize("width", [390, 1280])
def test_hostile_names_are_sorted_and_filtered_like_any_other(
    width: int, hostile: Dossier, opened: Callable[..., Any]
) -> None:
    tab = opened(hostile, width=width)
    for column in range(7):
        tab.page.locator("#table thead button").nth(column).click()
    for name in NAMES[::2]:
        tab.page.select_option("#scene", label=name)
        assert tab.rows(0) == [name, name]
    assert tab.dialogs == []
    assert tab.complaints == []
    assert tab.page.locator("script, img").count() == 1


def test_a_link_that_is_not_of_the_web_is_no_link(
    dossier_of: Callable[..., Dossier], opened: Callable[..., Any]
) -> None:
    dossier = dossier_of()
    seller = dossier.seller.model_copy(update={"home": "javascript:alert(1)", "name": NAMES[0]})
    dossier = replace(dossier, sellers={"pixverse": seller})
    tab = opened(dossier)
    assert tab.page.locator('a[href^="javascript"]').count() == 0
    assert tab.page.locator(".facts dd").nth(2).inner_text() == NAMES[0]
    assert 'href="javascript' not in to_page(dossier)
    outside = tab.page.locator("a[href^=http]")
    assert outside.count() > 0
    assert {link.get_attribute("rel") for link in outside.all()} == {"noopener noreferrer"}
