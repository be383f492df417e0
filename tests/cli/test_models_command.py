"""``models``: what each can do and who sells it, and every claim with its source, the one acted on marked."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from click.testing import CliRunner

from kling_cost.claims import Claims
from kling_cost.cli import cli
from kling_cost.export.contract import document_schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from kling_cost import Models

ON = ("--on", "2026-11-20")
OWN = """\
[sources.us]
title = "Our tests"
read_on = 2026-11-01
note = "Ours, not published."

[[claims.o3]]
about = "shots"
says = "Two, in our hands."
source = "us"
acted_on = true
why = "We made a hundred of them."
"""


def models_of(*args: str, columns: int | None = None) -> Result:
    env = {"COLUMNS": str(columns) if columns else None, "KLING_COST_PRICING": None}
    return CliRunner(env=env).invoke(cli, ["models", *args, *ON])


def words(text: str) -> str:
    return " ".join(text.split())


def test_every_model_is_listed_with_its_modes_and_how_many_sell_it(models: Models) -> None:
    rows = list(csv.DictReader(StringIO(models_of("--format", "csv").stdout)))
    assert [row["model"] for row in rows] == models.ids
    o3 = next(row for row in rows if row["model"] == "o3")
    assert "video-edit" in o3["modes"].split(", ")
    assert int(o3["sellers"]) > 10


def test_a_model_is_shown_with_every_claim_its_source_and_the_one_acted_on(models: Models) -> None:
    done = models_of("o3")
    assert (done.exit_code, done.stderr) == (0, "")
    text = done.stdout
    assert text.startswith("Kling O3 (o3): text-to-video, image-to-video, ")
    assert "  sold on 2026-11-20 by " in text
    claims = Claims(models=models)
    said = claims.about("o3")
    for claim in said:
        source = claims.source("o3", claim)
        mark = ">" if claim.acted_on else " "
        assert f"  {mark}  {claim.says}\n       {source.title}, read {source.read_on}\n" in text
        assert claim.why in text
    topics = list(dict.fromkeys(claim.about for claim in said))
    assert [line.strip() for line in text.splitlines() if re.fullmatch("  [a-z-]+", line)] == topics
    assert len(re.findall("^  >  ", text, re.MULTILINE)) == len(topics)


def test_several_models_come_in_the_order_asked_each_once_however_they_are_spelled() -> None:
    done = models_of("Kling O3", "v3", "kling-o3")
    heads = re.findall(r"^(\S.*) \((\S+)\): ", done.stdout, re.MULTILINE)
    assert heads == [("Kling O3", "o3"), ("Kling V3", "v3")]
    assert not done.stdout.endswith("\n\n")


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
@pytest.mark.parametrize("args", [(), ("o3", "v3")], ids=["all", "two"])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_lost(args: tuple[str, ...], columns: int) -> None:
    wide, narrow = models_of(*args), models_of(*args, columns=columns)
    assert max(map(len, narrow.stdout.splitlines())) <= columns
    if args:
        assert re.sub(r"\s", "", narrow.stdout) == re.sub(r"\s", "", wide.stdout)


def test_json_is_a_document_with_claims_and_sellers(models: Models) -> None:
    document: dict[str, Any] = json.loads(models_of("v3", "--format", "json").stdout)
    jsonschema.validate(document, document_schema("models"))
    (v3,) = document["models"]
    assert (v3["model"], v3["name"]) == ("v3", "Kling V3")
    assert {"fal", "kling-api", "pixverse"} <= set(v3["providers"])
    assert len(v3["claims"]) == len(Claims(models=models).about("v3"))
    assert all(claim["source"]["title"] for claim in v3["claims"])
    everything = json.loads(models_of("--format", "json").stdout)
    assert [entry["model"] for entry in everything["models"]] == models.ids


def test_csv_of_a_model_has_a_row_per_claim_and_a_name_for_every_column(models: Models) -> None:
    rows = list(csv.DictReader(StringIO(models_of("v3", "--format", "csv").stdout)))
    assert list(rows[0]) == ["model", "about", "acted on", "says", "why", "source", "link", "read on"]
    claims = Claims(models=models).about("v3")
    assert [(row["about"], row["acted on"], row["says"]) for row in rows] == [
        (claim.about, "yes" if claim.acted_on else "no", claim.says) for claim in claims
    ]


def test_who_sells_a_model_follows_the_day(kling_cost: Callable[..., Any]) -> None:
    def sellers(*day: str) -> str:
        return words(kling_cost("models", "sora-2", *day).out).partition("sold on")[2].partition("instead")[0]

    assert "openai-api" in sellers("--on", "2026-09-23")
    assert "openai-api" not in sellers("--on", "2026-09-24")
    assert "by nobody in the book" in sellers("--on", "2020-01-01")
    assert "by nobody in the book" in sellers("--on", "2026-09-23", "--known-on", "2020-01-01")


def test_claims_of_ones_own_are_shown_instead_with_their_own_source(tmp_path: Path) -> None:
    (tmp_path / "claims.toml").write_text(OWN, encoding="utf-8")
    done = models_of("o3", "v3", "--pricing", str(tmp_path))
    o3, _, v3 = done.stdout.partition("Kling V3 (v3)")
    assert "  shots\n  >  Two, in our hands.\n       Our tests, read 2026-11-01\n" in o3
    assert "       Why this one: We made a hundred of them.\n" in o3
    assert "  length\n" not in o3
    assert "Our tests" not in v3
    assert "  length\n" in v3


def test_a_model_of_which_nothing_is_said_is_shown_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "models.toml").write_text(
        '[sources.us]\ntitle = "We"\nread_on = 2026-10-01\nnote = "Ours."\n[tiers]\n'
        '[models.house-1]\nname = "House 1"\nmodes = ["text-to-video"]\nsource = "us"\n',
        encoding="utf-8",
    )
    done = models_of("house-1", "--pricing", str(tmp_path))
    assert done.stdout == ("House 1 (house-1): text-to-video\n  sold on 2026-11-20 by nobody in the book\n")


def test_a_wrong_name_gets_the_closest_one_and_a_wrong_file_its_place(tmp_path: Path) -> None:
    wrong = models_of("v33")
    assert (wrong.exit_code, wrong.stdout) == (1, "")
    assert wrong.stderr.startswith("error: unknown model 'v33'; did you mean v3?")
    (tmp_path / "claims.toml").write_text(OWN.replace('source = "us"', 'source = "them"'), encoding="utf-8")
    broken = models_of("o3", "--pricing", str(tmp_path))
    assert (broken.exit_code, broken.stdout) == (1, "")
    assert broken.stderr == (
        f"error: {tmp_path / 'claims.toml'}, claims.o3[0].source: 'them' is not in [sources]\n"
    )
