"""The workbook read back cell by cell, without a spreadsheet: types, formulas, formats, names, print."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.worksheet.properties import PageSetupProperties

from kling_cost import MoneyRules
from kling_cost.accounts import Accounts
from kling_cost.errors import KlingCostError, Problem
from kling_cost.estimate import Extra
from kling_cost.export.workbook import is_as_written, to_workbook, wrote_workbook
from kling_cost.export.workbook.pages import Book, Cell
from kling_cost.export.workbook.sheets import Sheet
from kling_cost.export.workbook.sheets import opened as writing
from kling_cost.money import read_credit_price

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.cell.cell import Cell as Found
    from openpyxl.workbook import Workbook

    from kling_cost.dossier import Dossier

FILM = """
    shot_id,scene,description,duration_s,takes,accept,Camera
    1,Harbour,Dawn,6,4,,A
    2,Harbour,Ferry,5.5,,30%,B
    1e5,Market,A long walk,22,5,,A
"""
PACK = MoneyRules(credit_prices={"": read_credit_price("9.99 USD / 1500")})
# The smallest PNG: one white pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c63f80f00010101001bb6ee560000000049454e44ae426082"
)


def opened(dossier: Dossier, *, values: bool = False) -> Workbook:
    return load_workbook(BytesIO(to_workbook(dossier)), data_only=values)


def table(book: Workbook, name: str) -> list[dict[str, Found]]:
    """Give the cells of a table's rows, its sums last, by column."""
    sheet = next(each for each in book.worksheets if name in each.tables)
    left, top, right, bottom = range_boundaries(sheet.tables[name].ref)
    rows: Any = list(sheet.iter_rows(top, bottom, left, right))
    heads = [cell.value for cell in rows[0]]
    return [dict(zip(heads, row, strict=True)) for row in rows[1:]]


@pytest.fixture
def budget(dossier_of: Callable[..., Dossier]) -> Dossier:
    return dossier_of(
        FILM,
        money=PACK,
        extras=(Extra(name="Music", number=Decimal(500), currency="USD", account="5100"),),
        contingency=Decimal("0.1"),
        accounts=Accounts(default="4100"),
    )


def test_the_sheets_come_in_their_order(budget: Dossier) -> None:
    assert opened(budget).sheetnames == ["Summary", "Lines", "Rates", "Shots", "Assumptions"]


def test_lines_hold_numbers_and_formulas(budget: Dossier) -> None:
    rows, lines = table(opened(budget), "Lines"), budget.chosen.plan.lines
    values = table(opened(budget, values=True), "Lines")
    assert len(rows) == len(lines) + 1
    money = budget.chosen.money
    assert money is not None
    for row, value, line, share in zip(rows, values, lines, money.shares, strict=False):
        assert row["Shot"].value == line.shot_id
        assert row["Takes"].value == line.takes
        assert row["Rate"].value == line.rate.ref
        assert row["Quantity"].value == "=Lines[[#This Row],[Takes]]*Lines[[#This Row],[Units per take]]"
        assert row["Unit price"].value == (
            "=INDEX(Rates[Unit price],MATCH(Lines[[#This Row],[Rate]],Rates[Ref],0))"
        )
        assert row["Amount"].value == "=Lines[[#This Row],[Quantity]]*Lines[[#This Row],[Unit price]]"
        assert value["Quantity"].value == line.quantity
        assert value["Amount"].value == line.amount.number
        assert Decimal(repr(value["Money"].value)) == share
    assert rows[2]["Shot"].data_type == "s"
    assert rows[0]["Takes"].font.color.rgb == "FF0000FF"
    assert rows[0]["Takes"].fill.fgColor.rgb == "FFFFF8E1"
    assert rows[-1]["Amount"].value == "=SUBTOTAL(109,Lines[Amount])"


def test_an_approximate_price_is_marked_by_the_number_format(budget: Dossier) -> None:
    book = opened(budget)
    assert table(book, "Lines")[0]["Amount"].number_format == '"~ "#,##0'
    assert table(book, "Lines")[0]["Basis"].value == "~ approximate"
    sheet, cell = next(book.defined_names["Grand_total"].destinations)
    assert book[sheet][cell.replace("$", "")].number_format == '"~ "#,##0.00" USD"'


