"""What a cell of a frame of clips may be, and frames too long or too varied for the short ways of pricing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from kling_cost import Models, PriceBook, price_frame, quote_line
from kling_cost.errors import IncompleteClip

BOOK, MODELS = PriceBook(), Models()
ON = date(2026, 11, 20)
CLIP: dict[str, Any] = {"model": "v3", "tier": "pro", "audio": "on", "duration_s": 5}
LONG = 10_050  # above the 10,000 rows that are sampled


def price(frame: pd.DataFrame) -> pd.DataFrame:
    return price_frame(frame, book=BOOK, models=MODELS, provider="pixverse", on=ON)


def price_one(**cells: object) -> tuple[Decimal | None, str | None]:
    """Give the amount and the reason of a frame of one row."""
    row = CLIP | cells
    columns = {name: pd.Series([value], dtype=object) for name, value in row.items()}
    priced = price(pd.DataFrame(columns))
    reason = priced["reason"].iloc[0]
    return priced["amount"].iloc[0], None if pd.isna(reason) else reason


def cost(model: str, seconds: int, count: int = 1) -> Decimal:
    clip = MODELS.clip(model=model, tier="pro", audio="on", duration_s=seconds)
    return quote_line(clip, BOOK.rate_for(clip, "pixverse", ON), takes=count).amount.number


def test_a_frame_needs_a_column_model() -> None:
    with pytest.raises(IncompleteClip, match="needs a column model; allowed columns: model, tier, audio"):
        price(pd.DataFrame({"modell": ["v3"]}))


def test_an_empty_frame_comes_back_empty_with_its_new_columns() -> None:
    priced = price(pd.DataFrame({"model": [], "tier": []}))
    assert list(priced.columns) == ["model", "tier", "amount", "unit", "rate_ref", "reason"]
    assert len(priced) == 0


@pytest.mark.parametrize(
    "missing", [None, float("nan"), pd.NA, pd.NaT, ""], ids=["None", "NaN", "NA", "NaT", "empty text"]
)
@pytest.mark.parametrize("column", ["model", "tier", "audio", "duration_s"])
def test_a_row_that_lacks_what_its_price_depends_on_is_refused_with_a_reason(
    column: str, missing: object
) -> None:
    amount, reason = price_one(**{column: missing})
    assert amount is None
    assert reason
    assert column.removesuffix("_s") in reason


@pytest.mark.parametrize(
    "missing", [None, float("nan"), pd.NA, pd.NaT, ""], ids=["None", "NaN", "NA", "NaT", "empty text"]
)
@pytest.mark.parametrize(
    "column", ["mode", "product", "video_input", "resolution", "count", "provider", "on"]
)
def test_an_empty_cell_that_may_be_left_out_counts_as_not_given(column: str, missing: object) -> None:
    assert price_one(**{column: missing}) == (Decimal(175), None)


@pytest.mark.parametrize(
    "cells",
    [{"model": 3.0}, {"tier": 4}, {"audio": 1}, {"mode": 2}, {"provider": 7}, {"on": 5}],
    ids=lambda cells: next(iter(cells)),
)
def test_a_number_where_a_word_belongs_is_refused_with_a_reason(cells: dict[str, object]) -> None:
    amount, reason = price_one(**cells)
    assert amount is None
    assert reason


@pytest.mark.parametrize("count", ["two", "inf", "nan", "2.5", 2.5, -1, True, float("inf"), Decimal("NaN")])
def test_a_count_that_is_no_whole_number_is_refused_with_a_reason(count: object) -> None:
    if count != count:  # noqa: PLR0124 - Decimal("NaN") is an empty cell to pandas
        assert price_one(count=count) == (Decimal(175), None)
        return
    amount, reason = price_one(count=count)
    assert amount is None
    assert reason
    assert "is not a whole number" in reason


@pytest.mark.parametrize("count", [3, 3.0, Decimal(3), "3"])
def test_a_count_multiplies_the_amount(count: object) -> None:
    assert price_one(count=count) == (Decimal(525), None)


@pytest.mark.parametrize(
    "length", [5, 5.0, Decimal(5), "5", " 5 ", np.int64(5), np.float64(5), np.float32(5)], ids=repr
)
def test_a_length_is_any_kind_of_whole_number_or_its_text(length: object) -> None:
    assert price_one(duration_s=length) == (Decimal(175), None)


@pytest.mark.parametrize(
    "kind", ["int8", "uint8", "int64", "uint64", "Int64", "float32", "float64", "Float64"]
)
def test_a_column_of_lengths_may_be_of_any_type_of_numbers(kind: Any) -> None:  # noqa: ANN401 - pandas' own
    lengths = pd.Series([5, 15, 3, 100, 5]).astype(kind)
    frame = pd.DataFrame({"model": "v3", "tier": "pro", "audio": "on", "duration_s": lengths})
    assert list(price(frame)["amount"]) == [Decimal(175), Decimal(525), Decimal(105), None, Decimal(175)]


def test_a_column_of_counts_may_span_a_wide_range() -> None:
    frame = pd.DataFrame([CLIP | {"count": count} for count in (0, 1, 255, 256, 1_000_000)])
    assert list(price(frame)["amount"]) == [0, 175, 44_625, 44_800, 175_000_000]


@pytest.mark.parametrize("widest", [254, 255, 256, 257])
@pytest.mark.parametrize("least", [0, 1, 100])
def test_a_column_of_counts_is_priced_alike_just_below_and_above_a_byte(least: int, widest: int) -> None:
    counts = [least, least + 1, least + widest - 1, least + widest]
    frame = pd.DataFrame([CLIP | {"count": count} for count in counts])
    assert list(price(frame)["amount"]) == [175 * count for count in counts]


@pytest.mark.parametrize("said", [1080, "1080", "1080P", 1080.0])
def test_a_resolution_may_be_given_by_its_digits(said: object) -> None:
    assert price_one(resolution=said, provider="kling-api") == (Decimal("0.84"), None)


@pytest.mark.parametrize("said", ["yes", True, 1.0, np.bool_(1), "Y"])
def test_a_video_input_is_read_as_a_storyboard_reads_it(said: object) -> None:
    cells = {"model": "o3", "mode": "reference-to-video", "audio": "off", "provider": "kling-api"}
    assert price_one(video_input=said, **cells) == (Decimal("0.84"), None)


@pytest.mark.parametrize("said", ["no", False, 0.0, np.bool_(0), "N"])
def test_no_video_input_is_read_as_a_storyboard_reads_it(said: object) -> None:
    assert price_one(video_input=said) == (Decimal(175), None)


def test_a_video_input_that_is_neither_yes_nor_no_is_refused_with_a_reason() -> None:
    amount, reason = price_one(video_input="perhaps")
    assert amount is None
    assert "neither yes nor no" in (reason or "")


@pytest.mark.parametrize(
    "day", [date(2026, 3, 10), pd.Timestamp(2026, 3, 10, 23, 59), "2026-03-10", np.datetime64("2026-03-10")]
)
def test_a_day_may_be_a_date_a_timestamp_or_its_iso_text(day: object) -> None:
    assert price_one(on=day, provider="fal") == (Decimal("0.84"), None)


def test_a_float_that_is_not_whole_is_refused_even_among_whole_ones() -> None:
    priced = price(pd.DataFrame([CLIP | {"duration_s": length} for length in (5.0, 7.5, 10.0)]))
    assert list(priced["amount"]) == [Decimal(175), None, Decimal(350)]
    assert "7.5 is not an exact number" in priced["reason"].iloc[1]


def test_a_frame_in_which_every_row_differs_is_priced_row_by_row() -> None:
    # 2,100 lengths x 2,100 counts are more combinations than a table of all of them would hold.
    rows = [CLIP | {"duration_s": str(3 + n % 13) + " " * (n // 13), "count": n} for n in range(1, 2101)]
    priced = price(pd.DataFrame(rows))
    assert list(priced["amount"]) == [cost("v3", 3 + n % 13, n) for n in range(1, 2101)]


def test_a_frame_may_hold_more_combinations_than_a_machine_can_count() -> None:
    rows = [
        {name: f"{name} {n}" for name in ("model", "tier", "audio", "duration_s", "mode")}
        for n in range(8000)
    ]
    priced = price(pd.DataFrame(rows))
    assert priced["amount"].isna().all()
    assert priced["reason"].str.startswith("unknown mode").all()


@pytest.mark.parametrize("kind", ["object", "str", "category"])
def test_a_word_that_occurs_only_after_ten_thousand_rows_is_priced_like_any_other(kind: Any) -> None:  # noqa: ANN401 - pandas' own union is longer
    models = ["v3", "O3"] * (LONG // 2)
    models[-1], models[-2] = "Kling 3.0 Omni", "pika"
    frame = pd.DataFrame({"model": pd.Series(models, dtype=object).astype(kind)})
    frame["tier"], frame["audio"], frame["duration_s"] = "pro", "on", 10
    priced = price(frame)
    assert list(priced["amount"]) == [cost(name, 10) if name != "pika" else None for name in models]
    assert priced["reason"].iloc[-2].startswith("unknown model 'pika'")
    assert priced["reason"].isna().sum() == len(models) - 1


def test_an_empty_cell_after_ten_thousand_rows_is_empty() -> None:
    tiers = ["pro"] * (LONG - 1) + [None]
    frame = pd.DataFrame(
        {"model": "v3", "audio": "off", "duration_s": 5, "tier": pd.Series(tiers, dtype=object)}
    )
    priced = price(frame)
    assert priced["amount"].iloc[-2] == Decimal(125)
    assert priced["amount"].iloc[-1] is None
    assert "missing: tier" in priced["reason"].iloc[-1]


def test_a_frame_may_have_any_index() -> None:
    frame = pd.DataFrame([CLIP, CLIP | {"duration_s": 10}], index=[7, 7])
    priced = price(frame)
    assert list(priced.index) == [7, 7]
    assert list(priced["amount"]) == [Decimal(175), Decimal(350)]


def test_other_columns_pass_through_as_they_are() -> None:
    priced = price(pd.DataFrame([CLIP | {"scene": "Harbour"}]))
    assert list(priced["scene"]) == ["Harbour"]


def test_a_frame_can_be_priced_as_known_on_an_earlier_day() -> None:
    frame = pd.DataFrame([CLIP])
    priced = price_frame(frame, book=BOOK, models=MODELS, provider="fal", on=ON, known_on=date(2026, 1, 1))
    assert priced["amount"].iloc[0] is None
    assert "that was known on 2026-01-01" in priced["reason"].iloc[0]


@pytest.mark.parametrize("kind", ["uint8", "int8", "int16", "uint64", "int64"])
def test_a_count_below_those_of_the_first_rows_is_priced_as_itself(kind: str) -> None:
    """The first ten thousand rows decide how a column is numbered; a later one may be less than all."""
    counts = np.full(10_050, 5, dtype=kind)
    counts[-1] = 3
    frame = pd.DataFrame(CLIP | {"count": counts}, index=range(len(counts)))
    assert list(price(frame)["amount"])[-2:] == [5 * 175, 3 * 175]


def test_counts_at_both_ends_of_what_a_machine_counts_are_told_apart() -> None:
    counts = np.full(10_050, 2**63 - 1, dtype="int64")
    counts[-1] = -(2**63)
    frame = pd.DataFrame(CLIP | {"count": counts}, index=range(len(counts)))
    priced = price(frame)
    assert priced["amount"].iloc[-2] == (2**63 - 1) * 175
    assert priced["amount"].iloc[-1] is None
