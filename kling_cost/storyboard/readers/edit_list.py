"""Edit lists (EDL, CMX 3600): each event of the first video track is a shot, as long as its record side says.

The source side may run at another speed or rate, so it is not asked. Timecodes become frames in the library
opentimelineio, drop-frame included; the lines are read here, because its reader of edit lists refuses those
whose two sides differ, forgets the numbers of events and passes over the line that says drop-frame.
"""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.storyboard.readers.cut import (
    MISSING,
    CutShot,
    content_of_cut,
    counted,
    length_cells,
    real_rate,
)
from kling_cost.storyboard.table import MOST_ROWS, Content, FileFault

if TYPE_CHECKING:
    from collections.abc import Iterator

_TIMECODE = re.compile(r"[0-9]{1,3}(?:[:;.,][0-9]{1,3}){3}")
_EVENT = re.compile(r"[0-9]{1,9}[A-Za-z]?\Z")
_EDIT = re.compile(r"C|D|W[0-9]*|K[BO]?", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]{1,9}")
_TRACK = re.compile(r"[0-9]+\Z")
_COMMENT = re.compile(r"\*?\s*(?P<key>[A-Z][A-Z _]{0,30}?)\s*:\s*(?P<text>.*)", re.IGNORECASE)
_LOCATOR = re.compile(r"[0-9:;.,]+\s+(?:[A-Z]+\s+)?(?P<text>.*)", re.IGNORECASE)
_NO_PICTURE = frozenset({"BL", "BLACK", "BARS", "SLUG"})
_UNNAMED = frozenset({"AX", "", "GEN"})
_DROPS = frozenset({Fraction(30000, 1001), Fraction(60000, 1001)})
_SIDES = 4
_LONGEST_LINE = 10_000
_LOOKED_AT = 40_000
_MOST_LINES = 10 * MOST_ROWS
_SIXTY = 60
_DESCRIBING = frozenset({"COMMENT", "COMMENTS", "NOTE", "NOTES", "DESCRIPTION", "LOC", "MARKER", ""})
_RATES = "23.976, 24, 25, 29.97, 30, 48, 50, 59.94 or 60"


@dataclass(slots=True)
class _Line:
    """The line of an event: what it says of the picture, and its record side."""

    place: int
    reel: str
    channel: str
    record_in: str
    record_out: str
    drop: bool

    @property
    def track(self) -> int:
        """The video track, from 1; 0 for sound alone."""
        channel = self.channel.upper()
        if "V" not in channel and not channel.startswith("B"):
            return 0
        found = _TRACK.search(channel) if channel.startswith("V") else None
        return max(int(found[0][:3]), 1) if found and not channel.startswith("VA") else 1


@dataclass(slots=True)
class _Event:
    """The lines of one number, the last of them the shot that begins there, and the comments below them."""

    number: str
    lines: list[_Line] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)


def looks_like_edl(text: str) -> bool:
    """Tell whether a text is an edit list: it has an event, or begins as edit lists do."""
    head = text[:_LOOKED_AT].removeprefix("\ufeff").lstrip()
    if head.startswith("TITLE:") and "FCM:" in head:
        return True
    return any(_fields(line) is not None for line in head.splitlines())


def edl_tables(text: str, *, fps: Fraction | None) -> Content:
    """Read an edit list whose timecodes count ``fps`` frames per second.

    Raises:
        FileFault: when it is none, when ``fps`` is unknown or contradicts the timecodes, for broken events.
    """
    events, found = _events(text.removeprefix("\ufeff"))
    if not events and not found:
        raise FileFault("not-edl", "is not an edit list: it has no events; export it as EDL (CMX 3600)")
    if fps is None:
        cure = "add --fps 24 (or 25, 29.97, ...)"
        raise FileFault("fps-unknown", f"is an edit list, which does not say its frames per second; {cure}")
    clock = _Clock(fps)
    tracks = {line.track for event in events for line in event.lines if line.track}
    track = min(tracks, default=1)
    shots = [shot for event in events for shot in _shots(event, track, clock)]
    return content_of_cut("EDL", shots, list(_notes(events, track)))


def _events(text: str) -> tuple[list[_Event], bool]:
    """Give the events of a text, and whether it has the head of an edit list."""
    if text.count("\n") > _MOST_LINES:
        raise FileFault("too-many-rows", f"has over {_MOST_LINES:,} lines, which no edit list has; split it")
    events: list[_Event] = []
    drop = head = False
    lines = 0
    for place, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        upper = stripped[:40].upper()
        if upper.startswith("FCM"):
            drop, head = "NON" not in upper and "DROP" in upper, True
        elif upper.startswith("TITLE:"):
            head = True
        elif (fields := _fields(stripped)) is not None:
            number, reel, channel, record_in, record_out = fields
            if not events or events[-1].number != number or events[-1].comments:
                events.append(_Event(number))
            events[-1].lines.append(_Line(place, reel, channel, record_in, record_out, drop))
            lines += 1
            if lines > MOST_ROWS:
                raise FileFault(
                    "too-many-rows", f"holds over {MOST_ROWS:,} events, which no film has; split it"
                )
        elif _EVENT.match(stripped.partition(" ")[0]) and _TIMECODE.search(stripped[:_LONGEST_LINE]):
            what = "begins like an event and does not end in four timecodes"
            raise FileFault("bad-event", f"line {place} {what}: {stripped[:80]!r}; correct it", row=place)
        elif events and stripped:
            events[-1].comments.append(stripped[:_LONGEST_LINE])
    return events, head


