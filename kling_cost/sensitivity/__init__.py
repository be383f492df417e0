"""Which strategy is cheapest under risk, when that changes, and what the answer hangs on."""

from kling_cost.sensitivity.break_even import (
    SET_ASIDE,
    BreakEven,
    CostByTakes,
    accept_for,
    break_even,
    costs_by_takes,
)
from kling_cost.sensitivity.margins import Margin, Margins, Turn, margins
from kling_cost.sensitivity.outlook import Outlook, outlook_of
from kling_cost.sensitivity.quantile_break_even import QuantileBreakEven, quantile_break_even
from kling_cost.sensitivity.ranges import RankBy, Ranking, StrategyRange, leaders, ranges_of, ranked
from kling_cost.sensitivity.swings import RateSwing, swings

__all__ = [
    "SET_ASIDE",
    "BreakEven",
    "CostByTakes",
    "Margin",
    "Margins",
    "Outlook",
    "QuantileBreakEven",
    "RankBy",
    "Ranking",
    "RateSwing",
    "StrategyRange",
    "Turn",
    "accept_for",
    "break_even",
    "costs_by_takes",
    "leaders",
    "margins",
    "outlook_of",
    "quantile_break_even",
    "ranges_of",
    "ranked",
    "swings",
]
