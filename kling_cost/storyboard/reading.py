"""What the user says of a storyboard that its file leaves open: its columns, units and lengths."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kling_cost.errors import KlingCostError, closest
from kling_cost.storyboard.columns import COLUMNS
from kling_cost.storyboard.durations import read_fps
from kling_cost.storyboard.vocabulary import shipped_vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal
    from fractions import Fraction

    from kling_cost.storyboard.durations import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the user says.

    ``columns`` maps a meaning (``duration_s``) to the header that holds it, or to nothing when no column
    does. ``unit`` is what plain numbers of a length count; ``fps`` the frames per second where the file
    names none; ``default_duration_s`` the seconds of a shot whose length cannot be read in any other way.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    unit: Unit | None = None
    fps: Fraction | None = None
    default_duration_s: Decimal | None = None


AS_WRITTEN = Reading()
"""Nothing is said: the file speaks for itself."""


class NotUnderstood(KlingCostError):  # noqa: N818 - named after what it is
    """What the user says of a storyboard's reading cannot be understood."""

    code = "bad-reading"


def column_said(text: str) -> tuple[str, str]:
    """Read ``duration=尺`` as a meaning and the header that holds it.

    Raises:
        NotUnderstood: without an equals sign, or for a meaning that is not known.
    """
    word, equals, header = text.partition("=")
    if not equals:
        raise NotUnderstood(f"{text!r} lacks an equals sign; write MEANING=COLUMN, such as duration=Time")
    senses = shipped_vocabulary().meanings(word)
    if not senses:
        meant = closest(word, COLUMNS)
        hint = (
            f"did you mean {meant}?" if meant else f"there are {', '.join(COLUMNS)}, start, end, frames, fps"
        )
        raise NotUnderstood(f"no column means {word!r}; {hint}")
    return senses[0].meaning, header.strip()


def fps_said(text: str) -> Fraction:
    """Read frames per second.

    Raises:
        NotUnderstood: when it is no rate.
    """
    fps = read_fps(text)
    if fps is None:
        raise NotUnderstood(f"{text!r} is no number of frames per second; write 24, 25, 29.97 or 30000/1001")
    return fps
