"""``rates add``: a new card or a correction to be edited; nothing that is there is ever written over."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from kling_cost.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result

DAY = ("--on", "2027-06-01", "--known-on", "2027-06-01")
PROVIDER = 'name = "Shop"\nhome = "https://example.com"\n'
HEAD = """\
# Read by hand.
applies_from = {day}
first_day = "{first_day}"
known_from = {known_from}
unit = "USD"
summary = "A card."
{more}
[sources.page]
title = "A page"
link = "https://example.com"
read_on = {known_from}
"""
OFFER = """
[[offers]]
model = "v3"
modes = ["text-to-video"]
per = "second"
lengths = "3..15"
rates = [
  # as in the mail
  {{ id = "pro", tier = "pro", amount = {amount}, source = "page", basis = "published" }},
]
"""


def card(day: str, known_from: str, amount: str | None, more: str = "", first_day: str = "stated") -> str:
    head = HEAD.format(day=day, first_day=first_day, known_from=known_from, more=more)
    return head + (OFFER.format(amount=amount) if amount else "")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Begin in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("KLING_COST_PRICING", raising=False)
    return tmp_path


def shop(**cards: str) -> None:
    folder = Path("mine", "shop")
    folder.mkdir(parents=True)
    (folder / "provider.toml").write_text(PROVIDER, encoding="utf-8")
    for key, text in cards.items():
        name = key.removeprefix("_").replace("_", "-")
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")


def run(*args: str) -> Result:
    return CliRunner(env={"COLUMNS": None}).invoke(cli, ["rates", *args])


def add(*args: str) -> Result:
    return run("add", *args, "--pricing", "mine")


def said(name: str) -> dict[str, Any]:
    return tomllib.loads(Path("mine", f"{name}.toml").read_text("utf-8"))


def test_the_two_lines_of_the_help_work_in_an_empty_folder(kling_cost: Callable[..., Any]) -> None:
    added = kling_cost("rates", "add", "fal", "--pricing", "my-cards", *DAY)
    assert (added.code, added.out) == (0, "")
    assert added.err == (
        "wrote my-cards/fal/2027-06-01.toml; change what changed, name its source, then: "
        "kling-cost rates check my-cards\n"
    )
    checked = kling_cost("rates", "check", "my-cards", *DAY)
    assert checked.code == 0
    assert " 0 faults, " in checked.out


def test_the_new_price_answers_once_it_is_written_in() -> None:
    assert add("pixverse", *DAY).exit_code == 0
    path = Path("mine", "pixverse", "2027-06-01.toml")
    path.write_text(path.read_text("utf-8").replace("amount = 35", "amount = 36"), encoding="utf-8")
    clip = ("--model", "v3", "--tier", "pro", "--audio", "on", "--duration", "5", "--format", "csv")

    def unit_price(on: str) -> str:
        done = CliRunner().invoke(cli, ["price", *clip, "--on", on, "--pricing", "mine"])
        names, cells = (line.split(",") for line in done.stdout.splitlines())
        return cells[names.index("unit_price")]

    assert [unit_price(on) for on in ("2027-05-31", "2027-06-01")] == ["35", "36"]


def test_without_a_folder_of_ones_own_the_card_is_printed_and_nothing_is_written(here: Path) -> None:
    done = run("add", "fal", *DAY)
    assert done.exit_code == 0
    assert tomllib.loads(done.stdout)["applies_from"] == date(2027, 6, 1)
    assert done.stderr == "nothing was written; with --pricing DIR this becomes DIR/fal/2027-06-01.toml\n"
    assert list(here.iterdir()) == []


def test_the_environment_names_the_folder_and_pricing_wins() -> None:
    for folder in ("env", "flag"):
        Path(folder).mkdir()
    runner = CliRunner(env={"KLING_COST_PRICING": "env"})
    assert runner.invoke(cli, ["rates", "add", "fal", *DAY]).exit_code == 0
    assert runner.invoke(cli, ["rates", "add", "krea", *DAY, "--pricing", "flag"]).exit_code == 0
    assert [str(path) for path in sorted(Path().rglob("*.toml"))] == [
        "env/fal/2027-06-01.toml",
        "flag/krea/2027-06-01.toml",
    ]


@pytest.mark.parametrize(("known_on", "first_day"), [("2027-06-01", "inferred"), ("2027-05-31", "announced")])
def test_a_card_of_a_day_to_come_is_an_announced_one(known_on: str, first_day: str) -> None:
    assert add("fal", "--on", "2027-06-01", "--known-on", known_on).exit_code == 0
    head = said("fal/2027-06-01")
    assert (head["first_day"], str(head["known_from"])) == (first_day, known_on)


def test_a_card_is_known_from_today_unless_told() -> None:
    assert add("fal", "--on", "2099-01-01").exit_code == 0
    assert said("fal/2099-01-01")["known_from"] == date.today()  # noqa: DTZ011 - as the command reads it
    assert said("fal/2099-01-01")["first_day"] == "announced"


def test_nothing_that_is_there_is_written_over() -> None:
    assert add("FAL", *DAY).exit_code == 0
    path = Path("mine", "fal", "2027-06-01.toml")
    path.write_text(path.read_text("utf-8") + "# mine\n", encoding="utf-8")
    before = path.read_bytes()
    again = add("fal", *DAY)
    assert again.exit_code == 1
    assert "fal has the card 2027-06-01 already; correct it with --correct 2027-06-01, or" in again.stderr
    assert path.read_bytes() == before


def test_a_card_between_two_carries_on_the_earlier_one() -> None:
    shop(_2026_01_01=card("2026-01-01", "2026-01-01", "1"), _2026_09_01=card("2026-09-01", "2026-09-01", "3"))
    assert add("shop", "--on", "2026-05-01", "--known-on", "2026-09-02").exit_code == 0
    new = said("shop/2026-05-01")
    assert (new["offers"][0]["rates"][0]["amount"], new["summary"]) == (
        1,
        "Carried over from 2026-01-01; nothing is changed yet.",
    )
    assert run("check", "mine", "--on", "2026-09-02").exit_code == 0


def test_an_announced_card_does_not_keep_a_price_from_changing_before_its_day() -> None:
    shop(
        _2026_01_01=card("2026-01-01", "2026-01-01", "1"),
        _2027_01_01=card("2027-01-01", "2026-09-01", "3", first_day="announced"),
    )
    assert add("shop", "--on", "2026-10-01", "--known-on", "2026-10-01").exit_code == 0
    assert said("shop/2026-10-01")["offers"][0]["rates"][0]["amount"] == 1


def test_a_closed_provider_begins_again_from_its_last_prices() -> None:
    shop(
        _2026_01_01=card("2026-01-01", "2026-01-01", "1"),
        _2026_05_01=card("2026-05-01", "2026-05-01", None, "closed = true"),
    )
    assert add("shop", *DAY).exit_code == 0
    new = said("shop/2027-06-01")
    assert "closed" not in new
    assert new["summary"] == "Carried over from 2026-01-01, for 2026-05-01 says that the provider closed."
    assert run("check", "mine", *DAY).exit_code == 0


# --correct


def test_a_correction_begins_with_the_wrong_card_comments_included() -> None:
    shop(_2026_01_01=card("2026-01-01", "2026-01-01", "1"))
    assert add("shop", "--correct", "2026-01-01", "--on", "2026-03-01").exit_code == 0
    text = Path("mine", "shop", "2026-01-01-r2.toml").read_text("utf-8")
    assert text == card("2026-01-01", "2026-03-01", "1").replace(
        'summary = "A card."\n\n',
        'summary = "Corrects 2026-01-01; nothing is changed yet."\n'
        'supersedes = "2026-01-01"\nreason = "say what was wrong"\n\n',
    ).replace("read_on = 2026-03-01", "read_on = 2026-01-01")
    assert run("check", "mine", "--on", "2026-03-01").exit_code == 0


def test_a_correction_is_corrected_by_the_next_one_and_the_first_is_not_corrected_twice() -> None:
    shop(_2026_01_01=card("2026-01-01", "2026-01-01", "1"))
    day = ("--on", "2026-03-01")
    assert add("shop", "--correct", "2026-01-01", *day).exit_code == 0
    twice = add("shop", "--correct", "2026-01-01", *day)
    assert (twice.exit_code, twice.stderr) == (
        1,
        "error: shop's card 2026-01-01 is corrected by 2026-01-01-r2; correct that one\n",
    )
    assert add("shop", "--correct", "2026-01-01-r2", *day).exit_code == 0
    assert said("shop/2026-01-01-r3")["supersedes"] == "2026-01-01-r2"
    assert run("check", "mine", *day).exit_code == 0


@pytest.mark.parametrize("named", ["2026-01-01", "2026-01-01.toml", "shop/2026-01-01"])
def test_the_card_to_correct_may_be_named_as_file_or_reference(named: str) -> None:
    shop(_2026_01_01=card("2026-01-01", "2026-01-01", "1"))
    assert add("shop", "--correct", named).exit_code == 0
    assert said("shop/2026-01-01-r2")["supersedes"] == "2026-01-01"


@pytest.mark.parametrize(
    ("on", "first_day"), [("2026-05-01", "announced"), ("2026-06-01", "announced"), ("2026-06-02", "stated")]
)
def test_the_correction_of_an_announced_card_is_accepted_before_and_after_its_day(
    on: str, first_day: str
) -> None:
    shop(
        _2026_01_01=card("2026-01-01", "2026-01-01", "1"),
        _2026_06_01=card("2026-06-01", "2026-04-01", "2", first_day="announced"),
    )
    assert add("shop", "--correct", "2026-06-01", "--on", on).exit_code == 0
    assert said("shop/2026-06-01-r2")["first_day"] == first_day
    assert run("check", "mine", "--on", on).exit_code == 0


def test_a_cancellation_is_corrected_with_the_prices_that_it_took_back() -> None:
    back = 'supersedes = "2026-06-01"\nreason = "Taken back."\ncancelled = true'
    shop(
        _2026_01_01=card("2026-01-01", "2026-01-01", "1"),
        _2026_06_01=card("2026-06-01", "2026-04-01", "2", first_day="announced"),
        _2026_06_01_r2=card("2026-06-01", "2026-05-01", None, back, first_day="announced"),
    )
    refused = add("shop", "--on", "2026-06-01")
    assert refused.exit_code == 1
    assert "correct it with --correct 2026-06-01-r2" in refused.stderr
    assert add("shop", "--correct", "2026-06-01-r2", "--on", "2026-05-05").exit_code == 0
    new = said("shop/2026-06-01-r3")
    assert (new["offers"][0]["rates"][0]["amount"], "cancelled" in new) == (2, False)
    assert run("check", "mine", "--on", "2026-05-05").exit_code == 0


def test_a_correction_is_not_known_before_what_it_corrects() -> None:
    shop(_2026_01_01=card("2026-01-01", "2026-02-01", "1"))
    assert add("shop", "--correct", "2026-01-01", "--on", "2026-01-15").exit_code == 0
    assert said("shop/2026-01-01-r2")["known_from"] == date(2026, 2, 1)
    assert run("check", "mine", "--on", "2026-02-01").exit_code == 0


# Refusals


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("fall",), "unknown provider 'fall'; did you mean fal?"),
        (("picsart",), "picsart has no rate card on 2027-06-01 to begin from"),
        (
            ("fal", "--correct", "2026-01-01"),
            "fal has no card '2026-01-01'; there is 2026-02-05, 2026-03-10, ",
        ),
        (
            ("fal", "--on", "2020-01-01"),
            "fal has no rate card on 2020-01-01 to begin from; its first one applies",
        ),
    ],
)
def test_what_cannot_be_begun_is_refused_with_the_cure_and_nothing_is_written(
    args: tuple[str, ...], message: str, here: Path
) -> None:
    done = add(args[0], *DAY, *args[1:])
    assert (done.exit_code, done.stdout) == (1, "")
    assert message in done.stderr
    assert list(here.iterdir()) == []


def test_a_provider_folder_that_is_a_file_is_refused(kling_cost: Callable[..., Any]) -> None:
    Path("mine").mkdir()
    Path("mine", "fal").write_text("", encoding="utf-8")
    done = kling_cost("rates", "add", "fal", "--pricing", "mine", "--on", "2099-01-01")
    assert done.code == 1
    assert done.err.startswith("error: mine/fal/2099-01-01.toml cannot be written: ")
