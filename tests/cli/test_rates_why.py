"""``rates why``: the rate with its card and source, and each other with the reason against it."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from click.testing import CliRunner

from kling_cost.cli import cli
from kling_cost.export.contract import document_schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

MARCH = ("--on", "2026-03-01")
CLIP = ("--model", "v3", "--tier", "pro", "--audio", "on", "--duration", "5")
AT_FAL = ("--provider", "fal", *CLIP, "--mode", "image-to-video", *MARCH)


def why(*args: str, columns: int | None = None, **env: str) -> Result:
    names = {"COLUMNS": str(columns) if columns else None, "KLING_COST_PRICING": None, **env}
    return CliRunner(env=names).invoke(cli, ["rates", "why", *args])


def test_the_rate_is_explained_with_basis_source_card_and_days() -> None:
    done = why(*AT_FAL)
    assert (done.exit_code, done.stderr) == (0, "")
    head = done.stdout.partition("\nLooked at and not taken\n")[0].splitlines()
    assert head[:4] == [
        "v3 pro image-to-video, audio on, 5 s",
        "at fal on 2026-03-01",
        "",
        "fal/2026-02-05#v3-pro-on: 0.336 USD/s",
    ]
    assert head[4] == "  basis   published"
    assert head[5].startswith("  source  fal: Kling V3 Pro, image to video")
    assert head[6].startswith("          https://fal.ai/")
    assert "  card    fal/2026-02-05" in head
    assert any(", until 2026-03-09; known from 20" in line for line in head)


def test_each_other_rate_is_listed_with_its_price_and_reason() -> None:
    rows = [line.split("   ") for line in why(*AT_FAL).stdout.partition("───\n")[2].splitlines()]
    said = {cells[0].strip(): cells[-1].strip() for cells in rows}
    assert said["fal/2026-02-05#v3-pro-off"] == "audio off, not on"
    assert said["fal/2026-02-05#v3-pro-voice"] == "audio voice, not on"
    assert said["fal/2026-02-05#v3-standard-on"] == "tier standard, not pro"
    assert said["fal/2026-03-10#v3-pro-on"] == "applies from 2026-03-10 on"
    assert "fal/2026-02-05#v3-pro-on" not in said


def test_on_a_later_day_the_earlier_card_is_the_one_not_taken() -> None:
    done = why("--provider", "fal", *CLIP, "--mode", "image-to-video", "--on", "2026-03-10")
    assert "fal/2026-03-10#v3-pro-on: 0.168 USD/s\n" in done.stdout
    assert "an earlier card, of 2026-02-05" in done.stdout


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_no_line_is_wider_than_the_terminal_and_no_price_is_cut(columns: int) -> None:
    done = why(*AT_FAL, columns=columns)
    assert max(map(len, done.stdout.splitlines())) <= columns
    text = done.stdout.replace("\n", "").replace(" ", "")
    assert [price for price in ("0.336", "0.224", "0.392", "0.252", "0.168") if price not in text] == []


def test_what_wraps_stands_below_its_own_text() -> None:
    lines = why(*AT_FAL, columns=60).stdout.partition("Looked at")[0].splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("  source  "))
    end = next(number for number, line in enumerate(lines) if line.startswith("  card  "))
    assert all(line.startswith("          ") for line in lines[start + 1 : end])


def test_json_is_a_document_with_the_rate_and_every_other() -> None:
    document: dict[str, Any] = json.loads(why(*AT_FAL, "--format", "json").stdout)
    jsonschema.validate(document, document_schema("why"))
    assert document["rate"]["rate_ref"] == "fal/2026-02-05#v3-pro-on"
    assert (document["card"], document["until"], document["refusal"]) == ("2026-02-05", "2026-03-09", None)
    reasons = {entry["rate"]["rate_ref"]: entry["reasons"] for entry in document["others"]}
    assert reasons["fal/2026-02-05#v3-standard-off"] == ["tier standard, not pro", "audio off, not on"]
    assert all(reasons.values())


def test_csv_has_a_row_for_each_rate_that_was_not_taken() -> None:
    rows = list(csv.DictReader(StringIO(why(*AT_FAL, "--format", "csv").stdout)))
    assert {row["rate"] for row in rows} >= {"fal/2026-03-10#v3-pro-on", "fal/2026-02-05#v3-pro-off"}
    assert all(row["why not"] for row in rows)


def test_a_clip_that_is_not_sold_says_so_once_on_each_stream_and_exits_with_1() -> None:
    done = why(*CLIP[:-1], "2.5", "--on", "2026-11-20")
    assert done.exit_code == 1
    assert done.stderr == "error: no rate answers it\n"
    assert done.stdout.count("not 2.5 s; nearest: 3 s") == 1
    assert "in lengths of 3..15 s, not 2.5 s\n" in done.stdout


def test_a_clip_that_is_not_sold_is_named_on_stderr_where_stdout_is_for_machines() -> None:
    args = (*CLIP[:-1], "2.5", "--on", "2026-11-20")
    for format_name in ("csv", "json"):
        done = why(*args, "--format", format_name)
        assert done.exit_code == 1
        assert done.stderr.startswith(
            "error: pixverse makes v3 pro text-to-video, audio on in lengths of 3..15"
        )
    document = json.loads(why(*args, "--format", "json").stdout)
    assert document["rate"] is None
    assert document["refusal"].endswith("not 2.5 s; nearest: 3 s")


def test_a_closed_provider_says_since_when_and_shows_what_it_sold(kling_cost: Callable[..., Any]) -> None:
    clip = ("--model", "sora-2", "--tier", "standard", "--audio", "on", "--duration", "8")
    done = kling_cost("rates", "why", "--provider", "openai-api", *clip, "--on", "2026-11-20")
    assert (done.code, done.err) == (1, "error: no rate answers it\n")
    assert "openai-api stopped selling on 2026-09-24, so it has no sora-2 standard" in done.out
    assert "  card    openai-api/2026-09-24, closed\n" in done.out
    before = kling_cost("rates", "why", "--provider", "openai-api", *clip, "--on", "2026-09-23")
    assert before.code == 0
    assert ", until 2026-09-23; " in before.out


@pytest.mark.parametrize("command", ["price", "rates why"])
def test_a_provider_without_a_public_price_says_what_to_do_instead(
    command: str, kling_cost: Callable[..., Any]
) -> None:
    done = kling_cost(*command.split(), "--provider", "picsart", *CLIP)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("error: picsart has no public price. ")


@pytest.mark.parametrize(
    "args", [("rates", "show", "picsart"), ("plan", "film.csv", "--provider", "picsart")]
)
def test_neither_is_its_card_shown_nor_a_plan_made(
    args: tuple[str, ...], tmp_path: Path, kling_cost: Callable[..., Any]
) -> None:
    (tmp_path / "film.csv").write_text("duration_s,takes\n5,1\n", encoding="utf-8")
    done = kling_cost(*args)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("error: picsart has no public price. ")


def test_a_plan_at_a_closed_provider_prices_nothing_and_exits_with_3(
    tmp_path: Path, kling_cost: Callable[..., Any]
) -> None:
    (tmp_path / "film.csv").write_text("duration_s,takes\n5,1\n", encoding="utf-8")
    args = ("plan", "film.csv", "--provider", "openai-api", "--on", "2026-11-20")
    done = kling_cost(*args)
    assert done.code == 3
    assert "0 of 1 shots priced" in done.out
    document = json.loads(kling_cost(*args, "--format", "json").out)
    reasons = [entry["reason"] for plan in document["plans"] for entry in plan["unpriced"]]
    assert reasons
    assert all(reason.startswith("openai-api stopped selling on 2026-09-24") for reason in reasons)
    assert document["cheapest"] is None


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("--model", "v33", *CLIP[2:]), 1, "unknown model 'v33'; did you mean v3?"),
        ((*CLIP, "--provider", "fall"), 1, "unknown provider 'fall'; did you mean fal?"),
        (
            (*CLIP, "--on", "2020-01-01"),
            1,
            "pixverse has no rate card for 2020-01-01; the first card applies from",
        ),
        ((*CLIP, "--known-on", "2020-01-01"), 1, "that was known on 2020-01-01"),
        (("--model", "v3"), 2, "missing: tier, audio, duration"),
        ((), 2, "--model"),
    ],
)
def test_a_wrong_request_is_refused_with_the_cure(args: tuple[str, ...], code: int, message: str) -> None:
    done = why(*args)
    assert (done.exit_code, done.stdout) == (code, "")
    assert message in done.stderr


@pytest.fixture
def own(own_shop: Callable[..., Path]) -> Path:
    """Lay down a shop whose price of June was announced in April and taken back in May."""
    back = 'supersedes = "2026-06-01"\nreason = "They thought better of it."\ncancelled = true'
    price = 'id = "a", tier = "pro", audio = ["on"], amount = {}'
    own_shop("2026-01-01", price.format(1))
    own_shop("2026-06-01", price.format(2), known="2026-04-01")
    return own_shop("2026-06-01-r2", known="2026-05-10", more=back)


@pytest.mark.parametrize(
    ("known_on", "taken", "reason"),
    [
        ("2026-03-31", "shop/2026-01-01#a", "known only from 2026-04-01"),
        ("2026-05-09", "shop/2026-06-01#a", "an earlier card, of 2026-01-01"),
        ("2026-05-10", "shop/2026-01-01#a", "cancelled on 2026-05-10: They thought better of it."),
    ],
)
def test_both_clocks_are_the_reason_and_the_environment_names_the_cards(
    own: Path, known_on: str, taken: str, reason: str
) -> None:
    args = (*CLIP, "--provider", "shop", "--on", "2026-07-01", "--known-on", known_on)
    by_option = why(*args, "--pricing", str(own))
    assert by_option.exit_code == 0
    assert f"\n{taken}: " in by_option.stdout
    assert f"{reason}\n" in by_option.stdout
    assert why(*args, KLING_COST_PRICING=str(own)).stdout == by_option.stdout
    assert why(*args, "--pricing", str(own), KLING_COST_PRICING="nowhere").stdout == by_option.stdout
    assert why(*args, KLING_COST_PRICING="").stderr.startswith("error: unknown provider 'shop'")
