"""JSON is a contract: every document keeps to its schema, numbers are strings, and sums add up."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from click.testing import CliRunner

from kling_cost.cli import cli

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ON = ("--on", "2026-11-20")
STORYBOARD = """\
shot_id,scene,duration_s,mode,takes,accept,count,product,resolution
1,Harbour,7.2,text-to-video,2,,,,
2,Harbour,22,image-to-video,,30%,,,
3,Market,5,video-edit,2,,,,
4,Market,1.5,,,,3,,
5,Poster,,,2,,4,image,4k
"""
CLIP = ("price", "--model", "v3", "--tier", "pro", "--audio", "on", "--duration", "5", *ON)
ALL_SELLERS = [
    word for name in ("pixverse", "kling-api", "fal", "kling-app", "comfyui") for word in ("--provider", name)
]
DOCUMENTS = {
    "a price in credits": ("price", CLIP),
    "a price in a currency": ("price", (*CLIP, "--provider", "kling-api", "--count", "3")),
    "a price in money": ("price", (*CLIP, "--credit-price", "0.0133 USD", "--fx", "USD/EUR=0.9")),
    "an image's price": (
        "price",
        ("price", "--product", "image", "--model", "o3", "--resolution", "4k", *ON),
    ),
    "a price by the block": (
        "price",
        (
            "price",
            "--product",
            "lip-sync",
            "--model",
            "lip-sync",
            "--duration",
            "7",
            "--provider",
            "fal",
            *ON,
        ),
    ),
    "a plan under every strategy": ("plan", ("plan", "film.csv", *ON)),
    "a plan with a budget": ("plan", ("plan", "film.csv", *ON, "--budget", "2,000.50")),
    "a plan at every provider": ("plan", ("plan", "film.csv", *ON, *ALL_SELLERS)),
    "a plan in money": (
        "plan",
        ("plan", "film.csv", *ON, "--strategy", "routed", "--credit-price", "10 USD / 1000"),
    ),
    "a plan that gambles": ("plan", ("plan", "film.csv", *ON, "--accept", "draft=0.3", "--budget", "900")),
    "the odds": (
        "risk",
        ("risk", "film.csv", *ON, "--accept", "0.2..0.4,final=0.7", "--budget", "900", "--confidence", "0.9"),
    ),
    "the odds of what is certain": ("risk", ("risk", "sure.csv", *ON)),
    "drawn odds": ("risk", ("risk", "film.csv", *ON, "--simulate", "100")),
    "a fitted budget": ("budget", ("budget", "film.csv", *ON, "--limit", "900", "--accept", "0.3")),
    "a budget that holds": (
        "budget",
        ("budget", "film.csv", *ON, "--limit", "2000", "--accept", "0.3", "--confidence", "90%"),
    ),
    "a budget that is too small": (
        "budget",
        ("budget", "film.csv", *ON, "--limit", "1", "--objective", "quality"),
    ),
    "the planning figures for takes": ("takes", ("takes",)),
    "the strategies": ("strategies", ("strategies",)),
    "the providers": ("rates", ("rates", "list", *ON)),
    "a card in credits": ("card", ("rates", "show", "pixverse", *ON)),
    "a card in a currency": ("card", ("rates", "show", "fal", *ON)),
}
COUNTS = {"clip_no", "takes", "shots", "priced", "rates", "row"}
COUNTED = {
    "caps",
    "cap",
    "default_takes",
    "gamble_cap",
    "by_priority",
    "quality",
    "priority",
    "priorities",
    "trials",
    "seed",
}
CHANCES = {
    "within_budget",
    "all_delivered",
    "expected_keepers",
    "share",
    "accept",
    "kept",
    "confidence",
    "within",
}
QUANTITIES = {
    *("amount", "unit_price", "quantity", "money", "film_s", "fitted_s", "billed_s", "clip_s", "duration_s"),
    *("limit", "over_by", "mean", "sd", "p5", "p50", "p80", "p90", "p95", "p99", "gap", "planned"),
    *("cost_per_usable_second", "overrun", "most", "needed", "spend", "extra", "expected", "their_least"),
}
EXACT_TEXT = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")


@pytest.fixture(autouse=True)
def film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "film.csv").write_text(STORYBOARD, encoding="utf-8")
    (tmp_path / "sure.csv").write_text("duration_s,takes\n5,2\n", encoding="utf-8")
    return tmp_path


def document_of(*args: str) -> dict[str, Any]:
    done = CliRunner().invoke(cli, [*args, "--format", "json"])
    assert done.exit_code in {0, 3, 4}
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def leaves(value: object, key: str = "") -> Iterator[tuple[str, object]]:
    """Walk a document: every value that holds no other, under the key it belongs to."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part, key)
    else:
        yield key, value


