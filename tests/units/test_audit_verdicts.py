"""Verdicts on claims that somebody has really made, and on each way of being right elsewhere."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from kling_cost.audit.claims import Claim
from kling_cost.audit.explain import Kind
from kling_cost.audit.judge import Judged, Verdict, audit

if TYPE_CHECKING:
    from collections.abc import Callable

    from kling_cost import Models, PriceBook

ON = date(2026, 11, 20)


@pytest.fixture(scope="session")
def judge(book: PriceBook, models: Models) -> Callable[..., Judged]:
    def judged(made: str, on: date = ON, **said: Any) -> Judged:  # noqa: ANN401 - the columns of a claim
        """Judge ``provider, model tier, audio``; a blank leaves it open."""
        provider, clip, audio = (part.strip() for part in made.split(","))
        model, _, tier = clip.partition(" ")
        numbers: dict[str, Any] = {
            name: Decimal(value) if name in {"price", "total", "seconds"} else value
            for name, value in said.items()
            if name != "day"
        }
        claim = Claim(
            provider=provider,
            model=model,
            tier=tier,
            audio=audio,
            **{"unit": "USD", "on": said.get("day"), **numbers},
        )
        (result,) = audit([claim], book, models, on=on)
        return result

    return judged


def clips(judged: Judged) -> list[tuple[str, str | None, str, str]]:
    """Give what the explanations name: model, tier, audio, seconds."""
    named = [each.point.clip for each in judged.explanations]
    return [(clip.model, clip.tier, clip.audio.value, str(clip.seconds)) for clip in named]


def test_v3_with_audio_at_the_rate_of_o3_is_the_mix_up_that_it_is(judge: Callable[..., Judged]) -> None:
    judged = judge("kling-api, v3 standard, on", price="0.112")
    assert (judged.verdict, judged.kind) == (Verdict.ELSEWHERE, Kind.MODEL)
    assert clips(judged)[0] == ("o3", "standard", "on", "None")
    assert [each.kind for each in judged.explanations].count(Kind.MODEL) == 1
    assert judged.words[0] == (
        "0.112 USD/s is the rate of O3 Standard with audio (kling-api/2026-06-17#o3-standard-on); "
        "V3 Standard with audio is 0.126 USD/s: the two are often confused"
    )
    assert (
        "we hold 0.126 USD/s (kling-api/2026-06-17#v3-standard-on): "
        "the claim is 0.014 USD/s or 11.1 % too low"
    ) in judged.words


def test_the_mix_up_is_named_in_a_total_too_and_at_either_tier(judge: Callable[..., Judged]) -> None:
    standard = judge("kling-api, v3 standard, on", seconds="5", total="0.56")
    pro = judge("kling-api, v3 pro, on", price="0.14")  # a blog: "audio adds 0.028 a second"
    for judged in (standard, pro):
        assert judged.kind is Kind.MODEL
        assert judged.words[0].endswith(": the two are often confused")
    assert "0.56 USD is the price of 5 s at 0.112 USD/s of O3 Standard with audio" in standard.words[0]
    assert "0.14 USD/s is the rate of O3 Pro with audio" in pro.words[0]


def test_without_audio_no_mix_up_is_claimed(judge: Callable[..., Judged]) -> None:
    judged = judge("pixverse, v3 standard, off", price="25", unit="credits")
    assert (judged.kind, clips(judged)[0][:3]) == (Kind.MODEL, ("o3", "standard", "off"))
    assert not any("often confused" in words for words in judged.words)


@pytest.mark.parametrize(
    ("on", "ours", "order"),
    [(date(2026, 4, 1), "2.94", ["10", "5"]), (date(2026, 3, 1), "5.88", ["5", "10"])],
)
def test_fifteen_seconds_at_fal_for_1_96_dollars_are_ten_or_were_five(
    judge: Callable[..., Judged], on: date, ours: str, order: list[str]
) -> None:
    judged = judge("fal, v3 pro, voice", on, mode="image-to-video", seconds="15", total="1.96")
    assert (judged.verdict, judged.kind) == (Verdict.ELSEWHERE, Kind.LENGTH)
    assert [figure.ours for figure in judged.figures] == [Decimal(ours)]
    assert [seconds for _, _, _, seconds in clips(judged)] == order
    said = "\n".join(judged.words)
    assert re.search(
        r"1.96 USD is the price of 10 s at 0.196 USD/s (since 2026-03-10|from 2026-03-10 on)", said
    )
    assert re.search(r"1.96 USD (is|was) the price of 5 s at 0.392 USD/s until 2026-03-09", said)


def test_a_fifth_of_the_price_disagrees_and_nothing_explains_it(judge: Callable[..., Judged]) -> None:
    judged = judge("fal, v3 standard, ", price="0.02")  # an app's "0.10 x duration / 5"
    assert (judged.verdict, judged.explanations) == (Verdict.DISAGREES, [])
    (words,) = judged.words
    assert words.startswith("we hold 0.084 USD/s for audio off (fal/")
    assert words.endswith("the claim is 0.064 USD/s or 76.2 % too low (ours is 4.2 times as much)")


def test_a_base_that_is_no_price_is_explained_by_the_providers_own_note(judge: Callable[..., Judged]) -> None:
    judged = judge("fal, v3 pro, ", mode="image-to-video", price="0.14")
    assert judged.verdict is not Verdict.AGREES
    assert judged.words[0].startswith("note: fal's pricing endpoint reports 0.14 for V3 Pro image-to-video")
    assert not any(word.startswith("note") for word in judge("fal, v3 pro, off", price="0.112").words)


def test_an_old_price_was_right_until_the_day_before_the_new_one(judge: Callable[..., Judged]) -> None:
    judged = judge("fal, v3 pro, off", mode="i2v", price="0.224")
    assert (judged.verdict, judged.kind) == (Verdict.ELSEWHERE, Kind.DATE)
    first = judged.explanations[0]
    assert (first.first, first.last) == (date(2026, 2, 5), date(2026, 3, 9))
    assert judged.words[0] == "0.224 USD/s was right until 2026-03-09 (fal/2026-02-05#v3-pro-off)"


def test_a_new_price_before_its_day_says_from_when_it_is_right(judge: Callable[..., Judged]) -> None:
    judged = judge("fal, v3 pro, off", date(2026, 3, 1), mode="i2v", price="0.112")
    first = judged.explanations[0]
    assert (judged.kind, first.first, first.last) == (Kind.DATE, date(2026, 3, 10), None)
    assert "0.112 USD/s is right from 2026-03-10 on (fal/2026-03-10#v3-pro-off)" in judged.words


def test_a_rows_own_day_counts_before_the_day_of_the_audit(judge: Callable[..., Judged]) -> None:
    launch = date(2026, 3, 1)
    assert judge("fal, v3 pro, off", ON, mode="i2v", price="0.224").verdict is Verdict.ELSEWHERE
    assert judge("fal, v3 pro, off", launch, mode="i2v", price="0.224").verdict is Verdict.AGREES
    assert judge("fal, v3 pro, off", ON, day=launch, mode="i2v", price="0.224").verdict is Verdict.AGREES


@pytest.mark.parametrize(
    ("made", "price", "what", "found"),
    [
        ("kling-api, v3 pro, off", "0.168", "audio", ("v3", "pro", "on")),
        ("kling-api, v3 standard, on", "0.168", "tier", ("v3", "pro", "on")),
        ("kling-api, o3 standard, off", "0.126", "video input", ("o3", "standard", "off")),
    ],
)
def test_one_setting_is_swapped_at_a_time(
    judge: Callable[..., Judged], made: str, price: str, what: str, found: tuple[str, str, str]
) -> None:
    judged = judge(made, price=price)
    assert (judged.verdict, judged.kind) == (Verdict.ELSEWHERE, Kind.SETTING)
    assert judged.explanations[0].what == what
    assert clips(judged)[0][:3] == found


def test_two_swaps_are_no_explanation(judge: Callable[..., Judged]) -> None:
    # O3 Pro with audio before the price was halved: another model and another day
    assert judge("fal, v3 pro, on", mode="i2v", price="0.28").verdict is Verdict.DISAGREES


def test_a_price_of_another_provider_is_the_last_thing_to_think_of(judge: Callable[..., Judged]) -> None:
    judged = judge("kling-api, v3 standard, voice", price="0.154")
    assert (judged.verdict, judged.kind) == (Verdict.ELSEWHERE, Kind.PROVIDER)
    assert "fal" in {each.provider for each in judged.explanations}
    assert "kling-api does not sell v3 standard, audio voice on 2026-11-20" in judged.words


def test_the_price_of_one_clip_is_not_that_of_three(judge: Callable[..., Judged]) -> None:
    judged = judge("kling-api, v3 standard, on", seconds="7", count=3, total="0.882")
    assert (judged.kind, judged.explanations[0].count) == (Kind.COUNT, 1)
    assert judged.words[0].startswith("0.882 USD is the price of one, not of 3")


@pytest.mark.parametrize(
    ("claimed", "said"),
    [({"price": "0.112"}, "for audio off"), ({"price": "0.168"}, "for audio on")],
)
def test_a_claim_that_leaves_the_audio_open_agrees_for_one_and_says_so(
    judge: Callable[..., Judged], claimed: dict[str, str], said: str
) -> None:
    judged = judge("kling-api, v3 pro, ", **claimed)
    assert judged.verdict is Verdict.AGREES
    assert f"{said}, which the claim does not say" in judged.words


def test_what_a_claim_leaves_open_is_told_together(judge: Callable[..., Judged]) -> None:
    judged = judge("kling-api, o3, ", price="0.112")
    assert judged.words[1:] == [
        "for tier standard, audio on or for tier pro, audio off, which the claim does not say"
    ]
    assert judge("kling-api, o3, ", price="0.14").words[1:] == [
        "for tier pro, audio on, which the claim does not say"
    ]


def test_a_claim_that_leaves_open_what_makes_no_difference_agrees_without_a_word(
    judge: Callable[..., Judged],
) -> None:
    judged = judge("kling-api, v3 4k, ", price="0.42")
    assert judged.verdict is Verdict.AGREES
    assert len(judged.words) == 1


def test_a_claim_about_anywhere_agrees_where_it_does(judge: Callable[..., Judged]) -> None:
    judged = judge(", v3 standard, voice", price="0.154")
    assert judged.verdict is Verdict.AGREES
    assert {rate.provider for rate in judged.rates} >= {"fal"}
    assert judge(", v3 standard, voice", price="154").verdict is Verdict.DISAGREES


@pytest.mark.parametrize(
    ("price", "agrees"),
    [
        ("0.112", True),
        ("0.11", True),  # rounded to two digits
        ("0.1", False),  # one digit is no price
        ("0.12", False),
        ("0.1120", True),
        ("0.1121", False),
    ],
)
def test_a_rounded_claim_agrees_and_is_called_rounded(
    judge: Callable[..., Judged],
    price: str,
    agrees: bool,  # noqa: FBT001
) -> None:
    judged = judge("kling-api, o3 standard, on", mode="text-to-video", price=price)
    assert (judged.verdict is Verdict.AGREES) == agrees
    assert ("the claim is ours, rounded" in judged.words) == (price == "0.11")


def test_both_figures_of_an_example_are_judged(judge: Callable[..., Judged]) -> None:
    judged = judge("kling-api, o3 standard, on", seconds="5", price="0.112", total="0.65")
    assert judged.verdict is Verdict.DISAGREES
    assert judged.words[0] == "5 x 0.112 is 0.56, not 0.65"
    assert [figure.agrees for figure in judged.figures] == [True, False]
    right = judge("kling-api, o3 standard, on", seconds="5", price="0.112", total="0.56")
    assert right.verdict is Verdict.AGREES
    slip = judge("fal, v3 pro, voice", seconds="15", price="0.196", total="1.96")
    assert (slip.verdict, slip.kind) == (Verdict.DISAGREES, None)
    assert slip.words[:2] == [
        "15 x 0.196 is 2.94, not 1.96",
        "1.96 USD is the price of 10 s at 0.196 USD/s since 2026-03-10 (fal/2026-06-17#v3-pro-voice)",
    ]


def test_a_figure_that_is_right_and_one_that_would_be_elsewhere_agree_elsewhere(
    judge: Callable[..., Judged],
) -> None:
    judged = judge("kling-api, v3 standard, on", seconds="5", price="0.112", total="0.56")
    assert (judged.verdict, judged.kind) == (Verdict.ELSEWHERE, Kind.MODEL)
    assert [figure.about for figure in judged.explanations[0].figures] == ["price", "total"]


def test_a_price_of_the_whole_clip_is_understood_as_one(judge: Callable[..., Judged]) -> None:
    judged = judge("kling-api, v3 standard, on", seconds="5", price="0.63")
    assert judged.verdict is Verdict.AGREES
    assert judged.words[0].startswith("0.63 USD/clip (")


def test_units_of_packs_are_understood(judge: Callable[..., Judged]) -> None:
    judged = judge("kling-api, v3 standard, on", price="0.9", unit="units")
    assert judged.verdict is Verdict.AGREES
    assert "1 unit is 0.14 USD" in judged.words


def test_images_are_judged_by_the_image(judge: Callable[..., Judged]) -> None:
    assert (
        judge("fal, o3, ", product="image", resolution="4K", count=10, total="0.56").verdict is Verdict.AGREES
    )
    assert judge("fal, o3, on", product="image", resolution="4K", total="0.056").verdict is Verdict.AGREES
    smaller = judge("fal, o3, ", product="image", resolution="2K", price="0.056")
    assert (smaller.kind, smaller.explanations[0].what) == (Kind.SETTING, "resolution")
    total = judge("fal, o3, ", product="image", resolution="2K", total="0.056", count=1)
    assert total.words[0].startswith("0.056 USD is the price of one of O3 text-to-image 4k (fal/")
    unsaid = judge("fal, o3, ", product="image", price="0.056")
    assert "for resolution 4k, which the claim does not say" in unsaid.words


def test_a_reference_to_video_without_a_word_on_video_is_taken_for_images(
    judge: Callable[..., Judged],
) -> None:
    judged = judge("kling-api, o3 standard, off", mode="reference-to-video", price="0.084")
    assert judged.verdict is Verdict.AGREES
    assert "assumed: no video goes in" in judged.words
    dearer = judge("kling-api, o3 standard, off", mode="reference-to-video", price="0.126")
    assert dearer.explanations[0].what == "video input"
    without = judge("kling-api, o3 standard, off", mode="reference-to-video", video_input=True, price="0.084")
    assert "is the rate of O3 Standard without audio, without a video input" in without.words[0]
    with_video = judge("kling-api, o3 standard, off", video_input=True, price="0.126")
    assert with_video.verdict is Verdict.AGREES


def test_an_approximate_price_of_ours_is_called_about(judge: Callable[..., Judged]) -> None:
    judged = judge("pixverse, o3 pro, on", seconds="10", count=10, total="4500", unit="credits")
    assert judged.words[0].startswith("about 4,500 credits (pixverse/")
