"""``rates check``: what the owner of a folder reads, exit codes, and ``--freeze``, which only adds."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from click.testing import CliRunner

from kling_cost.cli import cli
from kling_cost.export.contract import document_schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result
    from conftest import House

ON = ("--on", "2026-11-20")


@pytest.fixture(autouse=True)
def here(house: House, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go where the folder ``cards`` lies in which all is right."""
    monkeypatch.chdir(house.root.parent)
    monkeypatch.delenv("KLING_COST_PRICING", raising=False)
    return house.root.parent


def break_it(house: House) -> None:
    """Make two faults in one card, and a warning: the card becomes an old one."""
    wrong = (
        house.card.replace("amount = 2", "amount = 0.5")
        .replace('"v3"', '"v33"')
        .replace("read_on = 2026", "read_on = 2025")
    )
    house.write("house/2026-10-01.toml", wrong)


def check(*args: str, columns: int | None = None) -> Result:
    env = {"COLUMNS": str(columns) if columns else None}
    return CliRunner(env=env).invoke(cli, ["rates", "check", *args, *ON])


def test_a_folder_that_is_right_is_one_line_and_exit_code_0() -> None:
    done = check("cards")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "cards: 1 provider, 1 rate card, 2 rates: 0 faults, 0 warnings\n"


def test_faults_are_listed_below_their_file_and_the_exit_code_is_1(house: House) -> None:
    break_it(house)
    done = check("cards")
    assert (done.exit_code, done.stderr) == (1, "")
    first, *rest = done.stdout.splitlines()
    assert first == "cards/house/2026-10-01.toml"
    assert rest[0].startswith("  error    offers[0].model: unknown model 'v33'; did you mean v3? Known: ")
    assert rest[1] == (
        "  error    rate pro-off: costs 0.5, less than standard-off (1): a higher tier never costs less; "
        "read the source again"
    )
    assert rest[2].startswith("  warning  sources: was last read on 2025-10-01, 415 days before 2026-11-20")
    assert rest[-1] == "cards: 1 provider, 1 rate card, 2 rates: 2 faults, 1 warning"


def test_a_warning_alone_does_not_fail(house: House) -> None:
    house.write("house/2026-10-01.toml", house.card.replace("read_on = 2026", "read_on = 2025"))
    done = check("cards")
    assert done.exit_code == 0
    assert done.stdout.endswith("0 faults, 1 warning\n")


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_no_line_is_wider_than_the_terminal_and_what_wraps_stands_below_its_own(
    house: House, columns: int
) -> None:
    break_it(house)
    lines = check("cards", columns=columns).stdout.splitlines()
    assert max(map(len, lines)) <= columns
    body = [line for line in lines if line.startswith(" ")]
    assert {line[:11].strip() for line in body} == {"error", "warning", ""}
    text = " ".join(" ".join(line.strip() for line in lines).split())
    assert "costs 0.5, less than standard-off (1): a higher tier never costs less" in text


def test_json_is_a_document_with_every_problem_and_exit_code_1(house: House) -> None:
    break_it(house)
    done = check("cards", "--format", "json")
    document: dict[str, Any] = json.loads(done.stdout)
    assert (done.exit_code, done.stderr) == (1, "")
    jsonschema.validate(document, document_schema("check"))
    assert document["schema"] == "kling-cost/check/1"
    assert (document["providers"], document["cards"], document["rates"]) == (1, 1, 2)
    assert [(entry["level"], entry["column"]) for entry in document["problems"]] == [
        ("error", "offers[0].model"),
        ("error", "rate pro-off"),
        ("warning", "sources"),
    ]


def test_csv_has_a_row_per_problem(house: House) -> None:
    break_it(house)
    rows = list(csv.DictReader(StringIO(check("cards", "--format", "csv").stdout)))
    assert [row["level"] for row in rows] == ["error", "error", "warning"]
    assert {row["file"] for row in rows} == {"cards/house/2026-10-01.toml"}
    assert rows[1]["key"] == "rate pro-off"


def test_markdown_is_a_table_and_a_report_goes_to_a_file(house: House, here: Path) -> None:
    break_it(house)
    assert check("cards", "--format", "markdown").stdout.startswith("| level | file | key | problem |\n")
    done = check("cards", "-o", "report.json")
    assert (done.exit_code, done.stdout) == (1, "")
    assert json.loads((here / "report.json").read_text("utf-8"))["schema"] == "kling-cost/check/1"


