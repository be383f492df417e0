"""A wrong request is refused with its cure: every case is one process, as a producer would type it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

WRONG, USAGE = 1, 2
VIDEO = ("price", "--model", "v3", "--tier", "pro", "--audio", "on", "--duration", "5", "--on", "2026-11-20")
IMAGE = ("price", "--product", "image", "--model", "o3", "--on", "2026-11-20")
PLAN = ("plan", "storyboard.csv", "--on", "2026-11-20")

# What a producer cannot be expected to read.
JARGON = re.compile(
    r"Decimal|\(str\)|datetime\.|Errno|NoneType|Extra inputs|constrained|validation|object at"
)


@dataclass(frozen=True)
class Refused:
    """A wrong request: its sentence, its arguments, its exit code and the patterns its message must hold."""

    sentence: str
    args: tuple[str, ...]
    code: int
    words: tuple[str, ...]


def price(*more: str) -> tuple[str, ...]:
    """Give the price of a V3 Pro clip with audio, with some options said again differently."""
    return (*VIDEO, *more)


NAMES = [
    Refused(
        "an unknown provider gets the closest one and all that there are",
        price("--provider", "pixvers"),
        WRONG,
        ("'pixvers'", "did you mean pixverse", "fal", "kling-api", "kling-app", "comfyui"),
    ),
    Refused(
        "an unknown model gets the closest one",
        price("--model", "v33"),
        WRONG,
        ("'v33'", "did you mean v3\\?", "o3"),
    ),
    Refused(
        "an unknown tier gets the closest one",
        price("--tier", "prro"),
        WRONG,
        ("'prro'", "did you mean pro", "standard", "4k"),
    ),
    Refused(
        "an unknown mode gets the closest one",
        price("--mode", "image-to-vidio"),
        WRONG,
        ("'image-to-vidio'", "did you mean image-to-video", "reference-to-video"),
    ),
    Refused(
        "an unknown audio setting gets the closest one",
        price("--audio", "vioce"),
        WRONG,
        ("'vioce'", "did you mean voice", "off"),
    ),
    Refused(
        "an unknown product gets the closest one",
        price("--product", "vidio"),
        WRONG,
        ("'vidio'", "did you mean video", "lip-sync"),
    ),
    Refused(
        "an unknown strategy gets the closest one and all that there are",
        (*PLAN, "--strategy", "v3-draft-o3-finl"),
        WRONG,
        ("'v3-draft-o3-finl'", "did you mean v3-draft-o3-final\\?", "routed"),
    ),
    Refused(
        "an unknown tier for a plan gets the closest one",
        (*PLAN, "--tier", "standrad"),
        WRONG,
        ("'standrad'", "did you mean standard", "4k"),
    ),
    Refused(
        "an unknown provider in a credit price gets the closest one",
        (*PLAN, "--credit-price", "pixvers=0.01 USD"),
        WRONG,
        ("'pixvers'", "did you mean pixverse"),
    ),
    Refused("an unknown command gets the closest one", ("pla", "x.csv"), USAGE, ("pla", "did you mean plan")),
    Refused("a command like none of ours gets the list", ("xyz",), USAGE, ("xyz", "plan", "price", "chart")),
    Refused(
        "an unknown rates command gets the closest", ("rates", "lst"), USAGE, ("lst", "did you mean", "list")
    ),
    Refused(
        "an unknown option gets the closest one", price("--formt", "json"), USAGE, ("--formt", "--format")
    ),
    Refused("an unknown format gets the list", price("--format", "xml"), USAGE, ("xml", "json", "markdown")),
]

CLIPS = [
    Refused(
        "a clip that is too short names the shortest",
        price("--duration", "2"),
        WRONG,
        (r"\b2 s", r"3\.\.15", "nearest: 3 s"),
    ),
    Refused(
        "a clip that is too long names the longest",
        price("--duration", "20"),
        WRONG,
        (r"\b20 s", r"3\.\.15", "nearest: 15 s"),
    ),
    Refused(
        "a fractional length is not rounded but refused with the nearest",
        price("--duration", "7.2"),
        WRONG,
        (r"\b7\.2 s", r"3\.\.15", "nearest: 7 s"),
    ),
    Refused(
        "a length between two that are sold names the nearer",
        price("--model", "v2.6", "--provider", "kling-api", "--duration", "8"),
        WRONG,
        (r"\b8 s", "5, 10", "nearest: 10 s"),
    ),
    Refused("a negative length is refused", price("--duration", "-5"), WRONG, ("-5 s", "nearest: 3 s")),
    Refused(
        "a length in words says which option is wrong and how to write it",
        price("--duration", "five"),
        WRONG,
        ("'five'", "duration|length", "seconds"),
    ),
    Refused(
        "a length of a thousand digits is not read out",
        price("--duration", "1e999"),
        WRONG,
        (r"3\.\.15|seconds", r"\A.{1,400}\Z"),
    ),
    Refused(
        "an audio setting that is not sold names the nearest that is",
        price("--audio", "voice"),
        WRONG,
        ("pixverse does not sell v3 pro text-to-video, audio voice", "nearest sold: v3 pro .*audio on"),
    ),
    Refused(
        "audio with a video input at kling-api says that none is sold",
        price("--provider", "kling-api", "--model", "o3", "--mode", "video-edit"),
        WRONG,
        ("kling-api does not sell o3 pro video-edit, audio on", "nearest sold: o3 pro video-edit, audio off"),
    ),
    Refused(
        "a V3 image at 4K names the largest that is sold",
        (*IMAGE, "--model", "v3", "--resolution", "4k"),
        WRONG,
        ("does not sell v3 text-to-image, 4k", "nearest sold: v3 text-to-image, 2k"),
    ),
    Refused(
        "a day before the first card names the first day",
        price("--on", "2026-02-01"),
        WRONG,
        ("2026-02-01", "first card applies from 2026-02-05", "that day or later"),
    ),
    Refused(
        "a plan before the first card names the first day",
        (*PLAN, "--provider", "kling-api", "--on", "2026-03-01"),
        WRONG,
        ("kling-api", "2026-03-01", "2026-04-23"),
    ),
    Refused(
        "a day on which no card was known says so",
        price("--known-on", "2026-03-01"),
        WRONG,
        ("known on 2026-03-01", "later --known-on"),
    ),
    Refused(
        "a day that does not exist is refused",
        price("--on", "2026-13-01"),
        USAGE,
        ("2026-13-01", "2026-03-10"),
    ),
    Refused("a German day is refused", price("--on", "10.3.2026"), USAGE, ("10.3.2026", "2026-03-10")),
    Refused(
        "a video without a tier says what a video needs",
        ("price", "--model", "v3", "--audio", "on", "--duration", "5"),
        USAGE,
        ("missing: .*tier", "audio", "duration"),
    ),
    Refused("a price without a model is refused", ("price", "--tier", "pro"), USAGE, ("--model",)),
    Refused("a plan without a file is refused", ("plan",), USAGE, ("FILE",)),
    Refused(
        "an image with a tier is refused",
        (*IMAGE, "--tier", "pro"),
        USAGE,
        ("image has no tier", "leave it out"),
    ),
    Refused(
        "an image with a length is refused", (*IMAGE, "--duration", "5"), USAGE, ("image has no duration",)
    ),
    Refused("an image from a video is refused", (*IMAGE, "--video-input"), USAGE, ("image", "video.input")),
    Refused(
        "a mode that makes something else than the product is refused",
        (*IMAGE, "--mode", "text-to-video"),
        USAGE,
        ("text-to-video makes video, not image", "change one"),
    ),
    Refused("no clips at all are refused", price("--count", "0"), USAGE, ("--count", r"\b0 ", "1000000")),
]


@pytest.mark.parametrize("case", [*NAMES, *CLIPS], ids=lambda case: case.sentence)
def test_a_wrong_request_is_refused_with_its_cure(
    case: Refused, kling_cost: Callable[..., Any], tmp_path: Path
) -> None:
    (tmp_path / "storyboard.csv").write_text("shot_id,duration_s,takes\n1,10,10\n", encoding="utf-8")

    done = kling_cost(*case.args)

    said = [line for line in done.err.splitlines() if line.casefold().startswith("error: ")]
    assert done.code == case.code
    assert done.out == ""
    assert len(said) == 1
    assert [word for word in case.words if not re.search(word, said[0], re.IGNORECASE)] == []
    assert not JARGON.search(said[0])
