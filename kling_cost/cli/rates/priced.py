"""What ``rates history`` and ``rates diff`` share: a price and its change in words, and their order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from kling_cost.amounts import grouped
from kling_cost.clips import Product
from kling_cost.pricebook.rate import Basis
from kling_cost.rounding import rounded
from kling_cost.wording import per_text, qualified

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from decimal import Decimal
    from fractions import Fraction

    from kling_cost.clips import Mode
    from kling_cost.export.tabular import Cell
    from kling_cost.models import Models
    from kling_cost.pricebook.asked import Asked
    from kling_cost.pricebook.change import Change
    from kling_cost.pricebook.rate import Rate


class Priced(Protocol):
    """What has a price: a course, a difference."""

    @property
    def asked(self) -> Asked:
        """What is asked, in the first of the modes."""

    @property
    def modes(self) -> tuple[Mode, ...]:
        """The modes."""


AnyPriced = TypeVar("AnyPriced", bound=Priced)


def in_reading_order(priced: Iterable[AnyPriced], models: Models, named: Sequence[str]) -> list[AnyPriced]:
    """Sort: models in the order named (or of ``models.toml``), videos first, tiers upwards, audio upwards."""
    order = list(named) or models.ids

    def rank(each: AnyPriced) -> tuple[object, ...]:
        asked = each.asked
        return (
            _place(asked.model, order),
            _place(asked.mode.product, list(Product)),
            _place(asked.tier, models.tiers),
            asked.resolution or "",
            asked.video_input,
            list(type(asked.audio)).index(asked.audio),
            asked.clip_s or float("inf"),
            asked.mode_rank,
        )

    return sorted(priced, key=rank)


def _place(name: str | None, names: Sequence[str]) -> int:
    return names.index(name) if name in names else len(names)


def asked_text(priced: Priced, rates: Sequence[Rate]) -> str:
    """Write what is asked, ``v3 pro, audio on, 1080p``, and below it the modes; ``rates`` answer it."""
    asked = priced.asked
    delivers = dict.fromkeys(rate.resolution for rate in rates if rate.resolution)
    besides = f"any but {', '.join(map(str, asked.other_than))} s" if asked.other_than else ""
    from_video = " from a video" if asked.video_input and not asked.mode.implies_video_input else ""
    details = [
        " ".join(part for part in (asked.model, asked.tier) if part),
        f"audio {asked.audio}" if asked.mode.product.sound_is_chosen else "",
        asked.resolution or "/".join(delivers),
        f"{asked.clip_s} s" if asked.clip_s else besides,
    ]
    return f"{', '.join(detail for detail in details if detail)}:\n{', '.join(priced.modes)}{from_video}"


ASKED_CSV = ["model", "tier", "audio", "resolution", "modes", "video_input", "clip_s", "other_than_s"]
"""What is asked, a fact a column."""


def asked_csv_cells(priced: Priced) -> list[Cell]:
    """Give the cells of :data:`ASKED_CSV`."""
    asked = priced.asked
    return [
        asked.model,
        asked.tier,
        None if asked.mode.product is Product.IMAGE else asked.audio.value,
        asked.resolution,
        ", ".join(priced.modes),
        asked.video_input,
        asked.clip_s,
        ", ".join(map(str, asked.other_than)),
    ]


PRICE_CSV = ["amount", "unit", "per", "per_s", "delivers", "basis", "rate", "source"]
"""A price, a fact a column."""


def price_csv_cells(rates: Sequence[Rate]) -> list[Cell]:
    """Give the cells of :data:`PRICE_CSV`, empty where there is no price."""
    if not rates:
        return [None] * len(PRICE_CSV)
    first = rates[0]
    return [
        first.amount,
        first.unit,
        first.per.value,
        first.clip_s or first.block_s,
        first.resolution,
        basis_text(rates),
        refs_text(rates),
        sources_text(rates),
    ]


CHANGE_CSV = ["difference", "percent", "compared_at_s"]
"""A change, a fact a column; the percent is rounded to two decimals."""


def change_csv_cells(change: Change | None) -> list[Cell]:
    """Give the cells of :data:`CHANGE_CSV`, empty where two prices do not compare."""
    if change is None or change.percent is None:
        return [None] * len(CHANGE_CSV)
    return [change.difference, rounded(change.percent, 2), change.clip_s if change.measure_changed else None]


def basis_text(rates: Sequence[Rate]) -> str:
    """Name how good a price is; where modes differ, each."""
    return ", ".join(dict.fromkeys(rate.basis.value for rate in rates))


def refs_text(rates: Sequence[Rate]) -> str:
    """Name the rates: ``fal/2026-03-10#v3-standard-on, #v3-standard-i2v-on``."""
    card = rates[0].ref.partition("#")[0] if rates else ""
    return ", ".join(
        dict.fromkeys(rate.ref.removeprefix(card) if n else rate.ref for n, rate in enumerate(rates))
    )


def sources_text(rates: Sequence[Rate]) -> str:
    """Name where a price was read."""
    return ", ".join(dict.fromkeys(rate.source.link or rate.source.title for rate in rates))


def price_text(rates: Sequence[Rate]) -> str:
    """Write a price: ``0.168 USD/s``, ``~ 35 credits/s``; nothing where there is none."""
    return qualified(per_text(rates[0]), approximate=_approximate(rates)) if rates else ""


def change_text(change: Change, now: Sequence[Rate]) -> str:
    """Write both prices: ``0.336 -> 0.168``, with their units only where those differ.

    ``now`` are all the rates that have the new price.
    """
    old, new = change.old, change.new
    if change.unit_changed or change.measure_changed or old.floor != new.floor:
        return f"{price_text([old])} -> {price_text(now)}"
    before = qualified(grouped(old.amount), approximate=_approximate([old]))
    return f"{before} -> {qualified(grouped(new.amount), approximate=_approximate(now))}"


def percent_text(change: Change, rates: Sequence[Rate]) -> str:
    """Write by how much: ``-50.00 %``; or why that cannot be said: ``unit changed``.

    ``rates`` are all that the figure stands on.
    """
    if change.percent is None:
        return "unit changed" if change.unit_changed else "measure changed"
    text = qualified(signed_percent(change.percent), approximate=_approximate(rates))
    at_length = f" at {change.clip_s} s" if change.measure_changed else ""
    delivers = f", {change.old.resolution} -> {change.new.resolution}" if change.resolution_changed else ""
    return text + at_length + delivers


def signed_percent(percent: Fraction) -> str:
    """Write ``-50.00 %`` or ``+12.35 %``; a change too small to show keeps its sign: ``-0.00 %``."""
    return f"{_sign(percent)}{grouped(abs(rounded(percent, 2)), 2)} %"


def signed(number: Decimal | None) -> str:
    """Write a difference: ``-0.168``, ``+5``."""
    return "" if number is None else f"{_sign(number)}{grouped(abs(number))}"


def _sign(number: Decimal | Fraction) -> str:
    return "-" if number < 0 else "+" if number > 0 else ""


def _approximate(rates: Sequence[Rate]) -> bool:
    return any(rate.basis is Basis.APPROXIMATE for rate in rates)
