"""Which takes of a plan hang on which assumption, so that one can be moved while all else stays.

A plan says whose an accept rate is only where it is uncertain. Rates that are certain and numbers of takes
are therefore marked before planning: as rates with negative parameters, which no beta distribution has. What
is marked must be given a value (:func:`supposing`) before it is reckoned with.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from kling_cost.amounts import ZERO
from kling_cost.breakdown.stage_takes import PLAIN
from kling_cost.risk.stakes import Stakes, Throw
from kling_cost.takes import AcceptRate, SharedRate, Takes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kling_cost.breakdown import Bill, Stake
    from kling_cost.plan import Plan
    from kling_cost.risk.stakes import Bet, Gamble
    from kling_cost.staging import Choices

_COUNT = SharedRate(PLAIN, Fraction(-1), Fraction(-1))
"""Marks a number of takes; certain rates are marked with parameters whose sum is -1."""
_NO_RATE = Fraction(1, 2)
OPEN = AcceptRate(_NO_RATE, (-_NO_RATE, -_NO_RATE))
"""An accept rate whose value is to be supposed."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """An accept rate or a number of takes that many shots share.

    ``name`` is whose: a class of shot, ``stage`` and its name, or ``all``, which is the number of takes where
    no accept rate was given for all.
    """

    name: str
    value: AcceptRate | int


def marked(choices: Choices) -> Choices:
    """Mark every certain rate and the number of takes; shots are reckoned alone, packing is left out."""
    accept = choices.accept
    if accept is None:
        accept = None if choices.takes is None else AcceptRate(_NO_RATE, (_COUNT.alpha, _COUNT.beta))
    else:
        accept = _marked(accept if isinstance(accept, AcceptRate) else AcceptRate(Fraction(accept)))
    of = {name: _marked(rate) for name, rate in choices.accept_of.items()}
    return replace(choices, accept=accept, accept_of=of, pack=False)


def _marked(rate: AcceptRate) -> AcceptRate:
    return rate if rate.beta else AcceptRate(rate.mean, (-rate.mean, rate.mean - 1))


def stakes_of(plan: Plan) -> Stakes:
    """Give the stakes of a plan, the default number of takes marked."""
    return Stakes.of(
        (replace(bill, stakes=tuple(map(_default_marked, bill.stakes))), count)
        for bill, count in bills_of(plan)
    )


def bills_of(plan: Plan) -> Iterable[tuple[Bill, int]]:
    """Give the bills of a plan that have a price, and how many rows have each."""
    each = zip(plan.breakdown.bills, plan.breakdown.rows.counts, strict=True)
    return [(bill, count) for bill, count in each if bill.lines]


def _default_marked(stake: Stake) -> Stake:
    takes = stake.takes
    if takes.given:
        return stake
    counted = Takes(planned=takes.planned, accept=_NO_RATE, cap=takes.planned, shared=_COUNT)
    return replace(stake, takes=counted)


def assumptions_in(stakes: Iterable[Stakes]) -> list[Assumption]:
    """Give the assumptions that stakes hang on, each once, in the order in which they are met."""
    found: dict[str, Assumption] = {}
    for each in stakes:
        for gamble, shared in _shared(each.bets):
            if shared.name not in found:
                value = gamble.cap if shared == _COUNT else _rate(shared)
                found[shared.name] = Assumption(shared.name, value)
    return list(found.values())


def _shared(bets: Iterable[Bet]) -> Iterable[tuple[Gamble, SharedRate]]:
    throws = (throw for bet in bets for stage in bet for throw in stage)
    return ((throw.gamble, throw.gamble.shared) for throw in throws if throw.gamble and throw.gamble.shared)


def _rate(shared: SharedRate) -> AcceptRate:
    weight = shared.alpha + shared.beta
    return AcceptRate(shared.alpha / weight, (shared.alpha, shared.beta) if weight > 0 else None)


def hanging_on(stakes: Stakes, name: str) -> Stakes:
    """Give the bets that hang on an assumption."""
    bets = {
        bet: count for bet, count in stakes.bets.items() if any(s.name == name for _, s in _shared([bet]))
    }
    return Stakes(ZERO, Counter(bets))


def supposing(stakes: Stakes, values: Mapping[str, AcceptRate | int]) -> Stakes:
    """Give stakes with other values of the assumptions that are named."""
    bets: Counter[Bet] = Counter()
    for bet, count in stakes.bets.items():
        bets[tuple(tuple(_supposing(throw, values) for throw in stage) for stage in bet)] += count
    return Stakes(stakes.certain, bets)


def _supposing(throw: Throw, values: Mapping[str, AcceptRate | int]) -> Throw:
    gamble = throw.gamble
    value = values.get(gamble.shared.name) if gamble and gamble.shared else None
    if gamble is None or value is None:
        return throw
    if isinstance(value, int):
        return Throw(throw.price, None, value)
    shared = SharedRate(gamble.shared.name, *value.beta) if gamble.shared and value.beta else None
    return replace(throw, gamble=replace(gamble, accept=value.mean**gamble.power, shared=shared))
