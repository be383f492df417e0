"""The numbers that must come out: what articles and providers' pages say, asked of the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from kling_cost.cli import cli

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

ON = ("--on", "2026-11-20")


def run(*args: str) -> Result:
    return CliRunner(env={"COLUMNS": None}).invoke(cli, args)


def asked(*args: str) -> dict[str, Any]:
    done = run(*args, "--format", "json")
    assert done.exit_code == 0
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def price(clip: str, *more: str, on: str = "2026-11-20") -> tuple[str, str]:
    """Price a clip given as ``model tier audio seconds``; give its amount and unit."""
    model, tier, audio, seconds = clip.split()
    words = ("--model", model, "--tier", tier, "--audio", audio, "--duration", seconds)
    document = asked("price", *words, "--on", on, *more)
    return document["amount"], document["unit"]


@pytest.mark.parametrize(
    ("clip", "credits"),
    [
        ("v3 standard off 5", "100"),
        ("v3 standard on 5", "140"),
        ("v3 pro off 5", "125"),
        ("v3 pro on 5", "175"),
        ("o3 standard off 5", "125"),
        ("o3 standard on 5", "175"),
        ("o3 pro off 5", "175"),
        ("o3 pro on 5", "225"),
        ("o3 pro on 10", "450"),
    ],
)
def test_a_clip_at_pixverse_costs_what_the_article_says(clip: str, credits: str) -> None:  # noqa: A002 - its unit
    assert price(clip) == (credits, "pixverse-credit")


def test_ten_takes_of_ten_seconds_on_o3_pro_with_audio_cost_4500() -> None:
    assert price("o3 pro on 10", "--count", "10") == ("4500", "pixverse-credit")


@pytest.mark.parametrize(
    ("model", "resolution", "credits"),
    [
        ("v3", "1k", "10"),
        ("v3", "2k", "10"),
        ("o3", "1k", "10"),
        ("o3", "2k", "10"),
        ("o3", "4k", "20"),
    ],
)
def test_an_image_at_pixverse_costs_what_the_article_says(
    model: str,
    resolution: str,
    credits: str,  # noqa: A002 - its unit
) -> None:
    image = ("price", "--product", "image", "--model", model, *ON)

    assert asked(*image, "--resolution", resolution)["amount"] == credits
    assert asked(*image)["clip"]["resolution"] == "1k"


def test_v3_has_no_image_at_4k() -> None:
    image = ("price", "--product", "image", "--model", "v3", "--resolution", "4k", *ON)

    assert run(*image).exit_code == 1


@pytest.mark.parametrize(
    ("model", "usd", "reference"),
    [
        ("v3", "0.63", "kling-api/2026-06-17#v3-standard-on"),
        ("o3", "0.56", "kling-api/2026-06-17#o3-standard-on"),
    ],
)
def test_the_audio_rates_of_v3_and_o3_at_kling_api_that_are_often_mixed_up_are_not(
    model: str, usd: str, reference: str
) -> None:
    clip = ("--model", model, "--tier", "standard", "--audio", "on", "--duration", "5")

    document = asked("price", *clip, "--provider", "kling-api", *ON)

    assert (document["amount"], document["unit"], document["rate_ref"]) == (usd, "USD", reference)
    assert document["money"] == {"amount": usd, "currency": "USD"}
    assert document["basis"] == "published"


@pytest.mark.parametrize(
    ("on", "usd", "card"),
    [
        ("2026-03-01", "1.96", "fal/2026-02-05#"),
        ("2026-03-09", "1.96", "fal/2026-02-05#"),
        ("2026-03-10", "0.98", "fal/2026-03-10#"),
        ("2026-03-30", "0.98", "fal/2026-03-10#"),
        ("2026-04-01", "0.98", "fal/2026-03-31#"),
    ],
)
def test_fal_halved_v3_pro_image_to_video_with_voice_on_the_tenth_of_march(
    on: str, usd: str, card: str
) -> None:
    clip = (
        "--model",
        "v3",
        "--tier",
        "pro",
        "--audio",
        "voice",
        "--duration",
        "5",
        "--mode",
        "image-to-video",
    )

    document = asked("price", *clip, "--provider", "fal", "--on", on)

    assert (document["amount"], document["unit"], document["on"]) == (usd, "USD", on)
    assert document["rate_ref"].startswith(card)


@pytest.mark.parametrize("audio", ["off", "on"])
def test_4k_at_kling_api_costs_the_same_with_and_without_audio(audio: str) -> None:
    assert price(f"v3 4k {audio} 5", "--provider", "kling-api") == ("2.1", "USD")


def test_fals_edit_in_4k_goes_with_audio_and_kling_apis_does_not() -> None:
    clip = (
        "price",
        "--model",
        "o3",
        "--tier",
        "4k",
        "--audio",
        "on",
        "--duration",
        "5",
        "--mode",
        "video-edit",
    )

    assert asked(*clip, "--provider", "fal", *ON)["amount"] == "2.1"
    assert run(*clip, "--provider", "kling-api", *ON).exit_code == 1


@pytest.fixture
def ten_drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """The shot that the article reckons with: ten iterations of 10 s."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "film.csv").write_text("shot_id,duration_s,takes\n1,10,10\n", encoding="utf-8")
    return ("plan", "film.csv", *ON)


