"""``kling-cost models``: what each model can do, who says so, and which of several claims is acted on."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import click

from kling_cost.cli.command import KlingCommand
from kling_cost.cli.options import Tables, table_options
from kling_cost.cli.output import Output, output_options, to_json
from kling_cost.cli.tables import write_lines, write_table
from kling_cost.export.tabular import Table
from kling_cost.wording import source_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kling_cost.claims import Claims
    from kling_cost.export.tabular import Cell
    from kling_cost.models import ModelFile


@click.command(cls=KlingCommand)
@click.argument("names", metavar="[MODEL]...", nargs=-1)
@table_options
@output_options
def command(
    *, names: tuple[str, ...], tables: Tables, on: date, known_on: date | None, output: Output
) -> None:
    """Every model with what it can do and who sells it; of MODEL, each claim with its source.

    Sources contradict each other; `>` marks the claim that kling-cost acts on, and it says why.

    \b
    kling-cost models
    kling-cost models v3 o3
    """
    from kling_cost.pricebook.sellers import sellers_of  # noqa: PLC0415 - beside its only use

    models = tables.models
    ids = list(dict.fromkeys(map(models.named, names))) or models.ids
    sellers = sellers_of(tables.book, on, known_on=known_on)
    if output.format == "json":
        from kling_cost.export.to_seller_documents import to_models_document  # noqa: PLC0415 - only json needs it

        output.write(to_json(to_models_document(models, tables.claims, ids, sellers, on)))
    elif names and output.format == "table":
        lines = [line for name in ids for line in _of_model(name, tables, sellers.get(name, ()), on)]
        write_lines(lines[:-1], output)
    elif names:
        write_table(_claims(tables.claims, ids), output)
    else:
        rows = [_row(name, models[name], sellers.get(name, ())) for name in ids]
        table = Table(
            columns=["model", "name", "modes", "sellers"], rows=rows, numbers=frozenset({"sellers"})
        )
        write_table(table, output, spare={"name": 1}, wraps={"modes"})


def _row(name: str, model: ModelFile, sellers: Sequence[str]) -> list[str | int]:
    return [name, model.name, ", ".join(model.modes), len(sellers)]


def _of_model(name: str, tables: Tables, sellers: Sequence[str], on: date) -> list[str]:
    """Write a model and what is said of it, topic by topic, what is acted on first."""
    model = tables.models[name]
    lines = [f"{model.name} ({name}): {', '.join(model.modes)}"]
    lines += [f"  {model.note}"] if model.note else []
    lines.append(f"  sold on {on} by {', '.join(sellers) or 'nobody in the book'}")
    lines += [f"  instead, with --reroute: {', '.join(model.instead)}"] if model.instead else []
    for about, claims in groupby(tables.claims.about(name), key=lambda claim: claim.about):
        lines += ["", f"  {about}"]
        for claim in claims:
            source = tables.claims.source(name, claim)
            lines.append(f"  {'>' if claim.acted_on else ' '}  {claim.says}")
            lines.append(f"       {source_text(source)}")
            lines += [f"       {source.link}"] if source.link else []
            lines += [f"       Why this one: {claim.why}"] if claim.why else []
    return [*lines, ""]


def _claims(claims: Claims, ids: Sequence[str]) -> Table:
    rows: list[list[Cell]] = []
    for name in ids:
        for claim in claims.about(name):
            source = claims.source(name, claim)
            said = [claim.about, claim.acted_on, claim.says, claim.why]
            rows.append([name, *said, source.title, source.link, source.read_on])
    return Table(
        columns=["model", "about", "acted on", "says", "why", "source", "link", "read on"], rows=rows
    )
