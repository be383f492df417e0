"""What a rate card may say: every rule of an offer and of a card, with the message that names the cure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kling_cost.datafiles import load_file
from kling_cost.errors import InputRefused
from kling_cost.pricebook.card import CardFile

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """
applies_from = 2026-02-05
first_day = "stated"
known_from = 2026-03-01
unit = "USD"
summary = "A card."
[sources.page]
title = "A page"
link = "https://example.com/prices"
read_on = 2026-03-01
[sources.lost]
title = "A page whose address is lost"
note = "Not kept."
read_on = 2026-03-01
"""
VIDEO = """
[[offers]]
model = "v3"
modes = ["text-to-video"]
per = "second"
lengths = "3..15"
rates = [{ id = "a", tier = "pro", audio = ["off"], amount = 0.1, source = "page", basis = "published" }]
"""
PER_IMAGE = "images, and only they, are charged per image"
HAS_LENGTHS = "every offer but images needs lengths, images have none"
LENGTHS_OF_CLIPS = "with per = 'clip' all rates have a clip_s and lengths lists just those, or none has"
NO_LINK = "a price without a link is third-party at best, not published"
CORRECTS = "a correction has both supersedes and reason, any other file neither"
TELL_APART = "drop one, or tell them apart by modes, tier, audio, resolution or lengths"
OF_BLOCKS = "block_s goes with per = 'block'"
IMAGE = """
[[offers]]
model = "v3"
modes = ["text-to-image"]
per = "image"
rates = [{ id = "i", resolution = "1k", amount = 0.1, source = "page", basis = "published" }]
"""


def messages(tmp_path: Path, text: str) -> list[tuple[str | None, str]]:
    path = tmp_path / "2026-02-05.toml"
    path.write_text(text, encoding="utf-8")
    try:
        load_file(path, CardFile)
    except InputRefused as refused:
        return [(problem.column, problem.message) for problem in refused.problems()]
    return []


def changed(text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text


def test_a_card_of_a_video_and_an_image_is_right(tmp_path: Path) -> None:
    assert messages(tmp_path, HEAD + VIDEO + IMAGE) == []


@pytest.mark.parametrize(
    ("offer", "changes", "fault"),
    [
        (
            VIDEO,
            [('["text-to-video"]', '["text-to-video", "text-to-image"]')],
            ("modes", "modes of several products in one offer: image, video; make an offer of each"),
        ),
        (VIDEO, [('"second"', '"image"')], ("per", f"{PER_IMAGE}; write second, clip or block")),
        (IMAGE, [('"image"', '"second"')], ("per", f"{PER_IMAGE}; write image")),
        (
            VIDEO,
            [('lengths = "3..15"\n', "")],
            ("lengths", f'{HAS_LENGTHS}; add lengths, such as "3..15"'),
        ),
        (
            IMAGE,
            [('per = "image"', 'per = "image"\nlengths = [5]')],
            ("lengths", f"{HAS_LENGTHS}; drop lengths"),
        ),
        (
            VIDEO,
            [("text-to-video", "video-edit")],
            ("video_input", "video-edit works on a video; say video_input = true"),
        ),
        (
            VIDEO,
            [("per =", "video_input = true\nper =")],
            ("video_input", "text-to-video takes no video; drop video_input"),
        ),
        (VIDEO, [("per =", "block_s = 5\nper =")], ("block_s", f"{OF_BLOCKS}; drop block_s")),
        (
            VIDEO,
            [('"second"', '"block"')],
            ("block_s", f"{OF_BLOCKS}; add block_s, the seconds of a block"),
        ),
        (
            VIDEO,
            [('"second"', '"clip"'), ("amount", "clip_s = 5, amount"), ('"3..15"', "[5, 10]")],
            (
                "lengths",
                f"{LENGTHS_OF_CLIPS}; write lengths = [5] and a clip_s at each rate, or drop clip_s",
            ),
        ),
        (
            VIDEO,
            [("amount", "clip_s = 5, amount")],
            ("rates", "clip_s goes with per = 'clip'; write that, or drop clip_s"),
        ),
        (
            IMAGE,
            [("amount", 'audio = ["on"], amount')],
            ("rates[0].audio", "an image has no audio; drop the key"),
        ),
        (
            IMAGE,
            [('resolution = "1k", ', "")],
            ("rates[0].resolution", "an image's rate needs a resolution; add 1k, 2k or 4k"),
        ),
    ],
)
def test_an_offer_that_contradicts_itself_is_refused(
    tmp_path: Path, offer: str, changes: list[tuple[str, str]], fault: tuple[str, str]
) -> None:
    column, message = fault
    assert messages(tmp_path, HEAD + changed(offer, *changes)) == [(f"offers[0].{column}", message)]


@pytest.mark.parametrize(
    "changes",
    [
        [('"second"', '"clip"'), ("amount", "clip_s = 5, amount"), ('"3..15"', "[5]")],
        [('"second"', '"clip"')],
        [('"second"', '"block"\nblock_s = 5')],
        [("text-to-video", "video-edit"), ("per =", "video_input = true\nper =")],
        [("text-to-video", "reference-to-video"), ("per =", "video_input = true\nper =")],
        [("text-to-video", "reference-to-video")],
        [("text-to-video", "motion-control"), ("per =", "video_input = true\nper =")],
        [('["off"]', '["off", "on", "voice"]')],
        [(', audio = ["off"]', "")],
        [('"3..15"', "[10, 5, 5]")],
    ],
)
def test_an_offer_may_say_this(tmp_path: Path, changes: list[tuple[str, str]]) -> None:
    assert messages(tmp_path, HEAD + changed(VIDEO, *changes)) == []


def test_an_offer_tells_all_that_is_wrong_with_it_at_once(tmp_path: Path) -> None:
    wrong = changed(VIDEO, ('"second"', '"image"'), ("text-to-video", "video-edit"))
    assert messages(tmp_path, HEAD + wrong) == [
        ("offers[0].per", f"{PER_IMAGE}; write second, clip or block"),
        ("offers[0].video_input", "video-edit works on a video; say video_input = true"),
    ]


@pytest.mark.parametrize(
    ("changes", "column", "message"),
    [
        (
            [('"page", basis', '"pag", basis')],
            "offers[0].rates[0].source",
            "rate a: 'pag' is not in [sources]; did you mean page? Otherwise add [sources.pag]",
        ),
        (
            [('"page", basis', '"lost", basis')],
            "offers[0].rates[0].basis",
            f"{NO_LINK}; write third-party, or give [sources.lost] its link",
        ),
        (
            [("unit", 'supersedes = "2026-02-05"\nunit')],
            "supersedes",
            f"{CORRECTS}; add reason, or drop the other",
        ),
        (
            [("unit", 'reason = "Misread."\nunit')],
            "supersedes",
            f"{CORRECTS}; add supersedes, or drop the other",
        ),
    ],
)
def test_a_card_that_contradicts_itself_is_refused(
    tmp_path: Path, changes: list[tuple[str, str]], column: str, message: str
) -> None:
    assert messages(tmp_path, changed(HEAD + VIDEO, *changes)) == [(column, message)]


def test_a_price_without_a_link_may_be_third_party(tmp_path: Path) -> None:
    text = changed(HEAD + VIDEO, ('"page", basis = "published"', '"lost", basis = "third-party"'))
    assert messages(tmp_path, text) == []


def test_a_rate_id_is_used_once(tmp_path: Path) -> None:
    text = HEAD + VIDEO + changed(IMAGE, ('"i"', '"a"'))
    assert messages(tmp_path, text) == [
        ("offers[1].rates[0].id", "rate id a is used already, at offers[0].rates[0]; give this one its own")
    ]


def test_two_rates_never_price_the_same_clip(tmp_path: Path) -> None:
    again = changed(VIDEO, ('"a"', '"b"'), ('["text-to-video"]', '["image-to-video", "text-to-video"]'))
    assert messages(tmp_path, HEAD + VIDEO + again) == [
        (
            "offers[1].rates[0]",
            f"b prices a clip that a prices: neither is then the price; {TELL_APART}",
        )
    ]


def test_two_rates_may_differ_in_length_alone(tmp_path: Path) -> None:
    five = 'id = "a", clip_s = 5, amount = 0.35, source = "page", basis = "published"'
    ten = five.replace('"a"', '"b"').replace("5,", "10,", 1)
    text = changed(VIDEO, ('"second"', '"clip"'), ('"3..15"', "[5, 10]"))
    text = text.partition("rates")[0] + f"rates = [{{{five}}}, {{{ten}}}]"
    assert messages(tmp_path, HEAD + text) == []


@pytest.mark.parametrize("lengths", ['"15..3"', '"5..5"', '"3-15"', '"0..5"', '"3..4000"', "[]", "[0]", "5"])
def test_lengths_are_a_range_or_a_list_of_whole_seconds(tmp_path: Path, lengths: str) -> None:
    found = messages(tmp_path, HEAD + changed(VIDEO, ('"3..15"', lengths)))
    assert [column for column, _ in found] == ["offers[0].lengths"]
    assert 'a range such as "3..15" or a list such as [5, 10]' in found[0][1]


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ([("amount = 0.1", 'amount = "0.1"')], "offers[0].rates[0].amount"),
        ([("amount = 0.1", "amount = 0")], "offers[0].rates[0].amount"),
        ([('"3..15"', '"15..3"')], "offers[0].lengths"),
        ([('["off"]', '["loud"]')], "offers[0].rates[0].audio[0]"),
        ([('"text-to-video"', '"t2v"')], "offers[0].modes[0]"),
        ([('"second"', '"minute"')], "offers[0].per"),
    ],
)
def test_one_fault_gives_one_message(tmp_path: Path, changes: list[tuple[str, str]], column: str) -> None:
    found = messages(tmp_path, changed(HEAD + VIDEO, *changes))
    assert [place for place, _ in found] == [column]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        (('["off"]', "[]"), "offers[0].rates[0].audio"),
        (('["text-to-video"]', "[]"), "offers[0].modes"),
        ((VIDEO.partition("rates = ")[2].strip(), "[]"), "offers[0].rates"),
    ],
    ids=["audio", "modes", "rates"],
)
def test_an_empty_list_is_too_short(tmp_path: Path, change: tuple[str, str], column: str) -> None:
    ((place, message),) = messages(tmp_path, changed(HEAD + VIDEO, change))
    assert place == column
    assert "at least 1 item" in message


def test_a_fault_in_an_offer_does_not_hide_one_of_the_card(tmp_path: Path) -> None:
    wrong = changed(HEAD + VIDEO + IMAGE, ("audio = [", "clip_s = 5, audio = ["), ('"i"', '"a"'))
    found = "\n".join(message for _, message in messages(tmp_path, wrong))
    assert "clip_s goes with per = 'clip'" in found
    assert "rate id a is used already" in found
