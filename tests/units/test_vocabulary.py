"""What headers mean, and which words speak against a list of shots."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kling_cost
from kling_cost.datafiles import load_file
from kling_cost.errors import InputRefused
from kling_cost.storyboard.columns import COLUMNS
from kling_cost.storyboard.vocabulary import RowWordsFile, Vocabulary, VocabularyFile, shipped_vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

SHIPPED = load_file(Path(kling_cost.__file__).with_name("storyboard") / "vocabulary.toml", VocabularyFile)
SPELLINGS = sorted({each for m in SHIPPED.meanings.values() for each in (*m.sure, *m.usual, *m.last)})


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return shipped_vocabulary()


def first(words: Vocabulary, header: str) -> str | None:
    return next((sense.meaning for sense in words.meanings(header)), None)


def rank(words: Vocabulary, header: str, meaning: str) -> int:
    return next(sense.rank for sense in words.meanings(header) if sense.meaning == meaning)


HEADERS = """
shot_id: id|Shot|shot_id|镜号|shots|#|镜头|Clip #|CUT|sh|PLAN|SHOTCODE|shot_name|Clip No.|N° de plan|Shot:*
shot_id: カット|Plano|Einstellung|Nº de plano|Shot(s)|镜号 Shot|分鏡|컷번호|Номер кадра|Nº
scene: Scene|act|scene_name|Episode|Sequence|sq|Scene #|sceneId|场号|场景|シーン|Szene|Cena|Escena|SÉQUENCE
duration_s: duration|时长|duration_target|DURÉE|shot_length_sec|Est. Duration|秒|Dur.|尺|seconds|durationSec
duration_s: clip_seconds|时长秒|final_duration_seconds|时长(秒)|Duration [s]|Dauer|Duración|duração|時長|길이
duration_s: default_params.duration|Estimated shot duration|Durata|Длительность|duration_ms|Clip Duration
start: start|film_start_s|TC IN|start_time|startTime|TIMECODE IN|画面开始秒|timing.start|Début|In
end: end|film_end_s|TC OUT|endTime|画面结束秒|timing.end|Fin|Ende|Out
time_range: Time|Timestamp|時間|t|Timecode|时间码|Minutage|Time Range
frames: frame_count|Frames|帧数|コマ数
frame_in: start_frame|frame_start|Frame In
frame_out: end_frame|frame_end|Frame Out
fps: FPS|frame rate|帧率|Cadence
description: action|Description|title|画面|Shot Description|内容|Visual|Picture|画面描述
description: 画面动作|Handlung|Acción
prompt: prompt|image_prompt|gpt_prompt|Visual Prompt (for Kling 2.5)|Motion + Context Prompt|motion_prompt
prompt: video_prompt|提示词|プロンプト|Prompt (EN)
camera: camera|motion|运镜|Camera Movement|Camera / Motion|机位运镜|camera_or_action|カメラワーク
shot_size: 景别|shot_size|framing|Shot Type|Valeur de plan|Encuadre|Einstellungsgröße|EINSTELLUNGSGROESSE
dialogue: narration|dialogue|旁白|caption|comms|音效/对白|Audio Script (for ElevenLabs)|VO|セリフ
dialogue: narrationText
sound: sfx|sound|声音|音效音乐|BGM|Ton|Musique
audio: audio|Audio|generate_audio
model: model|AI Model|模型
mode: mode|模式|generation type
takes: attempts|takes|生成次数
accept: accept rate|成功率
keepers: keepers|Keepers wanted|good takes wanted|shot_keepers
at_cap: at cap|At Cap|at_cap|atCap|达到上限时
shot_class: shot class|Shot Class|shotClass|shot_class|class of shot
resolution: resolution|分辨率
aspect_ratio: aspect_ratio|aspectRatio|aspect
status: status|Done|素材状态|asset_status
priority: 优先度|優先度|Prio
references: references|reference|reference_frame|Character Asset|参考图
start_image: start_image|Seed Image|sourceImage|首帧|image
end_image: end_image|尾帧
shot_id: VFX Shot|Çekim|Ujęcie|Záběr|Skud|№ кадра|رقم اللقطة|शॉट|ช็อต|Shotnummer
scene: Scène|Sahne|Scen|المشهد|दृश्य|ฉาก
description: Omschrijving|Beskrivning|Beskrivelse|Opis|Popis|AÇIKLAMA|الوصف|विवरण|คำอธิบาย|видеоряд
duration_s: Duur|Längd|Varighed|Czas trwania|Délka|Süre|المدة|अवधि|ระยะเวลา|Duration (min)|minutes|时长(分)
frame_range: Frame Range|frame_range
frame_in: Cut In
frame_out: Cut Out
frames: Cut Duration|durationInFrames|Frames @24fps
camera: Kamerarörelse|KAMERA AÇISI|ruch kamery|حركة الكاميرا|कैमरा|มุมกล้อง
dialogue: Dialoog|Diyalog|الحوار|संवाद|บทพูด|закадровый голос
notes: Notes|备注|Remarques|Anmerkungen|Clip notes
kind: type|class|Clip Class|Shot Category|Shot Kind
"""


@pytest.mark.parametrize("line", HEADERS.split("\n")[1:-1])
def test_the_headers_of_real_shot_lists_are_understood(words: Vocabulary, line: str) -> None:
    meaning, _, names = line.partition(": ")
    assert [(name, first(words, name)) for name in names.split("|")] == [
        (name, meaning) for name in names.split("|")
    ]


def test_our_own_columns_are_what_they_say_and_before_all_others(words: Vocabulary) -> None:
    for column in COLUMNS:
        best, *others = words.meanings(column)
        assert (best.meaning, best.rank) == (column, 0)
        assert all(sense.rank > 0 for sense in others)


NOT_COLUMNS = (
    "",
    "  ",
    "duration_min",
    "Shot 1",
    "keeper",
    "good takes",
    "cap",
    "Scene 2",
    "A wide shot of the harbour",
    "S001",
    "8s",
    "()",
    "x" * 100_000,
)


@pytest.mark.parametrize("header", NOT_COLUMNS)
def test_what_names_no_column_means_nothing(words: Vocabulary, header: str) -> None:
    assert not words.meanings(header)


@pytest.mark.parametrize(
    ("meaning", "best_first"),
    [
        ("shot_id", ["shot_id", "shot", "id", "#", "name", "title"]),
        ("description", ["description", "Shot Description", "Visual", "title"]),
        ("prompt", ["prompt", "video_prompt", "image_prompt", "Context Prompt"]),
        ("duration_s", ["duration_s", "shot_length", "final_duration_seconds", "Duration", "Time"]),
        ("scene", ["scene", "scene_name", "sequence", "act", "beat"]),
        ("time_range", ["Time Range", "Time"]),
        ("dialogue", ["dialogue", "台词", "narration", "text"]),
        ("notes", ["notes", "comments", "purpose"]),
    ],
)
def test_of_two_columns_for_one_meaning_the_better_is_known(
    words: Vocabulary, meaning: str, best_first: list[str]
) -> None:
    ranks = [rank(words, header, meaning) for header in best_first]
    assert all(better < worse for better, worse in combinations(ranks, 2))


@pytest.mark.parametrize(
    ("header", "meanings"),
    [
        ("title", ["description", "shot_id"]),
        ("time", ["time_range", "duration_s", "start"]),
        ("mode", ["mode", "tier"]),
        ("type", ["kind", "shot_size", "mode"]),
        ("audio", ["audio", "sound"]),
        ("start_frame", ["frame_in", "start_image"]),
        ("场景", ["scene", "location"]),
        ("音效/对白", ["dialogue", "sound"]),
    ],
)
def test_a_header_of_several_meanings_offers_all_of_them(
    words: Vocabulary, header: str, meanings: list[str]
) -> None:
    assert [sense.meaning for sense in words.meanings(header)] == meanings


def test_a_better_description_leaves_a_picture_to_be_the_shot(words: Vocabulary) -> None:
    assert rank(words, "Beskrivning", "description") < rank(words, "Bild", "description")
    assert rank(words, "Bild", "shot_id")


@pytest.mark.parametrize(
    "header", ["shot", "Shot #", "镜号", "Plano", "カット", "Einstellung", "景别", "运镜", "尺"]
)
def test_names_that_only_lists_of_shots_use_are_evidence(words: Vocabulary, header: str) -> None:
    assert words.meanings(header)[0].strong
    assert words.against(header) is None


@pytest.mark.parametrize(
    "header", ["id", "name", "#", "no", "title", "duration", "description", "type", "notes"]
)
def test_names_that_any_table_has_are_no_evidence(words: Vocabulary, header: str) -> None:
    assert not words.meanings(header)[0].strong
    assert words.against(header) is None


@pytest.mark.parametrize(
    ("kind", "headers"),
    [
        (
            "an asset list",
            ["asset_id", "assetType", "filename", "File Name", "path", "license", "filesize", "URL"],
        ),
        (
            "a lab log",
            ["temperature", "Temperature (°C)", "voltage", "sample", "pH", "sensor", "concentration"],
        ),
        (
            "a log of runs and tests",
            ["epoch", "loss", "run_id", "metrics.loss", "latency_ms", "VRAM", "suite"],
        ),
        ("a slideshow", ["slide", "transition_ms", "Slide No.", "alt_text"]),
        ("an invoice", ["Invoice No", "unit_price", "VAT", "金额"]),
        ("a playlist", ["artist", "album"]),
        ("a transcript", ["speaker", "confidence"]),
        ("a call sheet or shooting schedule", ["Pages", "Call time", "Day"]),
        ("a log of what was generated", ["rating", "cost", "date"]),
        ("a meeting agenda", ["Owner", "Attendees"]),
        ("a graph of nodes", ["class_type"]),
        ("a description of an interface", ["responses", "parameters", "operationId"]),
        ("a list of props", ["prop", "Supplier"]),
        ("an analytics report", ["views", "CTR"]),
    ],
)
def test_words_of_other_tables_speak_against_a_list_of_shots(
    words: Vocabulary, kind: str, headers: list[str]
) -> None:
    assert {header: words.against(header) for header in headers} == dict.fromkeys(headers, kind)


def changed(text: str) -> st.SearchStrategy[str]:
    """Write a header with other cases, joints and marks."""
    joints = st.sampled_from([" ", "_", "-", "  ", " _ "])
    changes: list[Callable[[str], str]] = [str.upper, str.lower, str.title, str.casefold, str.swapcase]
    cases = st.sampled_from(changes)
    marks = st.sampled_from(["", "#", ":", "*", " #", " *", " (for Kling 2.5)", " [x]"])
    return st.tuples(joints, cases, marks).map(lambda by: by[1](by[0].join(text.split(" "))) + by[2])


@given(st.data())
def test_case_joints_and_marks_of_a_header_do_not_change_its_meanings(data: st.DataObject) -> None:
    words = shipped_vocabulary()
    spelling = data.draw(st.sampled_from(SPELLINGS))
    assert words.meanings(spelling)
    assert words.meanings(data.draw(changed(spelling))) == words.meanings(spelling)


@given(
    st.text() | st.lists(st.sampled_from([*SPELLINGS, "/", "+", ".", "(", "第", "1", "total"])).map("".join)
)
def test_any_text_is_understood_or_not_and_never_an_error(text: str) -> None:
    words = shipped_vocabulary()
    ranks = [sense.rank for sense in words.meanings(text)]
    assert ranks == sorted(ranks)
    assert words.against(text) is None or words.against(text) in SHIPPED.against
    asked = (
        words.is_total,
        words.is_scene_heading,
        words.is_unknown_length,
        words.is_omitted,
        words.is_remark,
    )
    assert {ask(text) for ask in asked} <= {True, False}


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (
            'usual = ["kind"]',
            'usual = ["kind", "Kind:"]',
            "'Kind:' and 'kind' are one spelling; keep the first",
        ),
        ('usual = ["kind"]', 'usual = ["*"]', "'*' has no letters and can never be matched; leave it out"),
        ('usual = ["kind"]', 'usual = ["kind"]\nlats = ["x"]', "unknown key 'lats'; did you mean last?"),
        (
            "[meanings.takes]",
            "[meanings.takings]",
            "our column 'takes' has no spellings; add [meanings.takes]",
        ),
    ],
)
def test_a_faulty_vocabulary_is_refused_with_the_key_and_the_cure(
    tmp_path: Path, old: str, new: str, found: str
) -> None:
    small = "\n".join(f'[meanings.{name}]\nusual = ["{name}"]' for name in (*COLUMNS, "kind"))
    rows = "\n".join(f"{name} = []" for name in RowWordsFile.model_fields)
    text = f"beside = []\nunits = []\n{small}\n[against]\n[rows]\n{rows}\n"
    path = tmp_path / "vocabulary.toml"
    path.write_text(text, encoding="utf-8")
    assert Vocabulary(load_file(path, VocabularyFile)).meanings("Kind")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(InputRefused) as refused:
        load_file(path, VocabularyFile)
    assert [problem.message for problem in refused.value.problems()] == [found]
