"""``kling-cost rates show``: a rate card, whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kling_cost.cli.command import KlingCommand
from kling_cost.cli.options import Tables, table_options
from kling_cost.cli.output import Output, output_options, to_json
from kling_cost.cli.tables import write_lines, write_table
from kling_cost.export.tabular import Table
from kling_cost.wording import first_day_text, source_lines

if TYPE_CHECKING:
    from datetime import date

    from kling_cost.pricebook.load import Card, Provider


@click.command(cls=KlingCommand)
@click.argument("provider")
@table_options
@output_options
def command(*, provider: str, tables: Tables, on: date, known_on: date | None, output: Output) -> None:
    """The rate card of PROVIDER in force on the day, whole, with its sources."""
    seller = tables.book.provider(tables.book.provider_named(provider))
    card = tables.book.card(seller.id, on, known_on=known_on)
    if output.format == "json":
        from kling_cost.export.to_table_documents import to_card_document  # noqa: PLC0415 - only json needs it

        output.write(to_json(to_card_document(card, on)))
        return
    columns = [
        "rate",
        "model",
        "tier",
        "audio",
        "resolution",
        "lengths",
        "modes",
        "price",
        "per",
        "basis",
        "source",
    ]
    rows = [
        [
            rate.ref.partition("#")[2],
            rate.model,
            rate.tier,
            "/".join(rate.audio) if rate.lengths else None,
            rate.resolution,
            str(rate.lengths) if rate.lengths else None,
            ", ".join(sorted(rate.modes)) + (" (from a video)" if rate.video_input else ""),
            rate.amount,
            f"{rate.per.value} of {rate.block_s or rate.clip_s} s"
            if rate.block_s or rate.clip_s
            else rate.per.value,
            rate.basis.value,
            rate.source.link or rate.source.title,
        ]
        for rate in card.rates
    ]
    head, tail = _headline(card, seller), source_lines(card.file.sources.values(), seller.file.notes)
    if not rows and output.format == "table":
        write_lines([*head[:-1], *tail], output)
        return
    table = Table(columns=columns, rows=rows, numbers=frozenset({"price"}))
    spare = {"source": 7, "model": 6, "basis": 5, "resolution": 4, "lengths": 3, "tier": 2, "audio": 2}
    write_table(
        table,
        output,
        spare=spare,
        wraps={"modes", "basis", "source"},
        head=head,
        tail=tail,
    )


def _headline(card: Card, seller: Provider) -> list[str]:
    file = card.file
    return [
        f"{seller.file.name} ({seller.file.home}), card {card.provider}/{card.name}, prices in {file.unit}",
        f"applies from {file.applies_from} ({first_day_text(file)}), known from {file.known_from}",
        *([f"corrects {file.supersedes}: {file.reason}"] if file.supersedes else []),
        *([f"closed: {seller.file.name} stopped selling that day"] if file.closed else []),
        "",
        " ".join(file.summary.split()),
        "",
    ]
