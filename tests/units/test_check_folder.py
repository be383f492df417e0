"""A folder of price files, checked: every fault of a card at once, each with its file and key."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from kling_cost.datafiles import pricing_dir
from kling_cost.pricebook.check import Checked, check_folder

if TYPE_CHECKING:
    from conftest import House

ON = date(2026, 11, 20)


def test_a_folder_that_is_right_has_no_faults_and_says_what_was_looked_at(house: House) -> None:
    assert check_folder(house.root, ON) == Checked(
        folder=str(house.root), providers=1, cards=1, rates=2, problems=[]
    )


def test_the_shipped_folder_has_no_faults() -> None:
    checked = check_folder(pricing_dir(), ON)
    assert [str(fault) for fault in checked.problems if fault.level == "error"] == []
    assert {fault.code for fault in checked.problems} <= {"stale-card"}
    assert checked.cards > 100


@pytest.mark.parametrize(
    ("right", "wrong", "key", "message"),
    [
        (
            "amount = 2",
            'amount = "2"',
            "offers[0].rates[1].amount",
            "'2' is text; write the number without quotes",
        ),
        ("amount = 2", "amount = nan", "offers[0].rates[1].amount", "NaN is not an exact number"),
        ("amount = 2", "amount = 0", "offers[0].rates[1].amount", "greater than 0"),
        (
            "amount = 2",
            "amount = 0.5",
            "rate pro-off",
            "costs 0.5, less than standard-off (1): a higher tier",
        ),
        ('model = "v3"', 'model = "v33"', "offers[0].model", "unknown model 'v33'; did you mean v3?"),
        ('tier = "pro"', 'tier = "por"', "offers[0].rates[1].tier", "unknown tier 'por'; did you mean pro?"),
        ("text-to-video", "text-to-vidoe", "offers[0].modes[0]", "did you mean text-to-video?"),
        (
            '["text-to-video"]',
            '["video-edit"]\nvideo_input = true',
            "offers[0].modes",
            "v3 cannot do video-edit",
        ),
        ('source = "deal"', 'source = "dael"', "offers[0].rates[0].source", "'dael' is not in [sources]"),
        ('"third-party"', '"published"', "offers[0].rates[0].basis", "without a link is third-party at best"),
        (
            'unit = "house-credit"',
            'unit = "credits"',
            "unit",
            "'credits' is not known; allowed: house-credit",
        ),
        (
            'id = "pro-off"',
            'id = "standard-off"',
            "offers[0].rates[1].id",
            "is used already, at offers[0].rates[0]",
        ),
        ('tier = "pro"', 'tier = "standard"', "offers[0].rates[1]", "prices a clip that standard-off prices"),
        (
            "applies_from = 2026-10-01",
            "applies_from = 2026-10-02",
            "applies_from",
            "is 2026-10-02, but the file is",
        ),
        ("[[offers]]", "[[offers]", None, "is not valid TOML"),
        ("summary", "sumary", "sumary", "unknown key 'sumary'; did you mean summary?"),
    ],
)
def test_one_fault_of_a_card_is_found_with_file_and_key(
    house: House, right: str, wrong: str, key: str | None, message: str
) -> None:
    house.write("house/2026-10-01.toml", house.card.replace(right, wrong, 1))
    faults = [fault for fault in check_folder(house.root, ON).problems if fault.column == key]
    assert [fault.file for fault in faults] == [str(house.root / "house" / "2026-10-01.toml")]
    assert (faults[0].level, message in faults[0].message) == ("error", True)


def test_every_kind_of_fault_in_one_folder_is_found_at_once(house: House) -> None:
    house.write("house/provider.toml", house.provider.replace("house-credit", "kling-credit"))
    credit = ('unit = "house-credit"', 'unit = "kling-credit"')
    house.write("house/2026-10-01.toml", house.dated("2026-10-01", credit))
    house.write("house/2026-10-01-r2.toml", house.dated("2026-10-01", credit, revision_of="2026-10-01"))
    house.write("house/2026-10-01-r3.toml", house.dated("2026-10-01", credit, revision_of="2026-10-01"))
    cards = {
        "2026-10-02": ("amount = 2", 'amount = "2"'),
        "2026-10-03": ("amount = 2", "amount = 0.5"),
        "2026-10-04": ('model = "v3"', 'model = "v33"'),
        "2026-10-05": ("text-to-video", "text-to-vidoe"),
        "2026-10-06": ('source = "deal"', 'source = "dael"'),
        "2026-10-07": ('tier = "pro"', 'tier = "por"'),
        "2026-10-08": (credit[1], 'unit = "credits"'),
        "2026-10-09": ('id = "pro-off"', 'id = "standard-off"'),
    }
    for day, change in cards.items():
        house.write(f"house/{day}.toml", house.dated(day, credit, change))
    house.write("house/october.toml", house.card)
    house.write("MANIFEST.sha256", f"{'0' * 64}  house/2026-10-03.toml\nnonsense\n")
    house.write("models.toml", "[tiers\n")
    claim = '[[claims.v33]]\nabout = "shots"\nsays = "Six."\nsource = "us"\nacted_on = true\n'
    house.write("claims.toml", f"{claim}[sources]\n")
    assert house.found() == [
        ("MANIFEST.sha256", "line 2", "manifest-line"),
        ("claims.toml", "claims.v33[0].source", "data-contradiction"),
        ("house/2026-10-01-r3.toml", "supersedes", "overlap"),
        ("house/2026-10-02.toml", "offers[0].rates[1].amount", "data-value-error"),
        ("house/2026-10-03.toml", "rate pro-off", "law"),
        ("house/2026-10-05.toml", "offers[0].modes[0]", "data-enum"),
        ("house/2026-10-06.toml", "offers[0].rates[0].source", "data-contradiction"),
        ("house/2026-10-08.toml", "unit", "card-unit"),
        ("house/2026-10-09.toml", "offers[0].rates[1].id", "data-contradiction"),
        ("house/october.toml", None, "card-name"),
        ("house/provider.toml", "credit.id", "shared-credit"),
        ("models.toml", None, "not-toml"),
    ]
    # Without the folder's own models nobody can tell which names are wrong; with them they are found too.
    (house.root / "models.toml").unlink()
    assert [entry for entry in house.found() if entry[2].startswith("unknown")] == [
        ("claims.toml", "claims.v33", "unknown-model"),
        ("house/2026-10-04.toml", "offers[0].model", "unknown-model"),
        ("house/2026-10-07.toml", "offers[0].rates[1].tier", "unknown-tier"),
    ]


def test_a_card_of_the_wrong_form_still_has_its_names_checked(house: House) -> None:
    house.write(
        "house/2026-10-01.toml",
        house.dated(
            "2026-10-01",
            ("amount = 2", 'amount = "2"'),
            ('model = "v3"', 'model = "v33"'),
            ('tier = "pro"', 'tier = "por"'),
        ),
    )
    assert [code for _, _, code in house.found()] == ["data-value-error", "unknown-model", "unknown-tier"]


def test_a_card_that_contradicts_itself_still_has_its_day_and_unit_checked(house: House) -> None:
    house.write(
        "house/2026-10-01.toml",
        house.dated("2026-10-02", ('source = "deal"', 'source = "dael"'), ("house-credit", "credits")),
    )
    assert {code for _, _, code in house.found()} == {"data-contradiction", "card-day", "card-unit"}


def test_offers_that_are_no_list_of_tables_are_one_fault_and_no_crash(house: House) -> None:
    for nonsense in (
        "offers = 1",
        'offers = ["x"]',
        "offers = [[1]]",
        'offers = [{ rates = "x", modes = 1 }]',
    ):
        house.write("house/2026-10-01.toml", house.card.partition("[sources")[0] + nonsense)
        assert {file for file, _, _ in house.found()} == {"house/2026-10-01.toml"}


def test_a_card_that_was_corrected_need_not_keep_the_laws_and_its_correction_must(house: House) -> None:
    cheaper = ("amount = 2", "amount = 0.5")
    house.write("house/2026-10-01.toml", house.dated("2026-10-01", cheaper))
    assert [code for _, _, code in house.found()] == ["law"]
    house.write("house/2026-10-01-r2.toml", house.dated("2026-10-01", revision_of="2026-10-01"))
    assert house.found() == []
    house.write("house/2026-10-01-r2.toml", house.dated("2026-10-01", cheaper, revision_of="2026-10-01"))
    assert house.found() == [("house/2026-10-01-r2.toml", "rate pro-off", "law")]


def test_errors_come_before_warnings_and_file_by_file(house: House) -> None:
    house.write(
        "house/2026-10-01.toml", house.dated("2026-10-01", ("read_on = 2026-10-01", "read_on = 2026-01-01"))
    )
    house.write("house/2027-01-01.toml", house.dated("2027-01-01", ('tier = "pro"', 'tier = "por"')))
    house.write("alpha/provider.toml", "name = 1")
    checked = check_folder(house.root, ON)
    assert [fault.level for fault in checked.problems] == ["error"] * 3 + ["warning"]
    assert [fault.file for fault in checked.problems[:3]] == sorted(
        fault.file or "" for fault in checked.problems[:3]
    )
    assert checked.faults == 3


@pytest.mark.parametrize(
    ("one", "other", "overlap"),
    [
        ('resolution = "720p"', 'resolution = "1080p"', False),
        ('resolution = "720p"', 'resolution = "720p"', True),
        ('resolution = "720p"', "", True),
        ("", "", True),
    ],
    ids=["two resolutions", "the same", "one unnamed", "both unnamed"],
)
def test_two_rates_overlap_when_one_clip_could_ask_for_both(
    house: House, one: str, other: str, *, overlap: bool
) -> None:
    rows = "".join(
        f'{{ id = "{name}", tier = "pro", {more}{", " if more else ""}amount = 1, source = "deal", '
        'basis = "third-party" },\n'
        for name, more in (("a", one), ("b", other))
    )
    house.write(
        "house/2026-10-01.toml", house.card.replace(house.card.partition("rates = [")[2], f"\n{rows}]\n")
    )
    assert [key for _, key, _ in house.found()] == ["offers[0].rates[1]"] * overlap


@pytest.mark.parametrize(("clip_s", "overlap"), [(5, True), (20, False)])
def test_a_price_per_clip_overlaps_with_a_price_per_second_of_that_length(
    house: House, clip_s: int, *, overlap: bool
) -> None:
    offer = f"""
        [[offers]]
        model = "v3"
        modes = ["image-to-video", "text-to-video"]
        per = "clip"
        lengths = [{clip_s}]
        rates = [
          {{ id = "a", tier = "pro", clip_s = {clip_s}, amount = 9, source = "deal", basis = "third-party" }},
        ]
    """
    house.write("house/2026-10-01.toml", house.card + offer)
    assert [key for _, key, _ in house.found()] == ["offers[1].rates[0]"] * overlap
