"""A storyboard broken down into lines: what its rows ask for, and what each kind of row comes to."""

from kling_cost.breakdown.bill import Bill
from kling_cost.breakdown.biller import IMAGE_STAGE, Biller, clip_of_cuts
from kling_cost.breakdown.breakdown import Breakdown, Unpriced
from kling_cost.breakdown.rows import Ask, Rows

__all__ = [
    "IMAGE_STAGE",
    "Ask",
    "Bill",
    "Biller",
    "Breakdown",
    "Rows",
    "Unpriced",
    "clip_of_cuts",
]
