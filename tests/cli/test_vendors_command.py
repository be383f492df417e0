"""``kling-cost vendors``: every provider's price side by side, in money where it is known."""

from __future__ import annotations

import csv
import json
import re
import shlex
import subprocess
import sys
from decimal import Decimal
from importlib.resources import files
from io import StringIO
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from click.testing import CliRunner

from kling_cost.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

ON = ("--on", "2026-11-20")
V3 = ("--model", "v3", "--tier", "standard", "--audio", "off", "--duration", "5")
SOME = [word for name in ("krea", "evolink", "kling-api", "comfyui", "fal") for word in ("--provider", name)]
FILM = "shot_id,duration_s,model,tier,audio,takes\n1,5,v3,standard,off,2\n2,5,v3,pro,off,1\n"


def run(*args: str, columns: int | None = None) -> Result:
    env = {"COLUMNS": str(columns) if columns else None, "NO_COLOR": None}
    return CliRunner(env=env).invoke(cli, ["vendors", *args], prog_name="kling-cost")


def document(*args: str) -> dict[str, Any]:
    done = run(*args, "--format", "json")
    assert done.exit_code == 0
    found: dict[str, Any] = json.loads(done.stdout)
    schema = files("kling_cost.export").joinpath("schemas/vendors-1.schema.json").read_text("utf-8")
    jsonschema.validate(found, json.loads(schema))
    return found


def rows(*args: str) -> list[dict[str, str]]:
    done = run(*args, "--format", "csv")
    return list(csv.DictReader(StringIO(done.stdout)))


@pytest.fixture
def film(tmp_path: Path) -> str:
    (tmp_path / "film.csv").write_text(FILM, encoding="utf-8")
    return str(tmp_path / "film.csv")


@pytest.fixture
def shops(open_shop: Callable[..., Path]) -> tuple[str, ...]:
    """Six sellers of one's own, beside the shipped ones: options that ask just these."""
    open_shop("dollar-shop", v3="0.0893")
    open_shop("from-shop", v3="0.05", floor=True)
    open_shop("about-shop", v3="0.2", basis="approximate")
    open_shop("yuan-shop", unit="CNY", v3="1")
    open_shop("rough-shop", unit="rough-credit", v3="3", plans={"credits": 100}, plans_basis="approximate")
    folder = open_shop("token-shop", unit="token", v3="2")
    names = ("dollar", "from", "about", "yuan", "rough", "token")
    return (*(word for name in names for word in ("--provider", f"{name}-shop")), "--pricing", str(folder))


def test_krea_takes_twice_the_official_price_and_evolink_nine_tenths() -> None:
    said = run(*V3, *ON, *SOME).stdout
    found = {line.split()[0]: " ".join(line.split()[1:6]) for line in said.splitlines() if " USD" in line}
    assert found["krea"] == "0.882 USD 0.88 USD 2.10"
    assert found["evolink"] == "0.375 USD 0.38 USD 0.89"
    assert found["kling-api"] == "0.42 USD 0.42 USD 1.00"
    assert said.startswith("v3 standard text-to-video, audio off, 5 s, on 2026-11-20\n")


def test_comfy_credits_are_told_in_money_and_the_price_of_a_credit_is_assumed() -> None:
    done = run(*V3, *ON, *SOME)
    assert re.search(r"^comfyui +88.6 credits +0.42 USD +1.00 ", done.stdout, re.MULTILINE)
    assert "assumed: paid with comfyui credits: 211 credits = 1 USD\n" in done.stderr
    priced = CliRunner().invoke(cli, ["price", *V3, *ON, "--provider", "comfyui"])
    assert "88.6 credits" in priced.stdout
    assert "USD" not in priced.stdout
    assert "assumed" not in priced.stderr


def test_every_provider_is_asked_and_who_has_no_price_is_named() -> None:
    found = document(*V3, *ON)
    asked = {entry["provider"] for entry in (*found["vendors"], *found["without"])}
    shipped = json.loads(CliRunner().invoke(cli, ["rates", "list", *ON, "--format", "json"]).stdout)
    assert asked == {entry["provider"] for entry in shipped["providers"]}
    short, long = run(*V3, *ON).stdout, run(*V3, *ON, "--all").stdout
    number = len(found["without"])
    assert f"No price at {number} providers (--all says why): " in short
    for entry in found["without"]:
        assert f"  {entry['provider']}: {entry['reason']}\n" in long


def test_own_sellers_stand_in_the_order_of_money_with_their_marks(shops: tuple[str, ...]) -> None:
    said = run(*V3, *ON, *shops).stdout.splitlines()
    lines = [" ".join(line.split()) for line in said if "-shop" in line]
    assert lines == [
        "rough-shop 15 credits ~ 0.15 USD ~ 0.36 rough-shop/2026-02-05#v3 published",
        "from-shop >= 0.25 USD >= 0.25 USD >= 0.60 from-shop/2026-02-05#v3 published",
        "dollar-shop 0.4465 USD 0.45 USD 1.06 dollar-shop/2026-02-05#v3 published",
        "about-shop ~ 1.00 USD ~ 1.00 USD ~ 2.38 about-shop/2026-02-05#v3 approximate",
        "yuan-shop 5.00 CNY 5.00 CNY yuan-shop/2026-02-05#v3 published",
        "token-shop 10 credits token-shop/2026-02-05#v3 published",
    ]


