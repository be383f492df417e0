"""``kling-cost rates add``: a new rate card from a provider's last one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kling_cost.cli.command import KlingCommand
from kling_cost.cli.options import Tables, table_options, today
from kling_cost.cli.output import write_text
from kling_cost.cli.telling import tell_note
from kling_cost.cli.writing import Unwritable, write_whole

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path


@click.command(cls=KlingCommand)
@click.argument("provider")
@click.option("--correct", "wrong", metavar="CARD", help="Correct this card instead, e.g. 2026-02-05.")
@table_options
def command(*, provider: str, wrong: str | None, tables: Tables, on: date, known_on: date | None) -> None:
    """Write a rate card for today (or --on) with every price of PROVIDER's last one, to be edited.

    It goes to DIR/PROVIDER/ with --pricing DIR (or KLING_COST_PRICING), and to the screen without. It is
    known from today, or from the day given by --known-on; a card of a later day is then an announced one.

    \b
    kling-cost rates add fal --pricing my-cards
    kling-cost rates check my-cards
    """
    from kling_cost.pricebook.skeleton import new_card, new_correction  # noqa: PLC0415 - beside its only use

    own = tables.roots[-1] if len(tables.roots) > 1 else None
    book = (tables if own is None or own.exists() else Tables(None)).book  # a first card begins its folder
    name = book.provider_named(provider)
    if wrong:
        skeleton = new_correction(book, name, wrong, known_from=known_on or on)
    else:
        skeleton = new_card(book, name, on, known_from=known_on or today())
    if own is None:
        write_text(skeleton.text)
        tell_note(f"nothing was written; with --pricing DIR this becomes DIR/{name}/{skeleton.name}.toml")
        return
    path = own / name / f"{skeleton.name}.toml"
    _write(path, skeleton.text)
    tell_note(f"wrote {path}; change what changed, name its source, then: kling-cost rates check {own}")


def _write(path: Path, text: str) -> None:
    if path.exists():
        raise Unwritable(path, FileExistsError("it is there already"))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Unwritable(path, error) from None
    write_whole(path, text.encode())
