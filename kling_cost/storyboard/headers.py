"""Which row of a table names its columns, and what each column means.

A header is found, not expected in the first row: titles and chatter may stand above it. Of two columns that
could mean the same, the better one is taken and the other named, so that the user can say otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import chain, count
from typing import TYPE_CHECKING

from kling_cost.storyboard.columns import COLUMNS, header_key, looks_like_id
from kling_cost.storyboard.table import MOST_CELLS, FileFault, Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kling_cost.storyboard.table import Table
    from kling_cost.storyboard.vocabulary import Sense, Vocabulary

_ROWS_LOOKED_AT = 40
_LONGEST_NAME = 80
_MOST_COLUMNS = 1_000
"""More than any storyboard has; each is looked up, and each shot keeps its cells."""
_NAMES_SHOWN, _LETTERS_SHOWN = 30, 60
_ENOUGH = 2
_OURS_ALONE = frozenset({"duration_s", "product"})
"""Columns that only our own tables have: of shots with a length, and of stills."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The columns of a table: what each is called, and at which position each meaning stands.

    ``weaker`` names the columns that could have meant the same. ``strong`` holds the meanings whose names
    are used for shots and hardly for anything else. ``own`` says that the table is written in our own
    columns, to which our own strictness belongs.
    """

    number: int
    names: tuple[str, ...]
    columns: Mapping[str, int]
    weaker: Mapping[str, Sequence[str]] = field(default_factory=dict)
    strong: frozenset[str] = frozenset()
    own: bool = False

    def name(self, meaning: str) -> str:
        """Give a column's name as it is written."""
        return self.names[self.columns[meaning]]

    @property
    def kept(self) -> list[tuple[int, str]]:
        """The columns that are no part of a shot, whose cells go along with it: their positions and names.

        Of several that are called alike the later ones are numbered: ``Take``, ``Take (2)``.
        """
        ours = {at for meaning, at in self.columns.items() if meaning in COLUMNS}
        kept: dict[str, int] = {}
        for at, name in enumerate(self.names):
            if at not in ours:
                numbered = (f"{name} ({number})" for number in count(2))
                kept[next(each for each in chain([name], numbered) if each not in kept)] = at
        return [(at, name) for name, at in kept.items()]


def listed(names: Iterable[str]) -> str:
    """Write the names of columns for a message: not all of very many, nor all letters of a text."""
    named = [name for name in names if name]
    shown = [name if len(name) <= _LETTERS_SHOWN else f"{name[:_LETTERS_SHOWN]}..." for name in named]
    more = f" and {len(named) - _NAMES_SHOWN} more" if len(named) > _NAMES_SHOWN else ""
    return f"{', '.join(shown[:_NAMES_SHOWN])}{more}"


