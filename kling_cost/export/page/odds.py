"""How sure the sum is: what is enough with which chance, the curve of it, and what a contingency covers."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.amounts import Amount
from kling_cost.estimate import ItemKind, rest_of
from kling_cost.export.page.curve import curve_of
from kling_cost.export.page.views import Odds
from kling_cost.rounding import rounded
from kling_cost.wording import percent_text

if TYPE_CHECKING:
    from decimal import Decimal

    from kling_cost.dossier import Dossier
    from kling_cost.export.page.telling import Teller
    from kling_cost.risk.distribution import Distribution

_SURE = 0.95
_QUANTILES = (
    (0.5, "P50", "As likely to be enough as not"),
    (0.8, "P80", "Enough four times out of five"),
    (_SURE, "P95", "Enough nineteen times out of twenty"),
)
_DECIMALS = 12
_CERTAIN = (
    "No take of this plan is a gamble: every number of takes is fixed, so the sum is the sum of its lines. "
    "It becomes a range once the storyboard says of some shots how often a take is good enough (their accept "
    "rate) instead of how many takes to pay for."
)
_SHOTS_ONLY = "The odds are those of the shots; extras are fixed sums and stand outside them."


def odds_of(dossier: Dossier, teller: Teller) -> Odds:
    """Say how sure the chosen plan's sum is."""
    forecast = dossier.forecast_of(dossier.chosen)
    if forecast is None:
        return Odds(
            lead=_CERTAIN,
            words=[text for text in (_contingency_alone(dossier), _budget(dossier, teller)) if text],
        )
    total = forecast.total
    quantiles = [
        (name, said, teller.of_shots(teller.money(total.quantile(chance))))
        for chance, name, said in _QUANTILES
    ]
    words = [_planned(dossier, total, teller), _covered(dossier, total, teller), _budget(dossier, teller)]
    if dossier.estimate.extras:
        words.append(_SHOTS_ONLY)
    return Odds(
        lead="Nobody knows how many takes a shot will need. These are the sums that the shots stay within, "
        "and how often.",
        quantiles=quantiles,
        curve=curve_of(total, teller, [chance for chance, _, _ in _QUANTILES], _limits(dossier)),
        words=[text for text in words if text],
    )


def sure_text(dossier: Dossier, teller: Teller) -> str:
    """Say in one line how sure the sum of the shots is, where it is a range and whole."""
    forecast = dossier.forecast_of(dossier.chosen)
    if forecast is None or not dossier.chosen.plan.complete:
        return ""
    most = teller.of_shots(teller.money(forecast.total.quantile(_SURE)))
    return f"Nineteen times out of twenty the shots stay within {most}."


def _limits(dossier: Dossier) -> dict[str, tuple[Decimal, str]]:
    """Give the sums to hold the curve against, in the plan's unit, by what they are called."""
    limits = {"planned": (dossier.chosen.plan.total.number, "planned")}
    if dossier.estimate.contingency:
        limits["with contingency"] = (_with_contingency(dossier), "planned")
    if dossier.budget is not None:
        limits["budget"] = (_own(dossier, _left_for_shots(dossier, dossier.budget.limit)), "budget")
    return limits


def _left_for_shots(dossier: Dossier, limit: Amount) -> Amount:
    """Give what the extras leave of a budget; the shots may use the contingency up."""
    left = rest_of(dossier.estimate).left_for_shots(limit.number, limit.unit, set_aside=False)
    return Amount(left, limit.unit)


def _with_contingency(dossier: Dossier) -> Decimal:
    """Give what the shots may come to with the contingency, in the plan's unit."""
    planned = Fraction(dossier.chosen.plan.total.number)
    return rounded(planned + dossier.estimate.contingency_in_unit(), _DECIMALS)


def _own(dossier: Dossier, amount: Amount) -> Decimal:
    """Tell an amount in the plan's own unit, that of its odds."""
    plan = dossier.chosen.plan
    if amount.unit == plan.unit and not (dossier.chosen.money and dossier.chosen.money.listed):
        return amount.number
    factor = dossier.estimate.money.factor(plan.unit, plan.provider)
    return rounded(Fraction(amount.number) / factor, _DECIMALS)


def _planned(dossier: Dossier, total: Distribution, teller: Teller) -> str:
    chosen = dossier.chosen
    mean = teller.money(rounded(Fraction(total.mean), 0 if chosen.money is None else _DECIMALS))
    chance = percent_text(total.chance_within(chosen.plan.total.number))
    return (
        f"Planned for the shots: {teller.of_shots(chosen.shown)}, which is enough with a chance of "
        f"{chance}. On average they come to {teller.figure(mean, approximate=True, floor=chosen.plan.floor)}."
    )


def _covered(dossier: Dossier, total: Distribution, teller: Teller) -> str:
    estimate = dossier.estimate
    shots = estimate.shots
    added = next((each.shown for each in estimate.items if each.kind is ItemKind.CONTINGENCY), None)
    if added is None or added.unit != shots.unit:
        return ""
    chance = percent_text(total.chance_within(_with_contingency(dossier)))
    return (
        f"The contingency of {teller.of_shots(added)} takes that to {teller.of_shots(shots + added)}: the "
        f"shots stay within it with a chance of {chance}, if nothing else draws on it."
    )


def _contingency_alone(dossier: Dossier) -> str:
    if not dossier.estimate.contingency:
        return ""
    return "The contingency is for what no plan foresees: a change of mind, a change of price."


def _budget(dossier: Dossier, teller: Teller) -> str:
    """Hold everything against the budget, and say the chance to stay within it where it is known."""
    check, plan = dossier.budget, dossier.chosen.plan
    if check is None:
        return ""
    limit = teller.figure(check.limit, approximate=False)
    gap = teller.figure(Amount(abs(check.over_by), check.limit.unit), approximate=dossier.chosen.approximate)
    said = f"comes to {gap} {'more' if check.exceeded else 'less'} than" if check.over_by else "exactly meets"
    whose = "all of it" if plan.complete else "what has a price"
    chance = dossier.within_budget
    odds = "" if chance is None else f" The chance to stay within it is {percent_text(chance)}."
    return f"As planned, {whose} {said} the budget of {limit}.{odds}"
