"""Which distinct rows a big frame holds, and how what is known of them is spread over all rows again.

Ten million rows of clips hold few distinct ones. Columns become numbers, the numbers of a row one key;
whoever knows a result for every key gets it back for every row. Nothing here knows what the columns mean.
"""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

# Up to this many possible combinations a table has a place for each of them.
_DENSE_COMBINATIONS = 1 << 22
_SAMPLED_ROWS = 10_000
_CHUNK = 1 << 16
# Numbers farther from zero than this are not told by their distance, which could then overflow.
_FARTHEST = 1 << 31


def codes_of(column: pd.Series[Any]) -> tuple[NDArray[Any], list[Any]]:
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

    A full factorisation is the most expensive step, so two kinds of columns are spared it. Whole numbers of a
    small range, such as seconds, are numbered by their distance from the least. Columns of words repeat a few
    of them: the first rows usually hold every one, and looking each row up among those takes less than half
    of the time.
    """
    if isinstance(column.dtype, np.dtype) and column.dtype.kind in "iu" and len(column):
        numbers = column.to_numpy()
        least = int(numbers[:_SAMPLED_ROWS].min())
        distances = _distances(numbers, least)
        if distances is not None:
            return distances, list(range(least, least + int(distances.max()) + 1))
    known = pd.Index(column.iloc[:_SAMPLED_ROWS].unique())
    if column.dtype.kind == "O" and len(column) > _SAMPLED_ROWS and len(known) < _SAMPLED_ROWS // 10:
        codes = known.get_indexer(column)
        if codes.min(initial=0) >= 0:
            return codes, list(known)
    codes, uniques = pd.factorize(column)
    return codes, list(uniques)


def _distances(numbers: NDArray[Any], least: int) -> NDArray[np.uint8] | None:
    """Give how far each number is above ``least``, or None if one is below it or does not fit a byte."""
    if abs(least) > _FARTHEST:
        return None
    distances = np.empty(len(numbers), dtype=np.uint8)
    for place in _chunks(len(numbers)):
        part = np.subtract(numbers[place], least, dtype=np.int64)
        if part.min() < 0 or part.max() > np.iinfo(np.uint8).max:
            return None
        distances[place] = part
    return distances


def _is_empty(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and isnan(value))


def combine(coded: Sequence[tuple[NDArray[Any], int]], rows: int) -> tuple[NDArray[Any], int]:
    """Give a number per row that stands for its combination of cells, and how many numbers there may be."""
    kind: np.dtype[Any] = np.dtype(np.uint8)
    keys = np.zeros(rows, dtype=kind)
    combinations = 1
    for codes, size in coded:
        if size > 1:
            if combinations * size > _DENSE_COMBINATIONS:
                keys, combinations = _renumbered(keys)
            combinations *= size
            # The narrowest type that holds every combination: memory traffic is what this costs.
            kind = np.min_scalar_type(combinations)
            keys = keys.astype(kind, copy=False)
            keys *= kind.type(size)
            keys += codes.view(kind) if codes.itemsize == kind.itemsize else codes.astype(kind)
    if combinations > _DENSE_COMBINATIONS:
        keys, combinations = _renumbered(keys)
    return keys, combinations


def _renumbered(keys: NDArray[Any]) -> tuple[NDArray[Any], int]:
    """Number the keys that occur, for there are too many that may."""
    codes, uniques = pd.factorize(keys)
    return codes, len(uniques)


def distinct_rows(keys: NDArray[Any], combinations: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Give the distinct keys, each with a row that has it. The first rows usually have them all."""
    distinct, rows = np.unique(keys[:_SAMPLED_ROWS], return_index=True)
    unseen = np.ones(combinations, dtype=bool)
    unseen[distinct] = False
    rest = np.flatnonzero(spread(unseen, keys)) if len(distinct) < combinations else keys[:0]
    others, places = np.unique(keys[rest], return_index=True)
    return np.concatenate([distinct, others]).astype(np.intp), np.concatenate([rows, rest[places]])


def spread(table: NDArray[Any], keys: NDArray[Any]) -> NDArray[Any]:
    """Give each row the entry of its key, piece by piece, so that the widened keys stay in the cache."""
    entries = np.empty(len(keys), dtype=table.dtype)
    for place in _chunks(len(keys)):
        table.take(keys[place].astype(np.intp, copy=False), out=entries[place], mode="clip")
    return entries


def _chunks(rows: int) -> Iterator[slice]:
    return (slice(start, start + _CHUNK) for start in range(0, rows, _CHUNK))


def category(
    texts: NDArray[Any], distinct: NDArray[np.intp], keys: NDArray[Any], combinations: int
) -> pd.Categorical:
    """Give each row the text of its key, as a category; one text for all rows needs no looking up."""
    codes, names = pd.factorize(texts)
    kind = np.min_scalar_type(-max(len(names), 1))
    if len(set(codes)) == 1:
        spread_codes = np.full(len(keys), codes[0], dtype=kind)
    else:
        code_of = np.zeros(combinations, dtype=kind)
        code_of[distinct] = codes
        spread_codes = spread(code_of, keys)
    # Codes that were just numbered here need no second look at ten million of them.
    return pd.Categorical.from_codes(spread_codes, categories=pd.Index(names, dtype=str), validate=False)
