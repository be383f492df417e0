"""What states a need: the columns of a row, and with --infer the words of its texts in several languages."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kling_cost import Models
from kling_cost.clips import Mode
from kling_cost.routing import Routing
from kling_cost.storyboard.shot import Shot

ROUTING = Routing(models=Models())
SHOT = Shot(shot_id="1", seconds=Decimal(8))


def needing(*needs: str) -> Shot:
    return replace(SHOT, needs=needs)


def inferred(text: str) -> list[tuple[str, str]]:
    found = ROUTING.needs_of(replace(SHOT, description=text), infer=True)
    return [(entry.need, entry.word) for entry in found.evidence]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("5", 5),
        ("5 images", 5),
        ("5张", 5),
        ("x3", 3),
        ("five references", 5),
        ("cinq images", 5),
        ("anna.png", 1),
        ("001.png", 1),
        ("2nd look.png", 1),
        ("anna.png, tom.png; dog.png", 3),
        ("Anna、Tom", 2),
        ("refs/anna.png", 1),
        ("Anna / Tom", 2),
        ("yes", None),
        ("有", None),
    ],
)
def test_references_are_counted(text: str, count: int | None) -> None:
    found = ROUTING.needs_of(replace(SHOT, references=text))
    assert found.names == ("references",)
    assert found.references == count


@pytest.mark.parametrize("text", ["no", "0", "None", "-", "无", "なし", "aucune", "n/a", "0 images"])
def test_a_references_cell_that_says_no_is_no_reference(text: str) -> None:
    shot = replace(SHOT, references=text, description="see the reference image")
    assert ROUTING.needs_of(shot, infer=True).names == ()
    assert ROUTING.recommend(shot).model == "v3"


def test_a_video_that_goes_in_is_footage_unless_the_mode_takes_it_as_a_reference() -> None:
    assert ROUTING.recommend(replace(SHOT, video_input=True)).mode is Mode.VIDEO_EDIT
    referred = replace(SHOT, video_input=True, mode=Mode.REFERENCE_TO_VIDEO)
    assert ROUTING.needs_of(referred).names == ("references",)
    assert ROUTING.recommend(referred).mode is Mode.REFERENCE_TO_VIDEO


@pytest.mark.parametrize(
    ("text", "need", "word"),
    [
        ("A woman talks to the camera", "speech", "talks"),
        ("Close-up, lip-sync.", "speech", "lip-sync"),
        ("女孩说话，镜头推近", "speech", "说话"),
        ("彼女が話している", "speech", "話している"),
        ("Elle parle doucement", "speech", "parle"),
        ("Ella habla con su madre", "speech", "habla"),
        ("Sie spricht leise", "speech", "spricht"),
        ("Ela fala no palco", "speech", "fala"),
        ("그녀가 말한다", "speech", "말한다"),
        ("the SAME WOMAN walks on", "recurring", "SAME WOMAN"),
        ("同一人物走过街道", "recurring", "同一人物"),
        ("dieselbe Frau am Fenster", "recurring", "dieselbe Frau"),
        ("see character sheet", "references", "character sheet"),
        ("参考图见附件", "references", "参考图"),
        ("restyle the existing footage as anime", "footage", "restyle"),
        ("metraje existente, nuevo estilo", "footage", "metraje existente"),
        ("shot-reverse-shot at the table", "multi-shot", "shot-reverse-shot"),
        ("从首帧开始推进", "image", "首帧"),
        ("She whispers to the phone", "speech", "whispers"),
        ("They talk over each other", "speech", "They talk"),
        ("Replace the sky in the shot from the archive", "footage", "Replace the sky"),
        ("VFX: remove wires from plate", "footage", "wires from plate"),
        ("把素材改成动漫风格", "footage", "把素材改"),
        ("Montage of three cuts: eye; hand; door", "multi-shot", "Montage of three cuts"),
        ("同一个角色走进房间", "recurring", "同一个角色"),
    ],
)
def test_a_description_states_a_need_by_a_word_of_any_language(text: str, need: str, word: str) -> None:
    assert inferred(text) == [(need, word)]


@pytest.mark.parametrize(
    "text",
    [
        "no dialogue, only wind",
        "Without any dialogue he walks",
        "dialogue: none",
        "a dialogue-free scene",
        "no one says a word",
        "voice-over: she says goodbye",
        "NARRATOR (V.O.) says it all",
        "旁白：她说道再见",
        "无对白，夕阳",
        "对白：无",
        "セリフなし",
        "会話のない夜",
        "sans dialogue",
        "sin diálogo",
        "ohne Dialog",
        "Sie spricht nicht",
        "sem diálogo",
        "대사 없음",
        "a talkshow set, empty",
        "essays on a desk",
        "a neon sign says OPEN",
        "a silent man",
        "VHS footage look, grainy",
        "the reference library",
        "a different woman",
        "Nadie habla",
        "Ninguém fala",
        "No one speaks",
        "They don't talk",
        "He speaks with his hands (silent)",
        "The wind whispers in the reeds",
        "她举起对白牌",
        "Restyle of her hair salon, interior",
        "Character sheet on the desk of an animator",
        "She removes the wires from the wall",
        "A butcher shows three cuts",
    ],
)
def test_parts_of_words_denials_and_narration_state_nothing(text: str) -> None:
    assert inferred(text) == []


def test_a_speaker_in_another_sentence_than_the_narrator_speaks() -> None:
    assert inferred("Narrator: long ago. Anna talks to Tom.") == [("speech", "talks")]


@pytest.mark.parametrize(
    ("cell", "speaks"),
    [
        ("Hello, Tom!", True),
        ("安娜：你好", True),
        ("He never talks to me.", True),
        ("Anna (V.O.): I was young.", False),
        ("none", False),
        ("(none)", False),
        ("-", False),
        ("…", False),
        ("VO: Once upon a time", False),
        ("旁白：很久以前", False),
        ("NARRATOR: Once upon a time", False),
        ("SFX: rain", False),
        ("no dialogue", False),
        ("TBD", False),
        ("[Music]", False),
        ("♪ music", False),
        ("【音乐】", False),
        ("——", False),
        ("Music was my first love", True),
    ],
)
def test_a_dialogue_cell_is_speech_only_when_inferred_and_not_a_narrators(cell: str, *, speaks: bool) -> None:
    shot = replace(SHOT, dialogue=cell)
    assert ROUTING.needs_of(shot).names == ()
    assert ROUTING.needs_of(shot, infer=True).names == (("speech",) if speaks else ())


def test_what_a_row_states_is_not_overruled_by_its_description() -> None:
    shot = replace(needing("speech"), description="the same woman talks")
    assert ROUTING.needs_of(shot, infer=True).names == ("speech",)
    refused = replace(SHOT, video_input=False, description="restyle it")
    assert ROUTING.needs_of(refused, infer=True).names == ()


def test_a_needs_cell_may_be_a_phrase_and_may_deny() -> None:
    assert ROUTING.needs_of(needing("same character as in shot 3")).names == ("recurring",)
    assert ROUTING.needs_of(needing("no references", "none")).names == ()
    assert ROUTING.needs_of(needing("no references", "none")).unknown == ()


def test_words_that_are_no_need_are_given_with_the_closest_one() -> None:
    assert ROUTING.needs_of(needing("fotage", "zzzz")).unknown == (("fotage", "footage"), ("zzzz", None))