@pytest.mark.parametrize(("kind", "args"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_a_document_keeps_to_the_schema_that_ships_with_the_package(kind: str, args: tuple[str, ...]) -> None:
    schema = json.loads((files("kling_cost") / f"export/schemas/{kind}-1.schema.json").read_text("utf-8"))

    document = document_of(*args)

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema)
    assert document["schema"] == f"kling-cost/{kind}/1"


@pytest.mark.parametrize("args", [args for _, args in DOCUMENTS.values()], ids=DOCUMENTS)
def test_all_decimals_of_a_document_are_strings_seconds_included(args: tuple[str, ...]) -> None:
    found = list(leaves(document_of(*args)))

    numbers = {key for key, value in found if isinstance(value, int | float) and not isinstance(value, bool)}
    texts = [(key, value) for key, value in found if key in QUANTITIES and value is not None]
    assert numbers <= COUNTS | COUNTED | CHANCES
    assert [(key, value) for key, value in texts if not EXACT_TEXT.fullmatch(str(value))] == []


def test_the_schema_of_a_plan_refuses_a_number_where_a_string_belongs() -> None:
    schema = json.loads((files("kling_cost") / "export/schemas/plan-1.schema.json").read_text("utf-8"))
    document = document_of("plan", "film.csv", *ON)
    document["plans"][0]["total"]["amount"] = 2450

    with pytest.raises(jsonschema.ValidationError, match="2450 is not of type 'string'"):
        jsonschema.validate(document, schema)


@pytest.mark.parametrize("money", [(), ("--credit-price", "0.0133 USD")], ids=["credits", "money"])
@pytest.mark.parametrize("provider", ["pixverse", "kling-api", "fal", "kling-app", "comfyui"])
def test_every_plan_adds_up_in_every_way(provider: str, money: tuple[str, ...]) -> None:
    plans = document_of("plan", "film.csv", *ON, "--provider", provider, *money)["plans"]

    for plan in plans:
        lines = plan["lines"]
        assert sum(Decimal(line["amount"]) for line in lines) == Decimal(plan["total"]["amount"])
        assert sum(Decimal(line["billed_s"] or 0) for line in lines) == Decimal(plan["billed_s"])
        for line in lines:
            assert Decimal(line["quantity"]) * Decimal(line["unit_price"]) == Decimal(line["amount"])
            if line["clip_s"]:
                assert Decimal(line["clip_s"]) * line["takes"] == Decimal(line["billed_s"])
        if plan["money"]:
            assert sum(Decimal(line["money"]) for line in lines) == Decimal(plan["money"]["amount"])
    assert len(plans) == 9
    assert all(plan["money"] for plan in plans) == (bool(money) or provider in {"kling-api", "fal"})


def test_a_plan_names_its_chosen_and_its_cheapest_plan_and_ranks_complete_ones_first() -> None:
    partly = document_of("plan", "film.csv", *ON)
    whole = document_of("plan", "film.csv", *ON, "--provider", "kling-api", "--reroute")

    priced = [plan["coverage"]["priced"] for plan in partly["plans"]]
    totals = [Decimal(plan["total"]["amount"]) for plan in whole["plans"] if not plan["unpriced"]]
    assert partly["cheapest"] is None
    assert partly["chosen"] == {key: partly["plans"][0][key] for key in ("provider", "strategy")}
    assert priced == sorted(priced, reverse=True)
    assert whole["cheapest"] == whole["chosen"]
    assert totals == sorted(totals)
    assert len(totals) > 1


def test_a_budget_says_by_how_much_it_is_missed_in_both_directions() -> None:
    clip = ("plan", "film.csv", *ON, "--strategy", "routed")
    total = Decimal(document_of(*clip)["plans"][0]["total"]["amount"])

    over = document_of(*clip, "--budget", "100")["budget"]
    under = document_of(*clip, "--budget", "1000000")["budget"]

    assert over == {"limit": "100", "unit": "pixverse-credit", "over_by": str(total - 100)}
    assert under["over_by"] == str(total - 1_000_000)
    assert document_of(*clip)["budget"] is None


def test_an_unpriced_shot_stands_in_the_document_with_its_reason_and_in_no_line() -> None:
    plan = document_of("plan", "film.csv", *ON, "--strategy", "routed")["plans"][0]

    assert [entry["shot_id"] for entry in plan["unpriced"]] == ["3"]
    assert "does not sell o3 pro video-edit" in plan["unpriced"][0]["reason"]
    assert "3" not in {line["shot_id"] for line in plan["lines"]}
    assert plan["coverage"] == {"shots": 7, "priced": 6}


@pytest.mark.parametrize("ending", [".json", ".csv", ".md", ".markdown", ".txt"])
@pytest.mark.parametrize(
    "args",
    [("plan", "film.csv", *ON), CLIP, ("strategies",), ("rates", "list", *ON), ("rates", "show", "fal", *ON)],
    ids=["plan", "price", "strategies", "rates list", "rates show"],
)
def test_a_file_holds_what_its_format_prints_and_a_text_says_who_wrote_it(
    args: tuple[str, ...], ending: str, film: Path
) -> None:
    form = {".json": "json", ".csv": "csv", ".txt": "table"}.get(ending, "markdown")
    runner = CliRunner(env={"COLUMNS": None})

    printed = runner.invoke(cli, [*args, "--format", form])
    written = runner.invoke(cli, [*args, "-o", f"out{ending}"])

    assert written.exit_code == printed.exit_code
    assert written.stdout_bytes == b""
    mark = {"table": b"\nWritten by kling-cost\n", "markdown": b"\n<!-- kling-cost -->\n"}.get(form, b"")
    assert (film / f"out{ending}").read_bytes() == printed.stdout_bytes + mark
    assert len(printed.stdout_bytes) > 100
