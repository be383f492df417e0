"""Laws of plans as tables: the frame and the finance CSV hold the same lines and sum up to the same total."""

from __future__ import annotations

import csv
import re
from datetime import date
from decimal import Decimal
from io import StringIO

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from kling_cost import (
    Line,
    Models,
    MoneyRules,
    Plan,
    Planner,
    PriceBook,
    Strategies,
    TakesRules,
    plan_frame,
)
from kling_cost.compare import PricedPlan, compare_plans
from kling_cost.estimate import Estimate
from kling_cost.export.finance_csv import to_finance_csv
from kling_cost.export.tabular import Table, inert, to_csv, to_markdown
from kling_cost.money import CreditPrice
from kling_cost.pricebook.sellers import sellers_of
from kling_cost.storyboard.shot import Storyboard
from kling_cost.testing import storyboards

BOOK, MODELS, TAKES = PriceBook(), Models(), TakesRules()
STRATEGIES = list(Strategies(models=MODELS))
MONEY = MoneyRules(credit_prices={"": CreditPrice(Decimal(10), "USD", Decimal(999))})
ON = date(2026, 11, 20)

SELLING = sorted({name for names in sellers_of(BOOK, ON).values() for name in names})
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)


@st.composite
def plans(draw: st.DrawFn) -> PricedPlan:
    planned = Planner(book=BOOK, models=MODELS, takes=TAKES).plan(
        draw(storyboards(most_shots=4)),
        draw(st.sampled_from(STRATEGIES)),
        provider=draw(st.sampled_from(SELLING)),
        on=ON,
    )
    return compare_plans([planned], MONEY if draw(st.booleans()) else MoneyRules()).chosen


def rows_of(entries: list[PricedPlan]) -> list[dict[str, str]]:
    return list(
        csv.DictReader(StringIO(to_finance_csv([Estimate(entry=entry) for entry in entries]), newline=""))
    )


def number(cell: str) -> Decimal | None:
    return Decimal(cell) if cell else None


def as_read(line: Line, plan: Plan) -> dict[str, str | Decimal | None]:
    """Say what finance must find in a line's row; numbers by value, words as they are."""
    video = line.clip.seconds is not None
    shot = next(shot for shot in plan.storyboard.shots if shot.shot_id == line.shot_id)
    return {
        "kind": "shot",
        "provider": plan.provider,
        "strategy": plan.strategy,
        "on": "2026-11-20",
        "project": shot.project,
        "account": shot.account,
        "shot_id": line.shot_id,
        "scene": line.scene,
        "stage": line.stage,
        "clip_no": str(line.clip_no),
        "model": line.clip.model,
        "mode": str(line.clip.mode),
        "tier": line.clip.tier or "",
        "audio": str(line.clip.audio) if video else "",
        "clip_s": line.clip.seconds,
        "takes": str(line.takes),
        "billed_s": line.billed_s,
        "quantity": line.quantity,
        "quantity_unit": str(line.rate.per),
        "unit_price": line.rate.amount,
        "amount": line.quantity * line.rate.amount,
        "unit": plan.unit,
        "rate_ref": line.rate.ref,
        "card": f"{plan.provider}/{plan.card}",
        "basis": str(line.rate.basis),
        "reason": "",
    }


NUMBERS = {"clip_s", "billed_s", "quantity", "unit_price", "amount"}


@given(plans())
def test_the_finance_csv_read_back_gives_the_same_lines(entry: PricedPlan) -> None:
    rows = rows_of([entry])
    for line, row in zip(entry.plan.lines, rows, strict=False):
        expected = as_read(line, entry.plan)
        found = {name: number(row[name]) if name in NUMBERS else row[name] for name in expected}
        assert found == expected


@given(plans())
def test_the_finance_csv_has_a_row_for_every_line_and_every_unpriced_stage_and_no_total(
    entry: PricedPlan,
) -> None:
    rows = rows_of([entry])
    unpriced = rows[len(entry.plan.lines) :]
    assert [(row["shot_id"], row["stage"], row["reason"]) for row in unpriced] == [
        (left.shot.shot_id, left.stage, left.reason) for left in entry.plan.unpriced
    ]
    assert all(row["amount"] == row["money"] == row["rate_ref"] == "" for row in unpriced)


