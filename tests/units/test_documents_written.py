"""JSON documents and plain tables: every kind holds to its shipped schema, and all decimals are strings."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

import kling_cost.export.documents
from kling_cost import MoneyRules, quote_line
from kling_cost.compare import check_budget, compare_plans
from kling_cost.errors import Problem
from kling_cost.estimate import Estimate
from kling_cost.export.contract import DOCUMENTS, document_schema
from kling_cost.export.finance_csv import to_finance_csv
from kling_cost.export.tabular import Cell, Table, inert, to_csv, to_markdown
from kling_cost.export.to_documents import to_plan_document, to_price_document, to_problems_document
from kling_cost.export.to_table_documents import (
    to_card_document,
    to_rates_document,
    to_strategies_document,
)
from kling_cost.ledger import ledger_columns, ledger_rows
from kling_cost.money import CreditPrice

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kling_cost import Models, Planner, PriceBook, Strategies
    from kling_cost.storyboard.shot import Storyboard

ON = date(2026, 11, 20)
CENTS = MoneyRules(credit_prices={"": CreditPrice(Decimal("0.0133"), "USD")})
FILM = """
    shot_id,scene,duration_s,mode,product,takes,notes,amount
    1,Harbour,8,,,2,windy,5 people
    2,Market,5,video-edit,,1,=HYPERLINK(),
    3,Harbour,,,image,4,,