class Headers:
    """Finds headers by a vocabulary and by what the user says of the columns."""

    def __init__(self, vocabulary: Vocabulary, said: Mapping[str, str]) -> None:
        self._vocabulary = vocabulary
        self._said = {meaning: header_key(name) for meaning, name in said.items()}
        self._named = frozenset(self._said.values()) - {""}
        self.found: set[str] = set()
        """The meanings whose column, as the user named it, was found."""
        self._names: set[str] = set()
        self._rows = 0

    def sections(self, table: Table) -> Iterator[tuple[Header, Sequence[Row], int]]:
        """Split a table at every row that names columns: the header, the rows below it, how many stood above.

        A header that stands again, as on every page of a printout, does not begin a new section.

        Raises:
            FileFault: when there are more columns, or more cells below them, than any storyboard has.
        """
        rows = table.rows
        start = 0 if table.headed and rows else self._first_header(rows)
        if start is None:
            return
        above = start
        while start < len(rows):
            header = self._header(rows[start])
            named = tuple(rows[start].cells)
            again = (at for at in range(start + 1, len(rows)) if self._begins_anew(rows[at], named, header))
            stop = next(again, len(rows))
            body = [row for row in rows[start + 1 : stop] if tuple(row.cells) != named]
            self._check_extent(header, body)
            yield header, body, above + stop - start - 1 - len(body)
            start, above = stop, 0

    def _first_header(self, rows: Sequence[Row]) -> int | None:
        """Find the row that names columns best; a table above it with shots of its own comes first."""
        scored = [(self._score(row), -at) for at, row in enumerate(rows[:_ROWS_LOOKED_AT])]
        best = max(scored, default=(0, 0))
        if not best[0]:
            return None
        # directly above it stands what the columns have in common ("Shot | Camera | Time"), and no table
        above = (at for at in range(-best[1] - 1) if self._heads_shots(rows[at]))
        return next(above, -best[1])

    def _heads_shots(self, row: Row) -> bool:
        return self._score(row) > 0 and any(
            sense.strong and sense.meaning == "shot_id" for cell in row.cells for sense in self._senses(cell)
        )

    def _score(self, row: Row) -> int:
        """Count what speaks for a row being the header; 0 if it cannot be one."""
        cells = [cell for cell in row.cells[:_MOST_COLUMNS] if cell]
        if any(len(cell) > _LONGEST_NAME for cell in cells):
            return 0
        senses = [self._senses(cell) for cell in cells]
        keys = [header_key(cell) for cell in cells]
        named = sum(1 for key in keys if key in self._named)
        known = sum(1 for key, found in zip(keys, senses, strict=True) if found or key in self._named)
        own = sum(1 for key in keys if key in COLUMNS)
        if known >= _ENOUGH or named or (known == len(cells) == 1 and own):
            return known + own + named + sum(1 for found in senses if any(sense.strong for sense in found))
        return 0

    def _check_extent(self, header: Header, body: Sequence[Row]) -> None:
        """Mind what all sections have together: every shot may keep a cell for each of their columns."""
        self._names.update(header.names)
        self._rows += len(body)
        if len(self._names) > _MOST_COLUMNS:
            message = (
                f"has over {_MOST_COLUMNS:,} columns, which no storyboard has; delete those without shots"
            )
            raise FileFault("too-many-columns", message, row=header.number or None)
        if len(self._names) * self._rows > MOST_CELLS:
            found = f"{len(self._names):,} columns for {self._rows:,} rows"
            message = f"has {found}, over {MOST_CELLS:,} cells; split it"
            raise FileFault("too-many-cells", message)

    def _begins_anew(self, row: Row, named: Sequence[str], header: Header) -> bool:
        """Tell whether a row below a header is another header: all its cells are names of columns."""
        return not header.own and tuple(row.cells) != named and self._names_columns(row)

    def _names_columns(self, row: Row) -> bool:
        cells = [cell for cell in row.cells if cell]
        if len(cells) <= _ENOUGH:
            return False
        if any(len(cell) > _LONGEST_NAME or looks_like_id(cell) for cell in cells):
            return False
        return all(self._senses(cell) or header_key(cell) in self._named for cell in cells)

    def _senses(self, name: str) -> Sequence[Sense]:
        return self._vocabulary.meanings(name)

    def _header(self, row: Row) -> Header:
        if len(row.cells) > _MOST_COLUMNS:
            # one more than is allowed will be refused
            row = replace(row, cells=row.cells[: _MOST_COLUMNS + 1])
        names = tuple(" ".join(cell.split()) or f"column {at}" for at, cell in enumerate(row.cells, start=1))
        keys = [header_key(cell) for cell in row.cells]
        columns: dict[str, int] = {}
        strong: set[str] = set()
        for meaning, said in self._said.items():
            if said and said in keys:
                columns[meaning] = keys.index(said)
                strong.add(meaning)
                self.found.add(meaning)
        offers = sorted(
            (sense.rank, at, sense.meaning, sense.strong)
            for at, name in enumerate(row.cells)
            if name
            for sense in self._senses(name)
        )
        weaker: dict[str, list[str]] = {}
        taken = set(columns.values())
        for _, at, meaning, is_strong in offers:
            if at in taken or meaning in self._said:
                continue
            if meaning in columns:
                weaker.setdefault(meaning, []).append(names[at])
                continue
            columns[meaning] = at
            taken.add(at)
            if is_strong:
                strong.add(meaning)
        used = {names[at] for at in taken}
        return Header(
            number=row.number,
            names=names,
            columns=columns,
            weaker={
                meaning: left
                for meaning, all_ in weaker.items()
                if (left := [n for n in all_ if n not in used])
            },
            strong=frozenset(strong),
            own=not _OURS_ALONE.isdisjoint(keys),
        )
