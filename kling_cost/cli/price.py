"""``kling-cost price``: one clip, with the sum spelled out. Starts fast: no pandas, no rich."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kling_cost.cli.command import KlingCommand, Output, output_options, to_json
from kling_cost.cli.options import DEFAULT_PROVIDER, money_options, money_rules, table_options
from kling_cost.cli.words import amount_text, clip_text, qualified, sum_text
from kling_cost.errors import IncompleteClip, NotExact
from kling_cost.quote import quote_line
from kling_cost.storyboard.columns import CellFault

if TYPE_CHECKING:
    from datetime import date

    from kling_cost.cli.options import Tables
    from kling_cost.export.tabular import Cell
    from kling_cost.money import Money
    from kling_cost.quote import Line

MOST_CLIPS = 1_000_000


@click.command(cls=KlingCommand)
@click.option("--model", required=True, help="The model: v3, o3, 'Kling 3.0 Omni', ...")
@click.option("--tier", help="standard, pro or 4k. Required for video.")
@click.option("--audio", help="off, on or voice. Required for video.")
@click.option("--duration", metavar="SECONDS", help="The clip's length. Required for video.")
@click.option("--mode", help="How it is made. Default: text-to-video, or text-to-image.")
@click.option("--product", help="video (default), image, motion-control, lip-sync.")
@click.option("--video-input", is_flag=True, help="A reference video goes in (reference-to-video).")
@click.option("--resolution", help="Images: 1k (default), 2k, 4k. Video: only to insist on one.")
@click.option(
    "--count", type=click.IntRange(1, MOST_CLIPS), default=1, help="How many of them.", show_default=True
)
@click.option("--provider", help=f"Where to buy. Default: {DEFAULT_PROVIDER}.")
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
    **said: Any,  # noqa: ANN401 - the words of a clip, as click gives them
) -> None:
    """What one clip costs, with the sum, the rate card and its source.

    \b
    kling-cost price --model v3 --tier pro --audio on --duration 5
    kling-cost price --product image --model o3 --resolution 4k --count 10
    """
    credit_prices, exchange_rates = said.pop("credit_prices"), said.pop("exchange_rates")
    duration = said.pop("duration")
    try:
        clip = tables.models.clip(duration_s=duration, **said)
    except IncompleteClip as error:
        raise click.UsageError(str(error)) from None
    except NotExact as error:
        raise CellFault("bad-duration", f"--duration: {error} (seconds)") from None
    where = tables.book.provider_named(provider or DEFAULT_PROVIDER)
    rate = tables.book.rate_for(clip, where, on, known_on=known_on)
    line = quote_line(clip, rate, takes=count)
    money = money_rules(tables.book, [where], credit_prices, exchange_rates).money_of(
        [line.amount], rate.unit
    )
    if output.format == "json":
        from kling_cost.export.to_documents import to_price_document  # noqa: PLC0415 - only json needs it

        output.write(to_json(to_price_document(line, on, money)))
    elif output.format == "table":
        output.write(_for_people(line, on, money, tables, default_provider=provider is None))
    else:
        output.write(_as_row(line, on, money, output.format))


def _for_people(line: Line, on: date, money: Money | None, tables: Tables, *, default_provider: bool) -> str:
    provider = tables.book.provider(line.rate.provider).file
    rate, source = line.rate, line.rate.source
    named = f"{provider.name} ({rate.provider}{', the default provider' if default_provider else ''})"
    total = qualified(amount_text(line.amount, provider), approximate=line.approximate)
    facts = [
        ("sum", sum_text(line, provider)),
        ("rate", rate.ref + (f", delivers {rate.resolution}" if rate.resolution and rate.lengths else "")),
        ("basis", rate.basis.value),
        ("source", source.title),
        ("", f"{source.link or source.note}, read {source.read_on}"),
        ("note", rate.note),
    ]
    if money is not None and money.total.unit != line.amount.unit:
        in_money = amount_text(money.total, provider)
        facts.insert(1, ("money", qualified(in_money, approximate=line.approximate)))
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
