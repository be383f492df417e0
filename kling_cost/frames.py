"""Plans and bulk prices as pandas DataFrames, exact to the last digit.

Amounts are Decimals in object columns: nothing here multiplies a price. A frame of ten million clips holds
few distinct ones; each is priced once by the calculator, and the rows take their amount from that table.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from kling_cost.errors import IncompleteClip, KlingCostError, NotExact
from kling_cost.ledger import ledger_columns, ledger_rows
from kling_cost.quote import quote_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

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

# Up to this many possible combinations a table indexed by combination is cheaper than sorting the rows.
_DENSE_COMBINATIONS = 1 << 22
_SAMPLED_ROWS = 10_000


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
    keys, values, sizes = _combine([clips[name] for name in used])
    pricer = _Pricer(book, models, {"provider": provider, "on": on}, known_on)
    places, taken = _distinct(keys, sizes)
    parts = np.unravel_index(places, sizes)
    results = [
        pricer.price({name: values[n][parts[n][place]] for n, name in enumerate(used)})
        for place in range(len(places))
    ]
    amounts = np.array([amount for amount, *_ in results], dtype=object)
    priced = clips.copy(deep=False)
    priced["amount"] = pd.Series(amounts[taken], index=clips.index, dtype=object, copy=False)
    for position, name in enumerate(("unit", "rate_ref", "reason"), start=1):
        codes, categories = pd.factorize(np.array([result[position] for result in results], dtype=object))
        column = pd.Categorical.from_codes(_narrow(codes)[taken], categories=pd.Index(categories, dtype=str))
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
        said = {name: value for name, value in cells.items() if value is not None}
        try:
            count = _whole(said.pop("count", 1))
            provider = said.pop("provider", self._given["provider"])
            on = _day(said.pop("on", self._given["on"]))
            if provider is None or on is None:
                raise IncompleteClip("give provider= and on=, or columns of these names")
            clip = self._models.clip(**(said | {"duration_s": _seconds(said.get("duration_s"))}))
            where = self._book.provider_named(str(provider))
            rate = self._book.rate_for(clip, where, on, known_on=self._known_on)
            line = quote_line(clip, rate, takes=count)
        except KlingCostError as error:
            return None, None, None, str(error)
        return line.amount.number, line.amount.unit, rate.ref, None


def _seconds(value: object) -> Decimal | int | str | None:
    """Give a duration as the calculator takes it; a float must be whole, any other is refused."""
    if isinstance(value, float | np.floating):
        if not float(value).is_integer():
            raise NotExact(float(value))
        return int(value)
    return int(value) if isinstance(value, np.integer) else value  # type: ignore[return-value]


def _whole(value: object) -> int:
    number = _seconds(value)
    if isinstance(number, bool) or number is None or Decimal(number) != int(number) or int(number) < 0:
        raise NotExact(value)
    return int(number)


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise IncompleteClip(f"{value!r} is not a day; write it as 2026-03-10") from None
    return value if isinstance(value, date) else None


def _narrow(codes: NDArray[Any]) -> NDArray[Any]:
    """Give codes in the smallest signed type that holds them."""
    return codes.astype(np.min_scalar_type(-max(2, int(codes.max(initial=0)) + 1)))


def _codes(column: pd.Series[Any]) -> tuple[NDArray[Any], list[Any]]:
    """Give each row's place in the list of the column's values; an empty cell's value is None."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        codes, values = np.asarray(column.cat.codes), list(column.cat.categories)
    else:
        codes, values = _factorize(column)
    if codes.min(initial=0) < 0:
        codes = np.where(codes < 0, len(values), codes)
        values.append(None)
    return codes, [None if _is_empty(value) else value for value in values]


def _factorize(column: pd.Series[Any]) -> tuple[NDArray[Any], list[Any]]:
    """Number a column's values, -1 for empty cells.

    Columns of words repeat a few of them: the first rows usually hold every one, and looking each row up
    among those takes less than half of what numbering them from nothing does.
    """
    known = pd.Index(column.iloc[:_SAMPLED_ROWS].unique())
    if column.dtype.kind == "O" and len(column) > _SAMPLED_ROWS and len(known) < _SAMPLED_ROWS // 10:
        codes = known.get_indexer(column)
        if codes.min(initial=0) >= 0:
            return codes, list(known)
    codes, uniques = pd.factorize(column)
    return codes, list(uniques)


def _is_empty(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and value != value)  # noqa: PLR0124


def _combine(columns: list[pd.Series[Any]]) -> tuple[NDArray[Any], list[list[Any]], tuple[int, ...]]:
    """Give a number per row that stands for its combination of cells, and the columns' values and sizes."""
    coded = [_codes(column) for column in columns]
    sizes = tuple(max(1, len(values)) for _, values in coded)
    # The narrowest type that holds every combination: memory traffic is what this costs.
    kind = np.min_scalar_type(prod(sizes))
    keys = np.zeros(len(columns[0]), dtype=kind)
    for (codes, _), size in zip(coded, sizes, strict=True):
        if size > 1:
            keys *= kind.type(size)
            keys += codes.astype(kind, copy=False)
    return keys, [values for _, values in coded], sizes


def _distinct(keys: NDArray[Any], sizes: tuple[int, ...]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Give the distinct keys and, for each row, the place of its key among them."""
    combinations = prod(sizes)
    if combinations > _DENSE_COMBINATIONS:
        places, taken = np.unique(keys, return_inverse=True)
        return places, taken
    seen = np.zeros(combinations, dtype=bool)
    seen[keys] = True
    places = np.flatnonzero(seen)
    place_of = np.zeros(combinations, dtype=np.intp)
    place_of[places] = np.arange(len(places))
    return places, place_of[keys]