@pytest.mark.parametrize(
    ("format", "out"), [("table", ""), ("json", '"code": "unreadable"')], ids=["for people", "json"]
)
def test_a_folder_that_is_not_there_is_refused(
    format: str,  # noqa: A002 - the option's name
    out: str,
    kling_cost: Callable[..., Any],
) -> None:
    done = kling_cost("rates", "check", "nowhere", "--format", format)
    assert (done.code, done.err) == (1, "error: nowhere: is not a folder\n")
    assert out in done.out


def test_the_folder_of_one_provider_is_not_all_right(kling_cost: Callable[..., Any]) -> None:
    done = kling_cost("rates", "check", "cards/house")
    assert done.code == 1
    assert "a card lies in a folder named after its provider" in done.out


def test_without_a_folder_it_is_that_of_pricing_or_of_the_environment_or_the_shipped_one(
    kling_cost: Callable[..., Any],
) -> None:
    own = "cards: 1 provider, 1 rate card, 2 rates: 0 faults, 0 warnings\n"
    assert kling_cost("rates", "check", *ON, "--pricing", "cards").out == own
    assert kling_cost("rates", "check", *ON, env={"KLING_COST_PRICING": "cards"}).out == own
    assert kling_cost("rates", "check", "cards", *ON, env={"KLING_COST_PRICING": "nowhere"}).out == own
    shipped = kling_cost("rates", "check", *ON)
    assert shipped.code == 0
    assert " 0 faults, " in shipped.out


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("takes.toml", 'default_takes = "x"', "default_takes: "),
        ("strategies.toml", "[[strategies]", "is not valid TOML"),
        ("models.toml", "[[models]", "is not valid TOML"),
        ("claims.toml", "nonsense = 1", "unknown key 'nonsense'"),
    ],
)
def test_the_other_tables_of_the_folder_are_checked_too(
    house: House, name: str, text: str, message: str
) -> None:
    house.write(name, text)
    done = check("cards")
    assert done.exit_code == 1
    assert done.stdout.startswith(f"cards/{name}\n")
    assert message in done.stdout


def test_strategies_of_ones_own_are_held_against_ones_own_models(house: House) -> None:
    house.write(
        "strategies.toml",
        '[[strategies]]\nname = "x"\nsummary = "x"\n'
        'stages = [{ name = "final", models = ["v33"], tier = "pro", audio = "on", takes = 1 }]\n',
    )
    done = check("cards")
    assert "strategies[0].stages[0].models: unknown model 'v33'; did you mean v3?" in done.stdout


# --laws

LONGER = """
[[offers]]
model = "v3"
modes = ["text-to-video"]
per = "clip"
lengths = [30]
rates = [
  { id = "standard-30", tier = "standard", clip_s = 30, amount = 9, source = "deal", basis = "third-party" },
]
"""


def test_laws_are_tried_and_counted_and_leave_nothing_behind(
    here: Path, kling_cost: Callable[..., Any]
) -> None:
    done = kling_cost("rates", "check", "cards", "--laws", *ON)
    assert (done.code, done.err) == (0, "")
    assert done.out == "cards: 1 provider, 1 rate card, 2 rates, 13 laws: 0 faults, 0 warnings\n"
    assert [path.name for path in here.iterdir()] == ["cards"]


def test_what_only_the_laws_find_is_a_fault_like_the_others(house: House) -> None:
    house.write("house/2026-10-01.toml", house.card + LONGER)
    assert check("cards").exit_code == 0
    done = check("cards", "--laws")
    assert done.exit_code == 1
    file, fault, *_ = done.stdout.splitlines()
    assert file == "cards/house/2026-10-01.toml"
    short = "v3 standard text-to-video, audio off, 15 s (15 by house/2026-10-01#standard-off)"
    assert fault == (
        "  error    rate standard-30: v3 standard text-to-video, audio off, 30 s costs 9, less than "
        f"{short}: a longer clip never costs less; read the source again"
    )
    document = json.loads(check("cards", "--laws", "--format", "json").stdout)
    jsonschema.validate(document, document_schema("check"))
    assert document["laws"] == 13
    assert [(entry["code"], entry["column"]) for entry in document["problems"]] == [
        ("law", "rate standard-30")
    ]
    rows = list(csv.DictReader(StringIO(check("cards", "--laws", "--format", "csv").stdout)))
    assert [row["key"] for row in rows] == ["rate standard-30"]


def test_of_one_price_the_check_of_the_files_has_the_first_word(house: House) -> None:
    house.write("house/2026-10-01.toml", house.card.replace("amount = 2", "amount = 0.5"))
    assert check("cards", "--laws").stdout.replace(", 13 laws", "") == check("cards").stdout


