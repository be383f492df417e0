"""What extras and a contingency leave of a budget for its shots, and how that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, Amount
from kling_cost.cli.command import OVER_BUDGET
from kling_cost.estimate import rest_of
from kling_cost.estimate.extras import BadExtra
from kling_cost.wording import amount_text

if TYPE_CHECKING:
    from decimal import Decimal

    from kling_cost.budget.limits import Limit
    from kling_cost.cli.planning import Asked, Planned
    from kling_cost.estimate import Rest
    from kling_cost.plan import Plan
    from kling_cost.pricebook.seller import ProviderFile


class NothingLeft(BadExtra):
    """Extras and contingency alone are more than the budget."""

    code = "nothing-left"
    exit_code = OVER_BUDGET


def left_for_shots(request: Asked, number: Decimal, currency: str | None) -> tuple[Decimal, str | None]:
    """Give what extras and contingency leave of a budget.

    Raises:
        MoneyUnknown: for an extra that cannot be told in the currency of the budget.
        NothingLeft: when nothing is left.
    """
    rest = request.rest()
    left = rest.left_for_shots(number, currency, set_aside=True)
    if left <= 0 and rest.extras:
        seller = request.tables.book.provider(rest.provider).file
        budget = amount_text(Amount(number, currency or rest.unit), seller)
        raise NothingLeft(
            f"extras and contingency leave nothing of a budget of {budget}; raise it, or leave extras out"
        )
    return left, currency


def limit_of_shots(planned: Planned, plan: Plan, budget: tuple[Decimal, str | None]) -> Limit:
    """Give what the extras leave of a budget for the shots of a plan, which may use the contingency up.

    Raises:
        MoneyUnknown, BadMoney: for a budget in a currency in which plan or extras cannot be told.
    """
    from kling_cost.budget.limits import limit_in  # noqa: PLC0415 - that room needs numpy

    number, currency = budget
    left = rest_of(planned.estimate).left_for_shots(number, currency, set_aside=False)
    return limit_in(plan.unit, left, currency, provider=plan.provider, money=planned.money)


def rest_said(asked: Amount, left: Amount, seller: ProviderFile) -> list[str]:
    """Say what of a budget is set aside at most, and that all amounts that follow are of the shots."""
    if left == asked:
        return []
    taken = Amount(EXACT.subtract(asked.number, left.number), asked.unit)
    aside = f"up to {amount_text(taken, seller)} are set aside for extras and contingency"
    rest = f"{amount_text(left, seller)} are left for the shots, of which all amounts below speak"
    return [f"Of {amount_text(asked, seller)} {aside}; {rest}"]


def uncounted_said(rest: Rest, unit: str) -> list[str]:
    """Name the extras that a budget in this unit does not count."""
    names = ", ".join(extra.name for extra in rest.left_out_of(unit))
    return [f"extras in money are not counted in a budget in credits: {names}"] if names else []
