"""Which prices somebody wants, of all that some cards have."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kling_cost.errors import KlingCostError
from kling_cost.pricebook.asked import all_asked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kling_cost.clips import Audio, Mode
    from kling_cost.pricebook.asked import Asked, PriceList


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceFilter:
    """Which prices are wanted; what is not given counts for nothing."""

    models: Sequence[str] = ()
    tier: str | None = None
    audio: Audio | None = None
    mode: Mode | None = None
    resolution: str | None = None

    def picks(self, asked: Asked, lists: Sequence[PriceList]) -> bool:
        """Tell whether a price is wanted, its model aside."""
        if self.resolution is not None:
            rates = [rate for each in lists if (rate := each.rate(asked))]
            if self.resolution not in {asked.resolution, *(rate.resolution for rate in rates)}:
                return False
        said = [(self.tier, asked.tier), (self.audio, asked.audio), (self.mode, asked.mode)]
        return all(wanted in (None, found) for wanted, found in said)

    def __str__(self) -> str:
        """Describe what was wanted of a model: ``tier 4k, audio voice``."""
        said = {"tier": self.tier, "audio": self.audio, "mode": self.mode, "resolution": self.resolution}
        return ", ".join(f"{name} {value}" for name, value in said.items() if value)


def wanted_of(lists: Sequence[PriceList], wanted: PriceFilter) -> list[Asked]:
    """Give what is wanted of what can be asked, model by model in the order wanted.

    Raises:
        NeverSold: for a model of which no card has a price that is wanted.
    """
    everything = all_asked(lists)
    models = list(dict.fromkeys(asked.model for asked in everything))
    found = []
    for model in wanted.models or models:
        of_model = [asked for asked in everything if asked.model == model]
        if not of_model:
            raise NeverSold(lists, model, f"there are {', '.join(models) or 'no prices at all'}")
        picked = [asked for asked in of_model if wanted.picks(asked, lists)]
        if not picked and wanted.models:
            raise NeverSold(lists, f"{model} ({wanted})", f"of {model} there are {_choices(of_model, lists)}")
        found += picked
    if not found and str(wanted):
        raise NeverSold(lists, str(wanted), f"there are {_choices(everything, lists)}")
    return found


def _choices(asked: Sequence[Asked], lists: Sequence[PriceList]) -> str:
    rates = (rate for one in asked for each in lists if (rate := each.rate(one)))
    said = {
        "tiers": (one.tier for one in asked),
        "audio": (one.audio for one in asked),
        "modes": (one.mode for one in asked),
        "resolutions": (rate.resolution for rate in rates),
    }
    choices = {name: list(dict.fromkeys(value for value in values if value)) for name, values in said.items()}
    return "; ".join(f"{name} {', '.join(values)}" for name, values in choices.items() if values)


class NeverSold(KlingCostError):  # noqa: N818 - named after what happened
    """No card at hand has a price for what was asked; the message says what they have."""

    code = "never-sold"

    def __init__(self, lists: Sequence[PriceList], asked: str, cure: str) -> None:
        cards = list(dict.fromkeys(f"{each.card.provider}/{each.card.name}" for each in lists))
        several = len(cards) > len(("one", "other"))
        which = f"any card from {cards[0]} to {cards[-1]}" if several else f"card {' or '.join(cards)}"
        super().__init__(f"no price of {asked} is on {which}; {cure}")
