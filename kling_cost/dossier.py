"""Everything that a document about a storyboard's plans shows, gathered for the writers of workbook and page.

It computes nothing: each part comes from the room that knows it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from kling_cost.compare import BudgetCheck, Comparison, PricedPlan
    from kling_cost.errors import Problem
    from kling_cost.estimate import Estimate
    from kling_cost.models import Models
    from kling_cost.plan import PlanKey
    from kling_cost.pricebook.seller import ProviderFile
    from kling_cost.risk import Forecast
    from kling_cost.storyboard.shot import Storyboard


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A storyboard's plans, compared, and the estimate that stands on the chosen one.

    ``sellers`` maps the ids of the plans' providers to what is known of them. ``forecasts`` holds the odds of
    those plans in which something is a gamble. ``within_budget`` is the chance to stay within ``budget``.
    ``assumptions`` and ``warnings`` are those of the chosen plan, its reading and its money.
    """

    title: str
    storyboard: Storyboard
    comparison: Comparison
    estimate: Estimate
    on: date
    sellers: Mapping[str, ProviderFile]
    models: Models
    forecasts: Mapping[PlanKey, Forecast] = field(default_factory=dict)
    budget: BudgetCheck | None = None
    within_budget: float | None = None
    assumptions: Sequence[str] = ()
    warnings: Sequence[Problem] = ()

    @property
    def chosen(self) -> PricedPlan:
        """The plan that the document speaks of."""
        return self.estimate.entry

    @property
    def seller(self) -> ProviderFile:
        """The provider of the chosen plan."""
        return self.sellers[self.chosen.plan.provider]

    def forecast_of(self, entry: PricedPlan) -> Forecast | None:
        """Give the odds of a plan, None where nothing in it is a gamble."""
        return self.forecasts.get(entry.plan.key)
