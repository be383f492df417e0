"""A storyboard broken down into lines: what its rows ask for, and what each kind of row comes to."""

from kling_cost.breakdown.bill import Bill, Stake
from kling_cost.breakdown.biller import Biller, clip_of_cuts
from kling_cost.breakdown.breakdown import Breakdown, Unpriced
from kling_cost.breakdown.rows import Ask, Rows
from kling_cost.breakdown.stage_takes import IMAGE_STAGE

__all__ = [
    "IMAGE_STAGE",
    "Ask",
    "Bill",
    "Biller",
    "Breakdown",
    "Rows",
    "Stake",
    "Unpriced",
    "clip_of_cuts",
]
