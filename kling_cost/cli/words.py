"""Numbers and names as people read them: units in words, `~` before what is approximate, sums spelled out."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kling_cost.amounts import Amount, grouped, plain
from kling_cost.clips import Product
from kling_cost.money import decimals_of, is_currency
from kling_cost.pricebook.rate import Per
from kling_cost.quote import units_per_take

if TYPE_CHECKING:
    from kling_cost.models import Models
    from kling_cost.plan import Delivered
    from kling_cost.pricebook.seller import ProviderFile
    from kling_cost.quote import Line


def amount_text(amount: Amount, provider: ProviderFile) -> str:
    """Write an amount: ``2,450 credits``, ``0.63 USD``."""
    if is_currency(amount.unit):
        return f"{grouped(amount.number, decimals_of(amount.unit))} {amount.unit}"
    return f"{grouped(amount.number)} {unit_text(amount, provider)}"


def unit_text(amount: Amount, provider: ProviderFile) -> str:
    """Name the unit of an amount: ``credits``, ``credit``, ``USD``."""
    if provider.credit is None or amount.unit != provider.credit.id:
        return amount.unit
    return provider.credit.singular if amount.number == 1 else provider.credit.plural


def qualified(text: str, *, approximate: bool, floor: bool = False) -> str:
    """Mark a total: ``~`` when built on an approximate price, ``>=`` when not every shot is priced."""
    return f"{'>= ' if floor else ''}{'~ ' if approximate else ''}{text}"


def sum_text(line: Line, provider: ProviderFile) -> str:
    """Spell the sum out: ``3 x 10 s x 45 credits/s = 1,350 credits``."""
    rate = line.rate
    unit = unit_text(Amount(rate.amount, rate.unit), provider)
    times = f"{line.takes:,} x " if line.takes != 1 else ""
    each = units_per_take(line.clip, rate)
    quantity, per = {
        Per.SECOND: (f"{times}{plain(each)} s", "s"),
        Per.IMAGE: (f"{line.takes:,} image{'s' if line.takes != 1 else ''}", "image"),
        Per.CLIP: (f"{times}1 clip of {rate.clip_s} s", "clip"),
        Per.BLOCK: (f"{times}{plain(each)} block{'s' if each != 1 else ''} of {rate.block_s} s", "block"),
    }[rate.per]
    return f"{quantity} x {grouped(rate.amount)} {unit}/{per} = {amount_text(line.amount, provider)}"


def clip_text(line: Line, models: Models) -> str:
    """Describe a clip in full: ``Kling O3 Pro, text-to-video, 10 s, audio on``."""
    clip = line.clip
    name = models[clip.model].name + (f" {clip.tier.title()}" if clip.tier else "")
    parts = [name, clip.mode.value]
    if clip.video_input and not clip.mode.implies_video_input:
        parts.append("from a video")
    if clip.product is Product.IMAGE:
        parts.append(f"{line.rate.resolution}")
    else:
        parts += [f"{plain(clip.seconds or Decimal(0))} s", f"audio {clip.audio.value}"]
    return ", ".join(parts)


def delivered_text(delivered: Delivered) -> str:
    """Name what a plan delivers: ``o3 pro, audio on``."""
    if delivered.model is None:
        return "stills only"
    return f"{delivered.model} {delivered.tier}, audio {delivered.audio}"
