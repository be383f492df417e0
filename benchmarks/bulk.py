"""Millions of clips in a frame, priced exactly, against a pandas merge and a multiplication of floats."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from harness import compared, in_seconds, interleaved
from one_clip import CREDITS_PER_S, ON, PROVIDER

from kling_cost import Models, PriceBook, price_frame, quote_line

if TYPE_CHECKING:
    from harness import Result

ROUNDS = 5
SMALL_ROUNDS = 25
SMALL_ROWS = 100_000
TARGET_ROWS = 10_000_000
WARM_UP_ROWS = 20_000
SEED = 20261120
WORDS = {"model": ("v3", "o3"), "tier": ("standard", "pro"), "audio": ("off", "on")}
SHORTEST_S, LONGEST_S = 3, 15
KEYS = list(WORDS)
CLIP = [*KEYS, "duration_s"]
AT_LEAST = {"categories": 3.0, "text": 1.0}


class Bulk:
    """Both contenders, with their tables in memory."""

    def __init__(self) -> None:
        self._models, self._book, self._on = Models(), PriceBook(), date.fromisoformat(ON)

    def ours(self, clips: pd.DataFrame) -> pd.DataFrame:
        """Price a frame: exact amounts, with unit, rate reference and reason."""
        return price_frame(clips, book=self._book, models=self._models, provider=PROVIDER, on=self._on)

    @staticmethod
    def theirs(clips: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
        """Price a frame as people do without a library: floats, and nothing but the amount."""
        merged = clips.merge(rates, how="left", on=KEYS)
        merged["amount"] = merged["duration_s"] * merged["rate"]
        return merged

    def verify(self, clips: pd.DataFrame, rates: pd.DataFrame) -> None:
        """Hold every row's amount against the single calculator, and the merge against ours."""
        priced, merged = self.ours(clips), self.theirs(clips, rates)
        assert len(priced) == len(merged) == len(clips)
        assert set(map(type, priced["amount"].array)) == {Decimal}
        assert priced["reason"].isna().all()
        codes, amounts = pd.factorize(priced["amount"])
        found = clips[CLIP].assign(
            amount=codes, rate_ref=priced["rate_ref"].cat.codes, unit=priced["unit"].cat.codes
        )
        groups = found.groupby(CLIP, observed=True).agg(["min", "max"])
        for column in ("amount", "rate_ref", "unit"):
            assert (groups[column, "min"] == groups[column, "max"]).all(), column
        for row in groups.reset_index().itertuples(index=False, name=None):
            (model, tier, audio, duration), amount, ref, unit = row[:4], row[4], row[6], row[8]
            clip = self._models.clip(model=model, tier=tier, audio=audio, duration_s=str(duration))
            line = quote_line(clip, self._book.rate_for(clip, PROVIDER, self._on))
            assert amounts[amount] == line.amount.number == CREDITS_PER_S[model, tier, audio] * int(duration)
            assert priced["rate_ref"].cat.categories[ref] == line.rate.ref
            assert priced["unit"].cat.categories[unit] == line.amount.unit
        as_floats = np.array([float(amount) for amount in amounts])[codes]
        assert np.allclose(merged["amount"].to_numpy(), as_floats, rtol=1e-12, atol=0)

    def measure(self, kind: str, rows: int) -> Result:
        """Time frames whose words are ``categories`` or ``text``; the targets are those of big ones."""
        warm_clips, rates = _frames(kind, WARM_UP_ROWS)
        self.ours(warm_clips)
        self.theirs(warm_clips, rates)
        clips, rates = _frames(kind, rows)
        self.verify(clips, rates)
        pairs = interleaved(
            lambda: self.ours(clips),
            lambda: self.theirs(clips, rates),
            rounds=SMALL_ROUNDS if rows <= SMALL_ROWS else ROUNDS,
        )
        name = f"frame of {rows:,} rows, {kind}"
        return compared(
            name, pairs, shown=in_seconds, at_least=AT_LEAST[kind] if rows >= TARGET_ROWS else None
        )


def _frames(kind: str, rows: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give random clips and the table of rates, their word columns of the same type, as a merge likes it."""
    rng = np.random.default_rng(SEED)
    dtypes = {name: pd.CategoricalDtype(list(words)) for name, words in WORDS.items()}
    clips = pd.DataFrame(
        {
            name: pd.Categorical.from_codes(
                rng.integers(0, len(words), rows, dtype="int8"), dtype=dtypes[name]
            )
            for name, words in WORDS.items()
        }
    )
    clips["duration_s"] = rng.integers(SHORTEST_S, LONGEST_S + 1, rows)
    rates = pd.DataFrame(
        [(*key, float(rate)) for key, rate in CREDITS_PER_S.items()], columns=[*KEYS, "rate"]
    )
    if kind == "categories":
        return clips, rates.astype(dtypes)
    for name, words in WORDS.items():
        clips[name] = pd.Series(np.array(words, dtype=object)[clips[name].cat.codes])
    return clips, rates
