"""What the JSON document about a storyboard's shots holds (see ``contract``)."""

from __future__ import annotations

from typing import Literal

# pydantic turns these types into JSON Schema and, before Python 3.12, wants this TypedDict.
from typing_extensions import TypedDict

from kling_cost.export.documents import ProblemEntry  # noqa: TC001 - pydantic reads the annotations


class ShotEntry(TypedDict):
    """A shot as it was read.

    duration_s is null for an image and for a video whose length could not be read; duration_from says how
    it was read, and is null with it. row is its place in the file. What the row leaves open is null.
    """

    shot_id: str
    scene: str
    description: str
    prompt: str
    dialogue: str
    duration_s: str | None
    duration_from: (
        Literal[
            "stated",
            "end minus start",
            "frames over fps",
            "gap to the next start",
            "default of the file",
            "default asked for",
        ]
        | None
    )
    row: int | None
    product: str
    count: int
    mode: str | None
    needs: list[str]
    references: str
    video_input: bool | None
    model: str | None
    tier: str | None
    audio: str | None
    takes: int | None
    accept: str | None
    keepers: int | None
    at_cap: Literal["proceed", "fail"] | None
    shot_class: str | None
    resolution: str | None
    priority: int | None
    notes: str
    extra: dict[str, str]


class ShotsDocument(TypedDict):
    """What was read of a storyboard; total_s is the film's length, stated_total_s the one the file gives."""

    schema: Literal["kling-cost/shots/1"]
    file: str
    shots: list[ShotEntry]
    total_s: str
    stated_total_s: str | None
    skipped_rows: int
    assumptions: list[str]
    problems: list[ProblemEntry]
