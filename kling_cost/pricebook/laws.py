"""Laws that every price list keeps: more never costs less. A price that breaks one is most likely misread."""

from __future__ import annotations

from itertools import pairwise, product
from typing import TYPE_CHECKING

from kling_cost.amounts import plain
from kling_cost.clips import Audio
from kling_cost.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from kling_cost.models import Models
    from kling_cost.pricebook.load import Card
    from kling_cost.pricebook.rate import Rate

_SOUNDS = {Audio.OFF: 0, Audio.ON: 1, Audio.VOICE: 2}
_IMAGE_SIZES = {"1k": 0, "2k": 1, "4k": 2}

# One thing a rate answers: model, mode, video input, tier, audio, resolution, clip length.
_Asked = tuple[str, str, bool, str | None, Audio, str | None, int | None]


def check_laws(card: Card, models: Models) -> list[Problem]:
    """Find the pairs of rates of a card in which more costs less.

    All else equal: a higher tier costs no less (in the order of ``models.toml``), nor does audio over
    silence, voice control over audio, a video input over none, a larger image, or a longer clip.
    """
    answers = {asked: rate for rate in card.rates for asked in _asked_of(rate)}
    tiers = {tier: position for position, tier in enumerate(models.tiers)}
    ladders: list[tuple[str, int, Callable[[_Asked, Rate], int | None]]] = [
        ("a higher tier", 3, lambda asked, _: tiers.get(asked[3] or "")),
        ("more audio", 4, lambda asked, _: _SOUNDS[asked[4]]),
        ("a video input", 2, lambda asked, _: int(asked[2])),
        ("a larger image", 5, lambda asked, rate: None if rate.lengths else _IMAGE_SIZES.get(asked[5] or "")),
        ("a longer clip", 6, lambda asked, _: asked[6]),
    ]
    found = (fault for name, axis, step in ladders for fault in _faults(answers, name, axis, step))
    return [
        Problem(level="error", code="law", message=message, file=str(card.path), column=key)
        for key, message in dict.fromkeys(found)
    ]


def _asked_of(rate: Rate) -> Iterator[_Asked]:
    for mode, audio in product(sorted(rate.modes), rate.audio):
        yield (rate.model, mode, rate.video_input, rate.tier, audio, rate.resolution, rate.clip_s)


def _faults(
    answers: dict[_Asked, Rate], name: str, axis: int, step: Callable[[_Asked, Rate], int | None]
) -> Iterator[tuple[str, str]]:
    """Walk each ladder upwards: what is asked alike but for ``axis``, in the order of ``step``."""
    rungs: dict[Hashable, list[tuple[int, Rate]]] = {}
    for asked, rate in answers.items():
        height = step(asked, rate)
        if height is not None:
            # A tier's resolution comes with it, so it does not keep two rungs apart.
            others = tuple(part for n, part in enumerate(asked) if n != axis and not (axis == 3 and n == 5))  # noqa: PLR2004
            rungs.setdefault(others, []).append((height, rate))
    for ladder in rungs.values():
        for lower, higher in _comparable(ladder):
            # What is charged by the second and what is charged by the clip compare only at a length.
            alike = (lower.per, lower.block_s) == (higher.per, higher.block_s)
            if alike and higher.amount < lower.amount:
                low, high = lower.ref.partition("#")[2], higher.ref.partition("#")[2]
                message = (
                    f"costs {plain(higher.amount)}, less than {low} ({plain(lower.amount)}): "
                    f"{name} never costs less; read the source again"
                )
                yield f"rate {high}", message


def _comparable(ladder: Sequence[tuple[int, Rate]]) -> Iterator[tuple[Rate, Rate]]:
    """Give each rung with the next higher one.

    Where a tier is sold in several resolutions, only rates of the same resolution are compared.
    """
    heights: dict[int, list[Rate]] = {}
    for height, rate in sorted(ladder, key=lambda rung: rung[0]):
        heights.setdefault(height, []).append(rate)
    for low, high in pairwise(heights.values()):
        for lower, higher in product(low, high):
            if len(low) == len(high) == 1 or lower.resolution == higher.resolution:
                yield lower, higher
