"""``rates list``: every provider with its card, and with ``--versions`` every card with what became of it."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from kling_cost.cli import cli

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    from kling_cost import PriceBook

ON = ("--on", "2026-11-20")


def rates_list(*args: str, columns: int | None = None) -> Result:
    env = {"COLUMNS": str(columns) if columns else None, "KLING_COST_PRICING": None}
    return CliRunner(env=env).invoke(cli, ["rates", "list", *args])


def rows(*args: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(rates_list(*args, "--format", "csv").stdout)))


def row_of(provider: str, *args: str) -> dict[str, str]:
    return next(row for row in rows(*args) if row["provider"] == provider)


@pytest.fixture
def own(own_shop: Callable[..., Path]) -> tuple[str, str]:
    """Lay down a shop with a card of each kind."""
    price = 'id = "a", tier = "pro", amount = 1'
    taken_back = 'supersedes = "2026-06-01"\nreason = "They thought better of it."\ncancelled = true'
    corrected = 'supersedes = "2026-01-01"\nreason = "Misread."'
    own_shop("2026-01-01", price)
    own_shop("2026-01-01-r2", price, known="2026-02-01", more=corrected)
    own_shop("2026-06-01", price, known="2026-04-01")
    own_shop("2026-06-01-r2", known="2026-05-10", more=taken_back)
    own_shop("2026-12-01", price, known="2026-10-01")
    return ("--pricing", str(own_shop("2027-01-01", known="2026-10-02", more="closed = true")))


def states(*args: str) -> dict[str, tuple[str, str]]:
    return {
        row["card"]: (row["in force"], row["state"])
        for row in rows("--versions", *args)
        if row["provider"] == "shop"
    }


def test_every_provider_is_listed_with_the_card_in_force(book: PriceBook) -> None:
    listed = rows(*ON)
    assert [row["provider"] for row in listed] == book.provider_ids
    fal = row_of("fal", *ON)
    card = max(card.name for card in book.provider("fal").cards if str(card.applies_from) <= "2026-11-20")
    assert (fal["card"], fal["unit"], fal["state"]) == (card, "USD", "")
    assert "v3" in fal["models"].split(", ")


def test_a_provider_without_a_public_price_is_listed_as_such() -> None:
    picsart = row_of("picsart", *ON)
    assert picsart["state"] == "no public price"
    assert {value for name, value in picsart.items() if name not in {"provider", "state"}} == {""}
    assert row_of("picsart", "--versions", *ON)["state"] == "no public price"
    assert re.search(r"^picsart +no public price$", rates_list(*ON).stdout, re.MULTILINE)


def test_a_closed_provider_is_listed_as_such_from_its_day_on() -> None:
    assert (row_of("openai-api", *ON)["card"], row_of("openai-api", *ON)["state"]) == ("2026-09-24", "closed")
    assert row_of("openai-api", "--on", "2026-09-23")["state"] == ""
    assert re.search(r"^openai-api +2026-09-24 \(closed\)", rates_list(*ON).stdout, re.MULTILINE)


def test_before_its_first_card_a_provider_has_none() -> None:
    fal = row_of("fal", "--on", "2020-01-01")
    assert (fal["card"], fal["state"], fal["models"]) == ("", "none on 2020-01-01", "")


def test_a_card_is_as_old_as_the_last_look_at_it_and_never_younger_than_today() -> None:
    assert row_of("302ai", "--on", "2026-02-07")["days old"] == "1"
    assert row_of("302ai", "--on", "2026-02-06")["days old"] == "0"
    ages = [row["days old"] for row in rows("--on", "2026-03-01")]
    assert not [age for age in ages if age.startswith("-")]


def test_versions_say_what_became_of_each_card(own: tuple[str, str]) -> None:
    assert states(*own, *ON) == {
        "2026-01-01": ("", "corrected by 2026-01-01-r2"),
        "2026-01-01-r2": (">", ""),
        "2026-06-01": ("", "taken back by 2026-06-01-r2"),
        "2026-06-01-r2": ("", "takes 2026-06-01 back"),
        "2026-12-01": ("", "announced"),
        "2027-01-01": ("", "will close"),
    }
    assert states(*own, "--on", "2027-01-01")["2027-01-01"] == (">", "closed")


def test_versions_as_known_on_a_day_say_what_was_not_known_yet(own: tuple[str, str]) -> None:
    assert states(*own, "--on", "2026-07-01", "--known-on", "2026-04-15") == {
        "2026-01-01": ("", "corrected by 2026-01-01-r2"),
        "2026-01-01-r2": ("", ""),
        "2026-06-01": (">", ""),
        "2026-06-01-r2": ("", "known from 2026-05-10"),
        "2026-12-01": ("", "known from 2026-10-01"),
        "2027-01-01": ("", "known from 2026-10-02"),
    }


def test_for_people_the_state_stands_beside_the_card(own: tuple[str, str]) -> None:
    text = rates_list("--versions", *own, *ON).stdout
    assert "shop                      2026-06-01 (taken back by 2026-06-01-r2)" in text
    assert re.search(r"^> +shop +2026-01-01-r2 ", text, re.MULTILINE)


def test_of_every_provider_exactly_one_card_is_in_force_or_none_yet(book: PriceBook) -> None:
    marked = [row["provider"] for row in rows("--versions", *ON) if row["in force"]]
    assert marked == [name for name in book.provider_ids if book.provider(name).cards]


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("more", [(), ("--versions",)], ids=["providers", "versions"])
def test_at_every_width_the_card_is_shown_and_no_line_is_wider(more: tuple[str, ...], columns: int) -> None:
    lines = rates_list(*more, *ON, columns=columns).stdout.splitlines()
    assert max(map(len, lines)) <= columns
    assert {"provider", "card", "days", "old"} <= set(lines[0].split())
    assert [line for line in lines if "2026-10-22 (closed)" in line]


def test_what_is_sold_is_shown_before_what_is_counted() -> None:
    header = rates_list(*ON, columns=80).stdout.splitlines()[0].split()
    assert "models" in header
    assert "rates" not in header


def test_json_says_which_cards_are_corrections_cancellations_and_closures(own: tuple[str, str]) -> None:
    document: dict[str, Any] = json.loads(rates_list(*own, "--format", "json").stdout)
    providers = {entry["provider"]: entry for entry in document["providers"]}
    assert providers["picsart"]["no_public_price"].startswith("Picsart")
    said = {
        card["card"]: (card["supersedes"], card["cancelled"], card["closed"])
        for card in providers["shop"]["cards"]
    }
    assert said["2026-01-01-r2"] == ("2026-01-01", False, False)
    assert said["2026-06-01-r2"] == ("2026-06-01", True, False)
    assert said["2027-01-01"] == (None, False, True)


def test_a_closed_card_is_shown_whole_without_an_empty_table(kling_cost: Callable[..., Any]) -> None:
    done = kling_cost("rates", "show", "openai-api", *ON)
    assert done.code == 0
    assert "closed: OpenAI API stopped selling that day\n" in done.out
    assert "───" not in done.out
    assert "\nSources\n" in done.out
    assert (
        json.loads(kling_cost("rates", "show", "openai-api", *ON, "--format", "json").out)["closed"] is True
    )


def test_an_announced_card_is_not_called_inferred(
    own: tuple[str, str], kling_cost: Callable[..., Any]
) -> None:
    done = kling_cost("rates", "show", "shop", *own, "--on", "2026-12-15")
    assert "applies from 2026-12-01 (announced ahead), known from 2026-10-01\n" in done.out
    corrected = kling_cost("rates", "show", "shop", *own, "--on", "2026-02-15")
    assert "corrects 2026-01-01: Misread.\n" in corrected.out


def test_the_group_without_a_command_and_a_wrong_command_say_what_there_is(
    kling_cost: Callable[..., Any],
) -> None:
    wrong = kling_cost("rates", "lits")
    assert (wrong.code, wrong.out) == (2, "")
    assert "no such command 'lits'; did you mean list?" in wrong.err
    nothing = kling_cost("rates", "zzz")
    assert "there are list, show, history, why, diff, check, add" in nothing.err
    shown = kling_cost("rates", "-h")
    assert shown.code == 0
    for name in ("list", "show", "history", "why", "diff", "check", "add"):
        assert re.search(rf"^  {name} +\S", shown.out, re.MULTILINE)
