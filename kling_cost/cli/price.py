"""``kling-cost price``: one clip, with the sum spelled out. Starts fast: no pandas, no rich."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kling_cost.cli.clip_options import clip_of, clip_options
from kling_cost.cli.command import KlingCommand
from kling_cost.cli.money_options import SaidOfMoney, money_options
from kling_cost.cli.options import DEFAULT_PROVIDER, table_options
from kling_cost.cli.output import Output, output_options, to_json
from kling_cost.cli.settings.option import setting
from kling_cost.cli.telling import tell_assumptions, tell_problems
from kling_cost.pricebook.age import stale_prices
from kling_cost.quote import quote_line
from kling_cost.wording import amount_text, clip_text, qualified, sum_text

if TYPE_CHECKING:
    from datetime import date

    from kling_cost.cli.options import Tables
    from kling_cost.export.tabular import Cell
    from kling_cost.money import Money
    from kling_cost.quote import Line

MOST_CLIPS = 1_000_000
_FROM_PRICE = 'The seller says "from": the real price may be higher.'


@click.command(cls=KlingCommand)
@clip_options()
@click.option(
    "--count", type=click.IntRange(1, MOST_CLIPS), default=1, help="How many of them.", show_default=True
)
@setting("--provider", key="provider", help=f"Where to buy. Default: {DEFAULT_PROVIDER}.")
@money_options
@table_options
@output_options
def command(
    *,
    tables: Tables,
    on: date,
    known_on: date | None,
    output: Output,
    provider: str | None,
    count: int,
    said_of_money: SaidOfMoney,
    **said: Any,  # noqa: ANN401 - the words of a clip, as click gives them
) -> None:
    """What one clip costs, with the sum, the rate card and its source.

    \b
    kling-cost price --model v3 --tier pro --audio on --duration 5
    kling-cost price --product image --model o3 --resolution 4k --count 10
    """
    clip = clip_of(tables.models, said)
    where = tables.book.provider_named(provider or DEFAULT_PROVIDER)
    tables.tell_cards([where], on, known_on)
    rate = tables.book.rate_for(clip, where, on, known_on=known_on)
    line = quote_line(clip, rate, takes=count)
    rules = said_of_money.rules(tables.book, [where], on, known_on)
    money = rules.money_of([line.amount], rate.unit, where)
    if output.format == "json":
        from kling_cost.export.to_documents import to_price_document  # noqa: PLC0415 - only json needs it

        output.write(to_json(to_price_document(line, on, money)))
    elif output.format == "table":
        output.write(_for_people(line, on, money, tables, default_provider=provider is None))
    else:
        output.write(_as_row(line, on, money, output.format))
    tell_problems([*stale_prices([rate], on), *rules.old_plans(on)])
    tell_assumptions(rules.describe())


def _for_people(line: Line, on: date, money: Money | None, tables: Tables, *, default_provider: bool) -> str:
    provider = tables.book.provider(line.rate.provider).file
    rate, source = line.rate, line.rate.source
    named = f"{provider.name} ({rate.provider}{', the default provider' if default_provider else ''})"
    total = qualified(amount_text(line.amount, provider), approximate=line.approximate, floor=line.floor)
    facts = [
        ("sum", sum_text(line, provider)),
        ("rate", rate.ref + (f", delivers {rate.resolution}" if rate.resolution and rate.lengths else "")),
        ("basis", rate.basis.value),
        ("source", source.title),
        ("", f"{source.link or source.note}, read {source.read_on}"),
        ("note", " ".join(text for text in (_FROM_PRICE if line.floor else "", rate.note) if text)),
    ]
    if money is not None and money.converted:
        told = amount_text(money.total, provider)
        approximate = line.approximate or money.approximate
        label = "paid" if money.listed else "money"
        facts.insert(1, (label, qualified(told, approximate=approximate, floor=line.floor)))
    width = max(len(label) for label, _ in facts)
    return "\n".join(
        [
            clip_text(line, tables.models),
            f"at {named} on {on}",
            "",
            f"  {total}",
            "",
            *(f"  {label.ljust(width)}  {text}" for label, text in facts if text),
            "",
        ]
    )


def _as_row(line: Line, on: date, money: Money | None, format: str) -> str:  # noqa: A002 - the option's name
    """Give the price as a table of one row, with the columns of the finance CSV that a lone clip fills."""
    from kling_cost.export.tabular import Table, to_csv, to_markdown  # noqa: PLC0415
    from kling_cost.ledger import line_cells  # noqa: PLC0415

    cells: dict[str, Cell] = {"provider": line.rate.provider, "on": on}
    cells |= line_cells(line)
    cells |= {"money": money.total.number if money else None, "currency": money.total.unit if money else None}
    columns = [name for name in cells if name not in {"shot_id", "scene", "stage", "clip_no"}]
    numbers = frozenset({"clip_s", "takes", "billed_s", "quantity", "unit_price", "amount", "money"})
    table = Table(columns=columns, rows=[[cells[name] for name in columns]], numbers=numbers)
    return to_csv(table) if format == "csv" else to_markdown(table)
