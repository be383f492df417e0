"""Every price that was collected comes back from the book, or a list says why not."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kling_cost import Audio, Clip, Mode, PriceBook, Product, quote_line
from kling_cost.errors import KlingCostError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kling_cost.pricebook.rate import Rate
    from kling_cost.quote import Line

FACTS = Path(__file__).parent / "facts"
KINDS = {"superseded", "conflict", "duplicate", "not-a-rate", "unclear"}
UNIT = re.compile(r"[a-z]+?s?_per_(?P<per>second|image|song|clip|run|5s_block|clip_of_(?P<clip_s>\d+)_s)")
LIP_SYNC_BLOCK_S = 5
TOKENS_PER_SECOND = {"480p": 10_044, "720p": 21_600, "1080p": 48_600, "4k": 194_400}
PER_TOKENS = {"million_tokens": 1_000_000, "1000_tokens": 1_000}

TIER_OF = {"": None, "480p": "low", "512p": "low", "720p": "standard", "768p": "standard"}
TIER_OF |= {"1080p": "pro", "2k": "pro", "4k": "4k", "1024x1792": "pro", "1792x1024": "pro"}
AUDIO_OF = {"n/a": "off", "": "off", "any": "off|on", "on|off same price": "off|on"}
MODES_OF = {
    "audio+image": "avatar",
    "audio-to-video": "lip-sync",
    "image-editing": "image-edit",
}


@dataclass(frozen=True)
class Collected:
    """One statement, with its file and line."""

    file: str
    line: int
    cells: dict[str, str]

    def __str__(self) -> str:
        said = " ".join(self.cells[name] for name in ("provider", "model", "tier", "audio"))
        return f"{self.file}:{self.line} {said}"


def collected() -> list[Collected]:
    rows = []
    for name in ("prices.csv", "rival_prices.csv"):
        with (FACTS / name).open(encoding="utf-8", newline="") as file:
            rows += [Collected(name, line, cells) for line, cells in enumerate(csv.DictReader(file), start=2)]
    return rows


def left_out() -> dict[tuple[str, int], tuple[str, str]]:
    with (FACTS / "left_out.csv").open(encoding="utf-8", newline="") as file:
        return {(row["file"], int(row["line"])): (row["kind"], row["why"]) for row in csv.DictReader(file)}


LEFT_OUT = left_out()
HELD = [row for row in collected() if (row.file, row.line) not in LEFT_OUT]


def clips_of(cells: dict[str, str]) -> Iterator[tuple[str, list[Clip]]]:
    """Give the clips that a statement prices, by resolution; of each list at least one must be sold.

    ``any`` mode is whatever is sold, all at this price; of listed modes, resolutions and audio settings each
    must be sold.
    """
    lip_sync = cells["product"] == "lip-sync"
    listed = [MODES_OF.get(mode, "lip-sync" if lip_sync else mode) for mode in cells["modes"].split("|")]
    modes = [mode for mode in Mode if mode.product.value == cells["product"]]
    if cells["product"] == "video" and cells["video_input"] != "yes":
        modes = [mode for mode in modes if not mode.implies_video_input]
    model = "v2.6" if cells["model"] == "v2.6-motion-control" else cells["model"]
    audio = AUDIO_OF.get(cells["audio"], cells["audio"])
    for mode, sound, resolution, name in product(
        listed, audio.split("|"), resolutions_of(cells), model.split("|")
    ):
        yield (
            resolution,
            [
                Clip(
                    model=name,
                    mode=made,
                    tier=tier,
                    audio=Audio(sound),
                    video_input=video,
                    resolution=resolution if cells["product"] == "image" else None,
                )
                for made in (modes if mode == "any" else [Mode(mode)])
                for tier in tiers_of(cells, resolution)
                for video in videos_of(cells, made)
            ],
        )


def videos_of(cells: dict[str, str], mode: Mode) -> list[bool]:
    """Give whether a video goes in; a price of references and edits alike may be that of a video."""
    if mode.implies_video_input or cells["video_input"] == "yes":
        return [True]
    both = "video-edit" in cells["modes"] and mode is Mode.REFERENCE_TO_VIDEO
    return [False, True] if both else [False]


def resolutions_of(cells: dict[str, str]) -> list[str]:
    if cells["product"] == "image":
        return {"any": ["1k"], "": ["1k"]}.get(cells["resolution"], cells["resolution"].split("|"))
    if cells["resolution"] in {"", "any"} or "x" in cells["resolution"]:
        return ["1080p" if "x" in cells["resolution"] and "sora" in cells["model"] else ""]
    return cells["resolution"].split("|")


def tiers_of(cells: dict[str, str], resolution: str) -> list[str | None]:
    """Give the tiers that a statement may mean: its own, else the one of its resolution, else any."""
    if cells["product"] == "image":
        return [None]
    if cells["tier"] not in {"", "fast", "lite", "any"} and cells["model"][:3] != "veo":
        return [cells["tier"]]
    tier = TIER_OF.get(resolution)
    return [tier] if tier else [None, "low", "standard", "pro", "4k"]


def asked_at(book: PriceBook, clip: Clip, provider: str, on: date, clip_s: int | None) -> Rate | None:
    """Give the rate that answers a clip of any length (or of ``clip_s``), or None where it is not sold."""
    try:
        if clip.product is Product.IMAGE:
            return book.rate_for(clip, provider, on)
        seconds = clip_s or book.lengths_for(clip, provider, on).shortest
        return book.rate_for(with_seconds(clip, seconds), provider, on)
    except KlingCostError:
        return None


def with_seconds(clip: Clip, seconds: int) -> Clip:
    words = {name: getattr(clip, name) for name in Clip.__slots__} | {"seconds": Decimal(seconds)}
    return Clip(**words)


def expected(cells: dict[str, str], resolution: str, seconds: Decimal) -> Decimal:
    """Give what a statement says that one take of so many billed seconds costs."""
    amount, unit = Decimal(cells["amount"]), cells["unit"]
    for per, count in PER_TOKENS.items():
        if unit.endswith(per):
            return amount * TOKENS_PER_SECOND[resolution] * seconds / count
    found = UNIT.fullmatch(unit)
    assert found, unit
    return amount * seconds if found["per"] == "second" else amount


def price_of(book: PriceBook, line: Line, cells: dict[str, str], on: date) -> Decimal:
    """Give what the book says that a take costs, in the unit of the statement."""
    amount, rate = line.amount, line.rate
    if amount.unit == cells["currency"] or not re.fullmatch("USD|CNY|kling-api-unit", cells["currency"]):
        return amount.number
    plans = book.plans(rate.provider, on)
    assert plans is not None
    if cells["currency"] == "kling-api-unit":
        return amount.number / plans.file.worth
    (simply,) = [plan for plan in plans.file.plans if plan.kind == "pay-as-you-go"]
    return amount.number * simply.price / (plans.buys(simply) or 1)


@pytest.mark.parametrize("row", HELD, ids=str)
def test_the_book_gives_back_what_was_collected(row: Collected, book: PriceBook) -> None:
    cells = row.cells
    on = date.fromisoformat(cells["day"])
    clip_s = int(found["clip_s"]) if (found := UNIT.fullmatch(cells["unit"])) and found["clip_s"] else None
    if cells["product"] == "lip-sync":
        clip_s = LIP_SYNC_BLOCK_S  # what shorter ones are rounded up to
    for resolution, clips in clips_of(cells):
        sold = [
            (clip, rate) for clip in clips if (rate := asked_at(book, clip, cells["provider"], on, clip_s))
        ]
        assert sold, f"{cells} is not sold on {on}"
        for clip, rate in sold:
            for seconds in lengths_to_try(rate, clip_s):
                line = quote_line(with_seconds(clip, seconds) if seconds else clip, rate)
                said = expected(cells, resolution, line.billed_s or Decimal(0))
                assert price_of(book, line, cells, on) == said, rate.ref


def lengths_to_try(rate: Rate, clip_s: int | None) -> list[int | None]:
    if rate.lengths is None:
        return [None]
    return [clip_s or rate.clip_s] if clip_s or rate.clip_s else [rate.lengths.shortest, rate.lengths.longest]


def test_what_is_left_out_is_a_row_of_the_lists_with_a_reason() -> None:
    rows = {(row.file, row.line) for row in collected()}
    for place, (kind, why) in LEFT_OUT.items():
        assert place in rows
        assert kind in KINDS, place
        assert why.endswith("."), place


def test_hardly_anything_is_left_out_for_being_unclear() -> None:
    unclear = [place for place, (kind, _) in LEFT_OUT.items() if kind == "unclear"]
    assert len(unclear) <= len(collected()) // 50
