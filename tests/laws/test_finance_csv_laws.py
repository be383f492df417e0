"""Laws of the finance CSV in every dialect: what is read back is what was written, and no text of it runs."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from time import process_time
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kling_cost import Models, MoneyRules, Planner, PriceBook, Strategies, TakesRules
from kling_cost.accounts import Accounts
from kling_cost.compare import compare_plans
from kling_cost.estimate import (
    Estimate,
    Extra,
    GroupBy,
    estimate_columns,
    estimate_rows,
    groups_of,
)
from kling_cost.export.csv_dialects import Dialect
from kling_cost.export.finance_contract import Column, Type, columns_of_lines, group_columns
from kling_cost.export.finance_csv import to_finance_csv, to_groups_csv, wrote_finance_csv
from kling_cost.export.spreadsheet_texts import as_it_was, kept
from kling_cost.money import CreditPrice
from kling_cost.pricebook.sellers import sellers_of
from kling_cost.testing import storyboards

if TYPE_CHECKING:
    from kling_cost.export.tabular import Cell

BOOK, MODELS, TAKES = PriceBook(), Models(), TakesRules()
STRATEGIES = list(Strategies(models=MODELS))
PLANNER = Planner(book=BOOK, models=MODELS, takes=TAKES)
MONEY = MoneyRules(credit_prices={"": CreditPrice(Decimal(10), "USD", Decimal(999))})
ON = date(2026, 11, 20)
SELLING = sorted({name for names in sellers_of(BOOK, ON).values() for name in names})

RISKY = [
    "=1+1",
    "'=1+1",
    "''=1",
    "a;=1",
    "a,=1",
    "a\n=1",
    'a;"=1',
    "007",
    "'007",
    "1-2",
    "'1-2",
    "2026-01-02",
]
LOOKALIKES = [
    "1,5",
    "1.5",
    "3E5",
    "1/2",
    "12:30",
    "50%",
    "MAR1",
    "2 May",
    "TRUE",
    "#N/A",
    "-3",
    "-3.5",
    "+1",
    "12",
]
signs = st.text("=+-@'\";,|\t\r\n 01.5aE/é镜\uff1d", max_size=10)
texts = st.sampled_from([*RISKY, *LOOKALIKES]) | signs | st.text(st.characters(codec="utf-8"), max_size=8)
cells = texts.map(lambda text: text.replace("\0", ""))  # no reader of a CSV lets NUL through
dialects = st.sampled_from(list(Dialect))


@st.composite
def estimates(draw: st.DrawFn) -> Estimate:
    """Draw a priced plan of shots with any texts, with extras, a contingency and accounts or without."""
    board = draw(storyboards(most_shots=3))
    own = draw(st.lists(cells.filter(str.strip), max_size=2, unique=True))
    shots = [
        replace(
            shot,
            shot_id=draw(cells),
            scene=draw(cells),
            description=draw(cells),
            notes=draw(cells),
            account=draw(cells),
            project=draw(cells),
            extra={name: draw(cells) for name in own},
            priority=draw(st.none() | st.integers(0, 9)),
        )
        for shot in board.shots
    ]
    board = replace(board, shots=shots, extra_columns=own)
    strategy, provider = draw(st.sampled_from(STRATEGIES)), draw(st.sampled_from(SELLING))
    money = MONEY if draw(st.booleans()) else MoneyRules()
    plan = PLANNER.plan(board, strategy, provider=provider, on=ON)
    extra = Extra(name=draw(cells), number=Decimal("12.50"), currency="USD", account=draw(cells))
    return Estimate(
        entry=compare_plans([plan], money).chosen,
        money=money,
        extras=draw(st.sampled_from([[], [extra]])),
        contingency=draw(st.sampled_from([Decimal(0), Decimal("0.1")])),
        accounts=Accounts(default=draw(cells), project=draw(cells)),
    )


def with_pandas(text: str, dialect: Dialect) -> list[dict[str, str]]:
    """Read a CSV as somebody with pandas would: every cell as a text."""
    frame = pd.read_csv(
        BytesIO(text.encode()),
        sep=dialect.form.separator,
        dtype=str,
        keep_default_na=False,
        encoding="utf-8-sig",
    )
    return [{str(name): cell for name, cell in row.items()} for row in frame.to_dict("records")]


def as_meant(cell: str, column: Column, dialect: Dialect) -> Cell:
    """Give what a cell means, by what is documented of its column; nothing is an empty text."""
    if column.type is Type.STRING or not cell:
        return dialect.read_text(cell)
    if column.type is Type.NUMBER:
        return dialect.read_number(cell)
    if column.type is Type.BOOLEAN:
        return {"yes": True, "no": False}[cell]
    return int(cell) if column.type is Type.INTEGER else date.fromisoformat(cell)


@given(estimates(), dialects)
def test_pandas_reads_the_rows_of_an_estimate_back_cell_by_cell(estimate: Estimate, dialect: Dialect) -> None:
    columns = columns_of_lines(estimate_columns(estimate))
    found = [
        {column.name: as_meant(row[dialect.text(column.name)], column, dialect) for column in columns}
        for row in with_pandas(to_finance_csv([estimate], dialect), dialect)
    ]
    assert found == [
        {name: "" if cell is None else cell for name, cell in row.items()} for row in estimate_rows(estimate)
    ]


@given(estimates(), dialects, st.sampled_from(list(GroupBy)))
def test_pandas_reads_the_sums_by_group_back(estimate: Estimate, dialect: Dialect, by: GroupBy) -> None:
    groups = groups_of(estimate, by)
    rows = with_pandas(to_groups_csv(groups, by, dialect), dialect)
    assert [as_meant(row[by.value], group_columns(by)[0], dialect) for row in rows] == [
        group.name for group in groups
    ]
    for row, group in zip(rows, groups, strict=True):
        assert (dialect.read_number(row["amount"]) or 0) == group.amount.number
        assert (dialect.read_number(row["money"]) or 0) == (group.money.number if group.money else 0)
        assert (row["lines"], row["unpriced"]) == (str(group.lines), str(group.unpriced))
        assert (row["floor"] == "yes", row["approximate"] == "yes") == (group.floor, group.approximate)


@given(estimates(), dialects)
def test_the_money_of_every_currency_adds_up_to_its_total(estimate: Estimate, dialect: Dialect) -> None:
    sums: dict[str, Decimal] = {}
    for row in with_pandas(to_finance_csv([estimate], dialect), dialect):
        told = (row["money"], row["currency"]) if row["currency"] else (row["amount"], row["unit"])
        sums[told[1]] = sums.get(told[1], Decimal(0)) + (dialect.read_number(told[0]) or 0)
    assert {unit: number for unit, number in sums.items() if number} == {
        amount.unit: amount.number for amount in estimate.totals if amount.number
    }


@given(estimates(), dialects, st.sampled_from(list(GroupBy)))
def test_our_own_csv_is_known_by_its_header(estimate: Estimate, dialect: Dialect, by: GroupBy) -> None:
    assert wrote_finance_csv(to_finance_csv([estimate], dialect))
    assert wrote_finance_csv(to_groups_csv(groups_of(estimate, by), by, dialect))


@given(texts)
def test_another_csv_is_not_taken_for_ours(text: str) -> None:
    assert not wrote_finance_csv(text)


@given(text=texts, turns=st.booleans())
@example(text="'=1", turns=False)
@example(text="1,-5", turns=True)
def test_a_text_comes_back_as_it_was(text: str, *, turns: bool) -> None:
    assert as_it_was(kept(text, turns=turns), turns=turns) == text


@given(one=texts, other=texts, turns=st.booleans())
def test_no_two_texts_are_written_alike(one: str, other: str, *, turns: bool) -> None:
    assert (kept(one, turns=turns) == kept(other, turns=turns)) == (one == other)


@given(st.lists(texts, min_size=1, max_size=3), st.sampled_from(",;\t|"), st.sampled_from(",;\t|"))
def test_no_text_runs_even_where_a_spreadsheet_is_set_to_another_separator(
    words: list[str], written: str, read: str
) -> None:
    out = StringIO(newline="")
    csv.writer(out, delimiter=written).writerow(["first", *(kept(word, turns=True) for word in words)])
    for row in csv.reader(StringIO(out.getvalue().replace("\0", ""), newline=""), delimiter=read):
        for cell in row:
            assert not cell.strip(' \t\r\n"').startswith(("=", "+", "@", "\uff1d")), row
            assert not cell.startswith("-") or cell.lstrip("-").isdecimal(), row


@pytest.mark.parametrize("sign", [*"1'\t\n ,;=-.", "1.", "1-", "1 ", ",=", "\t=", "1,", "2 May "])
def test_no_text_takes_long(sign: str) -> None:
    text = sign * 100_000 + "x"
    started = process_time()
    assert as_it_was(kept(text, turns=True), turns=True) == text
    assert process_time() - started < 1
