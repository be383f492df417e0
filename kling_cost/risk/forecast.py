"""What a plan will probably cost: the distribution of its total and of its parts, and what is delivered."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from kling_cost.risk.cost import cost_of, cost_of_stakes
from kling_cost.risk.delivery import chance_of_all, copies_good, gambles_in
from kling_cost.risk.drivers import variance_shares
from kling_cost.risk.simulation import simulate
from kling_cost.risk.stakes import Stakes, sum_of
from kling_cost.storyboard.shot import film_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kling_cost.breakdown import Bill, Rows
    from kling_cost.plan import Plan
    from kling_cost.risk.distribution import Distribution
    from kling_cost.risk.simulation import Simulated
    from kling_cost.storyboard.shot import Shot

QUANTILES = {"p5": 0.05, "p50": 0.5, "p80": 0.8, "p90": 0.9, "p95": 0.95, "p99": 0.99}
"""The quantiles that are shown, by name."""
_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Driver:
    """A shot's share of the variance of a plan's total."""

    shot_id: str
    scene: str
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A plan, or a scene, a shot or a stage of it.

    ``planned`` is the sum of its lines, ``all_delivered`` the chance that no shot is given up, ``kept`` how
    many shots are expected in which every gamble found its keepers, ``usable_s`` the expected seconds of film
    that are delivered (None for a stage: it delivers none by itself).
    """

    name: str
    planned: Decimal
    total: Distribution
    all_delivered: float
    kept: float | None = None
    usable_s: float | None = None

    @property
    def cost_per_usable_second(self) -> Decimal | None:
        """The expected cost by the expected seconds of film delivered; None where there are none."""
        return to_decimal(self.total.mean / self.usable_s) if self.usable_s else None


def to_decimal(value: float) -> Decimal:
    """Write a float that is not exact anyway as a decimal of 10 digits."""
    return Decimal(f"{value:.{_DIGITS}g}")


@dataclass(frozen=True)
class Forecast:
    """What a plan will probably cost. Shots without a price are left out, as they are of its total."""

    plan: Plan

    @classmethod
    def of(cls, plan: Plan) -> Forecast | None:
        """Give the forecast of a plan; None if none of its takes are a gamble."""
        return cls(plan) if any(bill.gambles for bill in plan.breakdown.bills) else None

    @cached_property
    def whole(self) -> Part:
        """The plan."""
        return self._part("", self._bills, self.total)

    @cached_property
    def total(self) -> Distribution:
        """The distribution of the plan's total."""
        return cost_of(self._of(self._bills), self.plan.unit)

    @property
    def all_delivered(self) -> float:
        """The chance that every shot is delivered."""
        return self.whole.all_delivered

    @property
    def expected_keepers(self) -> float:
        """How many shots are expected in which every gamble finds its keepers."""
        return self.whole.kept or 0.0

    @property
    def cost_per_usable_second(self) -> Decimal | None:
        """The expected cost by the expected seconds of film delivered."""
        return self.whole.cost_per_usable_second

    def by_scene(self) -> Sequence[Part]:
        """Give the scenes in the order of the film."""
        scenes: dict[str, Counter[int]] = {}
        for shot, number in zip(self._rows.shots, self._rows.numbers, strict=True):
            scenes.setdefault(shot.scene, Counter())[number] += 1
        priced = {number for number, _ in self._bills}
        return [
            self._part(scene, [(number, count) for number, count in numbers.items() if number in priced])
            for scene, numbers in scenes.items()
            if priced & set(numbers)
        ]

    def by_shot(self) -> Sequence[Part]:
        """Give the rows in the order of the film; those that ask the same are worked out once."""
        alike = {number: self._part("", [(number, 1)]) for number, _ in self._bills}
        rows = zip(self._rows.shots, self._rows.numbers, strict=True)
        return [replace(alike[number], name=shot.shot_id) for shot, number in rows if number in alike]

    def by_stage(self) -> Sequence[Part]:
        """Give the stages in the order in which they are first made."""
        bills = self._of(self._bills)
        stages = dict.fromkeys(line.stage for bill, _ in bills for line in bill.lines)
        return [
            Part(
                name=stage,
                planned=_planned(bills, stage),
                total=cost_of_stakes(Stakes.of(bills, stage=stage), self.plan.unit),
                all_delivered=chance_of_all(gambles_in(bills, failing=True, stage=stage)),
            )
            for stage in stages
        ]

    def drivers(self) -> Sequence[Driver]:
        """Give every row's share of the variance, the largest first; those that have none are left out."""
        shares = variance_shares(self._of(self._bills))
        of_number = {number: share for (number, _), share in zip(self._bills, shares, strict=True)}
        rows = zip(self._rows.shots, self._rows.numbers, strict=True)
        found = [Driver(shot.shot_id, shot.scene, of_number.get(number, 0.0)) for shot, number in rows]
        return sorted((each for each in found if each.share > 0), key=lambda each: -each.share)

    def simulate(self, *, trials: int, seed: int, told: Callable[[int], object] | None = None) -> Simulated:
        """Draw totals, to check the distribution; ``told`` is given how many are new (see ``simulate``)."""
        return simulate(Stakes.of(self._of(self._bills)), trials=trials, seed=seed, told=told)

    @property
    def _rows(self) -> Rows:
        return self.plan.breakdown.rows

    @cached_property
    def _bills(self) -> Sequence[tuple[int, int]]:
        """The numbers of the bills that have lines, and how many rows have each."""
        return [(number, count) for number, count in enumerate(self._rows.counts) if self._bill(number).lines]

    def _bill(self, number: int) -> Bill:
        return self.plan.breakdown.bills[number]

    def _of(self, numbers: Sequence[tuple[int, int]]) -> list[tuple[Bill, int]]:
        return [(self._bill(number), count) for number, count in numbers]

    def _part(self, name: str, numbers: Sequence[tuple[int, int]], total: Distribution | None = None) -> Part:
        bills = self._of(numbers)
        kept, delivered = (copies_good([bill for bill, _ in bills], failing=it) for it in (False, True))
        return Part(
            name=name,
            planned=_planned(bills),
            total=total or cost_of(bills, self.plan.unit),
            all_delivered=chance_of_all(gambles_in(bills, failing=True)),
            kept=sum(count * good for (_, count), good in zip(bills, kept, strict=True)),
            usable_s=sum(
                count * good * _seconds(self._rows.asks[number].shot)
                for (number, count), good in zip(numbers, delivered, strict=True)
            ),
        )


def _planned(bills: Sequence[tuple[Bill, int]], stage: str | None = None) -> Decimal:
    """Add up the lines of bills, or those of one stage."""
    parts = [
        (line.amount.number, count)
        for bill, count in bills
        for line in bill.lines
        if stage in (None, line.stage)
    ]
    return sum_of(parts)


def _seconds(shot: Shot) -> float:
    """Give the seconds of film of one of the shots that a row stands for."""
    return 0.0 if shot.is_image else float(film_seconds([shot])) / shot.count
