"""What AI-generated video will cost before you pay for it.

The public names below are loaded when they are first used, so that pricing one clip does not import pandas.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kling_cost.amounts import Amount as Amount
    from kling_cost.budget.fit import fit_budget as fit_budget
    from kling_cost.causes import Cause as Cause
    from kling_cost.causes import Difference as Difference
    from kling_cost.causes import Side as Side
    from kling_cost.causes import difference_of as difference_of
    from kling_cost.claims import Claims as Claims
    from kling_cost.clips import Audio as Audio
    from kling_cost.clips import Clip as Clip
    from kling_cost.clips import Mode as Mode
    from kling_cost.clips import Product as Product
    from kling_cost.compare import compare_plans as compare_plans
    from kling_cost.dossier import Dossier as Dossier
    from kling_cost.errors import InputRefused as InputRefused
    from kling_cost.errors import KlingCostError as KlingCostError
    from kling_cost.estimate import Estimate as Estimate
    from kling_cost.estimate import Extra as Extra
    from kling_cost.estimate import GroupBy as GroupBy
    from kling_cost.estimate import groups_of as groups_of
    from kling_cost.frames import plan_frame as plan_frame
    from kling_cost.frames import price_frame as price_frame
    from kling_cost.models import Models as Models
    from kling_cost.money import MoneyRules as MoneyRules
    from kling_cost.plan import Plan as Plan
    from kling_cost.plan import Planner as Planner
    from kling_cost.pricebook.book import PriceBook as PriceBook
    from kling_cost.pricebook.check import check_folder as check_folder
    from kling_cost.pricebook.history import price_history as price_history
    from kling_cost.pricebook.price_filter import PriceFilter as PriceFilter
    from kling_cost.pricebook.why import explain_price as explain_price
    from kling_cost.quote import Line as Line
    from kling_cost.quote import quote_line as quote_line
    from kling_cost.risk.forecast import Forecast as Forecast
    from kling_cost.routing import Routing as Routing
    from kling_cost.sensitivity.outlook import outlook_of as outlook_of
    from kling_cost.staging import Choices as Choices
    from kling_cost.storyboard.read import read_storyboard as read_storyboard
    from kling_cost.storyboard.read import storyboard_in as storyboard_in
    from kling_cost.storyboard.reading import Reading as Reading
    from kling_cost.strategies import Strategies as Strategies
    from kling_cost.takes import AcceptRate as AcceptRate
    from kling_cost.takes import TakesRules as TakesRules
    from kling_cost.takes import read_accept_rates as read_accept_rates
    from kling_cost.vendors import clip_market as clip_market
    from kling_cost.vendors import storyboard_market as storyboard_market

_HOME = {
    "AcceptRate": "takes",
    "Amount": "amounts",
    "Audio": "clips",
    "Cause": "causes",
    "Choices": "staging",
    "Claims": "claims",
    "Clip": "clips",
    "Difference": "causes",
    "Dossier": "dossier",
    "Estimate": "estimate",
    "Extra": "estimate",
    "Forecast": "risk.forecast",
    "GroupBy": "estimate",
    "InputRefused": "errors",
    "KlingCostError": "errors",
    "Line": "quote",
    "Mode": "clips",
    "Models": "models",
    "MoneyRules": "money",
    "Plan": "plan",
    "Planner": "plan",
    "PriceBook": "pricebook.book",
    "PriceFilter": "pricebook.price_filter",
    "Product": "clips",
    "Reading": "storyboard.reading",
    "Routing": "routing",
    "Side": "causes",
    "Strategies": "strategies",
    "TakesRules": "takes",
    "check_folder": "pricebook.check",
    "clip_market": "vendors",
    "compare_plans": "compare",
    "difference_of": "causes",
    "explain_price": "pricebook.why",
    "fit_budget": "budget.fit",
    "groups_of": "estimate",
    "outlook_of": "sensitivity.outlook",
    "plan_frame": "frames",
    "price_frame": "frames",
    "price_history": "pricebook.history",
    "quote_line": "quote",
    "read_accept_rates": "takes",
    "read_storyboard": "storyboard.read",
    "storyboard_in": "storyboard.read",
    "storyboard_market": "vendors",
}

__all__ = list(_HOME)


def __getattr__(name: str) -> Any:  # noqa: ANN401 - each name has its own type, given above
    if name == "__version__":
        from importlib.metadata import version  # noqa: PLC0415 - rarely asked for

        return version("kling-cost")
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return [*globals(), *_HOME, "__version__"]
