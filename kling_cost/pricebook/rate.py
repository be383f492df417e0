"""A rate: one price of one rate card, with everything that explains it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kling_cost.clips import VIDEO_INPUT_MODES, Mode

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from kling_cost.clips import Audio
    from kling_cost.pricebook.lengths import Lengths


class Basis(StrEnum):
    """How good a price is."""

    PUBLISHED = "published"
    THIRD_PARTY = "third-party"
    APPROXIMATE = "approximate"


class Per(StrEnum):
    """What a rate is charged by."""

    SECOND = "second"
    IMAGE = "image"
    CLIP = "clip"
    BLOCK = "block"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a price was read: a title, a link if one was kept, and the day it was read."""

    title: str
    link: str | None
    read_on: date
    note: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rate:
    """One price: ``amount`` of ``unit`` per second, image, clip or block of ``block_s`` s.

    ``card`` is the card's name (``2026-03-10`` or, corrected, ``2026-02-05-r2``), ``ref`` the full
    reference (``fal/2026-03-10#v3-pro-on``). ``modes`` and ``audio`` list every value the rate answers. Per
    clip, ``clip_s`` is the length that costs this much; None is any of ``lengths``. ``floor`` marks a price
    that the seller says with "from".
    Two rates are the same only if they are the same object: a reference names exactly one.
    """

    ref: str
    provider: str
    card: str
    model: str
    modes: frozenset[Mode]
    video_input: bool
    tier: str | None
    resolution: str | None
    audio: tuple[Audio, ...]
    per: Per
    clip_s: int | None
    block_s: int | None
    lengths: Lengths | None
    amount: Decimal
    unit: str
    basis: Basis
    source: Source
    floor: bool
    note: str

    def sold_as(self, mode: Mode) -> str:
        """Say what it buys, in ``mode`` if it has it: ``o3 pro text-to-video, audio on, 1080p``."""
        made = mode if mode in self.modes else min(self.modes, key=list(Mode).index)
        details = [
            "from a video" if self.video_input and mode not in VIDEO_INPUT_MODES else "",
            f"audio {'/'.join(self.audio)}" if made.product.sound_is_chosen else "",
            self.resolution or "",
            f"{self.clip_s} s" if self.clip_s else "",
        ]
        head = " ".join(part for part in (self.model, self.tier, made) if part)
        return ", ".join([head, *(detail for detail in details if detail)])