def test_ten_drafts_on_v3_and_one_final_on_o3_cost_2450(ten_drafts: tuple[str, ...]) -> None:
    plan = asked(*ten_drafts, "--strategy", "v3-draft-o3-final")["plans"][0]

    lines = [
        (line["stage"], line["model"], line["tier"], line["audio"], line["takes"], line["amount"])
        for line in plan["lines"]
    ]
    assert lines == [
        ("draft", "v3", "standard", "off", 10, "2000"),
        ("final", "o3", "pro", "on", 1, "450"),
    ]
    assert plan["total"] == {"amount": "2450", "unit": "pixverse-credit"}
    assert plan["final"] == {"model": "o3", "tier": "pro", "audio": "on"}
    assert {line["rate_ref"] for line in plan["lines"]} == {
        "pixverse/2026-02-05#v3-standard-off",
        "pixverse/2026-02-05#o3-pro-on",
    }


def test_ten_takes_at_full_quality_cost_4500(ten_drafts: tuple[str, ...]) -> None:
    plan = asked(*ten_drafts, "--strategy", "o3-pro-throughout")["plans"][0]

    assert plan["total"] == {"amount": "4500", "unit": "pixverse-credit"}


def test_what_stands_on_an_approximate_price_is_shown_with_a_tilde(ten_drafts: tuple[str, ...]) -> None:
    said = run(*ten_drafts, "--strategy", "v3-draft-o3-final").stdout
    dear = run(*ten_drafts, "--strategy", "routed", "--provider", "kling-api").stdout

    assert "Total  ~ 2,450 credits\n" in said
    assert "Total  16.80 USD\n" in dear  # 10 x 10 x 0.168, published


@pytest.mark.parametrize(
    ("seconds", "clips"),
    [("1.5", [3]), ("7.2", [8]), ("15", [15]), ("16", [8, 8]), ("22", [11, 11]), ("31", [11, 10, 10])],
)
def test_a_shot_is_billed_in_the_lengths_that_are_made(
    seconds: str, clips: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "film.csv").write_text(f"duration_s,takes\n{seconds},2\n", encoding="utf-8")

    plan = asked("plan", "film.csv", *ON, "--strategy", "routed")["plans"][0]

    assert [line["clip_s"] for line in plan["lines"]] == [str(clip) for clip in clips]
    assert (plan["film_s"], plan["fitted_s"]) == (seconds, str(sum(clips)))
    assert plan["billed_s"] == str(2 * sum(clips))


def test_the_overage_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "film.csv").write_text("duration_s,takes\n1.5,1\n7.2,2\n22,3\n", encoding="utf-8")

    said = run("plan", "film.csv", *ON, "--strategy", "routed").stdout

    # 3 + 8 + 22 = 33 s once, 3 + 2 x 8 + 3 x 22 = 85 s over all takes.
    assert "30.7 s of film, 33 s billed per pass, 85 s billed over all takes" in said


@pytest.mark.parametrize(
    ("cells", "planned"),
    [(",", 3), ("5,", 5), (",30%", 4), (",0.05", 12), ("3,0.05", 3), ("9,0.5", 2), (",1", 1)],
)
def test_takes_are_planned_from_what_the_row_says(
    cells: str, planned: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "film.csv").write_text(f"duration_s,takes,accept\n5,{cells}\n", encoding="utf-8")

    document = asked("plan", "film.csv", *ON, "--strategy", "routed")

    assert [line["takes"] for line in document["plans"][0]["lines"]] == [planned]
    assert any(str(planned) in text for text in document["assumptions"]) == (cells != "5,")
