"""Laws of bulk prices: every row of a frame is what the calculator says of that row alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from kling_cost import KlingCostError, Models, PriceBook, price_frame, quote_line
from kling_cost.frames import CLIP_COLUMNS

BOOK, MODELS = PriceBook(), Models()
ON = date(2026, 11, 20)

# No two values of a column are equal and yet of different kinds: a frame takes such values for one.
USUAL: dict[str, list[Any]] = {
    "model": ["v3", "Kling V3", "Kling 3.0 Omni", "kling-o3"],
    "tier": ["standard", "pro", "PRO"],
    "audio": ["off", "on", "Silent"],
    "duration_s": [5, 8.0, 10, Decimal(3), "12"],
    "mode": ["t2v", "Image to Video", None],
    "product": ["video", None],
    "video_input": [False, None],
    "resolution": [None, "1080"],
    "count": [1, 3, 7.0, Decimal(12), None],
    "provider": ["pixverse", "Kling API", "fal", None],
    "on": [date(2026, 6, 17), pd.Timestamp(2026, 6, 30), "2026-07-01", None],
}
ODD: dict[str, list[Any]] = {
    "model": ["v3-turbo", "v2.6", "lip-sync", "sora", ""],
    "tier": ["4K", "gold", None],
    "audio": ["voice", "loud", None],
    "duration_s": [16, 0, -5, 7.5, Decimal("6.5"), "ten", True, None],
    "mode": ["reference-to-video", "edit", "motion-control", "t2i", "fly"],
    "product": ["image", "Motion Control", "smell"],
    "video_input": [True],
    "resolution": ["720p", "4K", "1k", "2k"],
    "count": [-1, 2.5],
    "provider": ["comfyui", "nobody"],
    "on": [date(2026, 3, 9), "soon", date(2020, 1, 1)],
}
POOLS = {name: st.sampled_from(USUAL[name] * 5 + ODD[name]) for name in CLIP_COLUMNS}
TEXT = {"model", "tier", "audio", "mode", "product", "resolution", "provider"}


@st.composite
def frames(draw: st.DrawFn) -> tuple[pd.DataFrame, list[dict[str, Any]]]:
    """Draw a frame of clips and its rows as plain cells: some columns, of several kinds, in any order."""
    optional = draw(st.lists(st.sampled_from(CLIP_COLUMNS[4:]), unique=True, max_size=4))
    left_out = draw(st.sampled_from(["tier", "audio", "duration_s", *[None] * 12]))
    names = draw(st.permutations([n for n in CLIP_COLUMNS[:4] if n != left_out] + optional))
    row = st.fixed_dictionaries({name: POOLS[name] for name in names})
    rows = draw(st.lists(row, max_size=25))
    index = draw(st.permutations([f"clip {number}" for number in range(len(rows))]))
    columns = {}
    for name in names:
        cells = pd.Series([cells[name] for cells in rows], index=index, dtype=object)
        kinds = ["object", "category", *(["str"] if name in TEXT else [])]
        columns[name] = cells.astype(draw(st.sampled_from(kinds)))
    return pd.DataFrame(columns, index=index), rows


@dataclass
class Expected:
    """What the calculator says of a row: a price, or the faults of which its reason names one."""

    amount: Decimal | None = None
    unit: str | None = None
    rate_ref: str | None = None
    faults: list[str] = field(default_factory=list)


def single(cells: dict[str, Any], **given_once: Any) -> Expected:  # noqa: ANN401 - cells hold anything
    """Price one row with the calculator alone."""
    said = given_once | {name: value for name, value in cells.items() if value is not None}
    count, provider, on = said.pop("count", 1), said.pop("provider", None), said.pop("on", None)
    length = said.get("duration_s")
    found = Expected()
    if Decimal(count) < 0 or Decimal(count) != int(count):
        found.faults.append(f"count {count!r} is not a whole number")
    if provider is None or on is None:
        found.faults.append("give provider= and on=")
    if on == "soon":
        found.faults.append("'soon' is not a day")
    if length is True or (isinstance(length, float) and length != int(length)):
        found.faults.append(f"{length} is not an exact number")
        said["duration_s"] = 5
    elif isinstance(length, float):
        said["duration_s"] = int(length)
    try:
        clip = MODELS.clip(**said)
        if not found.faults:
            day = date.fromisoformat(on) if isinstance(on, str) else on.date() if hasattr(on, "date") else on
            rate = BOOK.rate_for(clip, BOOK.provider_named(provider), day)
            amount = quote_line(clip, rate, takes=int(count)).amount
            return Expected(amount.number, amount.unit, rate.ref)
    except KlingCostError as error:
        found.faults.append(str(error))
    return found


def empty(value: object) -> bool:
    return value is None or value is pd.NA or value != value  # noqa: PLR0124 - NaN is what is not itself


def assert_alike(priced: pd.DataFrame, rows: list[dict[str, Any]], **given_once: Any) -> None:  # noqa: ANN401
    assert len(priced) == len(rows)
    found = zip(*(priced[name] for name in ("amount", "unit", "rate_ref", "reason")), strict=True)
    for cells, (amount, unit, rate_ref, reason) in zip(rows, found, strict=True):
        expected = single(cells, **given_once)
        if expected.faults:
            assert amount is None
            assert empty(unit)
            assert empty(rate_ref)
            assert any(fault in reason for fault in expected.faults)
        else:
            assert isinstance(amount, Decimal)
            assert (amount, unit, rate_ref) == (expected.amount, expected.unit, expected.rate_ref)
            assert empty(reason)


@given(frames())
def test_a_frame_is_priced_as_its_rows_are_one_by_one(
    drawn: tuple[pd.DataFrame, list[dict[str, Any]]],
) -> None:
    frame, rows = drawn
    priced = price_frame(frame, book=BOOK, models=MODELS, provider="pixverse", on=ON)
    assert_alike(priced, rows, provider="pixverse", on=ON)


@given(frames())
def test_a_frame_without_provider_and_day_needs_its_own(
    drawn: tuple[pd.DataFrame, list[dict[str, Any]]],
) -> None:
    frame, rows = drawn
    assert_alike(price_frame(frame, book=BOOK, models=MODELS), rows)


@given(frames())
def test_a_frame_comes_back_with_its_rows_its_columns_and_its_index(
    drawn: tuple[pd.DataFrame, list[dict[str, Any]]],
) -> None:
    frame, _ = drawn
    before = frame.copy(deep=True)
    priced = price_frame(frame, book=BOOK, models=MODELS, provider="fal", on=ON)
    pd.testing.assert_frame_equal(frame, before)
    pd.testing.assert_frame_equal(priced[frame.columns], before)
    assert list(priced.columns) == [*frame.columns, "amount", "unit", "rate_ref", "reason"]
    assert priced.index.equals(before.index)


@given(frames(), st.integers(0, 25))
def test_two_halves_of_a_frame_are_priced_as_the_whole(
    drawn: tuple[pd.DataFrame, list[dict[str, Any]]], cut: int
) -> None:
    frame, _ = drawn
    whole = price_frame(frame, book=BOOK, models=MODELS, provider="kling-api", on=ON)
    halves = [
        price_frame(part, book=BOOK, models=MODELS, provider="kling-api", on=ON)
        for part in (frame.iloc[:cut], frame.iloc[cut:])
    ]
    for name in ("amount", "rate_ref", "reason"):
        joined = [None if empty(value) else value for half in halves for value in half[name]]
        assert joined == [None if empty(value) else value for value in whole[name]]
