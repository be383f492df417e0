"""Storyboards in Markdown: pipe tables with their headings as scenes, and shots that are headings."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from kling_cost.storyboard.readers.heading_choice import BOLD_LEVEL, candidates_in, chosen, details_in
from kling_cost.storyboard.readers.heading_lists import Above, heading_list
from kling_cost.storyboard.readers.markdown_blocks import lines_of, plain, quick_lines
from kling_cost.storyboard.readers.markdown_heads import bold_led, is_total_length, names_shots
from kling_cost.storyboard.readers.markdown_lengths import begins_with_length, is_length
from kling_cost.storyboard.readers.pipe_tables import is_rule
from kling_cost.storyboard.table import Content, FileFault, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.storyboard.readers.heading_lists import HeadingList
    from kling_cost.storyboard.readers.markdown_blocks import Line

_FENCED_CELLS = re.compile(r"^[ \t>]*(?:```+|~~~+)[ \t]*(?:csv|tsv)\b", re.MULTILINE | re.IGNORECASE)
_DASHES = re.compile(r"^[-|:+= \t>：—–─]+\r?$", re.MULTILINE)
_WRITTEN = re.compile(r"[^\r\n]+")
_QUOTED = re.compile(r'"[^"]*"')
_SHOT_AND_WORDS = re.compile(
    r"(?:shot|scene|clip|镜头|カット)\s*\d+[A-Za-z]?\s*[:：–—]\s*[^\s,;|]", re.IGNORECASE
)
_LONGEST_JUDGED = 10_000
_LINES_LOOKED_AT = 2_000
_LINES_JUDGED = 60
_PARTS = 2
_LONGEST_TOTAL = 120
_SEPARATORS = (",", ";", "\t", "|")
_MOST_OF_THEM = 0.8
_LONGEST_PROMPT = 4_000


def looks_like_markdown(text: str) -> bool:
    """Tell whether a text is read as Markdown: by a pipe table or by headings of shots.

    Comma-separated text is none, though its comments look like headings, nor is prose around a fence of it.
    """
    if _FENCED_CELLS.search(text):
        return False
    if _has_pipe_table(text):
        return True
    lines = quick_lines(text, _LINES_LOOKED_AT)
    if _is_delimited(text):
        return False
    rows = chosen(candidates_in(lines))
    # one line that begins like a shot may be a sentence; one heading is none
    return len(rows) > 1 or any(lines[at].form == "heading" for at in rows)


def _has_pipe_table(text: str) -> bool:
    """Tell whether a row of dashes stands below a row with pipes."""
    for found in _DASHES.finditer(text):
        if is_rule(found[0].strip().lstrip("> \t")):
            end = max(found.start() - 1, 0)
            above = text[text.rfind("\n", 0, end) + 1 : end]
            if "|" in above:
                return True
    return False


def _is_delimited(text: str) -> bool:
    """Tell cells with separators: most lines have as many of one separator, quoted ones not counted."""
    written = (found[0][:_LONGEST_JUDGED].strip() for found in _WRITTEN.finditer(text))
    lines = list(
        islice((_QUOTED.sub("", line) for line in written if line and line[0] != "#"), _LINES_JUDGED)
    )
    for separator in _SEPARATORS:
        counts = [line.count(separator) for line in lines]
        usual = max(set(counts), key=counts.count, default=0)
        if usual and len(counts) > 1 and counts.count(usual) >= _MOST_OF_THEM * len(counts):
            # commas in "Shot 1: Wide, 5 seconds" are those of a sentence; a header has commas and is none
            return not all(_is_sentence_of_shot(line) for line in lines if separator in line)
    return False


def _is_sentence_of_shot(line: str) -> bool:
    return bool(_SHOT_AND_WORDS.match(line)) or begins_with_length(line)


def markdown_tables(text: str) -> Content:
    """Read a Markdown text's pipe tables, or the shots that are its headings or list items.

    Where tables are lists of shots, headings are their scenes. ``skipped`` counts the lines that are neither.

    Raises:
        FileFault: when there are no shots in it, or more than any storyboard has.
    """
    lines = lines_of(text, looks_like_markdown)
    listed = heading_list(lines)
    detail_tables = listed.detail_tables if listed else frozenset()
    tables = [line for line in lines if line.table is not None and line.number not in detail_tables]
    tables = [line for line in tables if line.table is not None and line.table.rows]
    if any(_names_shots(line) for line in tables):
        listed = None
        tables = [line for line in lines if line.table is not None and line.table.rows]
    if listed is None and not tables:
        raise _no_shots(lines)
    used = set(listed.used) if listed else set()
    found = [listed.table] if listed else []
    if tables:
        numbers = {line.number for line in tables}
        totals = {} if listed else _totals(lines, numbers)
        used.update(totals)
        found += _with_totals(_with_scenes(lines, numbers, used), [*totals.values()])
    written = re.split(r"\r\n?|\n", text)
    skipped = sum(1 for number, line in enumerate(written, start=1) if line.strip() and number not in used)
    return Content(format="Markdown", tables=found, skipped=skipped, notes=_notes(listed))


def _names_shots(line: Line) -> bool:
    """Tell a table that may be a list of shots: by its header's words, or because it has none to tell by."""
    table = line.table
    if table is None:
        return False
    return not table.headed or any(names_shots(cell) for cell in table.rows[0].cells)


