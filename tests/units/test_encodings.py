"""Which encoding a file is written in: told by marks, by UTF-8 itself, and of the old ones by letters."""

# ruff: noqa: RUF001 - the letters that look like others are what is tested

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kling_cost.storyboard.readers.encodings import decoded
from kling_cost.storyboard.table import MOST_BYTES, FileFault

CHINESE = """\
镜号,场景,画面,时长,台词
1,海边,渔船靠岸，海鸥飞过,5,无
2,码头,老人回头看着镜头,8,你终于来了
3,酒吧,特写：酒杯落地,3,
4,街道,雨夜，霓虹灯倒映在水面,6,旁白：那一年
"""
JAPANESE = """\
カット,シーン,内容,秒数,セリフ
1,海辺,船が港に着く。カモメが飛ぶ,5,なし
2,埠頭,老人が振り返る,8,やっと来たか
3,酒場,グラスが落ちるアップ,3,
"""
FRENCH = """\
Plan;Scène;Description;Durée
1;Plage;Le bateau arrive à quai, les mouettes volent;5
2;Café;Elle lève les yeux, étonnée : « Où étais-tu ? »;8
3;Hôtel;Gros plan – la clé tombe… C’est fini;3,5
"""
GERMAN = """\
Einstellung;Szene;Länge;Beschreibung
1;Küche;5;Mädchen öffnet die Tür
2;Straße;8;Der Zug fährt über die Brücke
"""
PORTUGUESE = "PLANO;DESCRIÇÃO;DURAÇÃO\n1;A criança não vê o avião;5\n"
SWEDISH = "Bild\tBeskrivning\tLängd\n1\tÄlgen går över ån\t5\n"
ENGLISH = "Shot,Description,Duration\n1,It’s “over” – he leaves…,5\n2,35° lens for £20,8\n"
OLD = {
    "GB18030": (CHINESE,),
    "Shift_JIS": (JAPANESE,),
    "Windows-1252": (FRENCH, GERMAN, PORTUGUESE, SWEDISH, ENGLISH),
}
CODECS = {"GB18030": "gb18030", "Shift_JIS": "cp932", "Windows-1252": "cp1252"}
LISTS = [(text, name) for name, texts in OLD.items() for text in texts]


@pytest.mark.parametrize(("text", "name"), LISTS)
def test_a_short_list_in_an_old_encoding_is_read_by_its_letters(text: str, name: str) -> None:
    assert decoded(text.encode(CODECS[name])) == (text, name)


@pytest.mark.parametrize(("text", "name"), LISTS)
def test_one_row_of_it_is_evidence_enough(text: str, name: str) -> None:
    for row in text.splitlines()[1:]:
        few = f"id,text,s\n{row}\n"
        assert few.isascii() or decoded(few.encode(CODECS[name])) == (few, name)


@pytest.mark.parametrize(("text", "_name"), LISTS)
@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with a mark"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"),
        ("utf-32", "UTF-32"),
    ],
)
def test_unicode_is_recognised_with_and_without_a_mark(text: str, _name: str, codec: str, name: str) -> None:
    assert decoded(text.encode(codec)) == (text, name)


@pytest.mark.parametrize(
    ("mark", "codec", "name"),
    [
        (b"\xfe\xff", "utf-16-be", "UTF-16"),
        (b"\x00\x00\xfe\xff", "utf-32-be", "UTF-32"),
        (b"\x84\x31\x95\x33", "gb18030", "GB18030"),
    ],
)
def test_a_mark_decides_and_is_taken_off(mark: bytes, codec: str, name: str) -> None:
    assert decoded(mark + CHINESE.encode(codec)) == (CHINESE, name)


@pytest.mark.parametrize(
    ("text", "codec", "name"),
    [
        ("Nr;Länge\n1;5\n", "cp1252", "Windows-1252"),
        ("Shot;描述;秒\n1;推;3\n2;拉;5\n", "gb18030", "GB18030"),
        ("shot,A景,秒\n1,B角,3\n", "gb18030", "GB18030"),
        ("鏡號,場景,時長\n1,海邊漁船靠岸,5\n", "gb18030", "GB18030"),
        ("カット,内容\n1,東京駅前の雑踏\n", "cp932", "Shift_JIS"),
    ],
)
def test_a_header_of_few_letters_is_enough(text: str, codec: str, name: str) -> None:
    assert decoded(text.encode(codec)) == (text, name)


def test_plain_letters_and_nothing_at_all_are_utf_8() -> None:
    assert decoded(b"id,duration_s\n1,8\n") == ("id,duration_s\n1,8\n", "UTF-8")
    assert decoded(b"") == ("", "UTF-8")


def test_emoji_and_control_z_do_not_make_a_file_binary() -> None:
    text = "id,s\n1,🎬 5\n\x1a"
    assert decoded(text.encode()) == (text, "UTF-8")


def test_a_letter_cut_off_in_utf_8_is_told_and_does_not_spoil_the_rest() -> None:
    whole = CHINESE.rstrip().encode()
    text, name = decoded(whole[:-1])
    assert name == "UTF-8 with 1 broken letter"
    assert text == CHINESE.rstrip()[:-1] + "\ufffd"
    assert decoded(b"\xff" + whole + b"\xff")[1] == "UTF-8 with 2 broken letters"


def test_a_utf_8_mark_before_windows_1252_is_not_believed() -> None:
    assert decoded(b"\xef\xbb\xbf" + GERMAN.encode("cp1252"))[1] == "Windows-1252"


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("План,Описание,Длительность\n1,Лодка подходит к берегу и чайки летят,5\n", "cp1251"),
        ("Plan;Scène;Durée\n1;L'été à la forêt;5\n", "mac_roman"),
        ("Nr;Länge\n1;5\n2;Mädchen öffnet Tür\n", "mac_roman"),
        ("Nr;Länge\n1;5\n2;Mädchen öffnet Tür\n", "cp850"),
    ],
)
def test_an_encoding_that_is_not_known_is_refused_and_not_read_as_another(text: str, codec: str) -> None:
    with pytest.raises(FileFault, match=r"is not UTF-8 text, .*; save it as 'CSV UTF-8'") as refused:
        decoded(text.encode(codec))
    assert refused.value.code == "unknown-encoding"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"id,s\n1,\0\n", "null-bytes"),
        (b"id,s\n1,8\0\0\n", "null-bytes"),
        (b"\0" * 64, "null-bytes"),
        (b"id,s\n\x01\x02\x03,8\n", "not-text"),
        (bytes(range(256)) * 20, "not-text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(128, 256)) + b"\x01\x02\x03\0", "not-text"),
        (b"\xff\xfea", "broken-encoding"),
        (b"\xff\xfe\x00\xd8", "broken-encoding"),
        (b" " * (MOST_BYTES + 1), "too-large"),
    ],
)
def test_what_is_no_text_is_refused_with_the_cure(data: bytes, code: str) -> None:
    with pytest.raises(FileFault, match=r"; (save|split|export)") as refused:
        decoded(data)
    assert refused.value.code == code


def test_a_program_is_no_text() -> None:
    with pytest.raises(FileFault, match=r"is not text|null bytes"):
        decoded(Path(sys.executable).read_bytes()[:MOST_BYTES])
