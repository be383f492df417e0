"""How many cuts one clip may hold, and how long each: the limits of a multi-shot generation.

A model's own limits stand in ``models.toml``; what differs at a provider stands in its ``provider.toml``.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, plain
from kling_cost.errors import KlingCostError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.clips import Mode
    from kling_cost.models import ModelFile
    from kling_cost.pricebook.lengths import Lengths
    from kling_cost.pricebook.seller import ProviderFile


class OneShotOnly(KlingCostError):  # noqa: N818 - named after what is made
    """Several shots were to share a clip of a kind that holds one."""

    code = "one-shot-only"

    def __init__(self, clip: str, provider: str) -> None:
        super().__init__(f"{clip} holds one shot only at {provider}, as far as is known")


@dataclass(frozen=True, slots=True, kw_only=True)
class CutLimits:
    """The limits of a clip of several cuts.

    ``longest_s`` is for all cuts together. With ``whole_seconds`` a started second of a cut is made whole;
    with ``sound`` such a clip always has audio. ``said`` tells whether the provider gives all of them; where
    it is silent the model's own are taken.
    """

    most_cuts: int
    least_cut_s: Decimal
    longest_s: int
    longest_cut_s: int | None = None
    whole_seconds: bool = False
    sound: bool = False
    said: bool = True

    def made(self, seconds: Decimal) -> Decimal | None:
        """Give the length in which a cut of ``seconds`` is made, or None if it is too long for one."""
        cut = max(self.least_cut_s, seconds)
        if self.whole_seconds:
            cut = Decimal(ceil(cut))
        return None if self.longest_cut_s is not None and cut > self.longest_cut_s else cut

    def clip_of(self, cuts: Sequence[Decimal], lengths: Lengths) -> int | None:
        """Give the shortest clip on sale that holds all these cuts, or None if no clip may."""
        if len(cuts) > self.most_cuts:
            return None
        together = Decimal(0)
        for seconds in cuts:
            made = self.made(seconds)
            if made is None:
                return None
            together = EXACT.add(together, made)
            if together > self.longest_s:
                return None
        clip = lengths.at_least(together)
        return None if clip is None or clip > self.longest_s else clip

    def __str__(self) -> str:
        """Write ``up to 6 cuts of 1 s at least in whole seconds, 15 s in all``."""
        whole = " in whole seconds" if self.whole_seconds else ""
        cuts = f"up to {self.most_cuts} cuts of {plain(self.least_cut_s)} s at least{whole}"
        return f"{cuts}, {self.longest_s} s in all"


def cut_limits(model_id: str, model: ModelFile, mode: Mode, seller: ProviderFile) -> CutLimits | None:
    """Give the limits of a model's clips of several cuts at a provider, or None where it makes none."""
    own = model.multi_shot
    if own is None or mode not in own.modes:
        return None
    there = next((entry for entry in seller.multi_shot if model_id in entry.models), None)
    if there is None:
        return CutLimits(
            most_cuts=own.most_cuts,
            least_cut_s=own.least_cut_s,
            longest_s=own.longest_s,
            whole_seconds=own.whole_seconds,
            said=False,
        )
    return CutLimits(
        most_cuts=there.most_cuts or own.most_cuts,
        least_cut_s=there.least_cut_s or own.least_cut_s,
        longest_s=there.longest_s or own.longest_s,
        longest_cut_s=there.longest_cut_s,
        whole_seconds=own.whole_seconds,
        sound=there.audio == "on",
        said=None not in (there.most_cuts, there.least_cut_s, there.longest_s),
    )
