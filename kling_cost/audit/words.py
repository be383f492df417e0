"""Amounts, claims and clips as the audit writes them."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, grouped, plain
from kling_cost.audit.figures import Agreement, agreement, shown
from kling_cost.clips import Audio, Clip, Product
from kling_cost.currencies import decimals_of, is_currency
from kling_cost.pricebook.rate import Per

if TYPE_CHECKING:
    from kling_cost.audit.claims import Claim
    from kling_cost.models import Models
    from kling_cost.pricebook.book import PriceBook

_SOUNDS = {Audio.OFF: "without audio", Audio.ON: "with audio", Audio.VOICE: "with voice control"}


def measure_text(per: Per | None) -> str:
    """Write what a price is by: ``/s``, ``/image``; nothing for an amount."""
    return f"/{'s' if per is Per.SECOND else per}" if per else ""


def money_text(number: Fraction | Decimal, unit: str, book: PriceBook, per: Per | None = None) -> str:
    """Write an amount or a price: ``1.96 USD``, ``0.126 USD/s``, ``20 credits/s``."""
    digits = shown(Fraction(number))
    if is_currency(unit):
        return f"{grouped(digits, decimals_of(unit))} {unit}{measure_text(per)}"
    sellers = (book.provider(provider).file.credit for provider in book.provider_ids)
    credit = next((each for each in sellers if each is not None and each.id == unit), None)
    name = unit if credit is None else credit.singular if digits == 1 else credit.plural
    return f"{grouped(digits)} {name}{measure_text(per)}"


def claim_text(claim: Claim) -> str:
    """Write a claim: ``fal, v3 pro, audio voice, 15 s: 1.96 USD in all``."""
    made = [
        claim.provider or "anywhere",
        " ".join(part for part in (claim.model, claim.tier, claim.mode or claim.product) if part),
        "from a video" if claim.video_input else "",
        f"audio {claim.audio}" if claim.audio else "",
        claim.resolution,
        f"{plain(claim.seconds)} s" if claim.seconds is not None else "",
        f"{claim.count:,} of them" if claim.count != 1 else "",
    ]
    unit = f" {claim.unit}" if claim.unit else ""
    sums = [
        f"{claim.price:,f}{unit}{measure_text(claim.per)}" if claim.price is not None else "",
        f"{claim.total:,f}{unit} in all" if claim.total is not None else "",
    ]
    return f"{', '.join(filter(None, made))}: {', '.join(filter(None, sums)) or 'no amount'}"


def slip_text(claim: Claim) -> str:
    """Say that a claim's own sum is wrong, ``5 x 0.112 is 0.56, not 0.65``; nothing where it is right.

    A price that does not say its measure may be that of the second or of the clip; how many blocks a clip
    fills is the provider's to say.
    """
    if claim.price is None or claim.total is None or claim.per is Per.BLOCK:
        return ""
    sums = [[Decimal(claim.count), claim.price]]
    if claim.seconds is not None and claim.per in (None, Per.SECOND):
        by_length = [Decimal(claim.count), claim.seconds, claim.price]
        sums = [by_length] if claim.per else [by_length, *sums]
    products = []
    for factors in sums:
        product = Decimal(1)
        for factor in factors:
            product = EXACT.multiply(product, factor)
        products.append(product)
    if any(agreement(claim.total, Fraction(each)) is not Agreement.DIFFERS for each in products):
        return ""
    factors = sums[0] if claim.count != 1 or len(sums[0]) < 3 else sums[0][1:]  # noqa: PLR2004 - count, length, price
    return f"{' x '.join(map(plain, factors))} is {plain(products[0])}, not {plain(claim.total)}"


def clip_text(clip: Clip, models: Models) -> str:
    """Name a clip by what its price hangs on: ``O3 Standard with audio``; its length is told apart."""
    name = models[clip.model].name.removeprefix("Kling ") if clip.model in models.ids else clip.model
    tier = "4K" if clip.tier == "4k" else (clip.tier or "").title()
    if clip.product is Product.IMAGE:
        return " ".join(part for part in (name, clip.mode, clip.resolution) if part)
    sound = _SOUNDS[clip.audio] if clip.product.sound_is_chosen else ""
    return " ".join(part for part in (name, tier, sound) if part)