def test_a_shot_without_a_price_is_a_row_without_an_amount(dossier_of: Callable[..., Dossier]) -> None:
    film = "shot_id,duration_s,audio,takes\n1,6,,2\n2,5,voice,3"
    dossier = dossier_of(film, strategy="o3-pro-throughout")
    book = opened(dossier, values=True)
    row = table(book, "Lines")[1]
    assert (row["Shot"].value, row["Amount"].value, row["Takes"].value) == ("2", None, None)
    assert row["Basis"].value == "no price"
    assert row["Note"].value == dossier.chosen.plan.unpriced[0].reason
    assert table(book, "Shots")[1]["Amount"].value is None
    assert str(table(book, "Shots")[1]["Status"].value).startswith("no price - ")
    assert table(book, "Unpriced")[0]["Shot"].value == "2"
    said = [cell.value for row in book["Summary"].iter_rows() for cell in row]
    assert "1 of 2 shots priced: the total is a floor (>=)" in said


def test_rates_have_their_source_link_and_day(budget: Dossier) -> None:
    rows = table(opened(budget), "Rates")
    for row, rate in zip(rows, budget.chosen.plan.rates, strict=True):
        assert row["Ref"].value == rate.ref
        assert row["Unit price"].value == rate.amount
        assert row["Basis"].value == rate.basis.value
        assert row["Source"].value == rate.source.title
        assert row["Link"].hyperlink is not None
        assert row["Link"].hyperlink.target == rate.source.link
        day = row["Read on"].value
        assert isinstance(day, datetime)
        assert day.date() == rate.source.read_on
        assert row["Read on"].number_format == "yyyy-mm-dd"


def test_only_a_web_address_becomes_a_link() -> None:
    out = BytesIO()
    links = ["https://example.com", "javascript:alert(1)", "file:///etc/passwd", "internal:Lines!A1"]
    with writing(out) as workbook:
        page = Book(workbook, Sheet).page("Links")
        for row, link in enumerate([*links, "https://example.com/" + "x" * 3000]):
            page.put(row, 0, Cell(value=link, link=link))
    cells = [row[0] for row in load_workbook(out)["Links"].iter_rows()]
    assert [cell.hyperlink is not None for cell in cells] == [True, False, False, False, False]


def test_names_lead_to_what_may_be_edited(budget: Dossier) -> None:
    book = opened(budget, values=True)
    found = {}
    for name, defined in book.defined_names.items():
        ((sheet, cell),) = defined.destinations
        found[name] = book[sheet][cell.replace("$", "")].value
    assert found["Credit_price"] == 9.99
    assert found["Credits_bought"] == 1500
    assert found["Contingency"] == 0.1
    total = budget.estimate.total
    assert total is not None
    assert Decimal(repr(found["Grand_total"])) == total.number
    assert Decimal(repr(found["Shots_amount"])) == budget.chosen.plan.total.number


def test_pages_are_set_up_for_print(budget: Dossier) -> None:
    book = opened(budget)
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr == PageSetupProperties(fitToPage=True)
        assert sheet.page_setup.fitToWidth in {None, 1}  # one page wide, as many high as it takes
        assert sheet.page_setup.fitToHeight == (None if sheet.title == "Summary" else 0)
        assert sheet.print_area
        foot = sheet.oddFooter
        assert foot is not None
        assert (foot.left.text, foot.right.text) == ("storyboard.csv", "Page &P of &N")
    assert book["Lines"].freeze_panes == "C5"
    assert book["Lines"].print_title_rows == "$4:$4"
    assert book["Shots"].freeze_panes == "C5"
    assert book["Rates"].freeze_panes == "B5"


