"""Clock times, timecodes and frame rates: what is written with colons, and what it hangs on, exactly."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from kling_cost.storyboard.spellings import FRAME, HOUR, MILLISECOND, MINUTE, SCALES, UNIT

_LONGEST_RATE = 80
_MOST_FPS = 1000
_CLOCK = re.compile(
    r"(?:(?P<h>[0-9]{1,3}):(?=[0-9]{2}:))?(?P<m>[0-9]{0,3}):(?P<s>[0-9]{2})"
    rf"(?:[.,](?P<rest>[0-9]{{1,12}}))?(?:\s*{UNIT})?"
)
_TIMECODE = re.compile(r"([0-9]{1,2})[:;]([0-9]{2})[:;]([0-9]{2})([:;])([0-9]{2,3})")
_SECONDS_AND_FRAMES = re.compile(r"([0-9]{1,4})\s*\+\s*([0-9]{1,3})")
_FPS = re.compile(
    r"(?P<number>[0-9]{1,6}(?:[.,][0-9]{1,6})?)(?:/(?P<over>[1-9][0-9]{0,5}))?\s*"
    r"(?:fps|p|hz|f/s|frames?|frames?(?:/| per )s(?:ec(?:ond)?)?|(?:img|im|i|images|bilder|b)/s"
    r"|帧|幀|コマ|(?:帧|幀|コマ)/秒)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A length or time. ``scale`` is the unit of a single number; ``open``: the last number has none."""

    seconds: Fraction | None
    frames: Fraction | None = None
    scale: Fraction | None = None
    bare: bool = False
    open: bool = False


def read_timed(text: str, fps: Fraction | None) -> Point | None:
    """Read a timecode, or a time of two or three fields; None for what is none."""
    if code := _TIMECODE.fullmatch(text):
        return _timecode(code, fps)
    clock = _CLOCK.fullmatch(text)
    return _clock(clock) if clock else None


def read_seconds_and_frames(text: str, fps: Fraction | None) -> Point | None:
    """Read seconds and the frames beyond them as 絵コンテ write them: ``2+12``."""
    found = _SECONDS_AND_FRAMES.fullmatch(text)
    if found is None:
        return None
    seconds, frames = Fraction(found[1]), Fraction(found[2])
    if fps is None:
        return Point(seconds=None, open=True)
    # as many frames as a second has would be written as a second: this is another sum
    return Point(seconds=seconds + frames / fps, open=True) if frames < fps else None


def read_fps(text: str) -> Fraction | None:
    """Read frames per second; 23.976 (23.98), 29.97 and 59.94 are the fractions over 1001 they stand for."""
    found = _FPS.fullmatch(unicodedata.normalize("NFKC", text[:_LONGEST_RATE]).casefold().strip())
    if found is None:
        return None
    number = found["number"].replace(",", ".")
    rate = Fraction(number) / int(found["over"] or 1)
    if not 1 <= rate <= _MOST_FPS:
        return None
    places = len(number.partition(".")[2])
    meant = Fraction(ceil(rate) * 1000, 1001)
    # 23.98 is rounded, 23.97 cut off: both are within a unit of their last place
    is_short_for_it = places > 1 and not found["over"] and abs(meant - rate) < Fraction(1, 10**places)
    return meant if is_short_for_it else rate


def _timecode(code: re.Match[str], fps: Fraction | None) -> Point | None:
    """Count a timecode's frames; drop-frame skips the first labels of each minute but every tenth."""
    hours, minutes, seconds, frame = (int(code[at]) for at in (1, 2, 3, 5))
    if minutes >= MINUTE or seconds >= MINUTE:
        return None
    if fps is None:
        return Point(seconds=None)
    drops = code[4] == ";"
    labels = ceil(fps)  # of a second
    by_1001 = Fraction(labels * 1000, 1001)
    if fps not in {labels, by_1001} or frame >= labels or (drops and labels % 30):
        return None
    count = (hours * 3600 + minutes * 60 + seconds) * labels + frame
    if not drops:
        return Point(seconds=count / fps)
    dropped = labels // 15
    if minutes % 10 and not seconds and frame < dropped:  # a label that does not exist
        return None
    whole_minutes = hours * 60 + minutes
    return Point(seconds=(count - dropped * (whole_minutes - whole_minutes // 10)) / by_1001)


def _clock(clock: re.Match[str]) -> Point | None:
    scale = SCALES[clock["unit"]] if clock["unit"] else None
    minutes, seconds = int(clock["m"] or 0), int(clock["s"])
    if scale in {MILLISECOND, FRAME} or seconds >= MINUTE or (clock["h"] and minutes >= MINUTE):
        return None
    whole = int(clock["h"] or 0) * HOUR + minutes * MINUTE + seconds
    return Point(seconds=whole + Fraction(f"0.{clock['rest'] or 0}"))
