"""Rows that are told apart: shots (as drafts, their cells still text), totals, scene headings, chatter.

A draft is what a row of a foreign table becomes before its cells are understood and its table is laid beside
others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kling_cost.storyboard.columns import looks_like_id
from kling_cost.storyboard.evidence import LENGTHS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from fractions import Fraction

    from kling_cost.storyboard.headers import Header
    from kling_cost.storyboard.shot import LengthFrom
    from kling_cost.storyboard.table import Row
    from kling_cost.storyboard.vocabulary import Vocabulary

_WORDS_OF_AN_ID = 4
_SAYS_SOMETHING = ("description", "prompt", "dialogue", "camera")


@dataclass(slots=True, kw_only=True)
class Draft:
    """A shot as its row says it: ``cells`` by meaning, ``extra`` by header, both text.

    ``names`` are the headers of the meanings, as the table writes them.
    """

    row: int
    line: int | None = None
    shot_id: str
    scene: str
    own: bool
    cells: dict[str, str]
    names: Mapping[str, str] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)
    starts_at: Fraction | None = None
    length_s: Fraction | None = None
    duration_from: LengthFrom | None = None

    def column(self, meaning: str) -> str:
        """Give the name that the user knows a column by: the table's own, or ours where it has none."""
        return meaning if self.own else self.names.get(meaning, meaning)

    def settle(self, length_s: Fraction | None, how: LengthFrom) -> None:
        """Take a length unless a surer one is known; nothing and less is no length."""
        if self.length_s is None and length_s is not None and (length_s > 0 or how == "stated"):
            self.length_s, self.duration_from = length_s, how


@dataclass(slots=True, kw_only=True)
class Told:
    """What the rows below one header are; a total stands with the number of shots above it."""

    drafts: list[Draft] = field(default_factory=list)
    totals: list[tuple[int, Row]] = field(default_factory=list)
    skipped: int = 0
    omitted: int = 0
    scenes_filled: int = 0


def told_apart(rows: Sequence[Row], header: Header, scene: str, vocabulary: Vocabulary) -> Told:
    """Tell the rows below a header apart; ``scene`` is the one they belong to until a row says otherwise."""
    return _Telling(header, scene, vocabulary).told(rows)


class _Telling:
    def __init__(self, header: Header, scene: str, vocabulary: Vocabulary) -> None:
        self._header, self._scene, self._vocabulary = header, scene, vocabulary
        self._given_scene = scene
        self._columns = header.columns
        self._names = {meaning: header.names[at] for meaning, at in header.columns.items()}
        self._kept = header.kept
        self._id = self._columns.get("shot_id")
        self._result = Told()

    def told(self, rows: Sequence[Row]) -> Told:
        for row in rows:
            self._tell(row)
        return self._result

    def _tell(self, row: Row) -> None:
        filled = [cell for cell in row.cells if cell]
        if not filled:
            return
        if self._is_total(row, filled):
            self._result.totals.append((len(self._result.drafts), row))
        elif self._header.own:
            self._result.drafts.append(self._draft(row))
        elif len(filled) == 1 and self._is_heading(filled[0], row):
            self._scene = filled[0]
        elif not self._lasts(row) and any(map(self._vocabulary.is_omitted, filled)):
            self._result.omitted += 1
            self._result.skipped += 1
        elif len(filled) == 1 and self._vocabulary.is_remark(filled[0]):
            self._result.skipped += 1
        elif self._is_shot(row, filled):
            self._result.drafts.append(self._draft(row))
        else:
            self._result.skipped += 1

    def _is_total(self, row: Row, filled: Sequence[str]) -> bool:
        """Tell a row of sums: a word for it, and none of what a shot shows."""
        if looks_like_id(filled[0]) or not self._vocabulary.is_total(filled[0]):
            return False
        told = [
            row.cells[at]
            for name, at in self._columns.items()
            if name in _SAYS_SOMETHING and at < len(row.cells)
        ]
        # "Total | 12 shots": a count of what is added up shows nothing
        is_total = self._vocabulary.is_total
        return not any(cell and cell != filled[0] and not is_total(f"{filled[0]} {cell}") for cell in told)

    def _is_heading(self, text: str, row: Row) -> bool:
        if self._vocabulary.is_scene_heading(text):
            return True
        at = self._columns.get("scene")
        return at is not None and at < len(row.cells) and row.cells[at] == text

    def _is_shot(self, row: Row, filled: Sequence[str]) -> bool:
        cells = row.cells
        shot_id = cells[self._id] if self._id is not None and self._id < len(cells) else ""
        if shot_id:
            return len(filled) > 1 or len(shot_id.split()) < _WORDS_OF_AN_ID
        if self._lasts(row):
            return any(letter.isdecimal() for letter in "".join(filled))
        says = any(
            cells[self._columns[name]]
            for name in _SAYS_SOMETHING
            if name in self._columns and self._columns[name] < len(cells)
        )
        return says and self._id is None

    def _lasts(self, row: Row) -> bool:
        """Tell whether a row says anything where lengths stand."""
        at = (self._columns[name] for name in LENGTHS if name in self._columns)
        return any(row.cells[each] for each in at if each < len(row.cells))

    def _draft(self, row: Row) -> Draft:
        cells = row.cells
        size = len(cells)
        found = {name: cells[at] for name, at in self._columns.items() if at < size and cells[at]}
        scene = found.pop("scene", "")
        if self._header.own:
            scene = scene or self._given_scene
        elif scene:
            self._scene = scene
        elif self._scene:
            scene = self._scene
            self._result.scenes_filled += "scene" in self._columns
        return Draft(
            row=row.number,
            line=row.line,
            shot_id=found.pop("shot_id", ""),
            scene=scene,
            own=self._header.own,
            cells=found,
            names=self._names,
            extra={name: cells[at] if at < size else "" for at, name in self._kept},
        )


def same_cells(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Tell whether two rows say nothing different: what both fill in is equal."""
    return all(other[name] == text for name, text in one.items() if name in other)