"""


def valid(document: Mapping[str, object], kind: str) -> dict[str, Any]:
    """Hold a document to its shipped schema and give it as JSON reads it back."""
    folder = Path(kling_cost.export.documents.__file__).parent / "schemas"
    schema = json.loads((folder / f"{kind}-1.schema.json").read_text(encoding="utf-8"))
    read: dict[str, Any] = json.loads(json.dumps(document))
    Draft202012Validator(schema).validate(read)
    assert read["schema"] == f"kling-cost/{kind}/1"
    assert not any(isinstance(value, float) for value in leaves(read))
    return read


def leaves(value: object) -> list[object]:
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return [leaf for part in inner for leaf in leaves(part)]
    return [value]


def test_a_price_is_a_document(book: PriceBook, models: Models) -> None:
    clip = models.clip(model="o3", tier="pro", audio="on", duration_s="10.0")
    line = quote_line(clip, book.rate_for(clip, "pixverse", ON), takes=10)
    document = valid(to_price_document(line, ON, CENTS.money_of([line.amount], line.amount.unit)), "price")
    assert document["clip"] == {
        "model": "o3",
        "product": "video",
        "mode": "text-to-video",
        "video_input": False,
        "tier": "pro",
        "resolution": "720p",
        "audio": "on",
        "duration_s": "10",
    }
    assert document["money"] == {"amount": "59.85", "currency": "USD"}
    assert [document[key] for key in ("quantity", "quantity_unit", "unit_price", "amount", "unit")] == [
        "100",
        "second",
        "45",
        "4500",
        "pixverse-credit",
    ]
    assert document["rate_ref"] == "pixverse/2026-02-05#o3-pro-on"
    assert document["basis"] == "approximate"


def test_the_price_of_an_image_has_neither_length_nor_audio(book: PriceBook, models: Models) -> None:
    clip = models.clip(model="o3", product="image", resolution="4k")
    document = valid(
        to_price_document(quote_line(clip, book.rate_for(clip, "pixverse", ON)), ON, None), "price"
    )
    assert [document["clip"][key] for key in ("duration_s", "audio", "tier", "resolution")] == [None] * 3 + [
        "4k"
    ]
    assert document["money"] is None
    assert document["quantity_unit"] == "image"


def test_plans_are_a_document(
    storyboard_of: Callable[[str], Storyboard], planner: Planner, strategies: Strategies
) -> None:
    board = storyboard_of(FILM)
    plans = [
        planner.plan(board, strategies[name], provider="pixverse", on=ON)
        for name in ("o3-pro-throughout", "v3-draft-o3-final")
    ]
    comparison = compare_plans(plans, CENTS)
    budget = check_budget(comparison.chosen, Decimal(1), "USD")
    document = valid(
        to_plan_document(comparison, on=ON, storyboard=board, budget=budget, assumptions=["one", "two"]),
        "plan",
    )
    assert document["storyboard"] == {"file": board.file, "shots": 3, "film_s": "13"}
    assert document["cheapest"] is None
    assert document["chosen"] == {"provider": "pixverse", "strategy": "v3-draft-o3-final"}
    assert document["budget"] == {"limit": "1", "unit": "USD", "over_by": "8.58"}
    assert document["assumptions"] == ["one", "two"]
    plan = document["plans"][0]
    assert plan["final"] == {"model": "o3", "tier": "pro", "audio": "on"}
    assert plan["total"] == {"amount": "720", "unit": "pixverse-credit"}
    assert plan["coverage"] == {"shots": 3, "priced": 2}
    assert [plan[key] for key in ("film_s", "fitted_s", "billed_s")] == ["8", "8", "24"]
    assert [line["amount"] for line in plan["lines"]] == ["320", "360", "40"]
    assert sum(Decimal(line["money"]) for line in plan["lines"]) == Decimal(plan["money"]["amount"])
    assert [(entry["shot_id"], entry["stage"]) for entry in plan["unpriced"]] == [
        ("2", "draft"),
        ("2", "final"),
    ]


def test_a_fully_priced_plan_without_money_or_budget_is_a_document(
    storyboard_of: Callable[[str], Storyboard], planner: Planner, strategies: Strategies
) -> None:
    board = storyboard_of("duration_s\n8\n")
    comparison = compare_plans([planner.plan(board, strategies["routed"], provider="fal", on=ON)], CENTS)
    document = valid(
        to_plan_document(comparison, on=ON, storyboard=board, budget=None, assumptions=[]), "plan"
    )
    assert document["cheapest"] == document["chosen"] == {"provider": "fal", "strategy": "routed"}
    assert document["budget"] is None


def test_problems_are_a_document() -> None:
    problem = Problem(level="warning", code="odd", message="is odd", file="film.csv", row=3, column="audio")
    document = valid(to_problems_document([problem]), "problems")
    assert document["problems"] == [
        {
            "level": "warning",
            "file": "film.csv",
            "row": 3,
            "column": "audio",
            "code": "odd",
            "message": "is odd",
        }
    ]


def test_strategies_are_a_document(strategies: Strategies) -> None:
    document = valid(to_strategies_document(strategies), "strategies")
    assert [entry["name"] for entry in document["strategies"]] == [known.name for known in strategies]
    assert document["strategies"][0]["stages"][0]["takes"] == "shot"
    assert document["strategies"][0]["stages"][1]["takes"] == "1"


def test_providers_with_their_cards_are_a_document(book: PriceBook) -> None:
    document = valid(to_rates_document(book), "rates")
    assert [entry["provider"] for entry in document["providers"]] == book.provider_ids
    fal = next(entry for entry in document["providers"] if entry["provider"] == "fal")
    assert [card["card"] for card in fal["cards"]] == [
        "2026-02-05",
        "2026-03-10",
        "2026-03-31",
        "2026-04-23",
        "2026-06-17",
    ]


def test_every_shipped_card_is_a_document_with_all_its_rates(book: PriceBook) -> None:
    for card in (card for name in book.provider_ids for card in book.provider(name).cards):
        document = valid(to_card_document(card, ON), "card")
        assert [rate["rate_ref"] for rate in document["rates"]] == [rate.ref for rate in card.rates]
        assert [Decimal(rate["amount"]) for rate in document["rates"]] == [rate.amount for rate in card.rates]


@pytest.mark.parametrize("kind", sorted(DOCUMENTS))
def test_a_document_may_hold_no_key_that_its_schema_does_not_name(kind: str) -> None:
    schema = document_schema(kind)
    assert schema["additionalProperties"] is False
    assert all(part["additionalProperties"] is False for part in schema.get("$defs", {}).values())


def test_the_finance_csv_keeps_the_storyboards_own_columns_apart(
    storyboard_of: Callable[[str], Storyboard], planner: Planner, strategies: Strategies
) -> None:
    plan = planner.plan(storyboard_of(FILM), strategies["routed"], provider="pixverse", on=ON)
    columns = ledger_columns(plan)
    assert columns[-4:] == ["description", "priority", "notes", "storyboard_amount"]
    rows = list(ledger_rows(plan, None))
    assert [row["storyboard_amount"] for row in rows] == ["5 people", "", ""]
    assert rows[0]["amount"] == 560
    assert [row["notes"] for row in rows] == ["windy", "", "=HYPERLINK()"]
    assert "'=HYPERLINK()" in to_finance_csv([Estimate(entry=compare_plans([plan], MoneyRules()).chosen)])


def test_own_columns_that_would_share_a_name_are_kept_apart(
    storyboard_of: Callable[[str], Storyboard], planner: Planner, strategies: Strategies
) -> None:
    board = storyboard_of("duration_s,takes,amount,storyboard_amount\n8,1,first,second\n")
    plan = planner.plan(board, strategies["routed"], provider="pixverse", on=ON)
    columns = ledger_columns(plan)
    assert len(set(columns)) == len(columns)
    (row,) = ledger_rows(plan, None)
    assert [row[column] for column in columns[-2:]] == ["first", "second"]


def test_of_two_rows_with_one_id_each_line_has_the_words_of_its_own_row(
    storyboard_of: Callable[[str], Storyboard], planner: Planner, strategies: Strategies
) -> None:
    board = storyboard_of("shot_id,duration_s,takes,notes\n7,8,1,one\n7,9,1,two\n")
    plan = planner.plan(board, strategies["v3-draft-o3-final"], provider="pixverse", on=ON)
    assert [(row["stage"], row["clip_s"], row["notes"]) for row in ledger_rows(plan, None)] == [
        ("draft", 8, "one"),
        ("final", 8, "one"),
        ("draft", 9, "two"),
        ("final", 9, "two"),
    ]


def test_a_signed_number_in_a_text_stays_a_number() -> None:
    assert [inert(text) for text in ("-5", "+1.5", "-5 dB", "-", "+1+1")] == [
        "-5",
        "+1.5",
        "'-5 dB",
        "'-",
        "'+1+1",
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_text_that_a_spreadsheet_would_run_is_made_inert(start: str) -> None:
    assert inert(f"{start}1+1") == f"'{start}1+1"
    assert inert(f"1{start}1") == f"1{start}1"


def test_a_csv_has_plain_numbers_iso_dates_and_nothing_for_none() -> None:
    row: list[Cell] = [
        Decimal("1E+3"),
        Decimal("0.50"),
        7,
        True,
        False,
        None,
        date(2026, 3, 10),
        'say "hi", twice',
    ]
    table = Table(columns=[f"c{n}" for n in range(len(row))], rows=[row])
    assert to_csv(table) == (
        'c0,c1,c2,c3,c4,c5,c6,c7\r\n1000,0.5,7,yes,no,,2026-03-10,"say ""hi"", twice"\r\n'
    )


def test_a_markdown_table_has_grouped_numbers_to_the_right() -> None:
    table = Table(
        columns=["shot", "credits", "ok"],
        rows=[["a|b\n*c*", Decimal("2450.5"), True], [None, 1000, False], [date(2026, 3, 10), None, None]],
        numbers=frozenset({"credits"}),
    )
    assert to_markdown(table) == (
        "| shot | credits | ok |\n|---|---:|---|\n"
        "| a\\|b \\*c\\* | 2,450.5 | yes |\n|  | 1,000 | no |\n| 2026-03-10 |  |  |\n"
    )


def test_a_column_goes_where_no_row_says_anything_but_for_those_to_keep() -> None:
    rows: list[list[Cell]] = [["a", None, 0, ""], ["", "", None, None]]
    table = Table(columns=["text", "kept", "nought", "nothing"], rows=rows, numbers=frozenset({"nought"}))
    used = table.without_empty(keep={"kept"})
    assert (used.columns, used.rows) == (["text", "kept", "nought"], [["a", None, 0], ["", "", None]])
    assert used.numbers == {"nought"}
    assert Table(columns=["text"], rows=[]).without_empty().columns == []
