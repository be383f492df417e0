"""What rows are marked by: sums, headings of scenes, unknown lengths, shots taken out, remarks."""

from __future__ import annotations

import pytest

from kling_cost.storyboard.vocabulary import Vocabulary, shipped_vocabulary


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return shipped_vocabulary()


TOTALS = (
    "Total|TOTAL:|**Total**|Total (12 shots)|Total: 45s|Total 12 shots, 60 s|Sum|Sous-total|Durée totale :"
    "|总时长\uff1a约45秒|共12镜\uff0c合计45秒|Gesamt|Duración total|Total geral|合計|합계|Итого|合计"
    "|Total duration: 1 min 30 s"
)
HEADINGS = (
    "Scene 2|SCENE 2 - PRESENTER|## Scene 3: Hof|Scene I|Act II|Scene 2A - Yard|Part 1|Cena 5|Escena nº 3"
    "|INT. KITCHEN - DAY|EXT/INT CAR|EXT. HARBOUR|Innen - Küche|内景 厨房|INTERIOR. COCINA|第3场|第一场 厨房"
    "|第 2 幕|シーン1|场景二|3장|Szene: Hof|Séquence 4"
)
NO_HEADINGS = "|Shot 1|S2|Scene of the crime|scene a man walks|Interior shot|int main|12|场面调度"


@pytest.mark.parametrize("text", TOTALS.split("|"))
def test_a_row_of_sums_is_told_by_its_first_cell(words: Vocabulary, text: str) -> None:
    assert words.is_total(text)


@pytest.mark.parametrize(
    "text", ["", "12", "12 shots", "Total Recall", "Totally", "The sum of all fears", "x" * 10**6]
)
def test_other_first_cells_are_no_sums(words: Vocabulary, text: str) -> None:
    assert not words.is_total(text)


@pytest.mark.parametrize("text", HEADINGS.split("|"))
def test_a_scene_heading_is_told(words: Vocabulary, text: str) -> None:
    assert words.is_scene_heading(text)


@pytest.mark.parametrize("text", [*NO_HEADINGS.split("|"), "Scene 1 " + "x" * 10**6])
def test_other_texts_are_no_scene_headings(words: Vocabulary, text: str) -> None:
    assert not words.is_scene_heading(text)


@pytest.mark.parametrize(
    "text", ["OMITTED", "(omitted)", "12 OMITTED", "Shot 3: omitted", "Plan supprimé", "gestrichen", "欠番"]
)
def test_a_shot_that_was_taken_out_is_told(words: Vocabulary, text: str) -> None:
    assert words.is_omitted(text)


@pytest.mark.parametrize(
    "text", ["", "12", "Scene 3", "Omit the dog", "She omitted a word", "cut", "x" * 10**6]
)
def test_other_texts_are_shots(words: Vocabulary, text: str) -> None:
    assert not words.is_omitted(text)


@pytest.mark.parametrize("text", ["TBD", "n/a", "待定", "-", "?", "(tbc)", "Unknown"])
def test_an_unknown_length_is_told(words: Vocabulary, text: str) -> None:
    assert words.is_unknown_length(text)
    assert not words.is_unknown_length(f"{text} 8s")


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("Note: all times are rough", True),
        ("备注", True),
        ("* see below", True),
        ("**Shot 1**", False),
        ("Noted", False),
    ],
)
def test_a_remark_is_told(words: Vocabulary, text: str, *, remark: bool) -> None:
    assert words.is_remark(text) is remark
