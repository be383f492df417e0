"""Claims: what somebody says that a clip costs, read from a table, all faults at once with their place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kling_cost.audit.cells import (
    SPELLINGS,
    Header,
    header_named,
    measure_named,
    read_claimed,
    read_count,
    read_day,
    read_length,
    read_total,
    read_unit,
)
from kling_cost.errors import InputRefused, KlingCostError, Level, Problem, closest
from kling_cost.storyboard.columns import read_yes_no
from kling_cost.storyboard.readers.delimited import delimited_tables
from kling_cost.storyboard.readers.encodings import decoded
from kling_cost.storyboard.table import MOST_BYTES, FileFault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from kling_cost.audit.cells import Said
    from kling_cost.pricebook.rate import Per
    from kling_cost.storyboard.table import Content, Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One claim, as it was written; empty text and None are what it does not say.

    ``price`` is per ``per`` (second, image, clip or block; None where it does not say), ``total`` is for
    ``count`` clips of ``seconds``, both in ``unit`` (a currency, or a credit; empty for the provider's own).
    ``on`` is the day it speaks of. ``row`` counts as a spreadsheet does (the header is row 1).
    """

    model: str
    provider: str = ""
    tier: str = ""
    audio: str = ""
    mode: str = ""
    product: str = ""
    resolution: str = ""
    video_input: bool | None = None
    seconds: Decimal | None = None
    count: int = 1
    price: Decimal | None = None
    per: Per | None = None
    total: Decimal | None = None
    unit: str = ""
    on: date | None = None
    source: str = ""
    note: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimTable:
    """The claims of a table in their order, with the warnings of its reading."""

    file: str
    claims: Sequence[Claim]
    warnings: Sequence[Problem] = ()


_READERS: Mapping[str, Callable[[str], Any]] = {
    "video_input": read_yes_no,
    "duration_s": read_length,
    "count": read_count,
    "price": read_claimed,
    "total": read_total,
    "unit": read_unit,
    "per": measure_named,
    "on": read_day,
}
_WORDS = ("provider", "model", "tier", "audio", "mode", "product", "resolution", "source", "note")


def read_claims(path: str | Path) -> ClaimTable:
    """Read a table of claims from a CSV file or its kin; what was decided on the way is a warning.

    Raises:
        InputRefused: with every error and warning of the file, each with row, column and cure.
    """
    name = str(path)
    try:
        content = _content(Path(path))
    except OSError as error:
        message = f"cannot be read: {error.strerror or error}"
        raise InputRefused([Problem(level="error", code="unreadable", message=message, file=name)]) from None
    except FileFault as fault:
        problem = Problem(level="error", code=fault.code, message=str(fault), file=name, row=fault.row)
        raise InputRefused([problem]) from None
    notes = [*content.notes]
    if content.skipped:
        notes.append(f"lines around the table that are left out: {content.skipped}")
    told = [Problem(level="warning", code="read-as", message=note, file=name) for note in notes]
    return claims_from_rows(content.tables[0].rows if content.tables else [], name, told)


def claims_from_rows(rows: Sequence[Row], file: str, told: Sequence[Problem] = ()) -> ClaimTable:
    """Understand raw rows, the first of which is the header; ``told`` are the warnings so far.

    Raises:
        InputRefused: with every error and warning.
    """
    return _Reading(file, told).claims(rows)


def _content(path: Path) -> Content:
    with path.open("rb") as file:
        text, encoding = decoded(file.read(MOST_BYTES + 1))
    content = delimited_tables(text)
    if len(content.tables) > 1:
        found = len(content.tables)
        raise FileFault("several-tables", f"holds {found} fenced tables; keep one, or make it {found} files")
    if encoding in {"UTF-8", "UTF-8 with a mark"}:
        return content
    return replace(content, notes=[f"the file is read as {encoding}", *content.notes])


