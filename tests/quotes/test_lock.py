"""``plan -o NAME.lock.json`` as a process: what it locks, how long it holds, and quotes made long ago."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from openpyxl import Workbook

from kling_cost import Models, PriceBook
from kling_cost.datafiles import pricing_dir
from kling_cost.export.contract import document_schema
from kling_cost.lock.requote import load_lock
from kling_cost.lock.verify import verify_lock

if TYPE_CHECKING:
    from collections.abc import Callable

LOCKS = Path(__file__).parent.parent / "locks"
FILM = "shot_id,scene,duration_s,takes\n1,Harbour,5,4\n2,Harbour,3.5,2\n"
AT_FAL = ("--provider", "fal", "--strategy", "v3-pro-throughout")


@pytest.fixture
def quoted(tmp_path: Path, kling_cost: Callable[..., Any]) -> Callable[..., tuple[dict[str, Any], int, int]]:
    """Lock a storyboard and verify it; gives the lock, and the exit codes of both."""

    def lock(*options: str, text: str = FILM) -> tuple[dict[str, Any], int, int]:
        (tmp_path / "film.csv").write_text(text, encoding="utf-8")
        made = kling_cost("plan", "film.csv", *options, "-o", "q.lock.json", "--force")
        assert "wrote q.lock.json" in made.err
        document: dict[str, Any] = json.loads((tmp_path / "q.lock.json").read_text(encoding="utf-8"))
        jsonschema.validate(document, document_schema("lock"))
        found = kling_cost("verify", "q.lock.json")
        assert "Holds: " in found.out
        assert "Storyboard film.csv: as locked" in found.out
        return document, made.code, found.code

    return lock


@pytest.mark.parametrize(
    ("name", "code", "total"),
    [("lighthouse-2026-03-01", 0, "19.60 USD"), ("gambles-and-money", 3, ">= ~ 537.21 EUR")],
)
def test_a_quote_made_long_ago_still_holds(
    name: str, code: int, total: str, kling_cost: Callable[..., Any]
) -> None:
    """These files are never written again: a version that does not verify them breaks a promise."""
    done = kling_cost("verify", str(LOCKS / f"{name}.lock.json"))

    assert done.code == code, done.out
    assert f"{name}.lock.json: {total} for " in done.out
    assert re.search(r"^Holds: \d+ lines and every total derive again", done.out, re.MULTILINE)
    assert re.search(r"^Storyboard .*\.csv: as locked$", done.out, re.MULTILINE)


def test_each_line_of_a_quote_made_long_ago_is_held(tmp_path: Path) -> None:
    book, models = PriceBook(), Models()
    text = (LOCKS / "lighthouse-2026-03-01.lock.json").read_text(encoding="utf-8")
    path = tmp_path / "edited.lock.json"
    for number, line in enumerate(json.loads(text)["lines"], start=1):
        document = json.loads(text)
        document["lines"][number - 1]["amount"] = str(Decimal(line["amount"]) + Decimal("0.01"))
        path.write_text(json.dumps(document), encoding="utf-8")

        found = verify_lock(load_lock(path), book, models, [pricing_dir()], version="0.1.0")

        (named,) = found.disagreements
        assert (named.line, named.shot_id, named.row) == (number, line["shot_id"], line["row"])
        assert (named.figure, named.derived) == ("amount", line["amount"])


def test_a_quote_ends_the_day_before_other_prices_if_they_move_it(quoted: Callable[..., Any]) -> None:
    """fal halved V3 on 2026-03-10; a card that leaves these lines alone leaves the 30 days alone."""
    before, *_ = quoted(*AT_FAL, "--on", "2026-03-01")
    after, *_ = quoted(*AT_FAL, "--on", "2026-03-10")
    short, *_ = quoted(*AT_FAL, "--on", "2026-03-01", "--valid-days", "3")

    assert (before["valid_until"], before["valid_because"]) == (
        "2026-03-09",
        "from 2026-03-10 on other prices apply: fal/2026-03-10",
    )
    assert (after["valid_until"], after["valid_because"]) == ("2026-04-09", "30 days from 2026-03-10")
    assert (short["valid_until"], short["valid_because"]) == ("2026-03-04", "3 days from 2026-03-01")


def test_a_card_under_which_the_plan_costs_the_same_does_not_end_a_quote(
    tmp_path: Path, own_shop: Callable[..., Path], kling_cost: Callable[..., Any]
) -> None:
    v3 = 'id = "pro-on", tier = "pro", audio = ["on"], amount = 0.2'
    prices = own_shop("2026-02-05", v3)
    own_shop("2026-03-10", v3, 'id = "4k", tier = "4k", audio = ["on"], amount = 1')
    own_shop("2026-03-20", v3.replace("0.2", "0.3"))
    (tmp_path / "film.csv").write_text(FILM, encoding="utf-8")

    asked = (
        *("plan", "film.csv", "--pricing", str(prices), "--provider", "shop", "--on", "2026-03-01"),
        *("--strategy", "v3-pro-throughout"),
    )
    made = kling_cost(*asked, "-o", "q.lock.json")
    at_the_time = kling_cost(*asked, "--known-on", "2026-03-01", "-o", "then.lock.json")

    assert (made.code, at_the_time.code) == (0, 0)
    assert "valid until 2026-03-19: from 2026-03-20 on other prices apply: shop/2026-03-20" in made.err
    assert "valid until 2026-03-31: 30 days from 2026-03-01" in at_the_time.err
    assert kling_cost("verify", "then.lock.json", "--pricing", str(prices)).code == 0


def test_days_of_validity_come_from_settings_and_the_command_line_wins(
    tmp_path: Path, quoted: Callable[..., Any], kling_cost: Callable[..., Any]
) -> None:
    (tmp_path / "kling-cost.toml").write_text("valid_days = 0\n", encoding="utf-8")

    same_day, *_ = quoted(*AT_FAL, "--on", "2026-04-01")
    week, *_ = quoted(*AT_FAL, "--on", "2026-04-01", "--valid-days", "7")

    assert (same_day["valid_until"], week["valid_until"]) == ("2026-04-01", "2026-04-08")
    assert kling_cost("plan", "film.csv", *AT_FAL).code == 0  # a setting is no order to make a quote
    refused = kling_cost("plan", "film.csv", *AT_FAL, "--valid-days", "7")
    assert refused.code == 2
    assert "--valid-days says how long a quote holds; give -o NAME.lock.json" in refused.err
    assert kling_cost("plan", "film.csv", "--valid-days", "-1", "-o", "x.lock.json").code == 2
    assert kling_cost("plan", "film.csv", "--by", "scene", "-o", "x.lock.json").code == 2


def test_the_chosen_plan_of_several_is_locked(quoted: Callable[..., Any]) -> None:
    document, *codes = quoted("--provider", "pixverse", "--provider", "fal", "--on", "2026-11-01")

    assert codes == [0, 0]
    assert {line["rate_ref"].partition("/")[0] for line in document["lines"]} == {
        document["asked"]["provider"]
    }


def test_settings_under_which_a_quote_was_made_are_in_the_lock(
    tmp_path: Path, quoted: Callable[..., Any], kling_cost: Callable[..., Any]
) -> None:
    settings = tmp_path / "kling-cost.toml"
    settings.write_text(
        'provider = "pixverse"\nstrategy = "v3-draft-o3-final"\naccept = "30%"\n'
        'credit_price = "10 USD / 999"\ncontingency = "10%"\n'
        '[[extras]]\nname = "Music"\namount = "650 USD"\n',
        encoding="utf-8",
    )
    document, *_ = quoted("--on", "2026-11-01", text="shot_id,duration_s\n1,5\n2,8\n")
    settings.unlink()

    assert kling_cost("verify", "q.lock.json").code == 0
    assert document["asked"]["contingency"] == "0.1"
    assert set(document["figures"]["odds"]) == {"p50", "p80", "p90", "p95"}
    assert [item["name"] for item in document["figures"]["items"]] == ["Music", "Contingency"]


def test_a_partial_plan_is_locked_with_its_gaps(quoted: Callable[..., Any]) -> None:
    text = FILM.replace("takes\n", "takes,mode\n") + "3,Harbour,5,1,video-edit\n"
    document, *codes = quoted("--strategy", "v3-pro-throughout", "--on", "2026-11-01", text=text)

    assert codes == [3, 3]
    assert [gap["shot_id"] for gap in document["unpriced"]] == ["3"]
    assert (document["figures"]["floor"], document["figures"]["priced"]) == (True, 2)


@pytest.mark.parametrize("text", [FILM, "shot_id,product,count,takes,resolution\n1,image,3,2,4k\n"])
@pytest.mark.parametrize("pack", ["--pack", "--no-pack"])
def test_packed_shots_and_images_hold(text: str, pack: str, quoted: Callable[..., Any]) -> None:
    text = text.replace(",5,4", ",1.5,4")
    document, *codes = quoted("--strategy", "o3-pro-throughout", "--on", "2026-11-01", pack, text=text)

    assert codes == [0, 0]
    assert document["asked"].get("choices", {}).get("pack", False) is (pack == "--pack")


def test_a_storyboard_from_standard_input_is_locked_without_a_digest(
    tmp_path: Path, kling_cost: Callable[..., Any]
) -> None:
    (tmp_path / "film.csv").write_text(FILM, encoding="utf-8")
    made = subprocess.run(
        [sys.executable, "-m", "kling_cost", "plan", "-", *AT_FAL, "-o", "q.lock.json"],
        input=FILM.encode(),
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )

    alone = kling_cost("verify", "q.lock.json")
    named = kling_cost("verify", "q.lock.json", "--storyboard", "film.csv")

    assert (made.returncode, alone.code, named.code) == (0, 0, 0)
    assert "sha256" in (tmp_path / "q.lock.json").read_text(encoding="utf-8")
    assert "came from standard input, so not looked at; --storyboard FILE names one" in alone.out
    assert "Storyboard film.csv: other bytes, but the shots are as locked" in named.out


def test_a_workbook_is_read_again_as_it_was_read_for_the_lock(
    tmp_path: Path, kling_cost: Callable[..., Any]
) -> None:
    """Its lengths are frames of 24 a second, in a column that is no length by its name."""
    book = Workbook()
    assert book.active is not None
    for row in (["shot_id", "scene", "how much"], ["1", "Harbour", 120], ["2", "Harbour", 96]):
        book.active.append(row)
    book.save(tmp_path / "film.xlsx")
    made = kling_cost(
        *("plan", "film.xlsx", *AT_FAL, "--map", "duration=how much", "--unit", "frames", "--fps", "24"),
        *("-o", "q.lock.json"),
    )
    first = kling_cost("verify", "q.lock.json")
    book.active["C2"] = 144
    book.save(tmp_path / "film.xlsx")
    second = kling_cost("verify", "q.lock.json")

    assert made.code == 0, made.err
    assert (first.code, second.code) == (0, 1)
    assert "shot 1: seconds 5 -> 6" in second.out


def test_the_lock_is_not_loaded_by_a_plan_that_is_not_locked() -> None:
    program = (
        "import sys; from kling_cost.cli import cli; cli(['plan', '--help'], standalone_mode=False); "
        "print(sorted(m for m in sys.modules if m.startswith('kling_cost.lock')), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)

    assert done.stderr.strip() == "['kling_cost.lock', 'kling_cost.lock.validity']"