def test_columns_that_only_formulas_need_are_folded_away(budget: Dossier) -> None:
    lines = opened(budget)["Lines"]
    places = {cell.value: cell.column for cell in lines[4]}
    folded = {
        column
        for each in lines.column_dimensions.values()
        if each.hidden and each.outlineLevel == 1
        for column in range(each.min or 0, (each.max or 0) + 1)
    }
    assert {name for name, place in places.items() if place in folded} == {
        "Scene no",
        "Account no",
        "Whole",
        "Rank",
    }


def test_strategies_say_what_they_deliver_and_how_sure_they_are(budget: Dossier) -> None:
    rows = table(opened(budget), "Strategies")
    for row, entry in zip(rows, budget.comparison.ranked, strict=True):
        chosen, forecast = entry is budget.chosen, budget.forecast_of(entry)
        assert row["Strategy"].value == ("> " if chosen else "") + entry.plan.strategy
        assert row["Strategy"].font.b is chosen
        assert row["Total"].value == entry.plan.total.number
        sure, total = (0.5, 0.8, 0.95), entry.plan.total.number
        quantiles = [forecast.total.quantile(each) if forecast else total for each in sure]
        assert [row[name].value for name in ("P50", "P80", "P95")] == quantiles
        assert row["Shots priced"].value == f"{entry.plan.priced} of {entry.plan.shots}"


def test_assumptions_and_warnings_are_all_there(dossier_of: Callable[..., Dossier]) -> None:
    doubt = Problem(level="warning", code="x", message="=doubtful", file="film.csv", row=3)
    dossier = replace(dossier_of(FILM), warnings=[doubt], assumptions=["=1+1", "takes 3"])
    book = opened(dossier)
    assert [row["Assumption"].value for row in table(book, "Assumed")] == ["=1+1", "takes 3"]
    assert table(book, "Assumed")[0]["Assumption"].data_type == "s"
    (warning,) = table(book, "Warnings")
    assert [warning[name].value for name in ("Warning", "File", "Row")] == ["=doubtful", "film.csv", "3"]


def test_pictures_stand_on_the_summary(budget: Dossier) -> None:
    content = to_workbook(budget, pictures={"Strategies": PIXEL, "Odds": PIXEL})
    parts = ZipFile(BytesIO(content)).namelist()
    assert "xl/drawings/drawing1.xml" in parts
    assert any(part.startswith("xl/media/") for part in parts)
    said = [cell.value for row in load_workbook(BytesIO(content))["Summary"].iter_rows() for cell in row]
    assert {"Strategies", "Odds"} <= set(said)
    with pytest.raises(ValueError, match="picture 'Odds' is no PNG"):
        to_workbook(budget, pictures={"Odds": b"GIF89a"})


def test_our_own_workbook_is_known_again(budget: Dossier) -> None:
    content = to_workbook(budget)
    assert wrote_workbook(content)
    book, again = load_workbook(BytesIO(content)), BytesIO()
    assert book.properties.title == "The letter"
    assert book.properties.created == datetime(2026, 11, 20)  # noqa: DTZ001 - a day
    book.save(again)
    assert wrote_workbook(again.getvalue())
    assert is_as_written(content)
    assert not is_as_written(again.getvalue())
    book.properties.description = "mine"
    book.save(again := BytesIO())
    assert not wrote_workbook(again.getvalue())
    for other in (b"", b"PK\x03\x04", content[:1000], b"shot_id,duration_s\n1,5\n"):
        assert not wrote_workbook(other)
        assert not is_as_written(other)
    for place in (10, len(content) // 2, len(content) - 1):
        assert not is_as_written(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])


def test_the_same_dossier_gives_the_same_bytes(budget: Dossier) -> None:
    pictures = {"Strategies": PIXEL}
    assert to_workbook(budget, pictures=pictures) == to_workbook(budget, pictures=pictures)
    assert budget.on == date(2026, 11, 20)


def test_more_lines_than_a_sheet_has_rows_are_refused(
    budget: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kling_cost.export.workbook.writing.MOST_LINES", 3)
    with pytest.raises(KlingCostError, match="lines, but a workbook holds 3; write a CSV"):
        to_workbook(budget)
