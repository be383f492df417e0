"""A storyboard file becomes shots: as people write them, in any format, with all that was decided told.

Every fault is found and told with its place, none hides another; what is not a list of shots is refused with
the reason.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from kling_cost.errors import InputRefused, Level, Problem, closest
from kling_cost.storyboard.columns import COLUMNS, header_key
from kling_cost.storyboard.controls import without_controls
from kling_cost.storyboard.draft import told_apart
from kling_cost.storyboard.evidence import doubt, seems_to_be
from kling_cost.storyboard.headers import Headers, listed
from kling_cost.storyboard.lengths import Lengths
from kling_cost.storyboard.merging import Merged
from kling_cost.storyboard.notebook import Notebook
from kling_cost.storyboard.readers.kinds import content_of
from kling_cost.storyboard.reading import AS_WRITTEN
from kling_cost.storyboard.shot import LengthFrom, Storyboard
from kling_cost.storyboard.table import MOST_BYTES, SHEET_FORMATS, FileFault
from kling_cost.storyboard.totals import Total, is_unnamed_sum, stated_total, wrong_totals
from kling_cost.storyboard.values import Values
from kling_cost.storyboard.vocabulary import shipped_vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.models import Models
    from kling_cost.storyboard.draft import Draft
    from kling_cost.storyboard.headers import Header
    from kling_cost.storyboard.reading import Reading
    from kling_cost.storyboard.shot import Shot
    from kling_cost.storyboard.table import Content, Row, Table

_EXPLAINED = frozenset({*COLUMNS, "start", "end", "time_range"})
"""What a price can depend on, or a shot is known by: how it was read is always told."""
_ROWS_OF_A_TABLE = 3
_NAMELESS = "no row of it names its columns"


def read_storyboard(path: str | Path, *, models: Models, reading: Reading = AS_WRITTEN) -> Storyboard:
    """Read a storyboard from a file of any format; ``reading`` says what the file leaves open.

    Raises:
        InputRefused: with every error and warning of the file, each with row, column and cure.
    """
    name = str(path)
    try:
        with Path(path).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:  # a ValueError for a null byte in the path
        message = f"cannot be read: {getattr(error, 'strerror', None) or error}"
        raise InputRefused([Problem(level="error", code="unreadable", message=message, file=name)]) from None
    return storyboard_in(data, name, models=models, reading=reading)


def storyboard_in(data: bytes, name: str, *, models: Models, reading: Reading = AS_WRITTEN) -> Storyboard:
    """Read a storyboard from a file's bytes; ``name`` is what messages call it, and ends as the file does.

    Raises:
        InputRefused: with every error and warning of the file, each with row, column and cure.
    """
    try:
        content = without_controls(content_of(data, name, fps=reading.fps))
        return _Storyboarding(name, content, models, reading).storyboard()
    except FileFault as fault:
        problem = Problem(level="error", code=fault.code, message=str(fault), file=name, row=fault.row)
        raise InputRefused([problem]) from None


class _Storyboarding:
    """One pass over a file's tables, gathering shots, problems and assumptions."""

    def __init__(self, file: str, content: Content, models: Models, reading: Reading) -> None:
        self._file, self._content, self._models, self._reading = file, content, models, reading
        self._vocabulary = shipped_vocabulary()
        self._headers = Headers(self._vocabulary, reading.columns)
        self._notebook = Notebook(file)
        self._merged = Merged()
        self._skipped = content.skipped
        self._doubts: list[str] = []
        self._seen: list[Header] = []
        self._totals: list[Total] = []
        self._scenes: dict[tuple[str, ...], set[str]] = {}
        for table in content.tables:
            if table.rows:
                self._scenes.setdefault(tuple(table.rows[0].cells), set()).add(table.scene)

    def storyboard(self) -> Storyboard:
        for note in self._content.notes:
            self._notebook.assume(note)
        for number, table in enumerate(self._content.tables, start=1):
            only = "the table" if len(self._content.tables) == 1 else f"table {number}"
            self._table(table, table.name or only)
        self._check_found()
        for note in self._merged.notes:
            self._notebook.assume(note)
        drafts = self._merged.drafts
        self._default(drafts)
        values = Values(self._models, self._vocabulary, self._notebook)
        shots = values.shots(drafts)
        self._tell(drafts, shots)
        if self._notebook.refused:
            raise InputRefused(self._notebook.problems)
        return Storyboard(
            file=self._file,
            shots=shots,
            warnings=self._notebook.problems,
            extra_columns=[
                *dict.fromkeys(name for header in self._seen for _, name in header.kept),
                *values.set_aside,
            ],
            assumptions=self._notebook.assumptions,
            skipped_rows=self._skipped,
            stated_total_s=stated_total(self._totals, shots),
        )

    def _table(self, table: Table, where: str) -> None:
        sections = list(self._headers.sections(table))
        if not sections:
            self._skipped += len(table.rows)
            if table.rows:
                seems = seems_to_be(table.rows[0].cells, self._vocabulary, least=2)
                self._doubts.append(seems or _NAMELESS)
            return
        scene = self._scene_of(table)
        for header, rows, above in sections:
            self._skipped += above
            reason = None if self._is_said(table, header) else doubt(header, self._vocabulary)
            if reason is not None:
                self._doubts.append(reason)
                self._skipped += len(rows)
                continue
            self._section(table, header, rows, scene, where)

    def _is_said(self, table: Table, header: Header) -> bool:
        """Tell whether the user or the file itself says that these are shots: by a map, or by their key."""
        if any(name and meaning in header.columns for meaning, name in self._reading.columns.items()):
            return True
        under_a_key = self._content.format == "JSON" and bool(table.name)
        return under_a_key and seems_to_be(header.names, self._vocabulary) is None

    def _section(self, table: Table, header: Header, rows: Sequence[Row], scene: str, where: str) -> None:
        self._seen.append(header)
        self._check_columns(header)
        self._check_width(header, rows)
        told = told_apart(rows, header, scene, self._vocabulary)
        lengths = Lengths(header, table.defaults, self._reading)
        lengths.resolve(told.drafts)
        self._skipped += told.skipped
        self._notebook.tell_contradicted(lengths.contradicted)
        for text in (*_columns_read(header, where), *lengths.assumptions):
            self._notebook.assume(text)
        if told.omitted:
            self._notebook.assume(f"rows of omitted shots are left out: {told.omitted}")
        if told.scenes_filled:
            self._notebook.assume(
                f"{told.scenes_filled} shots without a scene belong to the one named above them"
            )
        if is_unnamed_sum(told.drafts):
            unnamed = told.drafts.pop()
            self._notebook.assume(f"row {unnamed.row} is the sum of the lengths above it and no shot")
        self._merged.add(told.drafts, where)
        shots = len(self._merged.drafts)
        above = max(shots - len(told.drafts), 0)
        for count, row in told.totals:
            if (total := lengths.total_of(row.cells)) is not None:
                self._totals.append(Total(seconds=total, above=above + count, row=row.number))
        if lengths.stated_total_s is not None:
            self._totals.append(Total(seconds=lengths.stated_total_s, above=shots))

    def _scene_of(self, table: Table) -> str:
        """Give the scene that a table's heading or sheet names.

        A heading without a word for a scene ("The harbour") is one where tables of the same columns stand
        under several such headings; otherwise it may as well say what the table is ("Shot list",
        "Prompts").
        """
        if table.scene and table.rows:
            scenes = self._scenes[tuple(table.rows[0].cells)]
            if self._vocabulary.is_scene_heading(table.scene) or len(scenes) > 1:
                return table.scene
        is_sheet = self._content.format in SHEET_FORMATS
        return table.name if is_sheet and self._vocabulary.is_scene_heading(table.name) else ""

    def _check_columns(self, header: Header) -> None:
        keys = [header_key(name) for name in header.names]
        for at, key in enumerate(keys):
            if header.own and key in COLUMNS and key in keys[:at]:
                places = f"columns {keys.index(key) + 1} and {at + 1}"
                message = f"{places} are both called {key}; keep one of them"
                self._notebook.note("error", "duplicate-column", message, row=header.number, column=key)

    def _check_width(self, header: Header, rows: Sequence[Row]) -> None:
        width, cure = len(header.names), "put quotes around a text with commas"
        for row in rows:
            if len(row.cells) > width and any(row.cells[width:]):
                message = f"has {len(row.cells)} cells under {width} columns; {cure}"
                level: Level = "error" if header.own else "warning"
                self._notebook.note(level, "too-many-cells", message, row=row.number)

    def _check_found(self) -> None:
        """Refuse a file without a list of shots, and columns that the user named and that do not exist."""
        if not any(table.rows for table in self._content.tables):
            message = "is empty; the first row names the columns, e.g. shot_id,duration_s"
            raise FileFault("empty-file", message)
        found = [name for header in self._seen for name in header.names if name]
        for meaning, said in self._reading.columns.items():
            if said and meaning not in self._headers.found:
                meant = closest(said, found)
                there = f"its columns are {listed(found) or 'not found'}"
                hint = f"did you mean {meant!r}?" if meant else there
                self._notebook.note(
                    "error", "no-such-column", f"has no column {said!r} for {meaning}; {hint}"
                )
        if not self._seen:
            raise FileFault("not-a-shot-list", self._why_not())

    def _why_not(self) -> str:
        rows = [row for table in self._content.tables for row in table.rows]
        widths = {len(row.cells) for row in rows}
        if set(self._doubts) <= {_NAMELESS} and (len(widths) > 1 or len(rows) < _ROWS_OF_A_TABLE):
            return "holds a text and no list of shots; price a single clip with `kling-cost price`"
        cure = "if it is one, say which column is which: --map shot_id=COLUMN --map duration_s=COLUMN"
        return f"is not a list of shots: {'; '.join(dict.fromkeys(self._doubts))}; {cure}"

    def _default(self, drafts: Sequence[Draft]) -> None:
        """Give the user's default length to the shots that have none."""
        default = self._reading.default_duration_s
        if default is None:
            return
        for draft in drafts:
            draft.settle(Fraction(default), LengthFrom.DEFAULT)

    def _tell(self, drafts: Sequence[Draft], shots: Sequence[Shot]) -> None:
        columns = listed(dict.fromkeys(name for header in self._seen for name in header.names))
        videos = [shot for shot in shots if not shot.is_image]
        self._notebook.tell_unknown_lengths(len(videos), columns)
        self._tell_lengths(videos)
        self._notebook.tell_long(drafts)
        self._tell_duplicates(shots)
        for total, message in wrong_totals(self._totals, shots):
            self._notebook.note("warning", "total-differs", message, row=total.row)
        if not shots:
            self._notebook.note("warning", "no-shots", "has a header and no shots")
        self._notebook.close()

    def _tell_lengths(self, videos: Sequence[Shot]) -> None:
        """Count how lengths were read, unless all were simply stated in our own format."""
        ways = Counter(shot.duration_from or "unknown" for shot in videos)
        if set(ways) - {LengthFrom.STATED} or (videos and not all(header.own for header in self._seen)):
            counted = ", ".join(f"{count} {way}" for way, count in ways.items())
            if videos:
                self._notebook.assume(f"lengths: {counted}")

    def _tell_duplicates(self, shots: Sequence[Shot]) -> None:
        """Doubt ids that stand twice; that each scene counts from 1 again is usual and no doubt."""
        first: dict[tuple[str, str], Shot] = {}
        for shot in shots:
            earlier = first.setdefault((shot.scene, shot.shot_id), shot)
            if earlier is not shot:
                message = f"shot {shot.shot_id!r} stands already in row {earlier.row}; both are counted"
                self._notebook.note("warning", "duplicate-shot", message, row=shot.row, column="shot_id")


def _columns_read(header: Header, where: str) -> list[str]:
    """Say how the columns of a foreign table were read where that is not plain from their names."""
    said = []
    for meaning, at in sorted(header.columns.items(), key=lambda column: column[1]):
        weaker = header.weaker.get(meaning, ())
        if meaning in _EXPLAINED and (header_key(header.names[at]) != meaning or weaker):
            others = f" (not {', '.join(repr(other) for other in weaker)})" if weaker else ""
            said.append(f"{header.names[at]!r} is {meaning}{others}")
    return [f"columns of {where}: {', '.join(said)}"] if said else []
