"""``kling-cost rates diff``: two days of a provider, or two providers on a day, price by price."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import click

from kling_cost.cli.command import KlingCommand
from kling_cost.cli.options import Day, Tables, table_options
from kling_cost.cli.output import Output, output_options, to_json
from kling_cost.cli.rates import priced
from kling_cost.cli.tables import write_table
from kling_cost.clips import audio_named
from kling_cost.export.tabular import Table
from kling_cost.pricebook.differences import Difference, Verdict, price_differences
from kling_cost.pricebook.price_filter import PriceFilter

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kling_cost.export.tabular import Cell
    from kling_cost.pricebook.load import Card


@click.command(cls=KlingCommand)
@click.argument("sides", nargs=-1, metavar="PROVIDER {DAY1 DAY2 | PROVIDER2}")
@click.option("--model", "models", multiple=True, help="Only this model. May be repeated.")
@click.option("--tier", help="Only this tier.")
@click.option("--audio", help="Only this audio setting: off, on or voice.")
@click.option("--all", "show_all", is_flag=True, help="Also the prices that are equal.")
@table_options
@output_options
@click.pass_context
def command(
    ctx: click.Context,
    *,
    sides: Sequence[str],
    models: Sequence[str],
    tier: str | None,
    audio: str | None,
    show_all: bool,
    tables: Tables,
    on: date,
    known_on: date | None,
    output: Output,
) -> None:
    """What differs between two days of a provider, or between two providers on one day, price by price.

    A percent is of the first. Prices in different units stand side by side and have none. Tiers are matched
    by name, whatever resolution a provider delivers for them.

    \b
    kling-cost rates diff fal 2026-02-05 2026-03-10
    kling-cost rates diff fal kling-api --model v3 --tier pro
    """
    on_given = ctx.get_parameter_source("on") is click.core.ParameterSource.COMMANDLINE
    pair = _pair(sides, tables, on, on_given=on_given)
    first, second = (tables.book.card(where, day, known_on=known_on) for where, day in pair)
    wanted = PriceFilter(
        models=list(dict.fromkeys(map(tables.models.named, models))),
        tier=tables.models.tier_named(tier) if tier else None,
        audio=audio_named(audio) if audio else None,
    )
    found = price_differences(first, second, wanted)
    everything = priced.in_reading_order(found, tables.models, wanted.models)
    shown = [each for each in everything if show_all or each.verdict is not Verdict.EQUAL]
    if output.format == "json":
        from kling_cost.export.to_change_documents import to_diff_document  # noqa: PLC0415 - only json needs it

        dated = [(first, pair[0][1]), (second, pair[1][1])]
        output.write(to_json(to_diff_document(everything, shown, dated, known_on)))
    elif output.format == "csv":
        write_table(_csv_table(shown, (first, second)), output)
    else:
        _write_for_people(everything, shown, (first, second), _names(pair), output)


def _pair(
    sides: Sequence[str], tables: Tables, on: date, *, on_given: bool
) -> tuple[tuple[str, date], tuple[str, date]]:
    """Read the arguments as two providers on one day, or a provider on two days.

    Raises:
        click.UsageError: for any other arguments, saying what belongs where.
        UnknownProvider: with the closest one.
    """
    if len(sides) == len(("provider", "day", "day")):
        if on_given:
            raise click.UsageError("the two days are given already; --on goes with two providers")
        where = tables.book.provider_named(sides[0])
        first, second = (Day().convert(side, None, None) for side in sides[1:])
        return (where, first), (where, second)
    if len(sides) != len(("provider", "provider")):
        raise click.UsageError(
            f"give a provider and two days, or two providers; found {' '.join(sides) or 'nothing'}"
        )
    if sides[1][:1].isdecimal() and sides[1].count("-") == len("--"):
        raise click.UsageError(f"{sides[1]} is one day; give the other one too, or a second provider")
    one, other = map(tables.book.provider_named, sides)
    return (one, on), (other, on)


def _names(pair: tuple[tuple[str, date], tuple[str, date]]) -> tuple[str, str]:
    (one, day), (other, other_day) = pair
    return (str(day), str(other_day)) if one == other else (one, other)


def _write_for_people(
    everything: Sequence[Difference],
    shown: Sequence[Difference],
    cards: tuple[Card, Card],
    names: tuple[str, str],
    output: Output,
) -> None:
    only = {
        Verdict.ONLY_FIRST: f"only {_preposition(cards)} {names[0]}",
        Verdict.ONLY_SECOND: f"only {_preposition(cards)} {names[1]}",
    }
    if output.format == "table" and not shown:
        output.write(f"{_nothing(everything, cards)}\n")
        return
    rows = [_row(each, only) for each in shown]
    columns = ["price of", *names, "difference", "percent", "note", "rates"]
    table = Table(columns=columns, rows=rows, numbers=frozenset({"difference", "percent"}))
    write_table(
        table.without_empty(keep={"price of", *names}),
        output,
        spare={"rates": 2, "difference": 1},
        wraps={"price of", "note"},
        head=[*_headline(cards, names), ""],
        tail=["", _counted(everything, only)],
    )


def _preposition(cards: tuple[Card, Card]) -> str:
    return "on" if cards[0].provider == cards[1].provider else "at"


def _headline(cards: tuple[Card, Card], names: tuple[str, str]) -> list[str]:
    return [f"{name}: card {card.provider}/{card.name}" for name, card in zip(names, cards, strict=True)]


def _nothing(everything: Sequence[Difference], cards: tuple[Card, Card]) -> str:
    first, second = (f"{card.provider}/{card.name}" for card in cards)
    if first == second:
        return f"nothing differs: both days have card {first}"
    return f"nothing differs: {first} and {second} have {len(everything)} equal prices"


def _counted(everything: Sequence[Difference], only: dict[Verdict, str]) -> str:
    """Count what was found: ``12 changed, 3 only at fal, 40 equal``."""
    found = Counter(each.verdict for each in everything)
    order = [verdict for verdict in Verdict if verdict is not Verdict.EQUAL] + [Verdict.EQUAL]
    return ", ".join(f"{found[verdict]} {only.get(verdict, verdict)}" for verdict in order if found[verdict])


def _row(each: Difference, only: dict[Verdict, str]) -> list[Cell]:
    change = each.change
    percent = change.percent if change is not None else None
    return [
        priced.asked_text(each, [*each.first, *each.second]),
        priced.price_text(each.first),
        priced.price_text(each.second),
        priced.signed(change.difference) if change is not None else None,
        priced.signed_percent(percent) if percent is not None else None,
        _note(each, only),
        ", ".join(priced.refs_text(rates) for rates in (each.first, each.second) if rates),
    ]


def _note(each: Difference, only: dict[Verdict, str]) -> str:
    change = each.change
    if change is None:
        return only[each.verdict]
    notes = {
        "equal": each.verdict is Verdict.EQUAL,
        "other unit": change.unit_changed,
        "other measure": change.ratio is None and not change.unit_changed,
        f"compared at {change.clip_s} s": change.ratio is not None and change.measure_changed,
        f"{change.old.resolution} / {change.new.resolution}": change.resolution_changed,
    }
    return ", ".join(note for note, applies in notes.items() if applies)


def _csv_table(shown: Sequence[Difference], cards: tuple[Card, Card]) -> Table:
    sides = [[f"{side}_{name}" for name in ("card", *priced.PRICE_CSV)] for side in ("first", "second")]
    columns = ["verdict", *priced.ASKED_CSV, *sides[0], *sides[1], *priced.CHANGE_CSV]
    first, second = (f"{card.provider}/{card.name}" for card in cards)
    rows: list[list[Cell]] = [
        [
            each.verdict.value,
            *priced.asked_csv_cells(each),
            first,
            *priced.price_csv_cells(each.first),
            second,
            *priced.price_csv_cells(each.second),
            *priced.change_csv_cells(each.change),
        ]
        for each in shown
    ]
    return Table(columns=columns, rows=rows)
