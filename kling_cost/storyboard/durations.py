"""The words of lengths: the text of a cell as a length or a point in time, exactly.

What cannot be read is None. What a length means beside its neighbours (film time or an estimate, seconds or
frames) is the caller's to decide, so a :class:`Length` keeps how it was written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from kling_cost.storyboard.spellings import (
    ABOUT,
    FRAME,
    HOUR,
    LETTERS,
    MILLISECOND,
    MINUTE,
    SCALES,
    SECOND,
    SPELLED_NUMBER,
    SPELLED_NUMBERS,
    UNIT,
    words_of,
    written_plainly,
)
from kling_cost.storyboard.timecodes import Point, read_fps, read_seconds_and_frames, read_timed

__all__ = ["Length", "Unit", "fps_of_header", "read_fps", "read_frame_range", "read_length", "unit_of_header"]

_LONGEST_TEXT = 80
_LETTER = re.compile(f"[{LETTERS}]")
_UNIT_AT = re.compile(rf"\s*{UNIT}")
_PART = re.compile(
    r"\s*(?:(?:and|et|und|y|e|,|&|\+)\s*)?"
    rf"(?P<number>[0-9]{{1,12}}(?:[.,][0-9]{{1,12}})*|\.[0-9]{{1,12}})(?:\s*{UNIT})?"
)
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+")
_SEPARATOR = re.compile(
    "\\s*(?:-+>|=+>|[\u2192\u2794\u279c\u21d2\u27f6]|\\.{2,3}|[-\u2010-\u2015\u2212~\u223c\u301c]|到|至|から)\\s*"
    r"|\s(?:to|bis|till|until|a|à|al|hasta|até|do|до|по)\s"
)
_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|「[^「」]*」")
_DIGITS = re.compile(r"[0-9](?:.*[0-9])?", re.DOTALL)
_NOISE = re.compile(r"[^\w%#@&/\\$€£¥₩₹₽]*")
_WORDS = re.compile(r"[^\W\d_]+")
_DAYTIME = re.compile(r"\s*[ap]\.?m\b")
_ISO = re.compile(r"p(?:0+d)?t(?=[0-9])((?:[0-9]+h)?(?:[0-9]+m)?(?:[0-9]+(?:[.,][0-9]+)?s)?)")
_RATE = r"(?P<rate>[0-9]{1,3}(?:[.,][0-9]{1,3})?\s*(?:fps|f/s|p|frames?(?:/s| per second)|帧/秒)?)"
_AT_RATE = re.compile(rf"\s*(?:(?:@|\bat\b)\s*|[(\[]\s*@?\s*){_RATE}\s*[)\]]?")
_MINIMUM_OR_MINUTES = re.compile(r"\bmin\b")
_SURELY_MINUTES = re.compile(r"[(\[【]\s*min\.?\s*[)\]】]|\bin\s+min\b|\bmin\s*[:/]\s*s")
_MINUTES_AT_END = re.compile("(?:时长|時長|时间|時間|長さ|长度|尺|길이|시간)?[分분]")


class Unit(StrEnum):
    """What plain numbers of a length count."""

    SECONDS = "s"
    MS = "ms"
    FRAMES = "frames"
    MINUTES = "min"


_SCALE_OF = {Unit.SECONDS: SECOND, Unit.MS: MILLISECOND, Unit.FRAMES: FRAME, Unit.MINUTES: MINUTE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """A length or a point in time as a cell gives it.

    ``seconds`` is None when the frames per second are needed and not known; it is below zero where the text
    says so. ``frames`` is the count where frames alone are given. ``bare`` says that no unit is written;
    ``range`` that a start and an end are, which then stand in ``start`` and ``end``, in seconds.
    """

    seconds: Fraction | None
    frames: Fraction | None = None
    bare: bool = False
    range: bool = False
    start: Fraction | None = None
    end: Fraction | None = None

    @property
    def needs_fps(self) -> bool:
        """Whether the length is known only with the frames per second."""
        return self.seconds is None


def read_length(text: str, *, fps: Fraction | None = None, unit: Unit | None = None) -> Length | None:
    """Read a length, a point in time or a range of both; None for what is none.

    ``unit`` is what plain numbers count (seconds, unless said); ``fps`` the frames per second. A single comma
    is a decimal comma, but before three digits of frames or milliseconds (``1,500 ms``), where it groups. A
    time of three fields is hours, minutes and seconds; one of four is a timecode, drop-frame with ``;``.
    """
    if len(text) > _LONGEST_TEXT:
        return None
    whole = _in_digits(written_plainly(text)[:_LONGEST_TEXT])
    for rated in _AT_RATE.finditer(whole):
        own = read_fps(rated["rate"]) if rated.end() == len(whole) else None
        counted = _read(whole[: rated.start()], own, unit) if own else None
        if counted is not None and counted.frames is not None:
            return counted
    return _read(whole, fps, unit)


def read_frame_range(text: str) -> tuple[Fraction, Fraction] | None:
    """Read the first and the last frame of a range (``1001-1048``); whether the last counts is not said."""
    # a frame of one second makes the numbers of the frames the seconds
    found = read_length(text, fps=Fraction(1), unit=Unit.FRAMES)
    if found is None or not found.bare or found.start is None or found.end is None:
        return None
    return found.start, found.end


def unit_of_header(header: str) -> Unit | None:
    """Give the unit that a header states (``duration_ms``, ``时长(秒)``); None if it states none, or two."""
    rate = _header_rate(header)
    stated = header[: rate.start() if rate else _LONGEST_TEXT]
    plural = re.sub(r"(frame|second|minute|sec|min)\(s\)", r"\1s", stated, flags=re.IGNORECASE)
    plain = written_plainly(plural)
    words = words_of(plural)
    if {"fps", "rate", "per"} & set(words):
        return None
    if _MINIMUM_OR_MINUTES.search(plain) and not _SURELY_MINUTES.search(plain):
        words = [word for word in words if word != "min"]
    found = {unit for word in words if (unit := _unit_in(word))}
    return found.pop() if len(found) == 1 else None


def fps_of_header(header: str) -> Fraction | None:
    """Give the frames per second that a header states beside its frames: ``Frames @24fps``."""
    found = _header_rate(header)
    return read_fps(found["rate"]) if found else None


def _header_rate(header: str) -> re.Match[str] | None:
    """Find a rate at the end of a header, with its word: ``Frames (24)`` may be anything."""
    found = _AT_RATE.search(header[:_LONGEST_TEXT].casefold())
    return found if found and not found["rate"][-1].isdigit() else None


def _unit_in(word: str) -> Unit | None:
    """Find a unit in a word; scripts without spaces have it at the end of a longer one (时长秒)."""
    if word == "m":  # metres
        return None
    words = [word] if _LETTER.match(word) else [spelled for spelled in SCALES if not _LETTER.match(spelled)]
    ends = [spelled for spelled in words if word.removesuffix("数").removesuffix("數").endswith(spelled)]
    longest = max(ends, key=len, default="")
    if longest in {"分", "분"} and not _MINUTES_AT_END.fullmatch(word):  # 评分, 部分
        return None
    scale = SCALES.get(longest)
    return next((unit for unit, each in _SCALE_OF.items() if each == scale), None)


def _in_digits(text: str) -> str:
    """Write in digits what is written in words: ``five seconds``, and ``PT5S`` of ISO 8601."""
    if iso := _ISO.fullmatch(text):
        return iso[1]
    spelled = SPELLED_NUMBER.fullmatch(text)
    # "thirty-five seconds" is not five: nothing but words for "about" stands before the number
    if spelled is None or not ABOUT.issuperset(_WORDS.findall(spelled["lead"])):
        return text
    return f"{spelled['lead']}{SPELLED_NUMBERS[spelled['number']]} {spelled['rest']}"


def _read(whole: str, fps: Fraction | None, unit: Unit | None) -> Length | None:
    """Read what a text has between its first digit and its last, without what stands in brackets."""
    outside = _BRACKETED.sub(" ", whole)
    body = outside if _DIGITS.search(outside) else whole
    found = _DIGITS.search(body)
    if found is None:
        return None
    first, last = _core(body, found)
    scale = _SCALE_OF[unit or Unit.SECONDS]
    point = _point(body[first:last], fps, scale)
    if point is None:
        length, is_open = _range(body[first:last], fps, scale)
    else:
        length = Length(seconds=point.seconds, frames=point.frames, bare=point.bare)
        is_open = point.open
    if length is None or not _stands_alone(body[:first], body[last:], is_open=is_open):
        return None
    return _signed(length, body[:first])


def _core(text: str, digits: re.Match[str]) -> tuple[int, int]:
    """Give where a length stands: from its first digit, or the mark before it, to the unit after its last."""
    first, last = digits.span()
    if first and text[first - 1] in ".:" and not text[: first - 1][-1:].isalnum():
        first -= 1
    unit = _UNIT_AT.match(text, last)
    return first, unit.end() if unit else last


def _stands_alone(lead: str, rest: str, *, is_open: bool) -> bool:
    """Tell whether the text around a length leaves it one: a plain number bears no other words beside it."""
    if is_open:
        around = _WORDS.sub(" ", lead) + _WORDS.sub(" ", rest)
        return ABOUT.issuperset(_WORDS.findall(f"{lead} {rest}")) and _NOISE.fullmatch(around) is not None
    return not (_LETTER.match(lead[-1:]) or _LETTER.match(rest[:1]) or _DAYTIME.match(rest))


def _signed(length: Length, lead: str) -> Length | None:
    """Put the sign before a length to it; a range has none, nor what is not known yet."""
    if not lead.endswith(("-", "\u2212")) or lead[-2:-1].isalnum():
        return length
    if length.range or length.seconds is None:
        return None
    frames = None if length.frames is None else -length.frames
    return replace(length, seconds=-length.seconds, frames=frames)


def _range(text: str, fps: Fraction | None, scale: Fraction) -> tuple[Length | None, bool]:
    """Read two points with something between them, and say whether the second lacks a unit."""
    for separator in _SEPARATOR.finditer(text):
        before, after = text[: separator.start()], text[separator.end() :]
        start, end = _point(before, fps, scale), _point(after, fps, scale)
        if start is None or end is None:
            continue
        bare = start.bare and end.bare
        if start.bare and end.scale is not None:  # 0-5s: the unit is that of both
            start = _point(before, fps, end.scale) or start
        elif end.bare and start.scale is not None:
            end = _point(after, fps, start.scale) or end
        return _between(start, end, bare=bare), end.open
    return None, True


def _between(start: Point, end: Point, *, bare: bool) -> Length | None:
    frames = end.frames - start.frames if start.frames is not None and end.frames is not None else None
    if start.seconds is None or end.seconds is None:
        backwards = frames is not None and frames < 0
        return None if backwards else Length(seconds=None, frames=frames, bare=bare, range=True)
    seconds = end.seconds - start.seconds
    if seconds < 0:
        return None
    return Length(seconds=seconds, frames=frames, bare=bare, range=True, start=start.seconds, end=end.seconds)


def _point(text: str, fps: Fraction | None, scale: Fraction) -> Point | None:
    if scale == SECOND and (sum_of_both := read_seconds_and_frames(text, fps)):
        return sum_of_both
    return read_timed(text, fps) or _amount(text, fps, scale)


def _amount(text: str, fps: Fraction | None, scale: Fraction) -> Point | None:
    """Add up numbers with units, the larger unit first; the last may go without (``1m30``)."""
    texts: list[str] = []
    scales: list[Fraction] = []
    at = 0
    while part := _PART.match(text, at):
        if len(scales) < len(texts):  # the number before has no unit
            return None
        texts.append(part["number"])
        scales += [SCALES[part["unit"]]] if part["unit"] else []
        at = part.end()
    is_open = len(scales) < len(texts)
    if is_open:
        scales.append({HOUR: MINUTE, MINUTE: SECOND}.get(scales[-1], SECOND) if scales else scale)
    if at != len(text) or not texts or scales != sorted(set(scales), reverse=True):
        return None
    numbers = [number for pair in zip(texts, scales, strict=True) if (number := _number(*pair)) is not None]
    return _sum(numbers, scales, fps, is_open=is_open) if len(numbers) == len(texts) else None


def _sum(numbers: list[Fraction], scales: list[Fraction], fps: Fraction | None, *, is_open: bool) -> Point:
    alone, counted = len(scales) == 1, scales[-1] == FRAME
    seconds = sum((number * each for number, each in zip(numbers, scales, strict=True)), Fraction(0))
    if counted and fps is not None:
        seconds += numbers[-1] / fps
    return Point(
        seconds=None if counted and fps is None else seconds,
        frames=numbers[0] if alone and counted else None,
        scale=scales[0] if alone and not is_open else None,
        bare=alone and is_open,
        open=is_open,
    )


def _number(text: str, scale: Fraction) -> Fraction | None:
    """Read a number with at most one decimal mark; thousands are grouped only where counts are that large."""
    if scale in {MILLISECOND, FRAME} and _GROUPED.fullmatch(text):
        return Fraction(text.replace(",", ""))
    whole, *decimals = re.split("[.,]", text)
    return Fraction(f"{whole or 0}.{decimals[0] if decimals else 0}") if len(decimals) < 2 else None  # noqa: PLR2004 - one mark
