"""Storyboards in JSON: a list of objects, an object keyed by shot, scenes that hold shots.

Every record becomes a row of text. What is nested becomes columns with dotted names (``camera.movement``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.storyboard.readers import json_names as names
from kling_cost.storyboard.readers.json_evidence import lack_numbers
from kling_cost.storyboard.readers.json_shots import Found, find_shots, why_none
from kling_cost.storyboard.readers.json_text import read_documents, well_formed
from kling_cost.storyboard.table import MOST_CELLS, MOST_ROWS, Content, FileFault, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from kling_cost.storyboard.readers.json_text import Json

_TOTAL = "total_duration"
_AMOUNT = (frozenset({"value", "unit"}), frozenset({"value", "units"}), frozenset({"amount", "unit"}))
"""The names of an amount and its unit, which are one cell: ``{"value": 5, "unit": "s"}``."""


def json_tables(text: str) -> Content:
    """Read JSON text, JSON Lines, or the JSON in a text's code fences as tables; every list of shots is one.

    Raises:
        FileFault: when it is not JSON (with line, column and cure), or holds no list of shots.
    """
    documents = read_documents(text)
    found = [(document, find_shots(document)) for document in documents.values]
    lists = [shots for _, shots in found if shots is not None]
    if not lists:
        raise FileFault("no-shots-found", why_none(found[0][0]))
    tables: list[Table] = []
    before = skipped = 0
    room = MOST_CELLS
    for shots in lists:
        tables.append(_table(shots, before, room))
        room -= len(tables[-1].rows) * len(tables[-1].rows[0].cells)
        before += len(shots.records)
        skipped += sum(1 for record in shots.records if record is None)
    notes = [note for shots in lists for note in _notes(shots)]
    if len(lists) < len(found):
        notes.append(f"{len(found) - len(lists)} of {len(found)} JSON blocks hold no shots")
    return Content(format="JSON", tables=tables, skipped=documents.skipped + skipped, notes=notes)


def _notes(shots: Found) -> Iterator[str]:
    if shots.others:
        unread = ", ".join(repr(name) for name in shots.others)
        yield f"the shots are read from {shots.key!r}; {unread} beside it is not read"


def _table(shots: Found, before: int, room: int) -> Table:
    """Write records as rows below one header.

    ``before`` records stand in the lists before this one, and ``room`` is left for so many cells.
    """
    if before + len(shots.records) > MOST_ROWS:
        raise FileFault("too-many-rows", f"holds over {MOST_ROWS:,} shots, which no film has; split it")
    headers: dict[str, None] = {}
    flat: list[tuple[int, dict[str, str]]] = []
    for number, record in enumerate(shots.records, start=before + 1):
        cells = {} if record is None else _row(record)
        headers.update(dict.fromkeys(cells))
        if any(cells.values()):
            flat.append((number, cells))
    if names.folded(shots.key) in names.LISTS and lack_numbers(headers):
        # that these are shots is said by the key they stand under, which their cells do not show
        headers = {"shot_id": None, **headers}
        flat = [(number, {"shot_id": str(number - before), **cells}) for number, cells in flat]
    if len(headers) * len(flat) > room:
        width = f"{len(headers):,} columns for {len(flat):,} shots"
        message = f"needs {width}, over {MOST_CELLS:,} cells; name the values of all shots alike"
        raise FileFault("too-many-cells", message)
    # an empty list has no names; a header without rows says so
    header = tuple(headers) or ("shot_id",)
    rows = [Row(number, tuple(cells.get(name, "") for name in header)) for number, cells in flat]
    return Table(
        rows=[Row(0, header), *rows],
        name=shots.key,
        headed=True,
        defaults=_defaults(shots.around),
    )


def _row(record: Mapping[str, Json]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for name, text in _flat(record, ""):
        # two keys may differ by blanks alone: the one that says something counts
        if not cells.get(name):
            cells[name] = text
    return cells


def _flat(record: Mapping[str, Json], before: str) -> Iterator[tuple[str, str]]:
    for key, value in record.items():
        name = before + well_formed(key.strip())
        if isinstance(value, dict) and _is_amount(value):
            yield name, " ".join(_text(own) for own in value.values()).strip()
        elif isinstance(value, dict) and value:
            yield from _flat(value, f"{name}.")
        else:
            yield name, _text(value)


def _is_amount(value: Mapping[str, Json]) -> bool:
    words = [key.strip().casefold() for key in value]
    first = next(iter(value.values()), None)
    is_number = isinstance(first, str) and first.replace(".", "", 1).isdecimal()
    return is_number and words[0] != "unit" and frozenset(words) in _AMOUNT


def _text(value: Json) -> str:
    """Write a value as the text of one cell."""
    if isinstance(value, str):
        return well_formed(value.strip())
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return _list_text(value)
    return _label(value) if value else ""


def _list_text(items: Sequence[Json]) -> str:
    texts = [text for item in items if (text := _text(item))]
    if any(isinstance(item, dict) for item in items):
        return f"{len(items)}: {', '.join(texts)}" if texts else str(len(items))
    return ", ".join(texts)


def _label(value: Mapping[str, Json]) -> str:
    """Name an object in a list: by its name, or by all that it says."""
    by_name = {names.folded(key): own for key, own in value.items() if isinstance(own, str) and own.strip()}
    for name in names.LABELS:
        if name in by_name:
            return well_formed(by_name[name].strip())
    return " ".join(text for own in value.values() if (text := _text(own)))


def _defaults(around: Sequence[Mapping[str, Json]]) -> dict[str, str]:
    """Give what the objects around the shots say for all of them; the nearest to the shots counts."""
    found: dict[str, str] = {}
    for node in around:
        for key, value in node.items():
            if not isinstance(value, dict):
                found.update(_default(key, value, among_defaults=False, bare=True))
            elif (name := names.folded(key)) in names.DEFAULTS | names.ABOUT:
                of_film = name in names.ABOUT
                for inner, own in value.items():
                    found.update(_default(inner, own, among_defaults=not of_film, bare=of_film))
    return found


def _default(key: str, value: Json, *, among_defaults: bool, bare: bool) -> dict[str, str]:
    text = "" if isinstance(value, (dict, list)) else _text(value)
    if not text:
        return {}
    if names.is_total(key, bare=bare):
        return {_TOTAL: text}
    name = names.default_name(key, among_defaults=among_defaults)
    return {name: text} if name else {}
