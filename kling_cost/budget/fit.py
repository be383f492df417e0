"""Fits a storyboard into a budget: the one entry of this room."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kling_cost.amounts import ZERO
from kling_cost.breakdown import Breakdown, Rows
from kling_cost.budget.chancy import ChancySolver
from kling_cost.budget.exact import ExactSolver
from kling_cost.budget.limits import limit_in
from kling_cost.budget.odds import Odds
from kling_cost.budget.options import Objective, Wanted, menu_of
from kling_cost.budget.outcome import BudgetPlan, Chosen, Proof
from kling_cost.budget.outlook import Outlook
from kling_cost.budget.preference import Preference
from kling_cost.budget.task import Task
from kling_cost.budget.wording import lowered_texts
from kling_cost.errors import KlingCostError
from kling_cost.money import MoneyRules
from kling_cost.risk import cost_of
from kling_cost.staging import Choices
from kling_cost.storyboard.shot import shots_named

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from kling_cost.breakdown import Ask, Bill
    from kling_cost.budget.limits import Limit
    from kling_cost.budget.options import Menu, Option
    from kling_cost.budget.outlook import Solver
    from kling_cost.budget.task import Picks
    from kling_cost.models import Models
    from kling_cost.plan import Plan, Planner
    from kling_cost.risk import Distribution
    from kling_cost.storyboard.shot import Shot, Storyboard
    from kling_cost.strategies import Strategy


SUREST = 1 - 1e-9
"""A confidence beyond it is taken as it: no chance is reckoned much finer."""


class BadBudget(KlingCostError):  # noqa: N818 - named after what was asked for
    """A budget that makes no sense."""

    code = "bad-budget"


def fit_budget(
    storyboard: Storyboard,
    *,
    planner: Planner,
    models: Models,
    strategies: Sequence[Strategy],
    provider: str,
    on: date,
    limit: Decimal,
    currency: str | None = None,
    known_on: date | None = None,
    choices: Choices | None = None,
    money: MoneyRules | None = None,
    confidence: float | None = None,
    objective: Objective = Objective.SHOTS,
    min_tier: str | None = None,
    prefer: Sequence[str] = (),
) -> BudgetPlan:
    """Choose for every shot how it is made, so that the plan fits a limit and delivers the most.

    ``limit`` is in ``currency``, or in the unit of the provider's plans. Where takes are a gamble the sum of
    lines is held against it, or with ``confidence`` (above 0, at most 1) whatever they may come to.
    What a row says itself is never changed; ``choices.tier`` is the highest tier tried, ``min_tier`` the
    lowest. ``prefer`` orders what is delivered (see :class:`Preference`).

    Raises:
        BadBudget: for a negative limit, an impossible confidence, or no strategy.
        BadPreference: for a name in ``prefer`` that is no clip.
        MoneyUnknown, BadMoney: for a limit in a currency that the plan's total cannot be told in.
        UnknownProvider, BeforeFirstCard: when there is no price list at all.
        UnknownTier: for a ``min_tier`` that there is not.
        InputRefused: for classes of shot that there are not.
    """
    _check(limit, confidence, strategies)
    wanted = Wanted(
        strategies=strategies,
        objective=objective,
        choices=choices or Choices(),
        tiers=models.tiers,
        min_tier=None if min_tier is None else models.tier_named(min_tier),
        preference=Preference(models, prefer),
        confident=confidence is not None,
    )
    menu = menu_of(
        storyboard,
        wanted,
        lambda board, strategy, said: planner.plan(
            board, strategy, provider=provider, on=on, known_on=known_on, choices=said
        ),
    )
    within = limit_in(menu.plan.unit, limit, currency, provider=provider, money=money or MoneyRules())
    task = Task.of(menu, objective)
    solver: Solver = (
        ExactSolver(task, within.most)
        if confidence is None or not task.gambles
        else ChancySolver(task, within.most, min(confidence, SUREST))
    )
    return _told(menu, solver, within, confidence=confidence, wanted=wanted, task=task)


def _check(limit: Decimal, confidence: float | None, strategies: Sequence[Strategy]) -> None:
    if limit < 0:
        raise BadBudget(f"a budget of {limit} is below zero; give an amount such as 5000")
    if confidence is not None and not 0 < confidence <= 1:
        raise BadBudget(
            f"a confidence of {confidence} is no chance; give one above 0 and at most 1, such as 0.9"
        )
    if not strategies:
        raise BadBudget("there is no strategy to choose from; name one at least")


def _told(
    menu: Menu, solver: Solver, limit: Limit, *, confidence: float | None, wanted: Wanted, task: Task
) -> BudgetPlan:
    found = solver.best(limit.most)
    fits = found is not None and (not task.rows or task.makes_any(found.picks))
    picks = task.in_order(solver.least() if found is None else found.picks)
    value = task.value(picks)
    bound = None if found is None or found.bound is None else task.worth(found.bound)
    rows = _chosen(menu, task, picks)
    plan = _plan(menu, rows)
    outlook = Outlook(task, solver, limit, picks)
    return BudgetPlan(
        limit=limit,
        confidence=confidence,
        objective=task.objective,
        fits=fits,
        plan=plan,
        rows=rows,
        worth=task.worth(value),
        priorities=task.priorities,
        forecast=_forecast(plan),
        needed=solver.needed(picks),
        proof=Proof(bound),
        curve=outlook.curve(),
        next_step=None if found is None else outlook.next_step(),
        next_price=None if found is None else outlook.next_price(),
        least_for_all=solver.needed(solver.least()),
        least_for_wish=solver.needed(task.best()),
        obstacle=outlook.obstacle(),
        assumptions=_assumptions(wanted, rows),
    )


def _chosen(menu: Menu, task: Task, picks: Picks) -> list[Chosen]:
    """Give every row of the storyboard with what was chosen for it."""
    made = {
        row.place: (row, pick, best) for row, pick, best in zip(task.rows, picks, task.best(), strict=True)
    }
    means: dict[int, Decimal] = {}

    def mean(option: Option | None) -> Decimal:
        if option is None or not option.bill.gambles:
            return option.cost if option else ZERO
        if id(option) not in means:
            means[id(option)] = Decimal(str(round(Odds.of(option.bill, task.unit).mean, 4)))
        return means[id(option)]

    rows = []
    for place, (shot, ask) in enumerate(zip(menu.rows.shots, menu.rows.numbers, strict=True)):
        if place not in made:
            reasons = tuple(dict.fromkeys(fault.reason for fault in menu.refused[ask].faults))
            rows.append(Chosen(shot=shot, option=None, wish=None, reasons=reasons))
            continue
        row, pick, best = made[place]
        option, wish = row.choices[pick], row.choices[best]
        if wish is None:
            raise AssertionError("leaving a row out is never the best of it")
        rows.append(
            Chosen(
                shot=shot,
                option=option,
                wish=wish,
                mean=mean(option),
                wish_mean=mean(wish),
                lowered=lowered_texts(option, wish),
            )
        )
    return rows


def _plan(menu: Menu, rows: Sequence[Chosen]) -> Plan:
    """Put what is made into one plan, in the order of the storyboard; what is left out has no line."""
    known: dict[tuple[int, int], int] = {}
    asks: list[Ask] = []
    bills: list[Bill] = []
    numbers: list[int] = []
    shots: list[Shot] = []
    for row, ask in zip(rows, menu.rows.numbers, strict=True):
        if row.left_out:
            continue
        bill = menu.refused[ask] if row.option is None else row.option.bill
        number = known.setdefault((ask, id(bill)), len(asks))
        if number == len(asks):
            asks.append(menu.rows.asks[ask])
            bills.append(bill)
        numbers.append(number)
        shots.append(row.shot)
    counts = [numbers.count(number) for number in range(len(asks))]
    strategies = dict.fromkeys(row.option.strategy for row in rows if row.option is not None)
    return replace(
        menu.plan,
        strategy=" + ".join(strategies) or menu.plan.strategy,
        storyboard=replace(menu.plan.storyboard, shots=shots),
        breakdown=Breakdown(Rows(tuple(shots), asks, numbers, counts), bills),
        packing=None,
    )


def _forecast(plan: Plan) -> Distribution | None:
    bills = plan.breakdown.bills
    if not any(bill.gambles for bill in bills):
        return None
    return cost_of(zip(bills, plan.breakdown.rows.counts, strict=True), plan.unit)


def _assumptions(wanted: Wanted, rows: Sequence[Chosen]) -> list[str]:
    """Say what was decided beside the plan's own assumptions."""
    said = []
    if wanted.choices.pack:
        said.append("shots are not packed into shared clips, for each is chosen for by itself")
    floor = wanted.min_tier
    lower = [
        row.shot.shot_id
        for row in rows
        if row.option is not None and wanted.preference.below(row.option.delivered.tier, floor)
    ]
    if lower:
        said.append(f"tier below {floor} kept, for the row asks for it ({shots_named(lower)})")
    return said
