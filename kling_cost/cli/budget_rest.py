"""What extras and a contingency leave of a budget for its shots, and how that is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.amounts import Amount, plain
from kling_cost.estimate.extras import BadExtra

if TYPE_CHECKING:
    from decimal import Decimal

    from kling_cost.cli.planning import Asked
    from kling_cost.estimate import Rest

_Limit = tuple["Decimal", "str | None"]


def left_for_shots(request: Asked, number: Decimal, currency: str | None, *, set_aside: bool) -> _Limit:
    """Give what is left of a budget; without ``set_aside`` the shots may use the contingency up.

    Raises:
        MoneyUnknown: for an extra that cannot be told in the currency of the budget.
        BadExtra: when nothing is left.
    """
    rest = request.rest()
    left = rest.left_for_shots(number, currency, set_aside=set_aside)
    if left <= 0 < number and rest.extras:
        raise BadExtra(f"the extras leave nothing of the budget; raise {plain(number)}, or leave extras out")
    return left, currency


def rest_said(request: Asked, limit: _Limit, left: _Limit) -> list[str]:
    """Say what is left for the shots, and which extras a budget in credits does not count."""
    rest = request.rest()
    unit = limit[1] or rest.unit
    said = f"of a budget of {Amount(limit[0], unit)}, {Amount(left[0], unit)} are left for the shots"
    return [*([said] if left != limit else []), *uncounted_said(rest, unit)]


def uncounted_said(rest: Rest, unit: str) -> list[str]:
    """Name the extras that a budget in this unit does not count."""
    names = ", ".join(extra.name for extra in rest.left_out_of(unit))
    return [f"extras in money are not counted in a budget in credits: {names}"] if names else []
