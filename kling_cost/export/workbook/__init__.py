"""The workbook of a storyboard's budget: live formulas, sources, and nothing that a spreadsheet would run."""

from kling_cost.export.workbook.origin import wrote_workbook
from kling_cost.export.workbook.writing import to_workbook

__all__ = ["to_workbook", "wrote_workbook"]
