"""The workbook of a storyboard's budget: live formulas, sources, and nothing that a spreadsheet would run."""

from kling_cost.export.workbook.origin import is_as_written, wrote_workbook
from kling_cost.export.workbook.writing import to_workbook

__all__ = ["is_as_written", "to_workbook", "wrote_workbook"]