def _with_scenes(lines: Sequence[Line], tables: set[int], used: set[int]) -> list[Table]:
    """Make the tables, each with the heading above it; note the lines that they take up."""
    above = Above()
    candidates = candidates_in(lines)
    found: list[Table] = []
    for at, line in enumerate(lines):
        head = candidates[at].head if at in candidates else None
        is_scene = head is not None and head.kind == "scene"
        if line.form == "heading":
            above.enter(line.number, line.level, plain(line.raw), is_scene=is_scene)
        elif _stands_alone(line) and (is_scene or _is_table_next(lines, at)):
            above.enter(line.number, BOLD_LEVEL, plain(line.raw).rstrip(":："), is_scene=is_scene)
        elif line.table is not None and line.number in tables:
            scene = above.scene() or above.nearest() or ("", line.number)
            used.add(scene[1])
            used.update(range(line.number, line.last + 1))
            found.append(Table(rows=line.table.rows, scene=scene[0], headed=line.table.headed))
    return found


def _totals(lines: Sequence[Line], tables: set[int]) -> dict[int, tuple[int, str]]:
    """Find the lines beside tables that state a length in all, each with the count of tables above it."""
    found: dict[int, tuple[int, str]] = {}
    above = 0
    for line in lines:
        above += line.table is not None and line.number in tables
        if line.form not in {"text", "item", "heading"} or len(line.raw) > _LONGEST_TOTAL:
            continue
        for name, value in details_in(line)[:1]:
            if is_total_length(name) and is_length(value):
                found[line.number] = above, value
    return found


def _with_totals(tables: Sequence[Table], totals: Sequence[tuple[int, str]]) -> list[Table]:
    """Give tables the length stated beside them: each its own, or all of them the one of the film."""
    own = {above: length for above, length in totals if above}
    if len(own) < _PARTS:
        own = dict.fromkeys(range(1, len(tables) + 1), totals[0][1]) if totals else {}
    return [
        replace(table, defaults={"total_duration": own[number]}) if number in own else table
        for number, table in enumerate(tables, start=1)
    ]


def _stands_alone(line: Line) -> bool:
    bold = bold_led(line.raw) if line.form == "text" else None
    return bold is not None and not bold[1].strip(" :：")


def _is_table_next(lines: Sequence[Line], at: int) -> bool:
    return at + 1 < len(lines) and lines[at + 1].form == "table"


def _notes(listed: HeadingList | None) -> tuple[str, ...]:
    return ("the shots are read from headings and lists, not from a table",) if listed else ()


def _no_shots(lines: Sequence[Line]) -> FileFault:
    words = [line for line in lines if line.form in {"text", "code"}]
    is_one_text = len(words) == len(lines) and 0 < sum(len(line.raw) for line in lines) <= _LONGEST_PROMPT
    if is_one_text:
        message = "holds one text and no shots; price a single clip with `kling-cost price`"
    else:
        message = (
            "holds no shots: neither a table (| shot | duration |) nor headings such as "
            "'## Shot 1: Handshake (8s)' were found; write one of them, or a CSV with the columns shot_id "
            "and duration_s"
        )
    return FileFault("no-shots-found", message)
