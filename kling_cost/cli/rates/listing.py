"""``kling-cost rates list``: every provider with its rate cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kling_cost.cli.command import KlingCommand, Output, output_options, to_json
from kling_cost.cli.options import Tables, table_options
from kling_cost.cli.tables import write_table
from kling_cost.export.tabular import Table

if TYPE_CHECKING:
    from datetime import date

    from kling_cost.pricebook.load import Card, Provider


@click.command(cls=KlingCommand)
@table_options
@output_options
def command(*, tables: Tables, on: date, known_on: date | None, output: Output) -> None:
    """Every provider with its rate cards; `>` marks the card in force on the day."""
    if output.format == "json":
        from kling_cost.export.to_table_documents import to_rates_document  # noqa: PLC0415 - only json needs it

        output.write(to_json(to_rates_document(tables.book)))
        return
    rows = []
    for provider in map(tables.book.provider, tables.book.provider_ids):
        in_force = _in_force(tables, provider, on, known_on)
        rows += [_card_row(card, in_force=card is in_force) for card in provider.cards]
    columns = ["in force", "provider", "card", "first day", "unit", "rates", "basis", "models"]
    table = Table(columns=columns, rows=rows, numbers=frozenset({"rates"}))
    write_table(table, output, spare={"models": 2, "first day": 1}, wraps={"models", "basis"})


def _in_force(tables: Tables, provider: Provider, on: date, known_on: date | None) -> Card | None:
    from kling_cost.errors import BeforeFirstCard  # noqa: PLC0415 - beside its only use

    try:
        return tables.book.card(provider.id, on, known_on=known_on)
    except BeforeFirstCard:
        return None


def _card_row(card: Card, *, in_force: bool) -> list[str | int]:
    return [
        ">" if in_force else "",
        card.provider,
        card.name,
        card.file.first_day,
        card.file.unit,
        len(card.rates),
        ", ".join(sorted({rate.basis.value for rate in card.rates})),
        ", ".join(dict.fromkeys(rate.model for rate in card.rates)),
    ]
