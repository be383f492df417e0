"""A folder of price files, checked as it is laid over the shipped one: providers, tables, what is missing."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest

from kling_cost.datafiles import pricing_dir
from kling_cost.errors import InputRefused, Problem
from kling_cost.pricebook.check import check_folder

if TYPE_CHECKING:
    from pathlib import Path

ON = date(2026, 11, 20)
PROVIDER = """\
name = "House"
home = "https://example.com"

[credit]
id = "house-credit"
singular = "credit"
plural = "credits"
"""
CARD = """\
applies_from = 2026-10-01
first_day = "stated"
known_from = 2026-10-01
unit = "house-credit"
summary = "What we agreed."

[sources.deal]
title = "Our contract"
read_on = 2026-10-01
note = "On paper."

[[offers]]
model = "v3"
modes = ["text-to-video"]
per = "second"
lengths = "3..15"
rates = [
  { id = "standard-off", tier = "standard", amount = 1, source = "deal", basis = "third-party" },
  { id = "pro-off", tier = "pro", amount = 2, source = "deal", basis = "third-party" },
]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Lay down a folder in which everything is right."""
    folder = tmp_path / "cards"
    write(folder, "house/provider.toml", PROVIDER)
    write(folder, "house/2026-10-01.toml", CARD)
    return folder


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def dated(day: str, right: str, wrong: str) -> str:
    """Give the card of another day, with some of its words changed."""
    assert right in CARD
    return CARD.replace("applies_from = 2026-10-01", f"applies_from = {day}").replace(right, wrong)


def found(root: Path) -> list[tuple[str, str | None, str]]:
    """Give each fault's file below the folder, its key and code."""
    return [
        ((fault.file or "").removeprefix(f"{root}/"), fault.column, fault.code)
        for fault in check_folder(root, ON).problems
    ]


def only(root: Path) -> Problem:
    (fault,) = check_folder(root, ON).problems
    return fault


@pytest.mark.parametrize("credit", ["kling-credit", "pixverse-credit", "comfy-credit"])
def test_the_credit_of_a_shipped_provider_is_nobody_elses(root: Path, credit: str) -> None:
    write(root, "house/provider.toml", PROVIDER.replace("house-credit", credit))
    write(root, "house/2026-10-01.toml", CARD.replace("house-credit", credit))
    fault = only(root)
    assert (fault.code, fault.column) == ("shared-credit", "credit.id")
    assert fault.file == str(root / "house" / "provider.toml")
    assert f"{credit!r} is the credit of " in fault.message


def test_two_providers_of_ones_own_share_no_credit(root: Path) -> None:
    shutil.copytree(root / "house", root / "home")
    write(root, "home/provider.toml", PROVIDER.replace("House", "Home"))
    assert found(root) == [
        ("home/provider.toml", "credit.id", "shared-credit"),
        ("house/provider.toml", "credit.id", "shared-credit"),
    ]


@pytest.mark.parametrize("spelling", ["fal", "Kling API", "kling_api"])
def test_a_spelling_that_means_another_provider_is_refused(root: Path, spelling: str) -> None:
    write(root, "house/provider.toml", PROVIDER.replace("\n\n", f'\naliases = ["{spelling}"]\n\n'))
    assert found(root) == [("house/provider.toml", "aliases", "shared-spelling")]


def test_own_cards_over_a_shipped_provider_need_no_provider_file(root: Path) -> None:
    shutil.rmtree(root / "house")
    last = max((pricing_dir() / "fal").glob("20*.toml")).read_text("utf-8")
    day = last.partition("applies_from = ")[2][:10]
    write(root, "fal/2026-11-19.toml", last.replace(f"applies_from = {day}", "applies_from = 2026-11-19"))
    checked = check_folder(root, ON)
    assert (checked.providers, checked.cards, list(checked.problems)) == (1, 1, [])


def test_own_cards_are_checked_against_the_shipped_ones_that_they_correct(root: Path) -> None:
    shutil.rmtree(root / "house")
    last = max((pricing_dir() / "pixverse").glob("20*.toml"))
    text = last.read_text("utf-8")
    of = f'supersedes = "{last.stem}"\nreason = "Misread."\n\n[sources'
    write(root, f"pixverse/{last.stem}-r2.toml", text.replace("\n[sources", of, 1))
    write(root, f"pixverse/{last.stem}-r3.toml", text.replace("\n[sources", of, 1))
    assert found(root) == [(f"pixverse/{last.stem}-r3.toml", "supersedes", "overlap")]


def test_faults_of_shipped_cards_are_not_those_of_a_folder_of_ones_own(root: Path) -> None:
    """The shipped card of 302.AI is old, which is no warning about somebody's own cards."""
    shutil.rmtree(root / "house")
    write(
        root,
        "302ai/plans-2026-11-01.toml",
        (pricing_dir() / "302ai/plans-2026-02-06.toml").read_text("utf-8"),
    )
    assert {file for file, _, _ in found(root)} == {"302ai/plans-2026-11-01.toml"}


@pytest.mark.parametrize(("days", "warned"), [(90, False), (91, True)])
def test_a_card_that_was_read_long_ago_is_a_warning_and_no_fault(
    root: Path, days: int, *, warned: bool
) -> None:
    on = date.fromordinal(date(2026, 10, 1).toordinal() + days)
    checked = check_folder(root, on)
    assert [(fault.level, fault.code) for fault in checked.problems] == [("warning", "stale-card")] * warned
    assert checked.faults == 0
    if warned:
        assert checked.problems[0].message.startswith(f"was last read on 2026-10-01, 91 days before {on}")


