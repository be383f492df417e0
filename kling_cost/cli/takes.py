"""``kling-cost takes``: the planning figures for takes, accept rates by class of shot, and their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kling_cost.breakdown.stage_takes import rate_said
from kling_cost.cli.command import KlingCommand
from kling_cost.cli.options import Tables, pricing_option
from kling_cost.cli.output import Output, output_options, to_json
from kling_cost.cli.tables import write_table
from kling_cost.export.tabular import Table
from kling_cost.wording import source_text

if TYPE_CHECKING:
    from kling_cost.export.tabular import Cell
    from kling_cost.takes import TakesRules


@click.command(cls=KlingCommand)
@pricing_option
@output_options
def command(*, tables: Tables, output: Output) -> None:
    """How many takes are planned when nobody says, and the accept rates by class of shot with their sources.

    A row's `shot_class`, or --shot-class for rows that name none, makes its takes a gamble at the rate of the
    class. These rates are planning priors, not measurements: no independent survey counts generations.
    """
    rules = tables.takes
    if output.format == "json":
        from kling_cost.export.to_table_documents import to_takes_document  # noqa: PLC0415 - only json needs it

        output.write(to_json(to_takes_document(rules)))
        return
    head = [
        f"{rules.default_takes} takes when nobody says ({rules.default_reason()})",
        f"A gamble ends after {rules.gamble_cap} takes a keeper, then: {rules.at_cap.value}",
        f"Accept rates by class of shot, each {rules.statement}, for no independent survey counts takes:",
        "",
    ]
    tail = ["", "Sources", *_sources(rules)]
    write_table(_classes(rules, output), output, wraps={"shots"}, head=head, tail=tail)


def _classes(rules: TakesRules, output: Output) -> Table:
    """Set the classes out; for people their sources stand below."""
    columns = ["class", "shots", "accept rate", "from a picture", "at most", "sources"]
    rows: list[list[Cell]] = [
        [
            each.name,
            each.summary,
            rate_said(each.rate()),
            rate_said(each.from_picture.rate()) if each.from_picture else "",
            each.cap or rules.gamble_cap,
            "" if output.format == "table" else rules.titles(each.sources),
        ]
        for each in rules.classes
    ]
    return Table(columns=columns, rows=rows, numbers=frozenset({"at most"})).without_empty()


def _sources(rules: TakesRules) -> list[str]:
    """Say of each source which classes it is behind."""
    classes: dict[str, list[str]] = {}
    sources = {source.title: source for each in rules.classes for source in rules.sources_of(each)}
    for each in rules.classes:
        for source in rules.sources_of(each):
            classes.setdefault(source.title, []).append(each.name)
    lines = []
    for title, names in classes.items():
        lines += [f"  {', '.join(names)}: {source_text(sources[title])}"]
        lines += [f"    {text}" for text in (sources[title].link, sources[title].note) if text]
    return lines
