"""Laws of the door: no float comes into the exact core, by no way in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kling_cost import Amount, Models, MoneyRules, PriceBook, TakesRules, price_frame, quote_line
from kling_cost.amounts import exact
from kling_cost.errors import NotExact
from kling_cost.fitting import fit
from kling_cost.money import CreditPrice
from kling_cost.pricebook.lengths import Lengths

if TYPE_CHECKING:
    from collections.abc import Callable

BOOK, MODELS, TAKES = PriceBook(), Models(), TakesRules()
ON = date(2026, 11, 20)
CLIP = MODELS.clip(model="v3", tier="pro", audio="on", duration_s=5)
RATE = BOOK.rate_for(CLIP, "pixverse", ON)

DOORS: dict[str, Callable[[Any], object]] = {
    "exact": exact,
    "an amount's number": lambda number: Amount(number, "USD") + Amount(Decimal(1), "USD"),
    "a clip's duration": lambda number: MODELS.clip(model="v3", tier="pro", audio="on", duration_s=number),
    "a line's takes": lambda number: quote_line(CLIP, RATE, takes=number),
    "an accept rate": lambda number: TAKES.plan(takes=None, accept=number),
    "the price of a credit": lambda number: MoneyRules(
        credit_prices={"": CreditPrice(number, "USD")}
    ).money_of([Amount(Decimal(1), "pixverse-credit")], "pixverse-credit"),
    "an exchange rate": lambda number: MoneyRules(rates={("USD", "EUR"): number}).money_of(
        [Amount(Decimal(1), "USD")], "USD"
    ),
    "a shot's seconds": lambda number: fit(number, Lengths.of(range(3, 16))),
}


@pytest.mark.parametrize("door", DOORS)
def test_no_door_lets_a_float_in(door: str) -> None:
    with pytest.raises((NotExact, TypeError)):
        DOORS[door](0.1)


@given(st.floats())
def test_no_float_is_exact(number: float) -> None:
    with pytest.raises(NotExact, match=r"is not an exact number"):
        exact(number)


@given(st.floats() | st.booleans() | st.complex_numbers() | st.none() | st.binary())
def test_nothing_is_exact_but_whole_numbers_decimals_and_text(value: object) -> None:
    with pytest.raises(NotExact):
        exact(value)


@given(st.floats(min_value=0, max_value=60))
def test_a_clip_takes_no_float_for_its_duration(seconds: float) -> None:
    with pytest.raises(NotExact):
        MODELS.clip(model="v3", tier="pro", audio="on", duration_s=seconds)  # type: ignore[arg-type]


@given(st.lists(st.floats(min_value=0, max_value=20), min_size=1, max_size=20))
def test_a_frame_takes_whole_floats_as_whole_numbers_and_no_others(lengths: list[float]) -> None:
    frame = pd.DataFrame({"model": "v3", "tier": "pro", "audio": "on", "duration_s": lengths})
    priced = price_frame(frame, book=BOOK, models=MODELS, provider="pixverse", on=ON)
    for length, amount, reason in zip(lengths, priced["amount"], priced["reason"], strict=True):
        if length.is_integer() and 3 <= length <= 15:
            assert amount == 35 * int(length)
        else:
            assert amount is None
            assert ("makes v3 pro" in reason) == length.is_integer()
            assert ("is not an exact number" in reason) != length.is_integer()
