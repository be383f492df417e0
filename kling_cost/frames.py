"""Plans and bulk prices as pandas DataFrames, exact to the last digit.

Amounts are Decimals in object columns: nothing here multiplies a price. A frame of ten million clips holds
few distinct ones; each is priced once by the calculator, and the rows take their amount from that table.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kling_cost.amounts import exact
from kling_cost.distinct import category, codes_of, combine, distinct_rows, spread
from kling_cost.errors import IncompleteClip, KlingCostError, NotExact
from kling_cost.ledger import ledger_columns, ledger_rows
from kling_cost.quote import quote_line
from kling_cost.storyboard.columns import read_yes_no

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kling_cost.models import Models
    from kling_cost.money import Money
    from kling_cost.plan import Plan
    from kling_cost.pricebook.book import PriceBook

CLIP_COLUMNS = (
    "model",
    "tier",
    "audio",
    "duration_s",
    "mode",
    "product",
    "video_input",
    "resolution",
    "count",
    "provider",
    "on",
)
"""The columns of a frame of clips; only ``model`` is required, and what its price depends on."""


def plan_frame(plan: Plan, money: Money | None = None) -> pd.DataFrame:
    """Give a plan as a DataFrame: a row per line, then one per unpriced stage with its ``reason``.

    Columns are those of the finance CSV. Numbers with a unit (amounts, prices, seconds) are Decimals in
    object columns; sum them with ``sum()``, not with ``mean()``. ``money`` fills the money columns.
    """
    columns = ledger_columns(plan)
    frame = pd.DataFrame(list(ledger_rows(plan, money)), columns=columns)
    return frame.astype({"clip_no": "Int64", "takes": "Int64"})


def price_frame(
    clips: pd.DataFrame,
    *,
    book: PriceBook,
    models: Models,
    provider: str | None = None,
    on: date | None = None,
    known_on: date | None = None,
) -> pd.DataFrame:
    """Price a frame of clips: the same rows with ``amount``, ``unit``, ``rate_ref`` and ``reason`` added.

    Args:
        clips: a row per clip with columns of :data:`CLIP_COLUMNS`; others are passed through. Text is read
            forgivingly, an empty cell counts as not given. ``duration_s`` holds seconds as whole numbers,
            Decimals or text (a float must be whole). ``count`` is the number of such clips, 1 if absent.
        book: the prices.
        models: the models' names.
        provider: where to buy, for frames without such a column.
        on: the day of the price, for frames without such a column.
        known_on: as known on that day; by default all we know.

    Returns:
        A new frame. ``amount`` is a Decimal or None; ``unit``, ``rate_ref`` and ``reason`` are categories.
        A row that cannot be priced has no amount and a ``reason``; it never raises and is never zero.

    Raises:
        IncompleteClip: when the column ``model`` is missing.
    """
    if "model" not in clips.columns:
        raise IncompleteClip(
            f"a frame of clips needs a column model; allowed columns: {', '.join(CLIP_COLUMNS)}"
        )
    used = [name for name in CLIP_COLUMNS if name in clips.columns]
    pricer = _Pricer(book, models, {"provider": provider, "on": on}, known_on)
    coded = [codes_of(clips[name]) for name in used]
    keys, combinations = combine([(codes, len(values)) for codes, values in coded], len(clips))
    distinct, rows = distinct_rows(keys, combinations)
    results = [
        pricer.price({name: values[codes[row]] for name, (codes, values) in zip(used, coded, strict=True)})
        for row in rows
    ]
    amount_of = np.full(combinations, None, dtype=object)
    amount_of[distinct] = [amount for amount, *_ in results]
    priced = clips.copy(deep=False)
    priced["amount"] = pd.Series(spread(amount_of, keys), index=clips.index, dtype=object, copy=False)
    for position, name in enumerate(("unit", "rate_ref", "reason"), start=1):
        texts = np.array([result[position] for result in results], dtype=object)
        column = category(texts, distinct, keys, combinations)
        priced[name] = pd.Series(column, index=clips.index, copy=False)
    return priced


class _Pricer:
    """Prices one combination of cells after another."""

    def __init__(
        self, book: PriceBook, models: Models, given: Mapping[str, object], known_on: date | None
    ) -> None:
        self._book, self._models, self._given, self._known_on = book, models, given, known_on

    def price(self, cells: Mapping[str, Any]) -> tuple[Decimal | None, str | None, str | None, str | None]:
        """Give amount, unit, rate reference and reason."""
        said = {name: value for name, cell in cells.items() if (value := _given(cell)) is not None}
        try:
            count = _whole(said.pop("count", 1))
            provider, on = said.pop("provider", self._given["provider"]), said.pop("on", self._given["on"])
            if provider is None or on is None:
                raise IncompleteClip("give provider= and on=, or columns of these names")
            day = _day(on)
            clip = self._models.clip(**({"model": None} | {name: _word(name, said[name]) for name in said}))
            where = self._book.provider_named(_word("provider", provider))
            rate = self._book.rate_for(clip, where, day, known_on=self._known_on)
            line = quote_line(clip, rate, takes=count)
        except KlingCostError as error:
            return None, None, None, str(error)
        return line.amount.number, line.amount.unit, rate.ref, None


def _given(value: object) -> object:
    """Give a cell's value as plain Python has it; blank text is an empty cell, a whole float a whole number.

    pandas makes floats of a column of whole numbers with gaps. Other floats stay what they are, for the
    calculator to refuse.
    """
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, np.generic):
        value = value.item()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _word(name: str, value: Any) -> Any:  # noqa: ANN401 - a word, or what a clip takes besides
    """Give a clip's word: text, for a resolution also its digits; seconds and yes or no are their own.

    Raises:
        IncompleteClip: for a number where a word belongs.
    """
    if name == "duration_s" or isinstance(value, str):
        return read_yes_no(value) if name == "video_input" else value
    if name == "video_input":
        return value if isinstance(value, bool) else read_yes_no(str(value))
    if name == "resolution" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise IncompleteClip(f"{name} {value!r} is not a word")


def _whole(value: object) -> int:
    try:
        number = exact(value)
    except NotExact:
        number = Decimal(-1)
    if number < 0 or number != int(number):
        raise IncompleteClip(f"count {value!r} is not a whole number of 0 or more")
    return int(number)


def _day(value: object) -> date:
    if isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise IncompleteClip(f"{value!r} is not a day; write it as 2026-03-10") from None
