"""Laws of formats: a storyboard reads back the same from every format, dialect and language."""

from __future__ import annotations

import csv
import json
import re
import string
import tomllib
from dataclasses import dataclass, replace
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from kling_cost import Models
from kling_cost.amounts import plain
from kling_cost.storyboard import read as reader
from kling_cost.storyboard.durations import Unit, unit_of_header
from kling_cost.storyboard.read import storyboard_in
from kling_cost.storyboard.vocabulary import shipped_vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kling_cost.storyboard.shot import Shot

MODELS = Models()
WORDS = shipped_vocabulary()
SPELLINGS = tomllib.loads(Path(reader.__file__).with_name("vocabulary.toml").read_text(encoding="utf-8"))
Cells = list[list[str]]

ids = st.from_regex(
    r"[0-9]{1,3}[A-Z]?|[0-9]-[0-9]|[0-9]E[0-9]|SH[0-9]{3}|0[0-9]{2}|[A-D][0-9]{1,2}", fullmatch=True
)
texts = st.text("abé ü镜海あカ1.,;|\"'\n:()-", max_size=14).map(str.strip)
lengths = st.none() | st.integers(1, 600).map(lambda tenths: Decimal(tenths).scaleb(-1))
scenes = st.sampled_from(["Harbour", "海边, 夜", 'The "Blue" Bar', "Plage; nuit", "屋上|夕", "Straße"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What every format can say of a shot."""

    shot_id: str
    scene: str
    description: str
    seconds: Decimal | None


@st.composite
def films(draw: st.DrawFn, *, text: st.SearchStrategy[str] = texts) -> list[Row]:
    """Draw shots with ids of their own; in a foreign table an empty scene is that of the row above."""
    named = draw(st.booleans())
    return [
        Row(
            shot_id=shot_id,
            scene=draw(scenes) if named else "",
            description=draw(text),
            seconds=draw(lengths),
        )
        for shot_id in draw(st.lists(ids, unique=True, min_size=1, max_size=6))
    ]


def without_line_breaks(film: Sequence[Row]) -> list[Row]:
    return [replace(row, description=" ".join(row.description.split())) for row in film]


SEPARATORS = ",;\t|"


def told_apart(*cells: str) -> bool:
    """Tell whether a separator can be told for certain.

    Cells of several lines with another separator in them look like rows, and a cell of nothing but one like
    a row that was cut at the wrong sign.
    """
    several_lines = any("\n" in cell for cell in cells)
    return not any(
        cell.strip() in SEPARATORS if not several_lines else set(cell) & set(SEPARATORS)
        for cell in cells
        if cell
    )


delimited_films = films().filter(
    lambda film: told_apart(*(cell for row in film for cell in (row.scene, row.description)))
)


def read(data: bytes, name: str) -> list[Row]:
    return [of_shot(shot) for shot in storyboard_in(data, name, models=MODELS).shots]


def of_shot(shot: Shot) -> Row:
    return Row(shot_id=shot.shot_id, scene=shot.scene, description=shot.description, seconds=shot.seconds)


CODECS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])


def as_csv(table: Cells, separator: str = ",", end: str = "\r\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    out = StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=end, quoting=quoting).writerows(table)  # type: ignore[arg-type]
    return out.getvalue()


def spellings(meaning: str) -> st.SearchStrategy[str]:
    """Draw a name of a column, in any language, that means this alone and counts seconds if anything."""
    listed = SPELLINGS["meanings"][meaning]
    names = [*listed.get("sure", []), *listed.get("usual", [])]
    clear = [name for name in names if [sense.meaning for sense in WORDS.meanings(name)] == [meaning]]
    return st.sampled_from([name for name in clear if unit_of_header(name) in {None, Unit.SECONDS}])


@st.composite
def headers(draw: st.DrawFn, *more: str) -> list[str]:
    """Draw the names of the id, the scene, the description and more columns, in some case."""
    case = draw(st.sampled_from(["", "upper", "title"]))
    names = [draw(spellings(meaning)) for meaning in ("shot_id", "scene", "description", *more)]
    return [name.upper() if case == "upper" else name.title() if case == "title" else name for name in names]


def told(film: Sequence[Row], names: Sequence[str], *columns: Sequence[str]) -> Cells:
    """Write a film as a table: the three columns of every film, then those that say how long it is."""
    cells = [[row.shot_id, row.scene, row.description] for row in film]
    return [list(names), *([*row, *more] for row, *more in zip(cells, *columns, strict=True))]


def clock(seconds: Decimal) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{minutes}:{rest:04.1f}" if rest % 1 else f"{minutes}:{int(rest):02}"


STYLES: dict[str, Callable[[Decimal], str]] = {
    "8.5": plain,
    "8,5": lambda seconds: plain(seconds).replace(".", ","),
    "8.5s": lambda seconds: f"{plain(seconds)}s",
    "8,5 s": lambda seconds: f"{plain(seconds)} s".replace(".", ","),
    "8.5 sec": lambda seconds: f"{plain(seconds)} sec",
    "8.5 seconds": lambda seconds: f"{plain(seconds)} seconds",
    "~8.5s": lambda seconds: f"~{plain(seconds)}s",
    "8.5秒": lambda seconds: f"{plain(seconds)}秒",
    "8,5 segundos": lambda seconds: f"{plain(seconds)} segundos".replace(".", ","),
    "0:08.5": clock,
    "8500 ms": lambda seconds: f"{seconds * 1000:f} ms".replace(".0", ""),
    "(8.5s)": lambda seconds: f"({plain(seconds)}s)",
    "**8.5s** ✓": lambda seconds: f"**{plain(seconds)}s** ✓",
}


def lengths_in(style: str, film: Sequence[Row]) -> list[str]:
    return ["" if row.seconds is None else STYLES[style](row.seconds) for row in film]


styles = st.sampled_from(sorted(STYLES))


@given(delimited_films, headers("duration_s"), styles, st.sampled_from(SEPARATORS), CODECS)
def test_a_foreign_table_reads_back_in_any_language_with_any_separator(
    film: list[Row], names: list[str], style: str, separator: str, codec: str
) -> None:
    text = as_csv(told(film, names, lengths_in(style, film)), separator)
    assert read(text.encode(codec), "shots.csv") == film


@given(delimited_films, headers("duration_s"), styles, st.sampled_from(["csv", "", "text"]), st.booleans())
def test_a_table_in_the_answer_of_a_language_model_reads_back(
    film: list[Row],
    names: list[str],
    style: str,
    label: str,
    closed: bool,  # noqa: FBT001 - hypothesis draws it
) -> None:
    body = as_csv(told(film, names, lengths_in(style, film)), end="\n")
    text = (
        f"Sure! Here is your shot list:\n\n```{label}\n{body}```\n\nLet me know what to change."
        if closed
        else (f"Sure! Here is your shot list:\n\n```{label}\n{body}")
    )
    assert read(text.encode(), "answer.txt") == film


def escaped(cell: str) -> str:
    return re.sub(f"([{re.escape(string.punctuation)}])", r"\\\1", cell)


def as_markdown(table: Cells) -> str:
    lines = [f"| {' | '.join(map(escaped, row))} |" for row in table]
    return "\n".join([lines[0], "|" + "---|" * len(table[0]), *lines[1:], ""])


@given(films().map(without_line_breaks), headers("duration_s"), styles, st.sampled_from([".md", ".txt"]))
def test_a_markdown_table_reads_back_but_for_line_breaks_which_it_cannot_hold(
    film: list[Row], names: list[str], style: str, ending: str
) -> None:
    text = f"# The film\n\n{as_markdown(told(film, names, lengths_in(style, film)))}\nThanks!\n"
    assert read(text.encode(), f"film{ending}") == film


CONTAINERS: dict[str, Callable[[list[dict[str, Any]]], object]] = {
    "a list": lambda records: records,
    **{
        key: lambda records, key=key: {"title": "The film", key: records}  # type: ignore[misc]
        for key in ("shots", "scenes", "storyboard", "boards", "visual_prompts", "clips", "keyframes")
    },
}


def records_of(table: Cells) -> list[dict[str, Any]]:
    return [dict(zip(table[0], [cell or None for cell in row], strict=True)) for row in table[1:]]


@given(films(), headers("duration_s"), styles, st.sampled_from(sorted(CONTAINERS)), st.booleans())
def test_a_list_in_json_reads_back_under_any_key(
    film: list[Row],
    names: list[str],
    style: str,
    container: str,
    ascii_only: bool,  # noqa: FBT001 - hypothesis draws it
) -> None:
    records = records_of(told(film, names, lengths_in(style, film)))
    text = json.dumps(CONTAINERS[container](records), ensure_ascii=ascii_only)
    assert read(text.encode(), "film.json") == film


@given(films(), st.sampled_from(["duration", "durationSec", "时长"]))
def test_an_object_in_json_reads_back_that_is_keyed_by_the_ids_of_shots(film: list[Row], name: str) -> None:
    shots = {
        row.shot_id: {
            "scene": row.scene,
            "description": row.description,
            name: None if row.seconds is None else float(row.seconds),
        }
        for row in film
    }
    assert read(json.dumps({"shots": shots}).encode(), "film.json") == film


@given(films(), headers("duration_s"), styles, st.booleans(), st.integers(0, 2))
def test_a_workbook_reads_back_with_lengths_as_texts_or_as_numbers(
    film: list[Row],
    names: list[str],
    style: str,
    numbers: bool,  # noqa: FBT001 - hypothesis draws it
    titles: int,
) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for title in ["The film", "Draft of today"][:titles]:
        sheet.append([title])
    for row in told(film, names, lengths_in("8.5" if numbers else style, film)):
        sheet.append([cell or None for cell in row])
    for place, shot in enumerate(film, start=titles + 2):
        for column in (1, 2, 3):  # a text that begins with = is a text here
            sheet.cell(place, column).data_type = "s"
        if numbers and shot.seconds is not None:
            sheet.cell(place, 4).value = shot.seconds
    packed = BytesIO()
    book.save(packed)
    assert read(packed.getvalue(), "film.xlsx") == film


# --- old encodings, which are told by their letters


WESTERN = ["Mädchen öffnet Tür", "Straße", "Café", "été à la forêt", "Küche", "mañana", "¿Dónde está?"]
CHINESE = ["老人在海边", "渔船出海", "特写画面", "夜景", "他说话"]


@given(films(text=st.sampled_from(WESTERN)), styles.filter(str.isascii), st.sampled_from(SEPARATORS))
def test_western_words_read_back_from_windows_1252(film: list[Row], style: str, separator: str) -> None:
    film = [replace(row, scene="") for row in film]
    text = as_csv(told(film, ["Plan", "Scène", "Description", "Durée"], lengths_in(style, film)), separator)
    assert read(text.encode("cp1252"), "plans.csv") == film


@given(films(text=st.sampled_from(CHINESE)), styles.filter(lambda style: "✓" not in style))
def test_chinese_words_read_back_from_gb18030(film: list[Row], style: str) -> None:
    film = [replace(row, scene="") for row in film]
    text = as_csv(told(film, ["镜号", "场景", "画面描述", "时长"], lengths_in(style, film)))
    assert read(text.encode("gb18030"), "分镜.csv") == film
