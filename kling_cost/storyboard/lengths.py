"""How long each shot is: read from what its row says, in one stated order, never guessed.

The order: a stated length; end minus start; frames over frames per second; the gap to the next start; a
default of the file; the default that the user gave. Plain numbers that smell of frames or milliseconds are
asked about.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from kling_cost.amounts import plain
from kling_cost.rounding import rounded
from kling_cost.storyboard.columns import LONGEST_SHOT_S, MOST_DECIMALS
from kling_cost.storyboard.durations import (
    Unit,
    fps_of_header,
    read_fps,
    read_length,
    unit_of_header,
)
from kling_cost.storyboard.frame_spans import frame_spans
from kling_cost.storyboard.length_signs import are_estimates, are_lengths, count_frames, plain_number
from kling_cost.storyboard.shot import LengthFrom
from kling_cost.storyboard.table import FileFault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from decimal import Decimal

    from kling_cost.storyboard.draft import Draft
    from kling_cost.storyboard.durations import Length
    from kling_cost.storyboard.headers import Header
    from kling_cost.storyboard.reading import Reading

_SMELLS_S = 60
"""A shot longer than a minute is rare; where most plain numbers are above it, they count something else."""
_LONGEST_CLIP_S = 15
"""What Kling makes in one clip: storyboards for it rarely have longer shots."""
_FILE_DEFAULTS = ("duration", "duration_s", "clip_seconds", "default_duration", "seconds_per_clip")
STATED_TOTAL = "total_duration"
_TOLERANCE_S = Fraction(1, 2)
"""Stated lengths are often rounded to seconds, or to halves."""


class Lengths:
    """The lengths of the shots of one table."""

    def __init__(self, header: Header, defaults: Mapping[str, str], reading: Reading) -> None:
        self._header, self._defaults, self._reading = header, defaults, reading
        self._fps = reading.fps or read_fps(defaults.get("fps", ""))
        self._units: dict[str, Unit | None] = {}
        self._read: dict[tuple[str, str, Fraction | None], Length | None] = {}
        self._times_in = "start"
        self.assumptions: list[str] = []
        self.contradicted: list[Draft] = []
        """The shots whose stated length is not that between their start and their end."""

    def resolve(self, drafts: Sequence[Draft]) -> None:
        """Set each draft's length and how it was read.

        Raises:
            FileFault: when plain numbers must be frames or milliseconds and nobody says which.
        """
        ways: tuple[Callable[[Sequence[Draft]], None], ...] = (
            self._stated,
            self._times,
            self._frames,
            self._gaps,
            self._defaulted,
        )
        for way in ways:
            way(drafts)

    @property
    def stated_total_s(self) -> Decimal | None:
        """The length of the whole film, where the file gives it beside the shots."""
        found = read_length(self._defaults.get(STATED_TOTAL, ""), fps=self._fps)
        return in_seconds(found.seconds) if found and found.seconds is not None else None

    def total_of(self, cells: Sequence[str]) -> Decimal | None:
        """Read the length in a row of sums: where the shots have theirs and in its unit, else anywhere."""
        for meaning in ("duration_s", "frames"):
            at = self._header.columns.get(meaning, len(cells))
            text = cells[at] if at < len(cells) else ""
            found = read_length(text, fps=self._fps, unit=self._unit(meaning))
            if found is not None:
                return None if found.seconds is None else in_seconds(found.seconds)
        seconds = [found.seconds for cell in cells if (found := read_length(cell, fps=self._fps))]
        return in_seconds(seconds[0]) if seconds and seconds[0] is not None else None

    def _length(self, draft: Draft, meaning: str) -> Length | None:
        """Read a cell as a length or a time; texts repeat themselves and are read once."""
        text = draft.cells.get(meaning)
        if not text:
            return None
        fps = self._rate(draft)
        key = (meaning, text, fps)
        if key not in self._read:
            self._read[key] = read_length(text, fps=fps, unit=self._unit(meaning))
        return self._read[key]

    def _rate(self, draft: Draft) -> Fraction | None:
        return read_fps(draft.cells.get("fps", "")) or self._fps or self._named_rate()

    def _named_rate(self) -> Fraction | None:
        """Give the rate that a header states: ``Frames @24fps``."""
        names = (self._header.name(each) for each in ("frames", "duration_s") if each in self._header.columns)
        return next((rate for rate in map(fps_of_header, names) if rate), None)

    def _unit(self, meaning: str) -> Unit | None:
        if meaning not in self._units:
            self._units[meaning] = self._unit_said(meaning)
        return self._units[meaning]

    def _unit_said(self, meaning: str) -> Unit | None:
        if meaning in {"frames", "frame_in", "frame_out", "frame_range"}:
            return Unit.FRAMES
        if self._reading.unit is not None:
            return self._reading.unit
        return unit_of_header(self._header.name(meaning)) if meaning in self._header.columns else None

    def _stated(self, drafts: Sequence[Draft]) -> None:
        for meaning in ("duration_s", "time_range"):
            if meaning in self._header.columns:
                self._stated_in(meaning, drafts)

    def _stated_in(self, meaning: str, drafts: Sequence[Draft]) -> None:
        found = [self._length(draft, meaning) for draft in drafts]
        name = self._header.name(meaning)
        is_length = meaning == "duration_s" or are_lengths(found)
        estimates = are_estimates(found)
        told = [
            (draft, length)
            for draft, length in zip(drafts, found, strict=True)
            if length is not None and not self._begins(draft, length, at_a_point=not is_length)
        ]
        self._ask(meaning, [length for _, length in told])
        for draft, length in told:
            if not length.range:
                draft.settle(length.seconds, LengthFrom.STATED)
            elif length.start is not None and length.end is not None:
                span = length.end if estimates else length.end - length.start
                draft.settle(span, LengthFrom.STATED if estimates else LengthFrom.TIMES)
        if estimates:
            self.assumptions.append(f"ranges in {name!r} overlap, so each is from-to: the longer one counts")
        if is_length and meaning == "time_range":
            self.assumptions.append(
                f"times in {name!r} do not begin at 0 and ascend, so each is the length of its shot"
            )

    def _begins(self, draft: Draft, length: Length, *, at_a_point: bool) -> bool:
        """Take a point in time for a shot's start; true also where a surer length makes the text needless."""
        if length.needs_fps and draft.length_s is None:
            raise _fps_unknown(draft)
        if at_a_point and not length.range:
            draft.starts_at, self._times_in = length.seconds, "time_range"
            return True
        return draft.length_s is not None

    def _times(self, drafts: Sequence[Draft]) -> None:
        columns = self._header.columns
        if "start" not in columns:
            return
        self._times_in = "start"
        starts = [self._length(draft, "start") for draft in drafts]
        ends = [self._length(draft, "end") if "end" in columns else None for draft in drafts]
        if self._unit("start") is None and not self._header.own and count_frames(starts, ends):
            raise self._unclear("start", "that count one by one, as frames do")
        spans: list[Length] = []
        for draft, start, end in zip(drafts, starts, ends, strict=True):
            if start is None:
                continue
            if draft.length_s is None and (start.needs_fps or (end is not None and end.needs_fps)):
                raise _fps_unknown(draft)
            if start.range and start.start is not None and start.end is not None:
                draft.settle(start.end - start.start, LengthFrom.TIMES)
                continue
            draft.starts_at = start.seconds
            if end is not None and end.seconds is not None and start.seconds is not None:
                span = end.seconds - start.seconds
                if start.bare and end.bare and draft.length_s is None:
                    spans.append(replace(start, seconds=span))
                if draft.length_s is not None and abs(draft.length_s - span) > _TOLERANCE_S:
                    self.contradicted.append(draft)
                draft.settle(span, LengthFrom.TIMES)
        self._ask("start", spans)

    def _frames(self, drafts: Sequence[Draft]) -> None:
        counts = [self._count(draft) for draft in drafts]
        self._add_frames(drafts, counts)
        in_ranges, assumption = frame_spans(drafts, self._header)
        self.assumptions += [assumption] if assumption else []
        for draft, count, span in zip(drafts, counts, in_ranges, strict=True):
            frames = count if count is not None else span
            if frames is None or draft.length_s is not None:
                continue
            fps = self._rate(draft)
            if fps is None:
                raise _fps_unknown(draft)
            draft.settle(frames / fps, LengthFrom.FRAMES)

    def _add_frames(self, drafts: Sequence[Draft], counts: Sequence[Fraction | None]) -> None:
        """Add the frames that a column of its own gives beside whole seconds: the コマ of an 絵コンテ."""
        columns = self._header.columns
        if (
            "frames" not in columns
            or "duration_s" not in columns
            or "コマ" not in self._header.name("frames")
        ):
            return
        for draft, count in zip(drafts, counts, strict=True):
            if draft.duration_from is not LengthFrom.STATED or draft.length_s is None or not count:
                continue
            fps = self._rate(draft)
            if fps is None:
                raise _fps_unknown(draft)
            draft.length_s += count / fps

    def _count(self, draft: Draft) -> Fraction | None:
        return plain_number(draft.cells.get("frames", "")) if "frames" in self._header.columns else None

    def _gaps(self, drafts: Sequence[Draft]) -> None:
        """Let a shot last until the next one starts; the last one until the film's stated end."""
        timed = [draft for draft in drafts if draft.starts_at is not None]
        gaps = [
            (draft, after.starts_at - draft.starts_at)
            for draft, after in pairwise(timed)
            if draft.length_s is None and draft.starts_at is not None and after.starts_at is not None
        ]
        read = [(self._length(draft, self._times_in), gap) for draft, gap in gaps]
        self._ask(self._times_in, [replace(start, seconds=gap) for start, gap in read if start is not None])
        for draft, gap in gaps:
            draft.settle(gap, LengthFrom.GAP)
        total = self.stated_total_s
        if timed and total is not None and timed[-1].length_s is None and timed[-1].starts_at is not None:
            timed[-1].settle(Fraction(total) - timed[-1].starts_at, LengthFrom.GAP)

    def _defaulted(self, drafts: Sequence[Draft]) -> None:
        for name in _FILE_DEFAULTS:
            given = self._defaults.get(name, "")
            length = read_length(given, fps=self._fps, unit=unit_of_header(name)) if given else None
            if length is not None and length.seconds is not None:
                for draft in drafts:
                    draft.settle(length.seconds, LengthFrom.FILE_DEFAULT)
                return

    def _ask(self, meaning: str, lengths: Sequence[Length]) -> None:
        """Refuse to guess what plain numbers count when most of them are too large for seconds."""
        if self._unit(meaning) is not None or self._header.own:
            return
        bare = [length.seconds for length in lengths if length.bare and length.seconds is not None]
        large = [seconds for seconds in bare if seconds > _SMELLS_S]
        if bare and 2 * len(large) > len(bare):
            example = ", ".join(map(shown, large[:3]))
            raise self._unclear(meaning, f"that are too large for seconds ({example})")
        if 2 * sum(1 for seconds in bare if seconds > _LONGEST_CLIP_S and seconds.denominator == 1) > len(
            bare
        ):
            name = self._header.name(meaning)
            doubt = f"most are over {_LONGEST_CLIP_S}; if they count frames, say --unit frames --fps 24"
            self.assumptions.append(f"plain numbers in {name!r} are read as seconds, though {doubt}")

    def _unclear(self, meaning: str, sign: str) -> FileFault:
        name = self._header.name(meaning)
        cure = "Say --unit ms, or --unit frames --fps 24, or --unit s if they are seconds"
        return FileFault(
            "unit-unclear", f"has lengths in {name!r} {sign}: are they frames or milliseconds? {cure}"
        )


@lru_cache(maxsize=4096)
def in_seconds(length: Fraction) -> Decimal:
    """Write a length in seconds with at most six decimals, which frames of odd rates need."""
    return rounded(length, MOST_DECIMALS).normalize() + 0


def shown(number: Fraction) -> str:
    """Write a number for a message, to three decimals."""
    return plain(rounded(number, 3).normalize() + 0)


def sensible(length: Fraction) -> bool:
    """Tell whether a shot can have this length: above nothing and at most an hour."""
    return 0 < length <= LONGEST_SHOT_S


def _fps_unknown(draft: Draft) -> FileFault:
    message = "counts frames and nothing says the frames per second; add --fps 24 (or 25, 30, 23.976)"
    return FileFault("fps-unknown", message, row=draft.row)
