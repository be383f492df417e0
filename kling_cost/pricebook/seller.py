"""What ``provider.toml`` may say: who sells, in what unit, and what is known where no price is published."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from kling_cost.clips import folded
from kling_cost.datafiles import FileModel, Text

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
    no_public_price: Text | None = None
    """Only where there is no rate card: what is known of the provider, and what to do instead."""

    def spellings(self, provider: str) -> set[str]:
        """Give every spelling of the provider with this id, as :func:`squeezed` writes them."""
        return {squeezed(spelling) for spelling in (provider, self.name, *self.aliases)}


def squeezed(name: str) -> str:
    """Write a provider's name as it is compared, ``Kling API`` as ``klingapi``."""
    return folded(name).replace("-", "")
