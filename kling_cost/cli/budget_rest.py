"""What extras and a contingency leave of a budget for its shots, and how that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, Amount
from kling_cost.cli.command import OVER_BUDGET
from kling_cost.estimate.extras import BadExtra
from kling_cost.wording import amount_text

if TYPE_CHECKING:
    from decimal import Decimal

    from kling_cost.cli.planning import Asked
    from kling_cost.estimate import Rest
    from kling_cost.pricebook.seller import ProviderFile


class NothingLeft(BadExtra):
    """Extras and contingency alone are more than the budget."""

    code = "nothing-left"
    exit_code = OVER_BUDGET


def left_for_shots(
    request: Asked, number: Decimal, currency: str | None, *, set_aside: bool
) -> tuple[Decimal, str | None]:
    """Give what is left of a budget; without ``set_aside`` the shots may use the contingency up.

    Raises:
        MoneyUnknown: for an extra that cannot be told in the currency of the budget.
        NothingLeft: when nothing is left.
    """
    rest = request.rest()
    left = rest.left_for_shots(number, currency, set_aside=set_aside)
    if left <= 0 < number and rest.extras:
        seller = request.tables.book.provider(rest.provider).file
        budget = amount_text(Amount(number, currency or rest.unit), seller)
        raise NothingLeft(
            f"extras and contingency leave nothing of a budget of {budget}; raise it, or leave extras out"
        )
    return left, currency


def rest_said(asked: Amount, left: Amount, seller: ProviderFile) -> list[str]:
    """Say what of a budget is not for the shots, and that all amounts that follow are theirs."""
    if left == asked:
        return []
    taken = Amount(EXACT.subtract(asked.number, left.number), asked.unit)
    off = f"Of {amount_text(asked, seller)} extras and contingency take {amount_text(taken, seller)}"
    return [f"{off}; the {amount_text(left, seller)} left are for the shots, as is every amount below"]


def uncounted_said(rest: Rest, unit: str) -> list[str]:
    """Name the extras that a budget in this unit does not count."""
    names = ", ".join(extra.name for extra in rest.left_out_of(unit))
    return [f"extras in money are not counted in a budget in credits: {names}"] if names else []
