"""A quote to hold a storyboard against: made in one way of working, and so is what is held to it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kling_cost.cli.settings.option import LOCK_ENDING

if TYPE_CHECKING:
    from collections.abc import Mapping


def way_of_quote(base: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give provider and strategy of a lock as options of a plan, where none of either is given.

    Raises:
        InputRefused: for what is no lock.
    """
    if not base.lower().endswith(LOCK_ENDING) or asked["providers"] or asked["strategies"]:
        return {}
    from kling_cost.lock.requote import load_lock  # noqa: PLC0415 - only locks need it

    quoted = load_lock(Path(base)).file.asked
    return {"providers": (quoted.provider,), "strategies": (quoted.strategy.name,)}