class _Reading:
    """One pass over a table, gathering claims and problems."""

    def __init__(self, file: str, told: Sequence[Problem]) -> None:
        self._file = file
        self._problems = [*told]

    def claims(self, rows: Sequence[Row]) -> ClaimTable:
        if not rows:
            message = "is empty; the first row names the columns, e.g. provider,model,tier,audio,price"
            self._note("error", "empty-file", message)
            raise InputRefused(self._problems)
        headers = self._headers(rows[0])
        claims = [self._claim(row, headers) for row in rows[1:]]
        if not claims:
            self._note("warning", "no-claims", "has a header and no claims")
        if any(problem.level == "error" for problem in self._problems):
            raise InputRefused(self._problems)
        return ClaimTable(file=self._file, claims=claims, warnings=self._problems)

    def _headers(self, row: Row) -> list[Header | None]:
        """Name each column; one that is not known is left aside with a warning."""
        if len(row.cells) == 1 and any(mark in row.cells[0] for mark in ";\t|"):
            message = f"all columns stand in one cell ({row.cells[0]!r}); put commas between the cells"
            self._note("error", "wrong-separator", message, row=row.number)
            raise InputRefused(self._problems)
        headers: list[Header | None] = []
        for cell in row.cells:
            header = header_named(cell)
            if header is None and cell:
                meant = closest(cell, [name for names in SPELLINGS.items() for name in (names[0], *names[1])])
                hint = f"did you mean {meant}?" if meant else f"known are {', '.join(SPELLINGS)}"
                message = f"is not known and left aside; {hint}"
                self._note("warning", "unknown-column", message, row=row.number, column=cell)
            elif header and header.column in {other.column for other in headers if other}:
                message = f"two columns are read as {header.column}; keep one of them"
                self._note("error", "duplicate-column", message, row=row.number, column=cell)
                header = None
            headers.append(header)
        self._check_columns({header.column for header in headers if header}, row)
        return headers

    def _check_columns(self, columns: set[str], row: Row) -> None:
        found = ", ".join(cell for cell in row.cells if cell)
        if "model" not in columns:
            message = f"there is no column model (found: {found}); add it with each claim's model"
            self._note("error", "missing-column", message, row=row.number, column="model")
        if not columns & {"price", "total"}:
            message = f"there is neither a column price nor total (found: {found}); add what is claimed"
            self._note("error", "missing-column", message, row=row.number, column="price")

    def _claim(self, row: Row, headers: Sequence[Header | None]) -> Claim:
        """Read one row; what is refused is noted and left open, so that the next cell is read too."""
        if any(row.cells[len(headers) :]):
            message = f"has {len(row.cells)} cells under {len(headers)} columns"
            cure = "put quotes around a text with commas"
            self._note("error", "too-many-cells", f"{message}; {cure}", row=row.number)
        words: dict[str, str] = {}
        values: dict[str, Any] = {}
        for header, cell in zip(headers, row.cells, strict=False):
            if header is not None and cell:
                if header.column in _WORDS:
                    words[header.column] = cell
                else:
                    values[header.column] = self._value(header.column, cell, row)
        price: Said | None = values.get("price")
        total: Said | None = values.get("total")
        unit, per = self._unit(values, [header for header in headers if header], row)
        return Claim(
            model=words.pop("model", ""),
            video_input=values.get("video_input"),
            seconds=values.get("duration_s"),
            count=values.get("count") or 1,
            price=price.number if price else None,
            per=per,
            total=total.number if total else None,
            unit=unit,
            on=values.get("on"),
            row=row.number,
            **words,
        )

    def _value(self, column: str, cell: str, row: Row) -> object:
        try:
            return _READERS[column](cell)
        except KlingCostError as error:
            self._note("error", error.code, str(error), row=row.number, column=column)
            return None

    def _unit(self, values: Mapping[str, Any], headers: Sequence[Header], row: Row) -> tuple[str, Per | None]:
        """Give the unit and measure of a row's amounts, said in cells, in the unit's column or the header."""
        said_unit, said_per = values.get("unit") or ("", None)
        units, measures = [said_unit], [values.get("per"), said_per]
        for header in headers:
            said: Said | None = values.get(header.column) if header.column in {"price", "total"} else None
            if said is not None:
                units += [said.unit, header.unit]
                measures += [said.per, header.per] if header.column == "price" else []
        for column, found in (("unit", units), ("per", measures)):
            different = list(dict.fromkeys(each for each in found if each))
            if len(different) > 1:
                message = f"says both {different[0]} and {different[1]}; a row has one, so make it two rows"
                self._note("error", "contradiction", message, row=row.number, column=column)
        return next(filter(None, units), ""), next(filter(None, measures), None)

    def _note(
        self, level: Level, code: str, message: str, *, row: int | None = None, column: str | None = None
    ) -> None:
        self._problems.append(
            Problem(level=level, code=code, message=message, file=self._file, row=row, column=column)
        )
