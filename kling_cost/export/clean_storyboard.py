"""A storyboard in our own columns: what was read of any file, to be edited and planned again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.export.tabular import Cell, Table
from kling_cost.storyboard.columns import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kling_cost.clips import Product
    from kling_cost.storyboard.shot import Shot, Storyboard

_ALWAYS = ("shot_id", "scene", "description", "duration_s")


def clean_storyboard(storyboard: Storyboard) -> Table:
    """Give the shots as a table: our columns that any shot fills, then the columns that we do not know."""
    rows = [clean_cells(shot) for shot in storyboard.shots]
    known = [name for name in COLUMNS if name in _ALWAYS or any(row[name] not in (None, "") for row in rows)]
    extra = [
        name for name in storyboard.extra_columns if any(shot.extra.get(name) for shot in storyboard.shots)
    ]
    return Table(
        columns=[*known, *extra],
        rows=[
            [*(row[name] for name in known), *(shot.extra.get(name, "") for name in extra)]
            for row, shot in zip(rows, storyboard.shots, strict=True)
        ],
    )


def clean_cells(shot: Shot) -> Mapping[str, Cell]:
    """Give a shot's cells under our own columns."""
    product: Product | None = shot.product if shot.mode is None and shot.product.value != "video" else None
    return {
        "shot_id": shot.shot_id,
        "scene": shot.scene,
        "description": shot.description,
        "prompt": shot.prompt,
        "dialogue": shot.dialogue,
        "duration_s": shot.seconds,
        "mode": shot.mode.value if shot.mode else None,
        "needs": ", ".join(shot.needs),
        "references": shot.references,
        "video_input": shot.video_input,
        "model": shot.model,
        "tier": shot.tier,
        "audio": shot.audio.value if shot.audio else None,
        "takes": shot.takes,
        "accept": shot.accept,
        "keepers": shot.keepers,
        "at_cap": shot.at_cap.value if shot.at_cap else None,
        "shot_class": shot.shot_class,
        "count": shot.count if shot.count > 1 else None,
        "product": product.value if product else None,
        "resolution": shot.resolution,
        "priority": shot.priority,
        "account": shot.account,
        "project": shot.project,
        "notes": shot.notes,
    }
