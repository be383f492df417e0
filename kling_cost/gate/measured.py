"""An estimate as a gate measures it: by the sum of its lines, or by what is enough with a chance."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from kling_cost.amounts import EXACT, Amount, total
from kling_cost.compare import is_budget_of_money
from kling_cost.currencies import decimals_of, is_currency
from kling_cost.estimate import check_estimate, rest_of
from kling_cost.gate.limits import Measure
from kling_cost.rounding import rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from kling_cost.estimate import Estimate
    from kling_cost.gate.limits import Allowance
    from kling_cost.pricebook.rate import Rate
    from kling_cost.risk import Forecast
    from kling_cost.storyboard.shot import Shot

_DECIMALS = 2
"""Of what one of several shots comes to, in credits."""


class Part(NamedTuple):
    """A shot or a scene, with what it comes to; ``shot`` is its row, or that of the scene's first shot.

    ``shots`` is above 1 where the amount is the average of so many that share a row or a clip.
    """

    name: str
    shot: Shot
    amount: Amount
    shots: int = 1


@dataclass(frozen=True)
class Measured:
    """An estimate under a measure; amounts are given in the unit in which a limit is.

    A chance speaks of the shots, whose odds may use the contingency up; the sum includes it.
    """

    estimate: Estimate
    measure: Measure

    def unit_of(self, limit: Allowance | None) -> str:
        """Give the unit in which a limit is held against the plan; without a limit, the one that is shown.

        Raises:
            MoneyUnknown, BadMoney: when the plan cannot be told in the currency of the limit.
        """
        entry = self.estimate.entry
        if limit is None:
            return entry.shown.unit
        in_money = is_budget_of_money(entry.plan.unit, limit.currency, entry.money)
        return entry.shown.unit if in_money else entry.plan.unit

    def total(self, limit: Allowance) -> Amount:
        """Give what the whole estimate comes to: shots and extras and, of the sum, the contingency.

        Raises:
            MoneyUnknown, BadMoney: when it cannot be told in the currency of the limit.
        """
        unit = self.unit_of(limit)
        if self.measure is Measure.SUM:
            check = check_estimate(self.estimate, limit.number, limit.currency)
            return Amount(EXACT.add(check.over_by, limit.number), unit)
        shots = self._in(unit, self._quantile_of_all())
        return Amount(EXACT.add(shots, rest_of(self.estimate).extras_in(unit).number), unit)

    def shots(self, limit: Allowance) -> list[Part]:
        """Give what each shot comes to; those of a row that stands for several, their average."""
        return [
            Part(shot.shot_id, shot, _each(amount, shots), shots)
            for shot, amount in self._rows(self.unit_of(limit))
            for shots in [_shots_of(shot)]
        ]

    def scenes(self, limit: Allowance) -> list[Part]:
        """Give what each scene comes to, in the order of the film."""
        unit = self.unit_of(limit)
        first: dict[str, Shot] = {}
        sums: dict[str, list[Amount]] = {}
        for shot, amount in self._rows(unit):
            first.setdefault(shot.scene, shot)
            sums.setdefault(shot.scene, []).append(amount)
        amounts = {scene: total(each, unit) for scene, each in sums.items()}
        if self._forecast is not None:
            quantiles = {part.name: part.total.quantile(self._chance) for part in self._forecast.by_scene()}
            amounts = {scene: Amount(self._in(unit, quantiles[scene]), unit) for scene in amounts}
        return [Part(scene, first[scene], amount) for scene, amount in amounts.items()]

    def _rows(self, unit: str) -> Iterator[tuple[Shot, Amount]]:
        """Give what each row that has a price comes to."""
        if self._forecast is not None:
            priced = [shot for shot, bill in self.estimate.entry.plan.breakdown.of_each_row() if bill.lines]
            for shot, part in zip(priced, self._forecast.by_shot(), strict=True):
                yield shot, Amount(self._in(unit, part.total.quantile(self._chance)), unit)
            return
        lines: dict[int, tuple[Shot, list[Amount]]] = {}
        for told in self.estimate.entry.told_lines():
            amount = told.money if told.money is not None and told.money.unit == unit else told.shown
            lines.setdefault(told.number, (told.shot, []))[1].append(amount)
        yield from ((shot, total(amounts, unit)) for shot, amounts in lines.values())

    @cached_property
    def _forecast(self) -> Forecast | None:
        """The odds, None where the sum is asked for or nothing is a gamble."""
        if self.measure is Measure.SUM:
            return None
        from kling_cost.risk import Forecast  # noqa: PLC0415 - only chances need numpy

        return Forecast.of(self.estimate.entry.plan)

    @cached_property
    def _chance(self) -> float:
        from kling_cost.risk.forecast import QUANTILES  # noqa: PLC0415 - only chances need numpy

        return QUANTILES[self.measure.value]

    def _quantile_of_all(self) -> Decimal:
        if self._forecast is None:
            return self.estimate.entry.plan.total.number
        return self._forecast.total.quantile(self._chance)

    def _in(self, unit: str, number: Decimal) -> Decimal:
        """Tell an amount of the plan's unit in the unit of a limit, rounded once if that is money."""
        plan = self.estimate.entry.plan
        amount = Amount(number, plan.unit)
        if unit == plan.unit and not is_currency(unit):
            return number
        money = self.estimate.money.money_of_total(amount, lambda: [amount], plan.provider)
        return number if money is None or money.total.unit != unit else money.total.number


def _shots_of(row: Shot) -> int:
    """Count the shots that a row stands for; the stills of one are one shot."""
    return sum(1 if shot.is_image else shot.count for shot in row.cuts or (row,))


def _each(amount: Amount, shots: int) -> Amount:
    """Give what one of several shots comes to, rounded half up."""
    if shots == 1:
        return amount
    decimals = decimals_of(amount.unit) if is_currency(amount.unit) else _DECIMALS
    return Amount(rounded(Fraction(amount.number) / shots, decimals), amount.unit)


def rates_and_rows(estimate: Estimate) -> Sequence[tuple[Rate, Shot]]:
    """Give each rate behind an estimate once, with the first row that has it."""
    found: dict[int, tuple[Rate, Shot]] = {}
    for shot, bill in estimate.entry.plan.breakdown.of_each_row():
        for line in bill.lines:
            found.setdefault(id(line.rate), (line.rate, shot))
    return list(found.values())
