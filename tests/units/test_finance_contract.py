"""The finance CSV as a contract: its columns, its two dialects, its sums by group, its data package."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from kling_cost import MoneyRules
from kling_cost.accounts import Accounts
from kling_cost.compare import compare_plans
from kling_cost.datafiles import SourceFile
from kling_cost.estimate import (
    Estimate,
    Extra,
    GroupBy,
    estimate_columns,
    estimate_rows,
    groups_of,
)
from kling_cost.export.csv_dialects import Dialect
from kling_cost.export.datapackage import to_datapackage
from kling_cost.export.finance_contract import (
    FINANCE_COLUMNS,
    FINANCE_CONTRACT,
    Column,
    Type,
    columns_of_lines,
    group_columns,
)
from kling_cost.export.finance_csv import (
    texts_that_turn,
    to_finance_csv,
    to_groups_csv,
    wrote_finance_csv,
)
from kling_cost.ledger import LINE_COLUMNS, SHOT_COLUMNS
from kling_cost.money import CreditPrice, PaidWith

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost import Planner, Strategies
    from kling_cost.storyboard.shot import Storyboard

ON = date(2026, 11, 20)
CENTS = MoneyRules(credit_prices={"": CreditPrice(Decimal("0.0133"), "USD")})
FILM = """
    shot_id,scene,duration_s,mode,product,takes,priority,notes,=Rate
    007,Harbour; dusk,8,,,2,1,"a;=1+1","1,5"
    1-2,Market,5,video-edit,,1,,"says ""no"" twice",12
    3,Harbour; dusk,,,image,4,,=HYPERLINK(),
