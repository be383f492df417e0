"""Pictures on the sheet Summary: PNG files below each other, as wide as the page at most."""

from __future__ import annotations

from io import BytesIO
from math import ceil
from struct import unpack
from typing import TYPE_CHECKING

from kling_cost.export.workbook.looks import HEADING
from kling_cost.export.workbook.pages import clean, text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.export.workbook.pages import Page

_LARGE, _SMALL = (980, 700), (520, 400)
"""The most pixels, across and down."""
ROW_POINTS, _ROW_PIXELS = 15.75, 21
"""The height of a row, said outright: pictures hang on rows, and spreadsheets differ in their height."""
_SCREEN = 96
_INCH_IN_METRES = 0.0254
_SIZE_AT, _SIZE_ENDS = 16, 24


def put_pictures(page: Page, pictures: Sequence[tuple[str, bytes]], row: int, *, beside: int = 0) -> int:
    """Put pictures on the sheet, each below its title; gives the row after them.

    From a column on that stands ``beside`` something they are smaller.

    Raises:
        ValueError: for what is no PNG.
    """
    widest, highest = _SMALL if beside else _LARGE
    for title, png in pictures:
        width, height = _size(title, png)
        scale = min(widest / width, highest / height)
        page.put(row, beside, text(title, HEADING))
        options = {
            "image_data": BytesIO(png),
            "x_scale": scale,
            "y_scale": scale,
            "object_position": 2,
            "description": clean(title),
        }
        page.sheet.insert_image(row + 1, beside, "picture.png", options)
        row += ceil(height * scale / _ROW_PIXELS) + 3
    return row


def _size(title: str, png: bytes) -> tuple[float, float]:
    """Give width and height in pixels of the screen, as a spreadsheet shows them."""
    if not png.startswith(b"\x89PNG\r\n\x1a\n") or len(png) < _SIZE_ENDS:
        raise ValueError(f"picture {title!r} is no PNG")
    width, height = unpack(">II", png[_SIZE_AT:_SIZE_ENDS])
    place = png.find(b"pHYs")
    across, down = unpack(">II", png[place + 4 : place + 12]) if place > 0 else (0, 0)
    return width * _shrunk(across), height * _shrunk(down)


def _shrunk(dots_per_metre: int) -> float:
    return _SCREEN / (dots_per_metre * _INCH_IN_METRES) if dots_per_metre else 1.0