def test_only_the_card_in_force_is_warned_about(root: Path) -> None:
    fresh = dated("2026-12-01", "read_on = 2026-10-01", "read_on = 2027-03-01")
    write(root, "house/2026-12-01.toml", fresh)
    assert list(check_folder(root, date(2027, 3, 1)).problems) == []


def test_a_provider_without_a_card_must_say_that_there_is_no_public_price(root: Path) -> None:
    (root / "house" / "2026-10-01.toml").unlink()
    fault = only(root)
    assert (fault.code, fault.column) == ("no-prices", "no_public_price")
    assert fault.file == str(root / "house" / "provider.toml")
    write(root, "house/provider.toml", 'no_public_price = "Ask."\n' + PROVIDER)
    assert found(root) == []


def test_a_folder_without_a_provider_file_that_nobody_ships_is_refused(root: Path) -> None:
    (root / "house" / "provider.toml").unlink()
    assert ("house/provider.toml", None, "no-provider") in found(root)


@pytest.mark.parametrize("name", ["My House", "House", "house_2", ".house"])
def test_the_name_of_a_folder_is_the_id_of_its_provider(root: Path, name: str) -> None:
    (root / "house").rename(root / name)
    assert (name, None, "provider-name") in found(root)


def test_a_card_beside_the_folders_is_not_passed_over(root: Path) -> None:
    write(root, "2026-10-01.toml", CARD)
    fault = only(root)
    assert (fault.file, fault.code) == (str(root / "2026-10-01.toml"), "stray-file")
    assert "a card lies in a folder named after its provider" in fault.message


def test_the_folder_of_one_provider_is_no_folder_of_price_files(root: Path) -> None:
    assert {code for _, _, code in found(root / "house")} == {"stray-file"}


def test_a_folder_with_nothing_in_it_is_not_all_right(tmp_path: Path) -> None:
    fault = only(tmp_path)
    assert (fault.code, fault.file) == ("nothing-to-check", str(tmp_path))


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="nowhere: is not a folder"):
        check_folder(tmp_path / "nowhere", ON)


def test_models_of_ones_own_are_known_to_ones_own_cards(root: Path) -> None:
    write(root, "house/2026-10-01.toml", CARD.replace('"v3"', '"house-1"'))
    assert [code for _, _, code in found(root)] == ["unknown-model"]
    write(
        root,
        "models.toml",
        '[sources.us]\ntitle = "We"\nread_on = 2026-10-01\nnote = "Ours."\n[tiers]\n'
        '[models.house-1]\nname = "House 1"\nmodes = ["text-to-video"]\nsource = "us"\n',
    )
    assert found(root) == []


def test_a_model_of_ones_own_without_a_source_is_named(root: Path) -> None:
    write(
        root, "models.toml", '[sources]\n[tiers]\n[models.x]\nname = "X"\nmodes = ["avatar"]\nsource = "us"\n'
    )
    fault = only(root)
    assert (fault.file, fault.column) == (str(root / "models.toml"), "models.x")
    assert fault.message == "source: 'us' is not in [sources]"


def test_claims_of_ones_own_are_checked_against_the_models_if_those_can_be_read(root: Path) -> None:
    claim = '[[claims.v33]]\nabout = "shots"\nsays = "Six."\nsource = "us"\nacted_on = true\n'
    write(root, "claims.toml", f"{claim}[sources]\n")
    faults = [
        ("claims.toml", "claims.v33[0].source", "data-contradiction"),
        ("claims.toml", "claims.v33", "unknown-model"),
    ]
    assert found(root) == faults
    write(root, "models.toml", "[tiers\n")  # which may be where v33 is from
    assert found(root) == [faults[0], ("models.toml", None, "not-toml")]


def test_faults_of_plans_are_found_beside_those_of_cards(root: Path) -> None:
    plan = CARD.partition("[[offers]]")[0] + '[[plans]]\nid = "a"\nname = "A"\nkind = "pack"\nprice = "10"\n'
    write(
        root, "house/plans-2026-10-01.toml", plan + 'currency = "usd"\nsource = "deal"\nbasis = "published"\n'
    )
    write(root, "house/2026-10-01.toml", CARD.replace("amount = 2", 'amount = "2"'))
    assert [(file, key) for file, key, _ in found(root)] == [
        ("house/2026-10-01.toml", "offers[0].rates[1].amount"),
        ("house/plans-2026-10-01.toml", "plans[0].price"),
        ("house/plans-2026-10-01.toml", "plans[0].currency"),
    ]


def test_what_another_reader_refuses_is_a_fault_like_the_others(root: Path) -> None:
    fault = Problem(level="error", code="takes", message="is wrong", file=str(root / "takes.toml"))

    def read() -> None:
        raise InputRefused([fault])

    assert check_folder(root, ON, also=[read, read]).problems == [fault]


def test_a_fault_of_many_cards_is_said_once_for_each(root: Path) -> None:
    for day in ("2026-10-02", "2026-10-03"):
        write(root, f"house/{day}.toml", dated(day, 'unit = "house-credit"', 'unit = "credits"'))
    assert [file for file, _, _ in found(root)] == ["house/2026-10-02.toml", "house/2026-10-03.toml"]


def test_a_price_per_second_has_one_amount_for_all_lengths(root: Path) -> None:
    """Prices are followed from card to card by what they answer, of which a length is no part."""
    offer = CARD[CARD.index("[[offers]]") :]
    longer = offer.replace('"3..15"', '"16..30"').replace('id = "', 'id = "long-')
    write(root, "house/2026-10-01.toml", f"{CARD}\n{longer}")
    assert [key for _, key, _ in found(root)] == ["offers[1].rates[0]", "offers[1].rates[1]"]
