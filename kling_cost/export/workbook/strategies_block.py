"""The strategies side by side and the odds, on the sheet Summary: as planned, for no edit changes them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.amounts import Amount, plain
from kling_cost.currencies import decimals_of, is_currency
from kling_cost.export.workbook.line_cells import IN_TABLE, NUMBER
from kling_cost.export.workbook.looks import ACCENT, HEADING, NOTE, amounts, exponent_of
from kling_cost.export.workbook.pages import Cell, text
from kling_cost.export.workbook.tables import Column, Table, put_table
from kling_cost.rounding import rounded
from kling_cost.wording import as_shown, budget_said, delivered_text, percent_text, unit_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kling_cost.compare import PricedPlan
    from kling_cost.dossier import Dossier
    from kling_cost.export.workbook.looks import Look
    from kling_cost.export.workbook.pages import Page

_CHANCES = {"P50": 0.5, "P80": 0.8, "P95": 0.95}


def _names_of_columns(dossier: Dossier) -> list[str]:
    """Give the columns that the plans fill."""
    ranked = dossier.comparison.ranked
    converted = any(entry.money is not None and entry.money.converted for entry in ranked)
    return [
        "Strategy",
        "Provider",
        "Total",
        *(["Money"] if converted else []),
        *(_CHANCES if dossier.forecasts else ()),
        "Delivers",
        "Shots priced",
        "Billed s",
    ]


def put_strategies(page: Page, dossier: Dossier, row: int) -> int:
    """Write every plan that was compared, and the odds of the chosen one; gives the row after them."""
    names = _names_of_columns(dossier)
    texts = {"Strategy", "Provider", "Delivers", "Shots priced"}
    columns = [Column(name=name, look=IN_TABLE if name in texts else NUMBER) for name in names]
    page.put(row, 0, text("Strategies, as planned", HEADING))
    note = "The chosen one is bold. These figures, the odds and the pictures do not follow edits."
    page.put(row + 1, 0, text(note, NOTE))
    rows = [_cells(entry, dossier) for entry in dossier.comparison.ranked]
    last = put_table(page, Table(name="Strategies", columns=columns, rows=rows, filtered=False), row + 2)
    lines = [*_no_cheapest(dossier), *_odds(dossier)]
    for number, line in enumerate(lines, last + 1):
        page.put(number, 0, text(line))
    return last + len(lines) + 2


def _cells(entry: PricedPlan, dossier: Dossier) -> dict[str, Cell]:
    plan, chosen = entry.plan, entry is dossier.chosen
    words = replace(IN_TABLE, bold=chosen, ink=ACCENT if chosen else IN_TABLE.ink)
    figures = replace(NUMBER, bold=chosen, ink=words.ink)
    total = entry.in_cents.total if entry.in_cents else plan.total
    cells = {
        "Strategy": text(("> " if chosen else "") + plan.strategy, words),
        "Provider": text(plan.provider, words),
        "Total": _amount(total, entry, dossier, figures),
        "Delivers": text(delivered_text(plan.delivers), words),
        "Shots priced": text(f"{plan.priced:,} of {plan.shots:,}", words),
        "Billed s": Cell(value=plan.billed_s, look=figures),
    }
    if entry.money is not None:
        cells["Money"] = _amount(entry.money.total, entry, dossier, figures)
    forecast = dossier.forecast_of(entry)
    for name, chance in _CHANCES.items():
        number = forecast.total.quantile(chance) if forecast else plan.total.number
        cells[name] = _amount(as_shown(Amount(number, plan.unit)), entry, dossier, figures)
    return cells


def _amount(amount: Amount, entry: PricedPlan, dossier: Dossier, look: Look) -> Cell:
    plan, money = entry.plan, entry.money
    unit = unit_text(amount, dossier.sellers[plan.provider])
    unit += " list" if money is not None and money.listed and amount is not money.total else ""
    least = decimals_of(amount.unit) if is_currency(amount.unit) else 0
    doubtful = plan.approximate or (
        entry.money is not None and entry.money.approximate and amount.unit == entry.money.total.unit
    )
    number = amounts(
        max(least, -exponent_of(amount.number)), unit=unit, approximate=doubtful, floor=plan.floor
    )
    return Cell(value=amount.number, look=replace(look, number=number))


def _no_cheapest(dossier: Dossier) -> Iterator[str]:
    if dossier.comparison.cheapest is None and len(dossier.comparison.ranked) > 1:
        if dossier.comparison.comparable:
            yield "No strategy has a price for every shot, so none is the cheapest."
        else:
            yield "Units differ, so none is the cheapest."


def _odds(dossier: Dossier) -> Iterator[str]:
    seller, plan = dossier.seller, dossier.chosen.plan
    budget, forecast = dossier.budget, dossier.forecast_of(dossier.chosen)
    if budget is not None:
        within = dossier.within_budget
        chance = "" if within is None else f"; kept with a chance of {percent_text(within)}"
        yield f"Budget {budget_said(budget, seller, floor=plan.floor)}, as planned{chance}."
    if forecast is None:
        return
    yield "P50, P80 and P95: what is enough with a chance of 50, 80 and 95 %."
    priced = "shot" if plan.complete else "priced shot"
    if forecast.all_delivered < 1:
        yield f"Every {priced} is delivered with a chance of {percent_text(forecast.all_delivered)}."
    kept = plain(rounded(Fraction(forecast.expected_keepers), 1))
    yield f"{kept} of {plan.priced:,} {priced}s are expected to get good takes."
