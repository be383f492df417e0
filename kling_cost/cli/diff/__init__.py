"""``kling-cost diff``: why two estimates do not come to the same."""

from kling_cost.cli.diff.command import command

__all__ = ["command"]
