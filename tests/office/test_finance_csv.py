"""The finance CSV opened in LibreOffice: numbers are numbers, days are days, nothing runs, and it adds up."""

from __future__ import annotations

import csv
import re
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from kling_cost.export.csv_dialects import Dialect
from kling_cost.export.finance_contract import Column, Type, columns_of_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.libreoffice

ON = ("--on", "2026-11-20")
PACK = ("--credit-price", "10 USD / 999")
HOSTILE = """\
shot_id,scene,description,duration_s,takes,notes,=Variance
007,"Harbour; ""at"" dusk",=1+1,8,2,"line one
=HYPERLINK(""http://example.com"")",-3
1-2,"a,b;c",+49 30,7.2,3,"x;=1+1","1,5"
2026-01-02,'=quoted,@SUM(1),22,1,-1+cmd|' /C calc'!A0,2.5
3E5,é 镜头,"a|=1",5,4,TRUE,50%
12,1/2,MAR1,5,1,"1,234",-3.5
"""
CHINESE = "shot_id,scene,duration_s,mode,takes\n1,海边,8,,3\n2,海边,7.5,image-to-video,2\n3,屋上,22,,7\n"
UNPRICED = "shot_id,scene,duration_s,mode,takes\n1,A,8,,3\n2,A,5,video-edit,2\n3,B,22,,4\n"
FILMS = {
    "hostile": (HOSTILE, (*PACK, "--extra", "Music=500.10 USD", "--contingency", "10%")),
    "chinese": (CHINESE, ("--provider", "kling-api-cn")),
    "unpriced": (UNPRICED, PACK),
}


class Opened:
    """A storyboard's finance CSV: as it was written, as LibreOffice opened it, and what the terminal says."""

    def __init__(
        self, written: list[list[str]], opened: list[list[Any]], said: str, dialect: Dialect
    ) -> None:
        self.columns = columns_of_lines([dialect.read_text(name) for name in written[0]])
        self.head, self.written, self.opened = opened[0], written[1:], opened[1:]
        self.said, self.dialect = said, dialect

    def cells(self, *types: Type) -> Iterator[tuple[Column, str, Any]]:
        """Give each cell that is not empty: its column, how it was written, what LibreOffice made of it."""
        for written, opened in zip(self.written, self.opened, strict=True):
            for column, text, value in zip(self.columns, written, opened, strict=True):
                if text and column.type in types:
                    yield column, text, value

    def sums(self, number: str, unit: str) -> dict[str, Decimal]:
        """Add a column of numbers up as a spreadsheet would, by the column of their unit."""
        names = [column.name for column in self.columns]
        sums: dict[str, Decimal] = {}
        for row in self.opened:
            cell = row[names.index(number)]
            if cell is not None:
                key = row[names.index(unit)]
                sums[key] = sums.get(key, Decimal(0)) + Decimal(str(cell))
        return sums


@pytest.fixture(scope="module")
def _opened() -> dict[tuple[str, Dialect], Opened]:
    return {}


@pytest.fixture(params=[(film, dialect) for film in FILMS for dialect in Dialect], ids="-".join)
def film(
    request: pytest.FixtureRequest,
    office: Any,  # noqa: ANN401 - conftest's Office; test files are no package to import it from
    kling_cost: Callable[..., Any],
    tmp_path: Path,
    _opened: dict[tuple[str, Dialect], Opened],
) -> Opened:
    """Plan a storyboard in a dialect and open the result; once, whatever number of tests look at it."""
    if request.param not in _opened:
        name, dialect = request.param
        text, options = FILMS[name]
        (tmp_path / "film.csv").write_text(text, encoding="utf-8")
        plan = ("plan", "film.csv", *ON, "--strategy", "routed", *options)
        said = kling_cost(*plan)
        done = kling_cost(*plan, "--csv-dialect", dialect.value, "-o", "lines.csv")
        assert (said.code, done.code) == ((3, 3) if name == "unpriced" else (0, 0))
        with (tmp_path / "lines.csv").open(encoding="utf-8-sig", newline="") as file:
            written = list(csv.reader(file, delimiter=dialect.form.separator))
        opened = office.opened_csv(
            tmp_path / "lines.csv",
            separator=dialect.form.separator,
            decimal_comma=dialect is Dialect.EXCEL_EU,
        )
        _opened[request.param] = Opened(written, opened, said.out, dialect)
    return _opened[request.param]


