"""A table of claims: headers and amounts as pages write them, and every fault at once with its place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from kling_cost import InputRefused
from kling_cost.audit.cells import Header, header_named, read_claimed
from kling_cost.audit.claims import Claim, ClaimTable, read_claims
from kling_cost.audit.words import claim_text, slip_text
from kling_cost.pricebook.rate import Per
from kling_cost.storyboard.columns import CellFault

if TYPE_CHECKING:
    from pathlib import Path


def read(tmp_path: Path, text: str) -> ClaimTable:
    path = tmp_path / "claims.csv"
    path.write_text("\n".join(line.strip() for line in text.strip().splitlines()) + "\n", encoding="utf-8")
    return read_claims(path)


def faults(tmp_path: Path, text: str) -> list[tuple[int | None, str | None, str]]:
    with pytest.raises(InputRefused) as refused:
        read(tmp_path, text)
    return [(each.row, each.column, each.code) for each in refused.value.problems() if each.level == "error"]


@pytest.mark.parametrize(
    ("cell", "header"),
    [
        ("Unit price", Header("price")),
        ("RATE", Header("price")),
        ("usd_per_second", Header("price", "USD", Per.SECOND)),
        ("Price (USD/s)", Header("price", "USD", Per.SECOND)),
        ("price per image", Header("price", "", Per.IMAGE)),
        ("Cost per clip", Header("price", "", Per.CLIP)),
        ("credits-per-second", Header("price", "credits", Per.SECOND)),
        ("Total (USD)", Header("total", "USD")),
        ("amount_cny", Header("total", "CNY")),
        ("Amount", Header("total")),
        ("Currency", Header("unit")),
        ("Duration", Header("duration_s")),
        ("video input", Header("video_input")),
        ("takes", Header("count")),
        ("Date", Header("on")),
        ("Vendor", Header("provider")),
        ("colour", None),
        ("credits", None),
        ("", None),
    ],
)
def test_a_header_is_read_forgivingly(cell: str, header: Header | None) -> None:
    assert header_named(cell) == header


@pytest.mark.parametrize(
    ("text", "number", "unit", "per"),
    [
        ("0.112", "0.112", "", None),
        ("0.10", "0.10", "", None),
        ("$1.96", "1.96", "USD", None),
        ("US$1.96", "1.96", "USD", None),
        ("$1.96 USD", "1.96", "USD", None),
        ("1.96USD", "1.96", "USD", None),
        ("usd 1,234.50", "1234.50", "USD", None),
        ("¥0.9", "0.9", "CNY", None),
        ("0.9 RMB/s", "0.9", "CNY", Per.SECOND),
        ("€ 2", "2", "EUR", None),
        ("20 credits", "20", "credits", None),
        ("20 credits per second", "20", "credits", Per.SECOND),
        ("$0.112/sec", "0.112", "USD", Per.SECOND),
        ("10 credits / image", "10", "credits", Per.IMAGE),
        ("5 dollars", "5", "USD", None),
    ],
)
def test_an_amount_is_read_as_pages_write_it_with_every_digit(
    text: str, number: str, unit: str, per: Per | None
) -> None:
    said = read_claimed(text)
    assert (str(said.number), said.unit, said.per) == (number, unit, per)


@pytest.mark.parametrize(
    "text",
    [
        "free",
        "~20",
        "1,23 credits",
        "-1",
        "1.000,50",
        "1,23",
        "$1.96 EUR",
        "0.1/parsec",
        "10 USD / 1000",
        "1e3",
        "1 2",
        "nan",
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(CellFault, match=r"is not an amount; write|is no measure; write"):
        read_claimed(text)


def test_a_row_is_read_whole_and_its_names_stay_as_they_are_written(tmp_path: Path) -> None:
    table = read(
        tmp_path,
        """
        # somebody's page
        Vendor,Model,Quality,Sound,Mode,Size,Video input,Length,Takes,USD per second,Total,Date,Page,Note
        Fal.AI,Kling 3.0,Std,yes,i2v,720p,no,5 s,3,0.126,$1.89,2026-11-20,a page,"old, but true"
        """,
    )
    assert table.warnings == []
    assert table.claims == [
        Claim(
            provider="Fal.AI",
            model="Kling 3.0",
            tier="Std",
            audio="yes",
            mode="i2v",
            resolution="720p",
            video_input=False,
            seconds=Decimal(5),
            count=3,
            price=Decimal("0.126"),
            per=Per.SECOND,
            total=Decimal("1.89"),
            unit="USD",
            on=date(2026, 11, 20),
            source="a page",
            note="old, but true",
            row=3,
        )
    ]


@pytest.mark.parametrize(
    ("cell", "unit", "per"),
    [
        ("$", "USD", None),
        ("usd", "USD", None),
        ("Dollars", "USD", None),
        ("USD/s", "USD", Per.SECOND),
        ("Credits per image", "credits", Per.IMAGE),
        ("kling-credit", "kling-credit", None),
    ],
)
def test_a_unit_is_read_forgivingly(tmp_path: Path, cell: str, unit: str, per: Per | None) -> None:
    (claim,) = read(tmp_path, f"model,price,currency\nv3,0.112,{cell}\n").claims
    assert (claim.unit, claim.per) == (unit, per)


def test_an_empty_cell_leaves_the_question_open(tmp_path: Path) -> None:
    (claim,) = read(tmp_path, "model,tier,price,total,on\nv3,,0.112,,\n").claims
    assert claim == Claim(model="v3", price=Decimal("0.112"), row=2)


def test_all_faults_come_at_once_each_with_row_and_column(tmp_path: Path) -> None:
    found = faults(
        tmp_path,
        """
        model,video_input,duration_s,count,price,total,unit,per,on
        v3,maybe,0,2.5,free,-1,USD,parsec,soon
        v3,,,,0.112,0.56,,,,too,many
        v3,,5 minutes,many,0.112 USD,0.56 EUR,,,
        v3,,,,0.112/s,$0.56/s,,image,
        """,
    )
    assert found == [
        (2, "video_input", "bad-video-input"),
        (2, "duration_s", "bad-duration"),
        (2, "count", "bad-count"),
        (2, "price", "bad-amount"),
        (2, "total", "bad-amount"),
        (2, "per", "bad-per"),
        (2, "on", "bad-day"),
        (3, None, "too-many-cells"),
        (4, "duration_s", "bad-duration"),
        (4, "count", "bad-count"),
        (4, "unit", "contradiction"),
        (5, "total", "bad-total"),
        (5, "per", "contradiction"),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [(None, None, "empty-file")]),
        ("provider,tier\nfal,pro\n", [(1, "model", "missing-column"), (1, "price", "missing-column")]),
        ("model;price\nv3 0.112\n", [(1, None, "wrong-separator")]),
        ("```\nmodel,price\nv3,1\n```\n```\nmodel,price\nv3,1\n```\n", [(None, None, "several-tables")]),
        ('model,price\nv3,"1,2\n', [(2, None, "not-csv")]),
        ("model,price,rate\nv3,1,1\n", [(1, "rate", "duplicate-column")]),
    ],
)
def test_a_table_that_holds_no_claims_is_refused(
    tmp_path: Path, text: str, found: list[tuple[int | None, str | None, str]]
) -> None:
    assert faults(tmp_path, text) == found


def test_a_column_that_is_not_known_is_left_aside_with_a_warning(tmp_path: Path) -> None:
    table = read(tmp_path, "model,price,durration\nv3,0.112,5\n")
    assert table.claims[0].seconds is None
    assert [str(each).partition("claims.csv, ")[2] for each in table.warnings] == [
        "row 1, column durration: is not known and left aside; did you mean duration?"
    ]


def test_how_a_table_was_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_bytes("As found:\n\nmodel;price;note\nv3;0.112;été\n".encode("cp1252"))
    table = read_claims(path)
    assert [(claim.price, claim.note, claim.row) for claim in table.claims] == [(Decimal("0.112"), "été", 4)]
    assert [each.message for each in table.warnings] == [
        "the file is read as Windows-1252",
        "the cells are separated by semicolons",
        "lines around the table that are left out: 1",
    ]
    assert {each.code for each in table.warnings} == {"read-as"}


def test_a_table_that_is_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match=r"none\.csv: cannot be read: No such file"):
        read_claims(tmp_path / "none.csv")


def test_a_header_without_claims_is_a_warning(tmp_path: Path) -> None:
    table = read(tmp_path, "model,price\n")
    assert (table.claims, [each.code for each in table.warnings]) == ([], ["no-claims"])


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        (
            Claim(
                provider="fal", model="v3", tier="pro", audio="voice", seconds=Decimal(15), total=Decimal(2)
            ),
            "fal, v3 pro, audio voice, 15 s: 2 in all",
        ),
        (
            Claim(model="o3", video_input=True, count=3, price=Decimal("0.10"), per=Per.SECOND, unit="USD"),
            "anywhere, o3, from a video, 3 of them: 0.10 USD/s",
        ),
        (Claim(model="", provider="fal"), "fal: no amount"),
    ],
)
def test_a_claim_is_written_as_it_was_made(claim: Claim, text: str) -> None:
    assert claim_text(claim) == text


@pytest.mark.parametrize(
    ("made", "price", "total", "slip"),
    [
        ("5 s", "0.112", "0.65", "5 x 0.112 is 0.56, not 0.65"),
        ("3 x 5 s", "0.112/s", "0.56", "3 x 5 x 0.112 is 1.68, not 0.56"),
        ("4 x", "10/image", "30", "4 x 10 is 40, not 30"),
        ("2 x 5 s", "0.35/clip", "0.75", "2 x 0.35 is 0.7, not 0.75"),
        ("5 s", "0.112/s", "0.56", ""),
        ("7 s", "0.07/block", "0.14", ""),  # two blocks of five seconds, perhaps
        ("5 s", "0.1125/s", "0.56", ""),  # 0.5625, rounded
        ("2 x 5 s", "0.35", "0.70", ""),  # may be the price of a clip
        ("2 x 5 s", "0.35", "3.50", ""),  # or of a second
        ("5 s", "0.112", "", ""),
    ],
)
def test_a_sum_that_is_wrong_in_itself_is_a_slip(made: str, price: str, total: str, slip: str) -> None:
    count, _, length = made.rpartition("x")
    said = read_claimed(price)
    claim = Claim(
        model="v3",
        price=said.number,
        per=said.per,
        seconds=Decimal(length.split()[0]) if length.strip() else None,
        count=int(count or 1),
        total=Decimal(total) if total else None,
    )
    assert slip_text(claim) == slip
