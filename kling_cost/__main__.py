"""``python -m kling_cost`` and the command ``kling-cost``."""

from __future__ import annotations

from kling_cost.cli import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
