"""A storyboard with what its shots need made plain: the mode that a need asks for, where a row names none."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kling_cost.storyboard.shot import shots_named

if TYPE_CHECKING:
    from kling_cost.routing.recommend import Routing
    from kling_cost.storyboard.shot import Shot, Storyboard


def with_needs(storyboard: Storyboard, routing: Routing, *, infer: bool = False) -> Storyboard:
    """Give each shot the mode that its needs ask for, and with ``infer`` the needs that its words tell.

    A row's own mode stands. What was decided is among the storyboard's assumptions, with its shots.
    """
    decided: dict[str, list[str]] = {}
    shots = [_with_needs(shot, routing, decided, infer=infer) for shot in storyboard.shots]
    said = [f"{text} ({shots_named(ids)})" for text, ids in decided.items()]
    return replace(storyboard, shots=shots, assumptions=[*storyboard.assumptions, *said])


def _with_needs(shot: Shot, routing: Routing, decided: dict[str, list[str]], *, infer: bool) -> Shot:
    if not (infer or shot.needs or shot.references):
        return shot
    found = routing.mode_needed(shot, infer=infer)
    if found is not None:
        mode, reason = found
        decided.setdefault(f"mode {mode}, for {reason}", []).append(shot.shot_id)
        shot = replace(shot, mode=mode)
    if infer and not shot.needs:
        needs = routing.needs_of(replace(shot, mode=None), infer=True)
        for entry in needs.evidence:
            if entry.inferred and (found is None or str(entry) not in found[1]):
                decided.setdefault(f"{entry}", []).append(shot.shot_id)
        shot = replace(shot, needs=needs.names)
    return shot