def test_laws_that_fail_freeze_nothing(house: House) -> None:
    house.write("house/2026-10-01.toml", house.card + LONGER)
    assert check("cards", "--laws", "--freeze").exit_code == 1
    assert not Path("cards/MANIFEST.sha256").exists()


@pytest.mark.parametrize("format", ["table", "json"])
def test_without_hypothesis_the_laws_are_refused_with_what_to_install(format: str) -> None:  # noqa: A002 - the option's name
    program = "import sys; sys.modules['hypothesis'] = None; from kling_cost.__main__ import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "rates", "check", "cards", "--laws", "--format", format],
        capture_output=True,
        text=True,
        check=False,
    )
    told = "--laws needs hypothesis, which is not installed: pip install 'kling-cost[testing]'"
    assert (done.returncode, done.stderr) == (1, f"error: {told}\n")
    assert (told in done.stdout) is (format == "json")


# --freeze


def manifest() -> str:
    return Path("cards/MANIFEST.sha256").read_text("utf-8")


def test_freeze_writes_the_digests_that_sha256sum_reads() -> None:
    done = check("cards", "--freeze")
    assert (done.exit_code, done.stderr) == (0, "cards/MANIFEST.sha256: 1 file added\n")
    verified = subprocess.run(
        ["sha256sum", "-c", "--strict", "MANIFEST.sha256"], cwd="cards", capture_output=True, check=True
    )
    assert verified.stdout == b"house/2026-10-01.toml: OK\n"


def test_freeze_adds_only_what_is_new(house: House) -> None:
    check("cards", "--freeze")
    before = manifest()
    again = check("cards", "--freeze")
    assert (again.exit_code, again.stderr) == (0, "cards/MANIFEST.sha256: nothing to add\n")
    assert manifest() == before
    house.write("house/2026-11-01.toml", house.card.replace("2026-10-01", "2026-11-01"))
    assert "1 file added" in check("cards", "--freeze").stderr
    assert manifest().startswith(before)
    assert len(manifest().splitlines()) == 2


def test_freeze_writes_nothing_when_anything_is_wrong(house: House) -> None:
    break_it(house)
    done = check("cards", "--freeze")
    assert done.exit_code == 1
    assert done.stderr == "nothing was frozen: a released file stays as it is, so it must be right first\n"
    assert not Path("cards/MANIFEST.sha256").exists()


@pytest.mark.parametrize("how", ["edited", "removed"])
def test_a_released_card_that_was_edited_or_removed_is_a_fault_and_cannot_be_frozen_again(
    house: House, how: str
) -> None:
    house.write("house/2026-11-01.toml", house.card.replace("2026-10-01", "2026-11-01"))
    check("cards", "--freeze")
    before, card = manifest(), Path("cards/house/2026-10-01.toml")
    if how == "edited":
        card.write_text(house.card.replace("amount = 2", "amount = 3"), encoding="utf-8")
    else:
        card.unlink()
    for args in (("cards",), ("cards", "--freeze")):
        done = check(*args)
        assert done.exit_code == 1
        assert done.stdout.startswith(f"cards/house/2026-10-01.toml\n  error    was {how} after release; ")
    assert manifest() == before


def test_the_cure_for_an_edit_after_release_works(house: House) -> None:
    """Put the released card back, and write the right price as a correction."""
    check("cards", "--freeze")
    right = house.card.replace("amount = 2", "amount = 3").replace(
        "\n\n[sources", '\nsupersedes = "2026-10-01"\nreason = "It was 3."\n\n[sources', 1
    )
    house.write("house/2026-10-01-r2.toml", right)
    done = check("cards", "--freeze")
    assert (done.exit_code, done.stderr) == (0, "cards/MANIFEST.sha256: 1 file added\n")


def test_a_manifest_that_is_no_manifest_is_named_line_by_line(house: House) -> None:
    house.write("MANIFEST.sha256", "one\ntwo\n")
    done = check("cards", "--freeze")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[:3] == [
        "cards/MANIFEST.sha256",
        "  error    line 1: is not a digest, two blanks and provider/file.toml; put back what --freeze wrote",
        "  error    line 2: is not a digest, two blanks and provider/file.toml; put back what --freeze wrote",
    ]
    assert manifest() == "one\ntwo\n"


def test_the_help_says_what_is_checked_and_the_exit_code(kling_cost: Callable[..., Any]) -> None:
    done = kling_cost("rates", "check", "-h")
    assert done.code == 0
    assert "Exit code 1 when anything is wrong" in done.out