"""
TYPES: dict[Type, type | tuple[type, ...]] = {
    Type.STRING: str,
    Type.INTEGER: int,
    Type.NUMBER: Decimal,
    Type.DATE: date,
    Type.BOOLEAN: bool,
}


@pytest.fixture
def estimate(
    storyboard_of: Callable[[str], Storyboard], planner: Planner, strategies: Strategies
) -> Estimate:
    plan = planner.plan(storyboard_of(FILM), strategies["routed"], provider="pixverse", on=ON)
    return Estimate(
        entry=compare_plans([plan], CENTS).chosen,
        money=CENTS,
        extras=[Extra(name="Music", number=Decimal("0.5"), currency="USD")],
        contingency=Decimal("0.1"),
        accounts=Accounts(default="0815"),
    )


def package_of(estimate: Estimate, dialect: Dialect, by: GroupBy | None = None) -> dict[str, Any]:
    return to_datapackage([estimate], csv_name="budget.csv", content=b"film", dialect=dialect, by=by)


def test_the_contract_has_the_columns_of_the_ledger_in_their_order() -> None:
    assert tuple(column.name for column in FINANCE_COLUMNS) == (*LINE_COLUMNS, *SHOT_COLUMNS)


@pytest.mark.parametrize("column", [*FINANCE_COLUMNS, *group_columns(GroupBy.SCENE)], ids=lambda c: c.name)
def test_every_column_says_what_it_means_with_an_example_that_keeps_to_it(column: Column) -> None:
    assert column.title
    assert column.description.endswith(".")
    assert not column.values or column.example in column.values
    if column.type in {Type.NUMBER, Type.INTEGER}:
        assert Decimal(column.example) >= (column.minimum or 0)
    if column.type is Type.DATE:
        date.fromisoformat(column.example)
    if column.type is Type.BOOLEAN:
        assert column.example in {"yes", "no"}


def test_every_cell_of_an_estimate_is_what_its_column_promises(estimate: Estimate) -> None:
    columns = columns_of_lines(estimate_columns(estimate))
    for row in estimate_rows(estimate):
        assert sorted(row) == sorted(column.name for column in columns)
        for column in columns:
            cell = row[column.name]
            assert cell not in {None, ""} or not column.required
            assert cell is None or isinstance(cell, TYPES[column.type])
            assert not column.values or cell is None or cell in column.values
            assert column.minimum is None or cell is None or cell >= column.minimum  # type: ignore[operator]


def test_a_column_of_the_storyboard_is_text_whatever_it_is_called(estimate: Estimate) -> None:
    own = columns_of_lines(estimate_columns(estimate))[-1]
    assert (own.name, own.title, own.type, own.values) == ("=Rate", "=Rate", Type.STRING, ())


def rows_of(text: str, separator: str) -> list[list[str]]:
    return [line.split(separator) for line in text.removeprefix("\ufeff").split("\r\n")]


def test_rfc_4180_has_commas_points_and_no_byte_order_mark(estimate: Estimate) -> None:
    text = to_finance_csv([estimate])
    assert text.startswith("kind,provider,strategy,on,")
    assert "\r\nshot,pixverse,routed,2026-11-20,,0815,007,Harbour; dusk,final,1,v3," in text
    assert ",560,pixverse-credit,7.45,USD," in text
    assert text.endswith(",Contingency,,,\r\n")
    assert text.count("\r\n") == text.count("\n") == 6


def test_excel_eu_has_semicolons_decimal_commas_and_a_byte_order_mark(estimate: Estimate) -> None:
    text = to_finance_csv([estimate], Dialect.EXCEL_EU)
    assert text.startswith("\ufeffkind;provider;strategy;on;")
    assert "\r\nshot;pixverse;routed;2026-11-20;;'0815;'007;\"Harbour; dusk\";final;1;v3;" in text
    assert ";560;pixverse-credit;7,45;USD;" in text
    assert ';"says ""no"" twice";12\r\n' in text


@pytest.mark.parametrize(("dialect", "own"), [(Dialect.RFC4180, '"1,5"'), (Dialect.EXCEL_EU, "'1,5")])
def test_a_text_that_would_run_is_inert_and_one_that_would_turn_is_in_excel_eu(
    estimate: Estimate, dialect: Dialect, own: str
) -> None:
    text = to_finance_csv([estimate], dialect)
    assert "'=HYPERLINK()" in text
    assert "a;'=1+1" in text
    assert f"{dialect.form.separator}'=Rate\r\n" in text
    assert f"{dialect.form.separator}{own}\r\n" in text


WHOLE = ["12", "-5", "0", "12A", "SH010", "1A", "4k", "720p", "Take 2", "Market", "May", "Set", "1,2,go", ""]
TURNED = ["007", "+5", "-0", "1.5", "1,5", "1.2.3", "3E5", "50%", "$5", "5 €", "1 1/2", "123456789012"]
DAYS = ["1-2", "1/2", "2026-01-02", "12:30", "1 A", "MAR1", "DEC 12", "2 May", "1. Mai", "3 août 2026"]
WORDS = ["TRUE", "falsch", "#N/A"]


@pytest.mark.parametrize("text", WHOLE)
def test_a_text_that_no_spreadsheet_turns_is_left_alone(text: str) -> None:
    assert [dialect.text(text) for dialect in Dialect] == [text, text]


@pytest.mark.parametrize("text", [*TURNED, *DAYS, *WORDS])
def test_excel_eu_keeps_a_text_that_a_spreadsheet_would_turn(text: str) -> None:
    assert Dialect.EXCEL_EU.text(text) == f"'{text}"
    assert Dialect.EXCEL_EU.read_text(f"'{text}") == text


def test_the_texts_that_a_spreadsheet_would_turn_can_be_named(estimate: Estimate) -> None:
    assert sorted(texts_that_turn([estimate, estimate])) == ["007", "0815", "1,5", "1-2"]


def test_numbers_are_read_back_in_the_spelling_of_their_dialect() -> None:
    assert Dialect.EXCEL_EU.read_number("0,084") == Dialect.RFC4180.read_number("0.084") == Decimal("0.084")
    assert Dialect.RFC4180.read_number("") is None


def test_sums_by_group_are_rows_and_what_has_no_price_is_not_nought(estimate: Estimate) -> None:
    text = to_groups_csv(groups_of(estimate, GroupBy.SCENE), GroupBy.SCENE)
    assert text.splitlines() == [
        "scene,kind,lines,unpriced,billed_s,amount,unit,money,currency,approximate,floor",
        "Harbour; dusk,shot,2,0,16,600,pixverse-credit,7.98,USD,yes,no",
        "Market,shot,0,1,0,,pixverse-credit,,USD,no,yes",
        "Music,extra,0,0,0,0.5,USD,0.5,USD,no,no",
        "Contingency,contingency,0,0,0,0.85,USD,0.85,USD,yes,yes",
    ]


def test_several_estimates_are_one_csv_under_one_header(estimate: Estimate) -> None:
    other = Estimate(entry=estimate.entry)
    one, two = (to_finance_csv([each]).split("\r\n", 1) for each in (estimate, other))
    assert to_finance_csv([estimate, other]) == f"{one[0]}\r\n{one[1]}{two[1]}"


def test_the_data_package_describes_the_file_and_names_every_source(estimate: Estimate) -> None:
    package = package_of(estimate, Dialect.EXCEL_EU)
    resource = package["resources"][0]
    assert (package["name"], package["title"]) == ("budget", "What storyboard.csv costs")
    assert (package["contract"], package["version"]) == (FINANCE_CONTRACT, "1.0.0")
    assert package["created"] == "2026-11-20T00:00:00Z"
    assert [source["path"] for source in package["sources"]] == ["https://vidmuse.ai/blog"]
    assert (resource["path"], resource["bytes"]) == ("budget.csv", 4)
    assert resource["hash"] == f"sha256:{hashlib.sha256(b'film').hexdigest()}"
    assert resource["dialect"]["delimiter"] == ";"
    assert str(estimate.entry.plan.storyboard.file) not in json.dumps(package)


def test_the_page_with_the_price_of_the_pack_that_pays_is_a_source_too(estimate: Estimate) -> None:
    page = SourceFile(title="Packs", link="https://example.com/packs", read_on=ON)
    said = SourceFile(title="A mail from sales", read_on=ON, note="Not on any page.")
    packages = []
    for source in (page, said):
        pack = PaidWith("pack", "pixverse-credit", CreditPrice(Decimal(1), "USD"), source=source)
        paid = replace(estimate, money=MoneyRules(paid_with={"pixverse": pack}))
        packages.append(package_of(paid, Dialect.RFC4180))
    assert [package["sources"][-1] for package in packages] == [
        {"title": "Packs", "path": "https://example.com/packs"},
        {"title": "A mail from sales"},
    ]


@pytest.mark.parametrize(("dialect", "sign"), [(Dialect.RFC4180, "."), (Dialect.EXCEL_EU, ",")])
def test_the_schema_has_the_fields_of_the_header_with_their_limits(
    estimate: Estimate, dialect: Dialect, sign: str
) -> None:
    schema = package_of(estimate, dialect)["resources"][0]["schema"]
    fields = {field["name"]: field for field in schema["fields"]}
    header = to_finance_csv([estimate], dialect).removeprefix("\ufeff").split("\r\n", maxsplit=1)[0]
    assert list(fields) == header.split(dialect.form.separator)
    assert {fields[name]["decimalChar"] for name in ("amount", "money", "clip_s")} == {sign}
    assert fields["kind"]["constraints"] == {"required": True, "enum": ["shot", "extra", "contingency"]}
    assert fields["amount"]["constraints"] == {"minimum": 0}
    assert (fields["shot_id"]["type"], fields["on"]["type"], fields["takes"]["type"]) == (
        "string",
        "date",
        "integer",
    )
    assert fields["video_input"]["trueValues"] == ["yes"]
    assert "primaryKey" not in schema


@pytest.mark.parametrize("by", list(GroupBy))
def test_the_data_package_of_sums_has_the_columns_of_sums(estimate: Estimate, by: GroupBy) -> None:
    package = package_of(estimate, Dialect.RFC4180, by)
    fields = [field["name"] for field in package["resources"][0]["schema"]["fields"]]
    assert fields == to_groups_csv([], by).removesuffix("\r\n").split(",")
    assert package["contract"] == "kling-cost/finance-groups/1"


@pytest.mark.parametrize("name", ["Budget für Mara.csv", "2026/…/Film_1.csv", "空.csv"])
def test_the_name_of_a_data_package_is_as_the_specification_wants_it(estimate: Estimate, name: str) -> None:
    package = to_datapackage([estimate], csv_name=name, content=b"", dialect=Dialect.RFC4180)
    assert set(package["name"]) <= set("abcdefghijklmnopqrstuvwxyz0123456789._-")
    assert package["name"]


FOREIGN = [
    "",
    "shot_id,duration_s\n1,5\n",
    "kind,provider\n",
    "\0",
    '"' + "x" * 200_000,
    "{}",
    "kind;lines\n",
]


@pytest.mark.parametrize("text", FOREIGN)
def test_what_we_did_not_write_is_not_taken_for_ours(text: str) -> None:
    assert not wrote_finance_csv(text)
