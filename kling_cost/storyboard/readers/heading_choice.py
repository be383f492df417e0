"""Which lines of a text are its shots, told by all of them together.

Shots come before scenes, and scenes before other headings with lengths,
unless more of those stand inside scenes.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_cost.storyboard.readers.markdown_blocks import plain
from kling_cost.storyboard.readers.markdown_heads import announces_shots, bold_led, details_of, head_of
from kling_cost.storyboard.readers.markdown_lengths import is_length, is_length_name, is_minutes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kling_cost.storyboard.readers.markdown_blocks import Line, PipeTable
    from kling_cost.storyboard.readers.markdown_heads import Form, Head

BOLD_LEVEL, _TEXT, _ITEM = 7, 8, 9
"""How deep heads lie that are not headings, whose levels are 1 to 6."""
_PAIR = 2
_HAS_NUMBER = re.compile(r"[\d一二三四五六七八九十]|[Ss](?:hot|cene) ")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that could begin a shot; ``listed`` if the words above its list say that shots stand there."""

    head: Head
    level: int
    lasts: bool
    listed: bool = False

    @property
    def counts(self) -> bool:
        """Whether it is one by its own words."""
        return self.head.sure or self.lasts


def candidates_in(lines: Sequence[Line]) -> dict[int, Candidate]:
    """Find the lines that could begin a shot, by their place; a detail below may say that it lasts."""
    heads: dict[int, tuple[Head, int]] = {}
    lasting: set[int] = set()
    listed: set[int] = set()
    last: int | None = None
    is_list = False
    for at, line in enumerate(lines):
        found = _head(line)
        is_list = _announces(line, before=is_list)
        if found is not None:
            heads[at], last = found, at
            if is_list and line.mark:
                listed.add(at)
            if found[0].lengths:
                lasting.add(at)
        elif last is not None and _says_length(line):
            lasting.add(last)
    return {
        at: Candidate(head, level, lasts=at in lasting, listed=at in listed)
        for at, (head, level) in heads.items()
    }


def _announces(line: Line, *, before: bool) -> bool:
    """Tell whether a list of shots is announced: by the last heading or the last line with a colon."""
    words = line.raw.rstrip("*_ ")
    if line.form == "heading" or (line.form == "text" and words.endswith((":", "："))):
        return announces_shots(plain(words))
    return before and line.form in {"item", "text"}


def _head(line: Line) -> tuple[Head, int] | None:
    if line.form == "heading":
        head = head_of(plain(line.raw), None, "heading")
        return (head, line.level) if head else None
    if line.form not in {"item", "text"}:
        return None
    form: Form = "text" if line.form == "text" else "numbered" if line.mark else "bullet"
    bold = bold_led(line.raw)
    if bold is not None:
        form = "bold" if form == "text" else form
        head = head_of(plain(bold[0]), plain(bold[1]), form, line.mark)
    elif form == "numbered" or _HAS_NUMBER.search(line.raw, 0, 40):
        head = head_of(plain(line.raw), None, form, line.mark)
    else:
        head = None
    level = {"bold": BOLD_LEVEL, "text": _TEXT}.get(form, _ITEM + line.depth)
    return (head, level) if head else None


def _says_length(line: Line) -> bool:
    if line.table is not None:
        return is_details(line.table)
    return line.form in {"item", "text"} and any(is_length_name(name) for name, _ in details_in(line))


def details_in(line: Line) -> list[tuple[str, str]]:
    """Read a line's details: their names and values."""
    listed = line.form == "item" or line.raw[:1] in {"*", "_", "`"}
    return details_of(plain(line.raw), listed=listed) if ":" in line.raw or "：" in line.raw else []


def is_details(table: PipeTable) -> bool:
    """Tell a table of names and values that describes one shot: one of its names says how long it is."""
    if not table.rows or any(len(row.cells) > _PAIR for row in table.rows):
        return False
    below = table.rows[1:] if table.headed else table.rows
    if any(is_length_name(row.cells[0]) for row in below):
        return True
    first = table.rows[0].cells
    return len(first) == _PAIR and is_length_name(first[0]) and is_length(first[1])


def chosen(candidates: Mapping[int, Candidate]) -> set[int]:
    """Choose among the candidates those that are the shots."""
    shots = {at: one for at, one in candidates.items() if one.head.kind == "shot" and one.counts}
    if shots:
        forms = Counter(one.head.form for one in shots.values())
        form = forms.most_common(1)[0][0]
        return _with_equals({at: one for at, one in shots.items() if one.head.form == form}, candidates)
    scenes = {at: one for at, one in candidates.items() if one.head.kind == "scene" and one.counts}
    lasting = _largest({at: one for at, one in scenes.items() if one.lasts})
    timed = _largest({at: one for at, one in candidates.items() if one.head.kind == "timed" and one.lasts})
    if len(timed) < _PAIR or _takes_minutes(timed.values()):
        timed = {}
    if lasting:
        inside = next(iter(timed.values()), None)
        level = next(iter(lasting.values())).level
        if (
            inside
            and inside.head.form in {"heading", "numbered"}
            and inside.level > level
            and len(timed) > len(lasting)
        ):
            return set(timed)
        same = {at: one for at, one in scenes.items() if one.level == level}
        return _with_equals(same, candidates)
    listed = _largest({at: one for at, one in candidates.items() if one.listed})
    return set(timed) or set(_largest(scenes)) or (set(listed) if len(listed) >= _PAIR else set())


def _takes_minutes(timed: Iterable[Candidate]) -> bool:
    """Tell the steps of a recipe or a day: all that is said of their lengths is minutes."""
    lengths = [length for one in timed for length in one.head.lengths]
    return bool(lengths) and all(map(is_minutes, lengths))


def _largest(group: Mapping[int, Candidate]) -> dict[int, Candidate]:
    """Keep those of the form and level that most of them have."""
    kinds = Counter((one.head.form, one.level) for one in group.values())
    if not kinds:
        return {}
    kind = kinds.most_common(1)[0][0]
    return {at: one for at, one in group.items() if (one.head.form, one.level) == kind}


def _with_equals(rows: Mapping[int, Candidate], candidates: Mapping[int, Candidate]) -> set[int]:
    """Add the headings among numbered shots that have a length and no number: an intro, an end card."""
    kinds = {(one.head.form, one.level) for one in rows.values()}
    equals = {at for at, one in candidates.items() if one.lasts and one.head.kind == "timed"}
    return set(rows) | {at for at in equals if (candidates[at].head.form, candidates[at].level) in kinds}
