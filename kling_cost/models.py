"""The models and tiers that ``pricing/models.toml`` knows: names, spellings, and what a model can do.

The vocabulary is open to data: a model that appears tomorrow is a few lines of TOML. What a provider sells
of a model, and for how much, is on its rate cards.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from kling_cost.amounts import exact
from kling_cost.clips import (
    DEFAULT_IMAGE_RESOLUTION,
    DEFAULT_MODE,
    Audio,
    Clip,
    Mode,
    Product,
    audio_named,
    folded,
    mode_named,
    product_named,
    resolution_named,
)
from kling_cost.datafiles import ExactNumber, FileModel, SourceFile, load_file, pricing_dir
from kling_cost.errors import IncompleteClip, InputRefused, Problem, UnknownModel, UnknownTier

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

_Spellings = Annotated[tuple[str, ...], Field(strict=False)]

# Words that makers and resellers put around a model's name without changing which model it is.
_DECORATION = re.compile(r"\b(kling|kwaivgi|kuaishou|klingai|ai|video|model)\b")


# What clips need whose sound is no choice, and how they are called.
_NEEDED = {Product.LIP_SYNC: ("duration",), Product.AVATAR: ("tier", "duration")}


_Modes = Annotated[tuple[Annotated[Mode, Field(strict=False)], ...], Field(strict=False, min_length=1)]


class MultiShotFile(FileModel):
    """Several shots as the cuts of one clip: what a model allows wherever it is sold."""

    modes: _Modes
    """The modes that make such clips; one picture opens a clip, so a later cut never has its own."""
    most_cuts: Annotated[int, Field(ge=2, le=100)]
    """The most cuts of one clip."""
    least_cut_s: Annotated[ExactNumber, Field(gt=0)]
    """The least seconds of a cut."""
    longest_s: Annotated[int, Field(ge=1)]
    """The most seconds of all cuts together."""
    whole_seconds: bool = False
    """Whether the length of a cut is a whole number of seconds."""
    source: str
    """A key of `sources`: who says so."""
    note: str = ""
    """What to know about it."""


class ModelFile(FileModel):
    """One model."""

    name: str
    """The name people use, e.g. `Kling O3`."""
    aliases: _Spellings = ()
    """Other spellings; `Kling`, `Video`, case, spaces, `-` and `_` need no entry of their own."""
    modes: _Modes
    """What it can do, wherever it is sold."""
    multi_shot: MultiShotFile | None = None
    """Its limits for several shots in one generation; absent where it makes none."""
    instead: _Spellings = ()
    """The models to try, in this order, when this one cannot do a mode and `--reroute` is given."""
    source: str
    """A key of `sources`: who says what it can do."""
    note: str = ""
    """What to know about it."""


class TierFile(FileModel):
    """One tier: a seller's quality name."""

    aliases: _Spellings = ()
    """Other spellings."""


class ModelsFile(FileModel):
    """`pricing/models.toml`."""

    sources: dict[str, SourceFile]
    """Where the abilities were read."""
    tiers: dict[str, TierFile]
    """Every tier, cheapest first."""
    models: dict[str, ModelFile]
    """Every model by its id."""


