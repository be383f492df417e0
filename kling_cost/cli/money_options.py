"""What a user says about money, and the rules that follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from kling_cost.cli.options import Spoken
from kling_cost.cli.settings.option import setting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from decimal import Decimal

    from kling_cost.money import CreditPrice, MoneyRules, PaidWith
    from kling_cost.pricebook.book import PriceBook
    from kling_cost.pricebook.credit_plans import CreditPlans

_Paying = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidOfMoney:
    """The money options as given: plans to pay with, prices of credits, exchange rates."""

    pay_with: Sequence[_Paying]
    credit_prices: Sequence[tuple[str, CreditPrice]]
    exchange_rates: Sequence[tuple[tuple[str, str], Decimal]]

    def rules(self, book: PriceBook, providers: Sequence[str], on: date, known_on: date | None) -> MoneyRules:
        """Gather what was said, each credit's price under the credit's id, each plan under its provider.

        Raises:
            click.UsageError: for two prices of one thing, or one that does not say whose it is, or of a
                provider where nothing is bought.
            UnknownPlan, BadMoney: for a plan or pack that cannot pay.
        """
        from kling_cost.money import MoneyRules  # noqa: PLC0415 - not every command tells money

        paid = self._plans(book, providers, on, known_on)
        return MoneyRules(
            credit_prices=self._credit_prices(book, providers, paid),
            paid_with=paid,
            rates=dict(self.exchange_rates),
        )

    def _credit_prices(
        self, book: PriceBook, providers: Sequence[str], paid: Mapping[str, PaidWith]
    ) -> dict[str, CreditPrice]:
        credits_of = {
            name: credit.id for name in providers if (credit := book.provider(name).file.credit) is not None
        }
        # A price that does not say whose it is may be of any credit for which no plan pays.
        credits_of = {name: credits_of[name] for name in credits_of if name not in paid} or credits_of
        said = [name or "a credit" for name, _ in self.credit_prices]
        _refuse_twice([*said, *("/".join(pair) for pair, _ in self.exchange_rates)])
        prices: dict[str, CreditPrice] = {}
        for name, price in self.credit_prices:
            if not name and len(credits_of) > 1:
                either = " or ".join(f"--credit-price '{provider}=...'" for provider in credits_of)
                raise click.UsageError(f"several providers charge in credits; say whose: {either}")
            if name:
                credit = book.provider(book.provider_named(name)).file.credit
                if credit is None:
                    raise click.UsageError(
                        f"--credit-price {name}=...: {name} charges in a currency, not in credits"
                    )
                prices[credit.id] = price
            else:
                prices |= dict.fromkeys(credits_of.values(), price)
        for name, plan in paid.items():
            if plan.unit in prices:
                raise click.UsageError(
                    f"--pay-with {plan.plan} and --credit-price both price a credit of {name}; give one"
                )
        return prices

    def _plans(
        self, book: PriceBook, providers: Sequence[str], on: date, known_on: date | None
    ) -> dict[str, PaidWith]:
        paid: dict[str, PaidWith] = {}
        for named, plan in self.pay_with:
            seller = book.provider_named(named) if named else _whose(plan, book, providers, on, known_on)
            if seller in paid:
                raise click.UsageError(f"two plans are given for {seller}; give one")
            if seller not in providers:
                raise click.UsageError(f"--pay-with {seller}={plan}: nothing is bought at {seller}")
            paid[seller] = _paid_with(book, seller, plan, on, known_on)
        return paid


def _refuse_twice(said: Sequence[str]) -> None:
    for name in said:
        if said.count(name) > 1:
            raise click.UsageError(f"two prices or rates are given for {name}; give one")


def _whose(plan: str, book: PriceBook, providers: Sequence[str], on: date, known_on: date | None) -> str:
    """Give the provider whose plan is meant where none is named: the one that has it, or has any."""
    having = {
        name: plans for name in providers if (plans := book.plans(name, on, known_on=known_on)) is not None
    }
    naming = [name for name, plans in having.items() if plans.has(plan)] or list(having)
    if len(naming) > 1:
        either = " or ".join(f"--pay-with {name}={plan}" for name in naming)
        raise click.UsageError(f"several providers have plans; say whose: {either}")
    return naming[0] if naming else providers[0]


def _paid_with(book: PriceBook, provider: str, plan: str, on: date, known_on: date | None) -> PaidWith:
    from kling_cost.money import BadMoney, paid_with_plan  # noqa: PLC0415 - only where a plan pays

    paid = paid_with_plan(plans_of(book, provider, on, known_on), plan)
    charged = book.card(provider, on, known_on=known_on).file.unit
    if paid.unit != charged:
        raise BadMoney(
            f"{provider} {paid.plan} buys {paid.unit}, but {provider} charges in {charged} on {on}"
        )
    return paid


def plans_of(book: PriceBook, provider: str, on: date, known_on: date | None) -> CreditPlans:
    """Give the plans and packs of a provider.

    Raises:
        BadMoney: where none are known on the day, naming the first day that has any.
    """
    plans = book.plans(provider, on, known_on=known_on)
    if plans is not None:
        return plans
    from kling_cost.money import BadMoney  # noqa: PLC0415 - only to say what is wrong
    from kling_cost.pricebook.version import standing  # noqa: PLC0415

    known = standing(book.all_plans(provider), known_on)
    credit = book.provider(provider).file.credit
    if not book.all_plans(provider):
        why = (
            "of its credit, no price was found; give --credit-price" if credit else "it charges in a currency"
        )
        raise BadMoney(f"{provider} has no plans or packs in the book: {why}")
    since = (
        f"the first ones known are of {known[0].file.applies_from}, so ask for that day or later"
        if known
        else "ask with a later --known-on"
    )
    then = f" that were known on {known_on}" if known_on and not known else ""
    raise BadMoney(f"there are no plans or packs of {provider}{then} on {on}; {since}")


def money_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--pay-with``, ``--credit-price`` and ``--fx``; the command gets them as ``said_of_money``."""
    from kling_cost.money import read_exchange_rate  # noqa: PLC0415 - not every command tells money

    def gather(ctx: click.Context, _param: click.Parameter, value: Any) -> SaidOfMoney:  # noqa: ANN401 - click's
        return SaidOfMoney(
            pay_with=ctx.params.pop("pay_with"),
            credit_prices=ctx.params.pop("credit_prices"),
            exchange_rates=value,
        )

    for option in (
        setting(
            "--fx",
            "said_of_money",
            key="fx",
            multiple=True,
            callback=gather,
            type=Spoken("CNY/USD=RATE", read_exchange_rate),
            help="An exchange rate: CNY/USD=0.14 says that 1 CNY is 0.14 USD. May be repeated.",
        ),
        setting(
            "--credit-price",
            "credit_prices",
            key="credit_price",
            multiple=True,
            is_eager=True,
            type=Spoken("[PROVIDER=]PRICE", _read_credit_price),
            help="What a credit costs: '0.0133 USD', a pack as '10 USD / 1000', or of one provider "
            "'pixverse=0.0133 USD'. May be repeated.",
        ),
        setting(
            "--pay-with",
            "pay_with",
            key="pay_with",
            multiple=True,
            is_eager=True,
            type=Spoken("[PROVIDER=]PLAN", _read_paying),
            help="A plan or pack that pays, as `kling-cost plans` lists them: premier-yearly, or "
            "kling-app=premier-yearly. Once a provider.",
        ),
    ):
        function = option(function)
    return function


def _read_paying(text: str) -> _Paying:
    provider, _, plan = text.rpartition("=")
    return provider.strip(), plan.strip()


def _read_credit_price(text: str) -> tuple[str, CreditPrice]:
    from kling_cost.money import read_credit_price  # noqa: PLC0415 - only where a price is given

    provider, equals, price = text.rpartition("=")
    return (provider.strip() if equals else "", read_credit_price(price))
