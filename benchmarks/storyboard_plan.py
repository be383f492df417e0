"""A storyboard of a thousand shots, read from its file and planned under every strategy."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
from harness import Result, in_seconds, seconds_of

from kling_cost import Models, Planner, PriceBook, Strategies, TakesRules, read_storyboard

if TYPE_CHECKING:
    from kling_cost import Plan

SHOTS = 1000
ROUNDS = 9
SEED = 20261120
PROVIDER = "kling-api"
ON = date(2026, 11, 20)
UNDER_S = 1.0
STRATEGIES = 9
SHORTEST_S, LONGEST_S = 2, 40
SHOTS_PER_SCENE = 12
# Modes that every strategy can make there, so that every shot has a price and nothing is saved on refusals.
MODES = ("", "text-to-video", "image-to-video")


def measure() -> Result:
    """Time from the file to the totals of all plans, with the price tables in memory."""
    models, book = Models(), PriceBook()
    strategies, takes = Strategies(models=models), TakesRules()

    with TemporaryDirectory() as folder:
        path = Path(folder) / "storyboard.csv"
        path.write_text(storyboard_text(), encoding="utf-8")

        def plan_all() -> list[Plan]:
            storyboard = read_storyboard(path, models=models)
            planner = Planner(book=book, models=models, takes=takes)
            plans = [planner.plan(storyboard, strategy, provider=PROVIDER, on=ON) for strategy in strategies]
            assert all(plan.total.number > 0 for plan in plans)
            return plans

        plans = plan_all()
        _verify(plans)
        seconds = [seconds_of(plan_all) for _ in range(ROUNDS)]
    lines = sum(len(plan.lines) for plan in plans)
    return Result(
        name=f"{SHOTS:,} shots, {len(plans)} strategies, {lines:,} lines",
        ours=f"{in_seconds(median(seconds))} ({in_seconds(min(seconds))} to {in_seconds(max(seconds))})",
        target=f"< {UNDER_S:g} s",
        met=median(seconds) < UNDER_S,
    )


def _verify(plans: list[Plan]) -> None:
    """Add every plan up once more, and see that no shot got lost."""
    assert len(plans) == STRATEGIES
    for plan in plans:
        assert (plan.shots, plan.priced) == (SHOTS, SHOTS)
        assert plan.total.number == sum((line.quantity * line.rate.amount for line in plan.lines), Decimal(0))
        assert len({line.shot_id for line in plan.lines}) == SHOTS


def storyboard_text() -> str:
    """Write a storyboard of mixed modes, 2 to 40 s in half seconds, two of three shots with takes."""
    rng = np.random.default_rng(SEED)
    lines = ["shot_id,scene,duration_s,mode,takes"]
    for shot in range(1, SHOTS + 1):
        duration = int(rng.integers(2 * SHORTEST_S, 2 * LONGEST_S + 1)) / 2
        mode = MODES[rng.integers(len(MODES))]
        takes = int(rng.integers(1, 9)) if shot % 3 else ""
        lines.append(f"{shot},Scene {shot // SHOTS_PER_SCENE + 1},{duration:g},{mode},{takes}")
    return "\n".join(lines) + "\n"
