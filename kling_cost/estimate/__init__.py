"""What a budget holds besides its shots: extras, a contingency, codes for finance, sums by group.

Everything here stands on a priced plan and never changes its lines.
"""

from kling_cost.estimate.estimate import Estimate, Item, ItemKind
from kling_cost.estimate.extras import Extra
from kling_cost.estimate.groups import Group, GroupBy, groups_of
from kling_cost.estimate.limit import Rest, check_estimate, rest_of
from kling_cost.estimate.rows import estimate_columns, estimate_rows

__all__ = [
    "Estimate",
    "Extra",
    "Group",
    "GroupBy",
    "Item",
    "ItemKind",
    "Rest",
    "check_estimate",
    "estimate_columns",
    "estimate_rows",
    "groups_of",
    "rest_of",
]