def test_a_document_holds_exact_numbers_and_every_mark(shops: tuple[str, ...]) -> None:
    vendors = {entry["provider"]: entry for entry in document(*V3, *ON, *shops)["vendors"]}
    dollar = vendors["dollar-shop"]
    assert dollar["amount"] == {"amount": "0.4465", "unit": "USD"}
    assert (dollar["money"], dollar["markup"]) == ({"amount": "0.45", "currency": "USD"}, "1.06")
    assert (dollar["rate_ref"], dollar["card"]) == ("dollar-shop/2026-02-05#v3", "dollar-shop/2026-02-05")
    assert (dollar["coverage"], dollar["final"], dollar["complete"]) == (None, None, True)
    marks = {name: (entry["floor"], entry["approximate"]) for name, entry in vendors.items()}
    assert marks["from-shop"] == (True, False)
    assert marks["about-shop"] == marks["rough-shop"] == (False, True)
    assert vendors["token-shop"]["money"] is vendors["token-shop"]["markup"] is None


def test_a_document_lists_what_it_assumed(shops: tuple[str, ...]) -> None:
    found = document(*V3, *ON, *shops, "--fx", "CNY/USD=0.14")
    assert found["assumptions"] == [
        "paid with rough-shop credits: 100 credits = 1 USD (approximate)",
        "exchange rate: 1 CNY = 0.14 USD",
    ]
    assert (found["official"], found["asked"]) == ("kling-api", "v3 standard text-to-video, audio off, 5 s")


def test_a_csv_holds_plain_numbers_in_columns_of_their_own(shops: tuple[str, ...]) -> None:
    found = {row["provider"]: row for row in rows(*V3, *ON, *shops)}
    dollar = found["dollar-shop"]
    keys = ("amount", "unit", "money", "currency", "markup", "floor", "approximate")
    assert [dollar[key] for key in keys] == ["0.4465", "USD", "0.45", "USD", "1.06", "no", "no"]
    assert [found["token-shop"][key] for key in keys] == ["10", "token", "", "", "", "no", "no"]
    assert [found["from-shop"][key] for key in keys[-2:]] == ["yes", "no"]


def test_a_csv_of_all_has_a_row_with_the_reason_for_who_has_no_price(shops: tuple[str, ...]) -> None:
    o3 = ("--model", "o3", *V3[2:])
    found = rows(*o3, *ON, *shops, "--provider", "kling-api", "--all")
    assert [row["provider"] for row in found if row["amount"]] == ["kling-api"]
    (row,) = [row for row in found if row["provider"] == "token-shop"]
    assert row["reason"].startswith("token-shop does not sell o3 standard")
    assert [row["provider"] for row in rows(*o3, *ON, *shops, "--provider", "kling-api")] == ["kling-api"]


def test_several_clips_cost_as_many_times(shops: tuple[str, ...]) -> None:
    found = document(*V3, *ON, *shops, "--count", "1000")
    assert found["asked"] == "1,000 x v3 standard text-to-video, audio off, 5 s"
    assert {entry["provider"]: entry["amount"]["amount"] for entry in found["vendors"]}["yuan-shop"] == "5000"


def test_a_film_is_planned_everywhere_under_one_strategy(film: str) -> None:
    found = document(film, *ON, *SOME, "--strategy", "routed")
    vendors = {entry["provider"]: entry for entry in found["vendors"]}
    # 2 x 5 s x 0.084 + 5 s x 0.112 = 1.40 at the Kling API, and as much at fal.
    assert vendors["kling-api"]["amount"] == vendors["fal"]["amount"] == {"amount": "1.4", "unit": "USD"}
    assert vendors["kling-api"]["coverage"] == {"shots": 2, "priced": 2}
    assert vendors["kling-api"]["final"] == {"model": "v3", "tier": "standard", "audio": "off"}
    assert vendors["kling-api"]["rate_ref"] is None
    assert found["asked"] == f"{film}: 2 shots, routed"
    assert "mode text-to-video, for no mode is named (2 shots: 1, 2)" in found["assumptions"]
    plan = json.loads(
        CliRunner()
        .invoke(cli, ["plan", film, *ON, "--provider", "krea", "--strategy", "routed", "--format", "json"])
        .stdout
    )
    assert vendors["krea"]["amount"] == plan["plans"][0]["total"]


