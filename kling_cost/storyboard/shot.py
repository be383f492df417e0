"""A shot: one row of a storyboard, validated. What its row leaves open stays None for the plan to decide."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT
from kling_cost.clips import Audio, Mode, Product

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kling_cost.errors import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One row of a storyboard.

    ``seconds`` is the length of a video shot in the film (None for an image). ``count`` is, for an image, how
    many are wanted; for a video, how many distinct shots of this length. ``row`` counts as a spreadsheet does
    (the header is row 1). ``extra`` holds the cells of columns that kling-cost does not know, by header.
    """

    shot_id: str
    seconds: Decimal | None
    scene: str = ""
    description: str = ""
    product: Product = Product.VIDEO
    mode: Mode | None = None
    video_input: bool | None = None
    model: str | None = None
    tier: str | None = None
    audio: Audio | None = None
    takes: int | None = None
    accept: Decimal | None = None
    count: int = 1
    resolution: str | None = None
    priority: int | None = None
    notes: str = ""
    row: int | None = None
    extra: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_image(self) -> bool:
        """Whether the shot is a still."""
        return self.product is Product.IMAGE


@dataclass(frozen=True, slots=True, kw_only=True)
class Storyboard:
    """The shots of a film in their order, with the warnings of their reading."""

    file: str
    shots: Sequence[Shot]
    warnings: Sequence[Problem] = ()
    extra_columns: Sequence[str] = ()

    @property
    def shot_count(self) -> int:
        """How many shots there are: an image row is one, a video row ``count``."""
        return sum(1 if shot.is_image else shot.count for shot in self.shots)

    @property
    def film_s(self) -> Decimal:
        """The seconds of film: all video shots, each ``count`` times."""
        return film_seconds(self.shots)


def film_seconds(shots: Sequence[Shot]) -> Decimal:
    """Add the seconds of the video shots up, each ``count`` times."""
    total = Decimal(0)
    for shot in shots:
        if shot.seconds is not None and not shot.is_image:
            total = EXACT.add(total, EXACT.multiply(shot.seconds, Decimal(shot.count)))
    return total
