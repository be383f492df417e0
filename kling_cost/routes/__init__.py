"""A storyboard routed: the model of each shot, what one take costs at a provider, and the alternative."""

from kling_cost.routes.routed import Compared, RoutedShot, Routes
from kling_cost.routes.router import DEFAULT_TIER, Router

__all__ = ["DEFAULT_TIER", "Compared", "RoutedShot", "Router", "Routes"]
