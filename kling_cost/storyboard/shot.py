"""A shot: one row of a storyboard, validated. What its row leaves open stays None for the plan to decide."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT
from kling_cost.clips import Audio, Mode, Product

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kling_cost.errors import Problem


class LengthFrom(StrEnum):
    """How a shot's length was read, surest first."""

    STATED = "stated"
    TIMES = "end minus start"
    FRAMES = "frames over fps"
    GAP = "gap to the next start"
    FILE_DEFAULT = "default of the file"
    DEFAULT = "default asked for"


class AtCap(StrEnum):
    """What happens to a shot that has no keeper when the cap of its takes is reached."""

    PROCEED = "proceed"
    """The best take so far is used."""
    FAIL = "fail"
    """The shot is given up: nothing more is made for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One row of a storyboard.

    ``seconds`` is the length of a video shot in the film: None for an image, and for a video whose length
    could not be read, which then has no price. ``duration_from`` says how it was read. ``count`` is, for an
    image, how many are wanted; for a video, how many distinct shots of this length. ``keepers`` is how many
    good takes are wanted of the stage that iterates; ``shot_class`` is folded, and the plan says whether
    there is such a class. ``needs`` are the words of the needs column as written, ``references`` its text.
    ``row`` counts as the file does (a spreadsheet's header is row 1); ``line`` is the line of a text where
    that row begins, which is another where cells hold line breaks, and None for what has no lines. ``extra``
    holds the cells of columns that kling-cost does not know, by header.
    """

    shot_id: str
    seconds: Decimal | None
    scene: str = ""
    description: str = ""
    prompt: str = ""
    dialogue: str = ""
    needs: tuple[str, ...] = ()
    references: str = ""
    duration_from: LengthFrom | None = None
    product: Product = Product.VIDEO
    mode: Mode | None = None
    video_input: bool | None = None
    model: str | None = None
    tier: str | None = None
    audio: Audio | None = None
    takes: int | None = None
    accept: Decimal | None = None
    keepers: int | None = None
    at_cap: AtCap | None = None
    shot_class: str | None = None
    count: int = 1
    resolution: str | None = None
    priority: int | None = None
    account: str = ""
    project: str = ""
    notes: str = ""
    row: int | None = None
    line: int | None = field(default=None, compare=False)  # blank lines and breaks make no other shot of it
    extra: Mapping[str, str] = field(default_factory=dict)
    cuts: tuple[Shot, ...] = ()
    """The shots that were packed into this one: neighbours that become the cuts of one clip."""

    @property
    def is_image(self) -> bool:
        """Whether the shot is a still."""
        return self.product is Product.IMAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Storyboard:
    """The shots of a film in their order, with the warnings and assumptions of their reading.

    ``skipped_rows`` counts the rows that hold text and are no shots; ``stated_total_s`` is the length of
    the film as its file gives it, None where it does not.
    """

    file: str
    shots: Sequence[Shot]
    warnings: Sequence[Problem] = ()
    extra_columns: Sequence[str] = ()
    assumptions: Sequence[str] = ()
    skipped_rows: int = 0
    stated_total_s: Decimal | None = None

    @property
    def shot_count(self) -> int:
        """How many shots there are: an image row is one, a video row ``count``."""
        return sum(1 if shot.is_image else shot.count for shot in self.shots)

    @property
    def film_s(self) -> Decimal:
        """The seconds of film: all video shots, each ``count`` times."""
        return film_seconds(self.shots)


SHOTS_NAMED = 6
"""So many shots are named where a sentence is about several; the others are counted."""


def shots_named(shot_ids: Sequence[str]) -> str:
    """Name shots at the end of a sentence: ``shot 7``, ``9 shots: 1, 2, 3, 4, 5, 6 and 3 more``."""
    if len(shot_ids) == 1:
        return f"shot {shot_ids[0]}"
    rest = len(shot_ids) - SHOTS_NAMED
    shown = ", ".join(shot_ids[:SHOTS_NAMED])
    return f"{len(shot_ids)} shots: {shown}" + (f" and {rest} more" if rest > 0 else "")


def film_seconds(shots: Sequence[Shot]) -> Decimal:
    """Add the seconds of the video shots up, each ``count`` times."""
    total = Decimal(0)
    for shot in shots:
        if shot.seconds is not None and not shot.is_image:
            total = EXACT.add(total, EXACT.multiply(shot.seconds, Decimal(shot.count)))
    return total
