"""How a finance CSV is written, and what a spreadsheet would show otherwise than it stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from kling_cost.amounts import counted
from kling_cost.cli.settings.option import setting
from kling_cost.cli.telling import is_quiet, tell_note
from kling_cost.export.csv_dialects import Dialect

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kling_cost.estimate import Estimate


def dialect_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--csv-dialect``; the command gets it as ``dialect``."""
    return setting(
        "--csv-dialect",
        "dialect",
        key="csv_dialect",
        type=click.Choice([each.value for each in Dialect]),
        default=Dialect.RFC4180.value,
        callback=lambda _ctx, _param, value: Dialect(value),
        help="How CSV is written; excel-eu: semicolons and decimal commas. Default: rfc4180.",
    )(function)


def tell_what_turns(estimates: Sequence[Estimate], dialect: Dialect) -> None:
    """Say which texts a spreadsheet shows as numbers or days, where the dialect does not forbid it."""
    if dialect is not Dialect.RFC4180 or is_quiet():
        return
    from kling_cost.export.finance_csv import texts_that_turn  # noqa: PLC0415 - only csv needs it

    texts = texts_that_turn(estimates)
    if texts:
        said = f"{texts[0]!r}" if len(texts) == 1 else f"{counted(len(texts), 'text')} such as {texts[0]!r}"
        tell_note(
            f"note: a spreadsheet may show {said} as a number or a day; import such columns as text, or use "
            "--csv-dialect excel-eu"
        )