def _fields(line: str) -> tuple[str, str, str, str, str] | None:
    """Take the line of an event apart: number, reel, channel, record in and out; None if it is none."""
    parts = line[:_LONGEST_LINE].split()
    if len(parts) < _SIDES + 4 or not _EVENT.match(parts[0]):
        return None
    *head, _, _, record_in, record_out = parts
    if not all(_TIMECODE.fullmatch(part) or _DIGITS.fullmatch(part) for part in parts[-_SIDES:]):
        return None
    if _DIGITS.fullmatch(head[-1]):  # how long a dissolve or a wipe takes
        head = head[:-1]
    number, *reel, channel, edit = head
    if not reel or not _EDIT.fullmatch(edit):
        return None
    return number, " ".join(reel), channel, record_in, record_out


class _Clock:
    """Timecodes as frames."""

    def __init__(self, fps: Fraction) -> None:
        try:
            from opentimelineio import opentime  # noqa: PLC0415 - an extra, and only timelines need it
        except ImportError:
            raise FileFault("missing-extra", MISSING) from None
        self._opentime = opentime
        if not 0 < fps <= _SIXTY or not self._counts(real_rate(fps)):
            message = f"is an edit list, and none counts {str(fps)[:20]} frames per second; say {_RATES}"
            raise FileFault("bad-fps", message)
        self.fps = real_rate(fps)

    def _counts(self, fps: Fraction) -> bool:
        return bool(self._opentime.RationalTime.is_smpte_timecode_rate(float(fps)))

    def length(self, line: _Line) -> tuple[str, str, str]:
        """Give the length of an event's record side as cells."""
        frames = self._frames(line.record_out, line) - self._frames(line.record_in, line)
        return length_cells(Fraction(frames), self.fps)

    def _frames(self, timecode: str, line: _Line) -> int:
        if _DIGITS.fullmatch(timecode):
            return int(timecode)
        drops = line.drop or ";" in timecode
        if drops and self.fps not in _DROPS:
            shown = f"{float(self.fps):g}"
            found = (
                f"has drop-frame timecode (line {line.place}), which {shown} frames per second do not have"
            )
            raise FileFault("fps-contradicts", f"{found}; say --fps 29.97", row=line.place)
        hours, minutes, seconds, frames = re.split("[:;.,]", timecode)
        written = f"{hours:0>2}:{minutes:0>2}:{seconds:0>2}{';' if drops else ':'}{frames:0>2}"
        # the library itself would count on beyond 59 seconds
        if max(int(minutes), int(seconds)) < _SIXTY:
            with suppress(ValueError):
                return int(self._opentime.from_timecode(written, float(self.fps)).value)
        found = (
            f"has the timecode {timecode} (line {line.place}), which {float(self.fps):g} frames per second"
        )
        message = f"{found} cannot count; say another --fps, or correct it"
        raise FileFault("fps-contradicts", message, row=line.place)


def _shots(event: _Event, track: int, clock: _Clock) -> Iterator[CutShot]:
    """Give the shots of an event: its last line, and one before it that is more than a dissolve's start."""
    lines = [line for line in event.lines if line.track == track]
    comments = list(_said(event.comments))
    said = dict(comments)
    from_name, to_name = said.get("FROM CLIP NAME", ""), said.get("TO CLIP NAME", "")
    for line in lines:
        last = line is lines[-1]
        length = clock.length(line)
        if line.reel.upper() in _NO_PICTURE or (not last and length[0] == "0"):
            continue
        reel = "" if line.reel.upper() in _UNNAMED else line.reel
        name = (to_name or ("" if len(lines) > 1 else from_name)) if last else from_name
        yield CutShot(
            number=event.number,
            name=name or reel,
            length=length,
            scene=said.get("SCENE", ""),
            texts=[text for key, text in comments if key in _DESCRIBING] if last else (),
        )


def _said(comments: list[str]) -> Iterator[tuple[str, str]]:
    """Give each comment as its key, upper case, and its text; the key of free words is empty."""
    for comment in comments:
        if not comment.startswith("*"):
            continue  # effects and other programs' lines, such as M2 and AUD
        found = _COMMENT.fullmatch(comment)
        key = " ".join(found["key"].upper().split()) if found else ""
        text = (found["text"] if found else comment.lstrip("* ")).strip()
        locator = _LOCATOR.fullmatch(text) if key == "LOC" else None
        yield key, locator["text"].strip() if locator else text


def _notes(events: list[_Event], track: int) -> Iterator[str]:
    counts: Counter[str] = Counter()
    for event in events:
        pictures = [line for line in event.lines if line.track == track]
        counts["sound"] += sum(1 for line in event.lines if not line.track)
        counts["further"] += sum(1 for line in event.lines if line.track > track)
        counts["black"] += bool(pictures) and pictures[-1].reel.upper() in _NO_PICTURE
        counts["transitions"] += len(pictures) > 1
    further = "on a further video track is not read", "on further video tracks are not read"
    yield from counted(counts["sound"], "event of sound is no shot", "events of sound are no shots")
    yield from counted(counts["black"], "event of black is no shot", "events of black are no shots")
    yield from counted(counts["further"], f"event {further[0]}", f"events {further[1]}")
    yield from counted(counts["transitions"], "transition changes no length", "transitions change no length")