@given(plans())
def test_the_amounts_and_the_money_of_the_finance_csv_sum_up_to_the_totals(entry: PricedPlan) -> None:
    rows = rows_of([entry])
    assert sum((Decimal(row["amount"] or 0) for row in rows), Decimal(0)) == entry.plan.total.number
    money = sum((Decimal(row["money"] or 0) for row in rows), Decimal(0))
    if entry.money is None:
        assert all(row["money"] == row["currency"] == "" for row in rows)
    else:
        assert money == entry.money.total.number
        assert {row["currency"] for row in rows} <= {entry.money.total.unit}


@given(plans())
def test_no_number_of_the_finance_csv_has_an_exponent_or_a_group(entry: PricedPlan) -> None:
    for row in rows_of([entry]):
        for name in (*NUMBERS, "money"):
            assert set(row[name]) <= set("0123456789.")


@given(st.lists(plans(), min_size=1, max_size=2))
def test_several_plans_in_one_csv_are_each_plan_one_after_another(entries: list[PricedPlan]) -> None:
    assert rows_of(entries) == [row for entry in entries for row in rows_of([entry])]


@given(plans())
def test_a_plan_frame_sums_up_to_the_total(entry: PricedPlan) -> None:
    frame = plan_frame(entry.plan, entry.money)
    assert frame["amount"].sum() == entry.plan.total.number
    assert frame["billed_s"].sum() == entry.plan.billed_s
    if entry.money is not None:
        assert frame["money"].sum() == entry.money.total.number


@given(plans())
def test_a_plan_frame_holds_the_rows_of_the_finance_csv(entry: PricedPlan) -> None:
    frame, rows = plan_frame(entry.plan, entry.money), rows_of([entry])
    assert len(frame) == len(rows)
    assert list(frame.columns) == (list(rows[0]) if rows else list(frame.columns))
    for name in NUMBERS:
        cells = [None if pd.isna(cell) else cell for cell in frame[name]]
        assert cells == [number(row[name]) for row in rows]
        assert all(cell is None or isinstance(cell, Decimal) for cell in cells)
    assert [None if pd.isna(cell) else str(cell) for cell in frame["takes"]] == [
        row["takes"] or None for row in rows
    ]


@given(st.lists(st.lists(texts, min_size=2, max_size=2), max_size=5))
def test_words_survive_the_csv_and_none_of_them_is_a_formula(rows: list[list[str]]) -> None:
    written = to_csv(Table(columns=["a", "b"], rows=rows))
    read = list(csv.reader(StringIO(written, newline="")))[1:]
    assert read == [[inert(cell) for cell in row] for row in rows]
    for cell in (cell for row in read for cell in row):
        assert not cell.startswith(("=", "+", "-", "@")) or re.fullmatch(r"[+-][0-9]+(\.[0-9]+)?", cell)


@given(st.lists(st.lists(texts, min_size=2, max_size=2), max_size=5))
def test_no_word_breaks_a_row_of_a_markdown_table(rows: list[list[str]]) -> None:
    lines = to_markdown(Table(columns=["a", "b"], rows=rows)).split("\n")
    assert len(lines) == 2 + len(rows) + 1
    for line in lines[:-1]:
        assert line.replace("\\\\", "").replace("\\|", "").count("|") == 3


def test_a_plan_of_nothing_is_an_empty_table_with_all_its_columns() -> None:
    nothing = Planner(book=BOOK, models=MODELS, takes=TAKES).plan(
        Storyboard(file="drawn.csv", shots=[]), STRATEGIES[0], provider="pixverse", on=ON
    )
    frame = plan_frame(nothing)
    assert len(frame) == 0
    assert to_finance_csv([Estimate(entry=PricedPlan(nothing, None))]) == ",".join(frame.columns) + "\r\n"