class Models:
    """The models and tiers of one or several ``models.toml``, a later one laid over an earlier one."""

    def __init__(self, *roots: Path) -> None:
        """Read ``models.toml`` of each folder that has one; with no folder, the shipped one.

        Raises:
            InputRefused: with every fault of every file.
        """
        self._models: dict[str, ModelFile] = {}
        self._tiers: dict[str, TierFile] = {}
        self.sources: dict[str, SourceFile] = {}
        problems: list[Problem] = []
        for root in roots or (pricing_dir(),):
            path = root / "models.toml"
            if path.is_file():
                problems += self._lay_over(path)
        if problems:
            raise InputRefused(problems)
        self._ids = {
            _key(spelling): name
            for name, model in self._models.items()
            for spelling in (*model.aliases, model.name, name)
        }
        self._tier_ids = {
            folded(spelling): name for name, tier in self._tiers.items() for spelling in (*tier.aliases, name)
        }
        self._said: dict[str, str] = {}

    def _lay_over(self, path: Path) -> list[Problem]:
        file = load_file(path, ModelsFile)
        self._models |= file.models
        self._tiers |= file.tiers
        self.sources |= file.sources
        return [
            Problem(level="error", code="models", message=message, file=str(path), column=f"models.{name}")
            for name, model in file.models.items()
            for message in self._misfits(model)
        ]

    def _misfits(self, model: ModelFile) -> list[str]:
        faults = [
            f"instead: {other!r} is not a model" for other in model.instead if other not in self._models
        ]
        if model.source not in self.sources:
            faults.append(f"source: {model.source!r} is not in [sources]")
        several = model.multi_shot
        if several is not None and several.source not in self.sources:
            faults.append(f"multi_shot.source: {several.source!r} is not in [sources]")
        return faults

    @property
    def ids(self) -> list[str]:
        """Every model, in the file's order."""
        return list(self._models)

    @property
    def tiers(self) -> list[str]:
        """Every tier, cheapest first."""
        return list(self._tiers)

    def __getitem__(self, model: str) -> ModelFile:
        """Give a model by its id."""
        return self._models[model]

    def named(self, name: str) -> str:
        """Read a model forgivingly (``Kling 3.0 Omni``, ``kling-o3``) and give its id (``o3``).

        Raises:
            UnknownModel: with the closest one.
        """
        found = self._said.get(name)
        if found is None:
            found = self._ids.get(_key(name))
            if found is None:
                raise UnknownModel(name, self.ids)
            self._said[name] = found
        return found

    def tier_named(self, name: str) -> str:
        """Read a tier forgivingly (``Std``, ``PRO``).

        Raises:
            UnknownTier: with the closest one.
        """
        found = self._tier_ids.get(name) or self._tier_ids.get(folded(name))
        if found is None:
            raise UnknownTier(name, self.tiers)
        return found

    def can(self, model: str, mode: Mode) -> bool:
        """Tell whether a model has a mode, wherever it is sold."""
        return mode in self._models[model].modes

    def able(self, model: str, mode: Mode) -> list[str]:
        """Give the models to use instead of ``model`` for a mode that it lacks, best first."""
        return [other for other in self._models[model].instead if self.can(other, mode)]

    def clip(
        self,
        *,
        model: str | None,
        tier: str | None = None,
        audio: str | None = None,
        duration_s: Decimal | int | str | None = None,
        mode: str | None = None,
        product: str | None = None,
        video_input: bool = False,
        resolution: str | None = None,
    ) -> Clip:
        """Read a clip from words, forgivingly.

        Blank text counts as not given. Without a mode it follows from the product, without a product it is a
        video. A video needs tier, audio and ``duration_s`` (seconds), an avatar tier and duration, lip-sync
        only the last; an image has none of them and is 1k unless ``resolution`` says otherwise. Modes that
        work on a video imply ``video_input``.

        Raises:
            UnknownModel, UnknownMode, UnknownTier, UnknownAudio, UnknownProduct: with the closest name.
            IncompleteClip: naming what a video needs and was not given, or a product that the mode is not.
            NotExact: for a duration that is not an exact number.
        """
        made = mode_named(mode) if mode else DEFAULT_MODE[product_named(product or Product.VIDEO)]
        if product and product_named(product) is not made.product:
            raise IncompleteClip(f"mode {made} makes {made.product}, not {product}; change one of the two")
        if not model:
            raise IncompleteClip(f"a clip needs a model: one of {', '.join(self.ids)}")
        model_id = self.named(model)
        if made.product is Product.IMAGE:
            has_sound = bool(audio) and audio_named(audio or "") is not Audio.OFF
            unused = {
                "tier": tier,
                "audio": has_sound,
                "duration": duration_s is not None,
                "video input": video_input,
            }
            if any(unused.values()):
                named = ", ".join(name for name, given in unused.items() if given)
                raise IncompleteClip(f"an image has no {named}; leave it out, or ask for a video")
            size = resolution_named(resolution) if resolution else DEFAULT_IMAGE_RESOLUTION
            return Clip(model=model_id, mode=made, resolution=size)
        needed = {"tier": tier, "audio": audio, "duration": duration_s}
        only = _NEEDED.get(made.product)
        if only is not None:
            needed = {name: needed[name] for name in only}
            if audio and audio_named(audio) is not Audio.OFF:
                sound = "has the sound of the recording that goes in; leave audio out"
                raise IncompleteClip(f"{_called(made.product)} {sound}")
        missing = [name for name, value in needed.items() if value in (None, "")]
        if missing:
            wanted = f"needs {', '.join(needed)}; missing: {', '.join(missing)}"
            raise IncompleteClip(f"{_called(made.product)} {wanted}")
        return Clip(
            model=model_id,
            mode=made,
            tier=self.tier_named(tier) if tier else None,
            audio=audio_named(audio) if audio else Audio.OFF,
            seconds=exact("" if duration_s is None else duration_s),
            video_input=video_input or made.implies_video_input,
            resolution=resolution_named(resolution) if resolution else None,
        )


def _called(product: Product) -> str:
    return "an avatar" if product is Product.AVATAR else f"a {product}"


def _key(name: str) -> str:
    """Reduce a spelling to what tells models apart: ``Kling Video 3.0 Omni`` -> ``3.0omni``."""
    words = _DECORATION.sub(" ", folded(name).replace("-", " "))
    return re.sub(r"[^\w.]", "", words)