def test_a_partly_priced_film_stands_last_as_a_floor(film: str, open_shop: Callable[..., Path]) -> None:
    folder = open_shop("half-shop", v3="0.0001")
    where = ("--provider", "half-shop", "--provider", "kling-api", "--pricing", str(folder))
    said = run(film, *ON, *where, "--strategy", "routed").stdout
    lines = {line.split()[0]: line for line in said.splitlines() if " of 2" in line}
    assert list(lines) == ["kling-api", "half-shop"]
    whole, half = lines.values()
    assert " ".join(half.split()[:8]) == "half-shop >= 0.00 USD >= 0.00 USD 1"
    assert "1 of 2" in half
    assert "2 of 2" in whole
    _, row = rows(film, *ON, *where, "--strategy", "routed")
    assert (row["shots"], row["shots_priced"], row["floor"], row["markup"]) == ("2", "1", "yes", "")


def test_the_default_strategy_is_the_first_and_is_named(film: str) -> None:
    first = json.loads(CliRunner().invoke(cli, ["strategies", "--format", "json"]).stdout)["strategies"][0]
    assert document(film, *ON, *SOME)["asked"].endswith(f"2 shots, {first['name']}")


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "give a storyboard FILE, or a clip: --model"),
        (("film.csv", *V3), "give a storyboard FILE, or a clip: --model"),
        (
            ("film.csv", "--count", "3", "--mode", "i2v"),
            "leave out --mode, --count: the rows of the storyboard",
        ),
        (("film.csv", "--video-input"), "leave out --video-input: "),
        ((*V3, "--strategy", "routed"), "leave out --strategy: a single clip has no stages"),
        (("--model", "v3"), "a video needs tier, audio, duration"),
        ((*V3, "--count", "0"), "--count"),
        ((*V3, "--pay-with", "credits"), "say whose: --pay-with "),
        ((*V3, "--credit-price", "1 USD"), "several providers charge in credits; say whose: "),
    ],
)
def test_a_wrong_usage_is_refused_with_its_cure(args: tuple[str, ...], words: str) -> None:
    done = run(*args, *ON)
    assert (done.exit_code, done.stdout) == (2, "")
    assert words in done.stderr


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("nowhere.csv",), "nowhere.csv: cannot be read"),
        (("--model", "v33", *V3[2:]), "did you mean v3?"),
        ((*V3, "--provider", "fall"), "did you mean fal?"),
        ((*V3, "--duration", "five"), "--duration: 'five' is not an exact number"),
    ],
)
def test_a_wrong_request_is_refused_with_its_cure(args: tuple[str, ...], words: str) -> None:
    done = run(*args, *ON)
    assert (done.exit_code, done.stdout) == (1, "")
    assert words in done.stderr


def test_a_clip_that_nobody_sells_is_an_error_that_says_where_the_reasons_are() -> None:
    done = run(*V3, *ON, "--duration", "5.5")
    assert done.exit_code == 1
    assert "error: no provider has a price for v3 standard text-to-video, audio off, 5.5 s" in done.stderr
    assert "--all says of each why not" in done.stderr
    alone = run(*V3, *ON, "--duration", "5.5", "--provider", "fal")
    assert alone.exit_code == 1
    assert (
        "error: fal makes v3 standard text-to-video, audio off in lengths of 3..15, not 5.5 s" in alone.stderr
    )
    assert "No price at 1 provider (" in alone.stdout


@pytest.mark.parametrize("columns", [40, 60, 80, 120, 160])
def test_no_line_is_wider_than_the_terminal_and_every_price_is_whole(columns: int, film: str) -> None:
    for args in ((*V3, *SOME), (film, *SOME), (*V3, "--all")):
        said = run(*args, *ON, columns=columns).stdout
        assert [line for line in said.splitlines() if len(line) > columns] == []
    said = run(*V3, *SOME, *ON, columns=columns).stdout
    amounts = [Decimal(row["amount"]) for row in rows(*V3, *SOME, *ON)]
    shown = {Decimal(number) for number in re.findall(r"(\d+\.\d+) (?:USD|credits)", said)}
    assert len(amounts) == 5
    assert set(amounts) <= shown


def test_a_markdown_table_has_the_rows_of_the_other_table() -> None:
    said = run(*V3, *ON, *SOME, "--format", "markdown").stdout
    assert "| krea | 0.882 USD | 0.88 USD | 2.10 | krea/" in said


def test_piped_output_is_the_same_every_time_and_has_no_escape_codes(
    kling_cost: Callable[..., Any],
) -> None:
    first = kling_cost("vendors", *V3, *ON, env={"PYTHONHASHSEED": "1", "FORCE_COLOR": "1"})
    again = kling_cost("vendors", *V3, *ON, env={"PYTHONHASHSEED": "2"})
    assert first == again
    assert first.code == 0
    assert "\x1b" not in first.out + first.err


@pytest.mark.skipif(sys.platform == "win32", reason="sh and head")
def test_a_closed_pipe_leaves_no_traceback() -> None:
    asked = shlex.join([sys.executable, "-m", "kling_cost", "vendors", *V3, *ON, "--all"])
    done = subprocess.run(
        ["/bin/sh", "-c", f"{asked} | head -1"], capture_output=True, text=True, check=False
    )
    assert done.stdout == "v3 standard text-to-video, audio off, 5 s, on 2026-11-20\n"
    assert [line for line in done.stderr.splitlines() if not re.match("warning: |assumed: ", line)] == []
