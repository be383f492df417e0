"""The budget on the sheet Summary: shots, extras, contingency and total, with the prices that they hang on.

What does not convert into one currency has a sum of its own; units are never added to each other.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from kling_cost.amounts import ZERO, Amount, counted
from kling_cost.currencies import decimals_of, is_currency
from kling_cost.estimate.estimate import ItemKind
from kling_cost.export.workbook.looks import (
    FAINT,
    HEADING,
    INPUT_FILL,
    INPUT_INK,
    NOTE,
    PERCENT,
    SUM,
    TABLE_HEAD,
    Look,
    amounts,
    exponent_of,
    places_of,
)
from kling_cost.export.workbook.pages import Cell, place, text
from kling_cost.export.workbook.terms import (
    CONTINGENCY,
    CREDIT_PRICE,
    CREDITS_BOUGHT,
    GRAND_TOTAL,
    SHOTS_AMOUNT,
    SHOTS_TOTAL,
    rate_name,
    share_of,
    terms_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from kling_cost.estimate import Item
    from kling_cost.export.workbook.facts import Facts
    from kling_cost.export.workbook.pages import Page
    from kling_cost.export.workbook.terms import Terms

NAME, ACCOUNT, AMOUNT, COMES_TO, REMARK = 0, 1, 2, 3, 4
"""The columns of the sheet Summary that the budget stands in."""
SHEET = "Summary"
_ROW = Look(rule="below", align="left", indent=1)
_RIGHT = Look(rule="below", align="right")
_INPUT = replace(_RIGHT, ink=INPUT_INK, fill=INPUT_FILL)
_REMARK = replace(NOTE, rule="below", align="left", indent=1, wrap=True)


@dataclass(slots=True)
class Budget:
    """Writes the budget and remembers where each item stands, for sums by account."""

    page: Page
    facts: Facts
    places: list[tuple[Item, str]] = field(default_factory=list)
    """The items, each with the place of what it comes to."""

    def put(self, row: int) -> int:
        """Write the budget from a row on; gives the row after it."""
        facts, page = self.facts, self.page
        page.put(row, NAME, text("Budget", HEADING))
        heads = ("Item", "Account" if facts.accounts else "", "Amount", "Comes to", "")
        for column, head in enumerate(heads):
            align = "right" if head in {"Amount", "Comes to"} else "left"
            page.put(
                row + 1, column, text(head, replace(TABLE_HEAD, align=align, indent=int(align == "left")))
            )
        row += 2
        for total in facts.estimate.totals:
            row = self._of_unit(row, total)
        return self._put_prices(row)

    def _of_unit(self, row: int, total: Amount) -> int:
        facts, first = self.facts, row
        if total.unit == facts.estimate.shots.unit:
            self._put_shots(row)
            row += 1
        for item in (each for each in facts.estimate.items if each.shown.unit == total.unit):
            self._put_item(row, item, first)
            row += 1
        return self._put_total(row, first, total)

    def _put_shots(self, row: int) -> None:
        facts, page, plan = self.facts, self.page, self.facts.plan
        shots = facts.estimate.shots
        lines = counted(plan.breakdown.line_count, "line")
        amount = replace(_RIGHT, number=facts.number_format(plan.unit, exact=True))
        page.put(row, NAME, text("Shots", _ROW))
        page.put(row, ACCOUNT, Cell(look=_ROW))
        page.put(row, AMOUNT, Cell(value=plan.total.number, formula="=SUM(Lines[Amount])", look=amount))
        formula = facts.terms.total() if facts.terms else f"={SHOTS_AMOUNT}"
        comes = replace(_RIGHT, number=facts.number_format(shots.unit))
        page.put(row, COMES_TO, Cell(value=shots.number, formula=formula, look=comes))
        page.put(row, REMARK, text(lines, _REMARK))
        page.book.name(SHOTS_AMOUNT, SHEET, row, AMOUNT)
        page.book.name(SHOTS_TOTAL, SHEET, row, COMES_TO)

    def _put_item(self, row: int, item: Item, first: int) -> None:
        page, shown = self.page, item.shown
        share = item.kind is ItemKind.CONTINGENCY
        page.put(row, NAME, text(item.name, _ROW))
        page.put(row, ACCOUNT, text(item.account, _ROW))
        page.put(row, REMARK, text("of shots and extras" if share else item.note, _REMARK))
        if item.kind is ItemKind.CONTINGENCY:
            self._put_share(row)
            base = f"SUM({place(first, COMES_TO)}:{place(row - 1, COMES_TO)})"
            formula = share_of(base, decimals_of(shown.unit) if is_currency(shown.unit) else None)
        else:
            number = amounts(
                places_of([item.amount.number], item.amount.unit), unit=self.facts.unit_of(item.amount.unit)
            )
            page.put(row, AMOUNT, Cell(value=item.amount.number, look=replace(_INPUT, number=number)))
            formula = self._told(item, place(row, AMOUNT))
        look = replace(_RIGHT, number=self._format_of(item))
        page.put(row, COMES_TO, Cell(value=shown.number, formula=formula, look=look))
        self.places.append((item, place(row, COMES_TO, fixed=True)))

    def _format_of(self, item: Item) -> str:
        """Give the number format of what an item comes to."""
        facts, shown = self.facts, item.shown
        return amounts(
            places_of([shown.number], shown.unit),
            unit=facts.unit_of(shown.unit),
            approximate=item.approximate,
            floor=item.floor,
        )

    def _put_share(self, row: int) -> None:
        """Write the share once; where units differ, the others follow it."""
        first = not any(item.kind is ItemKind.CONTINGENCY for item, _ in self.places)
        look = replace(_INPUT if first else _RIGHT, number=PERCENT)
        formula = "" if first else f"={CONTINGENCY}"
        self.page.put(row, AMOUNT, Cell(value=self.facts.estimate.contingency, formula=formula, look=look))
        if first:
            self.page.book.name(CONTINGENCY, SHEET, row, AMOUNT)
            rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
            self.page.sheet.data_validation(row, AMOUNT, row, AMOUNT, rule)

    def _told(self, item: Item, amount: str) -> str:
        terms = _terms_of(item, self.facts)
        return "=" + (terms.money(amount) if terms else amount)

    def _put_total(self, row: int, first: int, total: Amount) -> int:
        page, unit = self.page, total.unit
        ours = unit == self.facts.estimate.shots.unit
        number = (
            self.facts.number_format(unit, least=places_of([total.number], total.unit))
            if ours
            else amounts(places_of([total.number], total.unit), unit=self.facts.unit_of(unit))
        )
        look = replace(SUM, number=number, align="right", size=11)
        sums = f"=SUM({place(first, COMES_TO)}:{place(row - 1, COMES_TO)})"
        page.put_all(
            row,
            NAME,
            text("Total", replace(SUM, size=11, align="left", indent=1)),
            Cell(look=SUM),
            Cell(look=SUM),
        )
        page.put(row, COMES_TO, Cell(value=total.number, formula=sums, look=look))
        page.put(row, REMARK, Cell(look=SUM))
        page.book.name(total_name(self.facts, unit), SHEET, row, COMES_TO)
        plain = replace(look, bold=False, rule="", ink=FAINT, size=9)
        said = text("as planned, before any edit", replace(NOTE, align="left", indent=1))
        page.put_all(row + 1, NAME, said, Cell(), Cell(), Cell(value=total.number, look=plain))
        change = f"={place(row, COMES_TO)}-{place(row + 1, COMES_TO)}"
        look = replace(
            plain, number=amounts(places_of([total.number], total.unit), unit=self.facts.unit_of(unit))
        )
        page.put_all(
            row + 2,
            NAME,
            text("changed by edits", replace(NOTE, align="left", indent=1)),
            Cell(),
            Cell(),
            Cell(value=ZERO, formula=change, look=look),
        )
        return row + 4

    def _put_prices(self, row: int) -> int:
        prices = list(self._prices())
        if not prices:
            return row
        self.page.put(row, NAME, text("Prices that money is reckoned with", HEADING))
        for number, (said, name, value, unit) in enumerate(prices, row + 1):
            look = replace(_INPUT, number=amounts(max(-exponent_of(value), 0), unit=unit))
            self.page.put_all(number, NAME, text(said, _ROW), Cell(look=_ROW), Cell(value=value, look=look))
            self.page.put(number, COMES_TO, text(name, replace(NOTE, align="left", indent=1)))
            self.page.book.name(name, SHEET, number, AMOUNT)
        return row + len(prices) + 2

    def _prices(self) -> Iterator[tuple[str, str, Decimal, str]]:
        """Give what is known of prices: in words, the cell's name, the number and its unit."""
        facts = self.facts
        used = [
            each for each in (facts.terms, *(_terms_of(item, facts) for item in facts.estimate.items)) if each
        ]
        price = next((each.price for each in used if each.price), None)
        if price is not None:
            paid = "Paid" if facts.listed else f"Price of {facts.unit}"
            yield paid, CREDIT_PRICE, price.price, price.currency
            bought = "for list prices of" if facts.listed else f"for so many {facts.unit}"
            yield bought, CREDITS_BOUGHT, price.credits, facts.unit_of(facts.plan.unit)
        for pair in dict.fromkeys(each.exchange for each in used if each.exchange):
            source, to = pair
            yield f"One {source} is", rate_name(pair), facts.estimate.money.rates[pair], to


def total_name(facts: Facts, unit: str) -> str:
    """Name the cell of a total: by its unit, where there are several."""
    if len(facts.estimate.totals) == 1:
        return GRAND_TOTAL
    return f"{GRAND_TOTAL}_{''.join(letter if letter.isalnum() else '_' for letter in unit)}"


def _terms_of(item: Item, facts: Facts) -> Terms | None:
    """Give how an item's amount becomes money: a plan or pack pays for credits only."""
    if item.kind is ItemKind.CONTINGENCY or item.money is None:
        return None
    provider = None if is_currency(item.amount.unit) else facts.plan.provider
    return terms_of(facts.estimate.money, item.amount.unit, provider)
