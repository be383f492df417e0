"""``kling-cost plans``: what a credit costs under each plan and pack of a provider, best first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kling_cost.amounts import Amount, grouped, plain
from kling_cost.cli.command import KlingCommand
from kling_cost.cli.money_options import plans_of
from kling_cost.cli.options import Tables, table_options
from kling_cost.cli.output import Output, output_options, to_json
from kling_cost.cli.tables import write_table
from kling_cost.export.tabular import Table
from kling_cost.rounding import rounded, significant
from kling_cost.wording import amount_text, qualified, source_lines

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from fractions import Fraction

    from kling_cost.export.tabular import Cell
    from kling_cost.pricebook.credit_plans import CreditPlans
    from kling_cost.pricebook.plan_values import PlanValue
    from kling_cost.pricebook.rate import Basis


@click.command(cls=KlingCommand)
@click.argument("provider", required=False)
@table_options
@output_options
def command(*, provider: str | None, tables: Tables, on: date, known_on: date | None, output: Output) -> None:
    """What a credit costs under each plan and pack of PROVIDER (default: all), best first.

    \b
    kling-cost plans kling-app
    kling-cost plan storyboard.csv --provider kling-app --pay-with premier-yearly
    """
    from kling_cost.pricebook.plan_values import plan_values  # noqa: PLC0415 - beside its only use

    if provider:
        found = [plans_of(tables.book, tables.book.provider_named(provider), on, known_on)]
    else:
        each = (tables.book.plans(name, on, known_on=known_on) for name in tables.book.provider_ids)
        found = [plans for plans in each if plans is not None]
    values = [value for plans in found for value in plan_values(plans, tables.book, on, known_on=known_on)]
    if output.format == "json":
        from kling_cost.export.to_seller_documents import to_plans_document  # noqa: PLC0415 - only json needs it

        output.write(to_json(to_plans_document(values, on)))
    elif output.format == "csv":
        write_table(_for_machines(values), output)
    else:
        _write_for_people(values, found, tables, on, output, several=provider is None)


_COLUMNS = [
    *("provider", "plan", "name", "kind", "period", "terms", "price", "currency", "credits", "bonus"),
    *("per_credit", "expires", "basis", "note"),
]


def _for_machines(values: Sequence[PlanValue]) -> Table:
    """Give plain numbers, each in a column of its own."""
    from kling_cost.pricebook.plan_values import YARDSTICKS  # noqa: PLC0415 - beside its only use

    columns = [*_COLUMNS[:11], *(f"{name}, per s" for name in YARDSTICKS), *_COLUMNS[11:]]
    rows = [[cells[column] for column in columns] for cells in map(_cells, values)]
    return Table(columns=columns, rows=rows)


def _cells(value: PlanValue) -> dict[str, Cell]:
    plan = value.plan
    cells: dict[str, Cell] = {
        "provider": value.plans.provider,
        "plan": plan.id,
        "name": plan.name,
        "kind": plan.kind,
        "period": plan.period,
        "terms": plan.terms,
        "price": plan.price,
        "currency": plan.currency,
        "credits": plan.credits,
        "bonus": plan.bonus,
        "per_credit": _figure(value.per_credit),
        "expires": plan.expires,
        "basis": plan.basis.value,
        "note": plan.note,
    }
    return cells | {f"{name}, per s": _figure(each) for name, each in value.per_second.items()}


def _figure(value: Fraction | None) -> Cell:
    return significant(value) if value is not None else None


def _write_for_people(
    values: Sequence[PlanValue],
    found: Sequence[CreditPlans],
    tables: Tables,
    on: date,
    output: Output,
    *,
    several: bool,
) -> None:
    if several:
        named = "kling-cost plans PROVIDER names the sources"
        head, tail = [f"Plans and packs on {on}, best first at each provider; {named}", ""], []
    else:
        head, tail = _headline(tables, found[0], on), _sources(found[0])
    spare = {"basis": 6, "kind": 5, "expires": 4, "terms": 3} | dict(
        zip(_per_second_columns(), (1, 2), strict=True)
    )
    table = _for_people(values, tables, several=several)
    write_table(table, output, spare=spare, wraps={"expires"}, head=head, tail=tail)


def _per_second_columns() -> list[str]:
    from kling_cost.pricebook.plan_values import YARDSTICKS  # noqa: PLC0415 - beside its only use

    return [f"{name} /s" for name in YARDSTICKS]


def _for_people(values: Sequence[PlanValue], tables: Tables, *, several: bool) -> Table:
    """Give prices in cents, figures aligned, `~` before what is approximate, no column that is empty."""
    columns: dict[str, Sequence[Cell]] = {
        "provider": [value.plans.provider if several else None for value in values],
        "plan": [value.plan.id for value in values],
        "kind": [value.plan.kind for value in values],
        "terms": [_terms(value) for value in values],
        "price": [_price(value, tables) for value in values],
        "credits": [value.plan.credits for value in values],
        "per credit": _aligned([(value.per_credit, value.plan.basis, False) for value in values]),
    }
    for name in _per_second_columns():
        columns[name] = _aligned([_per_second(value, name.removesuffix(" /s")) for value in values])
    columns["expires"] = [value.plan.expires for value in values]
    columns["basis"] = [value.plan.basis.value for value in values]
    numbers = frozenset({"price", "credits", "per credit", *_per_second_columns()})
    rows = list(zip(*columns.values(), strict=True))
    return Table(columns=list(columns), rows=rows, numbers=numbers).without_empty()


_Figure = tuple["Fraction | None", "Basis", bool]
"""A figure, the worst basis that it rests on, and whether it is a floor."""


def _per_second(value: PlanValue, name: str) -> _Figure:
    rate = value.rates[name]
    if rate is None:
        return None, value.plan.basis, False
    basis = rate.basis if rate.basis == "approximate" else value.plan.basis
    return value.per_second[name], basis, rate.floor


def _terms(value: PlanValue) -> str:
    """Say what the price is for: ``first month``, ``later months``, ``a year``, ``a year, list price``."""
    period, terms = value.plan.period, value.plan.terms
    if period == "once":
        return {"intro": "the first", "renewal": "later ones", "list": "list price", "regular": ""}[terms]
    words = {"intro": "first {}", "renewal": "later {}s", "list": "a {}, list price", "regular": "a {}"}
    return words[terms].format(period)


def _price(value: PlanValue, tables: Tables) -> str:
    plan = value.plan
    seller = tables.book.provider(value.plans.provider).file
    return qualified(
        amount_text(Amount(plan.price, plan.currency), seller), approximate=plan.basis == "approximate"
    )


_DIGITS = 3


def _aligned(figures: Sequence[_Figure]) -> list[Cell]:
    """Write figures of a column with the same decimals, so many that the smallest still has three digits."""
    smallest = min((value for value, *_ in figures if value), default=None)
    if smallest is None:
        return [None] * len(figures)
    decimals = max(2, _DIGITS - 1 - significant(smallest, _DIGITS).adjusted())

    def shown(value: Fraction, basis: Basis, *, floor: bool) -> str:
        text = grouped(rounded(value, decimals), decimals)
        return qualified(text, approximate=basis == "approximate", floor=floor)

    return [
        shown(value, basis, floor=floor) if value is not None else None for value, basis, floor in figures
    ]


def _headline(tables: Tables, plans: CreditPlans, on: date) -> list[str]:
    seller = tables.book.provider(plans.provider).file
    units = plans.file.plural or (seller.credit.plural if seller.credit else plans.file.unit)
    first = f"Plans and packs of {seller.name} on {on} (as of {plans.name}), in {units}; best first"
    worth = f"Each of the {units} pays for {plain(plans.file.worth)} {plans.file.unit} at the list price."
    return [first, *([worth] if plans.file.worth != 1 else []), ""]


def _sources(plans: CreditPlans) -> list[str]:
    notes = [f"{plan.id}: {plan.note}" for plan in plans.file.plans if plan.note]
    summary = " ".join(plans.file.summary.split())
    return ["", summary, *source_lines(plans.file.sources.values(), notes)]
