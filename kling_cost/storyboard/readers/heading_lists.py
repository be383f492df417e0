"""Shots that are headings, bold lines or list items with their details below, as one table."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

from kling_cost.storyboard.readers.heading_choice import candidates_in, chosen, details_in, is_details
from kling_cost.storyboard.readers.markdown_blocks import plain
from kling_cost.storyboard.readers.markdown_heads import bold_led, is_total, is_total_length
from kling_cost.storyboard.readers.markdown_lengths import is_length, is_length_name, is_point, is_range
from kling_cost.storyboard.table import MOST_CELLS, FileFault, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kling_cost.storyboard.readers.heading_choice import Candidate
    from kling_cost.storyboard.readers.markdown_blocks import Line, PipeTable
    from kling_cost.storyboard.readers.markdown_heads import Form

_BASE = ("shot_id", "scene", "title", "description", "duration", "time")
_FEWEST_STARTS = 2
_MOST_PARTS = 5
"""Hours, minutes, seconds, frames and one more that the pattern of a clock lets in."""
_MOST_NAMES = 64
_LONGEST_NAME = 48
_NAMES_OF_NAMES = frozenset(
    {"field", "attribute", "property", "element", "item", "key", "parameter", "detail", "details", "aspect"}
    | {"字段", "项目", "要素", "参数", "项", "属性"},
)


@dataclass(frozen=True, slots=True)
class HeadingList:
    """The shots found; the numbers of the lines they were read from, and of tables that were details."""

    table: Table
    used: frozenset[int]
    detail_tables: frozenset[int]


class Above:
    """The headings that a line stands under, outermost first."""

    def __init__(self) -> None:
        self._path: list[tuple[int, int, str, bool]] = []

    def enter(self, number: int, level: int, words: str, *, is_scene: bool) -> None:
        """Pass a heading."""
        self.leave(level)
        self._path.append((level, number, words, is_scene))

    def leave(self, level: int) -> None:
        """Leave the headings that are no higher than a level."""
        while self._path and self._path[-1][0] >= level:
            self._path.pop()

    def scene(self) -> tuple[str, int] | None:
        """Give the words and the line of the nearest heading that names a scene."""
        return next(
            ((words, number) for _, number, words, is_scene in reversed(self._path) if is_scene), None
        )

    def nearest(self) -> tuple[str, int] | None:
        """Give the words and the line of the nearest heading."""
        return (self._path[-1][2], self._path[-1][1]) if self._path else None


@dataclass(slots=True)
class _Shot:
    """A shot while its lines are read; ``open`` is the detail that goes on below."""

    number: int
    level: int
    form: Form
    under: str
    cells: dict[str, list[str]] = field(default_factory=dict)
    open: str = ""
    depth: int = 0

    def add(self, key: str, text: str) -> None:
        if text.strip():
            self.cells.setdefault(key, []).append(text)


class _Reader:
    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._candidates = candidates_in(lines)
        self._rows = chosen(self._candidates)
        self._above = Above()
        self._shots: list[_Shot] = []
        self._current: _Shot | None = None
        self._names = {name: name for name in _BASE}
        self._used: set[int] = set()
        self._tables: set[int] = set()
        self._defaults: dict[str, str] = {}

    def read(self) -> HeadingList | None:
        if not self._rows:
            return None
        for at, line in enumerate(self._lines):
            candidate = self._candidates.get(at)
            if candidate is not None and (at in self._rows or self._is_sibling(candidate)):
                self._begin(line, candidate)
            elif line.form == "heading" or (candidate is not None and candidate.head.kind == "scene"):
                self._pass_heading(line, candidate)
            else:
                self._take(line)
        return HeadingList(self._table(), frozenset(self._used), frozenset(self._tables))

    def _is_sibling(self, candidate: Candidate) -> bool:
        """Tell a numbered item among numbered items that are shots; it is one of unknown length."""
        now = self._current
        return (
            now is not None and now.form == candidate.head.form == "numbered" and now.level == candidate.level
        )

    def _begin(self, line: Line, candidate: Candidate) -> None:
        head = candidate.head
        self._above.leave(candidate.level)
        scene, nearest = self._above.scene(), self._above.nearest()
        shot = _Shot(line.number, candidate.level, head.form, nearest[0] if nearest else "", depth=line.depth)
        shot.add("shot_id", head.shot_id)
        if scene is not None:
            shot.add("scene", scene[0])
            self._used.add(scene[1])
        shot.add("title", head.title)
        shot.add("description", head.text)
        lengths = sorted(head.lengths, key=is_range)
        shot.add("duration", lengths[0] if lengths else "")
        shot.add("time", lengths[1] if len(lengths) > 1 else "")
        self._used.add(line.number)
        self._shots.append(shot)
        self._current = shot

    def _pass_heading(self, line: Line, candidate: Candidate | None) -> None:
        level = candidate.level if candidate else line.level
        words = plain(line.raw)
        if self._current is not None and self._current.level < level and len(words) <= _LONGEST_NAME:
            self._current.open = self._key(words.strip(" :："))
            self._used.add(line.number)
            return
        self._current = None
        self._above.enter(
            line.number, level, words, is_scene=candidate is not None and candidate.head.kind == "scene"
        )

    def _take(self, line: Line) -> None:
        now = self._current
        if line.form == "break":
            # what stands below a line after a shot is no longer the shot's
            self._current = None if now and (now.open or "description" in now.cells) else now
            return
        details = [] if line.table or line.form == "code" else details_in(line)
        if details and is_total(details[0][0]) and is_length(details[0][1]):
            if is_total_length(details[0][0]):
                self._defaults.setdefault("total_duration", details[0][1])
            self._used.add(line.number)
        elif now is not None and line.table is not None:
            self._take_table(now, line, line.table)
        elif now is not None:
            self._used.add(line.number)
            self._take_words(now, line, details)

    def _take_table(self, now: _Shot, line: Line, table: PipeTable) -> None:
        if not is_details(table):
            return
        self._tables.add(line.number)
        self._used.update(range(line.number, line.last + 1))
        for row in table.rows:
            if row.cells[0].casefold() not in _NAMES_OF_NAMES:
                self._detail(now, row.cells[0], " ".join(row.cells[1:]))

    def _take_words(self, now: _Shot, line: Line, details: Iterable[tuple[str, str]]) -> None:
        alone = bold_led(line.raw)
        if alone and not alone[1].strip() and len(alone[0]) <= _LONGEST_NAME:
            details = [(plain(alone[0]).rstrip(":："), "")]
        if details:
            for name, value in details:
                key = self._detail(now, name, value)
                # a length is said in one line
                now.open = "" if value and is_length_name(name) else key
            now.depth = line.depth
            return
        goes_on = line.form == "code" or not line.opens or line.depth > now.depth or now.open not in now.cells
        if not (now.open and goes_on):
            now.open = ""
        now.add(now.open or "description", plain(line.raw))

    def _detail(self, now: _Shot, name: str, value: str) -> str:
        """Take a detail into the column of its name; give the column."""
        key = self._key(name)
        if key == "duration" and key in now.cells and value:
            now.cells.setdefault("time", now.cells.pop(key))
        if key == "description" != name.casefold():
            value = f"{name}: {value}"
        now.add(key, value)
        return key

    def _key(self, name: str) -> str:
        """Give the column of a name; where there are too many, what is left describes the shot."""
        key = name.casefold()
        if key not in self._names:
            if len(self._names) >= _MOST_NAMES or len(name) > _LONGEST_NAME or not name:
                return "description"
            self._names[key] = name
        return key

    def _table(self) -> Table:
        unders = {shot.under for shot in self._shots}
        if len(unders) > 1 and "" not in unders and not any("scene" in shot.cells for shot in self._shots):
            for shot in self._shots:
                shot.add("scene", shot.under)
        self._tell_starts()
        filled = {key for shot in self._shots for key in shot.cells}
        keys = [key for key in self._names if key in filled or key == "shot_id"]
        if len(keys) * len(self._shots) > MOST_CELLS:
            raise FileFault(
                "too-large", f"holds more than {MOST_CELLS:,} cells, more than any storyboard; split it"
            )
        first = self._shots[0].number
        rows = [Row(first, [self._names[key] for key in keys])]
        rows += [
            Row(shot.number, [" ".join(shot.cells.get(key, ())).strip() for key in keys], shot.number)
            for shot in self._shots
        ]
        return Table(rows=rows, headed=True, defaults=self._defaults)

    def _tell_starts(self) -> None:
        """Take places on the clock that ascend from zero for where shots start: none of them lasts 0 s."""
        said = [shot.cells.get("duration", []) for shot in self._shots]
        points = [found[0] for found in said if len(found) == 1 and is_point(found[0])]
        if len(points) < _FEWEST_STARTS or len(points) < sum(map(bool, said)):
            return
        places = [_place(point) for point in points]
        if (
            "start" not in self._names
            and not any(places[0])
            and all(one < other for one, other in pairwise(places))
        ):
            self._names["start"] = "start"
            for shot in self._shots:
                if "duration" in shot.cells:
                    shot.cells["start"] = shot.cells.pop("duration")


def _place(point: str) -> tuple[Decimal, ...]:
    """Give the numbers of a place on the clock, the largest unit first, so that they can be compared."""
    parts = re.split("[:;]", point.strip().replace(",", "."))
    return tuple(map(Decimal, ["0"] * (_MOST_PARTS - len(parts)) + parts))


def heading_list(lines: Sequence[Line]) -> HeadingList | None:
    """Read the shots of a text that are headings, bold lines or list items; None if there are none.

    Raises:
        FileFault: when there are more cells than any storyboard has.
    """
    return _Reader(lines).read()