def stated(said: str, head: str) -> dict[str, Decimal]:
    """Give the amounts in a line of the terminal by their unit: ``Total  ~ 3,920 credits = ~ 39.24 USD``."""
    line = next(line for line in said.splitlines() if line.startswith(head))
    return {
        unit: Decimal(number.replace(",", ""))
        for number, unit in re.findall(r"([\d,]+(?:\.\d+)?) (credits|[A-Z]{3})", line)
    }


def to_the_cent(number: Decimal) -> Decimal:
    return number.quantize(Decimal("0.01"))


def test_numbers_are_numbers(film: Opened) -> None:
    found = list(film.cells(Type.NUMBER, Type.INTEGER))
    assert len(found) > 20
    for column, text, value in found:
        assert isinstance(value, int | float), column.name
        assert Decimal(str(value)) == film.dialect.read_number(text)


def test_days_are_days(film: Opened) -> None:
    days = [value for _, _, value in film.cells(Type.DATE)]
    assert days == [datetime(2026, 11, 20)] * len(film.written)  # noqa: DTZ001 - a cell has no time zone


def test_no_cell_runs(film: Opened) -> None:
    cells = [*film.head, *(cell for row in film.opened for cell in row)]
    assert "Formula" not in {type(cell).__name__ for cell in cells}


def test_the_header_is_that_of_the_contract(film: Opened) -> None:
    assert film.head == [film.dialect.text(column.name) for column in film.columns]


def test_excel_eu_keeps_every_text_and_rfc_4180_every_text_that_looks_like_nothing_else(film: Opened) -> None:
    for column, text, value in film.cells(Type.STRING):
        if film.dialect is Dialect.EXCEL_EU or Dialect.EXCEL_EU.text(film.dialect.read_text(text)) == text:
            assert str(value) == text, column.name


def test_the_amounts_add_up_to_what_the_terminal_says(film: Opened) -> None:
    shots = stated(film.said, "Shots" if "\nShots" in film.said else "Total")
    sums = film.sums("amount", "unit")
    unit = next(iter(sums))
    assert to_the_cent(sums[unit]) == shots["credits" if unit == "pixverse-credit" else unit] > 0


def test_the_money_adds_up_to_the_cent_to_what_the_terminal_says(film: Opened) -> None:
    total = {unit: number for unit, number in stated(film.said, "Total").items() if unit != "credits"}
    assert film.sums("money", "currency") == total


def test_a_shot_without_a_price_has_an_empty_amount_and_its_reason(film: Opened) -> None:
    names = [column.name for column in film.columns]
    amount, reason = names.index("amount"), names.index("reason")
    unpriced = [row for row in film.opened if row[reason]]
    assert all((row[amount] is None) == bool(row[reason]) for row in film.opened)
    assert len(unpriced) == int("without a price" in film.said.lower())


@pytest.mark.parametrize("dialect", list(Dialect))
def test_no_cell_runs_where_a_spreadsheet_is_set_to_another_separator(
    office: Any,  # noqa: ANN401 - as above
    kling_cost: Callable[..., Any],
    tmp_path: Path,
    dialect: Dialect,
) -> None:
    (tmp_path / "film.csv").write_text(HOSTILE, encoding="utf-8")
    done = kling_cost("plan", "film.csv", *ON, "--csv-dialect", dialect.value, "-o", "lines.csv")
    opened = office.opened_csv(
        tmp_path / "lines.csv", separator=";" if dialect.form.separator == "," else ","
    )
    assert (done.code, len(opened) > 5) == (0, True)
    assert "Formula" not in {type(cell).__name__ for row in opened for cell in row}
