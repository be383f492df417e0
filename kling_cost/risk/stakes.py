"""What a plan bets: its gambles with the price of a take, sorted so that equal ones stand once with a count.

Clips are gambles of their own, so most of a plan falls apart into single throws. Only where a shot is given
up at the cap of an early stage do its later stages hang on it: they are then one bet together.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from kling_cost.amounts import EXACT, ZERO
from kling_cost.quote import units_per_take
from kling_cost.storyboard.shot import AtCap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from fractions import Fraction

    from kling_cost.breakdown import Bill, Stake
    from kling_cost.quote import Line
    from kling_cost.takes import SharedRate, Takes


@dataclass(frozen=True, slots=True, kw_only=True)
class Gamble:
    """Takes until ``keepers`` of them are good enough, each with the chance ``accept``, ``cap`` at most.

    ``shared`` is the uncertain rate behind ``accept``, ``power`` how many draws of it must be good at once.
    """

    accept: Fraction
    cap: int
    keepers: int
    fails: bool
    shared: SharedRate | None
    power: int

    def __hash__(self) -> int:
        # The hash of a fraction takes its time.
        return hash((self.accept.numerator, self.cap, self.keepers, self.shared))

    @classmethod
    def of(cls, takes: Takes) -> Gamble | None:
        """Give the gamble behind a number of takes, None for a fixed number.

        Where every take is good enough there are as many as keepers, and none above for a range to cover.
        """
        if takes.accept is None:
            return None
        cap = takes.cap or takes.planned
        sure = takes.accept == 1 and takes.shared is None and takes.keepers <= cap
        return cls(
            accept=takes.accept,
            cap=takes.keepers if sure else cap,
            keepers=takes.keepers,
            fails=takes.at_cap is AtCap.FAIL and not sure,
            shared=takes.shared,
            power=takes.power,
        )


@dataclass(frozen=True, slots=True)
class Throw:
    """The takes of one clip at the price of one: a gamble, or (None) a fixed number of them."""

    price: Decimal
    gamble: Gamble | None
    takes: int


Bet = tuple[tuple[Throw, ...], ...]
"""Stages of throws; a stage is only made if every throw of those before it that may fail was good."""


@dataclass(frozen=True, slots=True)
class Stakes:
    """What is certain to be paid, and every bet with the number of times that it is made."""

    certain: Decimal
    bets: Counter[Bet]

    @property
    def prices(self) -> set[Decimal]:
        """The different prices of a take."""
        return {throw.price for bet in self.bets for stage in bet for throw in stage}

    @classmethod
    def of(cls, bills: Iterable[tuple[Bill, int]], *, stage: str | None = None) -> Stakes:
        """Sort the bets of bills, each as often as its count says; of one ``stage`` only, if it is named."""
        certain, bets, known = ZERO, Counter[Bet](), dict[Gamble, Gamble]()
        for bill, count in bills:
            pairs = zip(bill.lines, bill.stakes, strict=True)
            throws = [_throw(*each, known, free=stage not in (None, each[0].stage)) for each in pairs]
            for bet, times in _apart(bill, throws):
                if not any(throw.gamble for part in bet for throw in part):
                    fixed = sum_of((throw.price, throw.takes * count) for part in bet for throw in part)
                    certain = EXACT.add(certain, fixed)
                elif any(throw.price for part in bet for throw in part):
                    bets[bet] += times * count
        return cls(certain, bets)


def sum_of(parts: Iterable[tuple[Decimal, int]]) -> Decimal:
    """Add up prices, each as often as it says."""
    result = ZERO
    for price, times in parts:
        result = EXACT.add(result, EXACT.multiply(price, Decimal(times)))
    return result


def _throw(line: Line, stake: Stake, known: dict[Gamble, Gamble], *, free: bool) -> Throw:
    """Give what a line throws, ``free`` of charge if so.

    Gambles that are known already are taken from there: what is one object is found equal without a look.
    """
    price = ZERO if free else EXACT.multiply(units_per_take(line.clip, line.rate), line.rate.amount)
    gamble = Gamble.of(stake.takes)
    if gamble is None:
        return Throw(price, None, line.takes)
    return Throw(price, known.setdefault(gamble, gamble), stake.takes.planned)


def may_fail(stage: Iterable[Throw]) -> bool:
    """Tell whether a shot may be given up in a stage."""
    return any(throw.gamble is not None and throw.gamble.fails for throw in stage)


def _apart(bill: Bill, throws: Sequence[Throw]) -> Iterator[tuple[Bet, int]]:
    """Part the throws of a bill into bets that do not hang on each other, and say how often each is made."""
    pieces = [stake.pieces if throw.gamble else 1 for throw, stake in zip(throws, bill.stakes, strict=True)]
    if not may_fail(throws):
        yield from ((((throw,),), times) for throw, times in zip(throws, pieces, strict=True))
        return
    each = zip(throws, pieces, bill.lines, bill.stakes, strict=True)
    for _, of_copy in groupby(each, key=lambda one: one[3].copy):
        stages = [
            tuple(throw for throw, times, *_ in of_stage for _ in range(times))
            for _, of_stage in groupby(of_copy, key=lambda one: one[2].stage)
        ]
        first = next((n for n, stage in enumerate(stages[:-1]) if may_fail(stage)), len(stages))
        yield from ((((throw,),), 1) for stage in stages[:first] for throw in stage)
        if first < len(stages):
            yield tuple(stages[first:]), 1
