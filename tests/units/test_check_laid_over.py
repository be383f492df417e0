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

    from conftest import House

ON = date(2026, 11, 20)


def only(root: Path) -> Problem:
    (fault,) = check_folder(root, ON).problems
    return fault


@pytest.mark.parametrize("credit", ["kling-credit", "pixverse-credit", "comfy-credit"])
def test_the_credit_of_a_shipped_provider_is_nobody_elses(house: House, credit: str) -> None:
    house.write("house/provider.toml", house.provider.replace("house-credit", credit))
    house.write("house/2026-10-01.toml", house.card.replace("house-credit", credit))
    fault = only(house.root)
    assert (fault.code, fault.column) == ("shared-credit", "credit.id")
    assert fault.file == str(house.root / "house" / "provider.toml")
    assert f"{credit!r} is the credit of " in fault.message


def test_two_providers_of_ones_own_share_no_credit(house: House) -> None:
    shutil.copytree(house.root / "house", house.root / "home")
    house.write("home/provider.toml", house.provider.replace("House", "Home"))
    assert house.found() == [
        ("home/provider.toml", "credit.id", "shared-credit"),
        ("house/provider.toml", "credit.id", "shared-credit"),
    ]


@pytest.mark.parametrize("spelling", ["fal", "Kling API", "kling_api"])
def test_a_spelling_that_means_another_provider_is_refused(house: House, spelling: str) -> None:
    house.write("house/provider.toml", house.provider.replace("\n\n", f'\naliases = ["{spelling}"]\n\n'))
    assert house.found() == [("house/provider.toml", "aliases", "shared-spelling")]


def test_own_cards_over_a_shipped_provider_need_no_provider_file(house: House) -> None:
    shutil.rmtree(house.root / "house")
    last = max((pricing_dir() / "fal").glob("20*.toml")).read_text("utf-8")
    day = last.partition("applies_from = ")[2][:10]
    house.write("fal/2026-11-19.toml", last.replace(f"applies_from = {day}", "applies_from = 2026-11-19"))
    checked = check_folder(house.root, ON)
    assert (checked.providers, checked.cards, list(checked.problems)) == (1, 1, [])


def test_own_cards_are_checked_against_the_shipped_ones_that_they_correct(house: House) -> None:
    shutil.rmtree(house.root / "house")
    last = max((pricing_dir() / "pixverse").glob("20*.toml"))
    text = last.read_text("utf-8")
    of = f'supersedes = "{last.stem}"\nreason = "Misread."\n\n[sources'
    house.write(f"pixverse/{last.stem}-r2.toml", text.replace("\n[sources", of, 1))
    house.write(f"pixverse/{last.stem}-r3.toml", text.replace("\n[sources", of, 1))
    assert house.found() == [(f"pixverse/{last.stem}-r3.toml", "supersedes", "overlap")]


def test_faults_of_shipped_cards_are_not_those_of_a_folder_of_ones_own(house: House) -> None:
    """The shipped card of 302.AI is old, which is no warning about somebody's own cards."""
    shutil.rmtree(house.root / "house")
    house.write(
        "302ai/plans-2026-11-01.toml",
        (pricing_dir() / "302ai/plans-2026-02-06.toml").read_text("utf-8"),
    )
    assert {file for file, _, _ in house.found()} == {"302ai/plans-2026-11-01.toml"}


@pytest.mark.parametrize(("days", "warned"), [(90, False), (91, True)])
def test_a_card_that_was_read_long_ago_is_a_warning_and_no_fault(
    house: House, days: int, *, warned: bool
) -> None:
    on = date.fromordinal(date(2026, 10, 1).toordinal() + days)
    checked = check_folder(house.root, on)
    assert [(fault.level, fault.code) for fault in checked.problems] == [("warning", "stale-card")] * warned
    assert checked.faults == 0
    if warned:
        assert checked.problems[0].message.startswith(f"was last read on 2026-10-01, 91 days before {on}")


def test_only_the_card_in_force_is_warned_about(house: House) -> None:
    fresh = house.dated("2026-12-01", ("read_on = 2026-10-01", "read_on = 2027-03-01"))
    house.write("house/2026-12-01.toml", fresh)
    assert list(check_folder(house.root, date(2027, 3, 1)).problems) == []


def test_a_provider_without_a_card_must_say_that_there_is_no_public_price(house: House) -> None:
    (house.root / "house" / "2026-10-01.toml").unlink()
    fault = only(house.root)
    assert (fault.code, fault.column) == ("no-prices", "no_public_price")
    assert fault.file == str(house.root / "house" / "provider.toml")
    house.write("house/provider.toml", 'no_public_price = "Ask."\n' + house.provider)
    assert house.found() == []


def test_a_folder_without_a_provider_file_that_nobody_ships_is_refused(house: House) -> None:
    (house.root / "house" / "provider.toml").unlink()
    assert ("house/provider.toml", None, "no-provider") in house.found()


