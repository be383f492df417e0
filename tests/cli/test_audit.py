"""The audit as a command: the table for people, the other formats, exit codes, and wrong input."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from click.testing import CliRunner

import kling_cost.datafiles
from kling_cost.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "claims.csv"
ON = ("--on", "2026-11-20")
HEADER = "provider,model,tier,audio,duration_s,price,total,unit,source\n"
RIGHT = "kling-api,v3,standard,on,5,0.126,0.63,USD,a page\n"
MIX_UP = "kling-api,v3,standard,on,,0.112,,USD,a deck\n"
WRONG = "fal,v3,standard,off,,0.02,,USD,an app\n"
UNKNOWN = "nobody,v3,standard,off,,0.02,,USD,a chat\n"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def audit(rows: str, *args: str, width: str | None = None) -> Result:
    Path("claims.csv").write_text(HEADER + rows, encoding="utf-8")
    return CliRunner(env={"COLUMNS": width}).invoke(cli, ["audit", "claims.csv", *ON, *args])


def document_of(rows: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(audit(rows, "--format", "json").stdout)
    schemas = Path(kling_cost.datafiles.__file__).parent / "export" / "schemas"
    jsonschema.validate(read, json.loads((schemas / "audit-1.schema.json").read_text("utf-8")))
    return read


def test_the_example_names_every_mistake_in_it(kling_cost: Callable[..., Any]) -> None:
    done = kling_cost("audit", str(EXAMPLE), *ON)

    assert (done.code, done.err) == (4, "")
    assert "12 claims: 3 agree, 6 agree elsewhere, 2 disagree, 1 cannot be judged\n" in done.out
    for said in (
        "0.112 USD/s is the rate of O3 Standard with audio",
        "V3 Standard with audio is 0.126 USD/s: the two are often confused",
        "1.96 USD is the price of 10 s at 0.196 USD/s since 2026-03-10",
        "1.96 USD was the price of 5 s at 0.392 USD/s until 2026-03-09",
        "1.12 USD was right until 2026-03-09",
        "76.2 % too low (ours is 4.2 times as much)",
        "5 x 0.112 is 0.56, not 0.65",
    ):
        assert said in done.out


@pytest.mark.parametrize(
    ("rows", "code", "closing"),
    [
        (RIGHT, 0, "1 claim: 1 agree"),
        (RIGHT + UNKNOWN, 3, "2 claims: 1 agree, 1 cannot be judged"),
        (RIGHT + MIX_UP, 4, "2 claims: 1 agree, 1 agree elsewhere"),
        (WRONG + UNKNOWN, 4, "2 claims: 1 disagree, 1 cannot be judged"),
        ("", 0, "No claims"),
    ],
)
def test_the_exit_code_and_the_last_line_sum_up(rows: str, code: int, closing: str) -> None:
    done = audit(rows)
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (code, closing)


def test_each_row_has_its_number_its_words_its_verdict_and_its_source() -> None:
    lines = audit(RIGHT + MIX_UP).stdout.splitlines()
    assert lines[0] == "claims.csv: 2 claims, judged by the prices of 2026-11-20 or the row's own day"
    first, second = (
        lines.index(next(line for line in lines if line.startswith(f"row {row} "))) for row in (2, 3)
    )
    assert lines[first] == (
        "row 2  kling-api, v3 standard, audio on, 5 s: 0.126 USD, 0.63 USD in all  [a page]"
    )
    assert lines[first + 1] == "  agrees"
    assert lines[second + 1] == "  agrees for another model"


@pytest.mark.parametrize("width", ["40", "60", "100", "160"])
def test_no_line_is_wider_than_the_terminal_and_no_word_is_lost(width: str) -> None:
    done = audit(RIGHT + MIX_UP + WRONG + UNKNOWN, width=width)
    lines = done.stdout.splitlines()
    assert [line for line in lines if len(line) > int(width)] == []
    assert "4.2" in done.stdout
    assert "0.126" in done.stdout


def test_json_is_a_contract_with_every_number_as_text() -> None:
    document = document_of(RIGHT + MIX_UP + WRONG + UNKNOWN)
    assert document["counts"] == {"agrees": 1, "agrees_elsewhere": 1, "disagrees": 1, "cannot_be_judged": 1}
    right, mixed, wrong, unknown = document["claims"]
    assert [each["row"] for each in document["claims"]] == [2, 3, 4, 5]
    assert (right["verdict"], right["rate_refs"]) == ("agrees", ["kling-api/2026-06-17#v3-standard-on"])
    assert [figure["ours"] for figure in right["figures"]] == ["0.126", "0.63"]
    assert (mixed["verdict"], mixed["kind"]) == ("agrees-elsewhere", "model")
    assert mixed["explanations"][0]["clip"]["model"] == "o3"
    assert mixed["explanations"][0]["rate_ref"] == "kling-api/2026-06-17#o3-standard-on"
    figure = wrong["figures"][0]
    assert [figure[key] for key in ("claimed", "ours", "difference", "percent", "agreement")] == [
        *("0.02", "0.084", "-0.064", "-76.2", "differs")
    ]
    assert (unknown["figures"], unknown["words"]) == ([], ["unknown provider 'nobody'"])


def test_csv_has_a_row_a_claim_with_numbers_that_are_numbers() -> None:
    done = audit(RIGHT + MIX_UP + WRONG, "--format", "csv")
    right, mixed, wrong = csv.DictReader(StringIO(done.stdout))
    assert done.exit_code == 4
    assert (right["verdict"], right["our_price"], right["our_total"]) == ("agrees", "0.126", "0.63")
    assert (mixed["kind"], mixed["explained_by"]) == ("model", mixed["explained_by"])
    assert mixed["explained_by"].startswith("kling-api/2026-06-17#o3-standard-on")
    assert Decimal(wrong["price_difference_percent"]) == Decimal("-76.2")
    assert "\n" not in mixed["why"]


def test_markdown_and_files_hold_the_same() -> None:
    printed = audit(MIX_UP, "--format", "markdown")
    written = audit(MIX_UP, "-o", "audit.md")
    assert printed.stdout.splitlines()[0] == "| row | claim | verdict | why | source |"
    assert len(printed.stdout.splitlines()) == 3
    assert Path("audit.md").read_text("utf-8") == f"{printed.stdout}\n<!-- kling-cost -->\n"
    assert (written.exit_code, written.stdout) == (4, "")


def test_the_claims_are_never_overwritten() -> None:
    done = audit(RIGHT, "-o", "claims.csv")
    assert done.exit_code == 2
    assert "would overwrite the claims" in done.stderr
    assert Path("claims.csv").read_text("utf-8") == HEADER + RIGHT


def test_wrong_input_is_refused_with_every_fault_and_in_json_as_a_document() -> None:
    rows = "fal,v3,pro,on,5 minutes,free,,,\nfal,v3,pro,on,5,0.1,,USD,a,b\n"
    plain, as_json = audit(rows), audit(rows, "--format", "json")
    assert (plain.exit_code, plain.stdout) == (1, "")
    assert [line.partition(": ")[2].split(":")[0] for line in plain.stderr.splitlines()] == [
        "claims.csv, row 2, column duration_s",
        "claims.csv, row 2, column price",
        "claims.csv, row 3",
    ]
    assert [each["code"] for each in json.loads(as_json.stdout)["problems"]] == [
        *("bad-duration", "bad-amount", "too-many-cells")
    ]


def test_a_file_that_is_not_there_is_a_message(kling_cost: Callable[..., Any]) -> None:
    done = kling_cost("audit", "nowhere.csv")
    assert (done.code, done.out) == (1, "")
    assert done.err == "error: nowhere.csv: cannot be read: No such file or directory\n"


def test_a_column_that_is_not_known_is_a_warning_on_stderr() -> None:
    Path("claims.csv").write_text(
        "model,tier,audio,provider,price,colour\nv3,pro,on,fal,0.168,red\n", "utf-8"
    )
    done = CliRunner().invoke(cli, ["audit", "claims.csv", *ON])
    assert done.exit_code == 0
    assert done.stderr.startswith("warning: claims.csv, row 1, column colour: is not known and left aside")


def test_the_help_says_the_columns_and_every_exit_code() -> None:
    said = " ".join(CliRunner().invoke(cli, ["audit", "-h"]).stdout.split())
    assert "provider, model, tier, audio, mode" in said
    for code in ("0 every claim agrees", "1 wrong input", "3 a claim cannot", "4 a claim disagrees"):
        assert code in said


def test_text_of_a_claim_drives_no_terminal_and_no_spreadsheet() -> None:
    hostile = 'fal,v3,"pro\x1b[31m",on,,0.1,,USD,=HYPERLINK()\n'
    assert "\x1b" not in audit(hostile).stdout
    row = next(csv.DictReader(StringIO(audit(hostile, "--format", "csv").stdout)))
    assert row["source"] == "'=HYPERLINK()"
