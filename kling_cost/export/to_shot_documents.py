"""A storyboard as it was read, as a JSON document (see ``shot_documents`` for what it promises)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.amounts import plain
from kling_cost.export.to_documents import to_problem_entries

if TYPE_CHECKING:
    from kling_cost.export.shot_documents import ShotEntry, ShotsDocument
    from kling_cost.storyboard.shot import Shot, Storyboard


def to_shots_document(storyboard: Storyboard) -> ShotsDocument:
    """Write what was read."""
    return {
        "schema": "kling-cost/shots/1",
        "file": storyboard.file,
        "shots": [_shot(shot) for shot in storyboard.shots],
        "total_s": plain(storyboard.film_s),
        "stated_total_s": plain(storyboard.stated_total_s) if storyboard.stated_total_s is not None else None,
        "skipped_rows": storyboard.skipped_rows,
        "assumptions": list(storyboard.assumptions),
        "problems": to_problem_entries(storyboard.warnings),
    }


def _shot(shot: Shot) -> ShotEntry:
    return {
        "shot_id": shot.shot_id,
        "scene": shot.scene,
        "description": shot.description,
        "prompt": shot.prompt,
        "dialogue": shot.dialogue,
        "duration_s": plain(shot.seconds) if shot.seconds is not None else None,
        "duration_from": shot.duration_from.value if shot.duration_from else None,
        "row": shot.row,
        "product": shot.product.value,
        "count": shot.count,
        "mode": shot.mode.value if shot.mode else None,
        "needs": list(shot.needs),
        "references": shot.references,
        "video_input": shot.video_input,
        "model": shot.model,
        "tier": shot.tier,
        "audio": shot.audio.value if shot.audio else None,
        "takes": shot.takes,
        "accept": plain(shot.accept) if shot.accept is not None else None,
        "keepers": shot.keepers,
        "at_cap": shot.at_cap.value if shot.at_cap else None,
        "shot_class": shot.shot_class,
        "resolution": shot.resolution,
        "priority": shot.priority,
        "notes": shot.notes,
        "extra": dict(shot.extra),
    }
