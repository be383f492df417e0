"""``kling-cost rates``: what each provider sells, from when, and from which source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kling_cost.cli.command import KlingCommand, Output, output_options, to_json
from kling_cost.cli.options import Tables, table_options
from kling_cost.export.tabular import Table, for_people, to_csv, to_markdown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from rich.console import RenderableType

    from kling_cost.pricebook.load import Card, Provider


@click.group()
def command() -> None:
    """The price tables: what each provider sells, from when, and from which source."""


@command.command("list", cls=KlingCommand)
@table_options
@output_options
def list_providers(*, tables: Tables, on: date, known_on: date | None, output: Output) -> None:
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
    _write(
        Table(columns=columns, rows=rows, numbers=frozenset({"rates"})), output, {"models": 2, "first day": 1}
    )


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


@command.command("show", cls=KlingCommand)
@click.argument("provider")
@table_options
@output_options
def show(*, provider: str, tables: Tables, on: date, known_on: date | None, output: Output) -> None:
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
            str(rate.lengths) if rate.lengths and not rate.clip_s else str(rate.clip_s or "") or None,
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
    table = Table(columns=columns, rows=rows, numbers=frozenset({"price"}))
    spare = {"source": 7, "model": 6, "basis": 5, "resolution": 4, "lengths": 3, "tier": 2, "audio": 2}
    _write(table, output, spare, card=card, seller=seller)


def _write(
    table: Table,
    output: Output,
    spare: Mapping[str, int],
    *,
    card: Card | None = None,
    seller: Provider | None = None,
) -> None:
    if output.format == "csv":
        output.write(to_csv(table))
    elif output.format == "markdown":
        output.write(to_markdown(table))
    else:
        from kling_cost.cli.render import Column, rendered, terminal_width  # noqa: PLC0415 - only tables need rich
        from kling_cost.cli.render import table as people_table  # noqa: PLC0415

        width = terminal_width(to_file=output.path is not None)
        wraps = {"models", "modes", "basis", "source"}
        columns = [
            Column(name=name, number=name in table.numbers, spare=spare.get(name, 0), wraps=name in wraps)
            for name in table.columns
        ]
        rows = [[for_people(cell) for cell in row] for row in table.rows]
        head = _headline(card, seller) if card and seller else []
        tail = _sources(card, seller) if card and seller else []
        parts: list[RenderableType] = [*head, people_table(columns, rows, width=width), *tail]
        output.write(rendered(parts, width=width, to_file=output.path is not None))


def _headline(card: Card, seller: Provider) -> list[str]:
    file = card.file
    since = "stated by a source" if file.first_day == "stated" else "inferred: in force by then"
    return [
        f"{seller.file.name} ({seller.file.home}), card {card.provider}/{card.name}, prices in {file.unit}",
        f"applies from {file.applies_from} ({since}), known from {file.known_from}",
        "",
        " ".join(file.summary.split()),
        "",
    ]


def _sources(card: Card, seller: Provider) -> list[str]:
    lines = ["", "Sources"]
    for source in card.file.sources.values():
        lines.append(f"  {source.title}, read {source.read_on}")
        lines += [f"    {text}" for text in (source.link, source.note) if text]
    notes = [f"  {note}" for note in seller.file.notes]
    return [*lines, "", "Notes", *notes] if notes else lines
