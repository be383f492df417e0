"""Why two plans do not cost the same: the difference split into causes that add up to it."""

from kling_cost.causes.cause import Cause
from kling_cost.causes.difference import CauseShare, Difference, RowChange, difference_of
from kling_cost.causes.sides import NotComparable, Side

__all__ = ["Cause", "CauseShare", "Difference", "NotComparable", "RowChange", "Side", "difference_of"]
