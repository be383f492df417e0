"""The storyboard of a lock against the one that there is now."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kling_cost.lock.disagreement import shown_value
from kling_cost.lock.inputs import LockedShot

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kling_cost.storyboard.shot import Shot

_NOT_COMPARED = {"row", "duration_from", "description"}
"""Where a row stands, how its length was read and what it shows cost nothing."""


def changed_shots(locked: Sequence[LockedShot], shots: Sequence[Shot]) -> list[str]:
    """Say what differs in rows, as far as anything is priced or booked by it; nothing if all is as locked."""
    was, is_ = _by_id(locked), _by_id(map(LockedShot.model_validate, shots))
    said = []
    for key in dict.fromkeys((*was, *is_)):
        old, new, name = was.get(key), is_.get(key), f"shot {key[0]}"
        if old is None or new is None:
            said.append(f"{name} is {'new' if old is None else 'gone'}")
            continue
        changes = [
            f"{field} {shown_value(getattr(old, field))} -> {shown_value(getattr(new, field))}"
            for field in LockedShot.model_fields
            if field not in _NOT_COMPARED and getattr(old, field) != getattr(new, field)
        ]
        if changes:
            said.append(f"{name}: {', '.join(changes)}")
    return said or ([] if list(was) == list(is_) else ["the shots are in another order"])


def _by_id(shots: Iterable[LockedShot]) -> dict[tuple[str, int], LockedShot]:
    seen: Counter[str] = Counter()
    found = {}
    for shot in shots:
        seen[shot.shot_id] += 1
        found[shot.shot_id, seen[shot.shot_id]] = shot
    return found
