"""What a plan will probably cost: the exact distribution of its total, and what is read off it.

The first room that knows numpy. Prices are exact; chances are floats, right to about 1e-12.
"""

from kling_cost.risk.cost import cost_of
from kling_cost.risk.distribution import Distribution
from kling_cost.risk.forecast import QUANTILES, Driver, Forecast, Part

__all__ = ["QUANTILES", "Distribution", "Driver", "Forecast", "Part", "cost_of"]
