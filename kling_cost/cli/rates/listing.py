"""``kling-cost rates list``: every provider with its rate cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kling_cost.cli.command import KlingCommand
from kling_cost.cli.options import Tables, table_options
from kling_cost.cli.output import Output, output_options, to_json
from kling_cost.cli.tables import write_table
from kling_cost.export.tabular import Table
from kling_cost.pricebook.age import age_in_days
from kling_cost.pricebook.version import in_force

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kling_cost.export.tabular import Cell
    from kling_cost.pricebook.load import Card, Provider

_MODELS_SHOWN = 4
_CARD = ["unit", "rates", "basis", "models"]
_COLUMNS = ["provider", "card", "state", "cards", "days old", *_CARD]
_VERSION_COLUMNS = ["in force", "provider", "card", "state", "first day", "days old", *_CARD]
_SPARE = {"basis": 6, "rates": 5, "cards": 4, "unit": 3, "first day": 3, "models": 2}


@click.command(cls=KlingCommand)
@click.option("--versions", is_flag=True, help="A line per rate card; `>` marks the one in force.")
@table_options
@output_options
def command(*, versions: bool, tables: Tables, on: date, known_on: date | None, output: Output) -> None:
    """Every provider with the rate card in force on the day, its age, basis and models."""
    if output.format == "json":
        from kling_cost.export.to_table_documents import to_rates_document  # noqa: PLC0415 - only json needs it

        output.write(to_json(to_rates_document(tables.book)))
        return
    rows: list[dict[str, Cell]] = []
    for provider in map(tables.book.provider, tables.book.provider_ids):
        card = in_force(provider.cards, on, known_on)
        if versions and provider.cards:
            rows += [_version(each, provider, card, on, known_on) for each in provider.cards]
        else:
            rows.append(_provider(provider, card, on))
    columns = _VERSION_COLUMNS if versions else _COLUMNS
    if output.format == "table":
        columns = [column for column in columns if column != "state"]
        rows = [_for_people(row) for row in rows]
    cells = [[row.get(column) for column in columns] for row in rows]
    named = ["" if column == "in force" and output.format == "table" else column for column in columns]
    table = Table(columns=named, rows=cells, numbers=frozenset({"cards", "rates", "days old"}))
    write_table(table, output, spare=_SPARE, wraps={"models", "basis"})


def _provider(provider: Provider, card: Card | None, on: date) -> dict[str, Cell]:
    row: dict[str, Cell] = {"provider": provider.id, "cards": len(provider.cards) or None}
    if card is None:
        unsold = not provider.cards and provider.file.no_public_price
        return row | {"state": "no public price" if unsold else f"none on {on}"}
    return row | _card(card, on) | {"state": "closed" if card.file.closed else None}


def _version(
    card: Card, provider: Provider, in_force: Card | None, on: date, known_on: date | None
) -> dict[str, Cell]:
    row: dict[str, Cell] = {"provider": provider.id, "first day": card.file.first_day}
    row["in force"] = ">" if card is in_force else None
    return row | _card(card, on) | {"state": _state(card, provider.cards, on, known_on)}


def _card(card: Card, on: date) -> dict[str, Cell]:
    age = age_in_days(card, on)
    return {
        "card": card.name,
        "days old": age if age is not None and age >= 0 else None,
        "unit": card.file.unit,
        "rates": len(card.rates) or None,
        "basis": ", ".join(sorted({rate.basis.value for rate in card.rates})),
        "models": ", ".join(dict.fromkeys(rate.model for rate in card.rates)),
    }


def _state(card: Card, cards: Sequence[Card], on: date, known_on: date | None) -> str | None:
    """Say what is unusual about a card, as known on a day."""
    known = [other for other in cards if known_on is None or other.file.known_from <= known_on]
    correction = next((other for other in known if other.file.supersedes == card.name), None)
    if card not in known:
        return f"known from {card.file.known_from}"
    if correction is not None:
        return f"{'taken back' if correction.file.cancelled else 'corrected'} by {correction.name}"
    if card.file.cancelled:
        return f"takes {card.file.supersedes} back"
    if card.file.closed:
        return "closed" if card.applies_from <= on else "will close"
    if card.applies_from > on:
        return "announced" if card.file.first_day == "announced" else "later"
    return None


def _for_people(row: dict[str, Cell]) -> dict[str, Cell]:
    """Put the state beside the card, and name no more models than a line bears."""
    card, state = row.get("card"), row["state"]
    names = str(row.get("models") or "").split(", ")
    more = f" +{len(names) - _MODELS_SHOWN}" if len(names) > _MODELS_SHOWN else ""
    return row | {
        "card": f"{card} ({state})" if card and state else card or state,
        "models": ", ".join(names[:_MODELS_SHOWN]) + more,
    }
