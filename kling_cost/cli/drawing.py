"""What every picture of a plan needs: which plan, in which unit, under which title, within which budget."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kling_cost.amounts import Amount, counted, plain
from kling_cost.cli.budget_rest import limit_of_shots
from kling_cost.currencies import decimals_of, is_currency
from kling_cost.errors import KlingCostError
from kling_cost.export.tabular import printable
from kling_cost.risk import Forecast
from kling_cost.rounding import rounded
from kling_cost.wording import amount_text, unit_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from kling_cost.budget.limits import Limit
    from kling_cost.cli.planning import Asked, Planned
    from kling_cost.plan import Plan
    from kling_cost.pricebook.seller import ProviderFile

_DECIMALS = 2


class NothingToDraw(KlingCostError):  # noqa: N818 - named after what was found
    """A picture of chances where nothing is left to chance; ``why`` says what is certain."""

    code = "nothing-to-draw"

    def __init__(self, show: str, why: str, cure: str) -> None:
        super().__init__(f"there is nothing to draw as {show}: {why}; {cure}")


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A picture that is asked for.

    ``show`` is its name, ``budget`` a limit as given: in the plan's unit or, with a currency, in money.
    """

    show: str
    asked: Asked
    planned: Planned
    budget: tuple[Decimal, str | None] | None
    confidence: float | None

    @property
    def chosen(self) -> Plan:
        """The plan that is drawn."""
        return self.planned.comparison.chosen.plan

    @property
    def plans(self) -> list[Plan]:
        """The plans at the chosen one's provider, ranked; others are in another unit."""
        plans = (entry.plan for entry in self.planned.comparison.ranked)
        return [plan for plan in plans if plan.provider == self.chosen.provider]

    @cached_property
    def limit(self) -> Limit | None:
        """What the budget leaves for the shots.

        Raises:
            MoneyUnknown, BadMoney: for one in a currency in which the plans cannot be told.
        """
        if self.budget is None:
            return None
        return limit_of_shots(self.planned, self.chosen, self.budget)

    @property
    def most(self) -> Decimal | None:
        """What may be spent, in the unit of the plans."""
        return None if self.limit is None else self.limit.most

    @property
    def unit(self) -> str:
        """The name of an axis of amounts."""
        money = self.planned.comparison.chosen.money
        listed = money is not None and money.listed
        return unit_text(self.chosen.total, self._seller) + (", list price" if listed else "")

    def page(self, *said: str, covers: bool = True) -> dict[str, str]:
        """Give the title and the note of a page, what is said before where the prices are from.

        With ``covers`` the note also says how much of the film the amounts are for.
        """
        board = self.planned.storyboard
        shots = counted(board.shot_count, "shot")
        notes = [*said, self._sold(), self._coverage() if covers else "", self._budget_in_money()]
        return {
            "title": f"{printable(Path(board.file).name)}: {shots}, {plain(board.film_s)} s of film",
            "note": "; ".join(note for note in notes if note),
        }

    def gambles(self) -> Forecast:
        """Give the forecast of the chosen plan.

        Raises:
            NothingToDraw: when nothing in it is a gamble.
        """
        self.check_gambles([self.chosen])
        return Forecast(self.chosen)

    def check_gambles(self, plans: Sequence[Plan]) -> None:
        """Refuse to draw plans in which nothing is a gamble.

        Raises:
            NothingToDraw: when none of them has any.
        """
        if any(bill.gambles for plan in plans for bill in plan.breakdown.bills):
            return
        whose = "these plans" if len(plans) > 1 else plans[0].strategy
        if not any(plan.priced for plan in plans):
            why, cure = f"no shot has a price in {whose}", "kling-cost plan says why"
        else:
            why = f"nothing in {whose} is a gamble, so totals are certain"
            cure = "give --accept 0.3, or accept or shot_class in rows"
        raise NothingToDraw(self.show, why, cure)

    @property
    def _seller(self) -> ProviderFile:
        return self.planned.tables.book.provider(self.chosen.provider).file

    def _sold(self) -> str:
        plan = self.chosen
        sold = f"{self._seller.name}, prices of {self.planned.on}, card {plan.provider}/{plan.card}"
        return sold + (" (approximate)" if plan.approximate else "")

    def _coverage(self) -> str:
        plan = self.chosen
        if not plan.complete:
            return f"{plan.priced:,} of {plan.shots:,} shots priced: amounts are a floor"
        return 'some prices are "from" prices: amounts are a floor' if plan.floor else ""

    def _budget_in_money(self) -> str:
        """Say what a budget in money is in the picture's unit, cut off rather than rounded up."""
        if self.limit is None or self.limit.given.unit == self.limit.unit:
            return ""
        unit = self.limit.unit
        decimals = decimals_of(unit) if is_currency(unit) else _DECIMALS
        most = rounded(Fraction(self.limit.most), decimals)
        given, most_text = (
            amount_text(amount, self._seller) for amount in (self.limit.given, Amount(most, unit))
        )
        return f"budget {given}, which is {most_text}"
