"""Which model a shot needs and why, and which of several a stage takes. Prices are looked at elsewhere."""

from kling_cost.routing.asked import with_needs
from kling_cost.routing.needs import Evidence, Needs
from kling_cost.routing.preference import Route, route
from kling_cost.routing.recommend import Alternative, Recommendation, Routing, Unroutable

__all__ = [
    "Alternative",
    "Evidence",
    "Needs",
    "Recommendation",
    "Route",
    "Routing",
    "Unroutable",
    "route",
    "with_needs",
]
