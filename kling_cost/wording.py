"""Numbers and names as people read them: units in words, `~` before what is approximate, sums spelled out."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.amounts import Amount, counted, grouped, plain
from kling_cost.clips import Product
from kling_cost.currencies import decimals_of, is_currency
from kling_cost.pricebook.rate import Per
from kling_cost.quote import units_per_take
from kling_cost.rounding import rounded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kling_cost.compare import BudgetCheck
    from kling_cost.datafiles import SourceFile
    from kling_cost.models import Models
    from kling_cost.plan import Delivered
    from kling_cost.pricebook.card import CardFile
    from kling_cost.pricebook.rate import Rate, Source
    from kling_cost.pricebook.seller import ProviderFile
    from kling_cost.quote import Line

_NEARLY = 1e-3


def amount_text(amount: Amount, provider: ProviderFile) -> str:
    """Write an amount: ``2,450 credits``, ``0.63 USD``."""
    if is_currency(amount.unit):
        return f"{grouped(amount.number, decimals_of(amount.unit))} {amount.unit}"
    return f"{grouped(amount.number)} {unit_text(amount, provider)}"


def budget_said(check: BudgetCheck, provider: ProviderFile, *, floor: bool) -> str:
    """Say a budget and how it is kept: ``2,000 credits: under by 40 credits``, of a floor ``by at most``."""
    limit = amount_text(check.limit, provider)
    if not check.over_by:
        return f"{limit}: exactly met"
    gap = amount_text(Amount(abs(check.over_by), check.limit.unit), provider)
    bound = (" at least" if check.exceeded else " at most") if floor else ""
    return f"{limit}: {'over' if check.exceeded else 'under'} by{bound} {gap}"


def as_shown(amount: Amount) -> Amount:
    """Round an amount as totals are shown: in a currency, half up to its minor unit."""
    if not is_currency(amount.unit):
        return amount
    return Amount(rounded(Fraction(amount.number), decimals_of(amount.unit)), amount.unit)


def unit_text(amount: Amount, provider: ProviderFile) -> str:
    """Name the unit of an amount: ``credits``, ``credit``, ``USD``."""
    if provider.credit is None or amount.unit != provider.credit.id:
        return amount.unit
    return provider.credit.singular if amount.number == 1 else provider.credit.plural


def qualified(text: str, *, approximate: bool, floor: bool = False, listed: bool = False) -> str:
    """Mark a total: ``~`` when built on an approximate price, ``>=`` when it may be higher.

    ``list`` stands after a list price for which a plan pays another sum.
    """
    return f"{'>= ' if floor else ''}{'~ ' if approximate else ''}{text}{' list' if listed else ''}"


def number_text(amount: Amount, *, approximate: bool, floor: bool = False) -> str:
    """Write an amount without its unit, for a column that names it."""
    decimals = decimals_of(amount.unit) if is_currency(amount.unit) else 0
    return qualified(grouped(amount.number, decimals), approximate=approximate, floor=floor)


def percent_text(chance: float) -> str:
    """Write a chance: ``98.1 %``, and never ``100 %`` or ``0 %`` for what only comes near it."""
    if chance in (0.0, 1.0):
        return f"{chance:.0%}".replace("%", " %")
    if chance < _NEARLY:
        return "less than 0.1 %"
    if chance > 1 - _NEARLY:
        return "more than 99.9 %"
    return f"{plain(rounded(Fraction(100 * chance), 1))} %"


def sum_text(line: Line, provider: ProviderFile) -> str:
    """Spell the sum out: ``3 x 10 s x 45 credits/s = 1,350 credits``."""
    rate = line.rate
    unit = unit_text(Amount(rate.amount, rate.unit), provider)
    times = f"{line.takes:,} x " if line.takes != 1 else ""
    each = units_per_take(line.clip, rate)
    quantity, per = {
        Per.SECOND: (f"{times}{plain(each)} s", "s"),
        Per.IMAGE: (counted(line.takes, "image"), "image"),
        Per.CLIP: (
            counted(line.takes, "clip") + (f" of {rate.clip_s} s" if rate.clip_s else ""),
            "clip",
        ),
        Per.BLOCK: (f"{times}{counted(each, 'block')} of {rate.block_s} s", "block"),
    }[rate.per]
    return f"{quantity} x {grouped(rate.amount)} {unit}/{per} = {amount_text(line.amount, provider)}"


def per_text(rate: Rate) -> str:
    """Write a rate: ``0.126 USD/s``, ``0.35 USD per clip of 5 s``, ``from 0.075 USD/s``."""
    of = f" of {rate.clip_s or rate.block_s} s" if rate.clip_s or rate.block_s else ""
    of = " of any length" if rate.per is Per.CLIP and not of else of
    per = "/s" if rate.per is Per.SECOND else f" per {rate.per.value}{of}"
    return f"{'from ' if rate.floor else ''}{grouped(rate.amount)} {rate.unit}{per}"


def source_text(source: Source | SourceFile) -> str:
    """Name a source and the day it was read."""
    return f"{source.title}, read {source.read_on}"


def source_lines(sources: Iterable[SourceFile], notes: Sequence[str]) -> list[str]:
    """List the sources of a file, each with its link and note, and below them the file's own notes."""
    lines = ["", "Sources"]
    for source in sources:
        lines.append(f"  {source_text(source)}")
        lines += [f"    {text}" for text in (source.link, source.note) if text]
    return [*lines, "", "Notes", *(f"  {note}" for note in notes)] if notes else lines


def first_day_text(file: CardFile) -> str:
    """Say how sure the first day of a card is."""
    return {
        "stated": "stated by a source",
        "inferred": "inferred: in force by then",
        "announced": "announced ahead",
    }[file.first_day]


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
        parts.append(f"{plain(clip.seconds or Decimal(0))} s")
        parts += [f"audio {clip.audio.value}"] if clip.product.sound_is_chosen else []
    return ", ".join(parts)


def delivered_text(delivered: Delivered) -> str:
    """Name what a plan delivers: ``o3 pro, audio on``."""
    if delivered.model is None:
        return "stills only"
    return f"{delivered.model} {delivered.tier}, audio {delivered.audio}"
