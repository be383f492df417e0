"""Clips, and the part of the vocabulary that is fixed in code: products, modes, audio.

A clip is what one generation produces, the thing that has a price. Models, tiers and providers are open
to data and not listed here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from kling_cost.amounts import plain
from kling_cost.errors import UnknownAudio, UnknownMode, UnknownName, UnknownProduct

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal


class Product(StrEnum):
    """What kind of thing is bought."""

    VIDEO = "video"
    IMAGE = "image"
    MOTION_CONTROL = "motion-control"
    LIP_SYNC = "lip-sync"
    AVATAR = "avatar"

    @property
    def sound_is_chosen(self) -> bool:
        """Whether audio is a choice; an image has none, lip-sync and avatars that of their recording."""
        return self in {Product.VIDEO, Product.MOTION_CONTROL}


class Mode(StrEnum):
    """How a clip is made; each mode belongs to one product."""

    TEXT_TO_VIDEO = "text-to-video"
    IMAGE_TO_VIDEO = "image-to-video"
    FIRST_LAST_FRAME = "first-last-frame"
    REFERENCE_TO_VIDEO = "reference-to-video"
    VIDEO_EDIT = "video-edit"
    MOTION_CONTROL = "motion-control"
    LIP_SYNC = "lip-sync"
    AVATAR = "avatar"
    TEXT_TO_IMAGE = "text-to-image"
    IMAGE_TO_IMAGE = "image-to-image"
    IMAGE_EDIT = "image-edit"

    @property
    def product(self) -> Product:
        """The product this mode makes."""
        return _PRODUCT_OF.get(self, Product.VIDEO)

    @property
    def implies_video_input(self) -> bool:
        """Whether the mode cannot be done without a source video."""
        return self in VIDEO_INPUT_MODES


class Audio(StrEnum):
    """The sound of a clip: none, native audio, native audio with voice control."""

    OFF = "off"
    ON = "on"
    VOICE = "voice"


_PRODUCT_OF = {
    Mode.MOTION_CONTROL: Product.MOTION_CONTROL,
    Mode.LIP_SYNC: Product.LIP_SYNC,
    Mode.AVATAR: Product.AVATAR,
    Mode.TEXT_TO_IMAGE: Product.IMAGE,
    Mode.IMAGE_TO_IMAGE: Product.IMAGE,
    Mode.IMAGE_EDIT: Product.IMAGE,
}
VIDEO_INPUT_MODES = frozenset({Mode.VIDEO_EDIT, Mode.MOTION_CONTROL, Mode.LIP_SYNC})
"""Modes that work on a source video, whether the storyboard says so or not."""
OPTIONAL_VIDEO_INPUT_MODES = frozenset({Mode.REFERENCE_TO_VIDEO})
"""Modes whose references may be images or a video."""
DEFAULT_MODE = {
    Product.VIDEO: Mode.TEXT_TO_VIDEO,
    Product.IMAGE: Mode.TEXT_TO_IMAGE,
    Product.MOTION_CONTROL: Mode.MOTION_CONTROL,
    Product.LIP_SYNC: Mode.LIP_SYNC,
    Product.AVATAR: Mode.AVATAR,
}
DEFAULT_IMAGE_RESOLUTION = "1k"

_MODE_ALIASES = {
    "t2v": Mode.TEXT_TO_VIDEO,
    "i2v": Mode.IMAGE_TO_VIDEO,
    "r2v": Mode.REFERENCE_TO_VIDEO,
    "ref2v": Mode.REFERENCE_TO_VIDEO,
    "start-end-frame": Mode.FIRST_LAST_FRAME,
    "flf2v": Mode.FIRST_LAST_FRAME,
    "v2v": Mode.VIDEO_EDIT,
    "video-to-video": Mode.VIDEO_EDIT,
    "edit": Mode.VIDEO_EDIT,
    "文生视频": Mode.TEXT_TO_VIDEO,
    "图生视频": Mode.IMAGE_TO_VIDEO,
    "首尾帧": Mode.FIRST_LAST_FRAME,
    "参考生视频": Mode.REFERENCE_TO_VIDEO,
    "视频编辑": Mode.VIDEO_EDIT,
    "t2i": Mode.TEXT_TO_IMAGE,
    "i2i": Mode.IMAGE_TO_IMAGE,
    "image-editing": Mode.IMAGE_EDIT,
    "audio+image": Mode.AVATAR,
    "talking-head": Mode.AVATAR,
}
_AUDIO_ALIASES = {
    "no": Audio.OFF,
    "false": Audio.OFF,
    "none": Audio.OFF,
    "silent": Audio.OFF,
    "yes": Audio.ON,
    "true": Audio.ON,
    "audio": Audio.ON,
    "native": Audio.ON,
    "voice-control": Audio.VOICE,
}
_PRODUCT_ALIASES = {"images": Product.IMAGE, "still": Product.IMAGE, "videos": Product.VIDEO}

_Word = TypeVar("_Word", bound=StrEnum)


def folded(name: str) -> str:
    """Write a name as it is compared: lower case, words joined by ``-``."""
    return "-".join(name.strip().casefold().replace("_", " ").replace("-", " ").split())


def _lookup(name: str, kind: type[_Word], aliases: Mapping[str, _Word], error: type[UnknownName]) -> _Word:
    key = folded(name)
    try:
        return aliases[key] if key in aliases else kind(key)
    except ValueError:
        raise error(name, [member.value for member in kind]) from None


@cache
def mode_named(name: str) -> Mode:
    """Read a mode forgivingly (``Text to Video``, ``t2v``).

    Raises:
        UnknownMode: with the closest mode.
    """
    return _lookup(name, Mode, _MODE_ALIASES, UnknownMode)


@cache
def audio_named(name: str) -> Audio:
    """Read an audio setting forgivingly (``Off``, ``no``, ``silent``).

    Raises:
        UnknownAudio: with the closest setting.
    """
    return _lookup(name, Audio, _AUDIO_ALIASES, UnknownAudio)


@cache
def product_named(name: str) -> Product:
    """Read a product forgivingly.

    Raises:
        UnknownProduct: with the closest product.
    """
    return _lookup(name, Product, _PRODUCT_ALIASES, UnknownProduct)


@cache
def resolution_named(name: str) -> str:
    """Read a resolution forgivingly: ``4K`` -> ``4k``, ``1080`` -> ``1080p``, ``1080P`` -> ``1080p``."""
    key = name.strip().casefold()
    return f"{key}p" if key.isdecimal() else key


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """What one generation produces.

    ``seconds`` is the length of a video and None for an image. ``tier`` is the seller's quality name and
    None where there is none (images). ``resolution`` None means whatever the rate delivers.
    """

    model: str
    mode: Mode = Mode.TEXT_TO_VIDEO
    tier: str | None = None
    audio: Audio = Audio.OFF
    seconds: Decimal | None = None
    video_input: bool = False
    resolution: str | None = None

    @property
    def product(self) -> Product:
        """The product, which follows from the mode."""
        return self.mode.product

    def __str__(self) -> str:
        """Describe the clip in the order people ask: ``o3 pro text-to-video, audio on, 10 s``."""
        head = " ".join(part for part in (self.model, self.tier, self.mode) if part)
        details = [
            "from a video" if self.video_input and not self.mode.implies_video_input else "",
            f"audio {self.audio}" if self.product.sound_is_chosen else "",
            self.resolution or "",
            f"{plain(self.seconds)} s" if self.seconds is not None else "",
        ]
        return ", ".join([head, *(detail for detail in details if detail)])
