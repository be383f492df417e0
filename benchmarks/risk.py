"""The odds of long plans, exactly and drawn: the distribution against 20,000 drawn totals of the same plan.

The drawing is written as one would with numpy: the accept rate of a class once a trial, equal gambles
together, whole numbers of steps, cut into pieces that fit the cache. A second one is as fast as we know how
to write it. Then the fitting of a budget.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
from harness import Result, compared, in_seconds, interleaved, seconds_of

from kling_cost import Models, Planner, PriceBook, Strategies, TakesRules, fit_budget
from kling_cost.datafiles import pricing_dir
from kling_cost.risk import cost_of
from kling_cost.risk.lattice import in_steps, step_of
from kling_cost.risk.stakes import Stakes
from kling_cost.storyboard.shot import Shot, Storyboard

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from kling_cost import Plan
    from kling_cost.breakdown import Bill
    from kling_cost.risk.stakes import Gamble

SHOTS, LONG, CLASSES, TRIALS, SEEDS = 1_000, 10_000, 30, 20_000, 10
ROUNDS = 9
SEED = 20261121
PROVIDER, ON = "pixverse", date(2026, 11, 20)
STRATEGY = "v3-draft-o3-final"
LENGTHS_S = range(3, 16)
UNDER_S, LONG_UNDER_S, AT_LEAST = 0.050, 1.0, 5.0
FITTED, FITTED_UNDER_S = 500, 5.0
_DRAWS_AT_ONCE, _TRIALS_AT_ONCE = 2**18, 2_000


def measure() -> Iterator[Result]:
    """Measure the distribution, the one of a longer plan, and the fitting of a budget."""
    planner = Planner(book=PriceBook(), models=Models(), takes=_rules())
    plan = _planned(planner, SHOTS)
    bills = _bills(plan)
    totals = [_drawn(plan, seed) for seed in range(SEEDS)]
    ours = partial(cost_of, bills, plan.unit)
    _verify(plan, totals)
    _verify(plan, [_drawn_faster(plan, seed) for seed in range(SEEDS)])
    pairs = interleaved(ours, lambda: _drawn(plan, SEED), rounds=ROUNDS)
    wobble = [np.quantile(each, 0.95) for each in totals]
    spread = f"{min(wobble):,.0f} to {max(wobble):,.0f}"
    yield compared(
        f"odds of {SHOTS:,} shots in {CLASSES} classes, {TRIALS:,} draws (their P95: {spread}, ours: "
        f"{ours().quantile(0.95):,f})",
        pairs,
        shown=in_seconds,
        at_least=AT_LEAST,
    )
    faster = interleaved(ours, lambda: _drawn_faster(plan, SEED), rounds=ROUNDS)
    yield compared(f"the same, {TRIALS:,} draws in single precision", faster, shown=in_seconds)
    seconds = [pair.ours for pair in (*pairs, *faster)]
    yield _alone(f"odds of {SHOTS:,} shots in {CLASSES} classes", seconds, UNDER_S)
    longer = _planned(planner, LONG)
    seconds = [seconds_of(partial(cost_of, _bills(longer), longer.unit)) for _ in range(ROUNDS)]
    yield _alone(f"odds of {LONG:,} shots in {CLASSES} classes", seconds, LONG_UNDER_S)


def measure_budget() -> Iterator[Result]:
    """Measure fitting 500 shots of eight and more choices each, exactly and under a confidence."""
    models = Models()
    planner, strategies = (
        Planner(book=PriceBook(), models=models, takes=TakesRules()),
        Strategies(models=models),
    )
    for text, confidence, accept in (
        ("certain costs", None, None),
        ("a confidence of 90 %", 0.9, Decimal("0.3")),
    ):
        film = _film(FITTED, classes=False, accept=accept)
        fitted = partial(
            fit_budget,
            film,
            planner=planner,
            models=models,
            strategies=list(strategies),
            provider=PROVIDER,
            on=ON,
            limit=Decimal(250_000),
            confidence=confidence,
        )
        yield _alone(
            f"budget of {FITTED} shots, nine strategies, {text}",
            [seconds_of(fitted) for _ in range(3)],
            FITTED_UNDER_S,
        )


def _alone(name: str, seconds: Sequence[float], under: float) -> Result:
    shown = f"{in_seconds(median(seconds))} ({in_seconds(min(seconds))} to {in_seconds(max(seconds))})"
    return Result(name=name, ours=shown, target=f"< {in_seconds(under)}", met=median(seconds) < under)


def _film(shots: int, *, classes: bool = True, accept: Decimal | None = None) -> Storyboard:
    rng = np.random.default_rng(SEED)
    rows = [
        Shot(
            shot_id=str(number),
            seconds=Decimal(int(rng.choice(LENGTHS_S))),
            shot_class=f"class-{number % CLASSES}" if classes else None,
            accept=accept,
            takes=None if classes or accept else int(rng.integers(1, 9)),
            priority=int(rng.integers(1, 4)),
        )
        for number in range(1, shots + 1)
    ]
    return Storyboard(file="film.csv", shots=rows)


def _rules() -> TakesRules:
    """Give planning figures with 30 classes of shot, the accept rate of each uncertain by 30 hundredths."""
    shipped = (pricing_dir() / "takes.toml").read_text(encoding="utf-8")
    head = shipped[: shipped.index("[[classes]]")]
    classes = "".join(
        f'[[classes]]\nname = "class-{number}"\nsummary = "a class"\naccept = 0.{25 + number}\n'
        f'low = 0.{10 + number}\nhigh = 0.{40 + number}\nsources = ["invideo"]\n\n'
        for number in range(CLASSES)
    )
    with TemporaryDirectory() as folder:
        sources = shipped[shipped.index("[sources.") :]
        Path(folder, "takes.toml").write_text(f"{head}\n{classes}\n{sources}", encoding="utf-8")
        return TakesRules(Path(folder))


def _planned(planner: Planner, shots: int) -> Plan:
    strategy = Strategies(models=Models())[STRATEGY]
    return planner.plan(_film(shots), strategy, provider=PROVIDER, on=ON)


def _bills(plan: Plan) -> list[tuple[Bill, int]]:
    return list(zip(plan.breakdown.bills, plan.breakdown.rows.counts, strict=True))


def _drawn(plan: Plan, seed: int) -> NDArray[np.float64]:
    """Draw 20,000 totals of a plan whose bets are single throws that share the rate of their class."""
    stakes = Stakes.of(_bills(plan))
    step = step_of(stakes.prices)
    generator = np.random.default_rng(seed)
    totals = np.zeros(TRIALS, dtype=np.int64)
    rates: dict[str, NDArray[np.float64]] = {}
    for bet, count in stakes.bets.items():
        ((throw,),) = bet
        gamble = throw.gamble
        assert gamble is not None
        assert gamble.shared is not None
        if gamble.shared.name not in rates:
            alpha, beta = float(gamble.shared.alpha), float(gamble.shared.beta)
            rates[gamble.shared.name] = generator.beta(alpha, beta, TRIALS)
        rate = rates[gamble.shared.name][:, None]
        for start in range(0, TRIALS, piece := max(_DRAWS_AT_ONCE // count, 1)):
            some = slice(start, start + piece)
            takes = np.minimum(generator.geometric(rate[some], (rate[some].size, count)), gamble.cap)
            totals[some] += takes.sum(axis=1) * in_steps(throw.price, step)
    amounts: NDArray[np.float64] = float(stakes.certain) + float(step) * totals.astype(np.float64)
    return amounts


def _drawn_faster(plan: Plan, seed: int) -> NDArray[np.float64]:
    """Draw the same as fast as we know how: the misses before a keeper are an exponential, rounded down.

    Single precision holds whole numbers up to 2^24, far above the steps of a class.
    """
    stakes = Stakes.of(_bills(plan))
    step = step_of(stakes.prices)
    generator = np.random.default_rng(seed)
    classes: dict[Gamble, list[int]] = {}
    for ((throw,),), count in stakes.bets.items():
        assert throw.gamble is not None
        classes.setdefault(throw.gamble, []).extend([in_steps(throw.price, step)] * count)
    steps = {gamble: np.array(each, dtype=np.float32) for gamble, each in classes.items()}
    totals = np.full(TRIALS, sum(map(sum, classes.values())), dtype=np.int64)
    for start in range(0, TRIALS, _TRIALS_AT_ONCE):
        some = slice(start, start + _TRIALS_AT_ONCE)
        for gamble, each in steps.items():
            assert gamble.shared is not None
            alpha, beta = float(gamble.shared.alpha), float(gamble.shared.beta)
            rate = generator.beta(alpha, beta, totals[some].size)
            misses = generator.standard_exponential((each.size, rate.size), dtype=np.float32)
            misses *= (-1 / np.log1p(-rate)).astype(np.float32)
            np.minimum(misses, gamble.cap - 1, out=misses)
            np.floor(misses, out=misses)
            totals[some] += (each @ misses).astype(np.int64)
    amounts: NDArray[np.float64] = float(stakes.certain) + float(step) * totals.astype(np.float64)
    return amounts


def _verify(plan: Plan, totals: Sequence[NDArray[np.float64]]) -> None:
    """See that both say the same: the mean within five standard errors, quantiles within as many."""
    exact = cost_of(_bills(plan), plan.unit)
    every = np.concatenate(totals)
    assert abs(every.mean() - exact.mean) < 5 * exact.sd / every.size**0.5
    for chance in (0.05, 0.5, 0.95):
        below = (every <= float(exact.quantile(chance))).mean()
        assert abs(below - chance) < 5 * (chance * (1 - chance) / every.size) ** 0.5 + 1e-3