@pytest.mark.parametrize("name", ["My House", "House", "house_2", ".house"])
def test_the_name_of_a_folder_is_the_id_of_its_provider(house: House, name: str) -> None:
    (house.root / "house").rename(house.root / name)
    assert (name, None, "provider-name") in house.found()


def test_a_card_beside_the_folders_is_not_passed_over(house: House) -> None:
    house.write("2026-10-01.toml", house.card)
    fault = only(house.root)
    assert (fault.file, fault.code) == (str(house.root / "2026-10-01.toml"), "stray-file")
    assert "a card lies in a folder named after its provider" in fault.message


def test_the_folder_of_one_provider_is_no_folder_of_price_files(house: House) -> None:
    assert {fault.code for fault in check_folder(house.root / "house", ON).problems} == {"stray-file"}


def test_a_folder_with_nothing_in_it_is_not_all_right(tmp_path: Path) -> None:
    fault = only(tmp_path)
    assert (fault.code, fault.file) == ("nothing-to-check", str(tmp_path))


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="nowhere: is not a folder"):
        check_folder(tmp_path / "nowhere", ON)


def test_models_of_ones_own_are_known_to_ones_own_cards(house: House) -> None:
    house.write("house/2026-10-01.toml", house.card.replace('"v3"', '"house-1"'))
    assert [code for _, _, code in house.found()] == ["unknown-model"]
    house.write(
        "models.toml",
        '[sources.us]\ntitle = "We"\nread_on = 2026-10-01\nnote = "Ours."\n[tiers]\n'
        '[models.house-1]\nname = "House 1"\nmodes = ["text-to-video"]\nsource = "us"\n',
    )
    assert house.found() == []


def test_a_model_of_ones_own_without_a_source_is_named(house: House) -> None:
    house.write(
        "models.toml", '[sources]\n[tiers]\n[models.x]\nname = "X"\nmodes = ["avatar"]\nsource = "us"\n'
    )
    fault = only(house.root)
    assert (fault.file, fault.column) == (str(house.root / "models.toml"), "models.x")
    assert fault.message == "source: 'us' is not in [sources]"


def test_claims_of_ones_own_are_checked_against_the_models_if_those_can_be_read(house: House) -> None:
    claim = '[[claims.v33]]\nabout = "shots"\nsays = "Six."\nsource = "us"\nacted_on = true\n'
    house.write("claims.toml", f"{claim}[sources]\n")
    faults = [
        ("claims.toml", "claims.v33[0].source", "data-contradiction"),
        ("claims.toml", "claims.v33", "unknown-model"),
    ]
    assert house.found() == faults
    house.write("models.toml", "[tiers\n")  # which may be where v33 is from
    assert house.found() == [faults[0], ("models.toml", None, "not-toml")]


def test_faults_of_plans_are_found_beside_those_of_cards(house: House) -> None:
    plan = (
        house.card.partition("[[offers]]")[0]
        + '[[plans]]\nid = "a"\nname = "A"\nkind = "pack"\nprice = "10"\n'
    )
    house.write(
        "house/plans-2026-10-01.toml", plan + 'currency = "usd"\nsource = "deal"\nbasis = "published"\n'
    )
    house.write("house/2026-10-01.toml", house.card.replace("amount = 2", 'amount = "2"'))
    assert [(file, key) for file, key, _ in house.found()] == [
        ("house/2026-10-01.toml", "offers[0].rates[1].amount"),
        ("house/plans-2026-10-01.toml", "plans[0].price"),
        ("house/plans-2026-10-01.toml", "plans[0].currency"),
    ]


def test_what_another_reader_refuses_is_a_fault_like_the_others(house: House) -> None:
    fault = Problem(level="error", code="takes", message="is wrong", file=str(house.root / "takes.toml"))

    def read() -> None:
        raise InputRefused([fault])

    assert check_folder(house.root, ON, also=[read, read]).problems == [fault]


def test_a_fault_of_many_cards_is_said_once_for_each(house: House) -> None:
    for day in ("2026-10-02", "2026-10-03"):
        house.write(f"house/{day}.toml", house.dated(day, ('unit = "house-credit"', 'unit = "credits"')))
    assert [file for file, _, _ in house.found()] == ["house/2026-10-02.toml", "house/2026-10-03.toml"]


def test_a_price_per_second_has_one_amount_for_all_lengths(house: House) -> None:
    """Prices are followed from card to card by what they answer, of which a length is no part."""
    offer = house.card[house.card.index("[[offers]]") :]
    longer = offer.replace('"3..15"', '"16..30"').replace('id = "', 'id = "long-')
    house.write("house/2026-10-01.toml", f"{house.card}\n{longer}")
    assert [key for _, key, _ in house.found()] == ["offers[1].rates[0]", "offers[1].rates[1]"]
