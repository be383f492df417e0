"""The tables beside the providers' folders that only rooms above the price book know, read to be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kling_cost.datafiles import pricing_dir
from kling_cost.models import Models
from kling_cost.routing import Routing
from kling_cost.strategies import Strategies
from kling_cost.takes import TakesRules

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def table_readers(root: Path) -> list[Callable[[], object]]:
    """Give what reads each such table that lies in a folder; ``check_folder`` collects what they refuse."""
    shipped = pricing_dir()
    readers: dict[str, Callable[[], object]] = {
        "takes.toml": lambda: TakesRules(shipped, root),
        "strategies.toml": lambda: Strategies(root / "strategies.toml", models=Models(shipped, root)),
        "routing.toml": lambda: Routing(shipped, root, models=Models(shipped, root)),
    }
    return [read for name, read in readers.items() if (root / name).is_file()]
