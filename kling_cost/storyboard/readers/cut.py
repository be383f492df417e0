"""The shots of an edit, as edit lists and timelines give them, and the table they become.

Lengths stay frames and frames per second, which is exact; seconds are for what is not counted in frames.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from string import ascii_letters
from typing import TYPE_CHECKING

from kling_cost.amounts import plain
from kling_cost.rounding import rounded
from kling_cost.storyboard.table import MOST_ROWS, Content, FileFault, Row, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

_LOWEST_FPS, _HIGHEST_FPS = 6, 240
"""A rate outside of these counts the ticks of a clock (seconds, samples), not frames."""
_DECIMALS = 6
_LARGEST_PART = 999_999
_NEAR = Fraction(1, 200)
MISSING = "needs the library opentimelineio to be read; run pip install 'kling-cost[timelines]'"
_ALWAYS = frozenset({"shot_id", "frames", "fps"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CutShot:
    """A shot of an edit: its number there, its length as cells (see :func:`length_cells`), and what it says.

    ``name`` is empty where the edit gives none. ``texts`` describe the shot.
    """

    number: str
    length: tuple[str, str, str]
    name: str = ""
    scene: str = ""
    texts: Sequence[str] = ()


def real_rate(rate: Fraction) -> Fraction:
    """Give the frames per second that are meant: 23.976 and 23.98 are 24000/1001, 29.97 is 30000/1001."""
    ntsc = Fraction(ceil(rate) * 1000, 1001)
    return ntsc if rate.denominator != 1 and abs(rate - ntsc) < _NEAR else rate


def length_cells(count: Fraction, rate: Fraction) -> tuple[str, str, str]:
    """Write a length as the cells frames, fps, duration: the first two, or the last for a clock's ticks."""
    fps = real_rate(rate)
    if _LOWEST_FPS <= fps <= _HIGHEST_FPS and max(fps.numerator, fps.denominator) <= _LARGEST_PART:
        return _number(count), str(fps), ""
    return "", "", f"{_number(count / fps)}s"


def content_of_cut(format_: str, shots: Sequence[CutShot], notes: Sequence[str]) -> Content:
    """Give the shots of a cut as one table; where names repeat or are missing, all shots go by number.

    Raises:
        FileFault: for more shots than any film has.
    """
    if len(shots) > MOST_ROWS:
        raise FileFault("too-many-rows", f"holds over {MOST_ROWS:,} clips, which no film has; split it")
    ids, how = _ids(shots)
    header = ("shot_id", "scene", "description", "frames", "fps", "duration")
    table = [header]
    for shot, shot_id in zip(shots, ids, strict=True):
        texts = [text for text in (shot.name, *shot.texts) if text and text != shot_id]
        table.append((shot_id, shot.scene, "; ".join(dict.fromkeys(texts)), *shot.length))
    used = [at for at, name in enumerate(header) if name in _ALWAYS or any(cells[at] for cells in table[1:])]
    rows = [
        Row(number, tuple(cells[at] for at in used))
        for number, cells in zip((0, *_row_numbers(shots)), table, strict=True)
    ]
    return Content(format=format_, tables=[Table(rows=rows, headed=True)], notes=[*notes, *how])


def counted(number: int, one: str, several: str) -> list[str]:
    """Give a note that counts what is no shot; none for none."""
    return [f"{number:,} {one if number == 1 else several}"] if number else []


def _row_numbers(shots: Sequence[CutShot]) -> list[int]:
    # some programs put a letter after the number of an event
    return [int(shot.number.rstrip(ascii_letters)) for shot in shots]


def _ids(shots: Sequence[CutShot]) -> tuple[list[str], list[str]]:
    names = [shot.name for shot in shots]
    if _distinct(names):
        return names, []
    numbers = [shot.number for shot in shots]
    how = "clip names repeat or are missing, so shots go by their "
    if _distinct(numbers):
        return numbers, [f"{how}number in the edit"]
    return [str(place) for place in range(1, len(shots) + 1)], [
        f"{how}place in the edit, as event numbers do too"
    ]


def _distinct(names: Sequence[str]) -> bool:
    return all(name and times == 1 for name, times in Counter(names).items())


def _number(value: Fraction) -> str:
    """Write a number plainly; what has no end is cut to a millionth, which is noise of binary fractions."""
    return plain(rounded(value, _DECIMALS))
