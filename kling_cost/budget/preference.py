"""Which delivered clip is the better one: by tier, then audio, then model, or as somebody prefers.

What a budget weighs is the place in this order, each step counting as one; it is a preference and no measure
of pictures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.clips import Audio, audio_named
from kling_cost.errors import KlingCostError, UnknownName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kling_cost.models import Models
    from kling_cost.plan import Delivered

_SOUNDS = [None, Audio.OFF.value, Audio.ON.value, Audio.VOICE.value]


class BadPreference(KlingCostError):  # noqa: N818 - named after what was found
    """A name in an order of preference that is no clip."""

    code = "bad-preference"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name!r} is nothing to prefer; write a tier (pro), or model, tier and audio (o3 pro on), "
            "any of the three left out"
        )


class Preference:
    """An order of delivered clips.

    Without ``names``: the higher tier, then audio over none, then the model that ``models.toml`` names first.
    ``names``, from best to worst, each a tier, a model, an audio setting or several of them (``o3 pro on``),
    come before that; what none of them names is the least preferred.
    """

    def __init__(self, models: Models, names: Sequence[str] = ()) -> None:
        """Read the names.

        Raises:
            BadPreference: for one that is no clip.
        """
        self._tiers = [None, *models.tiers]
        self._models = [*reversed(models.ids), None]
        self._named = [_read(name, models) for name in names]

    def _key(self, clip: Delivered) -> tuple[int, int, int, int]:
        said = (clip.model, clip.tier, clip.audio)
        fits = (
            place
            for place, wanted in enumerate(self._named)
            if all(part in (None, own) for part, own in zip(wanted, said, strict=True))
        )
        place = next(fits, len(self._named))
        return (
            -place,
            self._tiers.index(clip.tier),
            _SOUNDS.index(clip.audio),
            self._models.index(clip.model),
        )

    def worst(self, clips: Iterable[Delivered]) -> Delivered:
        """Give the least preferred of some clips."""
        return min(clips, key=self._key)

    def ranks(self, clips: Iterable[Delivered]) -> dict[Delivered, int]:
        """Number clips from the least preferred, 1, on."""
        return {clip: rank for rank, clip in enumerate(sorted(set(clips), key=self._key), start=1)}

    def below(self, tier: str | None, floor: str | None) -> bool:
        """Tell whether a tier is lower than a floor; what has no tier is not."""
        return None not in (tier, floor) and self._tiers.index(tier) < self._tiers.index(floor)


def _read(name: str, models: Models) -> tuple[str | None, str | None, str | None]:
    """Read a name into model, tier and audio, each None where it is not said."""
    words = name.split()
    for size in range(len(words), -1, -1):  # a model's own name may hold several words, and so may a tier's
        model = _named(" ".join(words[:size]), models.named)
        if model is None and size:
            continue
        for more in range(len(words) - size, -1, -1):
            tier = _named(" ".join(words[size : size + more]), models.tier_named)
            rest = " ".join(words[size + more :])
            audio = _named(rest.removeprefix("audio "), audio_named)
            if words and (tier is not None or not more) and (audio is not None or not rest):
                return model, tier, audio
    raise BadPreference(name)


def _named(text: str, known: Callable[[str], str]) -> str | None:
    try:
        return str(known(text)) if text else None
    except UnknownName:
        return None
