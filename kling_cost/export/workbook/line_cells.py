"""The cells of a line: inputs, formulas with their values, and what a stage without a price shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from kling_cost.export.workbook.facts import clip_words
from kling_cost.export.workbook.looks import (
    FAINT,
    INPUT_FILL,
    INPUT_INK,
    SECONDS,
    WARNING_FILL,
    WARNING_INK,
    WHOLE,
    Look,
    amounts,
    places_of,
)
from kling_cost.export.workbook.pages import Cell, text
from kling_cost.export.workbook.terms import allotted_by
from kling_cost.quote import billed_seconds, units_per_take

if TYPE_CHECKING:
    from kling_cost.export.workbook.facts import Facts, Row
    from kling_cost.quote import Line

IN_TABLE = Look(wrap=True, rule="below", align="left", indent=1)
NUMBER = Look(number=SECONDS, align="right", rule="below")
KEY = Look(number=WHOLE, ink=FAINT, align="center", rule="below")
INPUT = replace(NUMBER, number=WHOLE, ink=INPUT_INK, fill=INPUT_FILL)
HELPER = replace(NUMBER, number="0", ink=FAINT)
UNPRICED = replace(IN_TABLE, ink=WARNING_INK, fill=WARNING_FILL)

QUANTITY = "=Lines[[#This Row],[Takes]]*Lines[[#This Row],[Units per take]]"
UNIT_PRICE = "=INDEX(Rates[Unit price],MATCH(Lines[[#This Row],[Rate]],Rates[Ref],0))"
BILLED = "=Lines[[#This Row],[Takes]]*Lines[[#This Row],[Seconds]]"
AMOUNT = "=Lines[[#This Row],[Quantity]]*Lines[[#This Row],[Unit price]]"

_WITHOUT_PRICE = (
    "Clip",
    "Seconds",
    "Takes",
    "Units per take",
    "Quantity",
    "Per",
    "Rate",
    "Unit price",
    "Billed s",
    "Amount",
    "Money",
)


@dataclass(frozen=True)
class LineCells:
    """Makes the cells of lines; ``first_row`` is the sheet's row of the first one, from 1."""

    facts: Facts
    first_row: int

    @cached_property
    def price_look(self) -> Look:
        """The look of unit prices: with all the decimals that any of them has."""
        rates = self.facts.plan.rates
        return replace(
            NUMBER, number=amounts(places_of([rate.amount for rate in rates], self.facts.plan.unit))
        )

    def of(self, place: int, row: Row) -> dict[str, Cell]:
        """Give the cells of the row at a place, counted from 0."""
        look = IN_TABLE if row.line else UNPRICED
        cells = {
            "No": Cell(value=row.number, look=KEY),
            "Shot": text(row.shot.shot_id, look),
            "Scene": text(row.shot.scene, look),
            "Account": text(row.account, look),
            "Stage": text(row.stage, look),
            "Scene no": Cell(value=self.facts.scenes[row.shot.scene], look=HELPER),
            "Account no": Cell(value=self.facts.accounts.get(row.account), look=HELPER),
        }
        if row.line is not None:
            return cells | self._priced(row.line) | self._money(place, row, row.line)
        reason = {"Basis": text("no price", look), "Note": text(row.reason, look)}
        return cells | dict.fromkeys(_WITHOUT_PRICE, Cell(look=look)) | reason

    def _priced(self, line: Line) -> dict[str, Cell]:
        rate, clip = line.rate, line.clip
        timed = clip.seconds is not None
        seconds = billed_seconds(clip, rate) if timed else None
        return {
            "Clip": text(clip_words(line), IN_TABLE),
            "Seconds": Cell(value=seconds, look=NUMBER),
            "Takes": Cell(value=line.takes, look=INPUT),
            "Units per take": Cell(value=units_per_take(clip, rate), look=NUMBER),
            "Quantity": Cell(value=line.quantity, formula=QUANTITY, look=NUMBER),
            "Per": text(rate.per.value, IN_TABLE),
            "Rate": text(rate.ref, IN_TABLE),
            "Unit price": Cell(value=rate.amount, formula=UNIT_PRICE, look=self.price_look),
            "Billed s": Cell(value=line.billed_s, formula=BILLED if timed else "", look=NUMBER),
            "Amount": Cell(
                value=line.amount.number, formula=AMOUNT, look=self._marked(line, self.facts.decimals)
            ),
            "Basis": text(f"~ {rate.basis.value}" if line.approximate else rate.basis.value, IN_TABLE),
            "Note": text(line.note, IN_TABLE),
        }

    def _money(self, place: int, row: Row, line: Line) -> dict[str, Cell]:
        terms = self.facts.terms
        if terms is None:
            return {}
        whole, rank = self._turn(place, line)
        look = self._marked(line, terms.decimals, doubtful=self.facts.money_is_approximate)
        return {
            "Money": Cell(value=row.money, formula=terms.share(), look=look),
            "Whole": Cell(value=whole, formula=terms.whole(), look=HELPER),
            "Rank": Cell(value=rank, formula=terms.rank(), look=HELPER),
        }

    def _turn(self, place: int, line: Line) -> tuple[int, int]:
        """Give a line's whole minor units and its turn, as the formulas reckon them."""
        return allotted_by(Fraction(line.amount.number) * self._factor, self.first_row + place)

    @cached_property
    def _factor(self) -> Fraction:
        plan, terms = self.facts.plan, self.facts.terms
        each = self.facts.estimate.money.factor(plan.unit, plan.provider)
        return each * Fraction(10 ** (terms.decimals if terms else 0))

    def _marked(self, line: Line, decimals: int, *, doubtful: bool = False) -> Look:
        approximate = line.approximate or doubtful
        return replace(NUMBER, number=amounts(decimals, approximate=approximate, floor=line.floor))
