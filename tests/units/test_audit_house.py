"""The audit by rate cards of one's own: prices "from", clips of fixed lengths, blocks, two clocks."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from kling_cost import PriceBook
from kling_cost.audit.claims import Claim
from kling_cost.audit.explain import Kind
from kling_cost.audit.judge import Judged, Verdict, audit
from kling_cost.pricebook.rate import Per

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kling_cost import Models

ON = date(2026, 6, 1)
CREDIT = '[credit]\nid = "{0}-credit"\nsingular = "token"\nplural = "tokens"\n'
SECONDS = 'model = "v3"\nmodes = ["text-to-video"]\nper = "second"\nlengths = "3..15"'


def rate(id_: str, amount: str, more: str = "") -> str:
    tier = "" if "tier" in more else 'tier = "pro", '
    return f'{{ id = "{id_}", {tier}amount = {amount}, source = "s", basis = "published"{more} }}'


def card(day: str, *offers: tuple[str, str], unit: str = "USD", known: str = "", head: str = "") -> str:
    text = f'applies_from = {day}\nfirst_day = "stated"\nknown_from = {known or day}\nunit = "{unit}"\n'
    text += f'summary = "A card."\n{head}[sources.s]\ntitle = "A page"\nlink = "https://example.com"\n'
    text += "read_on = 2026-01-01\n"
    return text + "".join(f"\n[[offers]]\n{offer}\nrates = [{rates}]\n" for offer, rates in offers)


@pytest.fixture
def judge(tmp_path: Path, models: Models) -> Callable[..., Judged]:
    def judged(cards: dict[str, str], *, known_on: date | None = None, **said: Any) -> Judged:  # noqa: ANN401
        """Judge a claim about V3 Pro at ``house`` by cards (``provider/day`` -> text) and nothing else."""
        for name, text in cards.items():
            folder = tmp_path / name.split("/")[0]
            folder.mkdir(exist_ok=True)
            credit = CREDIT.format(folder.name) if f"{folder.name}-credit" in text else ""
            head = f'name = "{folder.name}"\nhome = "https://example.com"\n'
            (folder / "provider.toml").write_text(head + credit, encoding="utf-8")
            (folder / f"{name.split('/')[1]}.toml").write_text(text, encoding="utf-8")
        numbers: dict[str, Any] = {
            name: Decimal(value) if name in {"price", "total", "seconds"} else value
            for name, value in said.items()
        }
        claim = Claim(**{"provider": "house", "model": "v3", "tier": "pro", "audio": "off", **numbers})
        (result,) = audit([claim], PriceBook(tmp_path), models, on=ON, known_on=known_on)
        return result

    return judged


def test_above_a_lowest_price_a_claim_is_neither_right_nor_wrong(judge: Callable[..., Judged]) -> None:
    cards = {"house/2026-01-01": card("2026-01-01", (SECONDS, rate("from", "0.2", ", floor = true")))}
    above, equal, below = (judge(cards, price=price) for price in ("0.25", "0.2", "0.15"))
    assert [each.verdict for each in (above, equal, below)] == [
        Verdict.UNJUDGED,
        Verdict.AGREES,
        Verdict.DISAGREES,
    ]
    assert above.words == [
        "we hold a lowest price only, from 0.20 USD/s (house/2026-01-01#from); a higher one may be right"
    ]
    assert "ours is the lowest price; the real one may be higher" in equal.words


CLIPS = {
    "house/2026-01-01": card(
        "2026-01-01",
        (
            'model = "v3"\nmodes = ["text-to-video"]\nper = "clip"\nlengths = [5, 6, 10]',
            ", ".join(
                rate(f"c{length}", amount, f", clip_s = {length}")
                for length, amount in ((5, "0.35"), (6, "0.4"), (10, "0.7"))
            ),
        ),
    )
}


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ({"seconds": "5", "price": "0.35"}, Verdict.AGREES),
        ({"seconds": "5", "price": "0.35", "per": Per.CLIP, "count": 2, "total": "0.70"}, Verdict.AGREES),
        ({"seconds": "5", "price": "0.07", "per": Per.SECOND, "total": "0.35"}, Verdict.AGREES),
        ({"seconds": "6", "price": "0.067", "per": Per.SECOND}, Verdict.AGREES),  # 0.0666..., rounded
        ({"seconds": "6", "price": "0.066", "per": Per.SECOND}, Verdict.DISAGREES),
        ({"price": "0.7"}, Verdict.AGREES),
        ({"total": "0.70"}, Verdict.AGREES),
        ({"seconds": "5", "price": "0.35", "per": Per.IMAGE}, Verdict.UNJUDGED),
        ({"seconds": "5", "total": "0.71"}, Verdict.DISAGREES),
        ({"seconds": "7", "total": "0.71"}, Verdict.UNJUDGED),
    ],
)
def test_a_price_of_a_clip_is_judged_by_the_clip_and_by_the_second(
    judge: Callable[..., Judged], said: dict[str, Any], verdict: Verdict
) -> None:
    assert judge(CLIPS, **said).verdict is verdict


def test_a_clip_of_another_length_explains_a_price_of_clips(judge: Callable[..., Judged]) -> None:
    judged = judge(CLIPS, seconds="5", total="0.70")
    assert (judged.verdict, judged.kind) == (Verdict.ELSEWHERE, Kind.LENGTH)
    assert judged.words[0] == "0.70 USD is the price of 10 s (house/2026-01-01#c10)"
    unsaid = judge(CLIPS, price="0.7")
    assert "for length 10 s, which the claim does not say" in unsaid.words


def test_a_price_by_the_block_is_judged_by_the_block_the_second_and_the_clip(
    judge: Callable[..., Judged],
) -> None:
    offer = 'model = "v3"\nmodes = ["text-to-video"]\nper = "block"\nblock_s = 5\nlengths = "2..10"'
    cards = {"house/2026-01-01": card("2026-01-01", (offer, rate("block", "0.07")))}
    for said in (
        {"price": "0.07"},
        {"price": "0.014", "per": Per.SECOND},
        {"price": "0.07", "per": Per.BLOCK, "seconds": "7", "total": "0.14"},
        {"seconds": "6", "total": "0.14"},
    ):
        assert judge(cards, **said).verdict is Verdict.AGREES
    longer = judge(cards, seconds="5", total="0.14")
    assert (longer.kind, str(longer.explanations[0].point.seconds)) == (Kind.LENGTH, "6")


def test_the_modes_of_a_card_are_told_apart(judge: Callable[..., Judged]) -> None:
    from_still = SECONDS.replace("text-to-video", "image-to-video")
    cards = {
        "house/2026-01-01": card("2026-01-01", (SECONDS, rate("t", "0.2")), (from_still, rate("i", "0.3")))
    }
    judged = judge(cards, mode="text-to-video", price="0.3")
    assert (judged.kind, judged.explanations[0].what) == (Kind.SETTING, "mode")
    assert judged.words[0] == (
        "0.30 USD/s is the rate of V3 Pro without audio, image-to-video (house/2026-01-01#i)"
    )
    assert "for mode image-to-video, which the claim does not say" in judge(cards, price="0.3").words


def test_a_resolution_is_a_setting_and_a_tier_brings_its_own(judge: Callable[..., Judged]) -> None:
    rates = ", ".join(
        [
            rate("small", "0.2", ', resolution = "720p"'),
            rate("large", "0.3", ', resolution = "1080p"'),
            rate("best", "0.4", ', tier = "4k", resolution = "4k"'),
        ]
    )
    cards = {"house/2026-01-01": card("2026-01-01", (SECONDS, rates))}
    larger = judge(cards, resolution="720", price="0.3")
    assert (larger.explanations[0].what, larger.words[0]) == (
        "resolution",
        "0.30 USD/s is the rate of V3 Pro without audio, 1080p (house/2026-01-01#large)",
    )
    assert judge(cards, resolution="720", price="0.4").explanations[0].what == "tier"


def test_what_is_announced_and_what_was_known_when(judge: Callable[..., Judged]) -> None:
    cards = {
        "house/2026-01-01": card("2026-01-01", (SECONDS, rate("a", "0.2"))),
        "house/2026-05-01": card("2026-05-01", (SECONDS, rate("b", "0.3"))),
        "house/2026-12-01": card("2026-12-01", (SECONDS, rate("c", "0.5")), known="2026-05-20").replace(
            "stated", "announced"
        ),
    }
    announced = judge(cards, price="0.5")
    assert announced.words[0] == "0.50 USD/s is right from 2026-12-01 on (house/2026-12-01#c)"
    assert judge(cards, price="0.5", known_on=date(2026, 5, 10)).verdict is Verdict.DISAGREES
    assert judge(cards, price="0.2", known_on=date(2026, 4, 1)).verdict is Verdict.AGREES
    before = judge(cards, price="0.3", on=date(2025, 1, 1))
    assert (before.verdict, before.kind) == (Verdict.ELSEWHERE, Kind.DATE)
    assert before.words[0] == "0.30 USD/s is right from 2026-05-01 until 2026-11-30 (house/2026-05-01#b)"
    assert before.words[-1].startswith("house has no rate card for 2025-01-01")


def test_a_price_that_came_back_is_right_on_all_its_days_the_nearest_first(
    judge: Callable[..., Judged],
) -> None:
    amounts = {"2026-01-01": "0.2", "2026-02-01": "0.2", "2026-03-01": "0.3", "2026-07-01": "0.2"}
    cards = {f"house/{day}": card(day, (SECONDS, rate(f"r{day}", amount))) for day, amount in amounts.items()}
    judged = judge(cards, price="0.2")
    assert [(str(each.first), str(each.last)) for each in judged.explanations] == [
        ("2026-07-01", "None"),
        ("2026-01-01", "2026-02-28"),
    ]
    assert judged.words[1] == "0.20 USD/s was right until 2026-02-28 (house/2026-02-01#r2026-02-01)"


def test_a_rounded_price_explains_only_what_no_price_explains_exactly(judge: Callable[..., Judged]) -> None:
    cards = {
        "house/2026-01-01": card("2026-01-01", (SECONDS, rate("a", "0.2149"))),
        "house/2026-05-01": card("2026-05-01", (SECONDS, rate("b", "0.3"))),
    }
    judged = judge(cards, price="0.215")
    assert judged.words[0] == (
        "0.215 USD/s was right until 2026-04-30 (house/2026-01-01#a), rounded from 0.2149 USD/s"
    )
    cards["other/2026-01-01"] = card("2026-01-01", (SECONDS, rate("c", "0.215")))
    assert [each.kind for each in judge(cards, price="0.215").explanations] == [Kind.PROVIDER]


def test_credits_are_those_of_the_provider_and_of_no_other(judge: Callable[..., Judged]) -> None:
    cards = {
        "house/2026-01-01": card("2026-01-01", (SECONDS, rate("a", "20")), unit="house-credit"),
        "other/2026-01-01": card("2026-01-01", (SECONDS, rate("b", "30")), unit="other-credit"),
    }
    for unit in ("", "tokens", "token", "credits", "house-credit"):
        assert judge(cards, price="20", unit=unit).verdict is Verdict.AGREES
        assert judge(cards, price="30", unit=unit).verdict is Verdict.DISAGREES
    assert judge(cards, price="20", unit="other-credit").verdict is Verdict.UNJUDGED
    assert judge(cards, provider="", price="30", unit="tokens").rates[0].provider == "other"


def test_the_likeliest_swap_comes_first_and_a_model_of_another_maker_never(
    judge: Callable[..., Judged],
) -> None:
    def with_model(model: str) -> tuple[str, str]:
        return SECONDS.replace('"v3"', f'"{model}"'), rate(model, "0.3")

    rates = ", ".join([rate("off", "0.2"), rate("on", "0.3", ', audio = ["on"]')])
    veo, v3, turbo, o3 = with_model("veo-3.1"), (SECONDS, rates), with_model("v3-turbo"), with_model("o3")
    every = judge({"house/2026-01-01": card("2026-01-01", veo, v3, turbo, o3)}, price="0.3")
    assert [each.point.rate.ref.partition("#")[2] for each in every.explanations] == ["o3", "on"]
    no_stand_in = judge({"house/2026-01-01": card("2026-01-01", veo, v3, turbo)}, price="0.3")
    assert [each.point.rate.ref.partition("#")[2] for each in no_stand_in.explanations] == ["v3-turbo", "on"]


def test_at_most_three_explanations_are_given(judge: Callable[..., Judged]) -> None:
    cards = {f"p{n}/2026-01-01": card("2026-01-01", (SECONDS, rate("a", "0.2"))) for n in range(5)}
    cards["house/2026-01-01"] = card("2026-01-01", (SECONDS, rate("a", "0.3")))
    judged = judge(cards, price="0.2")
    assert [each.provider for each in judged.explanations] == ["p0", "p1", "p2"]


def test_a_claim_of_nothing_disagrees_without_a_ratio(judge: Callable[..., Judged]) -> None:
    cards = {"house/2026-01-01": card("2026-01-01", (SECONDS, rate("a", "0.3")))}
    assert judge(cards, price="0").words == [
        "we hold 0.30 USD/s (house/2026-01-01#a): the claim is 0.30 USD/s or 100 % too low"
    ]


def test_what_explains_a_part_of_a_claim_does_not_make_it_right_elsewhere(
    judge: Callable[..., Judged],
) -> None:
    cards = {
        "house/2026-01-01": card("2026-01-01", (SECONDS, rate("a", "0.2"))),
        "house/2026-05-01": card("2026-05-01", (SECONDS, rate("b", "0.3"))),
    }
    judged = judge(cards, seconds="5", price="0.2", per=Per.SECOND, total="1.1")
    assert (judged.verdict, judged.kind) == (Verdict.DISAGREES, None)
    assert [each.kind for each in judged.explanations] == [Kind.DATE]
    assert judged.words[0] == "5 x 0.2 is 1, not 1.1"
    without_a_slip = judge(cards, seconds="5", price="0.2", total="0.2")
    assert (without_a_slip.verdict, len(without_a_slip.explanations)) == (Verdict.DISAGREES, 1)
