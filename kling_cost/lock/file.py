"""What a lock holds: a quote and everything that it stands on, as a JSON document.

These models and those of ``inputs`` are the format, and the JSON Schema is generated from them.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from kling_cost.datafiles import ExactNumber, Fault, FileModel, Text
from kling_cost.lock.inputs import Asked, LockedStoryboard

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = "kling-cost/lock/1"


class Foundation(FileModel):
    """A file of price data that the quote stands on, below its folder: ``fal/2026-03-10.toml``."""

    file: str
    sha256: str


class Figure(FileModel):
    """An amount of a unit."""

    amount: ExactNumber
    unit: str


class LockedItem(FileModel):
    """An extra or the contingency, as shown."""

    name: str
    amount: ExactNumber
    unit: str


class Figures(FileModel):
    """The figures of the whole quote; ``odds`` are quantiles of the shots in the plan's unit, if any."""

    total: Figure
    money: Figure | None = None
    shots: int
    priced: int
    floor: bool
    approximate: bool
    items: tuple[LockedItem, ...] = ()
    totals: tuple[Figure, ...]
    odds: dict[str, ExactNumber] | None = None


class LockedLine(FileModel):
    """A line: so many takes of one clip at one rate."""

    shot_id: str | None
    row: int | None
    stage: str
    clip_no: int
    model: str
    mode: str
    video_input: bool
    tier: str | None
    resolution: str | None
    audio: str | None
    clip_s: ExactNumber | None
    takes: int
    quantity: ExactNumber
    quantity_unit: str
    unit_price: ExactNumber
    amount: ExactNumber
    money: ExactNumber | None
    rate_ref: str
    basis: str
    account: str


class LockedGap(FileModel):
    """A stage of a shot that has no price, with the reason."""

    shot_id: str
    row: int | None
    stage: str
    reason: str


class LockFile(FileModel):
    """A quote that can be verified later."""

    model_config = FileModel.model_config | {"title": "kling-cost lock", "serialize_by_alias": True}

    schema_: Annotated[Literal["kling-cost/lock/1"], Field(alias="schema")] = "kling-cost/lock/1"
    """The kind and version of the document."""
    made_by: Text
    """The version of kling-cost."""
    made_on: date
    """The day on which the quote was made."""
    valid_until: date
    """The last day of the quote."""
    valid_because: Text
    """Why no longer."""
    title: str = ""
    """The film's title."""
    storyboard: LockedStoryboard
    """What is to be made."""
    asked: Asked
    """What was asked of it."""
    card: Text
    """The rate card that every line is from, below its provider: ``2026-03-10``."""
    stands_on: tuple[Foundation, ...]
    """The files of price data behind the quote."""
    figures: Figures
    """The quote."""
    lines: tuple[LockedLine, ...]
    """The lines of the quote."""
    unpriced: tuple[LockedGap, ...] = ()
    """What has no price."""
    assumptions: tuple[str, ...] = ()
    """What was decided for the user."""
    seal: str = ""
    """The SHA-256 of all of the above: it tells an edited lock from one as it was written."""

    def faults(self) -> Iterator[Fault]:
        """Find planning figures for takes that contradict each other."""
        for key, message in self.asked.takes.faults():
            yield f"asked.takes.{key}", message
