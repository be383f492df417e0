"""Fewer takes where they are a gamble: caps below the one asked for, and what chance of a keeper is left.

Fixed takes are never cut, for nobody knows what is lost; nor is the cap that a row itself gives.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from kling_cost.breakdown.bill import Assumed
from kling_cost.quote import quote_line
from kling_cost.risk.rates import points_of
from kling_cost.risk.stakes import Gamble
from kling_cost.risk.takes_odds import chances_of_takes, safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kling_cost.breakdown import Bill
    from kling_cost.risk.takes_odds import Floats
    from kling_cost.takes import SharedRate, Takes

RUNGS = (Fraction(95, 100), Fraction(9, 10), Fraction(8, 10))
"""So much of a row's chance of all keepers its lower caps must leave. A plan that fits because it gives up on
more than one shot in five is a plan that does not fit."""


def chance_kept(bill: Bill) -> float:
    """Give the chance that every clip of a row gets its keepers; 1 where nothing is a gamble."""
    gambles: dict[SharedRate | None, Counter[Gamble]] = {}
    for stake in bill.stakes:
        gamble = Gamble.of(stake.takes)
        if gamble is not None:
            gambles.setdefault(gamble.shared, Counter())[gamble] += stake.pieces
    chance = 1.0
    for shared, counts in gambles.items():
        good = [_good_within(gamble)[-1] ** times for gamble, times in counts.items()]
        chance *= float(np.prod(good, axis=0) @ _weights(shared))
    return chance


def lower_caps(bill: Bill) -> Iterator[Bill]:
    """Give the bill of a row with its caps lowered, rung by rung, where a rung makes a difference."""
    known = {tuple(stake.takes.cap for stake in bill.stakes)}
    clips = sum(stake.pieces for stake in bill.stakes if stake.takes.accept is not None)
    for rung in RUNGS:
        of_clip = float(rung) ** (1 / max(clips, 1))
        takes = [_at_rung(stake.takes, of_clip) for stake in bill.stakes]
        caps = tuple(each.cap for each in takes)
        if caps not in known:
            known.add(caps)
            yield _with(bill, takes)


def _with(bill: Bill, takes: list[Takes]) -> Bill:
    lines, stakes, said = [], [], dict.fromkeys(bill.assumed)
    for line, stake, lowered in zip(bill.lines, bill.stakes, takes, strict=True):
        stakes.append(replace(stake, takes=lowered))
        if lowered.cap == stake.takes.cap:
            lines.append(line)
            continue
        made = quote_line(line.clip, line.rate, takes=lowered.planned * stake.pieces)
        lines.append(replace(line, takes=made.takes, quantity=made.quantity, amount=made.amount))
        said[Assumed(f"at most {lowered.cap} takes instead of {stake.takes.cap}, for the budget")] = None
    return replace(bill, lines=tuple(lines), stakes=tuple(stakes), assumed=tuple(said))


def _at_rung(takes: Takes, rung: float) -> Takes:
    """Lower the cap as far as a share of the chance of all keepers is left."""
    gamble = Gamble.of(takes)
    if gamble is None:
        return takes
    chances = _good_within(gamble) @ _weights(takes.shared)
    cap = int(np.searchsorted(chances, rung * chances[-1])) + 1
    return replace(takes, cap=cap, planned=min(takes.planned, cap)) if cap < gamble.cap else takes


@lru_cache(maxsize=1024)
def _good_within(gamble: Gamble) -> Floats:
    """Give the chance that the last keeper has come by take 1, 2, ... cap, for each rate looked at."""
    rates = np.array([float(gamble.accept)])
    if gamble.shared is not None:
        rates = points_of(gamble.shared).rates ** gamble.power
    chances: Floats = np.minimum(np.cumsum(chances_of_takes(gamble, safe(rates)), axis=0), 1.0)
    return chances


def _weights(shared: SharedRate | None) -> Floats:
    return np.ones(1) if shared is None else points_of(shared).weights
