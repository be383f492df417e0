"""``kling-cost rates why``: the rate that prices a clip, and why it and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kling_cost.cli.clip_options import clip_of, clip_options
from kling_cost.cli.command import REFUSED, KlingCommand
from kling_cost.cli.options import DEFAULT_PROVIDER, Tables, table_options
from kling_cost.cli.output import Output, output_options, to_json
from kling_cost.cli.settings.option import setting
from kling_cost.cli.tables import write_lines, write_table
from kling_cost.cli.telling import tell
from kling_cost.export.tabular import Table
from kling_cost.wording import first_day_text, per_text, source_text

if TYPE_CHECKING:
    from datetime import date

    from kling_cost.pricebook.why import Explanation


@click.command(cls=KlingCommand)
@clip_options()
@setting("--provider", key="provider", help=f"Where to buy. Default: {DEFAULT_PROVIDER}.")
@table_options
@output_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    *,
    tables: Tables,
    on: date,
    known_on: date | None,
    output: Output,
    provider: str | None,
    **said: Any,  # noqa: ANN401 - the words of a clip, as click gives them
) -> None:
    """The rate that prices a clip, its card and source, and the others with the reason against each.

    \b
    kling-cost rates why --provider fal --model v3 --tier pro --audio on --duration 5 --on 2026-03-01
    """
    from kling_cost.pricebook.why import explain_price  # noqa: PLC0415 - beside its only use

    clip = clip_of(tables.models, said)
    where = tables.book.provider_named(provider or DEFAULT_PROVIDER)
    tables.tell_cards([where], on, known_on)
    found = explain_price(clip, tables.book, where, on, known_on=known_on)
    if output.format == "json":
        from kling_cost.export.to_seller_documents import to_why_document  # noqa: PLC0415 - only json needs it

        output.write(to_json(to_why_document(found, on)))
    elif output.format == "table" and not (found.elsewhere or found.others):
        write_lines(_head(found, on)[:-1], output)
    else:
        write_table(_table(found), output, spare={"basis": 1}, wraps={"why not"}, head=_head(found, on))
    if found.rate is None:
        tell(f"error: {'no rate answers it' if output.format == 'table' else found.refusal}")
        ctx.exit(REFUSED)


def _head(found: Explanation, on: date) -> list[str]:
    rate, file = found.rate, found.card.file
    until = f", until {found.until}" if found.until else ""
    lines = [f"{found.clip}", f"at {found.card.provider} on {on}", ""]
    if rate is None:
        lines += [found.refusal, ""]
    else:
        lines += [
            f"{rate.ref}: {per_text(rate)}",
            f"  basis   {rate.basis.value}",
            f"  source  {source_text(rate.source)}",
            f"          {rate.source.link or rate.source.note}",
            *([f"  note    {rate.note}"] if rate.note else []),
        ]
    lines += [
        f"  card    {found.card.provider}/{found.card.name}{', closed' if file.closed else ''}",
        f"          from {file.applies_from} ({first_day_text(file)}){until}; known from {file.known_from}",
        *([f"          corrects {file.supersedes}: {file.reason}"] if file.supersedes else []),
        "",
    ]
    if found.elsewhere or found.others:
        lines.append("Looked at and not taken")
    return lines


def _table(found: Explanation) -> Table:
    rows = [
        [rejected.rate.ref, per_text(rejected.rate), rejected.rate.basis.value, "; ".join(rejected.reasons)]
        for rejected in (*found.elsewhere, *found.others)
    ]
    return Table(columns=["rate", "price", "basis", "why not"], rows=rows)
