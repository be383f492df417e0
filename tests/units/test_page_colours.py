"""The page's colours: every text and every stage is told from the paper, on a light screen and a dark one."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

HUES = ("sky", "blue", "orange", "green", "purple", "red", "yellow", "grey")
SHEETS = {"light": "page.css", "dark": "media.css"}


def colours(scheme: str) -> dict[str, str]:
    sheet = files("kling_cost.export.page").joinpath(SHEETS[scheme]).read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for name, colour in re.findall(r"--([a-z]+): (#[0-9a-f]{6});", sheet):
        found.setdefault(name, colour)
    return found


def luminance(colour: str) -> float:
    """Give the relative luminance of WCAG 2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", SHEETS)
def test_texts_stand_out_as_wcag_wants_of_small_type(scheme: str) -> None:
    found = colours(scheme)
    assert min(contrast(found[name], found["paper"]) for name in ("ink", "soft", "accent")) >= 4.5


@pytest.mark.parametrize("scheme", SHEETS)
def test_stages_stand_out_as_wcag_wants_of_pictures(scheme: str) -> None:
    found = colours(scheme)
    assert min(contrast(found[name], found["paper"]) for name in HUES) >= 3
