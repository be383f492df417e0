"""What a quote was asked, into the parts of a lock and back; nothing is lost on the way that has a price."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from kling_cost.accounts import Accounts
from kling_cost.estimate import Extra
from kling_cost.lock.inputs import (
    LockedAccept,
    LockedChoices,
    LockedCreditPrice,
    LockedExchange,
    LockedMoney,
    LockedPayment,
    LockedShot,
)
from kling_cost.money import CreditPrice, MoneyRules, PaidWith
from kling_cost.staging import Choices
from kling_cost.storyboard.shot import Shot
from kling_cost.takes import AcceptRate

if TYPE_CHECKING:
    from decimal import Decimal

    from kling_cost.lock.inputs import LockedAccounts, LockedExtra


def shot_of(locked: LockedShot) -> Shot:
    """Give the row that a lock holds."""
    return Shot(**_fields(locked))


def locked_choices(choices: Choices) -> LockedChoices:
    """Lock what was said for rows that do not say it."""
    said = {name: getattr(choices, name) for name in LockedChoices.model_fields}
    return LockedChoices(
        **said
        | {
            "accept": None if choices.accept is None else _locked_accept(choices.accept),
            "accept_of": {name: _locked_accept(rate) for name, rate in choices.accept_of.items()},
        }
    )


def choices_of(locked: LockedChoices) -> Choices:
    """Give what was said for rows that do not say it."""
    said = _fields(locked) | {
        "accept": locked.accept and _accept_of(locked.accept),
        "accept_of": {name: _accept_of(rate) for name, rate in locked.accept_of.items()},
    }
    return Choices(**said)


def _locked_accept(rate: Decimal | Fraction | AcceptRate) -> LockedAccept:
    if isinstance(rate, AcceptRate):
        return LockedAccept(mean=rate.mean, beta=rate.beta)
    return LockedAccept(mean=Fraction(rate))


def _accept_of(locked: LockedAccept) -> AcceptRate:
    return AcceptRate(locked.mean, locked.beta)


def locked_money(money: MoneyRules) -> LockedMoney:
    """Lock what was said about money."""
    return LockedMoney(
        credit_prices=tuple(
            LockedCreditPrice(unit=unit, price=each.price, currency=each.currency, credits=each.credits)
            for unit, each in money.credit_prices.items()
        ),
        paid_with=tuple(
            LockedPayment(
                provider=provider,
                plan=paid.plan,
                unit=paid.unit,
                price=paid.price.price,
                currency=paid.price.currency,
                credits=paid.price.credits,
                approximate=paid.approximate,
                source=paid.source,
            )
            for provider, paid in money.paid_with.items()
        ),
        exchange=tuple(
            LockedExchange(source=source, to=to, rate=rate) for (source, to), rate in money.rates.items()
        ),
    )


def money_of(locked: LockedMoney) -> MoneyRules:
    """Give what was said about money."""
    return MoneyRules(
        credit_prices={each.unit: _credit_price(each) for each in locked.credit_prices},
        paid_with={
            each.provider: PaidWith(each.plan, each.unit, _credit_price(each), each.approximate, each.source)
            for each in locked.paid_with
        },
        rates={(each.source, each.to): each.rate for each in locked.exchange},
    )


def _credit_price(locked: LockedCreditPrice) -> CreditPrice:
    return CreditPrice(locked.price, locked.currency, locked.credits)


def extra_of(locked: LockedExtra) -> Extra:
    """Give a cost besides the shots."""
    return Extra(**_fields(locked))


def accounts_of(locked: LockedAccounts) -> Accounts:
    """Give the codes that finance books on."""
    return Accounts(**_fields(locked))


def _fields(part: LockedShot | LockedChoices | LockedExtra | LockedAccounts) -> dict[str, Any]:
    """Give a part's fields by name, each as it is."""
    return {name: getattr(part, name) for name in type(part).model_fields}
