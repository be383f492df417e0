"""What became of the storyboard behind a lock."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class StoryboardIs(StrEnum):
    """How a storyboard stands to its lock."""

    AS_LOCKED = "as locked"
    SAME_SHOTS = "same shots"
    """Its bytes are others, but no price depends on what changed."""
    CHANGED = "changed"
    NOT_THERE = "not there"
    NOT_A_FILE = "not a file"
    """It came from standard input."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryboardState:
    """A storyboard as held against its lock, and what changed in it."""

    file: str
    found: StoryboardIs
    changes: Sequence[str] = ()

    @property
    def agrees(self) -> bool:
        """Whether nothing is known that speaks against the lock."""
        return self.found is not StoryboardIs.CHANGED
