"""Claims that cannot be judged: every reason in words, and what is told of such a claim all the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from kling_cost import PriceBook
from kling_cost.audit.claims import Claim
from kling_cost.audit.judge import Judged, Verdict, audit
from kling_cost.pricebook.rate import Per

if TYPE_CHECKING:
    from pathlib import Path

    from kling_cost import Models

ON = date(2026, 11, 20)
V3 = {"provider": "fal", "model": "v3", "tier": "pro", "audio": "on", "unit": "USD"}
IN_CNY = "fal charges in USD, the claim is in CNY, and no exchange rate is held"
IN_MONEY = (
    "pixverse charges in credits, the claim is in USD: what one costs depends on the plan "
    "(kling-cost plans), so claim the credits"
)


def judge(book: PriceBook, models: Models, said: dict[str, Any]) -> Judged:
    """Judge a claim about V3 Pro with audio at fal, but for what is said."""
    numbers: dict[str, Any] = {
        name: Decimal(value) if name in {"price", "total", "seconds"} else value
        for name, value in (V3 | said).items()
    }
    if "on" in said:
        numbers["on"] = date.fromisoformat(said["on"])
    (judged,) = audit([Claim(**numbers)], book, models, on=ON)
    return judged


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"provider": "fall", "price": "1"}, "unknown provider 'fall'; did you mean fal?"),
        ({"model": "v9", "price": "1"}, "unknown model 'v9'"),
        ({"tier": "prof", "price": "1"}, "unknown tier 'prof'; did you mean pro?"),
        ({"audio": "loud", "price": "1"}, "unknown audio setting 'loud'"),
        ({"mode": "dance", "price": "1"}, "unknown mode 'dance'"),
        ({"product": "song", "price": "1"}, "unknown product 'song'"),
        ({"model": "", "price": "1"}, "it names no model"),
        ({}, "it gives neither a price nor a total"),
        ({"mode": "i2v", "product": "image", "price": "1"}, "mode image-to-video makes video, not image"),
        ({"total": "0.84"}, "a total needs the length of the clip; the claim does not say it"),
        (
            {"provider": "kling-api", "total": "3.36", "seconds": "20"},
            "kling-api makes it in lengths of 3..15, not 20 s",
        ),
        ({"price": "0.99", "unit": "CNY"}, IN_CNY),
        ({"price": "25", "unit": "credits"}, "fal charges in no unit called 'credits'"),
        ({"provider": "pixverse", "price": "0.99"}, IN_MONEY),
        (
            {"provider": "kling-api", "audio": "voice", "price": "99"},
            "kling-api does not sell v3 pro, audio voice on 2026-11-20",
        ),
        (
            {"provider": "kling-api", "audio": "voice", "mode": "t2v", "price": "99"},
            "kling-api does not sell v3 pro text-to-video, audio voice (card ",
        ),
        (
            {"provider": "", "model": "v1", "tier": "4k", "price": "99"},
            "no provider of the price book sells v1 4k, audio on on 2026-11-20",
        ),
        ({"price": "1", "per": Per.BLOCK}, "fal charges it per second, not per block"),
        (
            {
                "provider": "comfyui",
                "price": "9",
                "unit": "credits",
                "on": "2025-12-01",
                "model": "v2.1",
                "audio": "off",
            },
            "comfyui charges in USD, the claim is in credits",
        ),
        ({"price": "99", "on": "2020-01-01"}, "fal has no rate card for 2020-01-01"),
        ({"provider": "", "price": "9", "unit": "shells"}, "no provider charges in a unit called 'shells'"),
    ],
)
def test_what_cannot_be_judged_says_why(
    book: PriceBook, models: Models, said: dict[str, Any], why: str
) -> None:
    judged = judge(book, models, said)
    assert judged.verdict is Verdict.UNJUDGED
    assert judged.words[0].startswith(why)
    assert judged.kind is None


def test_every_unknown_name_of_a_claim_is_told(book: PriceBook, models: Models) -> None:
    unknown = {"provider": "nobody", "model": "v9", "tier": "prof", "audio": "loud", "price": "1"}
    assert [words.split(" '")[0] for words in judge(book, models, unknown).words] == [
        "unknown provider",
        "unknown model",
        "unknown tier",
        "unknown audio setting",
    ]


def test_a_claim_that_contradicts_itself_disagrees_wherever_it_is_from(
    book: PriceBook, models: Models
) -> None:
    wrong = {"provider": "nobody", "seconds": "5", "price": "0.112", "total": "0.65"}
    judged = judge(book, models, wrong)
    assert judged.verdict is Verdict.DISAGREES
    assert judged.words[0] == "5 x 0.112 is 0.56, not 0.65"


def test_a_price_is_judged_though_its_total_cannot_be(book: PriceBook, models: Models) -> None:
    right, wrong, mixed_up, slip = (
        judge(book, models, {"provider": "kling-api", "seconds": "20", "price": price, "total": total})
        for price, total in (("0.168", "3.36"), ("0.999", "19.98"), ("0.14", "2.80"), ("0.168", "3"))
    )
    assert [each.verdict for each in (right, wrong, mixed_up, slip)] == [
        Verdict.UNJUDGED,
        Verdict.DISAGREES,
        Verdict.DISAGREES,  # O3's rate, but no total is right of 20 s
        Verdict.DISAGREES,
    ]
    assert "often confused" in mixed_up.words[0]
    assert slip.words[0] == "20 x 0.168 is 3.36, not 3"
    assert right.words[0].startswith("the rate agrees: 0.168 USD/s (kling-api/")
    assert "kling-api makes it in lengths of 3..15, not 20 s" in wrong.words


def test_a_provider_without_a_public_price_says_what_is_known(tmp_path: Path, models: Models) -> None:
    (tmp_path / "house").mkdir()
    head = 'name = "House"\nhome = "https://example.com"\nno_public_price = "Ask them."\n'
    (tmp_path / "house" / "provider.toml").write_text(head, encoding="utf-8")
    judged = judge(PriceBook(tmp_path), models, {"provider": "house", "price": "1"})
    assert (judged.verdict, judged.words) == (Verdict.UNJUDGED, ["house has no public price. Ask them."])
