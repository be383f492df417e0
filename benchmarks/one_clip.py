"""One clip, from the words of its arguments to its line, against one call of genai-prices."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import TYPE_CHECKING, Any

from harness import compared, interleaved

from kling_cost import Models, PriceBook, quote_line

if TYPE_CHECKING:
    from decimal import Decimal

    from harness import Result

ON = "2026-11-20"
PROVIDER = "pixverse"
ROUNDS = 15
CALLS = 3_000
AT_LEAST = 5.0

# Credits per second as the card of 2026-02-05 has them, written down here once more: a benchmark of a wrong
# figure is worth nothing.
CREDITS_PER_S = {
    ("v3", "standard", "off"): 20,
    ("v3", "standard", "on"): 28,
    ("v3", "pro", "off"): 25,
    ("v3", "pro", "on"): 35,
    ("o3", "standard", "off"): 25,
    ("o3", "standard", "on"): 35,
    ("o3", "pro", "off"): 35,
    ("o3", "pro", "on"): 45,
}
MODES = ("text-to-video", "image-to-video", "first-last-frame")
DURATIONS = ("3", "5", "8", "10", "15")
CLIPS = [(*words, duration, mode) for words, duration, mode in product(CREDITS_PER_S, DURATIONS, MODES)]
CHAT_MODELS = ("gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano", "gpt-4-turbo", "o1", "o3")


def measure(genai_prices: Any) -> Result:  # noqa: ANN401 - a module that may not be installed
    """Price thousands of clips with tables in memory; nothing is prepared outside of the timed call."""
    models, book = Models(), PriceBook()
    calc_price, usage = genai_prices.calc_price, genai_prices.Usage

    def price(model: str, tier: str, audio: str, duration: str, mode: str) -> Decimal:
        clip = models.clip(model=model, tier=tier, audio=audio, duration_s=duration, mode=mode)
        rate = book.rate_for(clip, PROVIDER, date.fromisoformat(ON))
        return quote_line(clip, rate).amount.number

    def ours() -> None:
        for turn in range(CALLS):
            price(*CLIPS[turn % len(CLIPS)])

    def theirs() -> None:
        for turn in range(CALLS):
            model = CHAT_MODELS[turn % len(CHAT_MODELS)]
            calc_price(usage(input_tokens=1000, output_tokens=100), model_ref=model, provider_id="openai")

    for words in CLIPS:
        model, tier, audio, duration, _ = words
        assert price(*words) == CREDITS_PER_S[model, tier, audio] * int(duration), words
    for model in CHAT_MODELS:
        found = calc_price(usage(input_tokens=1000, output_tokens=100), model_ref=model, provider_id="openai")
        assert 0 < found.total_price == found.input_price + found.output_price, model
    interleaved(ours, theirs, rounds=1)
    pairs = interleaved(ours, theirs, rounds=ROUNDS)
    return compared(
        f"one clip in process ({len(CLIPS)} clips in turn)",
        pairs,
        shown=lambda seconds: f"{CALLS / seconds:,.0f} calls/s",
        at_least=AT_LEAST,
    )
