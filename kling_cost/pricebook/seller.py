"""What ``provider.toml`` may say: who sells, in what unit, and what is known where no price is published."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from kling_cost.clips import folded
from kling_cost.datafiles import ExactNumber, FileModel, SourceFile, Text

SLUG = r"^[a-z0-9][a-z0-9.-]*$"
"""How ids are written: lower-case letters, digits, dots and hyphens."""
Slug = Annotated[str, StringConstraints(pattern=SLUG)]


class CreditFile(FileModel):
    """A provider's own unit."""

    id: Slug
    """The unit's name in every result, unique among all providers, e.g. `pixverse-credit`."""
    singular: Text
    """How one is called, e.g. `credit`."""
    plural: Text
    """How several are called, e.g. `credits`."""


class MultiShotRule(FileModel):
    """Several shots as the cuts of one clip at this provider; what is absent is as the model has it."""

    models: Annotated[tuple[Slug, ...], Field(strict=False, min_length=1)]
    """The models it holds for."""
    most_cuts: Annotated[int, Field(ge=1, le=100)] | None = None
    """The most cuts of one clip; 1 where the provider makes no such clips."""
    least_cut_s: Annotated[ExactNumber, Field(gt=0)] | None = None
    """The least seconds of a cut."""
    longest_cut_s: Annotated[int, Field(ge=1)] | None = None
    """The most seconds of a cut."""
    longest_s: Annotated[int, Field(ge=1)] | None = None
    """The most seconds of all cuts together."""
    audio: Literal["on"] | None = None
    """`on` where such a clip always has audio, whatever was asked for."""
    source: SourceFile
    """Who says so."""
    note: Text | None = None
    """What to know about it."""


class ProviderFile(FileModel):
    """`pricing/<provider>/provider.toml`: who sells, and in what unit."""

    name: Text
    """The provider as people write it, e.g. `PixVerse`."""
    home: Text
    """Its home page."""
    aliases: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """Other spellings a user may type."""
    credit: CreditFile | None = None
    """Its own credit; absent where every card is in a currency."""
    notes: Annotated[tuple[str, ...], Field(strict=False)] = ()
    """What a buyer should know and no price says: who may buy, what is refunded."""
    multi_shot: Annotated[tuple[MultiShotRule, ...], Field(strict=False)] = ()
    """What it says of several shots in one generation, model by model; empty where it says nothing."""
    no_public_price: Text | None = None
    """Only where there is no rate card: what is known of the provider, and what to do instead."""

    def spellings(self, provider: str) -> set[str]:
        """Give every spelling of the provider with this id, as :func:`squeezed` writes them."""
        return {squeezed(spelling) for spelling in (provider, self.name, *self.aliases)}


def squeezed(name: str) -> str:
    """Write a provider's name as it is compared, ``Kling API`` as ``klingapi``."""
    return folded(name).replace("-", "")
