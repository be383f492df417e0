"""Where the prices are from: every rate that a line stands on, with its source and the day it was read."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from kling_cost.amounts import Amount
from kling_cost.clips import Mode
from kling_cost.export.page.telling import day_text
from kling_cost.export.page.views import RateUsed, Sources
from kling_cost.pricebook.rate import Basis
from kling_cost.wording import per_text, qualified, unit_text

if TYPE_CHECKING:
    from kling_cost.dossier import Dossier
    from kling_cost.pricebook.rate import Rate
    from kling_cost.pricebook.seller import ProviderFile

_WEB = re.compile(r"https?://[^\s/?#\\\[\]]+([/?#]\S*)?", re.IGNORECASE)
_BASES = {
    Basis.PUBLISHED: "the provider's own price list",
    Basis.THIRD_PARTY: "told by somebody else, who names it exactly",
    Basis.APPROXIMATE: "the best figure that is known; it may be somewhat off",
}


def sources_of(dossier: Dossier) -> Sources:
    """List the rates of the chosen plan, in the order of their references."""
    plan, seller = dossier.chosen.plan, dossier.seller
    rates = sorted(plan.rates, key=lambda rate: rate.ref)
    used = {rate.basis for rate in rates}
    return Sources(
        seller=seller.name,
        home=web_link(seller.home),
        card=f"{plan.provider}/{plan.card}",
        rates=[_rate(rate, seller) for rate in rates],
        bases=[(basis.value, meaning) for basis, meaning in _BASES.items() if basis in used],
        notes=list(seller.notes),
    )


def _rate(rate: Rate, seller: ProviderFile) -> RateUsed:
    mode = min(rate.modes, key=list(Mode).index)
    named = replace(rate, unit=unit_text(Amount(rate.amount, rate.unit), seller))
    return RateUsed(
        ref=rate.ref,
        buys=rate.sold_as(mode),
        price=qualified(per_text(named), approximate=rate.basis is Basis.APPROXIMATE),
        basis=rate.basis.value,
        source=rate.source.title,
        link=web_link(rate.source.link),
        read=day_text(rate.source.read_on),
        note=rate.note,
    )


def web_link(address: str | None) -> str:
    """Give an address of the web as it is, and nothing for any other: what a click runs is never a file's."""
    return address if address and _WEB.fullmatch(address) else ""
