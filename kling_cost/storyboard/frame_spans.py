"""Lengths in frames from where shots begin and end: whether the last frame still belongs to its shot."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from kling_cost.storyboard.durations import read_frame_range
from kling_cost.storyboard.length_signs import plain_number

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from kling_cost.storyboard.draft import Draft
    from kling_cost.storyboard.headers import Header

_Span = tuple["Fraction | None", "Fraction | None"]
_FIRST_OF_A_COUNT = 10
"""Where nothing else tells, frames that begin at 1, 101 or 1001 are counted, last one included."""


def frame_spans(drafts: Sequence[Draft], header: Header) -> tuple[list[Fraction | None], str | None]:
    """Give the frames of each shot from its first to its last, and what had to be assumed for it.

    A last frame that is the next shot's first is no part of its shot; one just before it is.
    """
    ends_in = "frame_range" if "frame_range" in header.columns else "frame_out"
    if ends_in not in header.columns or (ends_in == "frame_out" and "frame_in" not in header.columns):
        return [None] * len(drafts), None
    spans = [_span(draft, in_one_cell=ends_in == "frame_range") for draft in drafts]
    pairs = [(end, after[0]) for (_, end), after in pairwise(spans)]
    exclusive = sum(1 for end, start in pairs if end is not None and end == start)
    inclusive = sum(1 for end, start in pairs if end is not None and start == end + 1)
    included, assumption = inclusive > exclusive, None
    firsts = [start for start, _ in spans if start is not None]
    if inclusive == exclusive and firsts:
        included = all(start % _FIRST_OF_A_COUNT == 1 for start in firsts)
        how = "part of its shot" if included else "the first one after its shot"
        assumption = f"the last frame in {header.name(ends_in)!r} is {how}"
    more = 1 if included else 0
    lengths = [end - start + more if start is not None and end is not None else None for start, end in spans]
    return lengths, assumption


def _span(draft: Draft, *, in_one_cell: bool) -> _Span:
    if in_one_cell:
        return read_frame_range(draft.cells.get("frame_range", "")) or (None, None)
    return plain_number(draft.cells.get("frame_in", "")), plain_number(draft.cells.get("frame_out", ""))
