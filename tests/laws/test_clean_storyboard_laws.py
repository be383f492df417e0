"""Laws of our own columns: a clean storyboard reads back in any encoding and with any separator."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING

from hypothesis import assume, given
from hypothesis import strategies as st

from kling_cost import Models
from kling_cost.export.clean_storyboard import clean_storyboard
from kling_cost.export.tabular import inert, to_csv
from kling_cost.storyboard.read import storyboard_in
from kling_cost.testing import storyboards

if TYPE_CHECKING:
    from kling_cost.storyboard.shot import Shot, Storyboard

MODELS = Models()
ids = st.from_regex(r"[0-9]{1,3}[A-Z]?|[0-9]-[0-9]|[0-9]E[0-9]|SH[0-9]{3}|0[0-9]{2}", fullmatch=True)
texts = st.text("abé ü镜海あカ1.,;|\"'\n:()-", max_size=14).map(str.strip)
scenes = st.sampled_from(["", "Harbour", "海边, 夜", 'The "Blue" Bar', "Plage; nuit", "屋上|夕", "Straße"])
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


@st.composite
def boards(draw: st.DrawFn) -> Storyboard:
    """Draw whole storyboards, stills and takes among them, with ids, scenes and texts as people write them.

    A text that a spreadsheet would run as a formula is written with an apostrophe, so there is none here.
    """
    board = draw(storyboards(most_shots=5, classes=["hero", "b-roll"]))
    names = draw(st.lists(ids, unique=True, min_size=len(board.shots), max_size=len(board.shots)))
    plain_texts = texts.filter(lambda text: inert(text) == text)
    shots = []
    for shot, name in zip(board.shots, names, strict=True):
        said = replace(shot, shot_id=name, description=draw(plain_texts), scene=draw(scenes))
        unknown = said.seconds is not None and draw(st.integers(0, 5)) == 0
        shots.append(replace(said, seconds=None, duration_from=None) if unknown else said)
    assume(told_apart(*(cell for shot in shots for cell in (shot.scene, shot.description))))
    return replace(board, shots=shots)


def read_shots(data: bytes, name: str) -> list[Shot]:
    return [replace(shot, row=None) for shot in storyboard_in(data, name, models=MODELS).shots]


CODECS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])


@given(boards(), st.sampled_from(["\r\n", "\n"]), CODECS)
def test_a_clean_storyboard_reads_back_as_it_was_in_any_encoding(
    board: Storyboard, end: str, codec: str
) -> None:
    text = to_csv(clean_storyboard(board)).replace("\r\n", end)
    assert read_shots(text.encode(codec), "clean.csv") == [replace(shot, row=None) for shot in board.shots]


@given(boards(), st.sampled_from(SEPARATORS), st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
def test_a_clean_storyboard_reads_back_as_it_was_with_any_separator(
    board: Storyboard, separator: str, quoting: int
) -> None:
    table = list(csv.reader(StringIO(to_csv(clean_storyboard(board)), newline="")))
    out = StringIO(newline="")
    csv.writer(out, delimiter=separator, quoting=quoting).writerows(table)  # type: ignore[arg-type]
    assert read_shots(out.getvalue().encode(), "clean.csv") == [
        replace(shot, row=None) for shot in board.shots
    ]
