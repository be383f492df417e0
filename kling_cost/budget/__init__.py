"""The best plan within a budget: for each shot the strategy, tier, audio and takes that make the plan fit.

An exact knapsack where costs are certain; where takes are a gamble, a search that the exact distribution of
the total judges, with a proven bound on what no plan can exceed.
"""

from kling_cost.budget.fit import BadBudget, fit_budget
from kling_cost.budget.options import Objective, Option
from kling_cost.budget.outcome import BudgetPlan, Change, Chosen, CurvePoint, Obstacle, Proof, Step
from kling_cost.budget.preference import BadPreference
from kling_cost.budget.task import Worth
from kling_cost.budget.wording import made_as, sentences

__all__ = [
    "BadBudget",
    "BadPreference",
    "BudgetPlan",
    "Change",
    "Chosen",
    "CurvePoint",
    "Objective",
    "Obstacle",
    "Option",
    "Proof",
    "Step",
    "Worth",
    "fit_budget",
    "made_as",
    "sentences",
]
